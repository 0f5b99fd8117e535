"""The reference page of the terms: its example loads, and it leaves out no field."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from trucewatch.terms import parse_areas, parse_instrument
from trucewatch.vocabulary.actors import Actor, GazetteerPlace
from trucewatch.vocabulary.terms import Clause, Instrument, StatusEvent
from trucewatch.vocabulary.yaml_input import load_yaml

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "terms.md").read_text(encoding="utf-8")
CASE = ROOT / "cases" / "aleppo-2016"


def test_the_example_of_the_page_loads_into_the_example_case() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
    assert blocks
    for block in blocks:
        instrument = parse_instrument(
            block,
            "terms.md",
            actors=load_yaml(CASE / "actors.yaml", tuple[Actor, ...]),
            places=load_yaml(CASE / "places.yaml", tuple[GazetteerPlace, ...]),
            areas=parse_areas((CASE / "areas.geojson").read_text(encoding="utf-8"), "areas.geojson"),
        )
        assert instrument.clauses


@pytest.mark.parametrize("record", [Instrument, Clause, StatusEvent])
def test_every_field_is_on_the_page(record: type[Instrument | Clause | StatusEvent]) -> None:
    missing = [f for f in record.__struct_fields__ if f"`{f}`" not in PAGE and f not in ("note", "citation")]
    assert not missing
