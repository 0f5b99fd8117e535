"""The timeline drawn by the server: incidents by day and family."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from trucewatch.vocabulary.codes import load_code_list
from trucewatch.vocabulary.incidents import Incident

__all__ = ["Bar", "Timeline", "timeline"]

WIDTH: Final = 960
HEIGHT: Final = 120
_TOP: Final = 8
_BASE: Final = 96
_MOST_DAYS: Final = 800


@dataclass(frozen=True)
class Bar:
    """Incidents of one family that begin on one day."""

    day: str
    family: str
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Timeline:
    """Bars, the slot of every day (to choose it even when nothing happened), and the marks of the axis."""

    width: int
    height: int
    base: int
    bars: tuple[Bar, ...]
    slots: tuple[tuple[str, float, float], ...]
    ticks: tuple[tuple[str, float], ...]
    highest: int


def timeline(incidents: Iterable[Incident], first: str | None, last: str | None) -> Timeline:
    """Count incidents by their first day between ``first`` and ``last`` (by default, of the incidents).

    An incident before or after is not drawn; the table beside holds every row.
    """
    counted: Counter[tuple[str, str]] = Counter()
    for incident in incidents:
        day = incident.time.start or incident.time.end
        if day is not None and _parsed(day[:10]) is not None:
            counted[day[:10], incident.family] += 1
    known = sorted(day for day, _ in counted)
    start = _parsed(first) or _parsed(known[0] if known else None)
    end = _parsed(last) or _parsed(known[-1] if known else None)
    if start is None or end is None or end < start:
        return Timeline(WIDTH, HEIGHT, _BASE, (), (), (), 0)
    span = min((end - start).days + 1, _MOST_DAYS)
    days = [(start + timedelta(n)).isoformat() for n in range(span)]
    step = WIDTH / span
    families = [family.code for family in load_code_list("acts").families]
    highest = max((sum(counted[day, family] for family in families) for day in days), default=0)
    bars: list[Bar] = []
    for number, day in enumerate(days):
        top = float(_BASE)
        for family in families:
            count = counted[day, family]
            if count:
                height = round(count / highest * (_BASE - _TOP), 1)
                top -= height
                bars.append(
                    Bar(day, family, count, round(number * step, 2), round(top, 1), round(step * 0.86, 2), height)
                )
    slots = tuple((day, round(n * step, 2), round(step, 2)) for n, day in enumerate(days))
    every = max(1, span // 8)
    ticks = tuple((day, round(n * step, 2)) for n, day in enumerate(days) if n % every == 0 and n * step < WIDTH - 60)
    return Timeline(WIDTH, HEIGHT, _BASE, tuple(bars), slots, ticks, highest)


def _parsed(day: str | None) -> date | None:
    try:
        return date.fromisoformat(day) if day else None
    except ValueError:
        return None
