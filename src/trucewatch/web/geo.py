"""Incidents and areas as GeoJSON. A place known only as a region has no point, and none is made up for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shapely.geometry import mapping

from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.precision import reach_metres as radius
from trucewatch.web.wording import Words

__all__ = ["areas_geojson", "has_point", "incidents_geojson", "radius"]


def has_point(incident: Incident) -> bool:
    """Whether the incident may be drawn: it has coordinates and they are not those of a whole region."""
    place = incident.place
    if place is None or place.lat is None or place.lon is None:
        return False
    return place.precision is None or radius(place.precision) is not None


def incidents_geojson(incidents: Iterable[Incident], words: Words) -> dict[str, Any]:
    """A feature for each incident with a point: id, label, family, start, end, radius in metres, day in words."""
    return {"type": "FeatureCollection", "features": [_feature(i, words) for i in incidents if has_point(i)]}


def areas_geojson(words: Words) -> dict[str, Any]:
    """The areas of the case with their labels."""
    features = [
        {"type": "Feature", "properties": {"id": name, "label": area_label(name, words)}, "geometry": mapping(shape)}
        for name, shape in words.site.case.areas.items()
    ]
    return {"type": "FeatureCollection", "features": features}


def area_label(area: str, words: Words) -> str:
    """The name of the place that an area outlines, else the id of the area."""
    for place in words.site.case.places:
        if place.area == area:
            return words.text(place.label)
    return area


def _feature(incident: Incident, words: Words) -> dict[str, Any]:
    place = incident.place
    assert place is not None
    start, end = incident.time.start, incident.time.end
    return {
        "type": "Feature",
        "id": incident.id,
        "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
        "properties": {
            "id": incident.id,
            "label": f"{words.code('acts', incident.act)} — {words.place(place)}",
            "act": incident.act,
            "family": incident.family,
            "start": start[:10] if start else None,
            "end": end[:10] if end else None,
            "day": words.time(incident.time),
            "precision": place.precision,
            "radius": radius(place.precision),
            "corroboration": incident.corroboration,
        },
    }
