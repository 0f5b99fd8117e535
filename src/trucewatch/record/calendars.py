"""Calendars of OpenTimestamps: asked to put a checkpoint's digest into a block, and later for the proof that they did.

``fetch`` is the network: it posts to an address or reads one, and gives the answer's bytes or None where the calendar
has nothing yet. The protocol is that of the public calendar servers: ``POST /digest`` and ``GET /timestamp/<hex>``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from trucewatch.errors import NoteError
from trucewatch.record.checkpoint import Checkpoint
from trucewatch.record.opentimestamps import APPEND, SHA256, Operation, Proof, Tree, parse_tree

__all__ = ["NONCE_SIZE", "Fetch", "complete", "digest_of", "stamp"]

Fetch: TypeAlias = Callable[[str, bytes | None], bytes | None]
NONCE_SIZE: Final = 16


def digest_of(checkpoint: Checkpoint) -> bytes:
    """What a proof over a checkpoint begins with: the SHA-256 of its three lines."""
    return hashlib.sha256(checkpoint.text().encode("utf-8")).digest()


def stamp(checkpoint: Checkpoint, calendars: Sequence[str], nonce: bytes, fetch: Fetch) -> Proof:
    """A proof that ends in the promises of ``calendars``. They see a digest under a nonce and learn nothing by it.

    Raises :class:`NoteError` where a calendar gives no usable answer, or where none is named.
    """
    if not calendars or len(nonce) != NONCE_SIZE:
        raise NoteError("nobody is asked for a time", expected=f"a calendar, and a nonce of {NONCE_SIZE} bytes")
    digest = digest_of(checkpoint)
    blind, hashed = Operation(APPEND, nonce), Operation(SHA256)
    message = hashed.apply(blind.apply(digest))
    known = Tree()
    for url in calendars:
        answer = fetch(f"{url.rstrip('/')}/digest", message)
        if answer is None:
            raise NoteError("the calendar promises nothing", where=url)
        promised = parse_tree(answer)
        if not any(attestation.calendar for _, attestation in promised.results(message)):
            raise NoteError("the calendar's answer ends in no promise", where=url)
        known = known.extended(message, message, promised)
    return Proof(digest, Tree((), ((blind, Tree((), ((hashed, known),))),)))


def complete(proof: Proof, calendars: Sequence[str], fetch: Fetch) -> Proof:
    """The proof with what the calendars know by now. Only those of ``calendars`` are asked: an address that a proof
    brings along is followed nowhere else."""
    trusted = {url.rstrip("/") for url in calendars}
    for message, attestation in proof.results():
        url = (attestation.calendar or "").rstrip("/")
        if url not in trusted:
            continue
        answer = fetch(f"{url}/timestamp/{message.hex()}", None)
        if answer is not None:
            proof = Proof(proof.digest, proof.tree.extended(proof.digest, message, parse_tree(answer)))
    return proof
