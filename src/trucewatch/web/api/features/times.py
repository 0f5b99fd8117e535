"""The parameters ``bbox`` and ``datetime`` of OGC API - Features."""

from __future__ import annotations

import datetime as dt
import math
from typing import Final

from trucewatch.store import Box
from trucewatch.web.api.problem import RefusalError

__all__ = ["box_of", "period_of"]

_OPEN: Final = ("", "..")


def box_of(text: str | None) -> Box | None:
    """West, south, east, north (with two heights as well: six numbers), in degrees. Raises :class:`RefusalError`.

    West greater than east spans the antimeridian (7.15.3).
    """
    if text is None:
        return None
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in (4, 6) or not all(math.isfinite(n) for n in numbers):
        raise RefusalError(400, "the box is not readable", where="bbox", expected="4 or 6 numbers", got=text[:80])
    west, south, east, north = numbers if len(numbers) == 4 else (*numbers[0:2], *numbers[3:5])
    if south > north or not (-90 <= south <= 90 and -90 <= north <= 90) or max(abs(west), abs(east)) > 180:
        raise RefusalError(
            400, "the box is not on the globe", where="bbox", expected="west,south,east,north in degrees", got=text[:80]
        )
    return Box(west, south, east, north)


def period_of(text: str | None) -> tuple[str | None, str | None] | None:
    """First and last day of an instant or interval of RFC 3339, half-bounded with ``..``. Raises :class:`RefusalError`.

    Days of the case are local; an instant stands for the day that it names.
    """
    if text is None:
        return None
    parts = text.split("/")
    if len(parts) > 2 or (len(parts) == 1 and parts[0] in _OPEN):
        raise _unreadable(text)
    days = [None if part in _OPEN and len(parts) == 2 else _day(part, text) for part in parts]
    start, end = days[0], days[-1]
    if start is not None and end is not None and end < start:
        raise _unreadable(text)
    return start, end


def _day(part: str, whole: str) -> str:
    try:
        if len(part) == 10:
            return dt.date.fromisoformat(part).isoformat()
        if "T" not in part.upper() or not part.isascii():
            raise _unreadable(whole)
        return dt.datetime.fromisoformat(part.upper()).date().isoformat()
    except ValueError as error:
        raise _unreadable(whole) from error


def _unreadable(text: str) -> RefusalError:
    return RefusalError(
        400,
        "the time is not readable",
        where="datetime",
        expected="2016-12-01, an instant of RFC 3339, or an interval such as 2016-12-01/..",
        got=text[:80],
    )
