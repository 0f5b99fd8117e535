"""Ed25519 (RFC 8032) with a narrower set of public keys than the library accepts.

``cryptography`` accepts public keys of low order, for which one fixed signature holds for every message,
and encodings that are not canonical, which give one key several spellings. Both are refused here, wherever a
key comes in: whoever signs with such a key can deny every signature later.
"""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from trucewatch.errors import KeyRefusedError

__all__ = ["KEY_SIZE", "SIGNATURE_SIZE", "check_public_key", "verifies"]

KEY_SIZE: Final = 32
SIGNATURE_SIZE: Final = 64
_PRIME: Final = 2**255 - 19
_EIGHTH: Final = 2707385501144840649318225287225658788936804267575313519463743609750303402022
_LOW_ORDER: Final = frozenset({0, 1, _PRIME - 1, _EIGHTH, _PRIME - _EIGHTH})
"""The y coordinates of the eight points whose order divides 8."""


def check_public_key(raw: bytes, where: str | None = None) -> bytes:
    """Return ``raw`` when it is an acceptable public key, else raise :class:`KeyRefusedError`."""
    if len(raw) != KEY_SIZE:
        raise KeyRefusedError("a public key has the wrong length", where=where, expected="32 bytes", got=str(len(raw)))
    y = int.from_bytes(raw, "little") & (2**255 - 1)
    if y >= _PRIME:
        raise KeyRefusedError(
            "a public key is not canonical",
            where=where,
            expected="y below 2^255 - 19",
            got=raw.hex(),
            hint="make a new key: trucewatch keys new",
        )
    if y in _LOW_ORDER:
        raise KeyRefusedError(
            "a public key is of low order: one signature would hold for every message",
            where=where,
            got=raw.hex(),
            hint="make a new key: trucewatch keys new",
        )
    return raw


def verifies(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether ``signature`` is that of ``public`` over ``message``. A refused key verifies nothing."""
    try:
        check_public_key(public)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (KeyRefusedError, InvalidSignature, ValueError):
        return False
    return True
