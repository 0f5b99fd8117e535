"""A process killed at any step of a write leaves a log that opens and holds all that was acknowledged."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from trucewatch.errors import RecordError
from trucewatch.record import Disk, Draft, Log, verify_log
from trucewatch.record.disk import Step

OpenLog = Callable[..., Log]

if not hasattr(os, "fork"):
    pytest.skip("killing a process at a step needs fork", allow_module_level=True)


def batch(start: int, count: int) -> list[Draft]:
    return [Draft(type="run", author="a", body={"n": n}) for n in range(start, start + count)]


def kill_at(number: int) -> Step:
    """Kills the process just before the step of that number."""
    count = 0

    def step(_: str) -> None:
        nonlocal count
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)
        count += 1

    return step


def append_in_child(open_log: OpenLog, drafts: list[Draft], number: int) -> tuple[bool, int]:
    """Append in a child that dies at step ``number``; whether it died, and the size it acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            log = open_log(disk=Disk(kill_at(number)))
            log.append(drafts)
            os.write(writing, str(log.size).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    _, status = os.waitpid(child, 0)
    said = os.read(reading, 20)
    os.close(reading)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status), int(said or 0)


@pytest.mark.parametrize(("before", "added"), [(0, 3), (250, 20), (255, 1), (256, 2), (250, 270)])
def test_killed_at_every_step(open_log: OpenLog, tmp_path: Path, before: int, added: int) -> None:
    number = 0
    outcomes: set[int] = set()
    while True:
        folder = tmp_path / f"killed-{number}"

        def opened(folder: Path = folder, **options: object) -> Log:
            return Log.open(folder, "x.example/log", _clock, **options)  # type: ignore[arg-type]  # options of open

        with opened() as log:
            log.append(batch(0, before))
        died, acknowledged = append_in_child(opened, batch(before, added), number)
        with opened() as log:
            outcomes.add(log.size)
            assert log.size in {before, before + added}
            assert log.size >= acknowledged
            assert verify_log(folder).verified
            log.append(batch(0, before + added))
            assert [e.body()["n"] for e in log.entries()] == list(range(before + added))
        assert verify_log(folder).verified
        assert not (folder / "journal").exists()
        if not died:
            break
        number += 1
    assert number > 10
    assert outcomes == {before, before + added}


def test_killed_while_making_the_log(tmp_path: Path) -> None:
    number = 0
    died = True
    while died:
        folder = tmp_path / str(number)

        def opened(folder: Path = folder, **options: object) -> Log:
            return Log.open(folder, "x.example/log", _clock, **options)  # type: ignore[arg-type]  # options of open

        died, _ = append_in_child(opened, [], number)
        with opened() as log:
            assert log.size == 0
        assert verify_log(folder).verified
        number += 1
    assert number > 3


def test_killed_while_recovering(tmp_path: Path) -> None:
    """The death of the process that completes another's batch is no different."""
    folder = tmp_path / "record"

    def opened(**options: object) -> Log:
        return Log.open(folder, "x.example/log", _clock, **options)  # type: ignore[arg-type]  # options of open

    with opened() as log:
        log.append(batch(0, 250))
    steps = _steps_of_append(tmp_path / "counted")
    append_in_child(opened, batch(250, 20), steps.index("rename checkpoint"))
    assert (folder / "journal").exists()
    number = 0
    while append_in_child(opened, [], number)[0]:
        number += 1
        assert verify_log(folder).verified
    assert number > 5
    with opened() as log:
        assert log.size == 270


def test_a_failed_append_must_be_opened_again(open_log: OpenLog) -> None:
    failing = False

    def step(name: str) -> None:
        if failing and name == "rename checkpoint":
            raise OSError(28, "no space")

    log = open_log(disk=Disk(step))
    log.append(batch(0, 2))
    failing = True
    with pytest.raises(RecordError, match="disk is full"):
        log.append(batch(2, 2))
    failing = False
    with pytest.raises(RecordError, match="open it again"):
        log.append(batch(2, 2))
    assert len(list(log.entries())) == 2
    log.close()
    with open_log() as again:
        assert [e.index for e in again.append(batch(0, 4))] == [0, 1, 2, 3]
        assert again.size == 4


def test_cleaning_up_may_fail(open_log: OpenLog) -> None:
    def step(name: str) -> None:
        if name == "remove journal":
            raise OSError(5, "input/output error")

    with open_log(disk=Disk(step)) as log:
        assert len(log.append(batch(0, 2))) == 2
    assert (log.folder / "journal").exists()
    with open_log() as log:
        assert log.size == 2
        assert not (log.folder / "journal").exists()


def _steps_of_append(folder: Path) -> list[str]:
    steps: list[str] = []
    with Log.open(folder, "x.example/log", _clock) as log:
        log.append(batch(0, 250))
    with Log.open(folder, "x.example/log", _clock, disk=Disk(steps.append)) as log:
        log.append(batch(250, 20))
    return steps


def _clock() -> datetime:
    return datetime(2016, 12, 6, tzinfo=UTC)
