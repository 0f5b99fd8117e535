"""Numbers and map cells counted by the database, so that no page reads every incident to draw a picture of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final

import shapely
from sqlalchemy import ColumnElement, Connection, Integer, and_, case, cast, func, or_, select

from trucewatch.store import tables
from trucewatch.store.filters import IncidentFilter
from trucewatch.store.port import ClauseDay, DayCount, MapBounds, MapCell
from trucewatch.vocabulary.precision import REACH_METRES

__all__ = ["Summaries", "by_columns", "rows_within"]

_INCIDENTS: Final = tables.incidents
_REACH: Final = case(REACH_METRES, value=_INCIDENTS.c.place_precision, else_=0)
_DRAWN: Final = and_(
    _INCIDENTS.c.lat.is_not(None),
    _INCIDENTS.c.lon.is_not(None),
    or_(_INCIDENTS.c.place_precision.is_(None), _INCIDENTS.c.place_precision.in_(tuple(REACH_METRES))),
)
_WIDTH: Final = 360.0
_C: Final = _INCIDENTS.c
_OF_A_CELL: Final = (
    func.count(),
    func.avg(_C.lon),
    func.avg(_C.lat),
    func.max(_REACH),
    case((func.min(_C.family) == func.max(_C.family), func.min(_C.family)), else_=None),
    func.min(_C.id),
    func.min(_C.place_id),
    and_(func.min(_C.lon) == func.max(_C.lon), func.min(_C.lat) == func.max(_C.lat)),
    and_(func.min(_C.place_id) == func.max(_C.place_id), func.count(_C.place_id) == func.count()),
)
_CHUNK: Final = 500
_DIGITS: Final = 9
"""Databases add up in different orders: beyond these digits of a degree they differ."""


class Summaries:
    """The counting half of a store; see :class:`trucewatch.store.port.Store` for what each answer means."""

    _reading: Callable[[], AbstractContextManager[Connection]]
    _conditions: Callable[[IncidentFilter], list[ColumnElement[bool]]]

    def _whole(self, number: ColumnElement[Any]) -> ColumnElement[Any]:
        """A number that is not negative without its fraction, which SQLite cuts off; a database that rounds says so."""
        return cast(number, Integer)

    def days(self, wanted: IncidentFilter) -> tuple[DayCount, ...]:
        c = _INCIDENTS.c
        day = func.substr(func.coalesce(c.time_start, c.time_end), 1, 10)
        dated = or_(c.time_start.is_not(None), c.time_end.is_not(None))
        query = select(day, c.family, func.count()).where(dated, *self._conditions(wanted))
        with self._reading() as connection:
            if by_columns(wanted):
                rows = connection.execute(query.group_by(day, c.family).order_by(day, c.family))
                return tuple(DayCount(*row) for row in rows)
            each = select(c.id, c.place_id, c.lat, c.lon, day, c.family).where(dated, *self._conditions(wanted))
            counted = Counter((row[4], row[5]) for row in rows_within(connection.execute(each).all(), wanted))
        return tuple(DayCount(*key, number) for key, number in sorted(counted.items()))

    def cells(self, wanted: IncidentFilter, bounds: MapBounds, size: float) -> tuple[MapCell, ...]:
        c = _INCIDENTS.c
        west, south, east, north = bounds
        column = self._whole((c.lon + _WIDTH / 2) / size)
        row = self._whole((c.lat + _WIDTH / 4) / size)
        # half open, so that one on the edge of two tiles is counted once; the ends of the earth are included
        across = and_(c.lon >= west, c.lon < east if east < _WIDTH / 2 else c.lon <= east)
        along = and_(c.lat <= north, c.lat > south if south > -_WIDTH / 4 else c.lat >= south)
        seen = (_DRAWN, across, along, *self._conditions(wanted))
        with self._reading() as connection:
            if by_columns(wanted):
                query = select(*_OF_A_CELL).where(*seen).group_by(column, row).order_by(func.min(c.id))
                return tuple(_cell(found) for found in connection.execute(query))
            each = select(c.id, c.place_id, c.lat, c.lon, c.family, _REACH, column, row).where(*seen)
            return _folded(rows_within(connection.execute(each).all(), wanted))

    def clause_days(self, start: str, end: str) -> tuple[ClauseDay, ...]:
        assessed, c = tables.assessments.c, _INCIDENTS.c
        day = func.substr(func.coalesce(c.time_start, c.time_end), 1, 10)
        query = (
            select(assessed.instrument, assessed.clause, day, assessed.outcome, func.count())
            .select_from(_INCIDENTS.join(tables.assessments, assessed.incident == c.id))
            .where(assessed.clause.is_not(None), day >= start, day <= end)
            .group_by(assessed.instrument, assessed.clause, day, assessed.outcome)
            .order_by(assessed.instrument.nulls_first(), assessed.clause, day, assessed.outcome)
        )
        with self._reading() as connection:
            return tuple(ClauseDay(*row) for row in connection.execute(query))

    def count_drawn(self, wanted: IncidentFilter) -> int:
        with self._reading() as connection:
            query = select(func.count()).select_from(_INCIDENTS).where(_DRAWN, *self._conditions(wanted))
            return connection.scalar(query) or 0

    def count_disputed(self) -> int:
        with self._reading() as connection:
            query = select(func.count()).select_from(_INCIDENTS).where(_INCIDENTS.c.disputed.is_not(None))
            return connection.scalar(query) or 0

    def count_claims(self, *, confidence: str) -> int:
        with self._reading() as connection:
            query = select(func.count()).select_from(tables.claims).where(tables.claims.c.confidence == confidence)
            return connection.scalar(query) or 0

    def count_duplicates(self) -> int:
        table = tables.documents
        with self._reading() as connection:
            query = select(func.count()).select_from(table).where(table.c.duplicate.is_not(None))
            return connection.scalar(query) or 0

    def claims_by_document(self, documents: Sequence[str]) -> dict[str, int]:
        table = tables.claims.c
        found: dict[str, int] = {}
        with self._reading() as connection:
            for start in range(0, len(documents), _CHUNK):
                part = documents[start : start + _CHUNK]
                query = select(table.document, func.count()).where(table.document.in_(part)).group_by(table.document)
                found |= {row[0]: row[1] for row in connection.execute(query)}
        return found


def by_columns(wanted: IncidentFilter) -> bool:
    """Whether the columns alone answer: no area, or one that is the very box that the database sees."""
    area = wanted.area
    return area is None or (not area.is_empty and area.geom_type == "Polygon" and area.equals(area.envelope))


def rows_within(rows: Sequence[Any], wanted: IncidentFilter) -> list[Any]:
    """Of rows that begin with id, place, latitude and longitude, those in the exact shape or at one of the places."""
    pointed = [row for row in rows if row[2] is not None and row[3] is not None]
    shapely.prepare(wanted.area)
    covered = shapely.covers(wanted.area, shapely.points([row[3] for row in pointed], [row[2] for row in pointed]))
    inside = {row[0] for row, within in zip(pointed, covered, strict=True) if within}
    return [row for row in rows if row[0] in inside or row[1] in wanted.places]


def _folded(rows: Sequence[Any]) -> tuple[MapCell, ...]:
    """The cells of rows that were chosen by shape: id, place, latitude, longitude, family, reach, column, row."""
    by_cell: dict[tuple[int, int], list[Any]] = {}
    for row in rows:
        by_cell.setdefault((row[6], row[7]), []).append(row)
    found = []
    for here in by_cell.values():
        places, families = {row[1] for row in here}, {row[4] for row in here}
        found.append(
            MapCell(
                number=len(here),
                lon=round(sum(row[3] for row in here) / len(here), _DIGITS),
                lat=round(sum(row[2] for row in here) / len(here), _DIGITS),
                reach=max(row[5] for row in here),
                family=families.pop() if len(families) == 1 else None,
                incident=here[0][0] if len(here) == 1 else None,
                place=places.pop() if len(places) == 1 else None,
                one_point=len({(row[2], row[3]) for row in here}) == 1,
            )
        )
    return tuple(found)


def _cell(row: Sequence[Any]) -> MapCell:
    number, lon, lat, reach, family, incident, place, one_point, places = row
    return MapCell(
        number=number,
        lon=round(lon, _DIGITS),
        lat=round(lat, _DIGITS),
        reach=reach,
        family=family,
        incident=incident if number == 1 else None,
        place=place if places else None,
        one_point=bool(one_point),
    )
