"""Sessions: kept on the server, known to the browser by a random token that changes (OWASP ASVS 5.0.0, V7)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from trucewatch.web.people.database import PeopleFile
from trucewatch.web.people.trail import Trail

__all__ = ["ABSOLUTE", "FRESH", "GRACE", "IDLE", "ROTATE", "Session", "Sessions"]

IDLE: Final = 30 * 60
"""Seconds without a request after which a session is over."""
ABSOLUTE: Final = 12 * 3600
"""Seconds after which a session is over in any case."""
ROTATE: Final = 15 * 60
"""Seconds after which the browser gets another token."""
GRACE: Final = 60
"""Seconds in which the former token still counts: requests that were under way when it changed."""
FRESH: Final = 10 * 60
"""Seconds after signing in within which the ways to sign in may be changed."""
_SEEN_STEP: Final = 60
_MOST: Final = 20
_COLUMNS: Final = "id, account, token, former, rotated, means, browser, created, seen"


@dataclass(frozen=True)
class Session:
    """``means`` is password, passkey or provider; times are POSIX seconds. ``token`` is a new one to hand out."""

    id: str
    account: str
    means: str
    browser: str
    created: float
    seen: float
    token: str | None = None

    def fresh(self, now: float) -> bool:
        """Whether the person signed in only now."""
        return now - self.created <= FRESH


class Sessions:
    """The sessions in the file of accounts."""

    def __init__(self, file: PeopleFile, trail: Trail, clock: Callable[[], datetime]) -> None:
        self._file = file
        self._trail = trail
        self._clock = clock

    def begin(self, account: str, means: str, browser: str) -> Session:
        """A new session with a new token, whatever the browser held before. The oldest of too many ends."""
        token, now = secrets.token_urlsafe(32), self._clock().timestamp()
        made = Session(secrets.token_hex(8), account, means, browser[:120], now, now, token)
        with self._file.change() as connection:
            connection.execute("DELETE FROM sessions WHERE created <= ? OR seen <= ?", (now - ABSOLUTE, now - IDLE))
            connection.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, NULL, ?, ?, ?, ?, ?)",
                (made.id, account, _digest(token), now, means, made.browser, now, now),
            )
            connection.execute(
                "DELETE FROM sessions WHERE account = ? AND id NOT IN "
                "(SELECT id FROM sessions WHERE account = ? ORDER BY created DESC, rowid DESC LIMIT ?)",
                (account, account, _MOST),
            )
            self._trail.add(account, "signed_in", f"{means} {made.id}")
        return made

    def find(self, token: str) -> Session | None:
        """The session of a token while it lasts; with a new token where it is time.

        A former token after its grace is one that was copied: the session ends.
        """
        digest, now = _digest(token), self._clock().timestamp()
        row = self._file.row(f"SELECT {_COLUMNS} FROM sessions WHERE token = ? OR former = ?", digest, digest)  # noqa: S608
        if row is None:
            return None
        identity, account, current, _, rotated, means, browser, created, seen = row
        if now - created >= ABSOLUTE or now - seen >= IDLE:
            self._drop(identity)
            return None
        found = Session(identity, account, means, browser, created, seen)
        if digest != current:
            if now - rotated <= GRACE:
                return found
            with self._file.change():
                self._drop(identity)
                self._trail.add(account, "token_replayed", identity)
            return None
        if now - rotated >= ROTATE:
            return self._turn(found, digest, now)
        if now - seen >= _SEEN_STEP:
            with self._file.change() as connection:
                connection.execute("UPDATE sessions SET seen = ? WHERE id = ?", (now, identity))
        return found

    def of(self, account: str) -> tuple[Session, ...]:
        """The sessions of a person that last, the latest used first."""
        now = self._clock().timestamp()
        rows = self._file.rows(
            "SELECT id, account, means, browser, created, seen FROM sessions "
            "WHERE account = ? AND created > ? AND seen > ? ORDER BY seen DESC, id",
            account,
            now - ABSOLUTE,
            now - IDLE,
        )
        return tuple(Session(*row) for row in rows)

    def end(self, session: str, account: str, event: str = "session_ended") -> bool:
        """End a session of the person's own; False where it is none of theirs."""
        with self._file.change() as connection:
            done = connection.execute("DELETE FROM sessions WHERE id = ? AND account = ?", (session, account))
            if done.rowcount:
                self._trail.add(account, event, session)
            return done.rowcount == 1

    def end_others(self, session: str, account: str) -> int:
        """End all sessions of the person but this one; how many there were."""
        others = [other.id for other in self.of(account) if other.id != session]
        return sum(self.end(other, account) for other in others)

    def _turn(self, found: Session, digest: str, now: float) -> Session:
        token = secrets.token_urlsafe(32)
        with self._file.change() as connection:
            done = connection.execute(
                "UPDATE sessions SET token = ?, former = ?, rotated = ?, seen = ? WHERE id = ? AND token = ?",
                (_digest(token), digest, now, now, found.id, digest),
            )
        fresh = token if done.rowcount else None  # another request was faster: its answer carries the new token
        return Session(found.id, found.account, found.means, found.browser, found.created, now, fresh)

    def _drop(self, session: str) -> None:
        with self._file.change() as connection:
            connection.execute("DELETE FROM sessions WHERE id = ?", (session,))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
