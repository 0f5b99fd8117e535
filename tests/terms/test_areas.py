"""The outlines of a case: what is read and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.errors import InputError, TrucewatchError, UsageError
from trucewatch.terms import load_areas, parse_areas

SQUARE = [[[36, 35], [37, 35], [37, 36], [36, 36], [36, 35]]]


def collection(*features: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def feature(area_id: Any, coordinates: Any = SQUARE, kind: str = "Polygon") -> dict[str, Any]:
    return {"type": "Feature", "properties": {"id": area_id}, "geometry": {"type": kind, "coordinates": coordinates}}


def test_outlines_are_read_by_id() -> None:
    areas = parse_areas(collection(feature("a"), feature("b")), "areas.geojson")
    assert sorted(areas) == ["a", "b"]
    assert areas["a"].bounds == (36.0, 35.0, 37.0, 36.0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "JSON is broken"),
        ("[]", "no GeoJSON"),
        ('{"features": 3}', "no GeoJSON"),
        (collection({}), "no id"),
        (collection(feature(3)), "no id"),
        (collection(feature("a"), feature("a")), "stands twice"),
        (collection(feature("a", "x")), "cannot be read"),
        (collection(feature("a", [])), "is empty"),
        (collection(feature("a", [[[36, 35], [37, 36], [37, 35], [36, 36], [36, 35]]])), "not valid"),
        (collection(feature("a", [[[35, 136], [36, 136], [36, 137], [35, 137], [35, 136]]])), "leaves the globe"),
        (collection(feature("a", SQUARE, "Nonsense")), "cannot be read"),
        ("[" * 100_000, "nested too deeply|JSON is broken"),
    ],
)
def test_a_broken_outline_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_areas(text, "areas.geojson")


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["id", "type"]), inner, max_size=2),
        max_leaves=12,
    )
)
def test_any_geometry_is_read_or_clearly_refused(coordinates: Any) -> None:
    try:
        parse_areas(collection(feature("a", coordinates)), "areas.geojson")
    except TrucewatchError as error:
        assert error.where  # noqa: PT017  what is read is as good an outcome


def test_a_missing_file_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        load_areas(tmp_path / "areas.geojson")
