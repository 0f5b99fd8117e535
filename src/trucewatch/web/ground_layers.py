"""What lies under the incidents on the map: areas and corridors of the terms, who holds what, where observers look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, radians
from typing import Any, Final, Literal, TypeAlias

from shapely import affinity
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from trucewatch.intake.observations.observation_tables import is_observation_table, read_observations
from trucewatch.intake.observations.sector_layers import sector_layers
from trucewatch.pipeline.following import ground_of, stated_control
from trucewatch.store import ClaimFilter
from trucewatch.terms import ClauseClock, is_binding
from trucewatch.terms.clock import day_or_instant, zone_of
from trucewatch.tracking.control import assertions_of, control_spans
from trucewatch.vocabulary.actors import GazetteerPlace
from trucewatch.vocabulary.assessments import Truth
from trucewatch.vocabulary.documents import TABLE_MEDIA
from trucewatch.vocabulary.observations import Observation
from trucewatch.vocabulary.terms import AreaTerm, Clause
from trucewatch.vocabulary.tracking import ControlSpan, ControlState
from trucewatch.web.site import Site

__all__ = ["HeldPlace", "TermsArea", "control_of", "held_on", "observed_sectors", "terms_areas"]

_KM_PER_DEGREE: Final = 111.2
_MINUTES: Final = 2.0
"""Observations this near in time may be of one occurrence, as ``trucewatch observations`` takes them."""
_EXTENT_KM: Final = {
    "quarter": 0.5,
    "village": 0.6,
    "town": 1.2,
    "city": 3.0,
    "camp": 0.5,
    "crossing": 0.3,
    "base": 0.6,
}
"""How large a place without an outline is drawn: a mark of its class, no statement on its limits."""
_OTHER_EXTENT_KM: Final = 0.4
AreaUse: TypeAlias = Literal["area", "corridor"]


@dataclass(frozen=True)
class TermsArea:
    """Ground that clauses name. ``force``: one of them is in force on the day; unknown where one may be."""

    id: str
    use: AreaUse
    shape: BaseGeometry
    clauses: tuple[tuple[str, str], ...]
    force: Truth


@dataclass(frozen=True)
class HeldPlace:
    """A place on a day, with what is told of who holds it; ``span`` is null where nobody tells of the day."""

    place: GazetteerPlace
    shape: BaseGeometry
    outlined: bool
    state: ControlState
    span: ControlSpan | None


def terms_areas(site: Site, day: str) -> tuple[TermsArea, ...]:
    """The ground that the clauses of instruments that ever bound name, corridors apart, as it stands on ``day``."""
    found: dict[tuple[str, AreaUse], tuple[BaseGeometry, list[tuple[str, str]], set[Truth]]] = {}
    for instrument in site.case.instruments:
        if not is_binding(instrument):
            continue
        interval = day_or_instant(day, zone_of(instrument.zone))
        for clause in instrument.clauses:
            clock = ClauseClock(instrument, clause, site.case.instruments)
            state: Truth = clock.force(interval).state if clock.may_meet(interval) else "false"
            for name, use, shape in _ground(site, clause):
                entry = found.setdefault((name, use), (shape, [], set()))
                entry[1].append((instrument.id, clause.id))
                entry[2].add(state)
    return tuple(
        TermsArea(name, use, shape, tuple(clauses), _strongest(states))
        for (name, use), (shape, clauses, states) in found.items()
    )


def _strongest(states: set[Truth]) -> Truth:
    return "true" if "true" in states else "unknown" if "unknown" in states else "false"


def _ground(site: Site, clause: Clause) -> Iterator[tuple[str, AreaUse, BaseGeometry]]:
    yield from _of_term(site, clause.area)
    for obligation in clause.obligations:
        for place_id in obligation.route:
            if (place := site.places.get(place_id)) and (drawn := _shape_of(site, place)):
                yield place_id, "corridor", drawn[0]


def _of_term(site: Site, term: AreaTerm) -> Iterator[tuple[str, AreaUse, BaseGeometry]]:
    for polygon in term.polygons:
        if polygon in site.case.areas:
            yield polygon, "area", site.case.areas[polygon]
    for place_id in term.places:
        if (place := site.places.get(place_id)) and (drawn := _shape_of(site, place)):
            yield place_id, "area", drawn[0]
    for near in term.near:
        name = f"{near.km:g} km, {near.lat:.3f}, {near.lon:.3f}"
        yield name, "area", _circle(near.lon, near.lat, near.km)
    for line in term.lines:
        if line.line in site.case.areas:
            yield f"{line.km:g} km – {line.line}", "corridor", _strip(site.case.areas[line.line], line.km)


def control_of(site: Site) -> tuple[ControlSpan, ...]:
    """Who held what when, from the claims of the case and ``control.yaml``."""

    def make() -> tuple[ControlSpan, ...]:
        claims = site.store.claims(ClaimFilter(kinds=("control",))).items
        told = site.store.documents_named(sorted({claim.document for claim in claims}))
        ground = ground_of(site.case, site.store, told)
        return control_spans((*assertions_of(claims, ground), *stated_control(site.store)))

    return site.remembered.get("control", make)


def held_on(site: Site, day: str) -> tuple[HeldPlace, ...]:
    """Every place of which anybody ever told who holds it, as it stands on ``day``: unknown is shown as unknown."""
    spans = control_of(site)
    then = {span.place: span for span in spans if span.start <= day <= span.end}
    found: list[HeldPlace] = []
    for place_id in sorted({span.place for span in spans}):
        place = site.places.get(place_id)
        drawn = _shape_of(site, place) if place else None
        if place is None or drawn is None:
            continue
        span = then.get(place_id)
        found.append(HeldPlace(place, drawn[0], drawn[1], span.state if span else "unknown", span))
    return tuple(sorted(found, key=lambda held: (-held.shape.area, held.place.id)))


def observed_sectors(site: Site, first: str | None, last: str | None) -> dict[str, Any]:
    """Sectors of the observations of the case, and where they overlap, from ``first`` to ``last`` (local days)."""

    def make() -> tuple[Observation, ...]:
        told: list[Observation] = []
        for document in site.store.documents_of_media(sorted(TABLE_MEDIA)):
            text = site.text(document.text_digest)
            if text and is_observation_table(text):
                told += read_observations(text, document=document.id).observations
        return tuple(told)

    every = site.remembered.get("observations", make)
    chosen = [
        item
        for item in every
        if (first is None or item.observed[:10] >= first) and (last is None or item.observed[:10] <= last)
    ]
    return sector_layers(chosen, minutes=_MINUTES)


def _shape_of(site: Site, place: GazetteerPlace) -> tuple[BaseGeometry, bool] | None:
    """The outline of a place, else a circle of its class; False says that it is no outline."""
    outline = site.case.areas.get(place.area or "")
    if outline is not None:
        return outline, True
    if place.lat is None or place.lon is None:
        return None
    return _circle(place.lon, place.lat, _EXTENT_KM.get(place.place_class, _OTHER_EXTENT_KM)), False


def _circle(lon: float, lat: float, km: float) -> BaseGeometry:
    return _strip(Point(lon, lat), km)


def _strip(shape: BaseGeometry, km: float) -> BaseGeometry:
    """Everything within ``km`` of a shape, in degrees; true enough for the distances of terms."""
    middle = shape.representative_point()
    narrow = cos(radians(middle.y))
    flat = affinity.scale(shape, narrow, 1.0, origin=(middle.x, middle.y))
    wide = flat.buffer(km / _KM_PER_DEGREE, quad_segs=12)
    return affinity.scale(wide, 1 / narrow, 1.0, origin=(middle.x, middle.y))
