"""The published copy of a log in a database: the folder ``record/`` as every other command and every party reads it.

It is never ahead of what the database has committed, and can be made again from there. What it holds beyond the
database, as after a database was restored from an older backup, is taken in again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from trucewatch.errors import RecordError
from trucewatch.record.checkpoint import Checkpoint, parse_checkpoint
from trucewatch.record.disk import Disk
from trucewatch.record.lock import WriterLock
from trucewatch.record.merkle import range_root, root_of
from trucewatch.record.staging import CHECKPOINT, bundles_of, clean_up, make_batch, unfinished_bundle
from trucewatch.record.tiles import TILE_WIDTH, RightEdge, TileReader

__all__ = ["Mirror"]

_ROUND = 50 * TILE_WIDTH


class Mirror:
    """The folder and what of it is not flushed yet."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self.folder = folder
        self._disk = disk
        self._fresh: set[Path] = set()

    def head(self) -> Checkpoint | None:
        """The head that the folder shows; None where it shows none."""
        path = self.folder / CHECKPOINT
        try:
            return parse_checkpoint(path.read_bytes(), where=str(path))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise RecordError(f"the checkpoint cannot be read: {error.strerror}", where=str(path)) from error

    def beyond(self, head: Checkpoint, root_at: Callable[[int], bytes]) -> Iterator[list[bytes]]:
        """The entries of the folder beyond ``head``, in rounds.

        Raises :class:`RecordError` where folder and database are two histories.
        """
        shown = self._shown() if head.size else self.head()
        if shown is None:
            return
        if shown.origin != head.origin:
            raise RecordError(
                "this folder holds another log", where=str(self.folder), expected=head.origin, got=shown.origin
            )
        reader = TileReader(self.folder, shown.size)
        least = min(shown.size, head.size)
        here = shown.root if least == shown.size else range_root(reader.subtree, 0, least) if least else root_of([])
        if here != root_at(least):
            raise RecordError(
                "the record in the database and its published copy are two histories",
                where=str(self.folder),
                expected=f"root {root_at(least).hex()[:16]} of {least} entries",
                got=f"root {here.hex()[:16]}",
                hint="find out which of the two the witnesses hold before anything else is done",
            )
        for start in range(head.size, shown.size, _ROUND):
            yield _entries(reader, start, min(start + _ROUND, shown.size))

    def publish(self, head: Checkpoint, note: bytes, entries: Callable[[int, int], Sequence[bytes]]) -> None:
        """Show ``head``; ``entries`` gives those of a range. While the folder is being copied, it is left for later.

        A folder that a loss of power left damaged is made anew.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = WriterLock(self.folder / "lock")
        except OSError as error:
            raise RecordError(f"the folder cannot be made: {error.strerror}", where=str(self.folder)) from error
        except RecordError as error:
            if isinstance(error.__cause__, BlockingIOError):
                return
            raise
        with lock:
            shown = self._shown()
            if shown is not None and shown.size > head.size:
                return  # another process has published what it appended since
            start = Checkpoint(head.origin, 0, root_of([]))
            try:
                reached = self._grow(shown or start, head, entries)
            except RecordError:
                if shown is None:
                    raise
                reached = self._grow(start, head, entries)
            if reached != head:
                raise RecordError("the published copy does not lead to the head", where=str(self.folder))
            self._fresh |= self._disk.put([(self.folder / CHECKPOINT, note)])
            with suppress(RecordError):  # what stays is removed the next time
                clean_up(self.folder, self._disk, shown.size if shown else 0, head.size)

    def settle(self) -> None:
        """Flush what was published."""
        fresh, self._fresh = self._fresh, set()
        if fresh:
            self._disk.flush(fresh)

    def _shown(self) -> Checkpoint | None:
        try:
            return self.head()
        except RecordError:
            return None

    def _grow(self, base: Checkpoint, head: Checkpoint, entries: Callable[[int, int], Sequence[bytes]]) -> Checkpoint:
        edge = RightEdge.read(TileReader(self.folder, base.size))
        if edge.root() != base.root:
            raise RecordError("tiles and checkpoint disagree", where=str(self.folder))
        while base.size < head.size:
            batch = make_batch(base, edge, entries(base.size, min(base.size + _ROUND, head.size)))
            bundles = bundles_of(batch, unfinished_bundle(self.folder, base.size))
            files = [(self.folder / name, data) for name, data in (*bundles, *batch.tiles)]
            self._fresh |= self._disk.put(files)
            base, edge = batch.after, batch.edge
        return base


def _entries(reader: TileReader, start: int, end: int) -> list[bytes]:
    found: list[bytes] = []
    while start < end:
        number, offset = divmod(start, TILE_WIDTH)
        part = reader.entries(number)[offset : offset + end - start]
        found += part
        start += len(part)
    return found
