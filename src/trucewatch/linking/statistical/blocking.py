"""Pairs of reports worth comparing, in SQL, a span of days at a time.

A report meets those within seven days whose place lies within the sum of both reaches. A place told only to the
province meets others when two of act, first actor and second actor agree. The same blocking between reports
15 to 29 days apart gives control pairs: the same places, sides and sources, but never one occurrence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from trucewatch.linking.statistical.levels import pattern_sql
from trucewatch.linking.statistical.reports import CELL, WIDE_CELL

__all__ = ["CONTROL", "DUCKDB", "SPARK", "WINDOW", "Dialect", "Lag", "day_spans", "pairs_sql"]

_KM = 111.2
_FINE_REACH = 20
_WIDE_REACH = 70


@dataclass(frozen=True, slots=True)
class Lag:
    """How many days the later report of a pair follows the earlier one, and which gap that counts as."""

    first: int
    last: int
    gap: str


@dataclass(frozen=True, slots=True)
class Dialect:
    """The two functions in which engines differ: a row for each whole number of a range, and a hash of an id."""

    rows: str
    picked: str


DUCKDB = Dialect("unnest(generate_series({low}, {high}))", "hash({id})")
SPARK = Dialect("explode(sequence({low}, {high}))", "xxhash64({id})")
"""The hash differs, so a sample of earlier reports is another one; all other pairs are the same."""

WINDOW = Lag(0, 7, "(r_day - l_day)")
CONTROL = Lag(15, 29, "abs(r_day - l_day - 22)")
"""Fifteen lags against seven and a half in the window: a pair of the control stands for half a chance pair."""


def day_spans(connection: Any, *, enough: int = 60_000, longest: int = 10) -> Iterator[tuple[int, int]]:
    """Spans of days (first included, last not) of about ``enough`` reports, none longer than ``longest``."""
    counts = connection.execute("SELECT day, count(*) FROM report GROUP BY day ORDER BY day").fetchall()
    first, held = None, 0
    for day, number in counts:
        if first is not None and day - first >= longest:
            yield first, day
            first, held = None, 0
        first, held = (day if first is None else first), held + number
        if held >= enough:
            yield first, day + 1
            first, held = None, 0
    if first is not None:
        yield first, counts[-1][0] + 1


def pairs_sql(
    span: tuple[int, int], lag: Lag, *, sample: int = 1, touching: int | None = None, dialect: Dialect = DUCKDB
) -> str:
    """SELECT of ``a``, ``b`` (report ids, the earlier first) and ``pattern``; the earlier report lies in ``span``.

    ``sample``: only one earlier report in so many. ``touching``: only pairs of which one id is at least this.
    """
    start, end = span
    left = f"l.day >= {start} AND l.day < {end}" + (
        f" AND {dialect.picked.format(id='l.id')} % {sample} = 0" if sample > 1 else ""
    )
    # the range on its own lets DuckDB skip whole row groups of later days
    right = f"r.day >= {start + lag.first} AND r.day < {end + lag.last}"
    apart = f"r.day BETWEEN l.day + {lag.first} AND l.day + {lag.last} AND (r.day > l.day OR r.id > l.id)"
    if touching is not None:
        apart += f" AND (l.id >= {touching} OR r.id >= {touching})"
    fine = _join(
        left + " AND l.grain <= 2", right + " AND r.grain <= 2", apart, CELL, "row", "col", _FINE_REACH, "", dialect
    )
    same1, same2 = "(l.actor1 = r.actor1 AND l.actor1 >= 0)", "(l.actor2 = r.actor2 AND l.actor2 >= 0)"
    act = "(l.act2 = r.act2 AND l.act2 >= 0)"
    wide = [
        _join(
            left + " AND l.grain <= 3",
            right + " AND r.grain <= 3",
            f"{apart} AND (l.grain = 3 OR r.grain = 3)",
            WIDE_CELL,
            "wide_row",
            "wide_col",
            _WIDE_REACH,
            keys,
            dialect,
        )
        for keys in (
            f" AND {act} AND {same1}",
            f" AND {act} AND {same2} AND NOT {same1}",
            f" AND {same1} AND {same2} AND NOT {act}",
        )
    ]
    both = " UNION ALL ".join((fine, *wide))
    return f"SELECT a, b, {pattern_sql()} AS pattern FROM (SELECT *, {lag.gap} AS gap FROM ({both}))"


_COMPARED = ("day", "reach", "grain", "act1", "act2", "act3", "actor1", "actor2", "toll", "source")


def _join(
    left: str, right: str, apart: str, cell: float, row: str, col: str, reach: int, keys: str, dialect: Dialect
) -> str:
    """Reports of ``left`` laid into every cell within their reach and ``reach`` more, met by those of ``right``."""
    high = f"(l.reach + {reach}) / {_KM}"
    wide = f"(l.reach + {reach}) / ({_KM} * greatest(l.shrink, 0.05))"
    columns, lines = (
        dialect.rows.format(
            low=f"CAST(floor(({at} - {far}) / {cell}) AS INTEGER)",
            high=f"CAST(floor(({at} + {far}) / {cell}) AS INTEGER)",
        )
        for at, far in (("l.lon", wide), ("l.lat", high))
    )
    cells = f"SELECT *, {columns} AS at_col FROM (SELECT *, {lines} AS at_row FROM report l WHERE {left}) l"
    distance = f"{_KM} * sqrt(power(l.lat - r.lat, 2) + power((l.lon - r.lon) * (l.shrink + r.shrink) / 2, 2))"
    told = ", ".join(f"{side}.{name} AS {side}_{name}" for side in "lr" for name in _COMPARED)
    return (
        f"SELECT l.id AS a, r.id AS b, {distance} AS distance, {told} FROM ({cells}) l "
        f"JOIN (SELECT * FROM report r WHERE {right}) r "
        f"ON r.{row} = l.at_row AND r.{col} = l.at_col AND {apart}{keys} WHERE {distance} <= l.reach + r.reach"
    )
