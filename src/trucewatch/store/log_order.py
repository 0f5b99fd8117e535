"""Records in the order in which they entered the log, from a place on: what a client reads page by page.

New and changed records come last, so that a page already read never shifts, and the last place read is a bookmark
from which everything new is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final, Generic, Literal, TypeAlias, TypeVar

import msgspec
import shapely
from sqlalchemy import Column, Connection, Engine, Select, and_, exists, func, or_, select

from trucewatch.store import tables
from trucewatch.store.filters import ClaimFilter, IncidentFilter, claim_conditions, incident_conditions
from trucewatch.store.rows import text
from trucewatch.vocabulary.assessments import Assessment
from trucewatch.vocabulary.claims import Claim
from trucewatch.vocabulary.commission import CommissionAct
from trucewatch.vocabulary.documents import Document
from trucewatch.vocabulary.incidents import Incident

__all__ = ["Bounds", "Box", "EntryRow", "LogOrder", "Place", "Placed", "RecordName", "Slice", "Wanted"]

T = TypeVar("T")
RecordName: TypeAlias = Literal["incident", "claim", "document", "assessment", "act"]
Place: TypeAlias = tuple[int, str]
"""Index of an entry and id of a record in it."""
Bounds: TypeAlias = tuple[float | None, float | None, float | None, float | None, str | None, str | None]
_KINDS: Final[Mapping[str, tuple[Any, Any]]] = {
    "incident": (tables.incidents, Incident),
    "claim": (tables.claims, Claim),
    "document": (tables.documents, Document),
    "assessment": (tables.assessments, Assessment),
    "act": (tables.acts, CommissionAct),
}
_LAST_ENTRY: Final = 2**62
_ROUND: Final = 1000


@dataclass(frozen=True)
class Box:
    """A rectangle in degrees (WGS 84). ``west`` is greater than ``east`` where it spans the antimeridian."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Wanted:
    """Which records, beside the filters of pages: with a point only, in a box, of these outcomes, of one incident, with
    a claim in a language. ``vague`` are precisions at which a place has no point."""

    filter: IncidentFilter | ClaimFilter | None = None
    located: bool = False
    box: Box | None = None
    outcomes: tuple[str, ...] = ()
    incident: str | None = None
    claim_lang: str | None = None
    vague: tuple[str, ...] = ()


@dataclass(frozen=True)
class Placed(Generic[T]):
    """A record and its place."""

    place: Place
    record: T


@dataclass(frozen=True)
class Slice(Generic[T]):
    """Records from a place on, how many match in all, and whether more follow."""

    items: tuple[Placed[T], ...]
    total: int
    more: bool


@dataclass(frozen=True)
class EntryRow:
    """An entry of the log as the store knows it; ``leaf`` is empty where it is withheld."""

    index: int
    id: str
    type: str
    author: str
    claimed_at: str
    leaf: str
    state: str


class LogOrder:
    """The part of a store's answers that follows the log."""

    _engine: Engine

    def _reading(self) -> AbstractContextManager[Connection]:
        raise AssertionError("the store says how it is read")

    def in_log_order(self, kind: RecordName, wanted: Wanted, *, after: Place | None, limit: int) -> Slice[Any]:
        """At most ``limit`` standing records behind the place ``after``, in the order of the log."""
        table, record = _KINDS[kind]
        conditions = _conditions(kind, table, wanted)
        with self._reading() as connection:
            if _area(wanted) is not None:
                rows = list(_within(connection, table, conditions, wanted, None))
                total = len(rows)
                found = [row for row in rows if after is None or (row[0], row[1]) > after][: limit + 1]
                bodies = _bodies(connection, table, [row[1] for row in found])
                items = [(row[0], row[1], bodies[row[1]]) for row in found]
            else:
                total = connection.scalar(select(func.count()).select_from(table).where(*conditions)) or 0
                query = select(table.c.entry, table.c.id, table.c.json).where(*conditions)
                if after is not None:
                    query = query.where(_behind(table, after))
                ordered = query.order_by(table.c.entry, table.c.id).limit(limit + 1)
                items = [(entry, name, body) for entry, name, body in connection.execute(ordered)]
        placed = tuple(Placed((e, n), msgspec.json.decode(body, type=record)) for e, n, body in items[:limit])
        return Slice(placed, total, len(items) > limit)

    def incident_bounds(self, vague: tuple[str, ...]) -> Bounds:
        """West, south, east and north of the incidents that have a point, the first and the last day of all."""
        c = tables.incidents.c
        precise = or_(c.place_precision.is_(None), c.place_precision.not_in(vague))
        located = and_(c.lat.is_not(None), c.lon.is_not(None), precise)
        where = select(func.min(c.lon), func.min(c.lat), func.max(c.lon), func.max(c.lat)).where(located)
        when = select(func.min(c.time_start), func.max(func.coalesce(c.time_end, c.time_start)))
        with self._reading() as connection:
            west, south, east, north = connection.execute(where).one()
            first, last = connection.execute(when).one()
        return west, south, east, north, first, last

    def entry_rows(self, *, after: int | None, limit: int) -> tuple[EntryRow, ...]:
        """At most ``limit`` entries behind the index ``after``, in order."""
        c = tables.entries.c
        query = select(c.idx, c.id, c.type, c.author, c.claimed_at, c.leaf, c.state).order_by(c.idx).limit(limit)
        if after is not None:
            query = query.where(c.idx > min(after, _LAST_ENTRY))
        with self._reading() as connection:
            return tuple(EntryRow(*row) for row in connection.execute(query))


def _behind(table: Any, after: Place) -> Any:
    entry, name = min(after[0], _LAST_ENTRY), text(after[1])
    return or_(table.c.entry > entry, and_(table.c.entry == entry, table.c.id > name))


def _area(wanted: Wanted) -> Any:
    return wanted.filter.area if isinstance(wanted.filter, IncidentFilter) else None


def _conditions(kind: RecordName, table: Any, wanted: Wanted) -> list[Any]:
    found: list[Any] = []
    if isinstance(wanted.filter, IncidentFilter):
        found += incident_conditions(wanted.filter)
    elif isinstance(wanted.filter, ClaimFilter):
        found += claim_conditions(wanted.filter)
    if wanted.located or wanted.box is not None:
        found += [table.c.lat.is_not(None), table.c.lon.is_not(None)]
    if wanted.box is not None:
        found += _in_box(table.c.lat, table.c.lon, wanted.box)
    if kind == "incident":
        found += _of_incidents(table, wanted)
    if kind == "assessment":
        found += [table.c.outcome.in_(wanted.outcomes)] if wanted.outcomes else []
        found += [table.c.incident == text(wanted.incident)] if wanted.incident is not None else []
    return found


def _of_incidents(table: Any, wanted: Wanted) -> list[Any]:
    found: list[Any] = []
    if wanted.claim_lang is not None:
        links, claims = tables.incident_claims.c, tables.claims.c
        found.append(
            exists().where(links.incident == table.c.id, links.claim == claims.id, claims.lang == wanted.claim_lang)
        )
    if wanted.vague and (wanted.located or wanted.box is not None):
        precision = table.c.place_precision
        found.append(or_(precision.is_(None), precision.not_in(wanted.vague)))
    return found


def _in_box(lat: Column[Any], lon: Column[Any], box: Box) -> list[Any]:
    across = or_(lon >= box.west, lon <= box.east) if box.west > box.east else and_(lon >= box.west, lon <= box.east)
    return [lat >= box.south, lat <= box.north, across]


def _within(
    connection: Connection, table: Any, conditions: list[Any], wanted: Wanted, limit: int | None
) -> Iterator[tuple[int, str]]:
    """Places of the incidents that lie in the exact shape of the area, or at one of the places, in order."""
    assert isinstance(wanted.filter, IncidentFilter)
    area, places = wanted.filter.area, wanted.filter.places
    shapely.prepare(area)
    c = table.c
    query: Select[Any] = select(c.entry, c.id, c.place_id, c.lat, c.lon).where(*conditions)
    for entry, name, place, lat, lon in connection.execute(query.order_by(c.entry, c.id).limit(limit)):
        inside = lat is not None and lon is not None and bool(shapely.covers(area, shapely.Point(lon, lat)))
        if inside or place in places:
            yield entry, name


def _bodies(connection: Connection, table: Any, ids: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(ids), _ROUND):
        part = ids[start : start + _ROUND]
        for name, body in connection.execute(select(table.c.id, table.c.json).where(table.c.id.in_(part))):
            found[name] = body
    return found
