"""The log in a database: many writers in turn, nothing lost when one dies, and a published copy that is never ahead."""

from __future__ import annotations

import os
import random
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.database.cluster import Cluster
from tests.record.conftest import ORIGIN, clock

from trucewatch.database.address import schema_of
from trucewatch.errors import RecordError
from trucewatch.record import Draft, Log, LogSigning, case_signing, make_case_keys, read_checkpoint, verify_log
from trucewatch.record.database_log import DatabaseLog
from trucewatch.record.disk import Disk

pytestmark = pytest.mark.services
OpenLog = Callable[..., DatabaseLog]
FORK = get_context("fork")


@pytest.fixture
def case(cluster: Cluster) -> Iterator[str]:
    name = cluster.new_case()
    yield name
    cluster.give_back(name)


@pytest.fixture
def open_log(cluster: Cluster, case: str, folder: Path) -> OpenLog:
    return lambda **options: cluster.open_log(case, options.pop("at", folder), ORIGIN, clock, **options)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    make_case_keys(tmp_path / "keys")
    return tmp_path / "keys"


def batch(start: int, count: int, author: str = "a") -> list[Draft]:
    return [Draft(type="run", author=author, body={"n": n}) for n in range(start, start + count)]


def numbers(log: Log) -> list[object]:
    return [entry.body()["n"] for entry in log.entries()]


def test_writers_take_turns_and_the_sequence_has_no_holes(open_log: OpenLog, folder: Path, tmp_path: Path) -> None:
    open_log().close()
    said = FORK.Queue()

    def write(author: str) -> None:
        with open_log() as log:
            for n in range(15):
                (entry,) = log.append(batch(n, 1, author))
                said.put((author, n, entry.index, entry.leaf))

    workers = [FORK.Process(target=write, args=(f"writer {n}",)) for n in range(4)]
    for worker in workers:
        worker.start()
    acknowledged = [said.get(timeout=120) for _ in range(60)]
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    with open_log() as log:
        assert log.size == 60
        assert sorted(index for _, _, index, _ in acknowledged) == list(range(60))
        for author, n, index, leaf in acknowledged:
            entry = log.entry(index)
            assert (entry.leaf, entry.author, entry.body()["n"], entry.payload.seq) == (leaf, author, n, n)
    assert verify_log(folder).verified
    assert len({author for author, *_ in sorted(acknowledged, key=lambda a: a[2])[:30]}) > 1


def test_two_open_logs_go_on_from_one_another(open_log: OpenLog, folder: Path, tmp_path: Path) -> None:
    with open_log() as one, open_log(at=tmp_path / "elsewhere") as two:
        one.append(batch(0, 300))
        assert two.append(batch(0, 300))[0].index == 0
        two.append(batch(300, 3))
        assert one.append(batch(303, 1))[0].index == 303
        one.refresh()
        assert numbers(one) == list(range(304))
        two.refresh()
        assert two.size == 304
    for copy in (folder, tmp_path / "elsewhere"):
        assert verify_log(copy).verified
    assert read_checkpoint(folder).size == 304


def kill_at(number: int) -> Callable[[str], None]:
    left = number

    def step(_: str) -> None:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    return step


def test_killed_between_any_two_steps_nothing_acknowledged_is_lost(open_log: OpenLog, folder: Path, keys: Path) -> None:
    signing = case_signing(keys, "a")
    assert signing is not None
    with open_log(signing=signing) as log:
        log.append(batch(0, 250))
    size, number, died = 250, 0, True
    while died:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            code = 1
            with suppress(BaseException):
                disk = Disk(kill_at(number))
                mine = LogSigning(signing.log, signing.authors, signing.heads, disk)
                added = open_log(signing=mine, disk=disk).append(batch(size, 4))
                os.write(writing, str(added[-1].index).encode())
                code = 0
            os._exit(code)
        os.close(writing)
        _, status = os.waitpid(child, 0)
        said = os.read(reading, 20)
        os.close(reading)
        died = os.WIFSIGNALED(status)
        assert died or os.WEXITSTATUS(status) == 0
        with open_log(signing=case_signing(keys, "a")) as log:
            assert log.size in {size, size + 4}
            assert log.size > int(said or 0)
            size = log.size
            assert numbers(log) == list(range(size))
        number += 1
    assert number > 8
    assert verify_log(folder).verified
    assert b"\n\n" in (folder / "checkpoint").read_bytes()


def test_a_writer_killed_at_random_loses_nothing_acknowledged(open_log: OpenLog, folder: Path, keys: Path) -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    acknowledged: dict[int, str] = {}
    for number in range(3):
        reading, writing = FORK.Pipe(duplex=False)

        def write(number: int = number, writing: Any = writing) -> None:
            log = open_log(signing=case_signing(keys, "a"))
            for n in range(number * 1000, number * 1000 + 1000):
                (entry,) = log.append(batch(n, 1))
                writing.send((entry.index, entry.leaf))

        worker = FORK.Process(target=write)
        worker.start()
        writing.close()
        for _ in range(chance.randrange(1, 12)):
            index, leaf = reading.recv()
            acknowledged[index] = leaf
        os.kill(worker.pid or 0, signal.SIGKILL)
        with suppress(EOFError):
            while True:
                index, leaf = reading.recv()
                acknowledged[index] = leaf
        worker.join(30)
        with open_log(signing=case_signing(keys, "a")) as log:
            assert log.size > max(acknowledged), f"round {number}, seed {seed}"
            assert all(log.entry(index).leaf == leaf for index, leaf in acknowledged.items()), f"seed {seed}"
    assert verify_log(folder).verified


def test_a_server_that_dies_loses_nothing_acknowledged(cluster: Cluster, open_log: OpenLog, folder: Path) -> None:
    log = open_log()
    log.append(batch(0, 3))
    cluster.stop("immediate")
    with pytest.raises(RecordError, match="cannot be reached|was lost|was shut down") as gone:  # noqa: RUF043  # one of
        log.append(batch(3, 3))
    assert "run the command again" in str(gone.value)
    cluster.start()
    assert [entry.index for entry in log.append(batch(0, 6))] == [0, 1, 2, 3, 4, 5]
    log.close()
    assert verify_log(folder).size == 6
    assert verify_log(folder).verified


def test_a_connection_that_ends_in_an_append_gives_the_lock_back(cluster: Cluster, open_log: OpenLog) -> None:
    ended = False

    def step(name: str) -> None:
        nonlocal ended
        if name == "open signed" and not ended:
            ended = True
            cluster.end_sessions()

    with open_log() as log:
        log.append(batch(0, 2))
    keys = log.folder.parent / "keys"
    make_case_keys(keys)
    signing = case_signing(keys, "a")
    assert signing is not None
    open_log(signing=signing).close()
    cut = LogSigning(signing.log, signing.authors, signing.heads, Disk(step))
    with open_log(signing=cut) as log:
        with pytest.raises(RecordError, match="was lost|was shut down"):  # noqa: RUF043  # one of two
            log.append(batch(2, 2))
        assert ended
        with open_log(signing=signing) as other:
            assert other.size == 4
        assert [entry.index for entry in log.append(batch(0, 5))] == [0, 1, 2, 3, 4]
    assert verify_log(log.folder).verified


def test_whoever_waits_too_long_for_the_lock_is_told(cluster: Cluster, open_log: OpenLog, case: str) -> None:
    with open_log() as log, psycopg.connect(cluster.url()) as holder:
        holder.execute(f'SET search_path = "{schema_of(case)}"'.encode())
        holder.execute(b"SELECT pg_advisory_lock(hashtextextended('trucewatch log ' || current_schema(), 0))")
        with log._server.engine().connect() as first:
            first.exec_driver_sql("SET lock_timeout = '50ms'")
            first.commit()
        with pytest.raises(RecordError, match="another process holds the lock"):
            log.append(batch(0, 1))
    with open_log() as log:
        assert log.size == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_entries SET data = ''",
        "DELETE FROM log_entries",
        "TRUNCATE log_entries",
        "UPDATE log_heads SET size = 0",
        "DELETE FROM log_heads",
        "DELETE FROM log_tiles",
        "UPDATE log_tiles SET hashes = ''",
        "INSERT INTO log_entries VALUES (99, '', '')",
        "INSERT INTO log_entries VALUES (1, '', '')",
    ],
)
def test_the_program_changes_nothing_that_was_entered(open_log: OpenLog, statement: str) -> None:
    with open_log() as log:
        log.append(batch(0, 3))
        with pytest.raises(Exception, match="permission denied|only grows|none before it|duplicate key"):  # noqa: RUF043
            _execute(log, statement)
        assert numbers(log) == [0, 1, 2]


def _execute(log: DatabaseLog, statement: str) -> None:
    with log._server.engine().begin() as connection:
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE log_tiles SET hashes = set_byte(hashes, 0, 255 - get_byte(hashes, 0))", "disagree"),
        ("DELETE FROM log_entries WHERE idx = 2", "lacks entries"),
        ("DELETE FROM log_tiles", "lacks a part"),
        ("INSERT INTO log_entries VALUES (4, '', '')", "more than its head says"),
    ],
)
def test_what_an_administrator_changes_is_found(
    cluster: Cluster, case: str, open_log: OpenLog, statement: str, said: str
) -> None:
    with open_log() as log:
        log.append(batch(0, 4))
    off = ["ALTER TABLE log_tiles DISABLE TRIGGER USER", "ALTER TABLE log_entries DISABLE TRIGGER USER"]
    on = [command.replace("DISABLE", "ENABLE") for command in off]
    cluster.execute_in(case, *off, statement, *on)
    with pytest.raises(RecordError, match=said):
        open_log()


def test_an_older_database_takes_in_what_the_published_copy_has(
    cluster: Cluster, case: str, open_log: OpenLog, folder: Path, keys: Path
) -> None:
    signing = case_signing(keys, "a")
    with open_log(signing=signing) as log:
        log.append(batch(0, 600))
        root = log.root()
    cluster.execute_in(case, "TRUNCATE log_entries, log_tiles, log_heads")
    with open_log(signing=signing) as log:
        assert (log.size, log.root()) == (600, root)
        log.append(batch(600, 1))
    assert verify_log(folder).verified


def test_an_older_database_and_an_older_copy_are_not_signed(
    cluster: Cluster, case: str, open_log: OpenLog, folder: Path, keys: Path, tmp_path: Path
) -> None:
    signing = case_signing(keys, "a")
    with open_log(signing=signing) as log:
        log.append(batch(0, 3))
    shutil.copytree(folder, tmp_path / "old")
    with open_log(signing=signing) as log:
        log.append(batch(3, 1))
    cluster.execute_in(case, "TRUNCATE log_entries, log_tiles, log_heads")
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "old", folder)
    with pytest.raises(RecordError, match="older than a head that was signed"):
        open_log(signing=signing)
    assert read_checkpoint(folder).size == 3


def test_a_copy_of_another_history_is_told_before_anything_is_written(
    cluster: Cluster, case: str, open_log: OpenLog, folder: Path
) -> None:
    with open_log() as log:
        log.append(batch(0, 3))
    shutil.rmtree(folder)
    with Log.open(folder, ORIGIN, clock) as other:
        other.append(batch(100, 5))
    with pytest.raises(RecordError, match="two histories"):
        open_log()


@pytest.mark.parametrize("lost", ["checkpoint", "tile/0/000.p/40", "tile/entries/000.p/40", ""])
def test_a_damaged_copy_is_made_anew(open_log: OpenLog, folder: Path, lost: str) -> None:
    with open_log() as log:
        log.append(batch(0, 40))
    if lost:
        (folder / lost).write_bytes(b"")
    else:
        shutil.rmtree(folder)
    with open_log() as log:
        log.append(batch(40, 1))
    assert verify_log(folder).verified
    assert read_checkpoint(folder).size == 41


def test_a_record_moves_into_the_database_and_out_again(open_log: OpenLog, folder: Path, keys: Path) -> None:
    signing = case_signing(keys, "a")
    with Log.open(folder, ORIGIN, clock, signing=signing) as log:
        log.append(batch(0, 300))
    with open_log(signing=signing) as log:
        assert numbers(log) == list(range(300))
        log.append(batch(300, 1))
    with Log.open(folder, ORIGIN, clock, signing=signing) as log:
        assert numbers(log) == list(range(301))
        log.append(batch(301, 1))
    with open_log(signing=signing) as log:
        assert log.size == 302
    assert verify_log(folder).verified


def test_a_signed_log_is_not_gone_on_without_its_key(open_log: OpenLog, folder: Path, keys: Path) -> None:
    with open_log(signing=case_signing(keys, "a")) as log:
        log.append(batch(0, 2))
    with open_log() as log, pytest.raises(RecordError, match="its key is not here"):
        log.append(batch(2, 1))
    assert read_checkpoint(folder).size == 2


def test_the_checkpoint_is_committed_before_it_is_published(cluster: Cluster, case: str, open_log: OpenLog) -> None:
    seen: list[tuple[int, int]] = []

    def step(name: str) -> None:
        if name == "rename checkpoint":
            heads = cluster.rows(f'SELECT max(size) FROM "{schema_of(case)}".log_heads WHERE note IS NOT NULL')
            entries = cluster.rows(f'SELECT count(*) FROM "{schema_of(case)}".log_entries')
            seen.append((int(str(heads[0][0])), int(str(entries[0][0]))))

    with open_log(disk=Disk(step)) as log:
        log.append(batch(0, 3))
        log.append(batch(3, 2))
    assert seen[:3] == [(0, 0), (3, 3), (5, 5)]


def test_a_copy_that_cannot_be_written_is_told_and_nothing_enters_twice(open_log: OpenLog, folder: Path) -> None:
    failing = False

    def step(name: str) -> None:
        if failing and name.startswith("open "):
            raise OSError(28, "no space")

    with open_log(disk=Disk(step)) as log:
        failing = True
        with pytest.raises(RecordError, match="are in the database, and the published copy cannot be written"):
            log.append(batch(0, 2))
        failing = False
        assert [entry.index for entry in log.append(batch(0, 3))] == [0, 1, 2]
    assert verify_log(folder).verified


def test_threads_of_one_process_append_in_turn(open_log: OpenLog, folder: Path) -> None:
    with open_log() as log:
        threads = [threading.Thread(target=lambda n=n: log.append(batch(n * 10, 10, f"t{n}"))) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert log.size == 40
    assert verify_log(folder).verified
