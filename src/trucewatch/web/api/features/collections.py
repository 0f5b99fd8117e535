"""The collections: incidents, areas and places of the case, each as features under one set of filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, get_args

import shapely
from shapely.geometry import mapping

from trucewatch.store import Box, Wanted
from trucewatch.vocabulary.actors import GazetteerPlace
from trucewatch.vocabulary.claims import PlacePrecision
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.precision import REACH_METRES, reach_metres
from trucewatch.web.api.features.documents import Extent, Feature, SpatialExtent, TemporalExtent
from trucewatch.web.api.incidents import wanted_of
from trucewatch.web.geo import area_label, has_point
from trucewatch.web.wording import Words, in_language

__all__ = ["COLLECTIONS", "VAGUE", "Kind", "Part"]

Period = tuple[str | None, str | None]
VAGUE: Final = tuple(code for code in get_args(PlacePrecision) if code not in REACH_METRES)
"""Precisions at which a place is a region: it has no point, whatever coordinates a gazetteer has for its middle."""


@dataclass(frozen=True)
class Part:
    """Features behind a place, how many match in all, and the place of the last where more follow."""

    features: tuple[Feature, ...]
    matched: int
    last: tuple[int, str] | None
    more: bool


@dataclass(frozen=True)
class Kind:
    """How a collection is listed, read one by one and bounded. ``titles`` are by language."""

    id: str
    titles: dict[str, str]
    description: str
    page: Callable[[Words, Any, Box | None, Period | None, tuple[int, str] | None, int], Part]
    one: Callable[[Words, str], Feature | None]
    extent: Callable[[Words], Extent]


def _incident_page(
    words: Words, asked: Any, box: Box | None, period: Period | None, after: tuple[int, str] | None, limit: int
) -> Part:
    site = words.site
    wanted = wanted_of(asked, site)
    if period is not None:
        narrowed = _narrowed(wanted.filter, period)
        if narrowed is None:
            return Part((), 0, None, False)
        wanted = Wanted(filter=narrowed, claim_lang=wanted.claim_lang)
    wanted = Wanted(filter=wanted.filter, claim_lang=wanted.claim_lang, box=box, vague=VAGUE)
    found = site.store.in_log_order("incident", wanted, after=after, limit=limit)
    last = found.items[-1].place if found.items else None
    return Part(tuple(_incident(item.record, words) for item in found.items), found.total, last, found.more)


def _narrowed(asked: Any, period: Period) -> Any:
    """The filter within a period as well; None where nothing can be in both: what has no time is in no period."""
    if asked.undated == "only":
        return None
    start = max(filter(None, (asked.start, period[0])), default=None)
    end = min(filter(None, (asked.end, period[1])), default=None)
    if start is None and end is None:
        start = "0001-01-01"  # open on both sides: every time, and a time there must be
    if start is not None and end is not None and end < start:
        return None
    return type(asked)(**{**_fields(asked), "start": start, "end": end})


def _fields(asked: Any) -> dict[str, Any]:
    return {name: getattr(asked, name) for name in asked.__dataclass_fields__}


def _incident_one(words: Words, feature_id: str) -> Feature | None:
    dossier = words.site.store.incident(feature_id)
    return _incident(dossier.incident, words) if dossier is not None else None


def _incident(incident: Incident, words: Words) -> Feature:
    place = incident.place
    geometry = None
    if place is not None and has_point(incident):
        geometry = {"type": "Point", "coordinates": [place.lon, place.lat]}
    properties = {
        "label": f"{words.code('acts', incident.act)} — {words.place(place)}"
        if place
        else words.code("acts", incident.act),
        "act": incident.act,
        "family": incident.family,
        "status": incident.status,
        "polarity": incident.polarity,
        "start": _day(incident.time.start),
        "end": _day(incident.time.end),
        "place": place.name if place else None,
        "precision": place.precision if place else None,
        "radius": reach_metres(place.precision) if place else None,
        "corroboration": incident.corroboration,
        "independent": incident.independent,
        "disputed": ", ".join(incident.disputed) or None,
        "page": f"/incidents/{incident.id}",
    }
    return Feature(id=incident.id, geometry=geometry, properties=properties)


def _day(moment: str | None) -> str | None:
    return moment[:10] if moment else None


def _incident_extent(words: Words) -> Extent:
    west, south, east, north, first, last = words.site.store.incident_bounds(VAGUE)
    spatial = None
    if west is not None and south is not None and east is not None and north is not None:
        spatial = SpatialExtent(bbox=((west, south, east, north),))
    temporal = None
    if first is not None:
        temporal = TemporalExtent(interval=((f"{first[:10]}T00:00:00Z", f"{last[:10]}T23:59:59Z" if last else None),))
    return Extent(spatial=spatial, temporal=temporal)


def _areas(words: Words) -> list[tuple[Feature, Any]]:
    return [
        (Feature(id=name, geometry=mapping(shape), properties={"label": area_label(name, words)}), shape)
        for name, shape in sorted(words.site.case.areas.items())
    ]


def _places(words: Words) -> list[tuple[Feature, Any]]:
    return [_place(place, words) for place in sorted(words.site.case.places, key=lambda p: p.id)]


def _place(place: GazetteerPlace, words: Words) -> tuple[Feature, Any]:
    located = place.lat is not None and place.lon is not None
    shape = shapely.Point(place.lon, place.lat) if located else None
    properties = {
        "label": in_language(place.label, words.lang),
        "class": place.place_class,
        "pcode": place.pcode,
        "parent": place.parent,
        "area": place.area,
    }
    return Feature(id=place.id, geometry=mapping(shape) if shape else None, properties=properties), shape


def _held(every: Callable[[Words], list[tuple[Feature, Any]]]) -> Any:
    """Page, single feature and extent of a collection that is held whole. Its features have no time: no period
    leaves any."""

    def page(
        words: Words, asked: Any, box: Box | None, period: Period | None, after: tuple[int, str] | None, limit: int
    ) -> Part:
        del asked
        found = [] if period is not None else [f for f, shape in every(words) if _meets(shape, box)]
        rest = [f for f in found if after is None or f.id > after[1]]
        part = tuple(rest[:limit])
        return Part(part, len(found), (0, part[-1].id) if part else None, len(rest) > limit)

    def one(words: Words, feature_id: str) -> Feature | None:
        return next((f for f, _ in every(words) if f.id == feature_id), None)

    def extent(words: Words) -> Extent:
        shapes = [shape for _, shape in every(words) if shape is not None]
        return Extent(spatial=SpatialExtent(bbox=(_bounds(shapes),)) if shapes else None)

    return page, one, extent


def _bounds(shapes: Iterable[Any]) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds(list(shapes)).tolist()
    return west, south, east, north


def _meets(shape: Any, box: Box | None) -> bool:
    if box is None:
        return True
    if shape is None:
        return False
    if box.west <= box.east:
        return bool(shape.intersects(shapely.box(box.west, box.south, box.east, box.north)))
    halves = shapely.box(box.west, box.south, 180, box.north), shapely.box(-180, box.south, box.east, box.north)
    return any(bool(shape.intersects(half)) for half in halves)


_AREA, _PLACE = _held(_areas), _held(_places)
COLLECTIONS: Final = {
    kind.id: kind
    for kind in (
        Kind(
            "incidents",
            {"en": "Incidents", "fr": "Incidents", "ar": "الحوادث"},
            "Claims about one occurrence, side by side. No finding. `radius` is in metres around the point; a place "
            "known only as a region has no geometry.",
            _incident_page,
            _incident_one,
            _incident_extent,
        ),
        Kind("areas", {"en": "Areas", "fr": "Zones", "ar": "المناطق"}, "Areas that the terms name.", *_AREA),
        Kind("places", {"en": "Places", "fr": "Lieux", "ar": "الأماكن"}, "The gazetteer of the case.", *_PLACE),
    )
}
