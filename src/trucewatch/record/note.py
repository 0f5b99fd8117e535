"""Signed notes (C2SP signed-note): text, and signatures by named keys.

Keys are read in the ``vkey`` form ``name+id+base64(type ‖ key)``. Two types are known: Ed25519 (1) and
Ed25519 cosignatures (4, see ``cosignature``). Reading follows golang.org/x/mod/sumdb/note: a key that is known
and whose signature fails makes the whole note invalid; unknown keys are passed over.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from trucewatch.errors import NoteError
from trucewatch.record.base64_text import from_base64, to_base64
from trucewatch.record.ed25519 import check_public_key, verifies

__all__ = [
    "COSIGNATURE",
    "ED25519",
    "NoteSignature",
    "OpenedNote",
    "SignedNote",
    "VerifierKey",
    "cosigned_message",
    "is_key_name",
    "open_note",
    "parse_note",
    "parse_signature_line",
    "parse_vkey",
    "signature_holds",
]

ED25519: Final = 1
COSIGNATURE: Final = 4
MAX_SIGNATURES: Final = 100
MAX_NOTE: Final = 1_000_000
MAX_TIME: Final = 2**63 - 1
_KEY_ID = re.compile(r"[0-9a-f]{8}\Z")


@dataclass(frozen=True)
class VerifierKey:
    """A public key with its name. ``kind`` is the signature type, ``public`` 32 bytes."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256 over name, newline, type and key."""
        return hashlib.sha256(self.name.encode("utf-8") + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """The key as one line of text."""
        return f"{self.name}+{self.key_id.hex()}+{to_base64(bytes([self.kind]) + self.public)}"


@dataclass(frozen=True)
class NoteSignature:
    """One signature line: ``signature`` are the bytes after the key id."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """The line with its newline."""
        return f"— {self.name} {to_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True)
class SignedNote:
    """``text`` ends in a newline."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def encode(self) -> bytes:
        """The note as bytes."""
        return (self.text + "\n" + "".join(s.line() for s in self.signatures)).encode("utf-8")

    def signed_by(self, key: VerifierKey) -> NoteSignature | None:
        """The line of ``key``, whether it holds or not."""
        return next((s for s in self.signatures if (s.name, s.key_id) == (key.name, key.key_id)), None)


@dataclass(frozen=True)
class OpenedNote:
    """A note of which at least one signature holds, with the keys whose signatures hold."""

    note: SignedNote
    verified: tuple[tuple[VerifierKey, NoteSignature], ...]
    unknown: tuple[NoteSignature, ...]


def is_key_name(name: str) -> bool:
    """Whether ``name`` may name a key: not empty, no Unicode space, no plus sign."""
    return bool(name) and not any(c.isspace() or c == "+" for c in name)


def parse_vkey(text: str, *, kinds: Sequence[int] = (ED25519, COSIGNATURE)) -> VerifierKey:
    """Read a key. Raises :class:`NoteError` for another form or id, :class:`KeyRefusedError` for a weak key."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    raw = from_base64(encoded) or b""
    if not is_key_name(name) or not name.isprintable() or not _KEY_ID.match(key_id) or len(raw) != 33:
        raise NoteError("a verifier key cannot be read", expected="name+id+base64", got=ascii(text)[:80])
    key = VerifierKey(name, raw[0], raw[1:])
    if key.key_id.hex() != key_id:
        raise NoteError("a verifier key has another id", where=name, expected=key.key_id.hex(), got=key_id)
    if key.kind not in kinds:
        raise NoteError("a verifier key has another type", where=name, expected=f"one of {kinds}", got=str(key.kind))
    check_public_key(key.public, where=name)
    return key


def parse_note(data: bytes, *, where: str = "note") -> SignedNote:
    """Take a note apart strictly, without verifying anything."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoteError("a note is not UTF-8", where=where, got=f"byte {error.start}") from error
    if len(data) > MAX_NOTE or any(c < " " and c != "\n" for c in text):
        raise NoteError("a note holds control characters or is too large", where=where)
    at = text.rfind("\n\n")
    body, tail = text[: at + 1], text[at + 2 :]
    if at < 0 or not tail.endswith("\n"):
        raise NoteError("a note has no signatures", where=where, expected="text, an empty line, signature lines")
    lines = tail[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise NoteError("a note has too many signatures", where=where, expected=f"at most {MAX_SIGNATURES}")
    return SignedNote(body, tuple(parse_signature_line(line, where=where) for line in lines))


def parse_signature_line(line: str, *, where: str = "note") -> NoteSignature:
    """Read one signature line, without its newline."""
    name, _, encoded = line.removeprefix("— ").partition(" ")
    raw = from_base64(encoded) or b""
    if not line.startswith("— ") or not is_key_name(name) or len(raw) < 5:
        raise NoteError("a signature line cannot be read", where=where, expected="— name base64", got=ascii(line)[:80])
    return NoteSignature(name, raw[:4], raw[4:])


def signature_holds(key: VerifierKey, signature: NoteSignature, text: str) -> bool:
    """Whether the line is the signature of ``key`` over the text of a note, by the key's type."""
    if (signature.name, signature.key_id) != (key.name, key.key_id):
        return False
    if key.kind == ED25519:
        return verifies(key.public, signature.signature, text.encode("utf-8"))
    if key.kind != COSIGNATURE or len(signature.signature) != 72:
        return False
    time = int.from_bytes(signature.signature[:8], "big")
    return time <= MAX_TIME and verifies(key.public, signature.signature[8:], cosigned_message(text, time))


def cosigned_message(text: str, time: int) -> bytes:
    """What a cosignature of type 4 signs: a fixed line, the POSIX time, and the checkpoint's text."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def open_note(note: SignedNote, keys: Iterable[VerifierKey], *, where: str = "note") -> OpenedNote:
    """Verify a note against the keys that are trusted.

    Raises :class:`NoteError` when a known key's signature fails, when two keys share name and id, or
    when no signature is by a known key.
    """
    by_name: dict[tuple[str, bytes], list[VerifierKey]] = {}
    for key in keys:
        by_name.setdefault((key.name, key.key_id), []).append(key)
    verified: dict[tuple[str, bytes], tuple[VerifierKey, NoteSignature]] = {}
    unknown: list[NoteSignature] = []
    for signature in note.signatures:
        known = by_name.get((signature.name, signature.key_id), [])
        if len(known) > 1:
            raise NoteError("two keys share a name and an id", where=where, got=signature.name)
        if not known:
            unknown.append(signature)
            continue
        if (signature.name, signature.key_id) in verified:
            continue
        if not signature_holds(known[0], signature, note.text):
            raise NoteError("a signature does not hold", where=where, got=signature.name)
        verified[(signature.name, signature.key_id)] = (known[0], signature)
    if not verified:
        raise NoteError("no signature is by a known key", where=where, got=", ".join(s.name for s in unknown)[:120])
    return OpenedNote(note, tuple(verified.values()), tuple(unknown))
