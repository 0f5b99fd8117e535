"""The journal: each batch whole in one growing file, flushed once, before anything of it is published.

A record of the journal is a line of JSON and the batch as an entry bundle. What its bytes do not vouch for (SHA-256,
length, place in the chain of records) was never acknowledged. Zeros at the end are room for more records. The first
record also keeps the checkpoint that it leads on from, as it was published: after a loss of power the files that
readers see can be made again from here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

from trucewatch.errors import RecordError
from trucewatch.record.base64_text import to_base64
from trucewatch.record.checkpoint import Checkpoint
from trucewatch.record.merkle import HASH_SIZE
from trucewatch.record.staging import Batch, make_batch
from trucewatch.record.tiles import RightEdge, TileReader, split_bundle, to_bundle

__all__ = ["JOURNAL", "Journal", "read_journal", "to_record"]

JOURNAL = "journal"


class _Header(Struct, frozen=True, forbid_unknown_fields=True):
    origin: str
    size: int
    root: str
    after_size: int
    after_root: str
    digest: str
    length: int
    note: str = ""


@dataclass(frozen=True)
class Journal:
    """What a journal vouches for: ``entries`` lead from ``base`` to ``after``; ``note`` is the base's checkpoint.

    ``whole`` is False where bytes other than zeros follow that belong to no record.
    """

    base: Checkpoint
    after: Checkpoint
    note: bytes
    entries: tuple[bytes, ...]
    whole: bool

    def batch(self, folder: Path) -> Batch:
        """All its entries as one batch. Raises :class:`RecordError` where they do not lead on from the tiles."""
        edge = RightEdge.read(TileReader(folder, self.base.size))
        batch = make_batch(self.base, edge, self.entries)
        if edge.root() != self.base.root or batch.after != self.after:
            raise RecordError("the journal leads on from another state of the log", where=str(folder / JOURNAL))
        return batch


def to_record(batch: Batch, note: bytes = b"") -> bytes:
    """A batch as a record of the journal. ``note`` goes with the first."""
    bundle = to_bundle(batch.entries)
    header = _Header(
        origin=batch.before.origin,
        size=batch.before.size,
        root=batch.before.root.hex(),
        after_size=batch.after.size,
        after_root=batch.after.root.hex(),
        digest=hashlib.sha256(bundle).hexdigest(),
        length=len(bundle),
        note=to_base64(note),
    )
    return msgspec.json.encode(header) + b"\n" + bundle


def read_journal(folder: Path) -> Journal | None:
    """The journal of a log; None where there is none or no record of it is whole.

    Raises :class:`RecordError` when the disk refuses.
    """
    try:
        data = (folder / JOURNAL).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RecordError(f"the journal cannot be read: {error.strerror}", where=str(folder / JOURNAL)) from error
    first: _Header | None = None
    last: _Header | None = None
    entries: list[bytes] = []
    at = 0
    while at < len(data) and data[at]:
        header, start = _header(data, at)
        if header is None or (last and (header.origin, header.size, header.root) != _reached(last)):
            break
        bundle = data[start : start + header.length]
        if len(bundle) != header.length or hashlib.sha256(bundle).hexdigest() != header.digest:
            break
        entries += split_bundle(bundle, where=JOURNAL)
        first, last, at = first or header, header, start + header.length
    if first is None or last is None:
        return None
    try:
        note = base64.b64decode(first.note, validate=True)
        base = Checkpoint(first.origin, first.size, _root(first.root))
        after = Checkpoint(last.origin, last.after_size, _root(last.after_root))
    except (ValueError, binascii.Error):
        return None
    return Journal(base, after, note, tuple(entries), not data[at:].strip(b"\0"))


def _header(data: bytes, at: int) -> tuple[_Header | None, int]:
    end = data.find(b"\n", at)
    if end < 0:
        return None, at
    try:
        header = msgspec.json.decode(data[at:end], type=_Header)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None, at
    return (header if header.length > 0 else None), end + 1


def _reached(header: _Header) -> tuple[str, int, str]:
    return header.origin, header.after_size, header.after_root


def _root(text: str) -> bytes:
    root = bytes.fromhex(text)
    if len(root) != HASH_SIZE:
        raise ValueError("a root has 32 bytes")
    return root
