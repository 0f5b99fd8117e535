"""GDAL's driver for OGC API - Features, which QGIS uses, reads the running server.

GDAL runs in a process of its own: it waits for the server without letting other threads of its process run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import shapely
from litestar import Litestar
from tests.web.api.live import serving

_READ = """
import json, sys
import pyogrio
from pyogrio.raw import read
origin, layer, options = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
if not layer:
    print(json.dumps([str(name) for name, _ in pyogrio.list_layers(origin)]))
else:
    if "bbox" in options:
        options["bbox"] = tuple(options["bbox"])
    meta, _, shapes, fields = read(origin, layer=layer, **options)
    columns = {name: [str(v) for v in values] for name, values in zip(meta["fields"], fields)}
    print(json.dumps({"crs": meta["crs"], "columns": columns, "shapes": [s.hex() if s else None for s in shapes]}))
"""
Read = Callable[..., Any]


@pytest.fixture(scope="module")
def gdal(app: Litestar) -> Iterator[Read]:
    with serving(app) as origin:

        def read(layer: str = "", **options: Any) -> Any:
            command = [sys.executable, "-c", _READ, f"OAPIF:{origin}/ogc", layer, json.dumps(options)]
            environment = {**os.environ, "no_proxy": "*", "GDAL_HTTP_TIMEOUT": "20", "GDAL_HTTP_MAX_RETRY": "0"}
            done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment, check=False)
            assert done.returncode == 0, done.stderr
            return json.loads(done.stdout)

        yield read


def test_the_collections_are_its_layers(gdal: Read) -> None:
    assert set(gdal()) == {"incidents", "areas", "places"}


def test_a_layer_of_incidents_with_points_fields_and_its_reference_system(gdal: Read) -> None:
    layer = gdal("incidents")
    shapes = dict(zip(layer["columns"]["id"], layer["shapes"], strict=True))
    assert set(shapes) == {"i1", "i2", "i3", "i4"}
    assert list(shapely.from_wkb(shapes["i1"]).coords) == [(37.18, 36.2)]
    assert shapes["i2"] is None
    assert shapes["i3"] is None
    assert layer["crs"] in ("OGC:CRS84", "EPSG:4326")
    assert float(layer["columns"]["radius"][layer["columns"]["id"].index("i1")]) == 800


def test_a_box(gdal: Read) -> None:
    assert gdal("incidents", bbox=[37.17, 36.1, 37.3, 36.3])["columns"]["id"] == ["i1"]


def test_pages_give_each_feature_once(gdal: Read) -> None:
    whole, paged = gdal("places")["columns"]["id"], gdal("places", PAGE_SIZE=7)["columns"]["id"]
    assert len(whole) > 7
    assert sorted(paged) == sorted(set(paged)) == sorted(whole)


def test_the_areas_are_polygons(gdal: Read) -> None:
    layer = gdal("areas")
    assert {shapely.from_wkb(shape).geom_type for shape in layer["shapes"]} <= {"Polygon", "MultiPolygon"}
    assert "label" in layer["columns"]
