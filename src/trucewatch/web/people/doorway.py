"""What stands before every handler: is the host ours, who asks, does a write come from a page of ours, how often."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from trucewatch.web.people.form_tokens import FIELD, HEADER, comes_from_here, mask, matches, secret_of
from trucewatch.web.people.rate import WRITES, Limit, RateLimiter
from trucewatch.web.people.read_memory import ReadMemory
from trucewatch.web.people.visitor import visitor_of

__all__ = [
    "Doorway",
    "DoorwayMiddleware",
    "FormRefused",
    "TooMany",
    "browser_of",
    "client_address",
    "doorway_of",
    "form_token",
    "own_origin",
    "pace",
    "set_cookie",
    "written_here",
]

Recogniser = Callable[["ASGIConnection[Any, Any, Any, Any]", "Doorway"], Awaitable[None]]
"""Sets who the visitor of a request is."""
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")
_BASIS: Final = "form_basis"


class TooMany(HTTPException):
    """Asked too often; ``Retry-After`` says when to come back."""

    status_code = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(detail="too many requests", status_code=429, headers={"Retry-After": str(seconds)})


class FormRefused(PermissionDeniedException):
    """A write that no page of ours sent, or an old one."""


@dataclass
class Doorway:
    """The address under which the server is known and what it needs to know a write as its own.

    ``origin`` is scheme, host and port as browsers see them; None takes what a request says (tests, one machine).
    ``hosts`` are values of the header Host that are answered; empty answers all.
    """

    origin: str | None = None
    hosts: frozenset[str] = frozenset()
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    random: Callable[[int], bytes] = secrets.token_bytes
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    limiter: RateLimiter = field(init=False)
    reads: ReadMemory = field(init=False)
    writes: Limit = WRITES

    def __post_init__(self) -> None:
        self.limiter = RateLimiter(self.clock)
        self.reads = ReadMemory(self.clock)

    @property
    def encrypted(self) -> bool:
        """Whether browsers reach the server over TLS."""
        return self.origin is not None and self.origin.startswith("https://")

    def cookie_name(self, name: str) -> str:
        """With TLS the name binds the cookie to this very host (RFC 6265bis, ``__Host-``)."""
        return f"__Host-{name}" if self.encrypted else name

    def cookie(self, name: str, value: str, *, max_age: int | None = None) -> Cookie:
        """A cookie that scripts cannot read and other sites' requests do not carry."""
        return Cookie(
            key=self.cookie_name(name),
            value=value,
            path="/",
            max_age=max_age,
            secure=self.encrypted,
            httponly=True,
            samesite="lax",
        )


class DoorwayMiddleware(ASGIMiddleware):
    """Refuses requests to other hosts, and sets the cookies that a handler asked for."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, recognise: Recogniser) -> None:
        self.recognise = recognise

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Pass the request on, or answer 421 where it was meant for another host."""
        doorway: Doorway = scope["litestar_app"].state.doorway
        host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1").lower()
        if doorway.hosts and host not in doorway.hosts:
            await _misdirected(send)
            return
        await self.recognise(ASGIConnection(scope), doorway)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders(message)
                for cookie in scope["state"].get("cookies", ()):
                    headers.add("Set-Cookie", cookie.to_header(header=""))
            await send(message)

        await next_app(scope, receive, sending)


async def _misdirected(send: Send) -> None:
    headers = [(b"content-type", b"text/plain"), (b"x-content-type-options", b"nosniff")]
    body = b"this server does not answer for that host\n"
    await send({"type": "http.response.start", "status": 421, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def doorway_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Doorway:
    """The doorway of the application."""
    doorway: Doorway = connection.app.state.doorway
    return doorway


def own_origin(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Scheme, host and port under which the browser knows the server."""
    known = doorway_of(connection).origin
    if known is not None:
        return known
    parts = urlsplit(str(connection.base_url))
    return f"{parts.scheme}://{parts.netloc}"


def client_address(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Where the request comes from; the server behind a declared proxy has put the proxy's word there."""
    return connection.client.host if connection.client else "unknown"


def form_token(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """A token for the forms of a page. The browser gets the cookie it hangs on where it has none."""
    doorway = doorway_of(connection)
    return mask(secret_of(doorway.key, _basis(connection)), doorway.random)


def set_cookie(connection: ASGIConnection[Any, Any, Any, Any], cookie: Cookie) -> None:
    """Have the answer set a cookie, whatever the handler returns."""
    connection.scope["state"].setdefault("cookies", []).append(cookie)


def browser_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The value of the form cookie: tells one browser from another before anybody has signed in."""
    doorway = doorway_of(connection)
    known: str | None = connection.scope["state"].get(_BASIS)
    known = known or connection.cookies.get(doorway.cookie_name("trucewatch-form"))
    if known is None or len(known) != 64:
        known = doorway.random(32).hex()
        set_cookie(connection, doorway.cookie("trucewatch-form", known))
    connection.scope["state"][_BASIS] = known
    return known


def _basis(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    session = connection.scope["state"].get("session")
    return f"session {session.id}" if session is not None else f"browser {browser_of(connection)}"


async def written_here(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """A guard: a write must come from a page of ours. Raises :class:`FormRefused`.

    What bears its own authority (``Authorization``) cannot be sent by a page of another site, and cookies do not
    count with it. JSON without a session asks a browser's leave first, which is never given (CORS).
    """
    del handler
    if str(connection.scope.get("method", "")) in SAFE or "authorization" in connection.headers:
        return
    headers = connection.headers
    if not comes_from_here(own_origin(connection), headers.get("origin"), headers.get("sec-fetch-site")):
        raise FormRefused("the request comes from a page of another site")
    form = headers.get("content-type", "text/plain").lower().startswith(_FORMS)
    if not form and connection.scope["state"].get("session") is None:
        return
    token = headers.get(HEADER)
    if token is None and form and isinstance(connection, Request):
        token = str((await connection.form()).get(FIELD, ""))
    doorway = doorway_of(connection)
    if not matches(token or "", secret_of(doorway.key, _basis(connection))):
        raise FormRefused("the form carries no token of this page, or an old one: load the page again")


def pace(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """A guard: how often one person or address may write. Raises :class:`TooMany`."""
    del handler
    if str(connection.scope.get("method", "")) in SAFE:
        return
    doorway = doorway_of(connection)
    visitor = visitor_of(connection)
    who = f"person {visitor.id}" if visitor.signed_in else f"address {client_address(connection)}"
    wait = doorway.limiter.ask(f"write {who}", doorway.writes)
    if wait:
        raise TooMany(wait)
