"""What filters and counts ask of every incident, as columns in memory: one number each, in the order of every list.

A database reads a row of text for each incident that it counts; a page that counts by filter, day and map cell would
have it read all of them several times. Columns are read once for a state of the read models and belong to one store:
the copy that an audience is served has columns of its own, made from what that copy holds.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, select

from trucewatch.store import tables
from trucewatch.vocabulary.precision import REACH_METRES

__all__ = ["Coded", "IncidentColumns", "Mask", "Whole", "coded", "read_columns", "read_outcomes"]

Whole = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
_C: Final = tables.incidents.c
_READ: Final = (
    _C.id,
    _C.act,
    _C.family,
    _C.corroboration,
    _C.place_id,
    _C.place_precision,
    _C.lat,
    _C.lon,
    _C.time_start,
    _C.time_end,
    _C.time_precision,
)
_UNTOLD: Final = -1


@dataclass(frozen=True)
class Coded:
    """A column of words: ``codes`` are places in ``words``, -1 where nothing is told."""

    words: tuple[str, ...]
    codes: Whole

    @cached_property
    def places(self) -> dict[str, int]:
        """The code of each word."""
        return {word: code for code, word in enumerate(self.words)}

    def among(self, wanted: Sequence[str]) -> Mask:
        """Whether the word is one of those wanted."""
        known = [self.places[word] for word in wanted if word in self.places]
        return np.isin(self.codes, known)


def coded(values: Sequence[str | None]) -> Coded:
    """The words of a column as codes."""
    known: dict[str | None, int] = {None: _UNTOLD}
    codes = [known.setdefault(value, len(known) - 1) for value in values]
    return Coded(tuple(word for word in known if word is not None), np.array(codes, np.int32))


@dataclass(frozen=True)
class IncidentColumns:
    """Every incident that stands, by time, undated last, then id.

    ``start``, ``first`` and ``last`` are places in ``times`` (sorted texts): the beginning where one is told, the end
    where none is, and where it ends; an end left open by the words lies behind all times. They are -1 where nothing is
    told. ``lat`` and ``lon`` are NaN
    where there is none. ``reach`` is metres; ``drawn`` says whether there is a point that is not that of a region.
    ``rank`` is the place of the id among all ids.
    """

    ids: tuple[str, ...]
    act: Coded
    family: Coded
    corroboration: Coded
    place: Coded
    times: tuple[str, ...]
    start: Whole
    first: Whole
    last: Whole
    lat: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64]
    reach: Whole
    drawn: Mask

    @cached_property
    def rank(self) -> Whole:
        """The place of each id among all ids, in the order of their characters."""
        order = sorted(range(len(self.ids)), key=self.ids.__getitem__)
        found = np.empty(len(order), np.int32)
        found[order] = np.arange(len(order), dtype=np.int32)
        return found

    @cached_property
    def at(self) -> dict[str, int]:
        """The row of each id."""
        return {name: row for row, name in enumerate(self.ids)}

    def from_on(self, day: str) -> Mask:
        """Whether the time told reaches ``day`` or a later one."""
        return self.last >= bisect_left(self.times, day)

    def until(self, day: str) -> Mask:
        """Whether the time told begins at ``day`` or an earlier one."""
        return self.first < bisect_right(self.times, day)


def read_columns(connection: Connection) -> IncidentColumns:
    """Read every incident that stands, without its words."""
    rows = sorted(connection.execute(select(*_READ)).all(), key=_by_time)
    columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(_READ)
    ids, act, family, corroboration, place, precision, lat, lon, start, end, held = columns
    times = tuple(sorted({time for time in (*start, *end) if time is not None}))
    known: dict[str | None, int] = {None: _UNTOLD} | {time: at for at, time in enumerate(times)}
    begun = [known[a if a is not None else b] for a, b in zip(start, end, strict=True)]
    over = [_end(known, len(times), *told) for told in zip(start, end, held, strict=True)]
    points = np.array(lat, np.float64), np.array(lon, np.float64)
    whole = np.array([p is not None and p not in REACH_METRES for p in precision], np.bool_)
    return IncidentColumns(
        ids=tuple(ids),
        act=coded(act),
        family=coded(family),
        corroboration=coded(corroboration),
        place=coded(place),
        times=times,
        start=np.array([known[time] for time in start], np.int32),
        first=np.array(begun, np.int32),
        last=np.array(over, np.int32),
        lat=points[0],
        lon=points[1],
        reach=np.array([REACH_METRES.get(p or "", 0) for p in precision], np.int32),
        drawn=~np.isnan(points[0]) & ~np.isnan(points[1]) & ~whole,
    )


def read_outcomes(connection: Connection, columns: IncidentColumns) -> tuple[Whole, Coded]:
    """Rows of incidents, and the outcome that one of the assessments of each has; of two alike, one."""
    c = tables.assessments.c
    pairs = connection.execute(select(c.incident, c.outcome).distinct()).all()
    told = [(columns.at[incident], outcome) for incident, outcome in pairs if incident in columns.at]
    return np.array([row for row, _ in told], np.int32), coded([outcome for _, outcome in told])


def _by_time(row: Any) -> tuple[bool, str, str]:
    return row[8] is None, row[8] or "", row[0]


def _end(known: dict[str | None, int], beyond: int, start: str | None, end: str | None, precision: str | None) -> int:
    if end is not None:
        return known[end]
    return beyond if precision == "open" and start is not None else known[start]
