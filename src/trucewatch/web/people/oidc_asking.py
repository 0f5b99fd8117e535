"""How the server asks an OpenID provider: short, bounded, over TLS, following no redirect."""

from __future__ import annotations

import base64
import http.client
import ssl
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

__all__ = ["ask_provider"]

SECONDS: Final = 10
MOST: Final = 1_000_000


def ask_provider(url: str, form: Mapping[str, str] | None = None, basic: tuple[str, str] | None = None) -> bytes:
    """The body of a 200 answer. ``basic`` are client id and secret (RFC 6749, 2.3.1).

    Raises :class:`OSError` for anything else: no connection, another status, too large a body.
    """
    parts = urlsplit(url)
    headers = {"Accept": "application/json"}
    if basic is not None:
        pair = ":".join(quote(part, safe="") for part in basic)
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode('ascii')).decode('ascii')}"
    body = None
    if form is not None:
        body = urlencode(form)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection = (
        http.client.HTTPSConnection(parts.netloc, timeout=SECONDS, context=ssl.create_default_context())
        if parts.scheme == "https"
        else http.client.HTTPConnection(parts.netloc, timeout=SECONDS)
    )
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST" if body is not None else "GET", path or "/", body, headers)
        answer = connection.getresponse()
        data = answer.read(MOST + 1)
    except http.client.HTTPException as error:
        raise OSError(f"the provider gives no proper answer: {type(error).__name__}") from error
    finally:
        connection.close()
    if answer.status != 200 or len(data) > MOST:
        raise OSError(f"the provider answers {answer.status}")
    return data
