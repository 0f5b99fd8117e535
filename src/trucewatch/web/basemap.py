"""The map drawn by the server: areas, incidents with the circle of their precision, and a scale.

Equirectangular with the cosine of the middle latitude: true enough for a theatre, and shapes keep their form.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from shapely.geometry.base import BaseGeometry

from trucewatch.vocabulary.incidents import Incident
from trucewatch.web.geo import area_label, has_point, radius
from trucewatch.web.wording import Words

__all__ = ["Dot", "Drawing", "Outline", "draw"]

WIDTH: Final = 720
HEIGHT: Final = 440
_KM_PER_DEGREE: Final = 111.32
_SMALLEST_SPAN_KM: Final = 12.0


@dataclass(frozen=True)
class Dot:
    """Incidents at one point: where it is drawn, how large its circle is, and what to say of it."""

    x: float
    y: float
    precision: float
    family: str
    href: str
    title: str
    count: int


@dataclass(frozen=True)
class Outline:
    """An area: the path and where its name stands."""

    path: str
    label: str
    x: float
    y: float
    shown: bool


@dataclass(frozen=True)
class Drawing:
    """All that the template needs; lengths are in the units of the view box."""

    width: int
    height: int
    outlines: tuple[Outline, ...]
    dots: tuple[Dot, ...]
    scale_km: float
    scale_length: float
    zoom: float


@dataclass(frozen=True)
class _View:
    lat: float
    lon: float
    per_km: float

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        east = (lon - self.lon) * _KM_PER_DEGREE * math.cos(math.radians(self.lat))
        north = (lat - self.lat) * _KM_PER_DEGREE
        return round(WIDTH / 2 + east * self.per_km, 1), round(HEIGHT / 2 - north * self.per_km, 1)


def draw(incidents: Sequence[Incident], words: Words) -> Drawing:
    """Draw the incidents that have a point, and the areas of the case, around its centre."""
    shown = [i for i in incidents if has_point(i)]
    view = _view(shown, words)
    outlines = tuple(_outlines(words, view))
    wanted = WIDTH / 5 / view.per_km
    scale = max((s * 10**e for e in range(-1, 4) for s in (1, 2, 5) if s * 10**e <= wanted), default=wanted)
    zoom = math.log2(view.per_km * 40075 * math.cos(math.radians(view.lat)) / 512)
    return Drawing(WIDTH, HEIGHT, outlines, _dots(shown, words, view), scale, scale * view.per_km, round(zoom, 2))


def _view(incidents: Sequence[Incident], words: Words) -> _View:
    points = [
        (i.place.lon, i.place.lat) for i in incidents if i.place and i.place.lon is not None and i.place.lat is not None
    ]
    centre = words.site.case.settings.theatre.centre
    if centre is not None:
        lat, lon = centre.lat, centre.lon
    elif points:
        lat, lon = sum(p[1] for p in points) / len(points), sum(p[0] for p in points) / len(points)
    else:
        lat, lon = 0.0, 0.0
    # the nine tenths of incidents nearest to the centre set the frame, so that one far away does not make it useless
    stretch = math.cos(math.radians(lat)) * _KM_PER_DEGREE
    ratio = WIDTH / HEIGHT
    reach = sorted(max(abs(x - lon) * stretch / ratio, abs(y - lat) * _KM_PER_DEGREE) for x, y in points)
    half = reach[int((len(reach) - 1) * 0.9)] if reach else _SMALLEST_SPAN_KM
    return _View(lat, lon, HEIGHT / 2 / (max(half, _SMALLEST_SPAN_KM) * 1.15))


def _dots(incidents: Iterable[Incident], words: Words, view: _View) -> tuple[Dot, ...]:
    by_point: dict[tuple[float, float], list[Incident]] = {}
    for incident in incidents:
        place = incident.place
        assert place is not None
        assert place.lon is not None
        assert place.lat is not None
        by_point.setdefault((place.lon, place.lat), []).append(incident)
    dots: list[Dot] = []
    for (lon, lat), here in by_point.items():
        x, y = view.point(lon, lat)
        if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
            continue
        first = here[0]
        metres = max(radius(i.place.precision if i.place else None) or 0 for i in here)
        href = (
            f"/incidents/{first.id}" if len(here) == 1 else f"/incidents?place={first.place.id if first.place else ''}"
        )
        what = words.code("acts", first.act) if len(here) == 1 else f"{len(here)} {words('results')}"
        families = {i.family for i in here}
        family = first.family if len(families) == 1 else "mixed"
        size = round(metres / 1000 * view.per_km, 1)
        dots.append(Dot(x, y, size, family, href, f"{what} — {words.place(first.place)}", len(here)))
    return tuple(sorted(dots, key=lambda dot: -dot.count))


def _outlines(words: Words, view: _View) -> Iterable[Outline]:
    for name, shape in words.site.case.areas.items():
        path = "".join(_ring(ring, view) for ring in _rings(shape))
        middle = shape.representative_point()
        x, y = view.point(middle.x, middle.y)
        inside = 0 < x < WIDTH and 12 < y < HEIGHT
        yield Outline(path, area_label(name, words), x, y, inside)


def _rings(shape: BaseGeometry) -> Iterable[Any]:
    for part in getattr(shape, "geoms", (shape,)):
        if part.geom_type == "Polygon":
            yield from (part.exterior.coords, *(hole.coords for hole in part.interiors))
        elif part.geom_type == "LineString":
            yield part.coords


def _ring(ring: Any, view: _View) -> str:
    points = [view.point(lon, lat) for lon, lat, *_ in ring]
    close = "Z" if points[0] == points[-1] else ""
    return "M" + "L".join(f"{x} {y}" for x, y in points) + close
