"""What a writer does with what it finds beyond the checkpoint: carry it through, or set it aside.

Nothing beyond the checkpoint was ever acknowledged. Whatever is whole and leads on from the checkpoint is
carried through; what is not is moved to ``record/set-aside`` and never deleted.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from trucewatch.errors import RecordError
from trucewatch.record.checkpoint import Checkpoint
from trucewatch.record.disk import Disk, temporary_name
from trucewatch.record.entry import Entry, open_leaf
from trucewatch.record.heads import Heads
from trucewatch.record.staging import (
    CHECKPOINT,
    PENDING,
    Batch,
    Seal,
    carry_through,
    clean_up,
    make_batch,
    parse_batch,
    stage,
)
from trucewatch.record.tiles import TILE_WIDTH, RightEdge, TileReader, split_bundle, tile_name

__all__ = ["recover"]


def recover(folder: Path, disk: Disk, now: Checkpoint, edge: RightEdge, seal: Seal) -> tuple[Checkpoint, RightEdge]:
    """Bring the log to its latest whole state; returns the checkpoint and right edge that hold from then on."""
    for name in (PENDING, CHECKPOINT):
        leftover = temporary_name(folder / name)
        if leftover.exists():
            disk.set_aside(leftover, folder)
    now, edge = _finish_pending(folder, disk, now, edge, seal)
    return _take_in_beyond(folder, disk, now, edge, seal)


def _finish_pending(
    folder: Path, disk: Disk, now: Checkpoint, edge: RightEdge, seal: Seal
) -> tuple[Checkpoint, RightEdge]:
    pending = folder / PENDING
    try:
        data = pending.read_bytes()
    except FileNotFoundError:
        return now, edge
    except OSError as error:
        raise RecordError(f"a staged batch cannot be read: {error.strerror}", where=str(pending)) from error
    try:
        batch = parse_batch(data, now, edge)
    except RecordError:
        disk.set_aside(pending, folder)
        return now, edge
    if batch is None:
        disk.remove(pending)
        return now, edge
    return _complete(folder, disk, batch, seal)


def _complete(folder: Path, disk: Disk, batch: Batch, seal: Seal) -> tuple[Checkpoint, RightEdge]:
    carry_through(folder, disk, batch, seal)
    clean_up(folder, disk, batch.before.size, batch.after.size)
    return batch.after, batch.edge


def _take_in_beyond(
    folder: Path, disk: Disk, now: Checkpoint, edge: RightEdge, seal: Seal
) -> tuple[Checkpoint, RightEdge]:
    """Entries in bundles beyond the checkpoint, as a checkpoint restored from an older copy leaves them."""
    found = list(_beyond(folder, now.size))
    if not found:
        return now, edge
    entries: list[bytes] = []
    heads = Heads(_entries(folder, now.size))
    for path, skip in found:
        try:
            for data in split_bundle(path.read_bytes(), where=str(path))[skip:]:
                _check_leads_on(data, now.origin, now.size + len(entries), heads)
                entries.append(data)
        except (RecordError, OSError):
            break
    if not entries:
        for path, _ in found:
            disk.set_aside(path, folder)
        return now, edge
    batch = make_batch(now, edge, entries)
    stage(folder, disk, batch)
    now, edge = _complete(folder, disk, batch, seal)
    for path, _ in _beyond(folder, now.size):
        disk.set_aside(path, folder)
    return now, edge


def _beyond(folder: Path, size: int) -> Iterator[tuple[Path, int]]:
    """Bundles that hold more than the log's size, each with how many of its entries are in the log."""
    number, skip = divmod(size, TILE_WIDTH)
    while True:
        full = folder / tile_name("entries", number)
        if not full.is_file():
            break
        yield full, skip
        number, skip = number + 1, 0
    partials = (folder / tile_name("entries", number, 1)).parent
    if partials.is_dir():
        widths = sorted(int(p.name) for p in partials.iterdir() if p.name.isascii() and p.name.isdigit())
        if widths and widths[-1] > skip:
            yield partials / str(widths[-1]), skip


def _check_leads_on(data: bytes, origin: str, index: int, heads: Heads) -> None:
    entry = open_leaf(data, index)
    prev = entry.payload.prev if isinstance(entry.payload.prev, str) else None
    if entry.payload.log != origin or (entry.payload.seq, prev) != heads.next_place(entry.author):
        raise RecordError("an entry does not lead on from the log", where=entry.where)
    heads.note(entry)


def _entries(folder: Path, size: int) -> Iterator[Entry]:
    reader = TileReader(folder, size)
    for number in range((size + TILE_WIDTH - 1) // TILE_WIDTH):
        for offset, data in enumerate(reader.entries(number)):
            yield open_leaf(data, number * TILE_WIDTH + offset)
