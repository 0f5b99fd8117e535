"""Situations that a lawyer can read: facts, terms, and what should follow, over the instruments of the example case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import shapely
from msgspec import Struct

from trucewatch.assessing import World, assess
from trucewatch.terms import load_instruments
from trucewatch.vocabulary.actors import Actor, GazetteerPlace
from trucewatch.vocabulary.claims import EventStatus, PlacePrecision, Polarity, ProtectedObject, WeaponCode, Who
from trucewatch.vocabulary.codes import family_of
from trucewatch.vocabulary.control import ControlAssertion
from trucewatch.vocabulary.incidents import CasualtyRange, Incident, IncidentActor, IncidentPlace, IncidentTime
from trucewatch.vocabulary.terms import Instrument
from trucewatch.vocabulary.yaml_input import load_yaml

HERE = Path(__file__).parent
CASE = HERE.parents[1] / "cases" / "aleppo-2016"


class Place(Struct, frozen=True, forbid_unknown_fields=True):
    """A place of the case by id, or any place by name and coordinates."""

    id: str | None = None
    name: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: PlacePrecision | None = None


class Facts(Struct, frozen=True, forbid_unknown_fields=True):
    """What the claims tell. What is not written is not told."""

    act: str
    status: EventStatus = "occurred"
    polarity: Polarity = "asserted"
    start: str | None = None
    end: str | None = None
    place: Place | None = None
    by: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    struck: tuple[ProtectedObject, ...] = ()
    victims: tuple[Who, ...] = ()
    weapons: tuple[WeaponCode, ...] = ()
    disputed: tuple[str, ...] = ()


class Expected(Struct, frozen=True, forbid_unknown_fields=True):
    """The outcome under one clause, the reasons that must be among those given, and what must be asked for."""

    outcome: str
    clause: str | None = None
    because: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()


class Situation(Struct, frozen=True, forbid_unknown_fields=True):
    """``terms`` narrows the instruments; empty means all of the case. ``expect`` names every assessment, no other."""

    name: str
    facts: Facts
    expect: tuple[Expected, ...]
    terms: tuple[str, ...] = ()


def _situations() -> list[Any]:
    found = []
    for path in sorted(HERE.glob("*.yaml")):
        for situation in load_yaml(path, tuple[Situation, ...]):
            found.append(pytest.param(situation, id=f"{path.stem}: {situation.name}"))
    return found


@pytest.fixture(scope="module")
def world() -> World:
    # outlines of this test, so that a redrawn map of the case does not move what a situation means
    areas = {
        "syria": shapely.box(35.6, 32.3, 42.4, 37.3),
        "aleppo-gov": shapely.box(36.55, 35.6, 38.6, 36.85),
        "aleppo-city": shapely.box(37.05, 36.14, 37.26, 36.27),
        "west-aleppo": shapely.box(37.05, 36.14, 37.155, 36.27),
        "east-aleppo": shapely.box(37.155, 36.14, 37.26, 36.27),
        "castello-road": shapely.box(37.05, 36.245, 37.17, 36.275),
    }
    return World.of(
        actors=load_yaml(CASE / "actors.yaml", tuple[Actor, ...]),
        places=load_yaml(CASE / "places.yaml", tuple[GazetteerPlace, ...]),
        areas=areas,
        zone="Asia/Damascus",
        theatre="syria",
        # the terms of February leave out ground that excluded actors held: in these situations they hold none
        control=(
            ControlAssertion(
                place="syria", holder="syria-gov", status="holds", start="2016-01-01", end="2017-12-31", by="a-sheet"
            ),
        ),
    )


@pytest.fixture(scope="module")
def instruments(world: World) -> tuple[Instrument, ...]:
    return load_instruments(
        CASE / "terms", actors=world.actors.values(), places=world.places.values(), areas=world.areas
    )


def _actors(ids: tuple[str, ...]) -> tuple[IncidentActor, ...]:
    # "name:" marks a name that the case does not know
    return tuple(
        IncidentActor(name=i.removeprefix("name:"), id=None if i.startswith("name:") else i, claims=("c1",))
        for i in ids
    )


def incident_of(facts: Facts) -> Incident:
    """The incident that a situation's facts make."""
    place = None
    if facts.place is not None:
        told = facts.place
        place = IncidentPlace(
            name=told.name or told.id or "?",
            id=told.id,
            lat=told.lat,
            lon=told.lon,
            precision=told.precision,
            claims=("c1",),
        )
    end = facts.end if facts.end is not None or facts.status == "ongoing" else facts.start
    return Incident(
        id="in-1",
        act=facts.act,
        family=family_of(facts.act),
        status=facts.status,
        polarity=facts.polarity,
        time=IncidentTime(start=facts.start, end=end, precision="day", claims=("c1",)),
        place=place,
        agents=_actors(facts.by),
        targets=_actors(facts.against),
        parties=_actors(facts.between),
        objects=facts.struck,
        weapons=facts.weapons,
        casualties=tuple(
            CasualtyRange(outcome="killed", who=who, side=None, low=1, best=1, high=1, rule="one origin")
            for who in facts.victims
        ),
        supporting=("c1",),
        corroboration="single_source",
        disputed=facts.disputed,
    )


@pytest.mark.parametrize("situation", _situations())
def test_situation(situation: Situation, world: World, instruments: tuple[Instrument, ...]) -> None:
    unknown = set(situation.terms) - {i.id for i in instruments}
    assert not unknown, f"no such terms: {unknown}"
    chosen = [i for i in instruments if not situation.terms or i.id in situation.terms]

    found = assess(incident_of(situation.facts), chosen, world=world)

    assert {a.clause: a.outcome for a in found} == {e.clause: e.outcome for e in situation.expect}
    for expected in situation.expect:
        assessment = next(a for a in found if a.clause == expected.clause)
        codes = {r.code for r in assessment.reasons}
        assert set(expected.because) <= codes, f"{expected.clause}: {sorted(codes)}"
        needed = {r.code for r in assessment.needed}
        assert set(expected.needed) <= needed, f"{expected.clause}: {sorted(needed)}"


def test_there_are_enough_situations() -> None:
    outcomes = {e.outcome for p in _situations() for e in p.values[0].expect}
    assert len(_situations()) >= 65
    assert outcomes == {"breach", "permitted", "out_of_scope", "terms_silent", "indeterminate"}
