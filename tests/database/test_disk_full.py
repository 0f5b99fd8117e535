"""A database whose disk is full: told in plain words, nothing acknowledged lost, nothing twice."""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.database.cluster import Cluster

from trucewatch.errors import RecordError, StoreError
from trucewatch.record import Draft, Log, record_draft, verify_log
from trucewatch.store import catch_up
from trucewatch.vocabulary.documents import Document

pytestmark = pytest.mark.services
ORIGIN = "monitor.example/small/log/1"
NUMBERS = itertools.count()


def clock() -> datetime:
    return datetime(2016, 12, 6, tzinfo=UTC)


@pytest.fixture
def case(cluster: Cluster) -> Iterator[str]:
    name = cluster.new_case()
    yield name
    cluster.give_back(name)


@pytest.fixture
def small(cluster: Cluster) -> Iterator[str]:
    """The name of a place for tables with room for a megabyte."""
    folder = Path(tempfile.mkdtemp(prefix="twpg-small-"))
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m,mode=0777", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("a small disk cannot be mounted here")
    try:
        inside = folder / "tables"
        inside.mkdir()
        inside.chmod(0o700)
        cluster.own(inside)
        name = f"small_{next(NUMBERS)}"
        cluster.execute(f"CREATE TABLESPACE {name} LOCATION '{inside}'")
        yield name
        cluster.execute(f"DROP TABLESPACE {name}")
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


def test_a_record_on_a_full_disk(cluster: Cluster, case: str, small: str, tmp_path: Path) -> None:
    cluster.execute_in(case, f"ALTER TABLE log_entries SET TABLESPACE {small}")
    acknowledged: list[str] = []
    with cluster.open_log(case, tmp_path / "record", ORIGIN, clock) as log:
        with pytest.raises(RecordError, match="disk is full") as full:
            _fill(log, acknowledged)
        assert "free space" in str(full.value)
        assert [entry.leaf for entry in log.entries()] == acknowledged
        cluster.execute_in(case, "ALTER TABLE log_entries SET TABLESPACE pg_default")
        count = len(acknowledged)
        again = [entry for n in range(count + 3) for entry in log.append(batch(n))]
        assert [entry.index for entry in again] == list(range(count + 3))
        assert [entry.leaf for entry in again[:count]] == acknowledged
    assert count > 5
    assert verify_log(tmp_path / "record").verified


def test_read_models_on_a_full_disk(cluster: Cluster, case: str, small: str, tmp_path: Path) -> None:
    cluster.execute_in(case, f"ALTER TABLE documents SET TABLESPACE {small}")
    with Log.open(tmp_path / "record", ORIGIN, clock) as log, cluster.open_store(case, log.files) as store:
        for n in range(60):
            title = f"{n} " + os.urandom(9000).hex()
            document = Document(id=f"{n:064x}", media="text/plain", size=1, name="x", title=title)
            log.append([record_draft(document, "desk", log.files)])
        with pytest.raises(StoreError, match="disk is full"):
            catch_up(log, store)
        assert store.applied() == 0
        cluster.execute_in(case, "ALTER TABLE documents SET TABLESPACE pg_default")
        assert catch_up(log, store) == 60
        assert store.documents().total == 60


def batch(number: int) -> list[Draft]:
    noise = random.Random(number).randbytes(14_000).hex()  # nothing that could be stored in less
    return [Draft(type="run", author="a", body={"n": number, "noise": noise})]


def _fill(log: Log, acknowledged: list[str]) -> None:
    for number in range(100):
        acknowledged += [entry.leaf for entry in log.append(batch(number))]
