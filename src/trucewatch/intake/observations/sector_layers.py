"""Sectors and overlaps as GeoJSON for the map: an observation is drawn as the ground it may concern, not a point."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from shapely.geometry import mapping

from trucewatch.intake.observations.locating import Located, locate, sector
from trucewatch.vocabulary.observations import Observation

__all__ = ["overlaps", "sector_layers"]


def sector_layers(observations: Sequence[Observation], *, minutes: float) -> dict[str, Any]:
    """A FeatureCollection: a sector for each observation that has one, and the overlaps of like ones in time."""
    features = [
        _feature(shape, {"kind": "sector", "id": item.id, "observer": item.observer, "observed": item.observed})
        for item in observations
        if (shape := sector(item)) is not None
    ]
    features += [
        _feature(
            place.area,
            {
                "kind": "overlap",
                "observations": list(place.observations),
                "middle": [round(place.lon, 5), round(place.lat, 5)],
                "radius_km": round(place.radius_km, 2),
            },
        )
        for place in overlaps(observations, minutes=minutes)
    ]
    return {"type": "FeatureCollection", "features": features}


def overlaps(observations: Sequence[Observation], *, minutes: float) -> Iterator[Located]:
    """Overlaps of observations of one kind by different observers, each within ``minutes`` of the first.

    That they concern one occurrence is a proposal: near in time, alike in kind and meeting on the ground.
    """
    timed = [(moment, item) for item in observations if (moment := _moment(item)) is not None]
    timed.sort(key=lambda pair: (pair[0], pair[1].id))
    used: set[str] = set()
    for moment, item in timed:
        if item.id in used:
            continue
        window = dt.timedelta(minutes=minutes)
        group = [
            other
            for at, other in timed
            if other.id not in used and other.kind == item.kind and moment <= at <= moment + window
        ]
        first_of_each = list({other.observer: other for other in reversed(group)}.values())
        place = locate(first_of_each)
        if place is not None:
            used.update(place.observations)
            yield place


def _moment(observation: Observation) -> dt.datetime | None:
    return dt.datetime.fromisoformat(observation.observed) if "T" in observation.observed else None


def _feature(shape: Any, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": mapping(shape), "properties": properties}
