"""The signature of a message that is sent to a subscriber."""

from __future__ import annotations

import base64
import hashlib
import hmac

__all__ = ["SIGNATURE", "signature"]

SIGNATURE = "Trucewatch-Signature"
"""The header that carries it."""


def signature(secret: str, body: bytes, at: int) -> str:
    """The header by which a receiver knows sender and time: ``t`` in seconds since 1970, ``v1`` over ``t.body``."""
    key = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    return f"t={at},v1={hmac.new(key, f'{at}.'.encode() + body, hashlib.sha256).hexdigest()}"
