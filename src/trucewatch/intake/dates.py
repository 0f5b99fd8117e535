"""Calendar dates as documents write them in English, French and Arabic: full ones only.

This reads the date of a document, not the times of events in its prose: a weekday, a season or
"yesterday" is not a date here. A numeric date whose order of day and month cannot be told is ambiguous.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache

from trucewatch.intake.words import load_words

__all__ = ["FoundDate", "date_pattern", "fold_digits", "from_match", "is_month", "match_date", "parse_iso"]

_DIGITS = {0x0660 + i: str(i) for i in range(10)} | {0x06F0 + i: str(i) for i in range(10)}
_ISO = (
    r"(?P<iy>\d{4})-(?P<im>\d{2})-(?P<id>\d{2})"
    r"(?:[T ](?P<ih>\d{2}):(?P<imin>\d{2})(?::\d{2}(?:[.,]\d{1,9})?)?\s?(?P<iz>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?(?![\d-])"
)
_CLOCK = (
    r"(?:[\s,،|–-]{0,3}(?:à\s|at\s|الساعة\s|-\s)?\s?(?P<h>\d{1,2})\s?[h:H]\s?(?P<min>\d{2})(?::\d{2})?(?!\d)"
    r"(?:\s?(?P<half>[AaPp]\.?[Mm])\b)?(?:\s?(?P<z>GMT|UTC|Z\b|[+-]\d{2}:?\d{2}))?)?"
)


@dataclass(frozen=True)
class FoundDate:
    """A date as found: ``year`` is None where none is written; ``clock`` is (hour, minute); ``offset`` as
    written (``+02:00``); ``ambiguous`` when day and month may be swapped. ``end`` is where the match ends."""

    year: int | None
    month: int
    day: int
    end: int
    clock: tuple[int, int] | None = None
    offset: str | None = None
    ambiguous: bool = False

    def iso(self) -> str | None:
        """ISO 8601 local date, with time and offset only where written; None without a year or for no real day."""
        if self.year is None or self.ambiguous:
            return None
        try:
            day = dt.date(self.year, self.month, self.day).isoformat()
        except ValueError:
            return None
        if self.clock is None:
            return day
        hour, minute = self.clock
        if hour > 23 or minute > 59:
            return day
        return f"{day}T{hour:02d}:{minute:02d}{self.offset or ''}"


def fold_digits(text: str) -> str:
    """Arabic-Indic digits as ASCII ones; the length and every offset stay the same."""
    return text.translate(_DIGITS)


@cache
def _months() -> dict[str, int]:
    return {
        name.casefold(): number
        for names in load_words().months.values()
        for number, spellings in enumerate(names, start=1)
        for name in spellings
    }


def is_month(word: str) -> bool:
    """True for the name of a month in one of the three languages."""
    return word.casefold() in _months()


@cache
def date_pattern() -> str:
    """The source of a regular expression for one date with an optional clock time. Named groups; no anchors."""
    month = "|".join(re.escape(m) for m in sorted(_months(), key=len, reverse=True))
    month = rf"(?:{month})(?!\w)\.?"
    named = rf"(?P<d1>\d{{1,2}})(?:er|st|nd|rd|th)?[\s-]{{1,3}}(?:of\s)?(?P<m1>{month})(?:\s?/\s?(?:{month}))?"
    named += r"(?:[\s,،-]{1,3}(?P<y1>\d{4})(?!\d))?"
    first = rf"(?P<m2>{month})\s{{1,3}}(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s{{1,3}}(?P<y2>\d{{4}})(?!\d))?"
    numeric = r"(?P<n1>\d{1,2})(?P<sep>[/.-])(?P<n2>\d{1,2})(?P=sep)(?P<y3>\d{4})(?!\d)"
    return rf"(?:{_ISO}|(?:{named}|{first}|{numeric}){_CLOCK})"


@cache
def _compiled() -> re.Pattern[str]:
    return re.compile(date_pattern(), re.IGNORECASE)


def match_date(text: str, start: int = 0, *, lang: str | None = None) -> FoundDate | None:
    """The date that begins exactly at ``start`` of ``text`` (digits folded before), or None.

    ``lang`` decides the order of a numeric date: day first in French and Arabic, else ambiguous unless
    one of the numbers is above twelve.
    """
    found = _compiled().match(text, start)
    return None if found is None else from_match(found, lang=lang)


def from_match(found: re.Match[str], *, lang: str | None = None) -> FoundDate | None:
    """Read the groups of :func:`date_pattern`."""
    if found["iy"]:
        clock = (int(found["ih"]), int(found["imin"])) if found["ih"] else None
        return FoundDate(int(found["iy"]), int(found["im"]), int(found["id"]), found.end(), clock, _offset(found["iz"]))
    clock = _clock(found)
    offset = _offset(found["z"]) if clock else None
    if found["m1"] or found["m2"]:
        month = _months()[(found["m1"] or found["m2"]).rstrip(".").casefold()]
        day, year = int(found["d1"] or found["d2"]), found["y1"] or found["y2"]
        return FoundDate(int(year) if year else None, month, day, found.end(), clock, offset)
    one, two, year = int(found["n1"]), int(found["n2"]), int(found["y3"])
    if one > 12 or lang in ("fr", "ar") or one == two:
        day, month, ambiguous = one, two, False
    elif two > 12:
        day, month, ambiguous = two, one, False
    else:
        day, month, ambiguous = one, two, True
    return FoundDate(year, month, day, found.end(), clock, offset, ambiguous)


def _clock(found: re.Match[str]) -> tuple[int, int] | None:
    if not found["h"]:
        return None
    hour, minute = int(found["h"]), int(found["min"])
    half = (found["half"] or "").lower()
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    return (hour, minute) if hour < 24 and minute < 60 else None


def _offset(written: str | None) -> str | None:
    if not written:
        return None
    if written.upper() in ("Z", "GMT", "UTC"):
        return "+00:00"
    return written if ":" in written else f"{written[:3]}:{written[3:]}"


def parse_iso(text: str) -> str | None:
    """A whole ISO 8601 date, or date and time, brought to minutes; None when it is not one or no real day."""
    found = re.fullmatch(_ISO, text.strip())
    if found is None:
        return None
    clock = (int(found["ih"]), int(found["imin"])) if found["ih"] else None
    if clock and (clock[0] > 23 or clock[1] > 59):
        return None
    return FoundDate(
        int(found["iy"]), int(found["im"]), int(found["id"]), found.end(), clock, _offset(found["iz"])
    ).iso()
