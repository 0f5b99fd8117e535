"""Base64 in its one form: what is written decodes to one value, and no other text decodes to it."""

from __future__ import annotations

import base64

__all__ = ["from_base64", "to_base64"]


def to_base64(raw: bytes) -> str:
    """Bytes as base64 with padding (RFC 4648, section 4)."""
    return base64.b64encode(raw).decode("ascii")


def from_base64(text: str) -> bytes | None:
    """The bytes of what :func:`to_base64` writes; None for any other text, also for another spelling of the same."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:  # also for what is not ASCII or not base64
        return None
    return raw if to_base64(raw) == text else None
