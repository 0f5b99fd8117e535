"""The test of area: by the chain of containing places, by outline, or by a point with its precision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any, Final

import shapely
from shapely.geometry.base import BaseGeometry

from trucewatch.assessing.kleene import any_of
from trucewatch.assessing.verdict import Verdict
from trucewatch.assessing.world import World
from trucewatch.vocabulary.assessments import Truth
from trucewatch.vocabulary.incidents import IncidentPlace
from trucewatch.vocabulary.scope import LineTerm
from trucewatch.vocabulary.terms import AreaTerm, NearPoint

__all__ = ["PRECISION_KM", "area"]

PRECISION_KM: Final = {"exact": 0.1, "vicinity": 0.5, "locality": 1.0, "quarter": 1.5, "town": 5.0, "near": 25.0}
"""How far the true place may lie from the point, by precision. 25 km for "near" is UCDP's where_prec 2; the
finer ones follow the levels of the Atlos platform. A precision that is not listed has no point."""

_CLASS_KM: Final = {
    "site": 0.5, "hospital": 0.5, "school": 0.5, "market": 0.5, "bridge": 0.5, "crossing": 0.5, "camp": 1.0,
    "base": 1.0, "airport": 1.5, "quarter": 1.5, "village": 2.0, "town": 5.0, "city": 10.0,
}  # fmt: skip
_SAME_AREA: Final = 0.99
"""Outlines are drawn by hand: an overlap above this share counts as inside, below its complement as outside."""
_KM_PER_DEGREE: Final = 111.2
_FAR_NORTH: Final = 80.0
_WIDER: Final = 1.001
"""A square a little wider than the disc, so that what lies on the edge is still measured."""


@dataclass(frozen=True)
class _Where:
    """What is known of the incident's place: the places that contain it, its outline, or a point with a radius.

    ``around`` are the outlines of the places that contain it, nearest first.
    """

    chain: tuple[str, ...]
    outline: BaseGeometry | None
    around: tuple[BaseGeometry, ...]
    point: tuple[float, float] | None
    radius_km: float


def area(place: IncidentPlace | None, term: AreaTerm, world: World) -> Verdict:
    """Whether the place lies in the area of a clause. A place that is told too coarsely gives unknown."""
    names = ", ".join(_names(term, world))
    if place is None:
        return Verdict("unknown", "area_untold", {}, (), "need_place")
    where = _where(place, world)
    values = {"place": place.id or place.name, "area": names}
    if not where.chain and where.point is None:
        return Verdict("unknown", "area_untold", values, place.claims, "need_place")
    answers = list(_answers(where, term, world))
    truth: Truth = any_of([*answers, *(["unknown"] if term.undisclosed else [])])  # type: ignore[list-item]
    if truth == "true":
        code = "area_theatre" if term.theatre else "area_inside"
        return Verdict("true", code, values, place.claims)
    if truth == "false":
        return Verdict("false", "area_outside", values, place.claims)
    if term.undisclosed and "unknown" not in answers:
        return Verdict("unknown", "area_undisclosed", values, place.claims, "need_area")
    return Verdict("unknown", "area_too_coarse", values, place.claims, "need_place")


def _names(term: AreaTerm, world: World) -> Iterator[str]:
    if term.theatre:
        yield world.theatre or "theatre"
    yield from term.places
    yield from term.polygons
    for line in term.lines:
        yield f"{line.km:g} km of {line.line}"
    for near in term.near:
        yield f"{near.km:g} km of {near.lat:.4f}, {near.lon:.4f}"


def _where(place: IncidentPlace, world: World) -> _Where:
    known = world.places.get(place.id) if place.id else None
    chain = tuple(world.chain(place.id))
    if place.precision == "near":
        # "near X" is not in X: of the containing places and the outline nothing follows, only the distance holds
        chain = ()
    outlines = [(link, _outline(link, world)) for link in chain]
    lat = place.lat if place.lat is not None else known.lat if known else None
    lon = place.lon if place.lon is not None else known.lon if known else None
    radius = PRECISION_KM.get(place.precision or "")
    if radius is None and place.precision is None and known is not None:
        radius = _CLASS_KM.get(known.place_class)
    point = (lat, lon) if lat is not None and lon is not None and radius is not None else None
    return _Where(
        chain,
        outline=outlines[0][1] if outlines else None,
        around=tuple(shape for _, shape in outlines[1:] if shape is not None),
        point=point,
        radius_km=radius or 0.0,
    )


def _outline(place_id: str, world: World) -> BaseGeometry | None:
    """The outline of a place, where it has one with an extent."""
    shape = world.areas.get(world.places[place_id].area or "")
    return shape if shape is not None and shape.area > 0 else None


def _answers(where: _Where, term: AreaTerm, world: World) -> Iterator[Truth]:
    if term.theatre:
        yield "unknown" if world.theatre is None else _in_polygon(where, world.theatre, world)
    for place in term.places:
        yield _in_place(where, place, world)
    for polygon in term.polygons:
        yield _in_polygon(where, polygon, world)
    for near in term.near:
        yield _in_circle(where, near)
    for line in term.lines:
        yield _near_line(where, line, world)


def _in_place(where: _Where, place: str, world: World) -> Truth:
    by_chain = _by_chain(where, (place,), world)
    if by_chain == "true":
        return "true"
    outline = world.places[place].area if place in world.places else None
    if outline in world.areas:
        by_shape = _by_shape(where, world.areas[str(outline)])
        if by_shape is not None:
            return by_shape
    return by_chain or "unknown"


def _in_polygon(where: _Where, polygon: str, world: World) -> Truth:
    by_chain = _by_chain(where, world.places_of_area(polygon), world)
    if by_chain == "true":
        return "true"
    shape = world.areas.get(polygon)
    by_shape = None if shape is None else _by_shape(where, shape)
    return by_shape or by_chain or "unknown"


def _by_chain(where: _Where, targets: Sequence[str], world: World) -> Truth | None:
    """Containment by the parents alone: true inside, unknown when the place contains the target, false apart."""
    if not where.chain or not targets:
        return None
    if any(target in where.chain for target in targets):
        return "true"
    chains = [tuple(world.chain(target)) for target in targets]
    if any(where.chain[0] in chain for chain in chains):
        return "unknown"
    # false only where both hang in the same tree: two places without a common ancestor tell nothing
    return "false" if all(set(chain) & set(where.chain) for chain in chains) else None


def _by_shape(where: _Where, target: BaseGeometry) -> Truth | None:
    if where.outline is not None:
        return _overlap(where.outline, target)
    for container in where.around:
        # what holds of the whole container holds of what lies in it; a container that straddles tells nothing
        answer = _overlap(container, target)
        if answer != "unknown":
            return answer
    if where.point is None:
        return None
    square = _square(where.point, where.radius_km, target)
    if square is not None:
        # the disc lies in the square: what holds of all of it needs no distance, and the target is prepared once
        if target.contains_properly(square):
            return "true"
        if target.disjoint(square):
            return "false"
    around = _around(target, where.point)
    inside = bool(shapely.covers(around, shapely.Point(0, 0)))
    to_edge = float(shapely.distance(shapely.boundary(around), shapely.Point(0, 0)))
    if to_edge <= where.radius_km:
        return "unknown"
    return "true" if inside else "false"


def _overlap(outline: BaseGeometry, target: BaseGeometry) -> Truth:
    """Whether an outline lies in the target, apart from it, or across its edge."""
    shared = float(outline.intersection(target).area)
    if shared >= _SAME_AREA * outline.area:
        return "true"
    # against the smaller of the two: a country meets only a sliver of itself in a quarter that it contains
    return "false" if shared <= (1 - _SAME_AREA) * min(outline.area, target.area) else "unknown"


def _in_circle(where: _Where, near: NearPoint) -> Truth:
    if where.point is None:
        return "unknown"
    centre = _around(shapely.Point(near.lon, near.lat), where.point)
    distance = float(shapely.distance(centre, shapely.Point(0, 0)))
    if distance + where.radius_km <= near.km:
        return "true"
    return "false" if distance - where.radius_km > near.km else "unknown"


def _near_line(where: _Where, term: LineTerm, world: World) -> Truth:
    """Whether the place lies within so many kilometres of a line."""
    line = world.areas.get(term.line)
    if line is None:
        return "unknown"
    if where.outline is not None:
        middle = where.outline.centroid
        here, there = (_around(shape, (middle.y, middle.x)) for shape in (where.outline, line))
        if float(shapely.distance(here, there)) > term.km:
            return "false"
        farthest = max(float(shapely.distance(there, shapely.Point(c))) for c in shapely.get_coordinates(here))
        return "true" if farthest <= term.km else "unknown"
    if where.point is None:
        return "unknown"
    square = _square(where.point, where.radius_km + term.km, line)
    if square is not None and line.disjoint(square):
        return "false"
    distance = float(shapely.distance(_around(line, where.point), shapely.Point(0, 0)))
    if distance + where.radius_km <= term.km:
        return "true"
    return "false" if distance - where.radius_km > term.km else "unknown"


def _square(point: tuple[float, float], km: float, target: BaseGeometry) -> BaseGeometry | None:
    """The square in degrees that holds the disc of ``km`` round a point, with ``target`` prepared for questions on it.

    None near the poles and where the target reaches round the globe as seen from the point: degrees mislead there.
    """
    lat, lon = point
    west, _, east, _ = target.bounds
    if abs(lat) > _FAR_NORTH or west < lon - 180 or east > lon + 180:
        return None
    high = _WIDER * km / _KM_PER_DEGREE
    wide = high / cos(radians(lat))
    if abs(lon) + wide > 180:
        return None
    shapely.prepare(target)
    return shapely.box(lon - wide, lat - high, lon + wide, lat + high)


def _around(shape: Any, point: tuple[float, float]) -> Any:
    """``shape`` in kilometres east and north of ``point``: flat, good to 1 % within a few hundred kilometres."""
    lat, lon = point
    scale = _KM_PER_DEGREE * cos(radians(lat))

    def flatten(coordinates: Any) -> Any:
        moved = coordinates - [lon, lat]
        # the short way round the globe, so that a point beside the date line is not taken for one far away
        moved[:, 0] = (moved[:, 0] + 180.0) % 360.0 - 180.0
        return moved * [scale, _KM_PER_DEGREE]

    return shapely.transform(shape, flatten)
