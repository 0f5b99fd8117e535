"""Proof that a log broke its promise: two heads that it signed and that cannot both be of one history.

The file stands alone: whoever has the log's public key can check it with this module or the offline verifier.
Same size and another root is an *equivocation*. For two sizes the file also holds the root that the larger tree
has at the smaller size, and the RFC 6962 path that binds it to the larger root: a *fork*.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec
from msgspec import Struct

from trucewatch.errors import NoteError
from trucewatch.record.base64_text import to_base64
from trucewatch.record.canonical import canonical
from trucewatch.record.checkpoint import parse_signed
from trucewatch.record.merkle import verify_consistency
from trucewatch.record.note import ED25519, VerifierKey, open_note

__all__ = ["Misconduct", "check_misconduct", "equivocation", "fork"]


class Misconduct(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``first`` and ``second`` are signed checkpoints as text, the smaller first; hashes are base64."""

    v: Literal[1] = 1
    kind: Literal["equivocation", "fork"]
    first: str
    second: str
    prefix_root: str = ""
    path: tuple[str, ...] = ()

    def encode(self) -> bytes:
        """The proof as a file: canonical JSON and a newline."""
        return canonical(msgspec.json.decode(msgspec.json.encode(self))) + b"\n"


def equivocation(first: bytes, second: bytes) -> Misconduct:
    """Two signed checkpoints of one size with two roots."""
    return Misconduct(kind="equivocation", first=first.decode("utf-8"), second=second.decode("utf-8"))


def fork(first: bytes, second: bytes, prefix_root: bytes, path: Sequence[bytes]) -> Misconduct:
    """A smaller and a larger signed checkpoint; ``prefix_root`` is what the larger tree has at the smaller size."""
    return Misconduct(
        kind="fork",
        first=first.decode("utf-8"),
        second=second.decode("utf-8"),
        prefix_root=to_base64(prefix_root),
        path=tuple(map(to_base64, path)),
    )


def check_misconduct(data: bytes, log_keys: Iterable[VerifierKey]) -> str:
    """What the file proves, in one sentence. Raises :class:`NoteError` when it proves nothing."""
    try:
        proof = msgspec.json.decode(data, type=Misconduct)
        prefix, path = base64.b64decode(proof.prefix_root), tuple(base64.b64decode(p) for p in proof.path)
    except ValueError as error:
        raise NoteError("the proof of misconduct cannot be read", got=str(error)[:120]) from error
    keys = [key for key in log_keys if key.kind == ED25519]
    heads = []
    for text in (proof.first, proof.second):
        head, note = parse_signed(text.encode("utf-8"))
        open_note(note, [key for key in keys if key.name == head.origin])
        heads.append(head)
    first, second = heads
    if first.origin != second.origin:
        raise NoteError("the two checkpoints are of two logs", got=f"{first.origin}, {second.origin}")
    if first.size == second.size:
        if first.root == second.root:
            raise NoteError("the two checkpoints are the same", got=f"{first.size} entries")
        return f"{first.origin} signed two roots for {first.size} entries"
    if first.root == prefix or not verify_consistency(first.size, second.size, path, prefix, second.root):
        raise NoteError("the path does not show that the two checkpoints contradict one another")
    return f"{first.origin} signed {second.size} entries of which the first {first.size} are not those it signed before"
