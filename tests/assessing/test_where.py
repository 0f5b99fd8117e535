"""The test of area: containing places, outlines, points with their precision."""

from __future__ import annotations

from itertools import pairwise

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from tests.assessing.test_assess import WORLD

from trucewatch.assessing import where as where_module
from trucewatch.assessing.where import PRECISION_KM, area
from trucewatch.assessing.world import World
from trucewatch.vocabulary.incidents import IncidentPlace
from trucewatch.vocabulary.scope import LineTerm
from trucewatch.vocabulary.terms import AreaTerm, NearPoint

EAST = AreaTerm(polygons=("east",))


def within(km: float) -> AreaTerm:
    """The circle of ``km`` around a point 5.5 km east of the middle of the town."""
    return AreaTerm(near=(NearPoint(lat=10, lon=10.05, km=km),))


def place(place_id: str | None = None, **told: object) -> IncidentPlace:
    return IncidentPlace(name="p", id=place_id, **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("where", "term", "expected"),
    [
        (place("mill"), EAST, "true"),
        (place("east"), AreaTerm(places=("east",)), "true"),
        (place("town"), EAST, "unknown"),
        (place("land"), EAST, "unknown"),
        (place("far"), EAST, "false"),
        (place("far"), AreaTerm(places=("mill",)), "false"),
        (place("island"), AreaTerm(places=("mill",)), "unknown"),
        (place("mill", precision="near"), AreaTerm(places=("mill",)), "unknown"),
        (place("far", precision="near"), EAST, "false"),
        (place("gate"), EAST, "false"),
        (place("abroad"), AreaTerm(theatre=True), "false"),
        (place(None, lat=10.0, lon=10.05, precision="locality"), EAST, "true"),
        (place(None, lat=10.0, lon=10.005, precision="locality"), EAST, "unknown"),
        (place(None, lat=10.0, lon=9.95, precision="locality"), EAST, "false"),
        (place(None, lat=10.0, lon=10.05, precision="town"), EAST, "true"),
        (place(None, lat=10.0, lon=10.05, precision="near"), EAST, "unknown"),
        (place(None, lat=10.0, lon=10.05, precision="admin1"), EAST, "unknown"),
        (place(None, lat=10.0, lon=10.05), EAST, "unknown"),
        (place("geonames:9"), EAST, "unknown"),
        (None, EAST, "unknown"),
        (place("far"), AreaTerm(theatre=True), "true"),
        (place(None, lat=50.0, lon=2.0, precision="town"), AreaTerm(theatre=True), "false"),
        (place("far"), AreaTerm(undisclosed=True), "unknown"),
        (place("mill"), AreaTerm(undisclosed=True, places=("east",)), "true"),
        (place("far"), AreaTerm(places=("mill", "far")), "true"),
        (place(None, lat=10.0, lon=10.0, precision="exact"), within(6), "true"),
        (place(None, lat=10.0, lon=10.0, precision="exact"), within(5), "false"),
        (place(None, lat=10.0, lon=10.0, precision="town"), within(5), "unknown"),
        (place("land"), within(5), "unknown"),
    ],
)
def test_area(where: IncidentPlace | None, term: AreaTerm, expected: str) -> None:
    verdict = area(where, term, WORLD)
    assert verdict.truth == expected
    assert (verdict.need is not None) == (expected == "unknown")


@given(st.floats(9.5, 10.5), st.floats(9.5, 10.5))
def test_a_coarser_precision_never_decides_what_a_finer_one_leaves_open(lat: float, lon: float) -> None:
    ordered = sorted(PRECISION_KM, key=lambda p: PRECISION_KM[p])
    answers = [area(place(None, lat=lat, lon=lon, precision=p), EAST, WORLD).truth for p in ordered]
    for finer, coarser in pairwise(answers):
        assert coarser in (finer, "unknown")


@given(st.floats(-89, 89), st.floats(-180, 180))
def test_a_point_is_near_itself_wherever_it_lies(lat: float, lon: float) -> None:
    term = AreaTerm(near=(NearPoint(lat=lat, lon=lon, km=1),))
    assert area(place(None, lat=lat, lon=lon, precision="exact"), term, WORLD).truth == "true"


def test_two_sides_of_the_date_line_are_near_one_another() -> None:
    term = AreaTerm(near=(NearPoint(lat=0, lon=179.99, km=5),))
    assert area(place(None, lat=0.0, lon=-179.99, precision="exact"), term, WORLD).truth == "true"


RAGGED = shapely.MultiPolygon(
    [
        shapely.Point(10, 10).buffer(0.4).difference(shapely.Point(10.1, 10).buffer(0.1)),
        shapely.box(10.6, 9.9, 10.9, 10.2),
    ]
)
DRAWN = World.of(
    actors=(), places=(), areas={"ragged": RAGGED, "road": RAGGED.boundary, "round": shapely.box(-179, -60, 179, 70)},
    zone="UTC", theatre="round",
)  # fmt: skip


@given(
    lat=st.floats(9.0, 11.0) | st.floats(-89.0, 89.0),
    lon=st.floats(9.0, 11.5) | st.floats(-180.0, 180.0),
    precision=st.sampled_from(sorted(PRECISION_KM)),
    km=st.floats(0.1, 40),
)
def test_the_prepared_square_answers_as_the_distance_does(lat: float, lon: float, precision: str, km: float) -> None:
    told = place(None, lat=lat, lon=lon, precision=precision)
    terms = (AreaTerm(polygons=("ragged",)), AreaTerm(lines=(LineTerm(line="road", km=km),)), AreaTerm(theatre=True))
    fast = [area(told, term, DRAWN).truth for term in terms]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(where_module, "_square", lambda *_: None)
        assert fast == [area(told, term, DRAWN).truth for term in terms]
