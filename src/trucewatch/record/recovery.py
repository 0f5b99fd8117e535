"""What a writer does with what it finds beyond the checkpoint: carry it through, or set it aside.

Nothing beyond the checkpoint was ever acknowledged. Whatever is whole and leads on from the checkpoint is
carried through; what is not is moved to ``record/set-aside`` and never deleted.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from trucewatch.errors import RecordError
from trucewatch.record.checkpoint import Checkpoint, parse_checkpoint
from trucewatch.record.disk import Disk, temporary_name
from trucewatch.record.entry import Entry, open_leaf
from trucewatch.record.heads import Heads
from trucewatch.record.journal import JOURNAL, Journal, read_journal
from trucewatch.record.merkle import range_root, root_of
from trucewatch.record.staging import CHECKPOINT, PENDING, make_batch, parse_batch
from trucewatch.record.tiles import TILE_WIDTH, RightEdge, TileReader, split_bundle, tile_name
from trucewatch.record.writer import Writer

__all__ = ["mend", "recover"]


def mend(folder: Path, disk: Disk) -> None:
    """Put the checkpoint back that a journal leads on from, where a loss of power left one that does not hold.

    A checkpoint that holds stays as it is, and so does one that no journal explains: whoever opens the log says so.
    """
    journal = read_journal(folder)
    if journal is None or _holds(folder, journal):
        return
    try:
        journal.batch(folder)
        if parse_checkpoint(journal.note) != journal.base:
            return
    except RecordError:
        return
    disk.write(folder / CHECKPOINT, journal.note)


def recover(writer: Writer, disk: Disk) -> None:
    """Bring the log to its latest whole state; ``writer`` stands at the checkpoint and goes on from there."""
    for name in (PENDING, CHECKPOINT):
        leftover = temporary_name(writer.folder / name)
        if leftover.exists():
            disk.set_aside(leftover, writer.folder)
    _finish_journal(writer, disk)
    _finish_pending(writer, disk)
    _take_in_beyond(writer, disk)


def _holds(folder: Path, journal: Journal) -> bool:
    """Whether the checkpoint is one that the tiles bear out, or one that lies outside what the journal explains."""
    try:
        now = parse_checkpoint((folder / CHECKPOINT).read_bytes())
    except OSError:
        return True
    except RecordError:
        return False
    if now.origin != journal.base.origin or not journal.base.size <= now.size <= journal.after.size:
        return True
    try:
        return RightEdge.read(TileReader(folder, now.size)).root() == now.root
    except RecordError:
        return False


def _finish_journal(writer: Writer, disk: Disk) -> None:
    path = writer.folder / JOURNAL
    if not path.exists():
        return
    journal = read_journal(writer.folder)
    if journal is None:
        if path.read_bytes().strip(b"\0"):
            disk.set_aside(path, writer.folder)
        else:
            disk.remove(path)
        return
    if journal.after.origin == writer.head.origin and journal.after.size < writer.head.size:
        disk.remove(path)  # its entries were flushed where readers see them before it was removed
        return
    try:
        journal.batch(writer.folder)
        agrees = _leads_through(writer.folder, writer.head, journal)
    except RecordError:
        agrees = False
    if agrees:
        writer.take_over(journal)
    if path.exists():  # it is another log's, or its end was cut off before it was acknowledged
        disk.set_aside(path, writer.folder)


def _leads_through(folder: Path, head: Checkpoint, journal: Journal) -> bool:
    """Whether the log that the journal makes has this head, now or further back."""
    if head.origin != journal.base.origin:
        return False
    reader = TileReader(folder, journal.base.size)
    if head.size < journal.base.size:
        return (range_root(reader.subtree, 0, head.size) if head.size else root_of([])) == head.root
    more = journal.entries[: head.size - journal.base.size]
    return make_batch(journal.base, RightEdge.read(reader), more).after == head


def _finish_pending(writer: Writer, disk: Disk) -> None:
    pending = writer.folder / PENDING
    try:
        data = pending.read_bytes()
    except FileNotFoundError:
        return
    except OSError as error:
        raise RecordError(f"a staged batch cannot be read: {error.strerror}", where=str(pending)) from error
    try:
        batch = parse_batch(data, writer.head, writer.edge)
    except RecordError:
        disk.set_aside(pending, writer.folder)
        return
    if batch is not None:
        writer.append(batch)
        writer.settle()
    disk.remove(pending)


def _take_in_beyond(writer: Writer, disk: Disk) -> None:
    """Entries in bundles beyond the checkpoint, as a checkpoint restored from an older copy leaves them."""
    folder, now = writer.folder, writer.head
    found = list(_beyond(folder, now.size))
    if not found:
        return
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
        return
    writer.append(make_batch(now, writer.edge, entries))
    writer.settle()
    for path, _ in _beyond(folder, writer.head.size):
        disk.set_aside(path, folder)


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
