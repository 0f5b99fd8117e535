"""Envelopes: a payload with signatures over it, as DSSE 1.0 has it, in one canonical form."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from typing import TypeAlias

import msgspec
from msgspec import Struct

from trucewatch.errors import RecordError
from trucewatch.record.base64_text import to_base64

__all__ = ["PAYLOAD_TYPE", "Signatures", "open_envelope", "pae", "seal"]

PAYLOAD_TYPE = "application/vnd.trucewatch.entry.v1+json"
"""The type of an entry's payload."""
Signatures: TypeAlias = tuple[tuple[str, bytes], ...]
"""Pairs of key digest (SHA-256 of the public key in hex) and signature (64 bytes)."""


def pae(payload: bytes, kind: str = PAYLOAD_TYPE) -> bytes:
    """What a signature of an envelope signs: the pre-authentication encoding of DSSE 1.0."""
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode("ascii"), len(payload), payload)


def seal(payload: bytes, signatures: Iterable[tuple[str, bytes]] = (), kind: str = PAYLOAD_TYPE) -> bytes:
    """The canonical envelope around ``payload``; signatures over :func:`pae` stand in the order of the key digests."""
    signed = ",".join(f'{{"keyid":"{keyid}","sig":"{to_base64(value)}"}}' for keyid, value in sorted(signatures))
    return f'{{"payload":"{to_base64(payload)}","payloadType":"{kind}","signatures":[{signed}]}}'.encode("ascii")


def open_envelope(data: bytes, kind: str = PAYLOAD_TYPE, *, where: str) -> tuple[bytes, Signatures]:
    """The payload and the signatures, which are not verified.

    Raises :class:`RecordError` when ``data`` is no envelope or its payload is of another type.
    """
    try:
        envelope = msgspec.json.decode(data, type=_Envelope)
        payload = base64.b64decode(envelope.payload.encode("ascii"), validate=True)
        signatures = tuple(
            (s.keyid, base64.b64decode(s.sig.encode("ascii"), validate=True)) for s in envelope.signatures
        )
    except (msgspec.DecodeError, UnicodeError, binascii.Error, RecursionError) as error:
        raise RecordError("an envelope cannot be read", where=where, expected=kind, got=str(error)[:200]) from error
    if envelope.payloadType != kind:
        raise RecordError("an envelope holds another format", where=where, expected=kind, got=envelope.payloadType[:80])
    return payload, signatures


class _Signature(Struct, frozen=True, forbid_unknown_fields=True):
    keyid: str
    sig: str


class _Envelope(Struct, frozen=True, forbid_unknown_fields=True):
    payload: str
    payloadType: str  # noqa: N815  # the member's name in DSSE
    signatures: tuple[_Signature, ...]
