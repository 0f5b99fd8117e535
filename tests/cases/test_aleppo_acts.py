"""The votes and the worked procedure of the packaged case, replayed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from trucewatch.case import Case, load_case
from trucewatch.commission import (
    Proceedings,
    bursts,
    docket,
    enter_file,
    load_acts,
    proceedings,
    referral_due,
    tally,
)

CASE = Path(__file__).parents[2] / "cases" / "aleppo-2016"
NOW = dt.datetime(2017, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case(CASE)


@pytest.fixture(scope="module")
def replayed(case: Case) -> Proceedings:
    p = proceedings((), case.bodies, case.instruments, case.actors)
    for path in sorted(case.folder.acts.glob("*.yaml")):
        enter_file(p, load_acts(path))
    return p


@pytest.mark.parametrize(
    ("ref", "outcome", "vetoed_by", "tally_of"),
    [
        ("vote-S-2016-846", "vetoed", ("russia",), (11, 2, 2)),
        ("vote-S-2016-847", "rejected", (), (4, 9, 2)),
        ("vote-S-2016-1026", "vetoed", ("china", "russia"), (11, 3, 1)),
        ("vote-S-RES-2328", "adopted", (), (15, 0, 0)),
    ],
)
def test_the_council_votes_come_out_as_they_did(
    replayed: Proceedings, ref: str, outcome: str, vetoed_by: tuple[str, ...], tally_of: tuple[int, int, int]
) -> None:
    counted = replayed.puts[ref].counted
    assert counted is not None
    assert (counted.outcome, counted.vetoed_by) == (outcome, vetoed_by)
    assert (counted.tally.yes, counted.tally.no, counted.tally.abstain) == tally_of
    assert counted.tally.absent == 0


def test_the_votes_are_those_of_the_terms(case: Case, replayed: Proceedings) -> None:
    drafts = {d.act.instrument: d for d in replayed.drafts.values() if d.act.instrument}
    held = [i for i in case.instruments if i.decision is not None]
    assert sorted(drafts) == sorted(i.id for i in held)
    for instrument in held:
        assert instrument.decision is not None
        (motion,) = drafts[instrument.id].motions
        votes = {vote.by: vote.position for vote in replayed.puts[motion].votes.values()}
        told = [(instrument.decision.in_favour, "yes"), (instrument.decision.against, "no")]
        told.append((instrument.decision.abstaining, "abstain"))
        assert votes == {actor: position for side, position in told for actor in side.actors}
        assert drafts[instrument.id].versions[0].text["en"] == "\n".join(
            clause.words["en"].text for clause in instrument.clauses
        )


def test_the_worked_procedure_goes_from_complaint_to_dissent(replayed: Proceedings) -> None:
    first, second = replayed.cases["C1"], replayed.cases["C2"]
    assert first.number == "JCX/2016/0001"
    assert [n.state(NOW) for n in first.notices] == ["answered", "no_response"]
    standing = {f.finding.question: (f.finding.code, f.kind, f.late) for f in first.findings}
    assert standing == {
        "occurrence": ("verified", "agreed_jointly", True),
        "attribution": ("contested", "majority_with_dissent", False),
        "breach": ("breach", "agreed_jointly", False),
        "gravity": ("grave", "majority_with_dissent", False),
    }
    assert first.remedies[0].state(NOW.date()) == "partly_done"
    assert referral_due(replayed, second, NOW)
    assert [v.number for v in replayed.drafts["P1"].versions] == [1, 2]
    assert replayed.puts["M7"].kind == "chair_ruling"


def test_the_tallies_add_up(replayed: Proceedings) -> None:
    counts = tally(docket(replayed))
    assert counts.received == counts.ruled + counts.not_ruled + counts.unable_to_rule + counts.pending == 7
    assert (counts.ruled, counts.not_ruled, counts.vague, counts.inquired) == (1, 1, 5, 2)
    assert [(b.by, b.complaints, b.vague) for b in bursts(replayed)] == [("side-b", 5, 5)]


def test_what_is_an_exercise_says_so(case: Case) -> None:
    assert {body.id: body.exercise for body in case.bodies} == {
        "unsc": False,
        "joint-exercise": True,
        "guarantors-exercise": True,
    }
