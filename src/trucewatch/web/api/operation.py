"""One operation of the API: what it takes and gives as types, from which it is both answered and described."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

import anyio.to_thread
import msgspec
from litestar import Response
from litestar.handlers import HTTPRouteHandler
from litestar.handlers import route as litestar_route
from msgspec import Struct

from trucewatch.errors import TrucewatchError
from trucewatch.web.api.body import read_body
from trucewatch.web.api.door import asks_for_token, challenge, granted
from trucewatch.web.api.problem import RefusalError, as_problem
from trucewatch.web.api.scopes import decide_scope, opt_of_scope
from trucewatch.web.page import AnyRequest, site_of, words_of
from trucewatch.web.people.visitor import Visitor, visitor_of
from trucewatch.web.site import Site
from trucewatch.web.wording import Words

__all__ = ["JSON", "KEY", "Answer", "Call", "NoQuery", "Operation", "PathPart", "operation", "tag_of"]

JSON: Final = "application/json"
KEY: Final = "operation"
Method: TypeAlias = Literal["GET", "POST", "PUT", "DELETE"]


class NoQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """No parameters."""


@dataclass(frozen=True)
class PathPart:
    """A variable part of an address."""

    description: str
    example: str


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What one method of one address takes and gives.

    ``query`` is a record whose fields are the parameters of the address; one that it has not is refused. ``body`` is
    the type of what is sent (None where nothing is), ``media`` what it may be sent as. ``gives`` is the type of the
    answer, ``answers`` its media types, the first by default. ``refusals`` are statuses beside those that any
    operation can end in, ``others`` further statuses of success.
    """

    id: str
    method: Method
    path: str
    tag: str
    summary: str
    text: str = ""
    parts: Mapping[str, PathPart] = field(default_factory=dict)
    query: type[Struct] = NoQuery
    body: Any = None
    media: tuple[str, ...] = (JSON,)
    body_example: Any = None
    gives: Any = None
    answers: tuple[str, ...] = (JSON,)
    status: int = 200
    example: Any = None
    refusals: tuple[int, ...] = ()
    others: Mapping[int, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    required_headers: tuple[str, ...] = ()
    given_headers: Mapping[str, str] = field(default_factory=dict)
    scope: str = "read"
    max_body: int = 1_000_000


@dataclass(frozen=True)
class Call:
    """One request, with what it asks checked against the operation."""

    request: AnyRequest
    operation: Operation
    query: Any
    body: bytes
    media: str

    @property
    def site(self) -> Site:
        """What the visitor may see of the case."""
        return site_of(self.request)

    @property
    def visitor(self) -> Visitor:
        """Who asks."""
        return visitor_of(self.request)

    @property
    def words(self) -> Words:
        """The words in the language asked for."""
        return words_of(self.request)

    def part(self, name: str) -> str:
        """A variable part of the address."""
        return str(self.request.path_params[name])

    def header(self, name: str) -> str | None:
        """A header of the request."""
        value: str | None = self.request.headers.get(name)
        return value

    @property
    def base(self) -> str:
        """The address of the server as the client knows it, without a slash at its end."""
        return str(self.request.base_url).rstrip("/")


@dataclass(frozen=True)
class Answer:
    """What goes back: a record to encode, or bytes as they are."""

    content: Any
    media: str = JSON
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


Handler: TypeAlias = Callable[[Call], "Answer | Response[Any]"]


def operation(described: Operation, handler: Handler) -> HTTPRouteHandler:
    """The route of an operation. Its handler runs in a thread, after the request has been checked."""

    async def answered(request: AnyRequest) -> Response[Any]:
        try:
            call = await _checked(request, described)
            return await anyio.to_thread.run_sync(_run, call, handler)
        except TrucewatchError as error:
            return as_problem(error)

    answered.__name__ = described.id
    answered.__doc__ = described.summary
    made = litestar_route(
        described.path,
        http_method=[described.method],
        status_code=200 if described.status == 204 else described.status,  # the answer itself says 204
        include_in_schema=False,
        request_max_body_size=described.max_body,
        opt={KEY: described, **opt_of_scope(described.scope)},
    )
    return made(answered)


async def _checked(request: AnyRequest, described: Operation) -> Call:
    if asks_for_token(request.url.path) and granted(request) is None:
        raise RefusalError(401, "this needs a token", headers=challenge(request.url.path))
    decision = decide_scope(visitor_of(request), granted(request), described.scope)
    if not decision.allowed:
        raise RefusalError(403, decision.reason, expected=f"the scope {described.scope} and a role with that right")
    asked = _query(request, described.query)
    body, media = await read_body(request, described.media, described.max_body) if described.body else (b"", "")
    return Call(request, described, asked, body, media)


def _query(request: AnyRequest, kind: type[Struct]) -> Struct:
    """The parameters of the address as the record that the operation takes. Raises :class:`RefusalError`."""
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in given:
            raise RefusalError(400, "the parameter stands twice", where=name[:60])
        given[name] = str(value)
    known = {f.encode_name for f in msgspec.structs.fields(kind)}
    for name in list(given):
        if name not in known and not kind.__struct_config__.forbid_unknown_fields:
            del given[name]
        elif name not in known:
            raise RefusalError(
                400, "there is no such parameter", where=name[:60], expected=", ".join(sorted(known)) or "none"
            )
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        message, _, at = str(error).partition(" - at `$.")
        raise RefusalError(400, message[:300], where=at.rstrip("`")[:60] or None) from error


def _run(call: Call, handler: Handler) -> Response[Any]:
    made = handler(call)
    if isinstance(made, Response):
        return made
    content = made.content if isinstance(made.content, bytes) else msgspec.json.encode(made.content)
    headers = {"Cache-Control": "no-cache", "Vary": "Accept, Accept-Language, Authorization, Cookie", **made.headers}
    status = made.status or call.operation.status
    if call.operation.method == "GET" and status == 200:
        tag = headers.setdefault("ETag", tag_of(content))
        if _holds(call.header("if-none-match"), tag):
            return Response(None, status_code=304, media_type=made.media, headers=headers)
    return Response(content, status_code=status, media_type=made.media, headers=headers)


def tag_of(content: bytes) -> str:
    """The entity tag of an answer: a digest of its bytes."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _holds(header: str | None, tag: str) -> bool:
    """Whether If-None-Match names the tag (weak comparison, RFC 9110, 13.1.2)."""
    if header is None:
        return False
    if header.strip() == "*":
        return True
    named = {part.strip().removeprefix("W/").replace('-gzip"', '"') for part in header[:4000].split(",")}
    return tag in named
