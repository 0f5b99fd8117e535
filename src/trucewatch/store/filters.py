"""What reports and pages ask for, and the SQL that says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, and_, exists, or_

from trucewatch.store.tables import assessments, claims, incident_actors, incident_claims, incidents

__all__ = ["ClaimFilter", "IncidentFilter", "claim_conditions", "incident_conditions"]

_REAL = ("occurred", "ongoing", "ended", "attempted")


@dataclass(frozen=True)
class IncidentFilter:
    """Which incidents; what is left empty does not restrict.

    ``parties`` are actor ids or names in any role. ``places`` (ids) and ``area`` (WGS 84, longitude first)
    add up: an incident at one of the places or at a point of the area; a region without a point lies in
    no area. ``start`` and ``end`` are ISO dates, both inclusive; an incident whose time touches the period
    is in it. ``undated`` says what becomes of incidents without a time when a period is given: count
    them with ``only`` wherever they are excluded, so that nobody takes the period for complete.
    """

    acts: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    area: BaseGeometry | None = None
    start: str | None = None
    end: str | None = None
    undated: Literal["exclude", "include", "only"] = "exclude"
    corroborations: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClaimFilter:
    """Which claims; what is left empty does not restrict. Dates as in :class:`IncidentFilter`.

    ``rejected`` says what becomes of claims that a person rejected: they count for nothing and are left out unless
    asked for. ``unreviewed`` keeps those that no person has looked at; ``waiting`` those of incidents' claims that no
    incident holds yet: events said to have happened. ``contradicting`` keeps those that contradict an incident;
    ``undated`` those of events said to have happened of which no day is told.
    """

    kinds: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    confidences: tuple[str, ...] = ()
    rejected: Literal["exclude", "include", "only"] = "exclude"
    unreviewed: bool = False
    proposed: bool | None = None
    waiting: bool = False
    contradicting: bool = False
    undated: bool = False


def _in_box(west: float, south: float, east: float, north: float) -> ColumnElement[bool]:
    """Whether an incident's point lies in a box of degrees."""
    return and_(incidents.c.lat.between(south, north), incidents.c.lon.between(west, east))


def incident_conditions(wanted: IncidentFilter) -> list[ColumnElement[bool]]:
    """The conditions of a filter, but for the exact shape of its area, of which SQL sees the bounding box."""
    table = incidents.c
    found = _among((table.act, wanted.acts), (table.family, wanted.families))
    found += _among((table.corroboration, wanted.corroborations))
    if wanted.parties:
        names = or_(incident_actors.c.actor.in_(wanted.parties), incident_actors.c.name.in_(wanted.parties))
        found.append(exists().where(incident_actors.c.incident == table.id, names))
    if wanted.outcomes:
        of_incident = assessments.c.incident == table.id
        found.append(exists().where(of_incident, assessments.c.outcome.in_(wanted.outcomes)))
    where = _among((table.place_id, wanted.places))
    if wanted.area is not None:
        where.append(_in_box(*wanted.area.bounds))
    if where:
        found.append(or_(*where))
    return found + _period(wanted)


def claim_conditions(wanted: ClaimFilter) -> list[ColumnElement[bool]]:
    """The conditions of a filter on claims."""
    table = claims.c
    found = _among(
        (table.kind, wanted.kinds),
        (table.act, wanted.acts),
        (table.family, wanted.families),
        (table.lang, wanted.langs),
        (table.document, wanted.documents),
        (table.place_id, wanted.places),
        (table.confidence, wanted.confidences),
    )
    found += _reviewed(wanted)
    if wanted.start:
        found.append(or_(table.time_end >= wanted.start, and_(table.time_end.is_(None), table.time_start.is_not(None))))
    if wanted.end:
        found.append(
            or_(table.time_start <= wanted.end, and_(table.time_start.is_(None), table.time_end <= wanted.end))
        )
    return found


def _reviewed(wanted: ClaimFilter) -> list[ColumnElement[bool]]:
    table = claims.c
    found: list[ColumnElement[bool]] = []
    if wanted.rejected == "exclude":
        found.append(or_(table.review.is_(None), table.review != "rejected"))
    elif wanted.rejected == "only":
        found.append(table.review == "rejected")
    if wanted.unreviewed:
        found.append(table.review.is_(None))
    if wanted.proposed is not None:
        found.append(table.proposed == int(wanted.proposed))
    held = exists().where(incident_claims.c.claim == table.id)
    if wanted.waiting:
        found += [table.kind == "event", table.status.in_(_REAL), ~held]
        found.append(or_(table.proposed == 0, table.review.is_not(None)))
    if wanted.undated:
        found += [table.kind == "event", table.status.in_(_REAL), table.time_start.is_(None), table.time_end.is_(None)]
    if wanted.contradicting:
        found.append(held.where(incident_claims.c.role == "contradicting"))
    return found


def _period(wanted: IncidentFilter) -> list[ColumnElement[bool]]:
    table = incidents.c
    undated = and_(table.time_start.is_(None), table.time_end.is_(None))
    if wanted.undated == "only":
        return [undated]
    if wanted.start is None and wanted.end is None:
        return []
    touching: list[ColumnElement[bool]] = []
    if wanted.start is not None:
        # An end left open by the words ("since") reaches into every later period; one merely untold does not.
        still_open = and_(table.time_end.is_(None), table.time_precision == "open")
        last_known = and_(table.time_end.is_(None), table.time_start >= wanted.start)
        touching.append(or_(table.time_end >= wanted.start, still_open, last_known))
    if wanted.end is not None:
        first_known = and_(table.time_start.is_(None), table.time_end <= wanted.end)
        touching.append(or_(table.time_start <= wanted.end, first_known))
    dated = and_(~undated, *touching)
    return [or_(undated, dated) if wanted.undated == "include" else dated]


def _among(*pairs: tuple[Any, tuple[str, ...]]) -> list[ColumnElement[bool]]:
    return [column.in_(values) for column, values in pairs if values]
