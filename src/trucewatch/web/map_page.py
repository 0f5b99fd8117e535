"""The map and the timeline, linked, beside a table with the same rows; and the layers that the script asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import msgspec
from litestar import Response, get
from litestar.exceptions import NotFoundException

from trucewatch.errors import InputError
from trucewatch.pipeline import last_day
from trucewatch.web.basemap import draw, frame_of
from trucewatch.web.choices import choices_of
from trucewatch.web.filters import PER_PAGE, parse
from trucewatch.web.ground_layers import held_on, observed_sectors
from trucewatch.web.map_features import areas_layer, cells_of_tiles, control_layer, outlines_layer
from trucewatch.web.page import AnyRequest, answer, query, site_of, words_of
from trucewatch.web.parts_of_files import ranged
from trucewatch.web.site import Site
from trucewatch.web.timeline import timeline

__all__ = ["ROUTES", "TILES"]

TILES: Final = "map.pmtiles"
"""A file of the case folder with map tiles of its own (PMTiles, vector, Protomaps schema); nobody needs one."""
_GEOJSON: Final = "application/geo+json"
_SHOWN: Final = ("family", "act", "party", "outcome", "corroboration", "area")
_MOST_TILES: Final = 64


@get("/map", sync_to_thread=True, include_in_schema=False)
def map_page(request: AnyRequest) -> Response[str]:
    """Incidents on the map and over time; ``on`` is the day of which control and the terms are shown."""
    words = words_of(request)
    site = words.site
    view, asked = parse(query(request), site), query(request)
    wanted = view.wanted(site)
    day = _day(asked.get("on"), site)
    rows = site.store.incidents(wanted, limit=PER_PAGE, offset=(view.page - 1) * PER_PAGE)
    period = site.case.settings.period
    without_time = replace(wanted, start=None, end=None)
    held = held_on(site, day)
    context = {
        "view": view,
        "on": day,
        "rows": rows.items,
        "total": rows.total,
        "last": max(1, -(-rows.total // PER_PAGE)),
        "undrawn": rows.total - site.store.count_drawn(wanted),
        "choices": [choice for choice in choices_of(words) if choice.name in _SHOWN],
        "drawing": draw(wanted, words, held),
        "held": held,
        "timeline": timeline(site.store.days(without_time), period.start, period.end),
        "asked": view.address(page=None).removeprefix("?"),
        "tiles": (site.case.folder.root / TILES).is_file(),
        "map_script": site.has_island("map.js"),
        "timeline_script": site.has_island("timeline.js"),
    }
    return answer(request, "map_rows.html" if asked.get("part") == "rows" else "map.html", context)


@get("/map/cells.json", sync_to_thread=True, include_in_schema=False)
def cells_json(request: AnyRequest) -> Response[bytes]:
    """Incidents of a range of tiles (``z``, ``x0``, ``x1``, ``y0``, ``y1``) with the filter of the page."""
    words, asked = words_of(request), query(request)
    site = words.site
    zoom = _whole(asked, "z", 22)
    edge = 2**zoom - 1
    x, y = (
        (_whole(asked, "x0", edge), _whole(asked, "x1", edge)),
        (_whole(asked, "y0", edge), _whole(asked, "y1", edge)),
    )
    if (x[1] - x[0] + 1) * (y[1] - y[0] + 1) > _MOST_TILES or x[0] > x[1] or y[0] > y[1]:
        raise InputError("the range of tiles is none, or too large", expected=f"at most {_MOST_TILES}")
    view = parse(asked, site)
    wanted, filtered = view.wanted(site), view.address(page=None)
    # tile by tile, so that one who moves a little finds most of the view counted already
    keys = [
        ("tile", zoom, column, row, filtered, words.lang)
        for column in range(x[0], x[1] + 1)
        for row in range(y[0], y[1] + 1)
    ]
    tiles = site.remembered.get_all(
        keys, lambda missing: cells_of_tiles(wanted, [(key[2], key[3]) for key in missing], zoom, words)
    )
    features = [feature for of_tile in tiles for feature in of_tile]
    body = msgspec.json.encode({"type": "FeatureCollection", "features": features})
    return Response(body, media_type=_GEOJSON, headers={"Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie"})


@get("/map/areas.json", sync_to_thread=True, include_in_schema=False)
def areas_json(request: AnyRequest) -> Response[bytes]:
    """Areas of the case and the ground that clauses name, as they stand on the day ``on``."""
    words = words_of(request)
    day = _day(query(request).get("on"), words.site)
    return _given(words.site, ("areas", day, words.lang), lambda: areas_layer(words, day))


@get("/map/control.json", sync_to_thread=True, include_in_schema=False)
def control_json(request: AnyRequest) -> Response[bytes]:
    """Who holds what on the day ``on``."""
    words = words_of(request)
    day = _day(query(request).get("on"), words.site)
    return _given(words.site, ("held", day, words.lang), lambda: control_layer(words, day))


@get("/map/sectors.json", sync_to_thread=True, include_in_schema=False)
def sectors_json(request: AnyRequest) -> Response[bytes]:
    """The ground that observations concern, from ``start`` to ``end``."""
    site = site_of(request)
    view = parse(query(request), site)
    return _given(site, ("sectors", view.start, view.end), lambda: observed_sectors(site, view.start, view.end))


@get("/map/outlines.json", sync_to_thread=True, include_in_schema=False)
def outlines_json(request: AnyRequest) -> Response[bytes]:
    """Countries around the theatre."""
    site = site_of(request)
    return _given(site, ("outlines",), lambda: outlines_layer(site.built, frame_of(site).bounds))


@get("/map/tiles.pmtiles", sync_to_thread=True, include_in_schema=False)
def tiles_file(request: AnyRequest) -> Response[bytes]:
    """The part of the case's own map tiles that the browser asks for."""
    path: Path = site_of(request).case.folder.root / TILES
    if not path.is_file() or path.is_symlink():
        raise NotFoundException
    return ranged(path, request.headers.get("range"))


def _given(site: Site, key: tuple[Any, ...], make: Any) -> Response[bytes]:
    """The layer as it stands at this head of the record, made once for all who ask."""
    body = site.remembered.get(("layer", *key), lambda: msgspec.json.encode(make()))
    return Response(body, media_type=_GEOJSON, headers={"Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie"})


def _whole(asked: Mapping[str, str], name: str, most: int) -> int:
    value = asked.get(name, "")
    if not (value.isascii() and value.isdigit() and len(value) < 9 and int(value) <= most):
        raise InputError(f"{name} is no number of a tile", got=value[:20], expected=f"0 to {most}")
    return int(value)


def _day(value: str | None, site: Site) -> str:
    if not value:
        return last_day(site.case, site.store)
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise InputError("the day is not readable", got=value[:40], expected="YYYY-MM-DD") from error


ROUTES: Final = (map_page, cells_json, areas_json, control_json, sectors_json, outlines_json, tiles_file)
