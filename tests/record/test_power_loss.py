"""After a loss of power the journal is whole and every other file that was not flushed may be old, empty or gone."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.record.conftest import ORIGIN, clock

from trucewatch.record import Draft, Log, LogSigning, verify_log
from trucewatch.record.checkpoint import Checkpoint
from trucewatch.record.disk import Disk
from trucewatch.record.journal import read_journal, to_record
from trucewatch.record.signing import case_signing, make_case_keys
from trucewatch.record.staging import make_batch
from trucewatch.record.tiles import RightEdge, TileReader


def drafts(start: int, count: int) -> list[Draft]:
    return [Draft(type="run", author="a", body={"n": n}) for n in range(start, start + count)]


def files_of(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def what_a_disk_may_keep(
    settled: dict[Path, bytes], live: dict[Path, bytes], chance: random.Random
) -> dict[Path, bytes]:
    kept: dict[Path, bytes] = {}
    for path in sorted(settled.keys() | live.keys()):
        old, new = settled.get(path), live.get(path)
        lost = [b"", bytes(len(new))] if new is not None else [old]  # empty, or zeros where its place was reserved
        states = [new] if old == new or path.name == "journal" else [old, new, *lost]
        state = chance.choice(states)
        if state is not None:
            kept[path] = state
    return kept


def write(folder: Path, files: dict[Path, bytes]) -> None:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize(
    ("before", "added"), [(0, [1, 2]), (250, [3, 3]), (254, [1, 1, 1]), (10, [300, 1]), (256, [255, 2])]
)
def test_what_was_acknowledged_is_there_after_a_loss_of_power(
    tmp_path: Path, before: int, added: list[int], signed: bool
) -> None:
    keys, folder = tmp_path / "keys", tmp_path / "record"
    if signed:
        make_case_keys(keys)
    with Log.open(folder, ORIGIN, clock, signing=case_signing(keys, "a")) as log:
        log.append(drafts(0, before))
    settled = files_of(folder)
    log = Log.open(folder, ORIGIN, clock, signing=case_signing(keys, "a"))
    for count in added:
        log.append(drafts(log.size, count))
    live, size, root = files_of(folder), log.size, log.root()
    log.close()
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    for number in range(12):
        lost, keys = tmp_path / f"lost-{number}", tmp_path / f"keys-{number}"
        write(lost, what_a_disk_may_keep(settled, live, chance))
        if signed:
            shutil.copytree(tmp_path / "keys", keys)
        with Log.open(lost, ORIGIN, clock, signing=case_signing(keys, "a")) as again:
            assert (again.size, again.root()) == (size, root), f"seed {seed}, round {number}"
            again.append(drafts(size, 1))
        assert verify_log(lost).verified, f"seed {seed}, round {number}"
        assert not (lost / "journal").exists()


def test_the_journal_is_flushed_before_anything_is_published(tmp_path: Path) -> None:
    steps: list[str] = []
    with Log.open(tmp_path / "record", ORIGIN, clock, disk=Disk(steps.append)) as log:
        log.append(drafts(0, 3))
        steps.clear()
        log.append(drafts(3, 1))
        assert steps.index("flush journal") < steps.index("rename 4") < steps.index("rename checkpoint")
        assert [step for step in steps if step.startswith("flush")] == ["flush journal"]


def test_a_head_is_flushed_before_the_checkpoint_is_seen(tmp_path: Path) -> None:
    make_case_keys(tmp_path / "keys")
    steps: list[str] = []
    signing = case_signing(tmp_path / "keys", "a")
    assert signing is not None
    signing = LogSigning(signing.log, signing.authors, signing.heads, Disk(steps.append))
    with Log.open(tmp_path / "record", ORIGIN, clock, disk=Disk(steps.append), signing=signing) as log:
        steps.clear()
        log.append(drafts(0, 1))
        order = ["flush journal", "flush signed", "rename signed", "rename checkpoint"]
        assert [step for step in steps if step in order] == order


def cut_journals(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    folder = tmp_path / "record"
    log = Log.open(folder, ORIGIN, clock)
    log.append(drafts(0, 2))
    first = (folder / "journal").stat().st_size
    base = files_of(folder)
    log.append(drafts(2, 2))
    journal = (folder / "journal").read_bytes()
    log.close()
    for at in range(first, len(journal) + 1, 37):
        lost = tmp_path / f"cut-{at}"
        write(lost, base | {Path("journal"): journal[:at]})
        yield lost, 4 if at == len(journal) else 2


def test_a_torn_end_of_the_journal_was_never_acknowledged(tmp_path: Path) -> None:
    for lost, size in cut_journals(tmp_path):
        with Log.open(lost, ORIGIN, clock) as log:
            assert log.size == size
            log.append(drafts(10, 1))
        assert verify_log(lost).verified


def test_a_flipped_bit_in_the_journal_adds_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    log = Log.open(folder, ORIGIN, clock)
    log.append(drafts(0, 2))
    live = files_of(folder)
    log.close()
    journal = live[Path("journal")]
    for at in range(0, len(journal), 41):
        bad = bytearray(journal)
        bad[at] ^= 1
        lost = tmp_path / str(at)
        write(lost, live | {Path("journal"): bytes(bad)})
        with Log.open(lost, ORIGIN, clock) as again:
            assert again.size == 2
        assert verify_log(lost).verified


def test_the_journal_of_another_history_is_set_aside(tmp_path: Path) -> None:
    for name, first in (("ours", 0), ("theirs", 100)):
        log = Log.open(tmp_path / name, ORIGIN, clock)
        log.append(drafts(first, 2))
        log._writer = None  # as a killed process leaves it
        log.close()
    shutil.copy(tmp_path / "theirs/journal", tmp_path / "ours/journal")
    with Log.open(tmp_path / "ours", ORIGIN, clock) as log:
        assert [e.body()["n"] for e in log.entries()] == [0, 1]
    assert [p.name for p in (tmp_path / "ours/set-aside").iterdir()] == ["0000-journal"]
    assert verify_log(tmp_path / "ours").verified


def test_a_batch_that_an_older_version_left_pending_is_taken_in(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    with Log.open(folder, ORIGIN, clock) as log:
        log.append(drafts(0, 3))
    with Log.open(tmp_path / "more", ORIGIN, clock) as log:
        log.append(drafts(0, 3))
        more = [entry.data for entry in log.append(drafts(3, 300))]
    head = Checkpoint(ORIGIN, 3, log.root(3))
    record = to_record(make_batch(head, RightEdge.read(TileReader(folder, 3)), more))
    header, _, bundle = record.partition(b"\n")
    older = header.partition(b',"length"')[0] + b"}\n" + bundle
    (folder / "pending").write_bytes(older)
    with Log.open(folder, ORIGIN, clock) as log:
        assert log.size == 303
    assert not (folder / "pending").exists()
    assert verify_log(folder).verified


def test_a_long_journal_is_flushed_and_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trucewatch.record.writer.SETTLE_AT", 3000)
    with Log.open(tmp_path / "record", ORIGIN, clock) as log:
        lengths = []
        for n in range(20):
            log.append(drafts(n, 1))
            journal = read_journal(log.folder)
            lengths.append(len(journal.entries) if journal else 0)
        assert 0 in lengths
        assert max(lengths) < 20
    assert [p.name for p in (tmp_path / "record/tile/entries/000.p").iterdir()] == ["20"]
    assert verify_log(tmp_path / "record").verified


def test_room_put_ahead_in_the_journal_is_no_torn_end(tmp_path: Path) -> None:
    with Log.open(tmp_path / "record", ORIGIN, clock) as log:
        log.append(drafts(0, 3))
        data = (tmp_path / "record" / "journal").read_bytes()
        kept = tmp_path / "kept"
        shutil.copytree(tmp_path / "record", kept, ignore=shutil.ignore_patterns("lock"))
    assert data.endswith(bytes(1000))
    journal = read_journal(kept)
    assert journal is not None
    assert journal.whole
    assert len(journal.entries) == 3
    with Log.open(kept, ORIGIN, clock) as log:
        assert log.size == 3
        log.append(drafts(3, 1))
    assert not (kept / "set-aside").exists()
    assert verify_log(kept).verified


def test_a_journal_of_zeros_alone_acknowledged_nothing(tmp_path: Path) -> None:
    with Log.open(tmp_path / "record", ORIGIN, clock) as log:
        log.append(drafts(0, 2))
    (tmp_path / "record" / "journal").write_bytes(bytes(5000))
    with Log.open(tmp_path / "record", ORIGIN, clock) as log:
        assert log.size == 2
    assert not (tmp_path / "record" / "journal").exists()
    assert not (tmp_path / "record" / "set-aside").exists()
