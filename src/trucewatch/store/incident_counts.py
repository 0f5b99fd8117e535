"""Filters, counts and map cells over the columns of a store."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely
from sqlalchemy import Connection, or_, select

from trucewatch.store import tables
from trucewatch.store.filters import IncidentFilter
from trucewatch.store.incident_columns import (
    Coded,
    IncidentColumns,
    Mask,
    Whole,
    coded,
    read_columns,
    read_outcomes,
)
from trucewatch.store.port import DayCount, Grouping, MapBounds, MapCell

__all__ = ["Counted", "KeptColumns"]

Numbers = npt.NDArray[np.int64]
_MOST: Final = 64
_WIDTH: Final = 360.0
_DIGITS: Final = 9
"""Of a degree. Sums in another order differ beyond these."""


class Counted:
    """The incidents of one state of the read models. ``connection`` is needed for what is read when first asked for."""

    def __init__(self, columns: IncidentColumns) -> None:
        self.columns = columns
        self._masks: OrderedDict[IncidentFilter, Mask] = OrderedDict()
        self._outcomes: tuple[Whole, Coded] | None = None
        self._lock = threading.RLock()

    def rows(self, connection: Connection, wanted: IncidentFilter) -> Numbers:
        """The rows of the incidents wanted, in the order of every list."""
        return np.flatnonzero(self._mask(connection, wanted))

    def total(self, connection: Connection, wanted: IncidentFilter, *, drawn: bool = False) -> int:
        """How many there are; with ``drawn``, of those that have a point."""
        mask = self._mask(connection, wanted)
        return int(np.count_nonzero(mask & self.columns.drawn if drawn else mask))

    def by(self, connection: Connection, wanted: IncidentFilter, by: Grouping) -> tuple[tuple[str | None, int], ...]:
        """Numbers by the words of a column, those without one last."""
        mask, c = self._mask(connection, wanted), self.columns
        if by == "outcome":
            rows, outcomes = self._outcomes_of(connection)
            without = mask.copy()
            without[rows] = False
            counted = _numbers(Coded(outcomes.words, outcomes.codes[mask[rows]]))
            counted[None] = int(np.count_nonzero(without))
        else:
            named = {
                "act": c.act,
                "family": c.family,
                "corroboration": c.corroboration,
                "place_id": c.place,
                "time_start": Coded(c.times, c.start),
            }[by]
            counted = _numbers(Coded(named.words, named.codes[mask]))
        return tuple(
            sorted(((w, n) for w, n in counted.items() if n), key=lambda pair: (pair[0] is None, pair[0] or ""))
        )

    def days(self, connection: Connection, wanted: IncidentFilter) -> tuple[DayCount, ...]:
        """Numbers by the day on which the time told begins, and family."""
        c = self.columns
        mask = self._mask(connection, wanted) & (c.first >= 0)
        days, families = coded([time[:10] for time in c.times]), len(c.family.words)
        keys = days.codes[c.first[mask]].astype(np.int64) * families + c.family.codes[mask]
        found, numbers = np.unique(keys, return_counts=True)
        told = [
            (days.words[key // families], c.family.words[key % families], number)
            for key, number in zip(found.tolist(), numbers.tolist(), strict=True)
        ]
        return tuple(DayCount(*each) for each in sorted(told))

    def cells(
        self, connection: Connection, wanted: IncidentFilter, bounds: MapBounds, size: float
    ) -> tuple[MapCell, ...]:
        """The drawn incidents by cells of ``size`` degrees, in the order of the least id of each cell."""
        c = self.columns
        west, south, east, north = bounds
        # half open, so that one on the edge of two tiles is counted once; the ends of the earth are included
        seen = (c.lon >= west) & ((c.lon < east) if east < _WIDTH / 2 else (c.lon <= east))
        seen &= (c.lat <= north) & ((c.lat > south) if south > -_WIDTH / 4 else (c.lat >= south))
        rows = np.flatnonzero(seen & c.drawn & self._mask(connection, wanted))
        if not rows.size:
            return ()
        across = np.floor((c.lon[rows] + _WIDTH / 2) / size).astype(np.int64)
        along = np.floor((c.lat[rows] + _WIDTH / 4) / size).astype(np.int64)
        along -= along.min()
        keys = (across - across.min()) * (int(along.max()) + 1) + along
        return _folded(c, rows, keys)

    def _mask(self, connection: Connection, wanted: IncidentFilter) -> Mask:
        with self._lock:
            found = self._masks.get(wanted)
            if found is None:
                found = self._masks[wanted] = self._chosen(connection, wanted)
                while len(self._masks) > _MOST:
                    self._masks.popitem(last=False)
            else:
                self._masks.move_to_end(wanted)
            return found

    def _chosen(self, connection: Connection, wanted: IncidentFilter) -> Mask:
        c = self.columns
        mask = np.ones(len(c.ids), np.bool_)
        for column, words in (
            (c.act, wanted.acts),
            (c.family, wanted.families),
            (c.corroboration, wanted.corroborations),
        ):
            if words:
                mask &= column.among(words)
        if wanted.parties:
            mask &= self._of_parties(connection, wanted.parties)
        if wanted.outcomes:
            rows, outcomes = self._outcomes_of(connection)
            having = np.zeros(len(c.ids), np.bool_)
            having[rows[outcomes.among(wanted.outcomes)]] = True
            mask &= having
        if wanted.places or wanted.area is not None:
            mask &= _where(c, wanted)
        if wanted.start is not None or wanted.end is not None or wanted.undated == "only":
            mask &= _when(c, wanted)
        return mask

    def _outcomes_of(self, connection: Connection) -> tuple[Whole, Coded]:
        with self._lock:
            if self._outcomes is None:
                self._outcomes = read_outcomes(connection, self.columns)
            return self._outcomes

    def _of_parties(self, connection: Connection, parties: Sequence[str]) -> Mask:
        table = tables.incident_actors.c
        named = or_(table.actor.in_(parties), table.name.in_(parties))
        found = connection.scalars(select(table.incident).where(named).distinct())
        mask = np.zeros(len(self.columns.ids), np.bool_)
        mask[[self.columns.at[name] for name in found if name in self.columns.at]] = True
        return mask


class KeptColumns:
    """Keeps what was counted for one state of a store, until an entry is taken in or the store is written."""

    def __init__(self) -> None:
        self._kept: tuple[int, Counted] | None = None
        self._lock = threading.Lock()

    def of(self, connection: Connection, applied: Callable[[Connection], int]) -> Counted:
        """What holds now. ``applied`` reads how many entries have been taken in; it is asked before the rows are."""
        size = applied(connection)
        kept = self._kept
        if kept is not None and kept[0] == size:
            return kept[1]
        with self._lock:
            kept = self._kept
            if kept is None or kept[0] != size:
                kept = self._kept = (size, Counted(read_columns(connection)))
            return kept[1]

    def forget(self) -> None:
        """The store was written: what is kept holds no longer."""
        self._kept = None


def _numbers(column: Coded) -> dict[str | None, int]:
    told = np.bincount(column.codes + 1, minlength=len(column.words) + 1).tolist()
    return {None: told[0]} | dict(zip(column.words, told[1:], strict=True))


def _where(c: IncidentColumns, wanted: IncidentFilter) -> Mask:
    """At one of the places, or at a point of the area: of its very shape."""
    found = c.place.among(wanted.places)
    area = wanted.area
    if area is None or area.is_empty:
        return found
    west, south, east, north = area.bounds
    boxed: Mask = (c.lat >= south) & (c.lat <= north) & (c.lon >= west) & (c.lon <= east)
    if area.geom_type == "Polygon" and area.equals(area.envelope):
        found |= boxed
        return found
    rows = np.flatnonzero(boxed & ~found)
    shapely.prepare(area)
    found[rows] = shapely.covers(area, shapely.points(c.lon[rows], c.lat[rows]))
    return found


def _when(c: IncidentColumns, wanted: IncidentFilter) -> Mask:
    undated: Mask = c.first < 0
    if wanted.undated == "only":
        return undated
    touching: Mask = ~undated
    if wanted.start is not None:
        touching &= c.from_on(wanted.start)
    if wanted.end is not None:
        touching &= c.until(wanted.end)
    if wanted.undated == "include":
        touching |= undated
    return touching


def _folded(c: IncidentColumns, rows: Numbers, keys: Numbers) -> tuple[MapCell, ...]:
    """The cells of rows, of which ``keys`` says in which each lies."""
    order = np.argsort(keys, kind="stable")
    rows, keys = rows[order], keys[order]
    starts = np.concatenate(([0], np.flatnonzero(np.diff(keys)) + 1))
    numbers = np.diff(np.append(starts, len(rows)))

    def least(values: Any) -> Any:
        return np.minimum.reduceat(values[rows], starts)

    def most(values: Any) -> Any:
        return np.maximum.reduceat(values[rows], starts)

    def one(column: Coded) -> list[str | None]:
        low = least(column.codes)
        same = (low == most(column.codes)) & (low >= 0)
        return [column.words[code] if alike else None for code, alike in zip(low.tolist(), same.tolist(), strict=True)]

    def middle(values: Any) -> list[float]:
        return [round(value, _DIGITS) for value in (np.add.reduceat(values[rows], starts) / numbers).tolist()]

    ranks = least(c.rank)
    points = (least(c.lon) == most(c.lon)) & (least(c.lat) == most(c.lat))
    alone = zip(rows[starts].tolist(), (numbers == 1).tolist(), strict=True)
    told = zip(
        ranks.tolist(),
        numbers.tolist(),
        middle(c.lon),
        middle(c.lat),
        most(c.reach).tolist(),
        one(c.family),
        [c.ids[row] if single else None for row, single in alone],
        one(c.place),
        points.tolist(),
        strict=True,
    )
    return tuple(MapCell(*each[1:]) for each in sorted(told, key=lambda each: each[0]))
