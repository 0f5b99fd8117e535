"""What lies beyond the checkpoint is carried through when it is whole, and else set aside."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from trucewatch.errors import RecordError
from trucewatch.record import Draft, Log, verify_log

OpenLog = Callable[..., Log]


def batch(start: int, count: int) -> list[Draft]:
    return [Draft(type="run", author="a", body={"n": n}) for n in range(start, start + count)]


def set_aside(folder: Path) -> list[str]:
    aside = folder / "set-aside"
    return sorted(p.name for p in aside.iterdir()) if aside.is_dir() else []


@pytest.mark.parametrize(("before", "after"), [(3, 5), (200, 300), (256, 300), (100, 700), (0, 4)])
def test_an_older_checkpoint_does_not_lose_later_entries(
    open_log: OpenLog, folder: Path, tmp_path: Path, before: int, after: int
) -> None:
    with open_log() as log:
        log.append(batch(0, before))
        shutil.copy(folder / "checkpoint", tmp_path / "older")
        log.append(batch(before, after - before))
    shutil.copy(tmp_path / "older", folder / "checkpoint")
    with open_log() as log:
        assert log.size == after
        assert [e.body()["n"] for e in log.entries()] == list(range(after))
        assert log.append(batch(after, 1))[0].index == after
    assert verify_log(folder).verified
    assert set_aside(folder) == []


def test_entries_beyond_that_do_not_lead_on_are_set_aside(open_log: OpenLog, folder: Path, tmp_path: Path) -> None:
    with open_log() as log:
        log.append(batch(0, 3))
        shutil.copy(folder / "checkpoint", tmp_path / "older")
        log.append(batch(3, 2))
    shutil.copy(tmp_path / "older", folder / "checkpoint")
    bundle = folder / "tile/entries/000.p/5"
    data = bundle.read_bytes()
    bundle.write_bytes(data[:-400] + data[-399:])
    (folder / "tile/entries/000.p/3").write_bytes(b"".join(_items(data)[:3]))
    with open_log() as log:
        assert log.size in {3, 4}
    assert verify_log(folder).verified


def test_beyond_bundle_of_garbage_is_kept_aside(open_log: OpenLog, folder: Path) -> None:
    with open_log() as log:
        log.append(batch(0, 3))
    (folder / "tile/entries/000.p/9").write_bytes(b"\x00\x05garbage")
    with open_log() as log:
        assert log.size == 3
    assert set_aside(folder) == ["0000-tile-entries-000.p-9"]
    assert (folder / "set-aside/0000-tile-entries-000.p-9").read_bytes() == b"\x00\x05garbage"


@pytest.mark.parametrize("data", [b"", b"{}", b"garbage", b'{"origin":"x"}\n\x00', b"\xff" * 100])
def test_a_pending_batch_that_is_not_whole_is_set_aside(open_log: OpenLog, folder: Path, data: bytes) -> None:
    with open_log() as log:
        log.append(batch(0, 3))
    (folder / "pending").write_bytes(data)
    with open_log() as log:
        assert log.size == 3
        log.append(batch(3, 1))
    assert set_aside(folder) == ["0000-pending"]
    (folder / "pending").write_bytes(data)
    open_log().close()
    assert set_aside(folder) == ["0000-pending", "0001-pending"]


def test_a_missing_checkpoint_is_not_made_anew_over_entries(open_log: OpenLog, folder: Path) -> None:
    with open_log() as log:
        log.append(batch(0, 3))
    (folder / "checkpoint").unlink()
    with pytest.raises(RecordError, match="checkpoint is missing"):
        open_log()


def test_a_log_whose_tiles_were_changed_does_not_open(open_log: OpenLog, folder: Path) -> None:
    with open_log() as log:
        log.append(batch(0, 3))
    tile = folder / "tile/0/000.p/3"
    tile.write_bytes(b"\x00" + tile.read_bytes()[1:])
    for mode in ("read", "write"):
        with pytest.raises(RecordError, match="disagree"):
            open_log(mode=mode)


@pytest.mark.parametrize(
    "text",
    [
     "", "x\n", "o.example\n01\nAAAA\n", "o.example\n-1\nAAAA\n", "o.example\n٥\nAAAA\n", "o.example\n1_0\nAAAA\n",
     "o.example\n0\nAAAA\n", "o.example\r\n0\r\nAAAA\r\n",
     "o.example\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n",
     "o.example\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nextension\n"],
)  # fmt: skip
def test_a_malformed_checkpoint_is_refused(open_log: OpenLog, folder: Path, text: str) -> None:
    open_log().close()
    (folder / "checkpoint").write_bytes(text.encode())
    with pytest.raises(RecordError, match="cannot be read"):
        open_log()
    assert not verify_log(folder).verified


def _items(bundle: bytes) -> list[bytes]:
    items: list[bytes] = []
    while bundle:
        end = 2 + int.from_bytes(bundle[:2], "big")
        items.append(bundle[:end])
        bundle = bundle[end:]
    return items
