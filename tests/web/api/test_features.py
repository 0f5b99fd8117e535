"""OGC API - Features, part 1, version 1.0.1: the requirements of Core and GeoJSON, one by one."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]
ITEMS = "/ogc/collections/incidents/items"


def ids(client: Client, query: str) -> set[str]:
    answer = client.get(f"{ITEMS}?{query}")
    assert answer.status_code == 200, answer.text
    return {feature["id"] for feature in answer.json()["features"]}


def rels(document: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {link["rel"]: link for link in document["links"]}


def test_requirements_1_to_4_landing_page_and_description(client: Client) -> None:
    answer = client.get("/ogc")
    assert answer.status_code == 200
    links = rels(answer.json())
    assert set(links) >= {"self", "service-desc", "conformance", "data"}
    description = client.get(links["service-desc"]["href"])
    assert description.status_code == 200
    assert description.headers["content-type"] == links["service-desc"]["type"]


def test_requirements_5_and_6_conformance(client: Client) -> None:
    declared = client.get(rels(client.get("/ogc").json())["conformance"]["href"]).json()["conformsTo"]
    part = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
    assert declared == [f"{part}/core", f"{part}/geojson"]


@pytest.mark.parametrize("path", ["", "/conformance", "/collections", "/collections/incidents",
                                  "/collections/incidents/items", "/collections/incidents/items/i1"])  # fmt: skip
def test_requirements_8_and_9_unknown_and_wrong_parameters(client: Client, path: str) -> None:
    assert client.get(f"/ogc{path}?nonsense=1").status_code == 400
    assert client.get(f"/ogc{path}?f=html").status_code == 400
    assert client.get(f"/ogc{path}?f=json").status_code == 200


def test_requirements_11_to_16_collections(client: Client) -> None:
    document = client.get("/ogc/collections").json()
    assert "self" in rels(document)
    assert [c["id"] for c in document["collections"]] == ["incidents", "areas", "places"]
    for collection in document["collections"]:
        links = rels(collection)
        assert links["items"]["type"] == "application/geo+json"
        assert client.get(links["items"]["href"]).status_code == 200
        alone = client.get(links["self"]["href"]).json()
        assert alone == collection
        assert collection["crs"] == ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"]
        assert collection["itemType"] == "feature"
    bounds = document["collections"][0]["extent"]
    assert bounds["spatial"]["bbox"] == [[37.12, 36.2, 37.18, 36.25]]
    assert bounds["temporal"]["interval"] == [["2016-09-20T00:00:00Z", "2016-12-16T23:59:59Z"]]
    assert client.get("/ogc/collections/none").status_code == 404


def test_requirements_20_to_22_limit(client: Client) -> None:
    assert len(client.get(f"{ITEMS}?limit=2").json()["features"]) == 2
    assert client.get(f"{ITEMS}?limit=10000").status_code == 200
    for wrong in ("0", "-1", "x", "1.5", ""):
        assert client.get(f"{ITEMS}?limit={wrong}").status_code == 400


@pytest.mark.parametrize(
    ("box", "found"),
    [
        ("37.17,36.1,37.2,36.3", {"i1"}),
        ("37.17,36.1,0,37.2,36.3,100", {"i1"}),
        ("-180,-90,180,90", {"i1", "i4"}),
        ("37.12,36.25,37.12,36.25", {"i4"}),
        ("170,36,37.13,37", {"i4"}),
        ("170,-10,-170,10", set()),
    ],
)
def test_requirements_23_and_24_a_box_takes_geometries_that_meet_it(client: Client, box: str, found: set[str]) -> None:
    assert ids(client, f"bbox={box}") == found


@pytest.mark.parametrize("box", ["1,2,3", "a,b,c,d", "0,10,10,0", "0,0,10,91", "0,0,181,10", "nan,0,1,1", "1,2,3,4,5"])
def test_a_box_that_is_none_is_refused(client: Client, box: str) -> None:
    assert client.get(f"{ITEMS}?bbox={box}").status_code == 400


@pytest.mark.parametrize(
    ("time", "found"),
    [
        ("2016-12-05", {"i1"}),
        ("2016-12-15T12:00:00Z", {"i4"}),
        ("2016-12-01/2016-12-31", {"i1", "i4"}),
        ("2016-12-16T00:00:00Z/..", {"i4"}),
        ("../2016-09-20", {"i2"}),
        ("/2016-12-05", {"i1", "i2"}),
        ("../..", {"i1", "i2", "i4"}),
        ("2020-01-01/2020-12-31", set()),
    ],
)
def test_requirements_25_and_26_a_time_takes_times_that_meet_it(client: Client, time: str, found: set[str]) -> None:
    assert ids(client, f"datetime={quote(time)}") == found


@pytest.mark.parametrize("time", ["", "..", "yesterday", "2016", "2016-12-05/2016-12-01", "2016-12-05/x", "1/2/3"])
def test_a_time_that_is_none_is_refused(client: Client, time: str) -> None:
    assert client.get(f"{ITEMS}?datetime={quote(time)}").status_code == 400


def test_requirements_27_to_31_a_page_of_features(client: Client) -> None:
    following: str | None = f"{ITEMS}?limit=1"
    read: list[str] = []
    while following:
        answer = client.get(following)
        assert answer.headers["content-type"] == "application/geo+json"
        page = answer.json()
        links = rels(page)
        assert page["type"] == "FeatureCollection"
        assert (page["numberMatched"], page["numberReturned"]) == (4, len(page["features"]))
        assert {"self", "collection"} <= set(links)
        assert all(link["type"] for link in page["links"])
        again = client.get(links["self"]["href"]).json()
        assert again["features"] == page["features"]
        read += [feature["id"] for feature in page["features"]]
        following = links["next"]["href"] if "next" in links else None
    assert read == ["i1", "i2", "i3", "i4"]


def test_requirements_32_to_34_one_feature(client: Client) -> None:
    answer = client.get(f"{ITEMS}/i1")
    assert answer.headers["content-type"] == "application/geo+json"
    feature = answer.json()
    assert feature["type"] == "Feature"
    assert feature["geometry"] == {"type": "Point", "coordinates": [37.18, 36.2]}
    assert {"self", "collection"} <= set(rels(feature))
    assert client.get(f"{ITEMS}/none").status_code == 404


def test_a_region_has_no_geometry_and_none_is_made_up(client: Client) -> None:
    assert client.get(f"{ITEMS}/i2").json()["geometry"] is None


def test_the_filters_of_the_incident_list(client: Client) -> None:
    assert ids(client, "act=bombardment") == {"i1", "i2"}
    assert ids(client, "area=aleppo-city") == {"i1"}
    assert ids(client, "undated=only") == {"i3"}
    assert ids(client, "undated=only&datetime=../..") == set()
    assert ids(client, "lang_of=ar") == {"i1"}
    assert ids(client, "start=2016-12-10&datetime=../2016-12-05") == set()
    assert client.get("/ogc/collections/places/items?act=shelling").status_code == 400
    assert client.get("/ogc/collections/places/items?datetime=2016-12-05").json()["features"] == []
