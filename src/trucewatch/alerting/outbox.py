"""What was sent and what waits: one line an event in ``alerts/outbox.jsonl``, flushed before and after each sending.

``begun`` is written before a message leaves and ``sent`` after it was taken. A ``begun`` without an end is a process
that died in between: the message is sent again with the same id, by which a receiver can tell; nothing is lost in
silence.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from trucewatch.errors import InputError, StoreError
from trucewatch.vocabulary.alerts import Alert

__all__ = ["Outbox", "Sent", "read_outbox"]

_WAITS = (1, 5, 15, 60, 240, 720)
"""Minutes before the next attempt, after the first, second and later failures; the last one is kept."""


class Sent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event of a message to a channel; ``key`` is that of the alert, ``at`` an instant (UTC)."""

    key: str
    channel: str
    at: str
    state: Literal["begun", "sent", "failed"]
    said: str | None = None


@dataclass
class Outbox:
    """The events so far, and the file to which more are added."""

    path: Path
    events: list[Sent]

    def done(self, key: str, channel: str) -> bool:
        """Whether the alert has gone out on the channel."""
        return any(e.state == "sent" for e in self._of(key, channel))

    def waits(self, alerts: Iterable[Alert], channel: str, now: dt.datetime) -> list[Alert]:
        """The alerts that have not gone out on the channel and may be tried now."""
        return [a for a in alerts if not self.done(a.key, channel) and self._may_try(a.key, channel, now)]

    def _may_try(self, key: str, channel: str, now: dt.datetime) -> bool:
        failed = [e for e in self._of(key, channel) if e.state == "failed"]
        if not failed:
            return True
        minutes = _WAITS[min(len(failed), len(_WAITS)) - 1]
        return now >= dt.datetime.fromisoformat(failed[-1].at) + dt.timedelta(minutes=minutes)

    def _of(self, key: str, channel: str) -> list[Sent]:
        return [e for e in self.events if e.key == key and e.channel == channel]

    def add(self, event: Sent) -> None:
        """Keep an event, flushed to the disk. Raises :class:`StoreError` when the disk refuses."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as file:
                file.write(msgspec.json.encode(event) + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StoreError(f"the outbox cannot be written: {error.strerror}", where=str(self.path)) from error
        self.events.append(event)


def read_outbox(path: Path) -> Outbox:
    """The outbox of a case. A torn last line was never acknowledged and is cut off.

    Raises :class:`InputError` with the line for one that is damaged in the middle.
    """
    if not path.exists():
        return Outbox(path, [])
    data = path.read_bytes()
    lines = data.split(b"\n")
    events = []
    for number, line in enumerate(lines[:-1], 1):
        try:
            events.append(msgspec.json.decode(line, type=Sent))
        except msgspec.MsgspecError as error:
            raise InputError(
                "the outbox is damaged",
                where=f"{path}:{number}",
                expected="a line as this program writes it",
                got=str(error)[:120],
                hint="put it back from a copy, or move it away: alerts are then sent again",
            ) from error
    if lines[-1]:
        os.truncate(path, len(data) - len(lines[-1]))
    return Outbox(path, events)
