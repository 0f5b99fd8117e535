"""Daily counts from incidents, with the observation effort of each day.

An incident counts on the day it occurred. One that is told for longer than a day has no day: it is left out and counted
among the imprecise, never spread.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.series import Dimension, EffortMeasure, EffortStatement, ObservationEffort, SeriesNote

__all__ = ["DailySeries", "codes_of", "daily_series", "day_of", "effort_statement"]

Array = NDArray[np.float64]
AreasOf = Callable[[Incident], Sequence[str]]


@dataclass(frozen=True)
class DailySeries:
    """Counts from ``start`` on, one a day; ``imprecise`` are incidents of the series without a single day."""

    dimension: Dimension
    code: str
    start: dt.date
    counts: tuple[int, ...]
    imprecise: int

    @property
    def end(self) -> dt.date:
        """The last day."""
        return self.start + dt.timedelta(days=len(self.counts) - 1)


def day_of(incident: Incident) -> dt.date | None:
    """The day on which an incident occurred, None where the claims do not tell one."""
    time = incident.time
    if time.start is None or time.precision not in ("instant", "part_of_day", "day"):
        return None
    first = dt.date.fromisoformat(time.start[:10])
    return first if time.end is None or time.end[:10] == time.start[:10] else None


def codes_of(incident: Incident, dimension: Dimension, areas_of: AreasOf) -> tuple[str, ...]:
    """Under which codes of a dimension an incident counts: once for each party and each area that holds it."""
    if dimension == "family":
        return (incident.family,)
    if dimension == "act":
        return (incident.act,)
    if dimension == "party":
        return tuple(dict.fromkeys(actor.id or actor.name for actor in incident.agents)) or ("unattributed",)
    return tuple(dict.fromkeys(areas_of(incident)))


def daily_series(
    incidents: Sequence[Incident], dimension: Dimension, start: dt.date, end: dt.date, areas_of: AreasOf
) -> tuple[DailySeries, ...]:
    """One series a code, the one with most incidents first."""
    days = (end - start).days + 1
    by_code: dict[str, Counter[int]] = {}
    imprecise: Counter[str] = Counter()
    for incident in incidents:
        day = day_of(incident)
        for code in codes_of(incident, dimension, areas_of):
            if day is None:
                imprecise[code] += 1
            elif 0 <= (day - start).days < days:
                by_code.setdefault(code, Counter())[(day - start).days] += 1
    ordered = sorted(by_code, key=lambda code: (-by_code[code].total(), code))
    return tuple(
        DailySeries(dimension, code, start, tuple(by_code[code][n] for n in range(days)), imprecise[code])
        for code in ordered
    )


def effort_statement(
    efforts: Sequence[ObservationEffort],
    start: dt.date,
    days: int,
    area: str | None,
    measure: EffortMeasure | None = None,
) -> tuple[EffortStatement, tuple[SeriesNote, ...]]:
    """The effort of each day in one measure, that of the most records where none is named.

    Records of the area, or where it has none those of the whole theatre, are added up. Counts are taken per effort only
    where every day has one; otherwise the effort is shown as far as it is known, and the note says so.
    """
    mine = [e for e in efforts if e.area == area] or [e for e in efforts if e.area is None]
    measures = Counter(e.measure for e in mine)
    if not measures or (measure is not None and measure not in measures):
        return EffortStatement(), (SeriesNote(reason="effort_unknown"),)
    chosen = measure or sorted(measures, key=lambda m: (-measures[m], m))[0]
    by_day: list[float | None] = [None] * days
    for effort in mine:
        if effort.measure == chosen:
            first = (dt.date.fromisoformat(effort.start) - start).days
            last = (dt.date.fromisoformat(effort.end) - start).days
            for number in range(max(first, 0), min(last, days - 1) + 1):
                by_day[number] = (by_day[number] or 0.0) + effort.per_day
    unknown = sum(value is None for value in by_day)
    if unknown == days:
        return EffortStatement(), (SeriesNote(reason="effort_unknown"),)
    whole = unknown == 0 and any(by_day)
    notes = () if whole else (SeriesNote(reason="effort_partly_unknown", detail=f"{unknown}/{days}"),)
    return EffortStatement(measure=chosen, per_day=tuple(by_day), adjusted=whole), notes
