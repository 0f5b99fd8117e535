"""One expression of time over its tokens, with the days it means; and where the telling stands."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from trucewatch.reading.times_days import Span
from trucewatch.vocabulary.claims import TimePrecision

__all__ = ["Moment", "Story", "spanning"]


class Moment(Struct, gc=False):
    """An expression over the tokens ``[first, last)`` and the days it means, both inclusive; null if unresolved."""

    first: int
    last: int
    start: dt.date | None
    end: dt.date | None
    precision: TimePrecision
    rule: str
    anchored: bool = True
    story: bool = False
    since: bool = False
    until: bool = False
    duration: bool = False
    clock: str = ""
    of_noun: bool = False  # the time of what is named behind it, not of the clause
    day: int | None = None  # the day of the month, where the words give it


class Story(Struct, gc=False):
    """Where the telling stands: its last day, for *la veille* and *the next day*."""

    day: dt.date | None = None
    sentence: int = -1


def spanning(
    first: int, last: int, span: Span | None, precision: TimePrecision, rule: str, *, anchored: bool = True
) -> Moment:
    """The expression over the tokens ``[first, last)`` that means a span of days."""
    start, end = span if span is not None else (None, None)
    return Moment(first, last, start, end, precision, rule, anchored=anchored)
