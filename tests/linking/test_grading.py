"""Grades: groups are counted and never reports; occurrence, attribution and magnitude stand apart."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.linking.case import ACTORS, PLACES, SOURCES, claim, document

from trucewatch.linking import link
from trucewatch.linking.dawid_skene import posteriors
from trucewatch.vocabulary.claims import EventClaim
from trucewatch.vocabulary.documents import Source
from trucewatch.vocabulary.grades import Grade, SourceReliability
from trucewatch.vocabulary.incidents import Incident

RANK = ("not_told", "contested", "single_source", "corroborated", "confirmed")


def incident(told: Sequence[tuple[str, dict[str, object]]], sources: Sequence[Source] = SOURCES) -> Incident:
    """One incident: each source tells in a document of its own."""
    documents = {f"d{n}": document(f"d{n}", source, "2016-12-05") for n, (source, _) in enumerate(told)}
    claims: list[EventClaim] = [claim(f"c{n}", f"d{n}", **more) for n, (_, more) in enumerate(told)]  # type: ignore[arg-type]
    found = link(claims, documents=documents, sources=sources, actors=ACTORS, places=PLACES).incidents
    assert len(found) == 1
    return found[0]


def graded(told: Sequence[tuple[str, dict[str, object]]], sources: Sequence[Source] = SOURCES) -> dict[str, Grade]:
    return {grade.question: grade for grade in incident(told, sources).grades}


def why(grade: Grade) -> list[str]:
    return [reason.code for reason in grade.reasons]


def test_one_voice_is_a_single_source_for_what_it_tells() -> None:
    grades = graded([("wire-agency", {"killed": 8})])
    assert (grades["occurrence"].grade, why(grades["occurrence"])) == ("single_source", ["one_group"])
    assert (grades["magnitude"].grade, grades["magnitude"].answer) == ("single_source", "killed:8-8")
    assert grades["attribution"].grade == "not_told"


def test_outlets_of_one_house_are_one_group() -> None:
    assert graded([("radio", {}), ("tv", {})])["occurrence"].grade == "single_source"


def test_what_a_monitor_saw_is_confirmed() -> None:
    grade = graded([("mission", {})])["occurrence"]
    assert (grade.grade, why(grade)) == ("confirmed", ["observed_by_monitor"])


def test_an_admission_confirms_who_did_it_and_is_marked() -> None:
    found = incident([("state-news", {"agent": "army"})])
    grades = {grade.question: grade for grade in found.grades}
    assert (grades["attribution"].grade, grades["attribution"].answer) == ("confirmed", "army")
    assert why(grades["attribution"]) == ["admission_against_interest"]
    assert found.origins[0].against_interest


def test_a_partys_accusation_lifts_nothing() -> None:
    grades = graded([("rebel-news", {"agent": "army"})])
    assert (grades["attribution"].grade, why(grades["attribution"])) == ("single_source", ["party_accusation_only"])


def test_blame_on_both_sides_is_contested_and_both_positions_stand() -> None:
    grades = graded([("rebel-news", {"agent": "army"}), ("state-news", {"agent": "brigade"})])
    assert (grades["attribution"].grade, grades["attribution"].answer) == ("contested", None)
    assert {group.answer for group in grades["attribution"].groups} == {"army", "brigade"}
    assert grades["occurrence"].grade == "corroborated"


def test_a_denial_contests_and_a_lone_denial_asserts_nothing() -> None:
    grade = graded([("wire-agency", {}), ("state-news", {"polarity": "denied"})])["occurrence"]
    assert (grade.grade, why(grade)) == ("contested", ["groups_disagree"])
    alone = graded([("state-news", {"polarity": "denied"})])["occurrence"]
    assert (alone.grade, why(alone)) == ("contested", ["nobody_asserts"])


def test_numbers_that_can_hold_together_agree_and_others_do_not() -> None:
    agreeing = graded([("wire-agency", {"killed": 8, "at_least": True}), ("paper", {"killed": 12})])["magnitude"]
    assert agreeing.grade in ("corroborated", "confirmed")
    assert agreeing.answer == "killed:12-12"
    assert graded([("wire-agency", {"killed": 8}), ("paper", {"killed": 12})])["magnitude"].grade == "contested"


def test_sensitivity_says_what_a_change_of_group_would_do() -> None:
    grade = graded([("wire-agency", {}), ("paper", {})])["occurrence"]
    assert {(s.origin, s.change, s.grade) for s in grade.sensitivity} == {
        ("wire-agency", "joined", "single_source"),
        ("paper", "joined", "single_source"),
    }
    house = graded([("radio", {}), ("tv", {})])["occurrence"]
    assert [(s.origin, s.change) for s in house.sensitivity] == [("tv", "apart")]


@pytest.mark.parametrize(
    ("topic", "until", "left"),
    [(None, None, True), ("hostilities", None, True), ("political", None, False), (None, "2016-01-01", False)],
)
def test_reliability_holds_for_its_topic_and_period(topic: str | None, until: str | None, left: bool) -> None:
    mark = SourceReliability(grade="E", by="Analyst", on="2017-01-01", topic=topic, until=until)
    sources = [replace(s, reliability=(mark,)) if s.id == "state-news" else s for s in SOURCES]
    grade = graded([("wire-agency", {}), ("state-news", {"polarity": "denied"})], sources)["occurrence"]
    assert ("unreliable_left_out" in why(grade)) is left
    assert grade.grade == ("single_source" if left else "contested")


@given(st.sampled_from(["wire-agency", "radio", "state-news", "mission"]), st.integers(1, 3))
def test_a_copy_never_raises_a_grade(source: str, copies: int) -> None:
    documents = {"d0": document("d0", source, "2016-12-05")}
    claims = [claim("c0", "d0", agent="brigade", killed=3)]
    before = link(claims, documents=documents, sources=SOURCES, actors=ACTORS, places=PLACES).incidents[0]
    for n in range(1, copies + 1):
        documents[f"d{n}"] = document(f"d{n}", "paper", "2016-12-06", "d0")
        claims.append(claim(f"c{n}", f"d{n}", agent="brigade", killed=3))
    after = link(claims, documents=documents, sources=SOURCES, actors=ACTORS, places=PLACES).incidents[0]
    assert after.independent <= before.independent
    for old, new in zip(before.grades, after.grades, strict=True):
        assert RANK.index(new.grade) <= RANK.index(old.grade)


def test_voices_that_often_stand_against_the_rest_weigh_less() -> None:
    votes = [{"a": "x", "b": "x", "c": "y"}] * 10 + [{"a": "x", "c": "y"}]
    chance = posteriors(votes)[-1]
    assert chance["x"] > 0.8 > 0.2 > chance["y"]


@given(st.lists(st.dictionaries(st.sampled_from("abcd"), st.sampled_from("xy"), max_size=4), max_size=6))
def test_posteriors_leave_room_for_another_answer(votes: list[dict[str, str]]) -> None:
    for question, chance in zip(votes, posteriors(votes), strict=True):
        assert set(chance) == set(question.values())
        assert 0 <= sum(chance.values()) < 1
