"""Who asks: one frozen record that every handler can take as ``visitor``, and what that person may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from litestar.connection import ASGIConnection

from trucewatch.errors import ProtectionError
from trucewatch.protection.rights import CLASSES, DEFAULT_ROLE, audience_of, decide

__all__ = ["LOCAL", "NOBODY", "Visitor", "demand", "local_visitor", "may", "visitor_of"]

_MOST_FIRST: Final[tuple[str | None, ...]] = (None, "parties", "partners", "public")
"""Redaction profiles from the one that shows most (records as they are) to the one that shows least."""
STATE_KEY: Final = "visitor"


@dataclass(frozen=True)
class Visitor:
    """Who asks for a page.

    ``id`` is the author under which entries of this person stand in the record; ``name`` is for the screen;
    ``party`` is the delegation's actor id, None for those who speak for no party; ``roles`` are codes of the list
    ``access_role``. ``signed_in`` is False for the user of a server on its own machine, and for a stranger.
    """

    id: str
    name: str
    party: str | None = None
    roles: tuple[str, ...] = ()
    signed_in: bool = False

    @property
    def audience(self) -> str | None:
        """The redaction profile through which the case is seen; None for records as they are."""
        seen = {audience_of(role) for role in self.roles} or {"public"}
        return next(audience for audience in _MOST_FIRST if audience in seen)

    @property
    def clearance(self) -> str | None:
        """The highest class that the visitor reads; None for one who reads nothing."""
        return next((c for c in reversed(CLASSES) if may(self, "read", c)), None)


NOBODY: Final = Visitor("", "")
"""A stranger: no role, no right."""


def local_visitor(name: str = "local", party: str | None = None, role: str = DEFAULT_ROLE) -> Visitor:
    """The user of a server on its own machine. Raises :class:`ProtectionError` for a role of no list."""
    audience_of(role)
    return Visitor(name, name, party, (role,))


LOCAL: Final = local_visitor()
"""The owner of the machine, with the rights of an observer."""


def may(visitor: Visitor, action: str, classification: str) -> bool:
    """Whether one of the visitor's roles has the right, by the table of :mod:`trucewatch.protection.rights`."""
    return any(decide(role, action, classification).allowed for role in visitor.roles)


def demand(visitor: Visitor, action: str, classification: str, *, where: str | None = None) -> None:
    """Raise :class:`ProtectionError` where :func:`may` says no. The message names no value."""
    if not may(visitor, action, classification):
        raise ProtectionError(
            f"you may not {action} what is {classification}",
            where=where,
            expected="a role with that right",
            got=", ".join(visitor.roles) or "no role",
        )


def visitor_of(request: ASGIConnection[Any, Any, Any, Any]) -> Visitor:
    """Who sent the request. A stranger where nothing has said who it is."""
    local: Visitor = getattr(request.app.state, "local", NOBODY)
    known: Visitor = request.scope["state"].get(STATE_KEY, local)
    return known
