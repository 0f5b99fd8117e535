"""The area that a report is of: which incidents and claims lie in it, which may, and which do not.

A place whose outline or parents say so lies inside. What is told for a wider place, or for none, may lie in it: it is
counted apart and never taken for either. A point outside with a precision that reaches the area may lie in it as well.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import shapely
from shapely.geometry.base import BaseGeometry

from trucewatch.case import Case
from trucewatch.errors import UsageError
from trucewatch.vocabulary.actors import GazetteerPlace
from trucewatch.vocabulary.claims import PlaceRef
from trucewatch.vocabulary.incidents import IncidentPlace
from trucewatch.vocabulary.precision import reach_metres

__all__ = ["Area", "Lies", "area_of_case"]

Lies: TypeAlias = Literal["inside", "perhaps", "outside"]
_METRES_A_DEGREE: Final = 111_320.0
_SHOWN: Final = 12


@dataclass(frozen=True)
class Area:
    """An area of a case: the places in it, those that contain it, and its outline in WGS 84 where it has one."""

    id: str
    name: Mapping[str, str]
    inside: frozenset[str]
    around: frozenset[str]
    known: frozenset[str]
    outline: BaseGeometry | None

    def lies(self, place: IncidentPlace | PlaceRef | None) -> Lies:
        """Whether a place lies in the area."""
        if place is None:
            return "perhaps"
        if place.id in self.inside:
            return "inside"
        if place.id in self.around:
            return "perhaps"
        if place.id in self.known and self.inside:
            return "outside"
        return self._by_point(place)

    def _by_point(self, place: IncidentPlace | PlaceRef) -> Lies:
        if place.lat is None or place.lon is None or self.outline is None:
            return "perhaps"
        reach = reach_metres(place.precision) if place.precision is not None else 0
        if reach is None:
            return "perhaps"  # the middle of a region says nothing of where in it
        point = shapely.Point(place.lon, place.lat)
        if self.outline.covers(point):
            return "inside"
        # a degree of longitude is the shorter one: by it the reach is never taken for too little
        degree = _METRES_A_DEGREE * max(math.cos(math.radians(place.lat)), 0.01)
        return "perhaps" if self.outline.distance(point) * degree < reach else "outside"


def area_of_case(case: Case, asked: str) -> Area:
    """The area of this id: of a place of ``places.yaml``, its P-code, or of an outline of ``areas.geojson``.

    Raises :class:`UsageError` where the case has none.
    """
    places = {place.id: place for place in case.places}
    place = places.get(asked) or next((p for p in case.places if p.pcode == asked), None)
    if place is None:
        place = next((p for p in case.places if p.area == asked), None)
    if place is None and asked not in case.areas:
        ids = sorted({*places, *case.areas})
        more = ", …" if len(ids) > _SHOWN else ""
        raise UsageError(
            "the case has no such area",
            where="--area",
            got=asked[:80],
            expected=", ".join(ids[:_SHOWN]) + more if ids else "a place of places.yaml or areas.geojson",
        )
    outline = case.areas.get(asked) or (case.areas.get(place.area or place.id) if place is not None else None)
    return Area(
        id=place.id if place is not None else asked,
        name=place.label if place is not None else {"en": asked},
        inside=frozenset(p for p in places if place is not None and place.id in (p, *_above(p, places))),
        around=frozenset(_above(place.id, places)) if place is not None else frozenset(),
        known=frozenset(places),
        outline=outline,
    )


def _above(place: str, places: Mapping[str, GazetteerPlace]) -> tuple[str, ...]:
    """What contains a place, the nearest first."""
    found: list[str] = []
    at = places[place].parent
    while at is not None and at in places and at not in (place, *found):
        found.append(at)
        at = places[at].parent
    return tuple(found)
