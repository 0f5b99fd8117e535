"""Invariants of assessing, over any incident: pure, neutral, never more than the claims tell."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from tests.assessing.strategies import incidents
from tests.terms.support import ACTORS, AREAS, PLACES, TRUCE, truce

from trucewatch.assessing import World, assess, conditional, sentence
from trucewatch.vocabulary.actors import Actor
from trucewatch.vocabulary.assessments import Assessment
from trucewatch.vocabulary.codes import load_code_list
from trucewatch.vocabulary.incidents import Incident, IncidentActor, IncidentPlace, IncidentTime
from trucewatch.vocabulary.terms import Instrument

# a clause on objects, one on persons elsewhere and one with every kind of exception, so that all tests run
MORE = """\
  - id: truce/hospitals
    type: protection_of_objects
    effect: prohibits
    words: {en: {text: Hospitals are spared., paraphrase: true}}
    bound: [parties]
    acts: [hostilities]
    protected_objects: [hospital]
    protected_persons: [civilian]
    area: {places: [east]}
  - id: truce/clashes
    type: cessation
    effect: prohibits
    words: {en: {text: No clashes near the mill., paraphrase: true}}
    bound: [parties]
    acts: [armed_clash, air_strike, aid_obstruction]
    area: {near: [{lat: 10.0, lon: 10.0, km: 20}]}
    exceptions:
      - {id: truce/clashes/defence, kind: self_defence, words: {en: {text: Self-defence., paraphrase: true}}}
      - id: truce/clashes/drones
        kind: permitted_act
        acts: [drone_strike]
        agents: [red]
        words: {en: {text: Drones of the Red government., paraphrase: true}}
  - id: truce/passage
    type: permitted_acts
    effect: permits
    words: {en: {text: Withdrawal is allowed., paraphrase: true}}
    bound: [parties]
    acts: [withdrawal]
    area: {undisclosed: true}
"""
INSTRUMENTS: tuple[Instrument, ...] = (truce(TRUCE + MORE),)
WORLD = World.of(actors=ACTORS, places=PLACES, areas=AREAS, zone="Asia/Damascus", theatre="land")


def told(**changes: Any) -> Incident:
    """An air strike by the Red army on the Blue brigade in the east, told in full, with ``changes``."""
    facts: dict[str, Any] = {
        "id": "in-1",
        "act": "air_strike",
        "family": "hostilities",
        "status": "occurred",
        "polarity": "asserted",
        "time": IncidentTime(start="2020-04-01", end="2020-04-01", claims=("c1",)),
        "place": IncidentPlace(name="East", id="east", claims=("c2",)),
        "agents": (IncidentActor(name="the army", id="red-army", claims=("c1",)),),
        "targets": (IncidentActor(name="the brigade", id="blue-brigade", claims=("c3",)),),
        "supporting": ("c1", "c2", "c3"),
        "corroboration": "single_source",
    }
    return Incident(**{**facts, **changes})


def attacks(incident: Incident) -> Assessment:
    return next(a for a in assess(incident, INSTRUMENTS, world=WORLD) if a.clause == "truce/attacks")


def test_a_breach_carries_the_words_the_reasons_and_the_claims_of_each_test() -> None:
    assessment = attacks(told())
    assert assessment.outcome == "breach"
    assert assessment.words["en"].text == "No attacks."
    assert assessment.citation is not None
    assert assessment.reasons[0].words == "If the claims hold, this would be a breach of truce/attacks."
    assert {t.test: t.claims for t in assessment.tests if t.test in ("time", "area", "actor")} == {
        "time": ("c1",),
        "area": ("c2",),
        "actor": ("c1",),
    }
    assert assessment.standing == "proposed_by_machine"
    assert "if the claims hold" in assessment.conditional


@given(incidents())
@settings(max_examples=150)
def test_the_same_incident_gives_the_same_bytes(incident: Incident) -> None:
    first = msgspec.json.encode(assess(incident, INSTRUMENTS, world=WORLD))
    assert first == msgspec.json.encode(assess(incident, INSTRUMENTS, world=WORLD))
    assert msgspec.json.decode(first, type=tuple[Assessment, ...])


@given(incidents())
@settings(max_examples=150)
def test_every_incident_is_assessed_and_ids_are_its_own(incident: Incident) -> None:
    found = assess(incident, INSTRUMENTS, world=WORLD)
    assert found
    assert len({a.id for a in found}) == len(found)
    assert all(a.incident == incident.id and a.reasons for a in found)


@given(incidents())
@settings(max_examples=150)
def test_a_breach_has_no_test_left_open(incident: Incident) -> None:
    for assessment in assess(incident, INSTRUMENTS, world=WORLD):
        results = {t.test: t.result for t in assessment.tests}
        if assessment.outcome == "breach":
            must_hold = {t: r for t, r in results.items() if t not in ("exclusion", "exception")}
            assert set(must_hold.values()) == {"true"}
            assert {results["exclusion"], results["exception"]} == {"false"}
        if assessment.outcome == "indeterminate":
            assert "unknown" in results.values()
            assert assessment.needed


@given(incidents())
@settings(max_examples=150)
def test_what_did_not_happen_is_never_a_breach(incident: Incident) -> None:
    for status in ("planned", "threatened", "demanded", "hypothetical"):
        for assessment in assess(_with(incident, status=status), INSTRUMENTS, world=WORLD):
            assert assessment.outcome in ("out_of_scope", "terms_silent")


@given(incidents())
@settings(max_examples=150)
def test_claims_cited_are_claims_of_the_incident(incident: Incident) -> None:
    for assessment in assess(incident, INSTRUMENTS, world=WORLD):
        cited = {c for t in assessment.tests for c in t.claims} | set(assessment.claims)
        assert cited <= {"c1", "c2", "c3"}


def _with(incident: Incident, **changes: Any) -> Incident:
    return msgspec.structs.replace(incident, **changes)


SWAP = {"red": "blue", "blue": "red"}


def _swapped_instrument() -> Instrument:
    text = msgspec.json.encode(INSTRUMENTS[0]).decode()
    marked = text.replace('"red"', '"@"').replace('"blue"', '"red"').replace('"@"', '"blue"')
    return msgspec.json.decode(marked, type=Instrument)


def _swapped_actor(actor: Actor) -> Actor:
    return msgspec.structs.replace(
        actor,
        id=SWAP.get(actor.id, actor.id),
        side=SWAP.get(actor.side, actor.side) if actor.side else None,
        affiliations=tuple(SWAP.get(a, a) for a in actor.affiliations),
    )


def _swapped(actors: tuple[IncidentActor, ...]) -> tuple[IncidentActor, ...]:
    return tuple(msgspec.structs.replace(a, id=SWAP.get(a.id, a.id) if a.id else None) for a in actors)


@given(incidents())
@settings(max_examples=150)
def test_the_names_of_the_parties_make_no_difference(incident: Incident) -> None:
    mirrored = _with(
        incident,
        agents=_swapped(incident.agents),
        targets=_swapped(incident.targets),
        parties=_swapped(incident.parties),
    )
    mirror = World.of(
        actors=[_swapped_actor(a) for a in ACTORS], places=PLACES, areas=AREAS, zone="Asia/Damascus", theatre="land"
    )
    here = assess(incident, INSTRUMENTS, world=WORLD)
    there = assess(mirrored, (_swapped_instrument(),), world=mirror)
    assert [(a.clause, a.outcome, [r.code for r in a.reasons]) for a in here] == [
        (a.clause, a.outcome, [r.code for r in a.reasons]) for a in there
    ]


@given(incidents())
@settings(max_examples=150)
def test_to_tell_less_never_turns_one_answer_into_its_opposite(incident: Incident) -> None:
    """Leaving out a slot may open a test that was decided; it may not decide it the other way."""
    full = {a.clause: a for a in assess(incident, INSTRUMENTS, world=WORLD)}
    poorer = _with(incident, place=None, time=IncidentTime())
    for assessment in assess(poorer, INSTRUMENTS, world=WORLD):
        before = full.get(assessment.clause)
        if before is None:
            continue
        known = {t.test: t.result for t in before.tests if t.test in ("time", "area")}
        for test in assessment.tests:
            if test.test in known and test.result != "unknown":
                assert test.result == known[test.test]


@given(incidents())
@settings(max_examples=200)
def test_every_sentence_is_complete_in_three_languages(incident: Incident) -> None:
    for assessment in assess(incident, INSTRUMENTS, world=WORLD):
        reasons = [*assessment.reasons, *assessment.needed, *(t.reason for t in assessment.tests)]
        for reason in reasons:
            assert "{" not in reason.words
            assert reason.words == sentence(reason, "en", WORLD)
            french, arabic = sentence(reason, "fr-FR", WORLD), sentence(reason, "ar", WORLD)
            assert "{" not in french + arabic
            assert any("\u0600" <= c <= "\u06ff" for c in arabic)


def test_every_reason_of_the_list_has_the_same_gaps_in_every_language() -> None:
    for entry in load_code_list("assessment_reason").codes:
        gaps = [sorted(re.findall(r"\{(\w+)\}", entry.definition[lang])) for lang in ("en", "fr", "ar")]
        assert gaps[0] == gaps[1] == gaps[2], entry.code


def test_names_come_from_the_case_in_the_language_asked_for() -> None:
    reason = next(
        t.reason for t in attacks(told(agents=(IncidentActor(name="x", id="red"),))).tests if t.test == "actor"
    )
    assert "Gouvernement rouge" in sentence(reason, "fr", WORLD)
    assert "(الحكومة الحمراء)" in sentence(reason, "ar", WORLD)
    assert conditional("breach", "fr") != conditional("breach", "en")


@pytest.mark.parametrize(
    ("act", "weapons", "expected"),
    [
        ("air_strike", (), "true"),
        ("drone_strike", (), "true"),
        ("bombardment", (), "unknown"),
        ("bombardment", ("barrel_bomb",), "true"),
        ("bombardment", ("mortar",), None),
        ("bombardment", ("mortar", "barrel_bomb"), "unknown"),
        ("bombardment", ("chemical",), "unknown"),
        ("attack", (), "unknown"),
        ("explosion", (), "unknown"),
        ("killing", (), "unknown"),
        ("shelling", (), None),
        ("sniper_fire", (), None),
        ("talks", (), None),
    ],
)
def test_acts_against_a_clause_on_air_strikes(act: str, weapons: tuple[str, ...], expected: str | None) -> None:
    text = TRUCE.replace("acts: [attack, armed_clash]", "acts: [air_strike]")
    family = next(c.family for c in load_code_list("acts").codes if c.code == act)
    found = assess(told(act=act, family=family, weapons=weapons), (truce(text),), world=WORLD)
    results = [t.result for a in found for t in a.tests if t.test == "act"]
    assert results == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("start", "outcome"),
    [("2020-02-28T23:00", None), ("2020-02-29T12:00", "out_of_scope"), ("2020-06-01T12:00", "out_of_scope")],
)
def test_on_the_eve_of_the_terms_an_incident_is_out_of_their_time(start: str, outcome: str | None) -> None:
    found = assess(told(time=IncidentTime(start=start, end=start)), INSTRUMENTS[:1], world=WORLD)
    outcomes = {a.clause: a.outcome for a in found}
    assert outcomes.get("truce/attacks") == outcome
    if outcome is None:
        assert [a.outcome for a in found] == ["terms_silent"]


@pytest.mark.parametrize(("status", "result"), [("ongoing", "true"), ("occurred", "unknown")])
def test_only_what_is_under_way_is_placed_by_its_beginning(status: str, result: str) -> None:
    assessment = attacks(told(status=status, time=IncidentTime(start="2020-04-01", end=None)))
    assert next(t.result for t in assessment.tests if t.test == "time") == result
