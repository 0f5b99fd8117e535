"""Reads of what is not public are written into the trail before they are shown, and what was refused to a person."""

from __future__ import annotations

from typing import Any

from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from trucewatch.web.people.doorway import doorway_of
from trucewatch.web.people.needs import OWN, class_of_view, need_of
from trucewatch.web.people.recognising import people_of, session_of
from trucewatch.web.people.visitor import visitor_of

__all__ = ["noted", "refusal_noted"]


async def noted(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """A guard, after the right was found: who reads what is written down first. What fails here is not shown."""
    people, visitor = people_of(connection), visitor_of(connection)
    need = need_of(handler.opt, str(connection.scope.get("method", "")))
    if people is None or need in (None, OWN) or class_of_view(visitor) == "public":
        return
    session = session_of(connection)
    who, what = session.id if session else visitor.id, connection.url.path[:300]
    memory = doorway_of(connection).reads
    if memory.known(who, what):
        return
    event = "exported" if need is not None and need.action == "export" else "read"
    await sync_to_thread(people.trail.add, visitor.id, event, what)
    memory.remember(who, what)


def refusal_noted(connection: ASGIConnection[Any, Any, Any, Any], event: str) -> None:
    """Write down that a signed-in person was refused: ``right_refused`` or ``form_refused``; a stranger has no trail.

    The same path of one session once in ten minutes, so that nobody fills the trail by asking again.
    """
    people, session = people_of(connection), session_of(connection)
    if people is None or session is None:
        return
    what = f"{connection.scope.get('method', '')} {connection.url.path[:300]}"
    memory = doorway_of(connection).reads
    if not memory.known(session.id, f"{event} {what}"):
        people.trail.add(session.account, event, what)
        memory.remember(session.id, f"{event} {what}")
