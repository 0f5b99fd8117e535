"""Things that last, drawn along time: who held a place, and obligations from their start to their deadline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from trucewatch.vocabulary.tracking import ControlSpan, Obligation
from trucewatch.web.wording import Words, in_language

__all__ = ["Band", "Bands", "Line", "control_bands", "timetable"]

WIDTH: Final = 960
LEFT: Final = 250
_ROW: Final = 24
_TOP: Final = 22


@dataclass(frozen=True)
class Band:
    """A stretch of days in one state. ``kind`` is the class it is drawn by, ``said`` what it is in words."""

    x: float
    width: float
    kind: str
    label: str
    said: str


@dataclass(frozen=True)
class Line:
    """One place or obligation with its bands; ``marks`` are single days with what they are."""

    name: str
    href: str
    y: float
    bands: tuple[Band, ...]
    marks: tuple[tuple[float, str, str], ...] = ()


@dataclass(frozen=True)
class Bands:
    """A drawing of lines with a scale of days."""

    width: int
    height: int
    left: int
    row: int
    lines: tuple[Line, ...]
    ticks: tuple[tuple[str, float], ...]


class _Scale:
    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, max(last, first + timedelta(1))
        self.step = (WIDTH - LEFT) / ((self.last - self.first).days + 1)

    def x(self, day: date, *, after: bool = False) -> float:
        at = min(max((day - self.first).days + after, 0), (self.last - self.first).days + 1)
        return round(LEFT + at * self.step, 1)

    def ticks(self) -> tuple[tuple[str, float], ...]:
        days = (self.last - self.first).days + 1
        each = max(1, days // 6)
        return tuple(
            (day.isoformat(), self.x(day))
            for n in range(0, days, each)
            if self.x(day := self.first + timedelta(n)) < WIDTH - 70
        )


def control_bands(spans: Iterable[ControlSpan], words: Words, first: str | None, last: str | None) -> Bands:
    """A line for each place with its states over time; where nobody speaks the line is empty."""
    by_place: dict[str, list[ControlSpan]] = {}
    for span in spans:
        by_place.setdefault(span.place, []).append(span)
    told = [span for mine in by_place.values() for span in mine]
    scale = _scale([s.start for s in told] + [s.end for s in told], first, last)
    lines: list[Line] = []
    for place, mine in sorted(by_place.items(), key=lambda item: words.place_named(item[0])):
        seen = [s for s in mine if s.end >= scale.first.isoformat() and s.start <= scale.last.isoformat()]
        if seen:
            bands = tuple(_control_band(span, words, scale) for span in seen)
            lines.append(Line(words.place_named(place), f"/incidents?place={place}", _at(len(lines)), bands))
    return _drawn(lines, scale)


def _control_band(span: ControlSpan, words: Words, scale: _Scale) -> Band:
    x = scale.x(date.fromisoformat(span.start))
    width = round(max(scale.x(date.fromisoformat(span.end), after=True) - x, 2), 1)
    said = f"{words.day(span.start)} – {words.day(span.end)}{words.colon}{words.control(span.state, span)}"
    holders = words.comma.join(words.actor(h, h) for h in span.holders)
    label = holders if len(holders) * 6 < width else ""
    kind = f"control-{span.state}" + (" between" if span.basis == "interpolated" else "")
    return Band(x, width, kind, label, said)


def timetable(obligations: Iterable[Obligation], words: Words, first: str | None, last: str | None) -> Bands:
    """A line for each obligation from its start to its deadline, with the steps told of it."""
    known = tuple(obligations)
    days = [day for o in known for day in (o.start, o.due) if day]
    scale = _scale(days, first, last)
    lines: list[Line] = []
    for o in known:
        start, due = _day(o.start) or scale.first, _day(o.due)
        x = scale.x(start)
        width = round(max(scale.x(due or scale.last, after=True) - x, 3), 1)
        state = words.code("obligation_state", o.state)
        until = words.day(o.due) if o.due else words("no_deadline")
        said = f"{words.day(o.start) or '…'} – {until}{words.colon}{state}"
        text = in_language({lang: one.text for lang, one in o.words.items()}, words.lang)
        kind = f"due-{o.state}" + ("" if due else " open")
        steps = [(day, s) for s in o.steps if (day := _day(s.day)) and scale.first <= day <= scale.last]
        marks = tuple(
            (
                scale.x(day) + scale.step / 2,
                s.kind,
                f"{words.day(s.day)}{words.colon}{words.code('follow_up_kind', s.kind)}",
            )
            for day, s in steps
        )
        name = f"{words.code('obligation_kind', o.kind)}{words.colon}{text}"
        label = state if len(state) * 7 < width else ""
        lines.append(Line(name, f"/tracking#{o.id}", _at(len(lines)), (Band(x, width, kind, label, said),), marks))
    return _drawn(lines, scale)


def _scale(days: list[str], first: str | None, last: str | None) -> _Scale:
    known = sorted(day for day in (_day(d) for d in days) if day)
    start = _day(first) or (known[0] if known else date(2000, 1, 1))
    end = _day(last) or (known[-1] if known else start)
    return _Scale(start, end)


def _drawn(lines: list[Line], scale: _Scale) -> Bands:
    return Bands(WIDTH, int(_at(len(lines))) + 6, LEFT, _ROW, tuple(lines), scale.ticks())


def _at(number: int) -> float:
    return float(_TOP + number * _ROW)


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None
