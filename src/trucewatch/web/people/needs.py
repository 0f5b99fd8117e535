"""What a page or an endpoint needs: declared at the route, asked before the handler runs, refused by default.

``@get("/x", opt=needs("read"))`` asks for the right to read the copy of the case that the visitor is served, whose
class follows from the visitor's own redaction profile. ``@post("/x", opt=needs("enter", "restricted"))`` asks for a
right of the table. A route that declares nothing is refused, and so is a writing method that declares reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from trucewatch.errors import UsageError
from trucewatch.protection.rights import ACTIONS, CLASSES
from trucewatch.web.people.visitor import Visitor, may, visitor_of

__all__ = ["ANYBODY", "OWN", "SIGNED_IN", "Need", "allowed", "class_of_view", "guard", "need_of", "needs"]

_VIEW: Final = "view"
_KEY: Final = "needs"
_READING: Final = frozenset({"read", "export", "audit"})
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_VIEW_CLASS: Final[dict[str | None, str]] = {
    None: "confidential",
    "parties": "restricted",
    "partners": "public",
    "public": "public",
}


@dataclass(frozen=True)
class Need:
    """A right. ``classification`` is a class, or ``view``: the class of the copy that the visitor is served."""

    action: str
    classification: str


OWN: Final = Need("keep", "own account")
"""What a signed-in person may do with their own account, whatever their roles."""
ANYBODY: Final[dict[str, Any]] = {_KEY: None}
"""For pages that strangers must reach: signing in, the style sheet."""


SIGNED_IN: Final[dict[str, Any]] = {_KEY: OWN}
"""For the pages of one's own account."""


def needs(action: str, classification: str = _VIEW) -> dict[str, Any]:
    """The ``opt`` of a route. Raises :class:`UsageError` for a word of no list."""
    if action not in ACTIONS or classification not in (*CLASSES, _VIEW):
        raise UsageError("there is no such right", got=f"{action} {classification}", expected=", ".join(ACTIONS))
    return {_KEY: Need(action, classification)}


def class_of_view(visitor: Visitor) -> str:
    """The class of the copy of the case that the visitor is served."""
    return _VIEW_CLASS[visitor.audience]


def allowed(visitor: Visitor, need: Need) -> bool:
    """Whether the visitor has the right."""
    if need == OWN:
        return visitor.signed_in
    asked = class_of_view(visitor) if need.classification == _VIEW else need.classification
    return may(visitor, need.action, asked)


def need_of(opt: dict[str, Any], method: str) -> Need | None:
    """What a route needs; None where anybody may. Raises PermissionDeniedException where it does not say so."""
    if _KEY not in opt:
        raise PermissionDeniedException("the route declares no right")
    need: Need | None = opt[_KEY]
    if need is not None and method not in _SAFE and need.action in _READING:
        raise PermissionDeniedException("the route writes and declares reading")
    return need


def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Asked before every handler. Raises PermissionDeniedException; of a stranger, NotAuthorizedException."""
    need = need_of(handler.opt, str(connection.scope.get("method", "")))
    visitor = visitor_of(connection)
    if need is None or allowed(visitor, need):
        return
    if not visitor.roles:
        raise NotAuthorizedException("this needs a person who is signed in")
    raise PermissionDeniedException(f"this needs the right to {need.action}")
