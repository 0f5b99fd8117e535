"""Incidents that may be one occurrence with another, and on what they agree and differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, TypeAlias

from trucewatch.store import IncidentFilter, Store
from trucewatch.vocabulary.codes import broader_acts
from trucewatch.vocabulary.incidents import Incident

__all__ = ["Candidate", "candidates"]

Says: TypeAlias = Literal["agree", "differ", "untold"]
_DAYS: Final = 2
_MOST: Final = 12


@dataclass(frozen=True)
class Candidate:
    """Another incident with its version, and what each slot says about their being one."""

    incident: Incident
    version: str
    evidence: tuple[tuple[str, Says], ...]

    @property
    def agreeing(self) -> int:
        """How many slots agree, less those that differ."""
        return sum({"agree": 1, "differ": -1, "untold": 0}[says] for _, says in self.evidence)


def candidates(store: Store, incident: Incident) -> list[Candidate]:
    """Incidents of the same family within two days of it, the likest first; for one without a time, all undated ones.

    They are offered to a person and decide nothing.
    """
    first, last = incident.time.start or incident.time.end, incident.time.end or incident.time.start
    if first is None or last is None:
        wanted = IncidentFilter(families=(incident.family,), undated="only")
    else:
        wanted = IncidentFilter(families=(incident.family,), start=_moved(first, -_DAYS), end=_moved(last, _DAYS))
    found: list[Candidate] = []
    for other in store.incidents(wanted, limit=200).items:
        if other.id == incident.id:
            continue
        provenance = store.provenance("incident", other.id)
        if provenance is not None:
            found.append(Candidate(other, provenance.leaf, _evidence(incident, other)))
    return sorted(found, key=lambda c: (-c.agreeing, c.incident.id))[:_MOST]


def _evidence(a: Incident, b: Incident) -> tuple[tuple[str, Says], ...]:
    same_act = a.act == b.act or a.act in broader_acts(b.act) or b.act in broader_acts(a.act)
    return (
        ("act", "agree" if same_act else "differ"),
        ("time", _times(a, b)),
        ("place", _told(_place(a), _place(b))),
        ("agent", _overlap(a, b)),
        ("toll", _tolls(a, b)),
        ("origin", "agree" if {o.key for o in a.origins} & {o.key for o in b.origins} else "differ"),
    )


def _times(a: Incident, b: Incident) -> Says:
    spans = [((i.time.start or i.time.end or "")[:10], (i.time.end or i.time.start or "")[:10]) for i in (a, b)]
    if not spans[0][0] or not spans[1][0]:
        return "untold"
    return "agree" if spans[0][0] <= spans[1][1] and spans[1][0] <= spans[0][1] else "differ"


def _place(incident: Incident) -> str | None:
    return (incident.place.id or incident.place.name) if incident.place else None


def _told(a: str | None, b: str | None) -> Says:
    if a is None or b is None:
        return "untold"
    return "agree" if a == b else "differ"


def _overlap(a: Incident, b: Incident) -> Says:
    named = [{actor.id or actor.name for actor in (*i.agents, *i.parties)} for i in (a, b)]
    if not named[0] or not named[1]:
        return "untold"
    return "agree" if named[0] & named[1] else "differ"


def _tolls(a: Incident, b: Incident) -> Says:
    told = False
    for one in a.casualties:
        for other in b.casualties:
            if (one.outcome, one.who) != (other.outcome, other.who):
                continue
            told = True
            if (one.low or 0) > (other.high or float("inf")) or (other.low or 0) > (one.high or float("inf")):
                return "differ"
    return "agree" if told else "untold"


def _moved(day: str, days: int) -> str:
    try:
        return (date.fromisoformat(day[:10]) + timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return day[:10]
