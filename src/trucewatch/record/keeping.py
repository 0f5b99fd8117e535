"""Keep a record: copy it while nothing writes, put a copy back, and never sign from an older state.

A copy is the ``record`` folder as it is, without the writer's lock. Keys are no part of it. Whoever puts a copy back
brings the heads that witnesses hold: the log signs again only from a record that has all of them.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trucewatch.errors import RecordError, UsageError
from trucewatch.record.checkpoint import Checkpoint, parse_checkpoint
from trucewatch.record.disk import Disk
from trucewatch.record.lock import WriterLock
from trucewatch.record.log import read_checkpoint
from trucewatch.record.signing import HEADS
from trucewatch.record.verify import VerifyResult, verify_log

__all__ = ["Restored", "back_up", "restore"]


@dataclass(frozen=True)
class Restored:
    """What was put back, and the kept heads that it lacks: while there are any, nothing is signed."""

    head: Checkpoint
    missing: tuple[Checkpoint, ...]
    aside: Path | None


def back_up(record: Path, target: Path) -> VerifyResult:
    """Copy a record to a new folder ``target`` and verify the copy against the record's checkpoint.

    Raises :class:`UsageError` where ``target`` exists, :class:`RecordError` when a writer is at work or the copy
    does not verify.
    """
    if target.exists():
        raise UsageError("the target exists: no backup is overwritten", where=str(target))
    with WriterLock(record / "lock"):
        head = read_checkpoint(record)
        _copy(record, target)
    return _verified(target, head)


def restore(backup: Path, record: Path, keys: Path, heads: Sequence[Path], disk: Disk | None = None) -> Restored:
    """Put a verified backup in the place of ``record``; what was there is moved aside, never deleted.

    ``heads`` are checkpoints that witnesses or others hold; they are kept in ``keys/heads`` from now on.
    """
    result = verify_log(backup)
    if not result.verified:
        raise RecordError(
            "the backup does not verify and is not put back",
            where=str(backup),
            got=result.first.detail if result.first else None,
            hint="take another backup or a party's copy",
        )
    disk = disk or Disk()
    for path in heads:
        kept = parse_checkpoint(path.read_bytes(), where=str(path))
        if kept.origin != result.origin:
            raise UsageError("the head is of another log", where=str(path), expected=result.origin, got=kept.origin)
        disk.write(keys / HEADS / f"given-{kept.size}-{kept.root.hex()[:8]}", path.read_bytes())
    aside = _move_aside(record) if record.exists() else None
    _copy(backup, record)
    head = read_checkpoint(record)
    return Restored(head, _missing(record, keys, head), aside)


def _move_aside(record: Path) -> Path:
    with WriterLock(record / "lock"):
        number = 1
        while (aside := record.with_name(f"{record.name}.before-restore-{number}")).exists():
            number += 1
        record.rename(aside)
    return aside


def _missing(record: Path, keys: Path, head: Checkpoint) -> tuple[Checkpoint, ...]:
    folder = keys / HEADS
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    kept = [parse_checkpoint(path.read_bytes(), where=str(path)) for path in files if not path.name.startswith(".")]
    return tuple(k for k in kept if k.origin == head.origin and not verify_log(record, kept=[k], files=False).verified)


def _copy(source: Path, target: Path) -> None:
    try:
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("lock", ".*.tmp"))
    except OSError as error:
        raise RecordError(f"the record cannot be copied: {error}", where=str(target)) from error


def _verified(copy: Path, head: Checkpoint) -> VerifyResult:
    result = verify_log(copy, kept=[head])
    if not result.verified:
        raise RecordError(
            "the copy does not verify",
            where=str(copy),
            got=result.first.detail if result.first else None,
            hint="look at the record itself: trucewatch audit",
        )
    return result
