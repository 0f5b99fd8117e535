"""Weapons, lines, lists with dates, ground, conditions and the register: true, false and unknown."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.assessing.test_assess import told
from tests.terms.support import ACTORS, AREAS, PLACES, TRUCE, truce

from trucewatch.assessing import Assessor, World, assess
from trucewatch.vocabulary.assessments import Assessment
from trucewatch.vocabulary.claims import ControlStatus
from trucewatch.vocabulary.control import ControlAssertion
from trucewatch.vocabulary.incidents import Incident, IncidentActor, IncidentPlace, IncidentTime, Origin


def asserted(
    holder: str, day: str = "2020-04-01", status: ControlStatus = "holds", claim: str = "k1"
) -> ControlAssertion:
    return ControlAssertion(place="east", holder=holder, status=status, start=day, end=day, by="a-paper", claim=claim)


def world(*control: ControlAssertion) -> World:
    return World.of(actors=ACTORS, places=PLACES, areas=AREAS, zone="Asia/Damascus", theatre="land", control=control)


def under(text: str, incident: Incident, *control: ControlAssertion) -> Assessment:
    """The one assessment, which the fast way must give as well."""
    instruments = (truce(text),)
    (found,) = assess(incident, instruments, world=world(*control))
    assert Assessor(instruments, world=world(*control)).assess(incident) == (found,)
    return found


def day(start: str, end: str | None = None) -> IncidentTime:
    return IncidentTime(start=start, end=end or start, claims=("c1",))


LISTED = TRUCE.replace("reason: named in the truce}", "reason: listed, list: un}").replace(
    "clauses:",
    """designation_lists:
  - id: un
    title: {en: The list}
    keeper: A council
    citation: {title: The list, publisher: A council}
    entries: [{actor: grey, since: 2020-03-10, until: 2020-04-10}]
clauses:""",
)
GREY = (IncidentActor(name="Grey", id="grey", claims=("c1",)),)


@pytest.mark.parametrize(
    ("time", "outcome", "code"),
    [
        (day("2020-04-01"), "out_of_scope", "agent_excluded"),
        (day("2020-04-09", "2020-04-12"), "indeterminate", "designation_open"),
        (day("2020-05-01"), "indeterminate", "agent_beside_bound"),
    ],
)
def test_an_exclusion_by_list_holds_while_the_list_names_the_actor(time: IncidentTime, outcome: str, code: str) -> None:
    found = under(LISTED, told(agents=GREY, time=time))
    assert found.outcome == outcome
    assert code in {r.code for r in found.reasons}


GROUND = TRUCE.replace("reason: named in the truce}", "reason: named, ground: true}")
STRUCK: dict[str, Any] = {"targets": (), "objects": ("residential",)}


@pytest.mark.parametrize(
    ("control", "truth"),
    [
        ((), "unknown"),
        ((asserted("grey"),), "true"),
        ((asserted("blue"),), "false"),
        ((asserted("grey"), asserted("blue", claim="k2")), "unknown"),
        ((asserted("grey"), asserted("blue", status="contests", claim="k2")), "unknown"),
        ((asserted("grey", day="2020-03-31"),), "unknown"),
    ],
)
def test_ground_held_by_an_excluded_actor(control: tuple[ControlAssertion, ...], truth: str) -> None:
    found = under(GROUND, told(**STRUCK), *control)
    test = next(t for t in found.tests if t.test == "exclusion")
    assert test.result == truth
    said_that_day = [c for c in control if c.start == "2020-04-01"]
    assert {c.claim for c in said_that_day} <= set(test.claims)


CONDITION = TRUCE.replace(
    "    area: {theatre: true}\n",
    """    area: {theatre: true}
    conditions:
      - id: truce/opened
        words: {en: {text: As long as the road is open., paraphrase: true}}
        findings:
          - {holds: true, since: 2020-03-01, until: 2020-04-10, citation: {title: A report, publisher: A mission}}
          - {holds: false, since: 2020-04-20, citation: {title: A report, publisher: A mission}}
""",
)


@pytest.mark.parametrize(
    ("date", "outcome"), [("2020-04-01", "breach"), ("2020-04-15", "indeterminate"), ("2020-05-01", "out_of_scope")]
)
def test_a_clause_binds_while_its_condition_holds(date: str, outcome: str) -> None:
    assert under(CONDITION, told(time=day(date))).outcome == outcome


WEAPON = TRUCE.replace("acts: [attack, armed_clash]", "acts: [attack, armed_clash]\n    weapons: [artillery, rocket]")


def test_a_clause_on_weapons_asks_for_the_weapon() -> None:
    shelling = {"act": "shelling"}
    assert under(WEAPON, told(**shelling, weapons=("artillery",))).outcome == "breach"
    assert under(WEAPON, told(**shelling)).outcome == "indeterminate"
    assert under(WEAPON, told(**shelling, weapons=("mortar",))).outcome == "terms_silent"


LINE = TRUCE.replace("{theatre: true}", "{lines: [{line: road, km: 3}]}")


@pytest.mark.parametrize(
    ("lat", "precision", "truth"),
    [(10.01, "exact", "true"), (10.026, "locality", "unknown"), (10.06, "exact", "false")],
)
def test_within_so_many_kilometres_of_a_line(lat: float, precision: Any, truth: str) -> None:
    spot = IncidentPlace(name="a field", lat=lat, lon=10.0, precision=precision)
    found = under(LINE, told(place=spot))
    assert next(t.result for t in found.tests if t.test == "area") == truth


REGISTER = TRUCE.replace("acts: [attack, armed_clash]", "acts: [attack]\n    protected_objects: [hospital]").replace(
    "clauses:",
    """protected_places:
  - id: register/east
    object: hospital
    label: {en: The clinic of the east}
    place: east
    notified: [{party: red, at: 2020-03-05, proof: {title: A note, publisher: A mission}}]
clauses:""",
)


@pytest.mark.parametrize(
    ("change", "truth"),
    [
        ({}, "true"),
        ({"time": day("2020-03-04")}, "false"),
        ({"agents": (IncidentActor(name="Brigade", id="blue-brigade", claims=("c1",)),), "targets": ()}, "false"),
        ({"agents": ()}, "unknown"),
        ({"place": IncidentPlace(name="West", id="west")}, "unknown"),
        ({"place": IncidentPlace(name="Land", id="land")}, "unknown"),
    ],
)
def test_whether_the_place_was_known_decides_nothing(change: dict[str, Any], truth: str) -> None:
    incident = told(objects=("hospital",), **change)
    found = under(REGISTER, incident)
    assert next(t.result for t in found.tests if t.test == "known") == truth
    without = under(REGISTER.split("protected_places:")[0] + "clauses:" + REGISTER.split("clauses:")[1], incident)
    assert (found.outcome, found.reasons, found.needed) == (without.outcome, without.reasons, without.needed)


def test_two_that_accuse_each_other_are_mutually_accused() -> None:
    red = IncidentActor(name="Red", id="red", claims=("by-blue",))
    blue = IncidentActor(name="Blue", id="blue", claims=("by-red",))
    origins = (Origin(key="blue", name="Blue", claims=("by-blue",)), Origin(key="red", name="Red", claims=("by-red",)))
    incident = told(agents=(red, blue), targets=(), origins=origins, disputed=("agent",))
    (found,) = assess(incident, (truce(),), world=world())
    assert found.attribution.basis == "mutually_accused"
    one_sided = msgspec.structs.replace(incident, origins=origins[:1])
    assert assess(one_sided, (truce(),), world=world())[0].attribution.basis == "contested"
