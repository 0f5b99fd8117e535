"""What only a database has: many processes, connections that end, limits, points, and the same rows as SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import Polygon
from sqlalchemy import text
from tests.database.cluster import Cluster
from tests.store.test_apply import fill

from trucewatch.errors import StoreError
from trucewatch.record import Log, record_draft
from trucewatch.store import IncidentFilter, SqliteStore, catch_up, dump, rebuild
from trucewatch.store.postgres import PostgresStore

pytestmark = pytest.mark.services
SAID_BY_HINT = "run the command again"


@pytest.fixture
def case(cluster: Cluster) -> Iterator[str]:
    name = cluster.new_case()
    yield name
    cluster.give_back(name)


@pytest.fixture
def store(cluster: Cluster, case: str, log: Log) -> Iterator[PostgresStore]:
    with cluster.open_store(case, log.files) as opened:
        yield opened


def test_every_read_model_is_that_of_sqlite_to_the_byte(
    log: Log, store: PostgresStore, make: Any, tmp_path: Path
) -> None:
    fill(log, make)
    with SqliteStore.open(tmp_path / "lite.db", log.files) as lite:
        catch_up(log, lite)
        catch_up(log, store)
        assert dump(store).splitlines() == dump(lite).splitlines()
        rebuild(log, store)
        assert dump(store) == dump(lite)


def test_tables_of_another_version_are_made_anew_by_their_owner(
    cluster: Cluster, log: Log, store: PostgresStore, case: str, make: Any
) -> None:
    fill(log, make)
    catch_up(log, store)
    before = dump(store)
    with store._writing() as connection:
        connection.execute(text("UPDATE meta SET value = '0' WHERE name = 'schema'"))
    with pytest.raises(StoreError, match="database setup"):
        cluster.open_store(case, log.files)
    with cluster.open_store(case, log.files, login="postgres") as again:
        assert again.applied() == 0
        catch_up(log, again)
        assert dump(again) == before


def test_a_database_that_is_not_set_up_says_who_sets_it_up(cluster: Cluster, log: Log) -> None:
    with pytest.raises(StoreError, match="refuses the permission") as refused:
        cluster.open_store("never-made", log.files)
    assert "trucewatch database setup" in str(refused.value)


def test_a_login_outside_the_program_is_refused(cluster: Cluster, log: Log, case: str) -> None:
    cluster.execute("DO $$ BEGIN CREATE ROLE guest LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
    with pytest.raises(StoreError, match="refuses the permission"):
        cluster.open_store(case, log.files, login="guest")
    with pytest.raises(StoreError, match="does not let this login in"):
        cluster.open_store(case, log.files, login="nobody_knows")


def test_points_are_the_coordinates_and_areas_use_their_index(log: Log, store: PostgresStore, make: Any) -> None:
    log.append([record_draft(make.incident("i", point=(36.25, 37.125)), "desk", log.files)])
    catch_up(log, store)
    with store._reading() as connection:
        row = connection.execute(text("SELECT ST_X(geom), ST_Y(geom), ST_SRID(geom) FROM incidents")).one()
        assert tuple(row) == (37.125, 36.25, 4326)
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        connection.execute(text("SET LOCAL enable_bitmapscan = off"))
        box = "ST_MakeEnvelope(37, 36, 38, 37, 4326)"
        plan = connection.scalars(text(f"EXPLAIN SELECT id FROM incidents WHERE geom && {box}")).all()
    assert "incidents_geom" in "\n".join(plan)


def test_processes_that_catch_up_together_take_every_entry_in_once(
    cluster: Cluster, log: Log, case: str, make: Any, tmp_path: Path
) -> None:
    fill(log, make)

    def work(_: int) -> int:
        with cluster.open_store(case, log.files) as mine:
            return mine.apply_all(entries)

    entries = list(log.entries())
    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(work, range(4))) == [0, 0, 0, log.size]
    with cluster.open_store(case, log.files) as whole, SqliteStore.open(tmp_path / "lite.db", log.files) as lite:
        catch_up(log, lite)
        assert dump(whole) == dump(lite)


def test_a_statement_has_a_time_limit(store: PostgresStore) -> None:
    with store._reading() as connection:
        assert connection.scalar(text("SHOW statement_timeout")) == "1min"
        assert connection.scalar(text("SHOW lock_timeout")) == "30s"
        assert connection.scalar(text("SHOW idle_in_transaction_session_timeout")) == "5min"
    with pytest.raises(StoreError, match="took too long"):
        _sleep(store)


def test_a_dead_connection_is_replaced(cluster: Cluster, store: PostgresStore) -> None:
    assert store.applied() == 0
    cluster.end_sessions()
    assert store.applied() == 0


def test_an_entry_is_taken_in_whole_or_not_when_its_connection_ends(
    cluster: Cluster, log: Log, store: PostgresStore, make: Any, tmp_path: Path
) -> None:
    fill(log, make)

    def until_the_end() -> Iterator[Any]:
        for entry in log.entries():
            yield entry
            if entry.index == log.size // 2:
                cluster.end_sessions()

    with pytest.raises(StoreError, match=r"was shut down|was lost") as lost:
        store.apply_all(until_the_end())
    assert SAID_BY_HINT in str(lost.value)
    assert store.applied() == 0
    _is_whole(log, store, tmp_path)


def test_a_server_that_dies_in_a_transaction_loses_nothing_that_was_committed(
    cluster: Cluster, log: Log, store: PostgresStore, make: Any, tmp_path: Path
) -> None:
    fill(log, make)
    entries = list(log.entries())
    store.apply_all(entries[:5])

    def until_it_dies() -> Iterator[Any]:
        yield from entries[5:9]
        cluster.stop("immediate")
        yield from entries[9:]

    with pytest.raises(StoreError, match=r"was shut down|was lost|cannot be reached"):
        store.apply_all(until_it_dies())
    with pytest.raises(StoreError, match="cannot be reached") as gone:
        store.applied()
    assert SAID_BY_HINT in str(gone.value)
    cluster.start()
    assert store.applied() == 5
    _is_whole(log, store, tmp_path)


def test_a_right_that_is_taken_away_is_named_and_asked_back(
    cluster: Cluster, log: Log, store: PostgresStore, case: str, make: Any, tmp_path: Path
) -> None:
    fill(log, make)
    table = f'"{store._server.address.schema}".incidents'
    cluster.execute(f"REVOKE INSERT ON {table} FROM trucewatch_app")
    try:
        with pytest.raises(StoreError, match="permission") as refused:
            catch_up(log, store)
        assert "trucewatch database setup" in str(refused.value)
        assert "le régime" not in str(refused.value)
        assert store.applied() == 0
    finally:
        cluster.execute(f"GRANT INSERT ON {table} TO trucewatch_app")
    _is_whole(log, store, tmp_path)


def test_filters_answer_as_those_of_sqlite(log: Log, store: PostgresStore, make: Any, tmp_path: Path) -> None:
    names = ("b", "B", "é", "a", "Z", "ا", "_", "10", "9")
    log.append([record_draft(make.incident(name, supporting=(name,)), "desk", log.files) for name in names])
    log.append(
        [
            record_draft(make.assessment(f"{name}{n}", name, clause=c, instrument=i), "desk", log.files)
            for name in names
            for n, (i, c) in enumerate([(None, None), ("Truce", "é"), ("truce", None), ("truce", "10"), ("truce", "9")])
        ]
    )
    with SqliteStore.open(tmp_path / "lite.db", log.files) as lite:
        catch_up(log, lite)
        catch_up(log, store)
        assert [i.id for i in store.incidents(IncidentFilter()).items] == sorted(names)
        assert store.incidents(IncidentFilter()) == lite.incidents(IncidentFilter())
        assert store.assessments() == lite.assessments()
        for name in names:
            assert store.incident(name) == lite.incident(name)


def _sleep(store: PostgresStore) -> None:
    with store._reading() as connection:
        connection.execute(text("SET LOCAL statement_timeout = '20ms'"))
        connection.execute(text("SELECT pg_sleep(30)"))


def _is_whole(log: Log, store: PostgresStore, tmp_path: Path) -> None:
    catch_up(log, store)
    with SqliteStore.open(tmp_path / "whole.db", log.files) as lite:
        catch_up(log, lite)
        assert dump(store) == dump(lite)


def test_cells_days_and_clauses_are_counted_as_by_sqlite(
    log: Log, store: PostgresStore, make: Any, tmp_path: Path
) -> None:
    points = [(36.2 + n / 7, 37.1 + n / 3) for n in range(12)]
    log.append([record_draft(make.incident(f"i{n}", point=at), "desk", log.files) for n, at in enumerate(points)])
    log.append([record_draft(make.assessment(f"a{n}", f"i{n}"), "desk", log.files) for n in range(6)])
    world = (-180.0, -90.0, 180.0, 90.0)
    area = Polygon([(37, 36), (40, 36), (37, 38)])
    with SqliteStore.open(tmp_path / "lite.db", log.files) as lite:
        catch_up(log, lite)
        catch_up(log, store)
        for wanted in (IncidentFilter(), IncidentFilter(area=area), IncidentFilter(area=area.envelope)):
            assert store.cells(wanted, world, 0.7) == lite.cells(wanted, world, 0.7)
            assert store.days(wanted) == lite.days(wanted)
            assert store.count_drawn(wanted) == lite.count_drawn(wanted)
            assert store.incidents(wanted) == lite.incidents(wanted)
        assert store.clause_days("2016-01-01", "2016-12-31") == lite.clause_days("2016-01-01", "2016-12-31")
