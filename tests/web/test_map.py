"""The layers of the map: every incident counted once, no region as a point, contested and unknown as themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from trucewatch.web.basemap import HEIGHT, WIDTH, Frame
from trucewatch.web.map_features import tile_bounds
from trucewatch.web.parts_of_files import ranged

Client = TestClient[Litestar]
WORLD = "z=0&x0=0&x1=0&y0=0&y1=0"


def cells(client: Client, asked: str = WORLD) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"/map/cells.json?{asked}", headers={"Accept-Language": "en"}).json()[
        "features"
    ]
    return found


def test_every_incident_with_a_point_is_counted_once(client: Client) -> None:
    assert sum(feature["properties"]["n"] for feature in cells(client)) == 2
    near = cells(client, "z=12&x0=2470&x1=2473&y0=1600&y1=1606")
    assert {f["properties"]["id"] for f in near} == {"i1", "i4"}
    assert {f["properties"]["radius"] for f in near} == {800, 5000}


def test_the_filter_of_the_page_is_that_of_the_map(client: Client) -> None:
    assert cells(client, f"{WORLD}&family=humanitarian")[0]["properties"]["id"] == "i4"
    assert cells(client, f"{WORLD}&end=2016-12-01") == []
    assert cells(client, f"{WORLD}&area=castello-road") == []
    rows = client.get("/map?part=rows&family=humanitarian&start=2016-12-01").text
    assert "<html" not in rows
    assert rows.count("/incidents/") == 1
    assert "/incidents/i4" in client.get("/map?bbox=37.1,36.2,37.15,36.3").text


@pytest.mark.parametrize(
    "asked",
    [
        "z=3",
        "z=99&x0=0&x1=0&y0=0&y1=0",
        "z=3&x0=0&x1=9&y0=0&y1=0",
        "z=8&x0=0&x1=255&y0=0&y1=255",
        f"{WORLD}&bbox=5,4,3",
        f"{WORLD}&bbox=nan,0,1,1",
        f"{WORLD}&start=soon",
    ],
)
def test_what_is_no_tile_or_filter_is_refused(client: Client, asked: str) -> None:
    assert client.get(f"/map/cells.json?{asked}").status_code == 400
    assert client.get("/map?on=never").status_code == 400


def test_areas_say_which_clauses_name_them_and_whether_they_hold(client: Client) -> None:
    def castello(day: str) -> dict[str, Any]:
        features = client.get(f"/map/areas.json?on={day}", headers={"Accept-Language": "en"}).json()["features"]
        told = {(f["properties"]["id"], f["properties"]["use"]): f["properties"] for f in features}
        assert ("syria", "case") in told
        assert ("castello-road", "corridor") in told
        area: dict[str, Any] = told["castello-road", "area"]
        return area

    assert castello("2016-09-14")["force"] == "true"
    assert castello("2016-12-30")["force"] == "false"
    assert castello("2016-09-14")["href"].startswith("/terms/arrangement-2016-09#")


def test_a_range_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "map.pmtiles"
    path.write_bytes(bytes(range(100)))
    part = ranged(path, "bytes=10-19")
    assert (part.status_code, part.content, part.headers["Content-Range"]) == (
        206,
        bytes(range(10, 20)),
        "bytes 10-19/100",
    )
    assert ranged(path, "bytes=90-").content == bytes(range(90, 100))
    assert ranged(path, "bytes=100-").status_code == 416
    assert ranged(path, "bytes=5-2").status_code == 416
    assert ranged(path, "lines=1").status_code == 200
    assert ranged(path, None).content == path.read_bytes()


def test_no_tiles_where_the_case_has_none(client: Client) -> None:
    assert client.get("/map/tiles.pmtiles").status_code == 404
    assert "data-tiles" not in client.get("/map").text


def test_tiles_and_frames_meet_the_earth() -> None:
    west, south, east, north = tile_bounds(1, (0, 1), (0, 1))
    assert (west, east) == (-180, 180)
    assert north == pytest.approx(85.0511, abs=1e-4) == -south
    frame = Frame(36.2, 37.1, 10.0)
    west, south, east, north = frame.bounds
    assert frame.point(west, north) == (0.0, 0.0)
    assert frame.point(east, south) == (WIDTH, HEIGHT)
