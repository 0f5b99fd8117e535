"""The tests of occurrence and time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from trucewatch.assessing.verdict import Verdict
from trucewatch.terms.clock import BEGINNING, END, Interval, day_or_instant, zone_of
from trucewatch.terms.force import ClauseClock, Force
from trucewatch.vocabulary.incidents import Incident, IncidentTime

__all__ = ["EVE", "IncidentInterval", "incident_interval", "is_near", "occurrence", "time", "widened"]

EVE: Final = timedelta(hours=24)
"""How near to a clause an incident outside its time is still reported against it, as out of scope."""

_NOT_OCCURRED: Final = frozenset({"planned", "threatened", "demanded", "hypothetical"})


@dataclass(frozen=True)
class IncidentInterval:
    """The stretch of UTC in which the incident lies, as told; ``told`` is false where no claim dates it."""

    span: Interval
    words: str
    told: bool


def incident_interval(incident: Incident, zone: str) -> IncidentInterval:
    """Read the local dates of an incident in the zone of the theatre.

    An ongoing event with a start and no end counts on the day it began: on that day, as told, it was under way.
    """
    times = incident.time
    low, high = _instants(times.start, zone), _instants(times.end, zone)
    words = _words(times)
    if low is None and high is None:
        return IncidentInterval((BEGINNING, END), words, False)
    if low is not None and high is None and incident.status == "ongoing":
        return IncidentInterval(low, words, True)
    start = BEGINNING if low is None else low[0]
    end = END if high is None else high[1]
    return IncidentInterval((start, max(start, end)), words, True)


def occurrence(incident: Incident) -> Verdict:
    """Whether the claims say that it happened. Plans, threats, demands and hypotheses are never breaches."""
    claims = tuple(sorted({*incident.supporting, *incident.contradicting}))
    if incident.status in _NOT_OCCURRED:
        return Verdict("false", "not_occurred", {"status": incident.status}, claims)
    if incident.polarity == "denied":
        return Verdict("false", "denied_by_all", {}, claims)
    if incident.status == "ended":
        # "the strikes ended on Monday" dates the end, not a strike
        return Verdict("unknown", "ended_only", {}, claims, "need_time")
    if incident.status == "attempted":
        return Verdict("unknown", "attempt_only", {}, claims, "need_occurrence")
    return Verdict("true", "said_to_have_occurred", {}, claims)


def time(incident: Incident, when: IncidentInterval, clock: ClauseClock) -> Verdict:
    """Whether it lies within the validity of the clause, all of it, in the agreement's zone."""
    claims = incident.time.claims
    force = clock.force(when.span)
    if force.state == "true":
        return Verdict("true", "time_inside", {}, claims)
    if force.state == "false":
        return Verdict("false", "time_outside", {"time": when.words, "boundary": force.boundary or "?"}, claims)
    if not when.told:
        return Verdict("unknown", "time_untold", {}, claims, "need_time")
    if force.disputed is not None:
        return Verdict("unknown", "force_disputed", _dispute(force), claims, "need_force")
    return Verdict(
        "unknown", "time_straddles", {"time": when.words, "boundary": force.boundary or "?"}, claims, "need_time"
    )


def is_near(when: IncidentInterval, clock: ClauseClock) -> bool:
    """Whether an incident outside the time of the clause lies within :data:`EVE` of it."""
    return clock.force(widened(when)).state != "false"


def widened(when: IncidentInterval) -> Interval:
    """The stretch of an incident with :data:`EVE` on both sides."""
    low, high = when.span
    return max(BEGINNING, low - EVE) if low > BEGINNING + EVE else BEGINNING, high + EVE if high < END - EVE else END


def _dispute(force: Force) -> dict[str, str]:
    event = force.disputed
    assert event is not None
    return {
        "by": ", ".join(event.by),
        "event": event.event,
        "date": event.at,
        "disputed_by": ", ".join(event.disputed_by),
    }


def _instants(text: str | None, zone: str) -> Interval | None:
    if text is None:
        return None
    try:
        low, high = day_or_instant(text, zone_of(zone))
    except (ValueError, OverflowError):  # a date that another room could not write right is a date not told
        return None
    return _clamp(low), _clamp(high)


def _clamp(moment: datetime) -> datetime:
    return min(max(moment, BEGINNING), END)


def _words(times: IncidentTime) -> str:
    if times.start == times.end or times.end is None:
        return times.start or "?"
    return f"{times.start or '?'} – {times.end}"
