"""Takes batches into the log: the journal first, then the files that readers see, which are flushed now and then.

An append is acknowledged when the journal holds it: one flush, as a write-ahead log has it, and one more for the head
of a signed log. Bundles, tiles and checkpoint are replaced atomically for whoever reads, and flushed together when
the journal has grown or the log is closed. Until then what was flushed before stays where it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from trucewatch.errors import RecordError
from trucewatch.record.checkpoint import Checkpoint
from trucewatch.record.disk import Disk
from trucewatch.record.journal import JOURNAL, Journal, to_record
from trucewatch.record.staging import CHECKPOINT, Batch, Seal, bundles_of, clean_up, unfinished_bundle
from trucewatch.record.tiles import TILE_WIDTH, RightEdge

__all__ = ["SETTLE_AT", "Writer"]

SETTLE_AT = 4 * 1024 * 1024
"""The length of the journal, in bytes, at which the files are flushed and it begins anew."""


class Writer:
    """The one that writes: ``head`` and ``edge`` are what the log has reached."""

    def __init__(self, folder: Path, disk: Disk, head: Checkpoint, edge: RightEdge, seal: Seal) -> None:
        self.folder = folder
        self.head = head
        self.edge = edge
        self._disk = disk
        self._seal = seal
        self._settled = head.size
        self._length = self._room = 0
        self._fresh: set[Path] = set()
        self._bundle: bytes | None = None
        self._partials: dict[str, Path] = {}

    def append(self, batch: Batch) -> None:
        """Take a batch in. When this returns it is on the disk, and readers see it."""
        note = b"" if self._length else (self.folder / CHECKPOINT).read_bytes()
        record = to_record(batch, note)
        self._room = self._disk.append(self.folder / JOURNAL, record, self._length, self._room)
        self._length += len(record)
        self._publish(batch)
        if self._length > SETTLE_AT:
            self.settle()

    def take_over(self, journal: Journal) -> None:
        """Make the files anew from another writer's journal, flush them and remove the journal if it is whole."""
        batch = journal.batch(self.folder)
        self._settled, self._length, self._bundle = batch.before.size, 1, None
        self._publish(batch)
        self.settle(keep_journal=not journal.whole)

    def settle(self, *, keep_journal: bool = False) -> None:
        """Flush the files that readers see; then the journal and what they replaced are removed."""
        if not self._length:
            return
        self._disk.flush(self._fresh | {self.folder / CHECKPOINT, self.folder})
        self._fresh.clear()
        self._partials.clear()
        with suppress(RecordError):
            clean_up(self.folder, self._disk, self._settled, self.head.size)
        if not keep_journal:
            self._disk.remove(self.folder / JOURNAL)
        self._settled, self._length, self._room = self.head.size, 0, 0

    def _publish(self, batch: Batch) -> None:
        if self._bundle is None:
            self._bundle = unfinished_bundle(self.folder, batch.before.size)
        bundles = bundles_of(batch, self._bundle)
        named = {name: (self.folder / name, data) for name, data in (*bundles, *batch.tiles)}
        self._fresh |= self._disk.put(named.values())
        if batch.after != self.head:
            self._fresh |= self._disk.put([(self.folder / CHECKPOINT, self._seal(batch.after))])
        self.head, self.edge = batch.after, batch.edge
        if bundles:
            self._bundle = bundles[-1][1] if batch.after.size % TILE_WIDTH else b""
        self._drop_replaced({name: path for name, (path, _) in named.items()})

    def _drop_replaced(self, published: Mapping[str, Path]) -> None:
        """Remove the partial tiles that were put since the files were flushed and that these replace."""
        for name, path in published.items():
            level = name.split("/")[1]
            before = self._partials.pop(level, path)
            if before != path:
                with suppress(RecordError):  # the entries are in the log; what stays is removed with the journal
                    self._disk.remove(before)
                self._fresh.discard(before)
            if ".p/" in name:
                self._partials[level] = path
