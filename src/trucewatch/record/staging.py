"""A batch of entries on its way into the log.

The batch is first kept whole in ``record/pending``; then bundles and tiles are written; then the
checkpoint is replaced, which is the moment the entries are in the log; then ``pending`` goes. A process
that dies on the way leaves either nothing or a batch that can be carried through.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import msgspec
from msgspec import Struct

from trucewatch.errors import RecordError
from trucewatch.record.checkpoint import Checkpoint
from trucewatch.record.disk import Disk
from trucewatch.record.merkle import leaf_hash
from trucewatch.record.tiles import TILE_WIDTH, RightEdge, TileReader, split_bundle, tile_name, to_bundle

__all__ = ["Batch", "Seal", "carry_through", "clean_up", "make_batch", "parse_batch", "stage"]

Seal: TypeAlias = Callable[[Checkpoint], bytes]
"""Gives the checkpoint as it is published: its text, or a signed note."""

PENDING = "pending"
CHECKPOINT = "checkpoint"


@dataclass(frozen=True)
class Batch:
    """``entries`` (leaf data) lead from the checkpoint ``before`` to ``after``; ``tiles`` are to be written."""

    before: Checkpoint
    after: Checkpoint
    entries: tuple[bytes, ...]
    tiles: tuple[tuple[str, bytes], ...]
    edge: RightEdge


class _Header(Struct, frozen=True, forbid_unknown_fields=True):
    origin: str
    size: int
    root: str
    after_size: int
    after_root: str
    digest: str


def make_batch(before: Checkpoint, edge: RightEdge, entries: Sequence[bytes]) -> Batch:
    """The batch that appends ``entries`` to the log whose right edge is ``edge``."""
    grown = edge.copy()
    tiles = grown.grow(leaf_hash(data) for data in entries)
    after = Checkpoint(before.origin, grown.size, grown.root())
    return Batch(before, after, tuple(entries), tuple(tiles), grown)


def stage(folder: Path, disk: Disk, batch: Batch) -> None:
    """Keep the whole batch in ``pending``, durably; one that fits into one bundle is whole by that bundle alone."""
    if _is_one_file(batch):
        return
    bundle = to_bundle(batch.entries)
    header = _Header(
        origin=batch.before.origin,
        size=batch.before.size,
        root=batch.before.root.hex(),
        after_size=batch.after.size,
        after_root=batch.after.root.hex(),
        digest=hashlib.sha256(bundle).hexdigest(),
    )
    disk.write(folder / PENDING, msgspec.json.encode(header) + b"\n" + bundle)


def parse_batch(data: bytes, now: Checkpoint, edge: RightEdge) -> Batch | None:
    """The staged batch, if it leads on from the checkpoint ``now``; None when it is already in the log.

    Raises :class:`RecordError` when it is cut off, altered, or leads from another state.
    """
    head, _, bundle = data.partition(b"\n")
    try:
        header = msgspec.json.decode(head, type=_Header)
    except msgspec.DecodeError as error:
        raise RecordError("a staged batch cannot be read", where=PENDING, got=str(error)) from error
    if hashlib.sha256(bundle).hexdigest() != header.digest or header.origin != now.origin:
        raise RecordError("a staged batch is cut off or altered", where=PENDING)
    if (header.after_size, header.after_root) == (now.size, now.root.hex()):
        return None
    batch = make_batch(now, edge, split_bundle(bundle, where=PENDING))
    reached = (batch.after.size, batch.after.root.hex())
    if (header.size, header.root) != (now.size, now.root.hex()) or reached != (header.after_size, header.after_root):
        raise RecordError("a staged batch leads from another state of the log", where=PENDING)
    return batch


def carry_through(folder: Path, disk: Disk, batch: Batch, seal: Seal) -> None:
    """Write bundles and tiles, then sign and write the checkpoint. When this returns the entries are in the log."""
    files = [(folder / name, data) for name, data in (*_bundles(folder, batch), *batch.tiles)]
    # The first bundle takes its name last: where it stands, a writer that opens the log completes the append from it.
    disk.write_together(files)
    disk.write(folder / CHECKPOINT, seal(batch.after))


def clean_up(folder: Path, disk: Disk, before: int, after: int) -> None:
    """Remove ``pending`` and the partial tiles and bundles that wider ones have replaced.

    Raises :class:`RecordError` when the disk refuses; the log is whole all the same.
    """
    if (folder / PENDING).exists():
        disk.remove(folder / PENDING)
    names: list[tuple[int | str, int]] = [("entries", 0)]
    level = 0
    while after >> (8 * level):
        names.append((level, level))
        level += 1
    for name, height in names:
        old, new = before >> (8 * height), after >> (8 * height)
        if old == new:
            continue
        number = old // TILE_WIDTH
        keep = min(TILE_WIDTH, new - number * TILE_WIDTH)
        partials = (folder / tile_name(name, number, 1)).parent
        if not partials.is_dir():
            continue
        for path in sorted(partials.iterdir()):
            if path.name != str(keep):
                disk.remove(path)
        if keep == TILE_WIDTH:
            disk.remove_folder(partials)


def _is_one_file(batch: Batch) -> bool:
    """Whether all entries of the batch fall into one bundle: then its one new file holds the batch or does not."""
    return batch.before.size // TILE_WIDTH == (batch.after.size - 1) // TILE_WIDTH


def _bundles(folder: Path, batch: Batch) -> list[tuple[str, bytes]]:
    number, width = divmod(batch.before.size, TILE_WIDTH)
    waiting = list(batch.entries)
    if width:
        waiting = TileReader(folder, batch.before.size).entries(number) + waiting
    files: list[tuple[str, bytes]] = []
    for at in range(0, len(waiting), TILE_WIDTH):
        part = waiting[at : at + TILE_WIDTH]
        files.append((tile_name("entries", number, len(part)), to_bundle(part)))
        number += 1
    return files
