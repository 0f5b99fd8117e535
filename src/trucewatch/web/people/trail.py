"""The trail of accounts: who signed in, what was read of what is not public, what was changed. Only ever added to.

Each line holds the SHA-256 of the one before, so that a line taken out or changed later shows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from trucewatch.web.people.database import PeopleFile

__all__ = ["EVENTS", "Line", "Trail"]

EVENTS: Final = (
    "account_added", "account_changed", "account_removed", "account_reset", "invited", "joined",
    "signed_in", "sign_in_refused", "signed_out", "session_ended", "token_replayed",
    "password_changed", "passkey_added", "passkey_removed", "recovery_made", "recovery_used",
    "read", "exported", "right_refused", "form_refused",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """``at`` is RFC 3339 in UTC; ``who`` an account or ``keeper`` (the command line)."""

    number: int
    at: str
    who: str
    event: str
    subject: str
    digest: str


class Trail:
    """The trail in the file of accounts."""

    def __init__(self, file: PeopleFile, clock: Callable[[], datetime]) -> None:
        self._file = file
        self._clock = clock

    def add(self, who: str, event: str, subject: str = "") -> None:
        """Write one line; what it tells of is done only where it stands."""
        if event not in EVENTS:
            raise ValueError(event)
        at = self._clock().isoformat(timespec="milliseconds")
        with self._file.change() as connection:
            last = connection.execute("SELECT number, digest FROM trail ORDER BY number DESC LIMIT 1").fetchone()
            number, former = (last[0] + 1, last[1]) if last else (1, "")
            digest = _digest(former, number, at, who, event, subject)
            connection.execute("INSERT INTO trail VALUES (?, ?, ?, ?, ?, ?)", (number, at, who, event, subject, digest))

    def lines(self, event: str | None = None) -> tuple[Line, ...]:
        """The trail, first line first; of one event."""
        rows = self._file.rows("SELECT number, at, who, event, subject, digest FROM trail ORDER BY number")
        return tuple(Line(*row) for row in rows if event in (None, row[3]))

    def broken_at(self) -> int | None:
        """The number of the first line that does not follow from the one before; None where all do."""
        former = ""
        for expected, line in enumerate(self.lines(), start=1):
            digest = _digest(former, line.number, line.at, line.who, line.event, line.subject)
            if line.number != expected or line.digest != digest:
                return expected
            former = digest
        return None


def _digest(former: str, number: int, *parts: str) -> str:
    told = "\x00".join((former, str(number), *(part.replace("\x00", "") for part in parts)))
    return hashlib.sha256(told.encode("utf-8")).hexdigest()
