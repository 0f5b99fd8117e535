"""Clocks that do not agree: what an author claims of an entry's time against what others say of the log.

No verdict rests on it. An author's clock may be wrong in good faith, so this is shown and nothing is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from trucewatch.record.cosigned import Rank
from trucewatch.record.entry import Entry

__all__ = ["TOLERANCE", "ClockWarning", "clock_warnings"]

TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True)
class ClockWarning:
    """An entry whose claimed time lies outside what others say.

    ``late``: after the time by which a quorum of parties had cosigned a log that holds it. ``early``: before the time
    claimed by the last entry that its author had seen when writing. ``unreadable``: no instant. ``other`` is that time.
    """

    index: int
    author: str
    claimed: str
    kind: Literal["early", "late", "unreadable"]
    other: datetime | None = None

    def text(self) -> str:
        """The warning as a sentence."""
        said = f"entry {self.index} of {self.author} claims {self.claimed}"
        if self.other is None:
            return f"{said}, which is no instant"
        at = self.other.strftime("%Y-%m-%dT%H:%M:%SZ")
        if self.kind == "late":
            return f"{said}, but a quorum of parties had cosigned it by {at}"
        return f"{said}, but the last entry that its author had seen claims {at}"


def clock_warnings(
    entries: Iterable[Entry], ranks: Sequence[Rank], tolerance: timedelta = TOLERANCE
) -> list[ClockWarning]:
    """Warnings for all entries of a log, in order. ``ranks`` are those of its cosigned checkpoints."""
    witnessed = sorted((rank.head.size, rank.time) for rank in ranks if rank.time is not None)
    claimed: list[datetime | None] = []
    found: list[ClockWarning] = []
    for entry in entries:
        payload = entry.payload
        at = _instant(payload.claimed_at)
        claimed.append(at)
        if at is None:
            found.append(ClockWarning(entry.index, entry.author, payload.claimed_at, "unreadable"))
            continue
        known = min((time for size, time in witnessed if size > entry.index), default=None)
        last = payload.seen.size - 1
        seen = claimed[last] if 0 <= last < entry.index else None
        if known is not None and at > known + tolerance:
            found.append(ClockWarning(entry.index, entry.author, payload.claimed_at, "late", known))
        elif seen is not None and at < seen - tolerance:
            found.append(ClockWarning(entry.index, entry.author, payload.claimed_at, "early", seen))
    return found


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
