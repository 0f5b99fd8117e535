"""The outlines of a case (``areas.geojson``): features with a property ``id``, longitude before latitude, WGS 84."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from trucewatch.errors import InputError
from trucewatch.vocabulary.yaml_input import read_text

__all__ = ["MAX_AREAS_BYTES", "load_areas", "parse_areas"]

MAX_AREAS_BYTES: Final = 50_000_000
_BOUNDS: Final = shapely.box(-180, -90, 180, 90)


def load_areas(path: Path) -> Mapping[str, BaseGeometry]:
    """Read ``areas.geojson``. Raises :class:`UsageError` when it is missing, :class:`InputError` when it is broken."""
    return parse_areas(read_text(path), str(path))


def parse_areas(text: str, name: str) -> Mapping[str, BaseGeometry]:
    """The geometries by id; ``name`` is the file shown in errors. A geometry need not be a polygon: a clause's must."""
    if len(text) > MAX_AREAS_BYTES:
        raise InputError("the file is too large", where=name, expected=f"at most {MAX_AREAS_BYTES} bytes")
    try:
        collection = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"the JSON is broken: {error.msg}", where=f"{name}:{error.lineno}") from error
    except RecursionError as error:
        raise InputError("the JSON is nested too deeply", where=name) from error
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise InputError("the file is no GeoJSON", where=name, expected="a FeatureCollection with features")
    areas: dict[str, BaseGeometry] = {}
    for number, feature in enumerate(features):
        where = f"{name}: features[{number}]"
        area_id = _id_of(feature, where)
        if area_id in areas:
            raise InputError(f"the area {area_id!r} stands twice", where=where, hint="keep one of the two")
        areas[area_id] = _geometry(feature, area_id, where)
    return areas


def _id_of(feature: Any, where: str) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    area_id = properties.get("id") if isinstance(properties, dict) else None
    if not isinstance(area_id, str) or not area_id:
        raise InputError("the feature has no id", where=where, expected="a text in properties.id")
    return area_id


def _geometry(feature: dict[str, Any], area_id: str, where: str) -> BaseGeometry:
    try:
        geometry = shape(feature["geometry"])
        valid = shapely.is_valid_reason(geometry)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, shapely.errors.ShapelyError) as error:
        raise InputError(f"the geometry of {area_id!r} cannot be read", where=where) from error
    if geometry.is_empty:
        raise InputError(f"the geometry of {area_id!r} is empty", where=where)
    if valid != "Valid Geometry":
        raise InputError(f"the outline of {area_id!r} is not valid", where=where, got=valid, hint="draw it again")
    if not _BOUNDS.covers(geometry):
        raise InputError(
            f"the outline of {area_id!r} leaves the globe",
            where=where,
            expected="longitude, then latitude, in degrees",
            hint="check that the two are not exchanged",
        )
    return geometry
