"""Where an observation points: a sector from one observer, the overlap of several, never a point it does not have.

Spherical earth of mean radius 6371.0088 km (IUGG). Ranges of observers are some tens of kilometres at most: the
error against the ellipsoid stays below half a percent, far below that of any bearing by eye.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from trucewatch.vocabulary.claims import PlacePrecision
from trucewatch.vocabulary.observations import Observation

__all__ = ["Located", "destination", "distance_km", "locate", "sector", "sector_place"]

_RADIUS_KM: Final = 6371.0088
_STEP: Final = 3.0  # degrees between the points of an arc
_BY_EYE: Final = 0.2
_UNRANGED_KM: Final = 30.0  # how far a bearing without a range is drawn


@dataclass(frozen=True)
class Located:
    """The overlap of sectors: its middle, the largest distance from the middle to its edge, and who saw it."""

    lat: float
    lon: float
    radius_km: float
    area: BaseGeometry
    observations: tuple[str, ...]


def destination(lat: float, lon: float, bearing: float, km: float) -> tuple[float, float]:
    """Latitude and longitude ``km`` away along a great circle."""
    angle, course = km / _RADIUS_KM, math.radians(bearing)
    a, b = math.radians(lat), math.radians(lon)
    c = math.asin(math.sin(a) * math.cos(angle) + math.cos(a) * math.sin(angle) * math.cos(course))
    d = b + math.atan2(math.sin(course) * math.sin(angle) * math.cos(a), math.cos(angle) - math.sin(a) * math.sin(c))
    return math.degrees(c), (math.degrees(d) + 540.0) % 360.0 - 180.0


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance between two points (latitude, longitude)."""
    lat_a, lat_b = math.radians(a[0]), math.radians(b[0])
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 2 * _RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def sector(observation: Observation) -> Polygon | None:
    """The ground the observation may concern, in degrees (longitude, latitude); null without position or direction.

    A bearing without a range is drawn to 30 km; a range without a bearing is a ring.
    """
    if observation.lat is None or observation.lon is None:
        return None
    low, high = _reach(observation)
    if observation.bearing is None:
        if observation.range is None:
            return None
        first, last = 0.0, 360.0
    else:
        first = observation.bearing.degrees - observation.bearing.error
        last = observation.bearing.degrees + observation.bearing.error
    outer = _arc(observation, first, last, high)
    if last - first >= 360.0:
        hole = [_arc(observation, first, last, low)] if low > 0 else []
        return Polygon(outer, hole)
    inner = _arc(observation, first, last, low)[::-1] if low > 0 else [(observation.lon, observation.lat)]
    return Polygon([*outer, *inner])


def _reach(observation: Observation) -> tuple[float, float]:
    """The distances the sector spans; a single distance by eye or ear is widened by a fifth either way."""
    if observation.range is None:
        return 0.0, _UNRANGED_KM
    low, high = observation.range.low, observation.range.high
    return (low * (1 - _BY_EYE), high * (1 + _BY_EYE)) if low == high else (low, high)


def _arc(observation: Observation, first: float, last: float, km: float) -> list[tuple[float, float]]:
    steps = max(2, math.ceil((last - first) / _STEP))
    assert observation.lat is not None
    assert observation.lon is not None
    points = []
    for i in range(steps + 1):
        lat, lon = destination(observation.lat, observation.lon, first + (last - first) * i / steps, max(km, 0.001))
        points.append((lon, lat))
    return points


def sector_place(observation: Observation) -> tuple[float, float, PlacePrecision] | None:
    """The middle of a sector with both bearing and range, and how precise it may be called; null otherwise."""
    if observation.lat is None or observation.lon is None or observation.bearing is None or observation.range is None:
        return None
    middle = (observation.range.low + observation.range.high) / 2
    lat, lon = destination(observation.lat, observation.lon, observation.bearing.degrees, middle)
    across = middle * math.radians(observation.bearing.error)
    return lat, lon, _precision(max(across, (observation.range.high - observation.range.low) / 2))


def _precision(radius_km: float) -> PlacePrecision:
    if radius_km <= 0.1:
        return "vicinity"
    return "locality" if radius_km <= 1.0 else "near" if radius_km <= 25.0 else "line_or_area"


def locate(observations: Sequence[Observation]) -> Located | None:
    """The overlap of the sectors of observations of one occurrence by at least two observers; null when there is none.

    Which observations concern one occurrence is for linking or a person to say; here they are taken as given.
    Observations whose sectors do not meet contradict one another: null, not a compromise.
    """
    pairs = [(item, shape) for item in observations if (shape := sector(item)) is not None]
    if len({item.observer for item, _ in pairs}) < 2:
        return None
    overlap: BaseGeometry = pairs[0][1]
    for _, shape in pairs[1:]:
        overlap = overlap.intersection(shape)
    if overlap.is_empty or overlap.area == 0:
        return None
    middle: Point = overlap.centroid
    edge = overlap.convex_hull.exterior.coords
    radius = max(distance_km((middle.y, middle.x), (y, x)) for x, y, *_ in edge)
    return Located(middle.y, middle.x, radius, overlap, tuple(item.id for item, _ in pairs))
