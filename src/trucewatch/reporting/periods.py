"""The period of a report and the equal one before it."""

from __future__ import annotations

import datetime as dt
from typing import Literal, TypeAlias

from trucewatch.errors import UsageError
from trucewatch.vocabulary.reports import Period

__all__ = ["Rhythm", "previous_period", "report_period", "split_period"]

Rhythm: TypeAlias = Literal["daily", "weekly"]


def report_period(
    *,
    day: str | None,
    start: str | None,
    end: str | None,
    case_start: str | None,
    case_end: str | None,
    last: str | None,
) -> Period:
    """The period that the options name: a day, or from and to; by default that of the case, to its last dated event.

    Raises :class:`UsageError` for a date that is none, or a period that ends before it begins.
    """
    if day is not None and (start is not None or end is not None):
        raise UsageError("a day and a period are both given", hint="use --day, or --from and --to")
    if day is not None:
        start = end = day
    first = _checked(start or case_start or last or "2000-01-01", "--from")
    final = _checked(end or (day or case_end or last or first), "--to")
    if final < first:
        raise UsageError("the period ends before it begins", got=f"{first} to {final}", expected="--from before --to")
    return Period(start=first, end=final)


def previous_period(period: Period) -> Period:
    """The period of equal length that ends the day before."""
    first, last = dt.date.fromisoformat(period.start), dt.date.fromisoformat(period.end)
    length = (last - first).days + 1
    return Period(start=(first - dt.timedelta(days=length)).isoformat(), end=(first - dt.timedelta(days=1)).isoformat())


def split_period(period: Period, rhythm: Rhythm) -> tuple[Period, ...]:
    """The days of a period, or its weeks (ISO 8601, Monday to Sunday) cut at its ends."""
    first, last = dt.date.fromisoformat(period.start), dt.date.fromisoformat(period.end)
    parts: list[Period] = []
    while first <= last:
        end = first if rhythm == "daily" else min(last, first + dt.timedelta(days=6 - first.weekday()))
        parts.append(Period(start=first.isoformat(), end=end.isoformat()))
        first = end + dt.timedelta(days=1)
    return tuple(parts)


def _checked(value: str, option: str) -> str:
    try:
        day = dt.date.fromisoformat(value)
    except ValueError as error:
        raise UsageError("the date is not readable", where=option, got=value, expected="YYYY-MM-DD") from error
    if not 1945 <= day.year <= 2100:
        raise UsageError("the date lies in the wrong century", where=option, got=value, expected="1945 to 2100")
    return day.isoformat()
