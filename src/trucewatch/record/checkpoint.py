"""Checkpoints: the log's size and root as three lines of text (C2SP tlog-checkpoint, body)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from trucewatch.errors import RecordError
from trucewatch.record.base64_text import from_base64, to_base64
from trucewatch.record.canonical import has_direction_control
from trucewatch.record.merkle import EMPTY_ROOT, HASH_SIZE
from trucewatch.record.note import SignedNote, parse_note

__all__ = ["Checkpoint", "check_origin", "empty_checkpoint", "parse_checkpoint", "parse_signed"]

MAX_CHECKPOINT = 20_000
_SIZE = re.compile(r"(?:0|[1-9][0-9]{0,17})\Z")


@dataclass(frozen=True)
class Checkpoint:
    """The state of a log: ``root`` (32 bytes) is over the first ``size`` entries of the log ``origin``."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The body as it stands in ``record/checkpoint``."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"


def empty_checkpoint(origin: str) -> Checkpoint:
    """The checkpoint of a log without entries."""
    return Checkpoint(check_origin(origin), 0, EMPTY_ROOT)


def check_origin(origin: str) -> str:
    """Return ``origin`` if it can name a log, else raise :class:`RecordError`.

    Blanks and ``+`` are refused because a key name of a signed note may not hold them.
    """
    plain = origin.isprintable() and not any(c.isspace() or c == "+" for c in origin)
    if not origin or len(origin) > 200 or not plain or has_direction_control(origin):
        raise RecordError(
            "the log's origin is not usable",
            expected="a name like monitor.example/ceasefire/log/1, without blanks and +",
            got=ascii(origin)[:80],
        )
    return origin


def parse_checkpoint(data: bytes, *, where: str = "checkpoint") -> Checkpoint:
    """Parse a checkpoint strictly: three lines, canonical numbers, no extension lines; signatures may follow.

    Signatures are read but not verified.
    """
    return parse_signed(data, where=where)[0]


def parse_signed(data: bytes, *, where: str = "checkpoint") -> tuple[Checkpoint, SignedNote]:
    """The checkpoint and its note. A checkpoint without signatures gives a note without any."""
    if b"\n\n" in data and len(data) <= MAX_CHECKPOINT:
        note = parse_note(data, where=where)
        return _parse_text(note.text.encode("utf-8"), where), note
    return _parse_text(data, where), SignedNote(data.decode("utf-8", "replace"), ())


def _parse_text(data: bytes, where: str) -> Checkpoint:
    try:
        if len(data) > MAX_CHECKPOINT:
            raise ValueError("it is too large")
        lines = data.decode("utf-8").split("\n")
        if len(lines) != 4 or lines[3]:
            raise ValueError(f"it has {len(lines) - 1} lines")
        if not _SIZE.match(lines[1]):
            raise ValueError(f"the size is {lines[1][:40]!r}")
        root = from_base64(lines[2])
        if root is None or len(root) != HASH_SIZE:
            raise ValueError("the root is not the base64 of 32 bytes")
        return Checkpoint(check_origin(lines[0]), int(lines[1]), root)
    except ValueError as error:
        raise RecordError(
            "the checkpoint cannot be read",
            where=where,
            expected="three lines: origin, size, root",
            got=str(error),
            hint="verify the record, or restore it from a mirror",
        ) from error
