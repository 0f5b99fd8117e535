"""Proofs that stand alone (C2SP tlog-proof), and requests to witnesses (C2SP tlog-witness)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from trucewatch.errors import NoteError
from trucewatch.record.base64_text import from_base64, to_base64

__all__ = ["InclusionProof", "WitnessRequest", "parse_proof", "parse_request"]

HEADER = "c2sp.org/tlog-proof@v1"
MAX_PROOF = 1_100_000
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,17})\Z")


@dataclass(frozen=True)
class InclusionProof:
    """An entry's ``index``, its audit ``path`` from the leaf upward, and the signed ``checkpoint`` as bytes."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def encode(self) -> bytes:
        """The proof as a ``.tlog-proof`` file."""
        lines = [HEADER]
        if self.extra is not None:
            lines.append(f"extra {to_base64(self.extra)}")
        lines += [f"index {self.index}", *map(to_base64, self.path), "", ""]
        return "\n".join(lines).encode("ascii") + self.checkpoint


@dataclass(frozen=True)
class WitnessRequest:
    """A request to ``add-checkpoint``: the size the witness holds, the consistency path, the signed checkpoint."""

    old: int
    path: tuple[bytes, ...]
    checkpoint: bytes

    def encode(self) -> bytes:
        """The body of the request."""
        lines = [f"old {self.old}", *map(to_base64, self.path), "", ""]
        return "\n".join(lines).encode("ascii") + self.checkpoint


def parse_proof(data: bytes, *, where: str = "proof") -> InclusionProof:
    """Read a ``.tlog-proof``. Raises :class:`NoteError`; nothing is verified."""
    lines, checkpoint = _parts(data, where)
    if lines[:1] != [HEADER]:
        _refuse("a proof has another first line", where, HEADER)
    rest = lines[1:]
    extra = None
    if rest and rest[0].startswith("extra "):
        extra = _bytes(rest.pop(0)[6:], where)
    index = _number(rest[0] if rest else "", "index ", where)
    return InclusionProof(index, _hashes(rest[1:], where), checkpoint, extra)


def parse_request(data: bytes, *, where: str = "request") -> WitnessRequest:
    """Read the body of an ``add-checkpoint`` request. Raises :class:`NoteError`; nothing is verified."""
    lines, checkpoint = _parts(data, where)
    return WitnessRequest(_number(lines[0], "old ", where), _hashes(lines[1:], where), checkpoint)


def _parts(data: bytes, where: str) -> tuple[list[str], bytes]:
    head, blank, checkpoint = data.partition(b"\n\n")
    if len(data) > MAX_PROOF or not blank or not checkpoint or b"\r" in head:
        _refuse(
            "the file has no empty line before a checkpoint, or is too large", where, "lines, an empty line, a note"
        )
    try:
        return head.decode("ascii").split("\n"), checkpoint
    except UnicodeDecodeError:
        _refuse("the lines before the checkpoint are not ASCII", where, "ASCII")


def _number(line: str, name: str, where: str) -> int:
    if not line.startswith(name) or not _NUMBER.match(line.removeprefix(name)):
        _refuse("a number is not in its one form", where, f"{name}and a decimal")
    return int(line.removeprefix(name))


def _hashes(lines: Sequence[str], where: str) -> tuple[bytes, ...]:
    hashes = tuple(_bytes(line, where) for line in lines)
    if len(hashes) > 63 or any(len(value) != 32 for value in hashes):
        _refuse("a path is not at most 63 hashes of 32 bytes", where, "base64 of 32 bytes a line")
    return hashes


def _bytes(text: str, where: str) -> bytes:
    raw = from_base64(text)
    if raw is None:
        _refuse("a line is not canonical base64", where, "base64")
    return raw


def _refuse(problem: str, where: str, expected: str) -> NoReturn:
    raise NoteError(problem, where=where, expected=expected)
