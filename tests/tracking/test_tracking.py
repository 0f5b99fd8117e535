"""Obligations, control, figures, announced acts and positions: every state cites its claims, unknown is a state."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.terms.support import TRUCE, truce
from tests.tracking.support import DAYS, GROUND, announced, control, figure, happened, position

from trucewatch.errors import InputError
from trucewatch.tracking import (
    area_share,
    assertions_of,
    control_spans,
    effort_over,
    figure_questions,
    follow_announced,
    load_effort,
    load_stated_control,
    position_table,
    stated_assertions,
    track,
    track_obligations,
)
from trucewatch.vocabulary.claims import FigureClaim
from trucewatch.vocabulary.codes import load_code_list
from trucewatch.vocabulary.incidents import Incident, IncidentActor
from trucewatch.vocabulary.tracking import Obligation, ObservationEffort

OBLIGED = """\
    obligations:
      - id: truce/aid
        kind: aid
        words: {en: {text: Forty lorries reach the east., paraphrase: true}}
        start: 2020-03-05
        due: 2020-03-20
        places: [east]
        planned: [{unit: lorries, low: 40, measure: aid_deliveries}]
        met_by: [aid_delivery]
        missed_by: [siege]
        blocked_by: [aid_obstruction]
"""
SILENT = "deadline_passed_in_silence"
TERMS = (truce(TRUCE + OBLIGED),)


def stands(*incidents: Incident, claims: Any = (), as_of: str = "2020-04-01") -> Obligation:
    (found,) = track_obligations(TERMS, incidents, claims, GROUND, as_of=as_of)
    return found


def lorries(number: int, low: float, high: float | None, by: str, day: str = "2020-03-12") -> Any:
    return figure(number, low, high, day, by, measure="aid_deliveries")


DELIVERED = happened("aid_delivery", "2020-03-10")
LATE = happened("aid_delivery", "2020-03-25")
BLOCKED = happened("aid_obstruction", "2020-03-11")


@pytest.mark.parametrize(
    ("incidents", "claims", "as_of", "state", "reason"),
    [
        ((), (), "2020-03-10", "due", "not_due_yet"),
        ((), (), "2020-04-01", "unknown", SILENT),
        ((DELIVERED,), (), "2020-04-01", "met", "told_done"),
        ((LATE,), (), "2020-04-01", "met", "after_deadline"),
        ((DELIVERED,), (lorries(1, 20, 20, "un"),), "2020-04-01", "partly_met", "counts_below_plan"),
        ((DELIVERED,), (lorries(1, 20, 20, "un"), lorries(2, 40, 45, "blue")), "2020-04-01", "met", "told_done"),
        ((DELIVERED, BLOCKED), (), "2020-04-01", "partly_met", "done_and_blocked"),
        ((BLOCKED,), (), "2020-04-01", "blocked", "told_blocked"),
        ((happened("siege", "2020-03-12"),), (), "2020-04-01", "missed", "told_not_done"),
        ((happened("aid_delivery", "2020-03-10", polarity="denied"),), (), "2020-04-01", "missed", "denied_done"),
        ((happened("aid_delivery", "2020-03-10", place="west"),), (), "2020-04-01", "unknown", SILENT),
        ((happened("aid_delivery", "2020-03-10", status="planned"),), (), "2020-04-01", "unknown", SILENT),
        ((happened("aid_delivery", "2020-02-10"),), (), "2020-04-01", "unknown", SILENT),
        ((LATE,), (), "2020-03-22", "unknown", SILENT),
        ((happened("aid_delivery", "2020-05-10"),), (), "2020-05-20", "unknown", SILENT),
    ],
)  # fmt: skip
def test_an_obligation_stands_as_claims_tell(
    incidents: tuple[Incident, ...], claims: Any, as_of: str, state: str, reason: str
) -> None:
    found = stands(*incidents, claims=claims, as_of=as_of)
    assert (found.state, reason in found.reasons) == (state, True)
    known = {c for i in incidents for c in (*i.supporting, *i.contradicting)} | {c.id for c in claims}
    assert set(found.claims) <= known
    assert bool(found.claims) == (state not in ("due", "unknown"))


def test_an_obstruction_names_the_constraint_and_by_whom() -> None:
    (obstruction,) = stands(BLOCKED).obstructions
    assert (obstruction.constraint, obstruction.by) == ("interference_in_implementation", ("red",))
    assert obstruction.claims == BLOCKED.supporting


def test_a_withdrawal_is_met_when_each_party_is_named() -> None:
    text = OBLIGED.replace("kind: aid", "kind: withdrawal").replace("met_by: [aid_delivery]", "met_by: [withdrawal]")
    terms = (truce(TRUCE + text),)
    mine = happened("withdrawal", "2020-03-10")
    theirs = happened("withdrawal", "2020-03-11", agents=(IncidentActor(name="Brigade", id="blue-brigade"),))
    (one,) = track_obligations(terms, (mine,), (), GROUND, as_of="2020-04-01")
    (both,) = track_obligations(terms, (mine, theirs), (), GROUND, as_of="2020-04-01")
    assert (one.state, one.reasons) == ("partly_met", ("done_by_some",))
    assert both.state == "met"


def test_counts_are_never_added() -> None:
    found = stands(DELIVERED, claims=(lorries(1, 20, 20, "un"), lorries(2, 20, 20, "blue")))
    assert found.state == "partly_met"
    assert [(c.by, c.low) for c in found.counts] == [("blue", 20), ("un", 20)]


def test_control_keeps_gaps_and_labels_what_is_interpolated() -> None:
    claims = (
        control(1, "red", "q1", "2020-03-01"),
        control(2, "red", "q1", "2020-03-10"),
        control(3, "blue", "q1", "2020-03-20"),
        control(4, "red", "q1", "2020-03-20", by="red"),
    )
    spans = control_spans(assertions_of(claims, GROUND))
    assert [(s.start, s.end, s.state, s.basis) for s in spans] == [
        ("2020-03-01", "2020-03-01", "held", "asserted"),
        ("2020-03-02", "2020-03-09", "held", "interpolated"),
        ("2020-03-10", "2020-03-10", "held", "asserted"),
        ("2020-03-11", "2020-03-19", "unknown", "gap"),
        ("2020-03-20", "2020-03-20", "contested", "asserted"),
    ]
    assert spans[1].claims == ("c1", "c2")
    assert spans[-1].holders == ("blue", "red")


def test_a_share_is_a_range_with_the_contested_and_the_unknown_in_it() -> None:
    day = "2020-03-20"
    claims = (
        control(1, "red", "q1", day),
        control(2, "red", "q2", day),
        control(3, "blue", "q2", day, by="blue"),
        control(4, "blue", "q3", day),
    )
    shares = {s.holder: s for s in area_share("east", day, control_spans(assertions_of(claims, GROUND)), GROUND)}
    # of five neighbourhoods (the mill among them) two are silent and one is contested
    assert (shares["red"].low, shares["red"].high, shares["red"].total) == (1, 4, 5)
    assert (shares["red"].contested, shares["red"].unknown) == (1, 2)
    assert (shares["blue"].low, shares["blue"].high) == (1, 4)


@given(
    st.lists(
        st.tuples(st.sampled_from(["red", "blue"]), st.sampled_from(["q1", "q2", "q3"]), st.sampled_from(DAYS[:40])),
        max_size=12,
    )
)
def test_spans_of_a_place_follow_without_hole_or_overlap(told: list[tuple[str, str, str]]) -> None:
    claims = tuple(control(n, holder, place, day) for n, (holder, place, day) in enumerate(told))
    spans = control_spans(assertions_of(claims, GROUND))
    for one, other in pairwise(spans):
        assert one.start <= one.end
        if one.place == other.place:
            assert one.end < other.start
    for share in area_share("east", "2020-03-20", spans, GROUND):
        assert 0 <= share.low <= share.high <= share.total
    spoken = {(place, day) for _, place, day in told}
    for place, day in spoken:
        assert any(s.place == place and s.start <= day <= s.end and s.basis == "asserted" for s in spans)


def test_values_stand_side_by_side() -> None:
    claims = (figure(1, 8000, 8000, "2020-03-10", "un"), figure(2, 15000, 15000, "2020-03-10", "blue"))
    (question,) = figure_questions(claims, GROUND)
    assert question.contested
    assert [(v.by, v.low, v.qualifier) for v in question.values] == [("un", 8000, "about"), ("blue", 15000, "about")]
    (alone,) = figure_questions(claims[:1], GROUND)
    assert not alone.contested


def test_values_that_can_both_hold_are_not_contested() -> None:
    claims = (figure(1, 8000, None, "2020-03-10", "un"), figure(2, 15000, 15000, "2020-03-10", "blue"))
    assert not figure_questions(claims, GROUND)[0].contested


def test_a_running_toll_is_a_series_with_revisions() -> None:
    days = ("2020-03-01", "2020-03-02", "2020-03-03")
    claims = tuple(
        figure(n, toll, toll, day, "sohr", measure="killed", who="civilian")
        for n, (day, toll) in enumerate(zip(days, (10, 14, 12), strict=True))
    )
    (question,) = figure_questions(claims, GROUND)
    assert not question.contested
    assert [(s.day, s.low, s.revised_down) for s in question.steps] == [
        (days[0], 10, False),
        (days[1], 14, False),
        (days[2], 12, True),
    ]


def told_on(day: str, claim: FigureClaim) -> FigureClaim:
    return msgspec.structs.replace(claim, document=f"d-{day}")


def test_a_revised_value_stays_and_a_late_one_says_how_late() -> None:
    toll = {"measure": "killed", "who": "civilian"}
    claims = (
        figure(1, 10, 10, "2020-03-01", "sohr", **toll),
        figure(2, 14, 14, "2020-03-02", "sohr", **toll),
        told_on("2020-03-05", figure(3, 12, 12, "2020-03-01", "sohr", **toll)),
    )
    (question,) = figure_questions(claims, GROUND)
    assert [(s.day, s.low, s.late_days, s.revises, s.standing, s.revised_down) for s in question.steps] == [
        ("2020-03-01", 10, 0, None, False, False),
        ("2020-03-01", 12, 4, "c1", True, False),
        ("2020-03-02", 14, 0, None, True, False),
    ]


@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.integers(1, 20), st.sampled_from(("sohr", "un", "blue")), st.integers(0, 9)),
        max_size=14,
    )
)
def test_no_value_leaves_the_series_and_the_order_of_claims_decides_nothing(
    told: list[tuple[int, int, str, int]],
) -> None:
    claims = tuple(
        figure(n, toll, toll, f"2020-03-{day:02}", by, measure="killed", who="civilian")
        for n, (day, toll, by, _) in enumerate(told)
    )
    claims = tuple(told_on(f"2020-03-{day + late:02}", c) for c, (day, _, _, late) in zip(claims, told, strict=True))
    steps = [step for question in figure_questions(claims, GROUND) for step in question.steps]
    assert steps == [step for question in figure_questions(claims[::-1], GROUND) for step in question.steps]
    values = {(by, f"2020-03-{day:02}") for day, _, by, _ in told}
    assert {(s.by, s.day) for s in steps} <= values
    for by in {by for _, _, by, _ in told}:
        mine = [s for s in steps if s.by == by]
        assert mine
        # of each day one value stands, and what was replaced names nothing later than itself
        for day in {s.day for s in mine}:
            assert sum(s.standing for s in mine if s.day == day) == 1
        for step in mine:
            assert step.late_days == int(str(step.published)[-2:]) - int(step.day[-2:])


@pytest.mark.parametrize(
    ("status", "incident", "as_of", "outcome"),
    [
        ("planned", happened("talks", "2020-03-10"), "2020-04-01", "happened"),
        ("planned", happened("talks", "2020-03-15"), "2020-04-01", "moved"),
        ("planned", happened("talks", "2020-03-10", polarity="denied"), "2020-04-01", "did_not"),
        ("hypothetical", happened("talks", "2020-03-10", polarity="denied"), "2020-04-01", "condition_unmet"),
        ("planned", happened("talks", "2020-03-10", place="west"), "2020-04-01", "unknown"),
        ("planned", happened("air_strike", "2020-03-10"), "2020-04-01", "unknown"),
        ("threatened", happened("talks", "2020-03-10"), "2020-03-09", "open"),
    ],
)
def test_what_was_announced_is_followed(status: str, incident: Incident, as_of: str, outcome: str) -> None:
    claim = announced(1, "talks", "2020-03-08", "2020-03-10", status)
    (found,) = follow_announced((claim,), (incident,), GROUND, as_of=as_of)
    assert found.outcome == outcome
    cited = set(incident.supporting) if found.incidents else set()
    assert set(found.claims) == {"c1"} | cited
    assert (found.moved_to == "2020-03-15") == (outcome == "moved")


def test_reversals_and_contradictions_are_marked() -> None:
    claims = (
        position(1, "red", "rejects", "2020-03-01"),
        position(2, "red", "accepts", "2020-03-20"),
        position(3, "red-army", "rejects", "2020-03-21"),
        position(4, "blue", "accepts", "2020-03-21"),
    )
    table = {e.claim: e for e in position_table(claims, GROUND)}
    assert table["c2"].reverses == ("c1",)
    assert table["c3"].reverses == ()
    assert table["c1"].contradicts == ()
    assert table["c4"].contradicts == ()


def test_a_count_without_effort_says_so() -> None:
    week = ObservationEffort(
        id="w1", entered_by="A. Clerk", by="mission", start="2020-03-01", end="2020-03-07", patrols=4, areas=("east",)
    )
    effort = (week,)
    told = effort_over(effort, (), GROUND, start="2020-03-02", end="2020-03-05", areas=("q1",))
    assert (told.told, told.patrols, told.hours) == (True, 4, None)
    assert not effort_over(effort, (), GROUND, start="2020-04-02", end="2020-04-05").told
    denied = happened("monitor_access_denied", "2020-03-03")
    assert effort_over(effort, (denied,), GROUND, start="2020-03-02", end="2020-03-05").incidents == (denied.id,)


def test_effort_that_ends_before_it_begins_is_refused(tmp_path: Any) -> None:
    file = tmp_path / "observation.yaml"
    assert load_effort(file, GROUND) == ()
    file.write_text(
        "- {id: a, entered_by: A. Clerk, by: m, start: 2020-03-01, end: 2020-03-05}\n"
        "- {id: b, entered_by: A. Clerk, by: m, start: 2020-03-05, end: 2020-03-01}\n"
    )
    with pytest.raises(InputError, match="ends before it begins") as caught:
        load_effort(file, GROUND)
    assert str(caught.value.where) == "observation.yaml:2, field [1].end"


STATED = """\
- {id: s1, entered_by: A. Clerk, place: east, holder: blue, status: holds, start: 2020-03-01, end: 2020-03-05, &}
- {id: s2, entered_by: A. Clerk, place: east, holder: blue, status: holds, start: 2020-03-20, end: 2020-03-25, &}
""".replace("&", "by: mission, citation: {title: Sheet, publisher: A mission}")


def test_stated_control_stands_beside_claims_and_is_bridged(tmp_path: Path) -> None:
    file = tmp_path / "control.yaml"
    assert load_stated_control(file, GROUND) == ()
    file.write_text(STATED, encoding="utf-8")
    stated = stated_assertions(load_stated_control(file, GROUND))
    spans = track((), (), (), GROUND, as_of="2020-04-01", stated=stated).control
    assert [(s.start, s.end, s.basis, s.holders, s.claims, s.stated) for s in spans] == [
        ("2020-03-01", "2020-03-05", "asserted", ("blue",), (), ("s1",)),
        ("2020-03-06", "2020-03-19", "interpolated", ("blue",), (), ("s1", "s2")),
        ("2020-03-20", "2020-03-25", "asserted", ("blue",), (), ("s2",)),
    ]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("id: s2", "id: s1", "id"),
        (
            "east, holder: blue, status: holds, start: 2020-03-20",
            "nowhere, holder: blue, status: holds, start: 2020-03-20",
            "place",
        ),
        (
            "holder: blue, status: holds, start: 2020-03-20",
            "holder: nobody, status: holds, start: 2020-03-20",
            "holder",
        ),
        ("start: 2020-03-20", "start: 2020-02-30", "start"),
        ("end: 2020-03-25", "end: 2020-03-19", "end"),
        ("s2, entered_by: A. Clerk", "s2, entered_by: trucewatch", "entered_by"),
        ("s2, entered_by: A. Clerk", "s2, entered_by: jmc/nobody", "entered_by"),
    ],
)
def test_wrong_stated_control_is_refused_with_line_and_field(tmp_path: Path, old: str, new: str, field: str) -> None:
    file = tmp_path / "control.yaml"
    file.write_text(STATED.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_stated_control(file, GROUND)
    assert str(caught.value.where) == f"control.yaml:2, field [1].{field}"


def test_tracking_is_pure_and_leaves_out_what_came_later() -> None:
    claims = (figure(1, 8, 8, "2020-03-10", "un"), figure(2, 9, 9, "2020-04-20", "blue"))
    before, again = (track(TERMS, (DELIVERED,), claims, GROUND, as_of="2020-04-01", areas=("east",)) for _ in range(2))
    assert msgspec.json.encode(before) == msgspec.json.encode(again)
    assert [v.claim for q in before.figures for v in q.values] == ["c1"]


LISTS = ("obligation_state", "obligation_reason", "access_constraint", "control_state", "control_basis")


@pytest.mark.parametrize("list_id", [*LISTS, "announced_outcome"])
def test_labels_stand_in_three_languages(list_id: str) -> None:
    for code in load_code_list(list_id).codes:
        assert {"en", "fr", "ar"} <= set(code.label)
