"""The map drawn by the server: areas, who holds what, incidents with the circle of their precision, and a scale.

Equirectangular with the cosine of the middle latitude: true enough for a theatre, and shapes keep their form.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from shapely.geometry.base import BaseGeometry

from trucewatch.store import IncidentFilter, MapCell
from trucewatch.store.port import MapBounds
from trucewatch.vocabulary.tracking import ControlState
from trucewatch.web.geo import area_label
from trucewatch.web.ground_layers import HeldPlace
from trucewatch.web.site import Site
from trucewatch.web.wording import Words

__all__ = ["HEIGHT", "WIDTH", "Dot", "Drawing", "Frame", "Outline", "draw", "frame_of"]

WIDTH: Final = 720
HEIGHT: Final = 440
_KM_PER_DEGREE: Final = 111.32
_SMALLEST_SPAN_KM: Final = 12.0
_COARSE: Final = 0.05
_WORLD: Final = (-180.0, -90.0, 180.0, 90.0)
_DOT: Final = 24
"""Points nearer to each other than this, in units of the drawing, are drawn as one with their number."""


@dataclass(frozen=True)
class Dot:
    """Incidents near one point: where it is drawn, how large its circle is, and what to say of it."""

    x: float
    y: float
    precision: float
    family: str
    href: str
    title: str
    count: int


@dataclass(frozen=True)
class Outline:
    """An area: the path and where its name stands; ``state`` is that of control, null for an area of the case."""

    path: str
    label: str
    x: float
    y: float
    shown: bool
    state: ControlState | None = None


@dataclass(frozen=True)
class Drawing:
    """All that the template needs; lengths are in the units of the view box."""

    width: int
    height: int
    outlines: tuple[Outline, ...]
    held: tuple[Outline, ...]
    dots: tuple[Dot, ...]
    scale_km: float
    scale_length: float
    zoom: float


@dataclass(frozen=True)
class Frame:
    """What part of the earth a drawing shows: its middle and its scale in units for a kilometre."""

    lat: float
    lon: float
    per_km: float

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a place stands in the drawing."""
        east = (lon - self.lon) * _KM_PER_DEGREE * math.cos(math.radians(self.lat))
        north = (lat - self.lat) * _KM_PER_DEGREE
        return round(WIDTH / 2 + east * self.per_km, 1), round(HEIGHT / 2 - north * self.per_km, 1)

    @property
    def bounds(self) -> MapBounds:
        """West, south, east and north of what is shown."""
        half_north = HEIGHT / 2 / self.per_km / _KM_PER_DEGREE
        half_east = WIDTH / 2 / self.per_km / _KM_PER_DEGREE / math.cos(math.radians(self.lat))
        return self.lon - half_east, self.lat - half_north, self.lon + half_east, self.lat + half_north

    @property
    def zoom(self) -> float:
        """The zoom of a web map at this scale."""
        return math.log2(self.per_km * 40075 * math.cos(math.radians(self.lat)) / 512)


def frame_of(site: Site) -> Frame:
    """Around the centre of the theatre, wide enough for nine tenths of the incidents that have a point."""
    return site.remembered.get("frame", lambda: _frame(site))


def _frame(site: Site) -> Frame:
    cells = site.store.cells(IncidentFilter(), _WORLD, _COARSE)
    centre = site.case.settings.theatre.centre
    number = sum(cell.number for cell in cells)
    if centre is not None:
        lat, lon = centre.lat, centre.lon
    elif cells:
        lat = sum(cell.lat * cell.number for cell in cells) / number
        lon = sum(cell.lon * cell.number for cell in cells) / number
    else:
        lat, lon = 0.0, 0.0
    # one incident far away must not make the frame useless
    stretch = math.cos(math.radians(lat)) * _KM_PER_DEGREE * HEIGHT / WIDTH
    reach = sorted((max(abs(c.lon - lon) * stretch, abs(c.lat - lat) * _KM_PER_DEGREE), c.number) for c in cells)
    half, passed = _SMALLEST_SPAN_KM, 0
    for distance, weight in reach:
        passed += weight
        half = max(half, distance)
        if passed >= number * 0.9:
            break
    return Frame(lat, lon, HEIGHT / 2 / (half * 1.15))


def draw(wanted: IncidentFilter, words: Words, held: Sequence[HeldPlace] = ()) -> Drawing:
    """Draw the incidents wanted that have a point, the areas of the case, and who holds what."""
    site = words.site
    frame = frame_of(site)
    size = _DOT / frame.per_km / _KM_PER_DEGREE
    key = ("drawn", wanted if wanted.area is None else (wanted, wanted.area.wkb))
    cells = site.remembered.get(key, lambda: site.store.cells(wanted, frame.bounds, size))
    named = {i.id: i for i in site.store.incidents_named([c.incident for c in cells if c.incident])}
    dots = [_dot(cell, frame, words, named) for cell in cells]
    wide = WIDTH / 5 / frame.per_km
    scale = max((s * 10**e for e in range(-1, 4) for s in (1, 2, 5) if s * 10**e <= wide), default=wide)
    return Drawing(
        WIDTH,
        HEIGHT,
        tuple(_outline(shape, area_label(name, words), frame) for name, shape in site.case.areas.items()),
        tuple(_held(item, frame, words) for item in held),
        tuple(sorted(dots, key=lambda dot: -dot.count)),
        scale,
        scale * frame.per_km,
        round(frame.zoom, 2),
    )


def _dot(cell: MapCell, frame: Frame, words: Words, named: dict[str, Any]) -> Dot:
    x, y = frame.point(cell.lon, cell.lat)
    single = named.get(cell.incident or "")
    if single is not None:
        title = f"{words.code('acts', single.act)} — {words.place(single.place)}"
        href = f"/incidents/{quote(single.id)}"
    else:
        where = f" — {words.place_named(cell.place)}" if cell.place else ""
        title = f"{words.number(cell.number)} {words('results')}{where}"
        href = f"/incidents?place={quote(cell.place)}" if cell.place else f"/map?bbox={_bbox(cell, frame)}"
    circle = round(cell.reach / 1000 * frame.per_km, 1) if single is not None or cell.one_point else 0.0
    return Dot(x, y, circle, cell.family or "mixed", href, title, cell.number)


def _bbox(cell: MapCell, frame: Frame) -> str:
    half = _DOT / frame.per_km / _KM_PER_DEGREE
    return ",".join(f"{v:.4f}" for v in (cell.lon - half, cell.lat - half, cell.lon + half, cell.lat + half))


def _held(item: HeldPlace, frame: Frame, words: Words) -> Outline:
    label = words.text(item.place.label)
    return _outline(item.shape, f"{label} — {words.control(item.state, item.span)}", frame, item.state)


def _outline(shape: BaseGeometry, label: str, frame: Frame, state: ControlState | None = None) -> Outline:
    path = "".join(_ring(ring, frame) for ring in _rings(shape))
    middle = shape.representative_point()
    x, y = frame.point(middle.x, middle.y)
    return Outline(path, label, x, y, 0 < x < WIDTH and 12 < y < HEIGHT, state)


def _rings(shape: BaseGeometry) -> Iterable[Any]:
    for part in getattr(shape, "geoms", (shape,)):
        if part.geom_type == "Polygon":
            yield from (part.exterior.coords, *(hole.coords for hole in part.interiors))
        elif part.geom_type == "LineString":
            yield part.coords


def _ring(ring: Any, frame: Frame) -> str:
    points = [frame.point(lon, lat) for lon, lat, *_ in ring]
    close = "Z" if points[0] == points[-1] else ""
    return "M" + "L".join(f"{x} {y}" for x, y in points) + close
