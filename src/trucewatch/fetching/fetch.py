"""One address fetched by GET: scheme and address checked, the checked address pinned, redirects checked one by one.

No proxy of the environment is used, no cookie kept, no credential sent. Size and time are capped over the whole
exchange: a server that drips is cut off by the clock and not by its silence.
"""

from __future__ import annotations

import datetime as dt
import http.client
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from trucewatch.fetching.addresses import Reach, Resolver, check_host, system_resolver
from trucewatch.fetching.errors import FetchError

__all__ = ["Exchange", "FetchCaps", "FetchError", "fetch"]

_PORTS: Final = {"http": 80, "https": 443}
_AGENT: Final = "trucewatch (archiving on request of a person)"
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, kw_only=True)
class FetchCaps:
    """``max_bytes`` of a body, ``max_seconds`` of one exchange, ``max_redirects`` of one fetch."""

    max_bytes: int = 20_000_000
    max_seconds: float = 30.0
    max_redirects: int = 5


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One request and its answer. ``address`` is the one that was connected to; ``at`` the instant of the request."""

    url: str
    address: str
    at: dt.datetime
    request: tuple[tuple[str, str], ...]
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


def fetch(
    url: str,
    *,
    allow: frozenset[Reach],
    clock: Callable[[], dt.datetime],
    caps: FetchCaps | None = None,
    resolver: Resolver = system_resolver,
    context: ssl.SSLContext | None = None,
) -> tuple[Exchange, ...]:
    """All exchanges from ``url`` to the last answer; redirects are among them.

    ``allow`` says which kinds of address may be visited. Raises :class:`FetchError`.
    """
    caps = caps or FetchCaps()
    if not allow:
        raise FetchError("fetching is off", where=url, hint="allow a kind of address: loopback, private, public")
    made: list[Exchange] = []
    for _ in range(caps.max_redirects + 1):
        parts = _checked(url)
        port = parts.port or _PORTS[parts.scheme]
        address = check_host(str(parts.hostname), port, allow, resolver)
        exchange = _exchange(url, parts, address, port, clock, caps, context)
        made.append(exchange)
        target = next((value for name, value in exchange.headers if name.lower() == "location"), None)
        if exchange.status not in _REDIRECTS or not target:
            return tuple(made)
        url = urljoin(url, target)
        if parts.scheme == "https" and not url.startswith("https:"):
            raise FetchError("a redirect leaves the encrypted connection", where=url[:200])
    raise FetchError("too many redirects", where=url[:200], expected=f"at most {caps.max_redirects}")


def _checked(url: str) -> SplitResult:
    """The parts of an address with an allowed scheme and port, a host and no credentials."""
    if len(url) > 2000 or any(ord(c) <= 32 or ord(c) == 127 for c in url) or not url.isascii():
        raise FetchError("the address holds signs that no address has, or is too long", where=ascii(url[:200]))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise FetchError("the address is malformed", where=url[:200]) from error
    if parts.scheme not in _PORTS:
        raise FetchError("the scheme is not fetched", where=url[:200], expected="http or https", got=parts.scheme)
    if not parts.hostname or parts.username is not None or parts.password is not None:
        raise FetchError("the address has no host, or carries a name or password", where=url[:200])
    if port is not None and port < 1024 and port not in _PORTS.values():
        raise FetchError("the port is not one of the web", where=url[:200], expected="80, 443 or from 1024 on")
    return parts


class _Plain(http.client.HTTPConnection):
    """Connects to the address that was checked; the name is only sent as a header."""

    def __init__(self, host: str, port: int, address: str, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self._address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)


class _Encrypted(_Plain):
    """The same under TLS: the certificate must be that of the name."""

    default_port = 443

    def __init__(self, host: str, port: int, address: str, timeout: float, context: ssl.SSLContext) -> None:
        super().__init__(host, port, address, timeout)
        self._context = context

    def connect(self) -> None:
        super().connect()
        self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)


def _exchange(
    url: str,
    parts: SplitResult,
    address: str,
    port: int,
    clock: Callable[[], dt.datetime],
    caps: FetchCaps,
    context: ssl.SSLContext | None,
) -> Exchange:
    at = clock()
    host = str(parts.hostname)
    connection: _Plain
    if parts.scheme == "https":
        connection = _Encrypted(host, port, address, caps.max_seconds, context or ssl.create_default_context())
    else:
        connection = _Plain(host, port, address, caps.max_seconds)
    over = threading.Event()
    timer = threading.Timer(caps.max_seconds, _cut_off, (connection, over))
    timer.daemon = True
    timer.start()
    shown = host if port == _PORTS[parts.scheme] else f"{host}:{port}"
    request = (("Host", shown), ("User-Agent", _AGENT), ("Accept", "*/*"), ("Accept-Encoding", "identity"))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.putrequest("GET", target, skip_host=True, skip_accept_encoding=True)
        for name, value in request:
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read(caps.max_bytes + 1)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if over.is_set():
            raise _too_slow(url, caps) from error
        raise FetchError("the server did not answer as it should", where=url[:200], got=_said(error)) from error
    finally:
        timer.cancel()
        connection.close()
    if over.is_set():
        raise _too_slow(url, caps)
    _check_body(answer, body, caps, url)
    return Exchange(
        url=url,
        address=address,
        at=at,
        request=request,
        status=answer.status,
        reason=answer.reason,
        headers=tuple(answer.getheaders()),
        body=body,
    )


def _check_body(answer: http.client.HTTPResponse, body: bytes, caps: FetchCaps, url: str) -> None:
    if len(body) > caps.max_bytes:
        raise FetchError("the content is too large", where=url[:200], expected=f"at most {caps.max_bytes} bytes")
    if answer.length:
        raise FetchError("the content was cut off", where=url[:200], got=f"{answer.length} bytes less")


def _cut_off(connection: _Plain, over: threading.Event) -> None:
    over.set()
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def _too_slow(url: str, caps: FetchCaps) -> FetchError:
    return FetchError("the server took too long", where=url[:200], expected=f"at most {caps.max_seconds:g} seconds")


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error)[:120]}"
