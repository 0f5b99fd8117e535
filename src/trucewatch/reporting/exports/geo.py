"""GeoJSON (RFC 7946) and GeoPackage (OGC 12-128): incidents with their points in WGS 84."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

from trucewatch.errors import StoreError
from trucewatch.reporting.exports.columns import Row, Sheet

__all__ = ["write_geojson", "write_gpkg"]


def write_geojson(sheet: Sheet[Any], path: Path) -> None:
    """A feature a record; what has no point has no geometry and is kept. Hashtags stand beside the features."""
    names = [column.name for column in sheet.columns]
    tags = {column.name: column.tag for column in sheet.columns}
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"type":"FeatureCollection","hxl":' + json.dumps(tags, ensure_ascii=False) + ',"features":[')
        for number, row in enumerate(sheet.rows()):
            properties = dict(zip(names, row, strict=True))
            point = _point(sheet, row)
            geometry = {"type": "Point", "coordinates": list(point)} if point is not None else None
            feature = {"type": "Feature", "id": properties["id"], "geometry": geometry, "properties": properties}
            file.write(("," if number else "") + "\n" + json.dumps(feature, ensure_ascii=False))
        file.write("\n]}\n")


def write_gpkg(sheet: Sheet[Any], moment: dt.datetime, path: Path) -> None:
    """A GeoPackage with one layer, dated ``moment``. Raises :class:`StoreError` where GDAL cannot write it."""
    rows = list(sheet.rows())
    points = [_point(sheet, row) for row in rows]
    geometry = np.array([None if p is None else shapely.to_wkb(shapely.Point(p)) for p in points], dtype=object)
    data: list[Any] = []
    missing: list[Any] = []
    for number, column in enumerate(sheet.columns):
        values = [row[number] for row in rows]
        absent = np.array([value is None for value in values], dtype=bool)
        if column.kind == "text":
            data.append(np.array(values, dtype=object))
        else:
            filled = [0 if value is None else value for value in values]
            data.append(np.array(filled, dtype=np.float64 if column.kind == "number" else np.int64))
        missing.append(absent)
    # GDAL stamps the present time into the file unless it is given one
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")})
    path.unlink(missing_ok=True)
    try:
        pyogrio.raw.write(
            path,
            geometry,
            data,
            [column.name for column in sheet.columns],
            field_mask=missing,
            layer=sheet.name,
            driver="GPKG",
            geometry_type="Point",
            crs="EPSG:4326",
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise StoreError(f"the GeoPackage cannot be written: {error}", where=str(path)) from error
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _point(sheet: Sheet[Any], row: Row) -> tuple[float, float] | None:
    """Longitude and latitude, or None."""
    told = {column.name: value for column, value in zip(sheet.columns, row, strict=True)}
    lat, lon = told.get("lat"), told.get("lon")
    return (float(lon), float(lat)) if lat is not None and lon is not None else None
