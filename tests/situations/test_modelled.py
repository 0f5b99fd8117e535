"""Situations under three truces modelled on public texts: lines of withdrawal, a redeployment, a week with an eve."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import shapely
from msgspec import Struct
from shapely.geometry.base import BaseGeometry
from tests.situations.test_situations import Expected, Facts, incident_of

from trucewatch.assessing import Assessor, World, assess
from trucewatch.terms import parse_instrument
from trucewatch.vocabulary.actors import Actor, GazetteerPlace
from trucewatch.vocabulary.control import ControlAssertion
from trucewatch.vocabulary.yaml_input import load_yaml, read_text

HERE = Path(__file__).parent
FOLDERS = ("hudaydah-like", "jeddah-like", "minsk-like")


class Setting(Struct, frozen=True, forbid_unknown_fields=True):
    """Actors, places and outlines: boxes as west, south, east, north; lines as points of longitude and latitude."""

    zone: str
    theatre: str
    actors: tuple[Actor, ...]
    places: tuple[GazetteerPlace, ...]
    boxes: dict[str, tuple[float, float, float, float]]
    lines: dict[str, tuple[tuple[float, float], ...]] = {}


class Held(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody says that a holder held a place on a day."""

    place: str
    holder: str
    day: str


class Awaited(Expected, frozen=True, forbid_unknown_fields=True):
    """Also whether the place was known to the party."""

    known: str | None = None


class Modelled(Struct, frozen=True, forbid_unknown_fields=True):
    """A situation under the terms of its folder. ``expect`` names every assessment, no other."""

    name: str
    facts: Facts
    expect: tuple[Awaited, ...]
    control: tuple[Held, ...] = ()


def _situations() -> list[Any]:
    return [
        pytest.param(folder, situation, id=f"{folder}: {situation.name}")
        for folder in FOLDERS
        for situation in load_yaml(HERE / folder / "situations.yaml", tuple[Modelled, ...])
    ]


def _world(setting: Setting, control: tuple[Held, ...]) -> World:
    said = (
        ControlAssertion(
            place=h.place, holder=h.holder, status="holds", start=h.day, end=h.day, by=f"source {n}", claim=f"k{n}"
        )
        for n, h in enumerate(control)
    )
    return World.of(
        actors=setting.actors,
        places=setting.places,
        areas=_areas(setting),
        zone=setting.zone,
        theatre=setting.theatre,
        control=said,
    )


def _areas(setting: Setting) -> dict[str, BaseGeometry]:
    boxes: dict[str, BaseGeometry] = {name: shapely.box(*edges) for name, edges in setting.boxes.items()}
    return boxes | {name: shapely.LineString(points) for name, points in setting.lines.items()}


@pytest.mark.parametrize(("folder", "situation"), _situations())
def test_situation(folder: str, situation: Modelled) -> None:
    setting = load_yaml(HERE / folder / "world.yaml", Setting)
    world = _world(setting, situation.control)
    path = HERE / folder / "terms.yaml"
    terms = parse_instrument(
        read_text(path), path.name, actors=setting.actors, places=setting.places, areas=world.areas
    )

    found = assess(incident_of(situation.facts), (terms,), world=world)

    assert Assessor((terms,), world=world).assess(incident_of(situation.facts)) == found
    assert {a.clause: a.outcome for a in found} == {e.clause: e.outcome for e in situation.expect}
    for expected in situation.expect:
        assessment = next(a for a in found if a.clause == expected.clause)
        assert set(expected.because) <= {r.code for r in assessment.reasons}
        assert set(expected.needed) <= {r.code for r in assessment.needed}
        known = next((t.result for t in assessment.tests if t.test == "known"), None)
        assert expected.known is None or known == expected.known


def test_each_truce_is_tried_from_many_sides() -> None:
    for folder in FOLDERS:
        mine = [p.values[1] for p in _situations() if p.values[0] == folder]
        assert len(mine) >= 12
        assert {"breach", "out_of_scope", "indeterminate"} <= {e.outcome for s in mine for e in s.expect}
