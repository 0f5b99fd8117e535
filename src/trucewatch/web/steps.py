"""A contested figure drawn: every value as its source gave it, running tolls as steps, what was revised down marked."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from trucewatch.vocabulary.tracking import FigureQuestion, FigureValueOf
from trucewatch.web.wording import Words

__all__ = ["Stairs", "StepChart", "Value", "step_chart"]

WIDTH: Final = 960
HEIGHT: Final = 260
_LEFT, _RIGHT, _TOP, _BASE = 64.0, 190.0, 14.0, 226.0
_MARKS: Final = 6


@dataclass(frozen=True)
class Value:
    """One value: a bar from low to high, open where an end was not told, and the best where one was given."""

    x: float
    low: float
    high: float
    best: float
    open_high: bool
    mark: int
    revised: bool
    href: str
    said: str


@dataclass(frozen=True)
class Stairs:
    """The running toll of one source as a line of steps; its name stands at the end."""

    path: str
    mark: int
    name: str
    y: float


@dataclass(frozen=True)
class StepChart:
    """The drawing; ``scale`` are marks of the axis with their numbers."""

    width: int
    height: int
    base: float
    left: float
    right: float
    values: tuple[Value, ...]
    stairs: tuple[Stairs, ...]
    scale: tuple[tuple[str, float], ...]
    ticks: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class _Axes:
    first: date
    days: int
    top: float

    def x(self, day: date) -> float:
        return round(_LEFT + (day - self.first).days / self.days * (WIDTH - _LEFT - _RIGHT), 1)

    def y(self, number: float) -> float:
        return round(_BASE - number / self.top * (_BASE - _TOP), 1)


def step_chart(question: FigureQuestion, words: Words) -> StepChart | None:
    """Draw the values that have a day and a number; None where there is none."""
    dated = sorted(
        ((day, v) for v in question.values if (day := _day(v)) and _numbers(v)),
        key=lambda pair: (pair[0], pair[1].claim),
    )
    if not dated:
        return None
    first, last = dated[0][0], dated[-1][0]
    axes = _Axes(first, max((last - first).days, 1), _round_up(max(n for _, v in dated for n in _numbers(v))))
    marks = {by: number % _MARKS for number, by in enumerate(dict.fromkeys(v.by for _, v in dated))}
    revised = {step.claim for step in question.steps if step.revised_down}
    return StepChart(
        WIDTH,
        HEIGHT,
        _BASE,
        _LEFT,
        WIDTH - _RIGHT,
        tuple(_value(day, v, axes, words, marks[v.by], v.claim in revised) for day, v in dated),
        tuple(_stairs(dated, marks, axes, words)),
        tuple((words.number(_whole(axes.top * part / 4)), axes.y(axes.top * part / 4)) for part in range(5)),
        tuple((day.isoformat(), axes.x(day)) for day in dict.fromkeys((first, last))),
    )


def _value(day: date, v: FigureValueOf, axes: _Axes, words: Words, mark: int, revised: bool) -> Value:
    numbers = _numbers(v)
    low = float(v.low) if v.low is not None else 0.0
    high = float(v.high) if v.high is not None else max(numbers)
    told = f"{words.code('qualifier', v.qualifier)} {words.number(v.low)}"
    told += "" if v.high == v.low else f" – {words.number(v.high)}"
    return Value(
        x=axes.x(day),
        low=axes.y(low),
        high=axes.y(high),
        best=axes.y(float(v.best) if v.best is not None else low or high),
        open_high=v.high is None,
        mark=mark,
        revised=revised,
        href=f"/documents/{v.document}#claim-{v.claim}",
        said=f"{words.actor(v.by, v.by)}{words.comma}{words.day(day.isoformat())}{words.colon}{told}",
    )


def _stairs(
    dated: list[tuple[date, FigureValueOf]], marks: dict[str, int], axes: _Axes, words: Words
) -> Iterable[Stairs]:
    taken = -math.inf
    ends = []
    for by, mark in marks.items():
        points = [(axes.x(day), axes.y(_told(v))) for day, v in dated if v.by == by]
        path = f"M{points[0][0]} {points[0][1]}" + "".join(f"H{x}V{y}" for x, y in points[1:])
        ends.append((points[-1][1], path, mark, words.actor(by, by)))
    for y, path, mark, name in sorted(ends):
        taken = max(y, taken + 13)
        yield Stairs(path, mark, name, round(taken, 1))


def _told(v: FigureValueOf) -> float:
    """Where the line of a source passes: its best value, else its least, else its most."""
    return float(next(n for n in (v.best, v.low, v.high) if n is not None))


def _numbers(v: FigureValueOf) -> list[float]:
    return [float(n) for n in (v.low, v.best, v.high) if n is not None]


def _whole(value: float) -> float:
    return round(value) if value >= 4 else round(value, 1)


def _round_up(value: float) -> float:
    """The next number that reads well as the top of an axis."""
    if value <= 0:
        return 1.0
    power = 10 ** math.floor(math.log10(value))
    return float(next(step * power for step in (1, 2, 4, 5, 8, 10) if step * power >= value))


def _day(v: FigureValueOf) -> date | None:
    told = v.day or v.published
    try:
        return date.fromisoformat(told[:10]) if told else None
    except ValueError:
        return None
