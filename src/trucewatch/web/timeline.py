"""The timeline drawn by the server: incidents by day and family, by more days where the span is long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from trucewatch.store import DayCount
from trucewatch.vocabulary.codes import load_code_list

__all__ = ["Bar", "Slot", "Timeline", "timeline"]

WIDTH: Final = 960
HEIGHT: Final = 120
_TOP: Final = 8
_BASE: Final = 96
_MOST_SLOTS: Final = 400
_LONGEST: Final = 366 * 60


@dataclass(frozen=True)
class Slot:
    """A stretch of days, both included, to be chosen even when nothing happened; ``count`` is of all families."""

    day: str
    until: str
    x: float
    width: float
    count: int


@dataclass(frozen=True)
class Bar:
    """Incidents of one family that begin within one slot."""

    day: str
    until: str
    family: str
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Timeline:
    """Bars, slots and the marks of the axis. ``each`` is the number of days of a slot."""

    width: int
    height: int
    base: int
    bars: tuple[Bar, ...]
    slots: tuple[Slot, ...]
    ticks: tuple[tuple[str, float], ...]
    highest: int
    each: int


def timeline(counts: Iterable[DayCount], first: str | None, last: str | None) -> Timeline:
    """Draw incidents by their first day between ``first`` and ``last`` (by default, of the incidents).

    An incident before or after is not drawn; the table beside holds every row.
    """
    counted = {(day, c.family): c.number for c in counts if (day := _parsed(c.day)) is not None}
    known = sorted(day for day, _ in counted)
    start = _parsed(first) or (known[0] if known else None)
    end = _parsed(last) or (known[-1] if known else None)
    if start is None or end is None or end < start:
        return Timeline(WIDTH, HEIGHT, _BASE, (), (), (), 0, 1)
    span = min((end - start).days + 1, _LONGEST)
    each = -(-span // _MOST_SLOTS)
    number = -(-span // each)
    step = WIDTH / number
    told: Counter[tuple[int, str]] = Counter()
    for (day, family), count in counted.items():
        if 0 <= (day - start).days < span:
            told[(day - start).days // each, family] += count
    totals = Counter[int]()
    for (at, _), count in told.items():
        totals[at] += count
    highest = max(totals.values(), default=0)
    edges = [(start + timedelta(at * each), start + timedelta(min((at + 1) * each, span) - 1)) for at in range(number)]
    days = [(low.isoformat(), high.isoformat()) for low, high in edges]
    bars: list[Bar] = []
    families = [family.code for family in load_code_list("acts").families]
    for at in sorted(totals):
        top = float(_BASE)
        for family in families:
            if count := told[at, family]:
                height = round(count / highest * (_BASE - _TOP), 1)
                top -= height
                bars.append(
                    Bar(*days[at], family, count, round(at * step, 2), round(top, 1), round(step * 0.86, 2), height)
                )
    slots = tuple(Slot(*days[at], round(at * step, 2), round(step, 2), totals[at]) for at in range(number))
    every = max(1, number // 8)
    ticks = tuple((s.day, s.x) for at, s in enumerate(slots) if at % every == 0 and s.x < WIDTH - 60)
    return Timeline(WIDTH, HEIGHT, _BASE, tuple(bars), slots, ticks, highest, each)


def _parsed(day: str | None) -> date | None:
    try:
        return date.fromisoformat(day[:10]) if day else None
    except ValueError:
        return None
