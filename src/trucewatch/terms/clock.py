"""Local times of an agreement as instants. Times are read in the agreement's own zone and compared in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

__all__ = [
    "BEGINNING",
    "EARLIEST_YEAR",
    "END",
    "LATEST_YEAR",
    "Interval",
    "day_or_instant",
    "end_of",
    "start_of",
    "zone_of",
]

Interval: TypeAlias = tuple[datetime, datetime]
"""A half-open stretch of time in UTC."""

BEGINNING: Final = datetime(1, 1, 2, tzinfo=UTC)
END: Final = datetime(9999, 12, 30, tzinfo=UTC)
EARLIEST_YEAR: Final = 1945
LATEST_YEAR: Final = 2100


def zone_of(name: str) -> ZoneInfo:
    """The IANA zone. Raises ``KeyError`` when there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError) as error:  # a malformed key, or the name of a folder of zones
        raise KeyError(name) from error


def day_or_instant(text: str, zone: ZoneInfo) -> Interval:
    """What a local date or date-time may mean: a whole day, or one instant (both ends equal).

    A clock time that occurs twice when the clocks go back gives the stretch between its two meanings. An offset in
    the text wins over the zone. Raises ``ValueError`` when the text is no date.
    """
    if len(text) == 10:
        day = datetime.fromisoformat(text).replace(tzinfo=zone)
        return day.astimezone(UTC), _next_day(day).astimezone(UTC)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        instant = moment.astimezone(UTC)
        return instant, instant
    readings = sorted(moment.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return readings[0], readings[1]


def start_of(text: str | None, zone: ZoneInfo) -> datetime:
    """The earliest instant that a start may mean; the beginning of time when it is open."""
    return BEGINNING if text is None else day_or_instant(text, zone)[0]


def end_of(text: str | None, zone: ZoneInfo) -> datetime:
    """The latest instant that an end may mean, a bare day wholly included; the end of time when it is open."""
    return END if text is None else day_or_instant(text, zone)[1]


def _next_day(day: datetime) -> datetime:
    # wall-clock arithmetic: the next local midnight, also on a day of 23 or 25 hours
    return day + timedelta(days=1)
