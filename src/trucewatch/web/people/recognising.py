"""Who a request comes from, by the session that its cookie names; asked once a request, before every handler."""

from __future__ import annotations

from typing import Any, Final

from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection

from trucewatch.web.people.doorway import Doorway, set_cookie
from trucewatch.web.people.keeping import People
from trucewatch.web.people.sessions import ABSOLUTE, Session
from trucewatch.web.people.visitor import NOBODY, STATE_KEY

__all__ = ["COOKIE", "SESSION", "forget", "hand_out", "people_of", "recognise", "session_of"]

COOKIE: Final = "trucewatch"
SESSION: Final = "session"
Connection = ASGIConnection[Any, Any, Any, Any]


def people_of(connection: Connection) -> People | None:
    """The accounts of the case; None where the server is that of one person on their own machine."""
    found: People | None = getattr(connection.app.state, "people", None)
    return found


def session_of(connection: Connection) -> Session | None:
    """The session of the request."""
    found: Session | None = connection.scope["state"].get(SESSION)
    return found


async def recognise(connection: Connection, doorway: Doorway) -> None:
    """Set the visitor of the request where the case has accounts. A cookie counts for nothing beside a token."""
    people = people_of(connection)
    if people is None:
        return
    state = connection.scope["state"]
    state[STATE_KEY] = NOBODY
    token = connection.cookies.get(doorway.cookie_name(COOKIE))
    if token is None or "authorization" in connection.headers or connection.url.path.startswith("/static/"):
        return
    session = await sync_to_thread(people.sessions.find, token[:200])
    account = people.accounts.find(session.account) if session is not None else None
    if session is None or account is None:
        state["ended"] = True
        set_cookie(connection, doorway.cookie(COOKIE, "", max_age=0))
        return
    state[SESSION] = session
    state[STATE_KEY] = account.visitor
    if session.token is not None:
        hand_out(connection, doorway, session)


def hand_out(connection: Connection, doorway: Doorway, session: Session) -> None:
    """Give the browser the session's token. It ends with the browser, or at the latest with the session."""
    set_cookie(connection, doorway.cookie(COOKIE, session.token or "", max_age=ABSOLUTE))


def forget(connection: Connection, doorway: Doorway) -> None:
    """Take the token from the browser."""
    connection.scope["state"]["cookies"] = []
    set_cookie(connection, doorway.cookie(COOKIE, "", max_age=0))
