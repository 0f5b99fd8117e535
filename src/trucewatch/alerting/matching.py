"""Which rules hold for which incidents and deadlines. Pure: the same facts and moment give the same alerts.

A machine's proposal is what triggers an alert; the message says so. An incident without a day counts towards no burst,
since it cannot be said to lie within a window.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence

from trucewatch.vocabulary.alerts import Alert, AlertFile, AlertRule, DeadlineAhead
from trucewatch.vocabulary.assessments import Assessment
from trucewatch.vocabulary.codes import broader_acts
from trucewatch.vocabulary.incidents import Incident

__all__ = ["match_alerts"]

_DEAD = "killed"


def match_alerts(
    file: AlertFile,
    incidents: Sequence[Incident],
    *,
    assessments: Callable[[str], Sequence[Assessment]],
    areas: Callable[[Incident], Sequence[str]],
    deadlines: Iterable[DeadlineAhead],
    now: dt.datetime,
    zone: dt.tzinfo,
) -> tuple[Alert, ...]:
    """All alerts of the file, by rule in the order of the file, then by day and id.

    ``assessments`` gives those of an incident by its id; ``areas`` the ids of the places and areas in which it lies.
    ``now`` has a zone; ``zone`` is that of the case, in which local days are read.
    """
    due = tuple(deadlines)
    found: list[Alert] = []
    for rule in file.rules:
        if rule.deadline_within is not None:
            found += _deadlines(rule, rule.deadline_within, due, now, zone)
            continue
        held = [i for i in incidents if _holds(rule, i, assessments, areas)]
        held.sort(key=lambda i: (i.time.start or "9999", i.id))
        found += _bursts(rule, held) if rule.count_at_least is not None else [_of_incident(rule, i) for i in held]
    return tuple(found)


def _holds(
    rule: AlertRule,
    incident: Incident,
    assessments: Callable[[str], Sequence[Assessment]],
    areas: Callable[[Incident], Sequence[str]],
) -> bool:
    if incident.status != "occurred" or incident.polarity != "asserted":
        return False
    if rule.acts and not {incident.act, incident.family, *broader_acts(incident.act)} & set(rule.acts):
        return False
    if rule.corroboration and incident.corroboration not in rule.corroboration:
        return False
    if rule.killed_at_least is not None and _killed(incident) < rule.killed_at_least:
        return False
    if rule.places and not set(areas(incident)) & set(rule.places):
        return False
    return not rule.clauses or any(_asked(rule, item) for item in assessments(incident.id))


def _asked(rule: AlertRule, item: Assessment) -> bool:
    named = f"{item.instrument}/{item.clause}" in rule.clauses
    return named and (not rule.outcomes or item.outcome in rule.outcomes)


def _killed(incident: Incident) -> float:
    """The least number of dead that somebody told: the greatest low among the tolls, which may overlap."""
    return max((toll.low for toll in incident.casualties if toll.outcome == _DEAD and toll.low is not None), default=0)


def _of_incident(rule: AlertRule, incident: Incident) -> Alert:
    # a graver toll or a better grade is news; another form of the same is not
    news = (incident.id, incident.corroboration if rule.corroboration else "", str(rule.killed_at_least or ""))
    return Alert(
        key=_key(rule, *news),
        rule=rule.id,
        subjects=(incident.id,),
        kind="incident",
        urgent=rule.urgent,
        act=incident.act,
        day=incident.time.start,
        place=incident.place.name if incident.place else None,
    )


def _bursts(rule: AlertRule, held: Sequence[Incident]) -> list[Alert]:
    """One alert for each run of days that reaches the number; a burst that goes on is the same burst."""
    assert rule.count_at_least is not None
    dated = [(dt.date.fromisoformat(i.time.start[:10]), i) for i in held if i.time.start]
    out: list[Alert] = []
    begun: tuple[int, int] | None = None
    first = 0
    for last, (day, _) in enumerate(dated):
        while (day - dated[first][0]).days >= rule.within_days:
            first += 1
        if last - first + 1 >= rule.count_at_least:
            if begun is not None and first <= begun[1]:
                begun = (begun[0], last)
            else:
                out += [_burst(rule, dated, *begun)] if begun else []
                begun = (first, last)
    return [*out, _burst(rule, dated, *begun)] if begun else out


def _burst(rule: AlertRule, dated: Sequence[tuple[dt.date, Incident]], first: int, last: int) -> Alert:
    some = [incident for _, incident in dated[first : last + 1]]
    return Alert(
        key=_key(rule, "burst", dated[first][0].isoformat()),
        rule=rule.id,
        subjects=tuple(incident.id for incident in some),
        kind="burst",
        urgent=rule.urgent,
        day=dated[first][0].isoformat(),
    )


def _deadlines(
    rule: AlertRule, hours: int, due: Sequence[DeadlineAhead], now: dt.datetime, zone: dt.tzinfo
) -> list[Alert]:
    out = []
    for item in sorted(due, key=lambda d: (d.due, d.subject, d.party or "")):
        end = _end(item.due, zone)
        if now <= end <= now + dt.timedelta(hours=hours):
            out.append(
                Alert(
                    key=_key(rule, item.kind, item.subject, item.party or "", item.due),
                    rule=rule.id,
                    subjects=(item.subject,),
                    kind="deadline",
                    urgent=rule.urgent,
                    due=item.due,
                )
            )
    return out


def _end(due: str, zone: dt.tzinfo) -> dt.datetime:
    """The instant of a deadline; a local day ends with its last second."""
    if len(due) == 10:
        return dt.datetime.combine(dt.date.fromisoformat(due), dt.time(23, 59, 59), zone)
    told = dt.datetime.fromisoformat(due)
    return told if told.tzinfo else told.replace(tzinfo=zone)


def _key(rule: AlertRule, *parts: str) -> str:
    return hashlib.sha256("\x1f".join((rule.id, *parts)).encode()).hexdigest()[:32]
