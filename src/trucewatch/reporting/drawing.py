"""The map of the area and the timeline as inline SVG: no script, no tile, no font from elsewhere."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup, escape
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from trucewatch.case import Case
from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.precision import reach_metres
from trucewatch.vocabulary.reports import Period

__all__ = ["COLOURS", "draw_map", "draw_timeline", "has_point", "outside_map"]

COLOURS = {
    "hostilities": "#b3261e",
    "posture": "#8a5a00",
    "civilians": "#7b1fa2",
    "humanitarian": "#0b6e4f",
    "information": "#5d4037",
    "mechanism": "#1f5f99",
    "obligations": "#00606b",
    "political": "#455a64",
}
_ENDS = ("ended", "expired", "replaced", "denounced")
_WIDTH, _HEIGHT = 720, 460


class _Frame:
    """Equirectangular projection around the middle latitude, fitted to the points."""

    def __init__(self, west: float, south: float, east: float, north: float) -> None:
        self.scale = math.cos(math.radians((south + north) / 2))
        width, height = max((east - west) * self.scale, 0.02), max(north - south, 0.02)
        self.unit = min((_WIDTH - 40) / width, (_HEIGHT - 40) / height)
        self.x0 = west - ((_WIDTH / self.unit) - width) / 2 / self.scale
        self.y0 = north + ((_HEIGHT / self.unit) - height) / 2

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        return round((lon - self.x0) * self.scale * self.unit, 1), round((self.y0 - lat) * self.unit, 1)

    def pixels(self, metres: float) -> float:
        return metres / 111_320 * self.unit


def has_point(incident: Incident) -> bool:
    """Whether an incident may be drawn: it has coordinates, and they are not those of a whole region."""
    place = incident.place
    if place is None or place.lat is None or place.lon is None:
        return False
    return place.precision is None or reach_metres(place.precision) is not None


def draw_map(case: Case, incidents: Sequence[Incident], wording: Wording) -> Markup:
    """Areas of the case and incidents with a point; the radius shows how precisely the place is told."""
    pointed = [i for i in incidents if has_point(i)]
    frame = _fitted(case, pointed)
    parts = [f'<rect width="{_WIDTH}" height="{_HEIGHT}" class="sea"/>']
    for area_id, area in sorted(case.areas.items(), key=lambda item: -item[1].area):
        for ring in _rings(area):
            points = " ".join(f"{x},{y}" for x, y in (frame.xy(lon, lat) for lon, lat in ring))
            parts.append(f'<polygon points="{points}" class="area"><title>{escape(area_id)}</title></polygon>')
    drawn: Counter[tuple[float, float]] = Counter()
    for incident in pointed:
        assert incident.place is not None
        assert incident.place.lon is not None
        assert incident.place.lat is not None
        x, y = frame.xy(incident.place.lon, incident.place.lat)
        if not (0 <= x <= _WIDTH and 0 <= y <= _HEIGHT):
            continue
        colour = COLOURS.get(incident.family, "#455a64")
        if drawn[x, y] == 0:
            radius = round(min(frame.pixels(reach_metres(incident.place.precision) or 0), 90), 1)
            parts.append(f'<circle cx="{x}" cy="{y}" r="{max(radius, 4)}" fill="{colour}" class="precision"/>')
        angle, step = drawn[x, y] * 2.4, 2.6 * math.sqrt(drawn[x, y])
        drawn[x, y] += 1
        px, py = round(x + step * math.cos(angle), 1), round(y + step * math.sin(angle), 1)
        name = f"{wording.code('acts', incident.act)}{wording.comma}{wording.where(incident.place)}"
        when = wording.period(incident.time.start, incident.time.end)
        parts.append(
            f'<circle cx="{px}" cy="{py}" r="2.6" fill="{colour}">'
            f"<title>{escape(name)}{wording.comma}{escape(when)}</title></circle>"
        )
    parts += _scale(frame)
    title = escape(wording.word("map"))
    head = f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{title}" class="map">'
    return Markup(head + "".join(parts) + "</svg>")  # noqa: S704 - every text in it is escaped above


def outside_map(case: Case, incidents: Sequence[Incident]) -> list[Incident]:
    """Incidents with a point that lies beyond the edge of the map; they are named beside it."""
    pointed = [i for i in incidents if has_point(i)]
    frame = _fitted(case, pointed)
    out = []
    for incident in pointed:
        assert incident.place is not None
        x, y = frame.xy(incident.place.lon or 0, incident.place.lat or 0)
        if not (0 <= x <= _WIDTH and 0 <= y <= _HEIGHT):
            out.append(incident)
    return out


def _fitted(case: Case, incidents: Sequence[Incident]) -> _Frame:
    """Around most of the points: the outermost twentieth on each side does not shrink the rest."""
    lons = sorted(i.place.lon for i in incidents if i.place and i.place.lon is not None)
    lats = sorted(i.place.lat for i in incidents if i.place and i.place.lat is not None)
    if not lons:
        area = case.areas.get(case.settings.theatre.area or "")
        if area is not None:
            return _Frame(*area.bounds)
        centre = case.settings.theatre.centre
        lon, lat = (centre.lon, centre.lat) if centre else (0.0, 0.0)
        return _Frame(lon - 0.5, lat - 0.5, lon + 0.5, lat + 0.5)
    if (theatre := _theatre(case)) is not None:
        # a single incident on another continent would make a dot of the theatre
        west, south, east, north = theatre
        inside_lons = [lon for lon in lons if west <= lon <= east]
        inside_lats = [lat for lat in lats if south <= lat <= north]
        lons, lats = inside_lons or [west, east], inside_lats or [south, north]
    cut = len(lons) // 10
    west, east = lons[cut], lons[-1 - cut]
    south, north = lats[cut], lats[-1 - cut]
    return _Frame(west - 0.05, south - 0.05, east + 0.05, north + 0.05)


def _theatre(case: Case) -> tuple[float, float, float, float] | None:
    """The theatre with as much around it on each side: west, south, east, north; None where it has no area."""
    area = case.areas.get(case.settings.theatre.area or "")
    if area is None:
        return None
    west, south, east, north = area.bounds
    width, height = east - west, north - south
    return west - width, south - height, east + width, north + height


def _rings(area: BaseGeometry) -> list[list[tuple[float, float]]]:
    polygons = list(getattr(area, "geoms", [area]))
    return [[(c[0], c[1]) for c in p.exterior.coords] for p in polygons if isinstance(p, Polygon)]


def _scale(frame: _Frame) -> list[str]:
    kilometres = next((k for k in (1, 2, 5, 10, 20, 50, 100, 200, 500) if frame.pixels(k * 1000) >= 60), 1000)
    length = round(frame.pixels(kilometres * 1000), 1)
    y = _HEIGHT - 16
    return [
        f'<path d="M16 {y}h{length}" class="scale"/>',
        f'<text x="16" y="{y - 6}" class="small">{kilometres} km</text>',
    ]


def draw_timeline(case: Case, incidents: Sequence[Incident], period: Period, wording: Wording) -> Markup:
    """Incidents by day and family, with the clauses' times in force as bars above."""
    first, last = dt.date.fromisoformat(period.start), dt.date.fromisoformat(period.end)
    days = (last - first).days + 1
    width, base = 720.0, 150.0
    step = (width - 40) / days
    by_day: dict[dt.date, Counter[str]] = {}
    for incident in incidents:
        if incident.time.start:
            day = max(first, dt.date.fromisoformat(incident.time.start[:10]))
            if day <= last:
                by_day.setdefault(day, Counter())[incident.family] += 1
    most = max((sum(c.values()) for c in by_day.values()), default=1)
    parts: list[str] = []
    for row, (name, start, end) in enumerate(_bars(case, first, last, wording)):
        x1, x2 = 20 + (start - first).days * step, 20 + ((end - first).days + 1) * step
        parts.append(
            f'<rect x="{x1:.1f}" y="{6 + row * 9}" width="{max(x2 - x1, 2):.1f}" height="6" class="force">'
            f"<title>{escape(name)}</title></rect>"
        )
    top = 10 + 9 * len(_bars(case, first, last, wording))
    height = base + top
    for day, counts in sorted(by_day.items()):
        y = height
        for family, number in sorted(counts.items()):
            tall = number / most * (base - 20)
            y -= tall
            title = f"{wording.date(day.isoformat())}: {wording.code('families', family)} {number}"
            parts.append(
                f'<rect x="{20 + (day - first).days * step:.1f}" y="{y:.1f}" width="{max(step - 0.6, 0.8):.1f}" '
                f'height="{tall:.1f}" fill="{COLOURS.get(family, "#455a64")}"><title>{escape(title)}</title></rect>'
            )
    parts.append(f'<path d="M20 {height}h{width - 40}" class="scale"/>')
    for day in _ticks(first, last):
        x = 20 + (day - first).days * step
        parts.append(f'<text x="{x:.1f}" y="{height + 14}" class="small">{day.isoformat()[5:]}</text>')
    parts.append(f'<text x="20" y="{top + 12:.0f}" class="small">{most}</text>')
    label = escape(wording.word("timeline"))
    head = f'<svg viewBox="0 0 {width:.0f} {height + 20:.0f}" role="img" aria-label="{label}" class="timeline">'
    return Markup(head + "".join(parts) + "</svg>")  # noqa: S704 - every text in it is escaped above


def _ticks(first: dt.date, last: dt.date) -> list[dt.date]:
    every = max(1, ((last - first).days + 1) // 9)
    return [first + dt.timedelta(days=n) for n in range(0, (last - first).days + 1, every)]


def _bars(case: Case, first: dt.date, last: dt.date, wording: Wording) -> list[tuple[str, dt.date, dt.date]]:
    """Instruments with a status ``in_force``, to the status that ends it; vetoed drafts have none."""
    out: list[tuple[str, dt.date, dt.date]] = []
    for instrument in case.instruments:
        starts = [e.at for e in instrument.status if e.event == "in_force"]
        ends = [e.at for e in instrument.status if e.event in _ENDS and not e.disputed_by]
        ends += [e.until for e in instrument.status if e.event in ("in_force", "extended") and e.until]
        if not starts:
            continue
        start = dt.date.fromisoformat(min(starts)[:10])
        end = dt.date.fromisoformat(max(ends)[:10]) if ends else last
        if start <= last and end >= first:
            name = f"{wording.instrument(instrument.id)} ({wording.word('in_force')})"
            out.append((name, max(start, first), min(end, last)))
    return out
