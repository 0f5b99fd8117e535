"""Checkpoints that parties cosigned, and how far they vouch: logged, witnessed, acknowledged by all sides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from trucewatch.errors import NoteError, RecordError
from trucewatch.record.checkpoint import Checkpoint, parse_signed
from trucewatch.record.disk import Disk
from trucewatch.record.note import NoteSignature, SignedNote, parse_signature_line, signature_holds
from trucewatch.record.trust import EnrolledKey, TrustRoot

__all__ = ["COSIGNED", "Rank", "accept_cosignatures", "cosigned_notes", "latest_cosigned", "rank_of", "rank_of_entry"]

COSIGNED = "cosigned"
_HEIGHT = {"logged": 0, "witnessed": 1, "acknowledged": 2}
_LOOKED_AT = 20
"""How many checkpoints after an entry are looked at for its rank."""


@dataclass(frozen=True)
class Rank:
    """How far a checkpoint is vouched for. ``parties`` are those that cosigned, each with its time (UTC).

    ``time`` is the quorum-th earliest time: at least so many parties say that it existed then.
    """

    head: Checkpoint
    parties: tuple[tuple[str, datetime], ...]
    of: int
    quorum: int
    sides: tuple[str, ...]

    @property
    def witnessed(self) -> bool:
        """Whether the quorum of parties cosigned."""
        return bool(self.quorum) and len(self.parties) >= self.quorum

    @property
    def acknowledged(self) -> bool:
        """Whether every side to the ceasefire cosigned."""
        return bool(self.sides) and set(self.sides) <= {party for party, _ in self.parties}

    @property
    def name(self) -> str:
        """The highest rank reached: ``acknowledged``, ``witnessed`` or ``logged``."""
        return "acknowledged" if self.acknowledged else "witnessed" if self.witnessed else "logged"

    @property
    def time(self) -> datetime | None:
        times = sorted(time for _, time in self.parties)
        return times[self.quorum - 1] if self.witnessed else None


def rank_of(note: SignedNote, head: Checkpoint, root: TrustRoot | None) -> Rank:
    """The rank of a checkpoint by the keys of a trust root. A cosignature that does not hold counts for nothing."""
    witnesses = [key for key in root.keys if key.role == "witness"] if root else []
    times: dict[str, datetime] = {}
    for key in witnesses:
        line = note.signed_by(key.verifier)
        if line is not None and signature_holds(key.verifier, line, note.text):
            when = _time(line)
            times[key.party] = min(when, times.get(key.party, when))
    sides = root.sides if root else ()
    parties = tuple(sorted(times.items()))
    return Rank(head, parties, len({key.party for key in witnesses}), root.quorum if root else 0, sides)


def cosigned_notes(folder: Path) -> list[tuple[Checkpoint, SignedNote]]:
    """All cosigned checkpoints in a record, smallest first."""
    found = []
    for path in (folder / COSIGNED).glob("*") if (folder / COSIGNED).is_dir() else ():
        if path.name.isascii() and path.name.isdigit():
            found.append(parse_signed(path.read_bytes(), where=str(path)))
    return sorted(found, key=lambda pair: pair[0].size)


def latest_cosigned(folder: Path, root: TrustRoot | None) -> Rank | None:
    """The rank of the largest checkpoint with a quorum, else of the largest cosigned one; None where there is none."""
    ranks = [rank_of(note, head, root) for head, note in cosigned_notes(folder)]
    full = [rank for rank in ranks if rank.witnessed]
    best = full or ranks
    return best[-1] if best else None


def rank_of_entry(folder: Path, index: int, root: TrustRoot | None) -> Rank | None:
    """The rank of the first checkpoint that holds entry ``index`` and has the highest rank, or None.

    Of the checkpoints that hold it, the first few are looked at: parties cosign in turn, and then go on.
    """
    best: Rank | None = None
    names = (path.name for path in (folder / COSIGNED).glob("*")) if (folder / COSIGNED).is_dir() else ()
    sizes = sorted(int(name) for name in names if name.isascii() and name.isdigit() and int(name) > index)
    for size in sizes[:_LOOKED_AT]:
        head, note = parse_signed((folder / COSIGNED / str(size)).read_bytes(), where=str(size))
        rank = rank_of(note, head, root)
        if best is None or _HEIGHT[rank.name] > _HEIGHT[best.name]:
            best = rank
        if best.acknowledged:
            break
    return best


def accept_cosignatures(
    folder: Path, heads: Path | None, checkpoint: bytes, lines: Iterable[bytes], root: TrustRoot, disk: Disk
) -> Rank:
    """Keep cosignature lines with the signed checkpoint they are of. Raises :class:`NoteError` for a line that fails.

    ``heads`` also gets a copy of the note: from then on no older record is signed.
    """
    head, note = parse_signed(checkpoint)
    path = folder / COSIGNED / str(head.size)
    if path.is_file():
        kept, stored = parse_signed(path.read_bytes(), where=str(path))
        if kept != head:
            raise RecordError("another checkpoint of this size is cosigned", where=str(path))
        note = SignedNote(note.text, tuple(dict.fromkeys((*note.signatures, *stored.signatures))))
    for data in lines:
        for text in data.decode("utf-8", "replace").rstrip("\n").split("\n"):
            line = parse_signature_line(text)
            _known(line, note.text, root)
            note = SignedNote(note.text, tuple(dict.fromkeys((*note.signatures, line))))
    disk.write(path, note.encode())
    rank = rank_of(note, head, root)
    if heads is not None:
        newest = heads / "cosigned"
        if not newest.is_file() or parse_signed(newest.read_bytes())[0].size <= head.size:
            disk.write(newest, note.encode())
    return rank


def _known(line: NoteSignature, text: str, root: TrustRoot) -> EnrolledKey:
    for key in root.keys:
        if key.role == "witness" and signature_holds(key.verifier, line, text):
            return key
    raise NoteError(
        "a cosignature is by no witness of the trust root, or of another checkpoint",
        got=line.name,
        hint="ask the witness again with the present checkpoint",
    )


def _time(line: NoteSignature) -> datetime:
    seconds = int.from_bytes(line.signature[:8], "big")
    return datetime.fromtimestamp(min(seconds, 253402300799), UTC)
