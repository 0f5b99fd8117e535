"""OpenTimestamps proofs: read, written, and checked against block headers without a network.

A proof leads from a digest by operations to attestations: a block of Bitcoin whose Merkle root is the result, or the
promise of a calendar that one will be. Format: the reference library's detached timestamp file, version 1; the
operations SHA-256, SHA-1, RIPEMD-160, append and prepend. Headers come from whoever checks: what a proof brings along
proves nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from trucewatch.errors import NoteError

__all__ = [
    "Attestation",
    "Headers",
    "Operation",
    "Proof",
    "Tree",
    "block_time",
    "parse_headers",
    "parse_ots",
    "parse_tree",
]

MAGIC: Final = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01"
"""The head of a file and its version, 1."""
SHA256: Final = 0x08
APPEND: Final = 0xF0
PREPEND: Final = 0xF1
_HASHES: Final = {0x02: "sha1", 0x03: "ripemd160", SHA256: "sha256"}
_FORK: Final = 0xFF
_ATTESTATION: Final = 0x00
BITCOIN: Final = bytes.fromhex("0588960d73d71901")
PENDING: Final = bytes.fromhex("83dfe30d2ef90c8e")
MAX_PROOF: Final = 100_000
MAX_DEPTH: Final = 256
MAX_NODES: Final = 5_000
MAX_MESSAGE: Final = 4_096
_URI: Final = re.compile(r"[A-Za-z0-9._/:-]{1,1000}\Z")
_LINE: Final = re.compile(r"(\d{1,9}) ([0-9a-f]{160})\Z")
Headers = Mapping[int, bytes]
"""Block headers of 80 bytes by height."""


@dataclass(frozen=True)
class Attestation:
    """Who vouches for the message that leads here: ``height`` of a block, ``calendar``, or neither of both known."""

    tag: bytes
    payload: bytes

    @property
    def height(self) -> int | None:
        return _Bytes(self.payload).whole_number() if self.tag == BITCOIN else None

    @property
    def calendar(self) -> str | None:
        """The address of the calendar that promised; None for other attestations and for an unusable address."""
        if self.tag != PENDING:
            return None
        inner = _Bytes(self.payload)
        text = inner.take_string(1_000).decode("utf-8", "replace")
        return text if _URI.match(text) and inner.at_end else None


@dataclass(frozen=True)
class Operation:
    """One step: a hash, or bytes put before or behind."""

    tag: int
    argument: bytes = b""

    def apply(self, message: bytes) -> bytes:
        if self.tag == APPEND:
            return message + self.argument
        if self.tag == PREPEND:
            return self.argument + message
        try:
            return hashlib.new(_HASHES[self.tag], message).digest()
        except ValueError as error:
            raise NoteError("a hash of the proof is not computed by this machine", got=_HASHES[self.tag]) from error


@dataclass(frozen=True)
class Tree:
    """What is known of one message: its attestations, and where operations lead on."""

    attestations: tuple[Attestation, ...] = ()
    steps: tuple[tuple[Operation, Tree], ...] = ()

    def results(self, message: bytes) -> Iterator[tuple[bytes, Attestation]]:
        """Every attestation with the message that it is about."""
        for attestation in self.attestations:
            yield message, attestation
        for operation, tree in self.steps:
            yield from tree.results(operation.apply(message))

    def extended(self, message: bytes, at: bytes, more: Tree) -> Tree:
        """The tree with ``more`` known of the message ``at``."""
        steps = tuple((op, tree.extended(op.apply(message), at, more)) for op, tree in self.steps)
        if message != at:
            return Tree(self.attestations, steps)
        added = tuple(a for a in more.attestations if a not in self.attestations)
        return Tree((*self.attestations, *added), (*steps, *(s for s in more.steps if s not in steps)))

    def encode(self) -> bytes:
        items = [
            bytes([_ATTESTATION]) + a.tag + _number(len(a.payload)) + a.payload
            for a in sorted(self.attestations, key=lambda a: (a.tag, a.payload))
        ]
        for operation, tree in self.steps:
            argument = operation.argument
            head = bytes([operation.tag]) + (_number(len(argument)) + argument if argument else b"")
            items.append(head + tree.encode())
        if not items:
            raise NoteError("a branch of a proof ends in nothing", expected="an attestation")
        return b"".join(bytes([_FORK]) + item for item in items[:-1]) + items[-1]


@dataclass(frozen=True)
class Proof:
    """A proof for the SHA-256 ``digest`` of some bytes."""

    digest: bytes
    tree: Tree

    def encode(self) -> bytes:
        """The bytes of a ``.ots`` file."""
        return MAGIC + bytes([SHA256]) + self.digest + self.tree.encode()

    def results(self) -> tuple[tuple[bytes, Attestation], ...]:
        """Every attestation with the message that it is about."""
        return tuple(self.tree.results(self.digest))


def parse_ots(data: bytes) -> Proof:
    """Read a ``.ots`` file over a SHA-256. Raises :class:`NoteError` for any other bytes."""
    if len(data) > MAX_PROOF:
        raise NoteError("the proof is too large", expected=f"{MAX_PROOF} bytes", got=str(len(data)))
    head = MAGIC + bytes([SHA256])
    if not data.startswith(head) or len(data) < len(head) + 32:
        raise NoteError("this is no proof of OpenTimestamps", expected="a .ots file of version 1 over a SHA-256")
    at = len(head) + 32
    return Proof(data[len(head) : at], parse_tree(data[at:]))


def parse_tree(data: bytes) -> Tree:
    """Read what stands behind the digest: the form in which calendars answer too."""
    if len(data) > MAX_PROOF:
        raise NoteError("the proof is too large", expected=f"{MAX_PROOF} bytes", got=str(len(data)))
    source = _Bytes(data)
    tree = source.tree(0)
    if not source.at_end:
        raise NoteError("bytes follow the proof", got=f"{len(data) - source.at} bytes")
    return tree


def parse_headers(text: str) -> Headers:
    """Block headers, one a line: the height, a space, 160 hex digits. Empty lines and ``#`` lines are passed over.

    Each header's own hash must be within the target that it states, and a header must follow the one before where
    both are there. That it is a header of the chain that counts is vouched for by whoever brings the file.
    Raises :class:`NoteError` naming the line.
    """
    found: dict[int, bytes] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.match(line.strip().lower())
        if match is None:
            raise NoteError(
                "a block header cannot be read", where=f"line {number}", expected="HEIGHT and 160 hex digits"
            )
        height, header = int(match[1]), bytes.fromhex(match[2])
        if found.get(height, header) != header:
            raise NoteError("two headers of one height", where=f"line {number}", got=str(height))
        if int.from_bytes(_block_hash(header), "little") > _target(header):
            raise NoteError("a header without its proof of work", where=f"line {number}", got=f"height {height}")
        found[height] = header
    for height, header in found.items():
        if height - 1 in found and header[4:36] != _block_hash(found[height - 1]):
            raise NoteError("a header does not follow the one before", got=f"height {height}")
    return found


def block_time(proof: Proof, headers: Headers) -> tuple[int, dt.datetime]:
    """The height and time of the earliest block that attests the proof's digest.

    Raises :class:`NoteError` where none does: because it is only promised, because the header is not there, or because
    the header is of another Merkle root. A block's time may be wrong by two hours: that is Bitcoin's own rule.
    """
    results = proof.results()
    heights = sorted((a.height, message) for message, a in results if a.height is not None)
    wrong = []
    for height, message in heights:
        header = headers.get(height)
        if header is not None and header[36:68] == message:
            return height, dt.datetime.fromtimestamp(int.from_bytes(header[68:72], "little"), dt.UTC)
        wrong.append(f"block {height}: {'no header given' if header is None else 'another Merkle root'}")
    if wrong:
        raise NoteError("no block header bears the proof out", got="; ".join(wrong)[:200])
    calendars = sorted({a.calendar for _, a in results if a.calendar})
    if calendars:
        raise NoteError("it is only promised, no block attests it yet", got=", ".join(calendars)[:200])
    raise NoteError("the proof leads to no block and no calendar")


class _Bytes:
    """Reads a proof from the front."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0
        self._nodes = 0

    @property
    def at_end(self) -> bool:
        return self.at == len(self._data)

    def take(self, size: int) -> bytes:
        if size > len(self._data) - self.at:
            raise NoteError("the proof is cut off", where=f"byte {len(self._data)}")
        self.at += size
        return self._data[self.at - size : self.at]

    def number(self) -> int:
        """An unsigned number of at most 63 bits, seven bits a byte, the low ones first."""
        value = 0
        for shift in range(0, 63, 7):
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
        raise NoteError("a number of the proof is too long", where=f"byte {self.at}")

    def whole_number(self) -> int:
        value = self.number()
        if not self.at_end:
            raise NoteError("an attestation holds more than its number")
        return value

    def take_string(self, limit: int) -> bytes:
        size = self.number()
        if size > limit:
            raise NoteError("a part of the proof is too long", expected=f"at most {limit} bytes", got=str(size))
        return self.take(size)

    def tree(self, depth: int) -> Tree:
        if depth > MAX_DEPTH:
            raise NoteError("the proof is too deep", expected=f"at most {MAX_DEPTH} steps")
        attestations: list[Attestation] = []
        steps: list[tuple[Operation, Tree]] = []
        more = True
        while more:
            self._nodes += 1
            if self._nodes > MAX_NODES:
                raise NoteError("the proof has too many branches", expected=f"at most {MAX_NODES}")
            tag = self.take(1)[0]
            more = tag == _FORK
            if more:
                tag = self.take(1)[0]
            if tag == _ATTESTATION:
                attestations.append(Attestation(self.take(8), self.take_string(8_192)))
                continue
            steps.append((self._operation(tag), self.tree(depth + 1)))
        return Tree(tuple(attestations), tuple(steps))

    def _operation(self, tag: int) -> Operation:
        if tag in _HASHES:
            return Operation(tag)
        if tag not in (APPEND, PREPEND):
            raise NoteError("an operation of the proof is not known", where=f"byte {self.at}", got=f"0x{tag:02x}")
        argument = self.take_string(MAX_MESSAGE)
        if not argument:
            raise NoteError("an operation of the proof puts nothing", where=f"byte {self.at}")
        return Operation(tag, argument)


def _number(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _block_hash(header: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(header).digest()).digest()


def _target(header: bytes) -> int:
    """The largest hash that the header's own "bits" allow: a mantissa of 23 bits and an exponent in bytes."""
    bits = int.from_bytes(header[72:76], "little")
    mantissa, exponent = bits & 0x7FFFFF, bits >> 24
    if bits & 0x800000 or exponent > 32:
        return 0
    return mantissa << 8 * (exponent - 3) if exponent > 3 else mantissa >> 8 * (3 - exponent)
