"""A batch of entries on its way into the log: what it holds, which files it gives, and what outlives them.

``parse_batch`` reads the file ``pending`` in which older versions kept a batch of several bundles.
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

__all__ = [
    "CHECKPOINT",
    "PENDING",
    "Batch",
    "Seal",
    "bundles_of",
    "clean_up",
    "make_batch",
    "parse_batch",
    "unfinished_bundle",
]

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


def clean_up(folder: Path, disk: Disk, before: int, after: int, settled: int | None = None) -> None:
    """Remove the partial tiles and bundles that wider ones have replaced, but not those of the size ``settled``.

    What is flushed is kept until what replaces it is flushed too. Raises :class:`RecordError` when the disk refuses;
    the log is whole all the same.
    """
    names: list[tuple[int | str, int]] = [("entries", 0)]
    level = 0
    while after >> (8 * level):
        names.append((level, level))
        level += 1
    for name, height in names:
        old, new = before >> (8 * height), after >> (8 * height)
        spared = None if settled is None else settled >> (8 * height)
        for number in range(old // TILE_WIDTH, new // TILE_WIDTH + 1):
            keep = {str(new - number * TILE_WIDTH)}
            if spared is not None and spared // TILE_WIDTH == number:
                keep.add(str(spared % TILE_WIDTH))
            _clear((folder / tile_name(name, number, 1)).parent, disk, keep)


def _clear(partials: Path, disk: Disk, keep: set[str]) -> None:
    if not partials.is_dir():
        return
    names = {path.name for path in partials.iterdir()}
    for name in sorted(names - keep):
        disk.remove(partials / name)
    if not names & keep:
        disk.remove_folder(partials)


def unfinished_bundle(folder: Path, size: int) -> bytes:
    """The bytes of the bundle at the end of a log of ``size`` entries; none where the last is full."""
    number, width = divmod(size, TILE_WIDTH)
    return to_bundle(TileReader(folder, size).entries(number)) if width else b""


def bundles_of(batch: Batch, unfinished: bytes) -> list[tuple[str, bytes]]:
    """The entry bundles that the batch makes or widens, as names below ``record/`` and bytes.

    ``unfinished`` are the bytes of :func:`unfinished_bundle` before the batch.
    """
    number, width = divmod(batch.before.size, TILE_WIDTH)
    files: list[tuple[str, bytes]] = []
    at = 0
    while at < len(batch.entries):
        part = batch.entries[at : at + TILE_WIDTH - width]
        at += len(part)
        width += len(part)
        files.append((tile_name("entries", number, width), unfinished + to_bundle(part)))
        number, width, unfinished = number + 1, 0, b""
    return files
