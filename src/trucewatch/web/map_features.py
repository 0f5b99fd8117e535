"""The layers of the map as GeoJSON: incidents by cells of a grid, areas of the terms, control on a day, outlines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import atan, degrees, pi, sinh
from pathlib import Path
from typing import Any, Final

import msgspec
import shapely
from shapely.geometry import mapping, shape

from trucewatch.store import IncidentFilter, MapCell
from trucewatch.store.port import MapBounds
from trucewatch.vocabulary.incidents import Incident
from trucewatch.web.geo import area_label, radius
from trucewatch.web.ground_layers import held_on, terms_areas
from trucewatch.web.wording import Words

__all__ = ["areas_layer", "cells_of_tiles", "control_layer", "outlines_layer", "tile_bounds"]

_CELLS_A_TILE: Final = 8
_MARGIN_DEGREES: Final = 2.0


def _collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def _feature(geometry: Any, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def tile_bounds(zoom: int, x: tuple[int, int], y: tuple[int, int]) -> MapBounds:
    """West, south, east and north of a range of tiles of the web Mercator scheme, both ends included."""
    number = 2**zoom

    def lat(row: int) -> float:
        return degrees(atan(sinh(pi * (1 - 2 * row / number))))

    return x[0] / number * 360 - 180, lat(y[1] + 1), (x[1] + 1) / number * 360 - 180, lat(y[0])


def cells_of_tiles(
    wanted: IncidentFilter, tiles: Sequence[tuple[int, int]], zoom: int, words: Words
) -> list[list[dict[str, Any]]]:
    """Features of incidents by tile (column, row): one alone with its precision, several near each other as a number.

    No region has a point, and a number stands at the middle of what it counts.
    """
    store, size = words.site.store, 360 / 2**zoom / _CELLS_A_TILE
    cells = [store.cells(wanted, tile_bounds(zoom, (x, x), (y, y)), size) for x, y in tiles]
    named = {i.id: i for i in store.incidents_named([c.incident for of_tile in cells for c in of_tile if c.incident])}
    return [[_of_cell(cell, named.get(cell.incident or ""), words) for cell in of_tile] for of_tile in cells]


def _of_cell(cell: MapCell, single: Incident | None, words: Words) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [round(cell.lon, 6), round(cell.lat, 6)]}
    if single is not None:
        return _feature(point, _single(single, words))
    place = words.place_named(cell.place) if cell.place else ""
    told = {"n": cell.number, "one": cell.one_point, "family": cell.family or "mixed", "place": cell.place}
    label = f"{words.number(cell.number)} {words('results')}" + (f" — {place}" if place else "")
    return _feature(point, told | {"label": label, "radius": cell.reach if cell.one_point else 0})


def _single(incident: Incident, words: Words) -> dict[str, Any]:
    place = incident.place
    return {
        "n": 1,
        "id": incident.id,
        "label": f"{words.code('acts', incident.act)} — {words.place(place)}",
        "family": incident.family,
        "day": words.time(incident.time),
        "radius": radius(place.precision if place else None) or 0,
        "rank": words.code("corroboration", incident.corroboration),
    }


def areas_layer(words: Words, day: str) -> dict[str, Any]:
    """The areas of the case, and what clauses name, with whether one of the clauses is in force on the day."""
    site = words.site
    named = {item.id for item in terms_areas(site, day)}
    plain = [
        _feature(mapping(outline), {"id": name, "label": area_label(name, words), "use": "case"})
        for name, outline in site.case.areas.items()
        if name not in named
    ]
    titles = {instrument.id: words.text(instrument.title) for instrument in site.case.instruments}
    told = [
        _feature(
            mapping(item.shape),
            {
                "id": item.id,
                "label": _area_name(item.id, words),
                "use": item.use,
                "force": item.force,
                "said": f"{words(f'use_{item.use}')}{words.colon}{words(f'force_{item.force}')}",
                "clauses": words.comma.join(sorted({titles[instrument] for instrument, _ in item.clauses})),
                "href": f"/terms/{item.clauses[0][0]}#{item.clauses[0][1]}",
            },
        )
        for item in terms_areas(site, day)
    ]
    return _collection([*plain, *told])


def _area_name(name: str, words: Words) -> str:
    if name in words.site.case.areas:
        return area_label(name, words)
    return words.place_named(name)


def control_layer(words: Words, day: str) -> dict[str, Any]:
    """Who holds what on a day, as told; contested and unknown are states of their own."""
    return _collection(
        _feature(
            mapping(item.shape),
            {
                "id": item.place.id,
                "label": words.text(item.place.label),
                "state": item.state,
                "holder": item.span.holders[0] if item.span and item.span.holders else None,
                "told": words.control(item.state, item.span),
                "outlined": item.outlined,
            },
        )
        for item in held_on(words.site, day)
    )


def outlines_layer(built: Path, bounds: MapBounds) -> dict[str, Any]:
    """Countries (Natural Earth, public domain) around the bounds; empty where the islands are not built."""
    west, south, east, north = bounds
    box = shapely.box(west - _MARGIN_DEGREES, south - _MARGIN_DEGREES, east + _MARGIN_DEGREES, north + _MARGIN_DEGREES)
    path = built / "outlines.json"
    if not path.is_file():
        return _collection([])
    near = [
        c
        for f in msgspec.json.decode(path.read_bytes())["features"]
        if (c := shape(f["geometry"])).envelope.intersects(box)
    ]
    cut = [shapely.make_valid(country).intersection(box) for country in near]
    return _collection(_feature(mapping(country), {}) for country in cut if not country.is_empty)
