"""What goes wrong, as problem details (RFC 9457): one form for every address of the API."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any, Final, Unpack

import msgspec
from litestar import Response
from litestar.exceptions import HTTPException
from msgspec import Struct

from trucewatch.errors import ActError, ProtectionError, RecordError, StoreError, Told, TrucewatchError

__all__ = ["MEDIA", "Problem", "RefusalError", "as_problem", "failure", "is_api_path", "problem", "problem_bytes"]

MEDIA: Final = "application/problem+json"
_PREFIXES: Final = ("/api", "/ogc", "/schema", "/health", "/openrosa", "/kobo")
_log = logging.getLogger(__name__)


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a request was not answered as asked (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    field: str | None = None
    expected: str | None = None
    got: str | None = None
    hint: str | None = None


class RefusalError(TrucewatchError):
    """A request that is refused with an HTTP status of its own; ``headers`` go along."""

    def __init__(
        self, status: int, message: str, *, headers: dict[str, str] | None = None, **told: Unpack[Told]
    ) -> None:
        super().__init__(message, **told)
        self.status = status
        self.headers = headers or {}


def is_api_path(path: str) -> bool:
    """Whether a path is one of programs, which are answered with problem details and not with a page."""
    return any(path == prefix or path.startswith(f"{prefix}/") for prefix in _PREFIXES)


def problem_bytes(said: Problem) -> tuple[bytes, str]:
    """A problem as it goes over the wire, with its media type; the title is that of its status."""
    titled = msgspec.structs.replace(said, title=HTTPStatus(said.status).phrase)
    return msgspec.json.encode(titled), MEDIA


def problem(
    status: int, detail: str | None = None, headers: dict[str, str] | None = None, **more: Any
) -> Response[Any]:
    """The answer that states a problem."""
    body, media = problem_bytes(Problem(title="", status=status, detail=detail, **more))
    kept = {"Cache-Control": "no-store", **(headers or {})}
    return Response(body, media_type=media, status_code=status, headers=kept)


def as_problem(error: Exception) -> Response[Any]:
    """Any error as problem details. What was not foreseen says nothing of itself to the outside."""
    if isinstance(error, TrucewatchError):
        headers = error.headers if isinstance(error, RefusalError) else None
        return problem(
            _status_of(error),
            error.message,
            headers,
            field=error.field
            if isinstance(error, ActError)
            else error.where
            if isinstance(error, RefusalError)
            else None,
            expected=error.expected,
            got=None if isinstance(error, StoreError) else _short(error.got),  # what a database said is no client's
            hint=error.hint,
        )
    if isinstance(error, HTTPException) and error.status_code < 500:
        return problem(error.status_code, _short(error.detail), dict(error.headers or {}))
    return failure(error)


def failure(error: Exception) -> Response[Any]:
    """An error that nobody foresaw: logged here, a plain 500 outside."""
    _log.error("a request failed", exc_info=error)
    return problem(500, "the server failed; what happened is in its log")


def _status_of(error: TrucewatchError) -> int:
    if isinstance(error, RefusalError):
        return error.status
    if isinstance(error, ProtectionError):
        return 403
    if isinstance(error, RecordError):
        return 409
    if isinstance(error, StoreError):
        return 503
    return 422 if isinstance(error, ActError) else 400


def _field_of(error: TrucewatchError) -> str | None:
    """The field at fault. Files and lines of the server are not for the outside."""
    if isinstance(error, ActError):
        return error.field
    return error.where if isinstance(error, RefusalError) else None


def _short(text: str | None) -> str | None:
    return text[:300] if text else None
