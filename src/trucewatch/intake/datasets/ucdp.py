"""Rows of the UCDP Georeferenced Event Dataset (GED) to event claims, without reading prose.

Source of the columns: Högbladh, UCDP GED Codebook; Sundberg and Melander 2013. The dataset codes who
used lethal force against whom, where and when, from named reports. It does not code who began or who
broke a truce: in state-based and non-state violence the order of the sides means nothing, so both
are parties. Each row keeps its reports as the speakers and the dataset as the relay through which they are heard.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Final

from trucewatch.errors import InputError
from trucewatch.intake.datasets.refusals import RefusedRow, RowError, TableReading
from trucewatch.intake.datasets.rows import Field, Malformed, Row, split_rows
from trucewatch.intake.datasets.ucdp_claims import Sides, UcdpRow, event_claim
from trucewatch.vocabulary.claims import EventClaim

__all__ = ["COLUMNS", "MAX_ROWS", "is_ucdp", "read_ucdp"]

MAX_ROWS: Final = 100_000
# the columns that are needed; others may stand in any order beside them
COLUMNS: Final = (
    "id",
    "type_of_violence",
    "side_a",
    "side_b",
    "source_office",
    "source_original",
    "where_prec",
    "where_coordinates",
    "latitude",
    "longitude",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "low",
    "best",
    "high",
)
_COUNTS: Final = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "low", "best", "high")
_INTEGER = re.compile(r"\d{1,9}(?:\.0{1,6})?")
_NUMBER = re.compile(r"-?\d{1,3}(?:\.\d{1,15})?")


def is_ucdp(text: str) -> bool:
    """True when the first line of ``text`` holds the columns of the dataset."""
    first = next(split_rows(text[:20_000]), None)
    return isinstance(first, Row) and set(COLUMNS) <= {f.value.strip() for f in first.fields}


def read_ucdp(text: str, *, document: str) -> TableReading:
    """Claims of the rows of ``text``, the stored text of the document with digest ``document``.

    Raises :class:`InputError` when the header lacks a column, names one twice, or the file is too long;
    a row that is wrong is refused by itself and the rest is kept.
    """
    columns = _header(text)
    claims: list[EventClaim] = []
    refused: list[RefusedRow] = []
    seen: dict[str, int] = {}
    rows = split_rows(text, len(columns))
    next(rows)
    for number, row in enumerate(rows):
        if number >= MAX_ROWS:
            raise InputError("the dataset has too many rows", expected=f"at most {MAX_ROWS}", hint="split the file")
        if isinstance(row, Malformed):
            refused.append(
                RefusedRow(line=row.line, field="the row", expected=f"{len(columns)} fields", got=row.reason)
            )
            continue
        fields = dict(zip(columns, row.fields, strict=True))
        row_id = fields["id"].value.strip()[:60]
        try:
            sound = _read(fields, row)
            if sound.id in seen:
                raise RowError("id", f"an id that does not stand on line {seen[sound.id]} already", row_id)
        except RowError as error:
            refused.append(
                RefusedRow(
                    line=row.line, field=error.field, expected=error.expected, got=error.got[:80], row_id=row_id or None
                )
            )
            continue
        seen[sound.id] = row.line
        claims.append(event_claim(sound, document, text))
    return TableReading(claims=tuple(claims), refused=tuple(refused), mapping="ucdp_ged")


def _header(text: str) -> tuple[str, ...]:
    first = next(split_rows(text), None)
    if not isinstance(first, Row):
        raise InputError("the dataset has no header", where="line 1", expected="the names of the columns")
    names = tuple(f.value.strip() for f in first.fields)
    missing = [c for c in COLUMNS if c not in names]
    if missing:
        raise InputError(
            "the dataset lacks columns", where="line 1", expected=", ".join(missing), hint="use a GED file as released"
        )
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise InputError("the dataset names a column twice", where="line 1", got=", ".join(twice))
    return names


def _read(fields: dict[str, Field], row: Row) -> UcdpRow:
    row_id = _integer(fields, "id")
    start, end = _date(fields, "date_start"), _date(fields, "date_end")
    if end < start:
        raise RowError("date_end", f"a day not before {start}", end)
    counts = {name: _integer(fields, name) for name in _COUNTS}
    if not counts["low"] <= counts["best"] <= counts["high"]:
        raise RowError(
            "best", "low, best and high in rising order", f"{counts['low']}, {counts['best']}, {counts['high']}"
        )
    place = fields["where_coordinates"]
    sides = Sides(_named(fields, "side_a"), _named(fields, "side_b"))
    return UcdpRow(
        id=str(row_id),
        span=row.span,
        violence=_integer(fields, "type_of_violence", 1, 3),
        sides=sides,
        offices=fields["source_office"],
        originals=fields["source_original"],
        place=place if place.value.strip() else None,
        where_precision=_integer(fields, "where_prec", 1, 7),
        latitude=_degrees(fields, "latitude", 90),
        longitude=_degrees(fields, "longitude", 180),
        clear=_integer(fields, "event_clarity", 1, 2) == 1,
        date_precision=_integer(fields, "date_prec", 1, 5),
        start=start,
        end=end,
        counts=counts,
        fields=fields,
    )


def _integer(fields: dict[str, Field], name: str, low: int = 0, high: int = 999_999_999) -> int:
    written = fields[name].value.strip()
    if not _INTEGER.fullmatch(written) or not written.isascii() or not low <= int(float(written)) <= high:
        raise RowError(name, f"a whole number from {low} to {high}", written)
    return int(float(written))


def _degrees(fields: dict[str, Field], name: str, limit: int) -> float:
    written = fields[name].value.strip()
    value = float(written) if _NUMBER.fullmatch(written) and written.isascii() else math.nan
    if not -limit <= value <= limit:
        raise RowError(name, f"degrees from -{limit} to {limit}", written)
    return value


def _date(fields: dict[str, Field], name: str) -> str:
    written = fields[name].value.strip()
    # releases write 2016-09-01 or 2016-09-01 00:00:00.000
    found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})(?:[ T]00:00:00(?:\.0{1,6})?)?", written)
    try:
        return dt.date.fromisoformat(found[1]).isoformat() if found else _no_date(name, written)
    except ValueError:
        return _no_date(name, written)


def _no_date(name: str, written: str) -> str:
    raise RowError(name, "a day as YYYY-MM-DD", written)


def _named(fields: dict[str, Field], name: str) -> Field:
    if not fields[name].value.strip():
        raise RowError(name, "the name of a side", "")
    return fields[name]
