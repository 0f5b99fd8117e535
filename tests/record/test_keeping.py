"""Copies of a record: taken whole, put back whole, and read only when they are too old."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from trucewatch.errors import RecordError, UsageError
from trucewatch.record import Draft, Log, case_signing, make_case_keys, read_checkpoint, verify_log
from trucewatch.record.keeping import back_up, restore

OpenLog = Callable[..., Log]


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    make_case_keys(tmp_path / "keys")
    return tmp_path / "keys"


@pytest.fixture
def add(open_log: OpenLog, keys: Path) -> Callable[[int], None]:
    def added(number: int) -> None:
        with open_log(signing=case_signing(keys, "a")) as log:
            log.append([Draft(type="run", author="a", body={"n": log.size}) for _ in range(1)])
            for n in range(number - 1):
                log.append([Draft(type="run", author="a", body={"n": log.size, "m": n})])

    return added


def test_a_copy_is_the_record(add: Callable[[int], None], folder: Path, tmp_path: Path) -> None:
    add(5)
    result = back_up(folder, tmp_path / "copy")
    assert (result.verified, result.size) == (True, 5)
    assert (tmp_path / "copy" / "checkpoint").read_bytes() == (folder / "checkpoint").read_bytes()
    with pytest.raises(UsageError, match="no backup is overwritten"):
        back_up(folder, tmp_path / "copy")


def test_no_copy_while_a_writer_is_at_work(add: Callable[[int], None], open_log: OpenLog, tmp_path: Path) -> None:
    add(1)
    with open_log() as log, pytest.raises(RecordError, match="another process is writing"):
        back_up(log.folder, tmp_path / "copy")


def test_a_record_that_does_not_verify_gives_no_copy(add: Callable[[int], None], folder: Path, tmp_path: Path) -> None:
    add(3)
    tile = folder / "tile/entries/000.p/3"
    tile.write_bytes(tile.read_bytes()[:-1])
    with pytest.raises(RecordError, match="does not verify"):
        back_up(folder, tmp_path / "copy")
    with pytest.raises(RecordError, match="not put back"):
        restore(tmp_path / "copy", folder, tmp_path / "keys", [])
    assert read_checkpoint(folder).size == 3


def test_putting_back_an_old_copy_tells_what_is_missing(
    add: Callable[[int], None], open_log: OpenLog, folder: Path, keys: Path, tmp_path: Path
) -> None:
    add(2)
    back_up(folder, tmp_path / "old")
    add(2)
    back_up(folder, tmp_path / "late")
    done = restore(tmp_path / "old", folder, keys, [])
    assert [head.size for head in done.missing] == [4]
    assert done.aside is not None
    assert verify_log(done.aside).size == 4
    with pytest.raises(RecordError, match="nothing is signed"):
        open_log(signing=case_signing(keys, "a"))
    with open_log(mode="read") as log:
        assert log.size == 2
    done = restore(tmp_path / "late", folder, keys, [])
    assert done.missing == ()
    add(1)


def test_heads_of_witnesses_bind_a_machine_that_lost_its_own(
    add: Callable[[int], None], open_log: OpenLog, folder: Path, keys: Path, tmp_path: Path
) -> None:
    add(2)
    back_up(folder, tmp_path / "old")
    add(1)
    held = tmp_path / "held-by-a-witness"
    shutil.copyfile(folder / "checkpoint", held)
    shutil.rmtree(keys / "heads")
    done = restore(tmp_path / "old", folder, keys, [held])
    assert [head.size for head in done.missing] == [3]
    with pytest.raises(RecordError, match="nothing is signed"):
        open_log(signing=case_signing(keys, "a"))


def test_a_head_of_another_log_is_refused(add: Callable[[int], None], folder: Path, keys: Path, tmp_path: Path) -> None:
    add(1)
    back_up(folder, tmp_path / "copy")
    other = tmp_path / "other"
    other.write_text("else.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")
    with pytest.raises(UsageError, match="of another log"):
        restore(tmp_path / "copy", folder, keys, [other])
