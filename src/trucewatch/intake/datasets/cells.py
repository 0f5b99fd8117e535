"""Cells of a table to values: days, degrees, counts, acts. What is wrong is refused with the name of its column."""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from functools import cache
from typing import Final

from trucewatch.intake.datasets.mapping import ActColumns, DateColumns
from trucewatch.intake.datasets.refusals import RowError
from trucewatch.intake.datasets.rows import Field
from trucewatch.vocabulary.claims import PlacePrecision, Span, TimePrecision, TimeSpan
from trucewatch.vocabulary.codes import load_code_list

__all__ = [
    "Cells",
    "act_of",
    "cell_span",
    "count",
    "degrees",
    "geopoint",
    "metres",
    "precision_of",
    "time_of_row",
    "value_of",
]

Cells = dict[str, Field]
_COUNT: Final = re.compile(r"\d{1,9}(?:\.0{1,6})?")
_DEGREES: Final = re.compile(r"-?\d{1,3}(?:\.\d{1,15})?")
_EARLIEST, _LATEST = 1945, 2100


def value_of(cells: Cells, column: str | None) -> str:
    """The cell without white space around it; empty where the column is absent."""
    field = cells.get(column) if column else None
    return field.value.strip() if field else ""


def cell_span(field: Field) -> Span:
    """The range of a cell's value without white space around it."""
    lead = len(field.value) - len(field.value.lstrip())
    tail = len(field.value) - len(field.value.rstrip())
    return field.span[0] + lead, field.span[1] - tail


def count(cells: Cells, column: str) -> int | None:
    """A whole number, or null for an empty cell. Raises :class:`RowError`."""
    written = value_of(cells, column)
    if not written:
        return None
    if not _COUNT.fullmatch(written) or not written.isascii():
        raise RowError(column, "a whole number", written)
    return int(float(written))


def degrees(cells: Cells, column: str | None, limit: int) -> float | None:
    """Degrees, or null for an empty cell. Raises :class:`RowError`."""
    written = value_of(cells, column)
    if not written:
        return None
    number = float(written) if _DEGREES.fullmatch(written) and written.isascii() else math.nan
    if not -limit <= number <= limit:
        raise RowError(str(column), f"degrees from -{limit} to {limit}", written)
    return number


def geopoint(cells: Cells, column: str, *, lon_first: bool = False) -> tuple[float, float, float | None] | None:
    """Latitude, longitude and accuracy in metres (null where untold), or null for an empty cell.

    The cell is ``lat lon [height [accuracy]]`` (OpenDataKit geopoint), or longitude first as in GeoJSON.
    Raises :class:`RowError`.
    """
    written = value_of(cells, column)
    if not written:
        return None
    try:
        numbers = [float(part) for part in written.replace(";", " ").replace(",", " ").split()]
    except ValueError:
        numbers = []
    if lon_first and len(numbers) >= 2:
        numbers[:2] = numbers[1], numbers[0]
    if len(numbers) not in (2, 3, 4) or not (-90 <= numbers[0] <= 90 and -180 <= numbers[1] <= 180):
        raise RowError(column, "latitude and longitude, height and accuracy", written)
    accuracy = numbers[3] if len(numbers) == 4 and math.isfinite(numbers[3]) and numbers[3] > 0 else None
    return numbers[0], numbers[1], accuracy


def precision_of(metres: float | None) -> PlacePrecision | None:
    """The precision that an accuracy in metres allows (Atlos: exact 10 m, vicinity 100 m, locality 1 km)."""
    if metres is None:
        return None
    if metres <= 10:
        return "exact"
    if metres <= 100:
        return "vicinity"
    return "locality" if metres <= 1000 else "near"


def metres(cells: Cells, column: str | None) -> float | None:
    """An accuracy in metres, or null for an empty or zero cell. Raises :class:`RowError`."""
    written = value_of(cells, column)
    if not written:
        return None
    try:
        value = float(written)
    except ValueError:
        value = math.nan
    if not 0 <= value < 1e7:
        raise RowError(str(column), "metres", written)
    return value or None


def time_of_row(cells: Cells, columns: DateColumns) -> TimeSpan | None:
    """When it happened, or null where the row does not tell. Raises :class:`RowError`."""
    if columns.year:
        return _parts(cells, columns)
    start_column = str(columns.start)
    written = value_of(cells, start_column)
    if not written:
        return None
    start, precision = _day(written, start_column, columns.formats)
    end, spans = start, [cell_span(cells[start_column])]
    later = value_of(cells, columns.end)
    if later and columns.end:
        end, _ = _day(later, columns.end, columns.formats)
        spans.append(cell_span(cells[columns.end]))
        if end < start:
            raise RowError(columns.end, f"a day not before {start}", later)
        precision = precision if end == start else "range"
    if columns.precision is not None:
        code = value_of(cells, columns.precision.column)
        if code and code not in columns.precision.codes:
            raise RowError(columns.precision.column, " or ".join(columns.precision.codes), code)
        precision = columns.precision.codes.get(code, precision)
        if precision == "day" and end != start:
            precision = "range"
        if start == end:
            start, end = _widened(start, precision)
    return TimeSpan(
        start=start.isoformat(),
        end=end.isoformat(),
        precision=precision,
        span=(min(s[0] for s in spans), max(s[1] for s in spans)),
    )


def _widened(day: dt.date, precision: TimePrecision) -> tuple[dt.date, dt.date]:
    """A single day that stands for a week or a month means the whole of it."""
    if precision == "week":
        return day - dt.timedelta(days=3), day + dt.timedelta(days=3)
    if precision == "month":
        return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
    if precision == "year":
        return day.replace(month=1, day=1), day.replace(month=12, day=31)
    return day, day


def _day(written: str, column: str, formats: tuple[str, ...]) -> tuple[dt.date, TimePrecision]:
    for pattern in formats:
        try:
            day = dt.datetime.strptime(written, pattern).date()
        except ValueError:
            continue
        if not _EARLIEST <= day.year <= _LATEST:
            raise RowError(column, f"a year from {_EARLIEST} to {_LATEST}", written)
        return day, "day"
    try:
        day = dt.datetime.fromisoformat(written).date()
    except ValueError:
        raise RowError(column, f"a day as {' or '.join(formats)}", written) from None
    if not _EARLIEST <= day.year <= _LATEST:
        raise RowError(column, f"a year from {_EARLIEST} to {_LATEST}", written)
    return day, "day"


def _parts(cells: Cells, columns: DateColumns) -> TimeSpan | None:
    """Year, month and day in columns of their own; an untold part widens the time."""
    numbers = [count(cells, column) if column else None for column in (columns.year, columns.month, columns.day)]
    year, month, day = (number or 0 for number in numbers)
    if not year:
        return None
    try:
        if month and day:
            start = end = dt.date(year, month, day)
        elif month:
            start, end = dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
        else:
            start, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
    except (ValueError, calendar.IllegalMonthError):
        raise RowError(str(columns.day), "a day that exists", f"{year}-{month}-{day}") from None
    precision: TimePrecision = "day" if month and day else "month" if month else "year"
    fields = [cells[column] for column in (columns.year, columns.month, columns.day) if column and column in cells]
    spans = [cell_span(field) for field in fields]
    span = (min(s[0] for s in spans), max(s[1] for s in spans))
    return TimeSpan(start=start.isoformat(), end=end.isoformat(), precision=precision, span=span)


def act_of(cells: Cells, columns: ActColumns) -> tuple[str, Field, tuple[str, ...]]:
    """The act, the cell that tells it, and what other flags of the row name. Raises :class:`RowError`."""
    words = {_folded(word): act for word, act in columns.codes.items()}
    for column in columns.columns:
        written = value_of(cells, column)
        if not written:
            continue
        act = words.get(_folded(written)) or _own_words().get(_folded(written))
        if act is not None:
            return act, cells[column], ()
    flagged = [flag for flag in columns.flags if value_of(cells, flag.column) == flag.equals]
    if flagged:
        others = tuple(dict.fromkeys(flag.act for flag in flagged[1:] if flag.act != flagged[0].act))
        return flagged[0].act, cells[flagged[0].column], others
    column = (*columns.columns, *(flag.column for flag in columns.flags))[0]
    raise RowError(column, "an event type of the mapping", value_of(cells, column))


@cache
def _own_words() -> dict[str, str]:
    words: dict[str, str] = {}
    for code in load_code_list("acts").codes:
        for word in (code.code, *code.label.values()):
            words.setdefault(_folded(word), code.code)
    return words


def _folded(word: str) -> str:
    return " ".join(word.replace("_", " ").replace("’", "'").casefold().split())
