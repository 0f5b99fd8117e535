"""Tokens of forms: a request that changes something must come from a page of ours, in the browser that got it.

A token is a secret of the session or of the browser's form cookie, masked anew each time it is shown, so that
compressing the page tells nothing of it (OWASP Cross-Site Request Forgery Prevention Cheat Sheet; RFC 9110, Origin).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable
from typing import Final

__all__ = ["FIELD", "HEADER", "comes_from_here", "mask", "matches", "secret_of", "unmask"]

FIELD: Final = "form_token"
HEADER: Final = "x-form-token"
_SIZE: Final = 32


def secret_of(key: bytes, basis: str) -> bytes:
    """The secret behind the tokens of a session or a browser, 32 bytes; ``key`` is the server's own."""
    return hmac.digest(key, b"form\n" + basis.encode("utf-8"), hashlib.sha256)


def mask(secret: bytes, random: Callable[[int], bytes]) -> str:
    """A token: another one each time for the same secret."""
    pad = random(_SIZE)
    return base64.urlsafe_b64encode(pad + _xor(secret, pad)).decode("ascii").rstrip("=")


def unmask(token: str) -> bytes | None:
    """The secret in a token; None for what is no token."""
    if len(token) != 86 or not token.isascii():
        return None
    try:
        raw = base64.b64decode(token + "==", altchars=b"-_", validate=True)
    except binascii.Error:
        return None
    return _xor(raw[_SIZE:], raw[:_SIZE])


def matches(token: str, secret: bytes) -> bool:
    """Whether the token was made of this secret."""
    found = unmask(token)
    return found is not None and hmac.compare_digest(found, secret)


def comes_from_here(own: str, origin: str | None, fetch_site: str | None) -> bool:
    """Whether the headers say that a page of the origin ``own`` sent the request.

    ``Sec-Fetch-Site`` cannot be written by a page and decides where it is there. What has neither header comes from
    no browser that could be made to send it.
    """
    if fetch_site is not None:
        return fetch_site == "same-origin"
    return origin is None or origin == own


def _xor(first: bytes, second: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(first, second, strict=True))
