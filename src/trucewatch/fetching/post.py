"""One message sent by POST: the address is checked and pinned as for a fetch, and no redirect is followed."""

from __future__ import annotations

import http.client
import ssl
import threading
from collections.abc import Mapping

from trucewatch.fetching.addresses import Reach, Resolver, check_host, system_resolver
from trucewatch.fetching.fetch import (
    _PORTS,
    FetchCaps,
    FetchError,
    _checked,
    _cut_off,
    _Encrypted,
    _Plain,
    _said,
    _too_slow,
)

__all__ = ["check_target", "post"]


def check_target(url: str, allow: frozenset[Reach], resolver: Resolver = system_resolver) -> str:
    """The address that ``url`` leads to, where it may be visited. Raises :class:`FetchError`."""
    parts = _checked(url)
    return check_host(str(parts.hostname), parts.port or _PORTS[parts.scheme], allow, resolver)


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    allow: frozenset[Reach],
    caps: FetchCaps | None = None,
    resolver: Resolver = system_resolver,
    context: ssl.SSLContext | None = None,
) -> int:
    """Send ``body`` and return the status of the answer, whose content is not read.

    Raises :class:`FetchError` where the address may not be visited, or nobody answers in time.
    """
    caps = caps or FetchCaps()
    address = check_target(url, allow, resolver)
    parts = _checked(url)
    host, port = str(parts.hostname), parts.port or _PORTS[parts.scheme]
    connection: _Plain
    if parts.scheme == "https":
        connection = _Encrypted(host, port, address, caps.max_seconds, context or ssl.create_default_context())
    else:
        connection = _Plain(host, port, address, caps.max_seconds)
    over = threading.Event()
    timer = threading.Timer(caps.max_seconds, _cut_off, (connection, over))
    timer.daemon = True
    timer.start()
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", target, body=body, headers={"User-Agent": "trucewatch", **headers})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as error:
        if over.is_set():
            raise _too_slow(url, caps) from error
        raise FetchError("the server did not answer as it should", where=url[:200], got=_said(error)) from error
    finally:
        timer.cancel()
        connection.close()
    if over.is_set():
        raise _too_slow(url, caps)
    return status
