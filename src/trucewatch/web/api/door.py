"""Programs at the door: a token in the header makes the request that of its holder, or it is refused."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import anyio.to_thread
from litestar import Request, Response
from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from trucewatch.errors import StoreError
from trucewatch.web.api.problem import Problem, as_problem, is_api_path, problem, problem_bytes
from trucewatch.web.api.tokens import Token, Tokens, credentials
from trucewatch.web.people.rate import Limit
from trucewatch.web.people.visitor import STATE_KEY, visitor_of

AnyRequest: TypeAlias = Request[Any, Any, Any]
__all__ = ["REQUESTS", "TokenMiddleware", "asks_for_token", "challenge", "granted", "refused"]

BEARER: Final = "bearer"
REQUESTS: Final = Limit(600, 60)
"""Requests of one token: ten a second, sixty seconds' worth at once."""
STRANGERS: Final = Limit(30, 60)
"""Wrong tokens from one address."""


class TokenMiddleware(ASGIMiddleware):
    """Sets the visitor of a request that bears a token. One that bears a wrong one is never served as anybody else."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Pass the request on under the token's holder, or answer 401 or 429."""
        path = str(scope["path"])
        text = credentials(Headers.from_scope(scope).get("authorization"))
        if text is None or not (is_api_path(path) or path.startswith("/record/")):
            await next_app(scope, receive, send)
            return
        state = scope["litestar_app"].state
        tokens: Tokens = state.tokens
        limiter = state.doorway.limiter
        client = scope.get("client")
        address = client[0] if client else "unknown"
        try:
            token = await anyio.to_thread.run_sync(tokens.of, text)
        except StoreError:
            await _answer(send, 503, "the file of tokens cannot be used", {"Retry-After": "5"})
            return
        if token is None:
            wait = limiter.ask(f"wrong token {address}", STRANGERS)
            if wait:
                await _answer(send, 429, "too many wrong tokens", {"Retry-After": str(wait)})
                return
            await _answer(send, 401, "the token is unknown, at its end or revoked", challenge(path))
            return
        wait = limiter.ask(f"token {token.id}", REQUESTS)
        if wait:
            await _answer(send, 429, "too many requests", {"Retry-After": str(wait)})
            return
        scope["state"][STATE_KEY] = token.visitor
        scope["state"][BEARER] = token
        await next_app(scope, receive, send)


def granted(connection: Any) -> frozenset[str] | None:
    """The scopes of the request's token; None where it came without one."""
    token: Token | None = connection.scope["state"].get(BEARER)
    return frozenset(token.scopes) if token is not None else None


def asks_for_token(path: str) -> bool:
    """Whether an address is of collecting programs, which say who they are once they are asked."""
    return path.startswith(("/openrosa", "/kobo"))


def challenge(path: str) -> dict[str, str]:
    """How to authenticate. ODK Collect and Kobo know Basic; a browser must not be made to ask its user."""
    basic = 'Basic realm="trucewatch", charset="UTF-8"'
    return {"WWW-Authenticate": basic if asks_for_token(path) else 'Bearer realm="trucewatch"'}


def refused(request: AnyRequest, error: Exception) -> Response[Any]:
    """An error of the way to a handler as a problem. A stranger who lacks a right is asked who it is."""
    made = as_problem(error)
    path = request.url.path
    if made.status_code == 403 and (not visitor_of(request).roles or (asks_for_token(path) and not granted(request))):
        made = problem(401, "this needs a token, or somebody who has signed in")
    if made.status_code == 401:
        made.headers.update(challenge(path))
    return made


async def _answer(send: Send, status: int, detail: str, headers: dict[str, str]) -> None:
    body, media = problem_bytes(Problem(title="", status=status, detail=detail))
    lines = [(b"content-type", media.encode()), (b"content-length", str(len(body)).encode())]
    lines += [(b"cache-control", b"no-store"), *((n.lower().encode(), v.encode()) for n, v in headers.items())]
    await send({"type": "http.response.start", "status": status, "headers": lines})
    await send({"type": "http.response.body", "body": body, "more_body": False})
