"""Connections: pooled, limited, and every refusal of the server as an error that says what to do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.database.cluster import Cluster

from trucewatch.database import Address, Server
from trucewatch.errors import StoreError
from trucewatch.record import FileStore
from trucewatch.store.postgres import PostgresStore

pytestmark = pytest.mark.services


@pytest.fixture
def case(cluster: Cluster) -> Iterator[str]:
    name = cluster.new_case()
    yield name
    cluster.give_back(name)


@pytest.fixture
def store(cluster: Cluster, case: str, tmp_path: Path) -> Iterator[PostgresStore]:
    with cluster.open_store(case, FileStore(tmp_path)) as opened:
        yield opened


def test_many_readers_share_few_connections(cluster: Cluster, store: PostgresStore) -> None:
    together = threading.Barrier(20)

    def read(_: int) -> int:
        together.wait(30)
        return store.counts()["incidents"]

    with ThreadPoolExecutor(20) as threads:
        assert list(threads.map(read, range(20))) == [0] * 20
    used = cluster.rows("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'trucewatch'")
    assert 1 <= int(str(used[0][0])) <= 10


def test_whoever_gets_no_connection_is_told(
    cluster: Cluster, case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {"pool_size": 1, "max_overflow": 0, "pool_timeout": 0.05}
    monkeypatch.setattr("trucewatch.database.connections._POOL", few)
    with (
        cluster.open_store(case, FileStore(tmp_path)) as store,
        store._reading(),
        pytest.raises(StoreError, match="no connection to the database became free"),
    ):
        store.applied()


@pytest.mark.parametrize(
    ("change", "back", "said"),
    [
        ("CONNECTION LIMIT 0", "CONNECTION LIMIT -1", "takes no more connections"),
        ("NOLOGIN", "LOGIN", "does not let this login in"),
    ],
)
def test_a_server_that_lets_nobody_in(
    cluster: Cluster, case: str, tmp_path: Path, change: str, back: str, said: str
) -> None:
    cluster.execute(f"ALTER ROLE mission {change}")
    try:
        with pytest.raises(StoreError, match=said) as refused:
            cluster.open_store(case, FileStore(tmp_path))
    finally:
        cluster.execute(f"ALTER ROLE mission {back}")
    assert refused.value.hint


def test_a_copy_that_is_only_read_is_named(cluster: Cluster, case: str, tmp_path: Path) -> None:
    cluster.execute("ALTER ROLE mission SET default_transaction_read_only = on")
    try:
        with pytest.raises(StoreError, match="is read-only"), cluster.open_store(case, FileStore(tmp_path)) as store:
            store.clear()
    finally:
        cluster.execute("ALTER ROLE mission RESET default_transaction_read_only")


def test_a_database_that_is_not_there_is_named(cluster: Cluster, case: str, tmp_path: Path) -> None:
    address = Address.parse(cluster.url(database="nowhere"), case)
    with pytest.raises(StoreError, match="no such database"):
        PostgresStore.open(address, FileStore(tmp_path), {})


def test_a_host_that_does_not_answer_is_named(tmp_path: Path) -> None:
    address = Address.parse("postgresql://mission:secret@127.0.0.1:1/trucewatch", "c")
    with pytest.raises(StoreError, match="cannot be reached") as refused:
        PostgresStore.open(address, FileStore(tmp_path), {})
    assert "secret" not in str(refused.value)


def test_no_error_shows_the_values_of_a_row(store: PostgresStore) -> None:
    with pytest.raises(StoreError) as refused:
        _twice(store, "the informant's name")
    assert "informant" not in str(refused.value)
    assert "duplicate key" in str(refused.value)


def _twice(store: PostgresStore, value: str) -> None:
    with store._writing() as connection:
        for _ in range(2):
            connection.exec_driver_sql("INSERT INTO meta VALUES (%s, 'x')", (value,))


def test_a_closed_server_gives_all_connections_back(cluster: Cluster, case: str) -> None:
    server = Server(Address.parse(cluster.url(), case))
    with server.engine().connect() as connection:
        assert connection.exec_driver_sql("SELECT current_user").scalar() == "trucewatch_app"
    with server.engine("observer").connect() as connection:
        assert connection.exec_driver_sql("SELECT current_user").scalar() == "trucewatch_observer"
    server.close()
    assert server.engine().pool.status().count("Connections in pool: 0")
    server.close()
