"""Arithmetic of calendar days for the reader of times: spans, weekdays, the year that a date leaves out."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Literal, TypeAlias

__all__ = [
    "Edge",
    "Span",
    "back",
    "date_of",
    "edge_of",
    "month_span",
    "moved_month",
    "week_span",
    "weekday_near",
    "weekend_span",
    "with_year",
    "year_span",
]

Edge: TypeAlias = Literal["start", "middle", "end"]
Span: TypeAlias = tuple[dt.date, dt.date]

_AHEAD_WEIGHT = 6  # a day without a year lies ahead only if it is that much nearer than the last one


def date_of(year: int, month: int, day: int) -> dt.date | None:
    """The day, or null where the calendar has none (31 April)."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def month_span(year: int, month: int) -> Span:
    """First and last day of a month."""
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def year_span(year: int) -> Span:
    """First and last day of a year."""
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def moved_month(day: dt.date, months: int) -> tuple[int, int]:
    """Year and month, so many months from a day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1


def week_span(day: dt.date, weeks: int) -> Span:
    """Monday to Sunday of the week of a day, or of one so many weeks from it."""
    monday = day + dt.timedelta(days=7 * weeks - day.weekday())
    return monday, monday + dt.timedelta(days=6)


def weekend_span(day: dt.date, weeks: int) -> Span:
    """Saturday and Sunday: the last ones begun up to the day, or so many weeks from them."""
    saturday = day + dt.timedelta(days=7 * weeks - (day.weekday() - 5) % 7)
    return saturday, saturday + dt.timedelta(days=1)


def weekday_near(day: dt.date, weekday: int, *, ahead: bool, strictly: bool = False) -> dt.date:
    """The nearest such weekday up to a day, or from it on; ``strictly`` leaves the day itself out."""
    distance = (weekday - day.weekday()) % 7 if ahead else (day.weekday() - weekday) % 7
    if strictly and distance == 0:
        distance = 7
    return day + dt.timedelta(days=distance if ahead else -distance)


def back(day: dt.date, count: int, unit: int) -> dt.date:
    """``count`` units before a day (after it if negative): a unit is 1 or 7 days, 30 a month, 365 a year."""
    if unit < 30:
        return day - dt.timedelta(days=count * unit)
    year, month = moved_month(day, -count * (12 if unit >= 365 else 1))
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def edge_of(span: Span, edge: Edge) -> Span:
    """*début*, *mi-*, *fin*: thirds of a month (1-10, 11-20, 21 to its end) or of a year (four months each)."""
    start, end = span
    if start.year == end.year and start.month == end.month and start.day == 1:
        first, last = {"start": (1, 10), "middle": (11, 20), "end": (21, end.day)}[edge]
        return start.replace(day=first), start.replace(day=last)
    if start.month == 1 and end.month == 12:
        months = {"start": (1, 4), "middle": (5, 8), "end": (9, 12)}[edge]
        return month_span(start.year, months[0])[0], month_span(start.year, months[1])[1]
    third = (end - start).days // 3
    begin = {"start": 0, "middle": third, "end": 2 * third}[edge]
    return start + dt.timedelta(days=begin), (end if edge == "end" else start + dt.timedelta(days=begin + third))


def with_year(published: dt.date, month: int, day: int, *, ahead: bool, weekday: int | None = None) -> dt.date | None:
    """A day given without its year: the last one up to publication, or the next where the words look ahead.

    A named weekday decides between years. A day a few weeks ahead is taken although nothing says so:
    of a day so long past the text would tell the year.
    """
    days = [d for d in (date_of(published.year + n, month, day) for n in (-1, 0, 1)) if d is not None]
    if weekday is not None:
        days = [d for d in days if d.weekday() == weekday] or days

    def cost(d: dt.date) -> int:
        distance = (d - published).days
        if ahead:
            return distance if distance >= 0 else -distance * _AHEAD_WEIGHT
        return distance * _AHEAD_WEIGHT if distance > 0 else -distance

    return min(days, key=cost, default=None)
