"""What a server says when it fails, as an error that tells what to do.

The codes are those of PostgreSQL 15, appendix A. Of the server's message only the first line is shown: its details can
hold values of rows.
"""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import exc

from trucewatch.errors import TrucewatchError

__all__ = ["explain", "is_lost", "state_of"]

E = TypeVar("E", bound=TrucewatchError)

AGAIN = "run the command again: what was acknowledged is there, and nothing enters twice"
SET_UP = "an administrator of the database runs: trucewatch database setup CASE --admin URL"

_KNOWN: dict[str, tuple[str, str]] = {
    "53100": ("the database's disk is full", f"free space where the database keeps its files, then {AGAIN}"),
    "53200": ("the database is out of memory", f"give it more memory, then {AGAIN}"),
    "53300": ("the database takes no more connections", "close other programs, or raise max_connections"),
    "42501": ("the database refuses the permission", f"ask for the right that was taken away; {SET_UP}"),
    "42P01": ("the database has no such table", SET_UP),
    "42704": ("the database is not set up for trucewatch", SET_UP),
    "22023": ("the database is not set up for trucewatch", SET_UP),
    "3F000": ("the database is not set up for trucewatch", SET_UP),
    "3D000": ("there is no such database", "make it with createdb, or correct the address under store in case.yaml"),
    "25006": ("the database is read-only", "name the primary server under store in case.yaml; this is a copy of it"),
    "55P03": ("another process holds the lock", "wait until it has finished, then run the command again"),
    "57014": ("the database ended the statement: it took too long", "ask for less, or look at the load of the server"),
    "40P01": ("the database ended one of two processes that waited for each other", AGAIN),
    "25P03": ("the database ended a transaction that stood idle", AGAIN),
}
_CLASSES: dict[str, tuple[str, str]] = {
    "08": ("the connection to the database was lost", AGAIN),
    "57": ("the database was shut down", f"wait until it runs, then {AGAIN}"),
    "28": ("the database does not let this login in", "check login and password (~/.pgpass), and pg_hba.conf"),
    "53": ("the database is short of something", AGAIN),
    "58": ("the database's disk refuses", "look at the disk of the database and its log"),
}


def explain(error: exc.SQLAlchemyError, kind: type[E], what: str, where: str) -> E:
    """The error of ``kind`` for what the server said; ``what`` could not be done at ``where``."""
    if isinstance(error, exc.TimeoutError):
        return kind(
            f"{what}: no connection to the database became free",
            where=where,
            hint="the pages ask for more than the database gives: close some, or start another server",
        )
    state, said = state_of(error), _first_line(error)
    problem, hint = _KNOWN.get(state) or _CLASSES.get(state[:2]) or _other(error)
    return kind(f"{what}: {problem}", where=where, got=said, hint=hint)


def state_of(error: exc.SQLAlchemyError) -> str:
    """The server's five-character code; empty where it gave none."""
    return str(getattr(getattr(error, "orig", None), "sqlstate", None) or "")


def is_lost(error: exc.SQLAlchemyError) -> bool:
    """Whether the connection is gone, so that nobody knows whether the last transaction was committed."""
    return bool(getattr(error, "connection_invalidated", False)) or state_of(error)[:2] in {"08", "57"}


_AT_THE_DOOR: tuple[tuple[str, str], ...] = (
    ("does not exist", "28"),
    ("authentication failed", "28"),
    ("no password supplied", "28"),
    ("no pg_hba.conf entry", "28"),
    ("permission denied for database", "28"),
    ("not permitted to log in", "28"),
    ("connection slots", "53300"),
    ("too many clients", "53300"),
    ("too many connections", "53300"),
    ("shutting down", "57"),
    ("starting up", "57"),
)
"""Words of a server that lets nobody in yet: the client library gives its answer without a code."""


def _other(error: exc.SQLAlchemyError) -> tuple[str, str]:
    origin = getattr(error, "orig", None)
    said = str(origin)
    if 'database "' in said and "does not exist" in said:
        return _KNOWN["3D000"]
    if type(origin).__name__ == "OperationalError" and not state_of(error):
        for words, state in _AT_THE_DOOR:
            if words in said:
                return _KNOWN.get(state) or _CLASSES[state]
        return "the database cannot be reached", f"check that it runs and the address under store; then {AGAIN}"
    return "the database refuses", AGAIN


def _first_line(error: exc.SQLAlchemyError) -> str:
    origin = getattr(error, "orig", None)
    diagnosis = getattr(origin, "diag", None)
    primary = getattr(diagnosis, "message_primary", None)
    return str(primary or origin or error).strip().splitlines()[0][:300]
