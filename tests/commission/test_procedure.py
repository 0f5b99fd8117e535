"""From complaint to dissent: what follows, and what is refused with its field."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.commission.world import ALL, SPLIT, START, Session

from trucewatch.commission import bursts, docket, equal_treatment, fold, referral_due, tally
from trucewatch.errors import ActError


def refused(session: Session, field: str, *args: Any, **rest: Any) -> ActError:
    before = (len(session.p.acts), dict(session.p.cases), dict(session.p.puts), dict(session.p.drafts))
    with pytest.raises(ActError) as raised:
        session(*args, **rest)
    after = (len(session.p.acts), dict(session.p.cases), dict(session.p.puts), dict(session.p.drafts))
    assert raised.value.field == field, raised.value.diagnostics()
    assert before == after
    return raised.value


def opened() -> Session:
    session = Session()
    session.open(clause="truce/attacks")
    return session


def test_a_case_has_a_number_and_a_vague_complaint_has_none() -> None:
    session = opened()
    assert session.p.cases["C1"].number == "JMC/2020/0001"
    session.complain("K2", place=None, words="")
    assert session.p.complaints["K2"].missing == ("place", "words")
    refused(session, "complaint", "case", "rapporteur", ref="C2", complaint="K2")
    session("complaint", "blue-1", ref="K3", supplies="K2", place="Ford", words="On the ford.")
    session("case", "rapporteur", ref="C2", complaint="K2")
    assert session.p.case("JMC/2020/0002") is session.p.cases["C2"]
    counts = tally(docket(session.p))
    assert (counts.received, counts.pending, counts.vague) == (2, 2, 0)


def test_silence_of_a_party_becomes_no_response_by_the_clock() -> None:
    session = opened()
    session("notification", "rapporteur", case="C1", party="red")
    notice = session.p.cases["C1"].notices[0]
    assert notice.deadline == session.now + dt.timedelta(hours=48)
    assert notice.state(session.now) == "awaited"
    assert notice.state(session.now + dt.timedelta(hours=49)) == "no_response"
    error = refused(session, "at", "answer", "red-1", days=5, case="C1", party="red", position="denied", words="No.")
    assert "no_response" in error.message
    session("extension", "chair", days=6, case="C1", party="red", deadline="2020-03-09T08:00+00:00", words="Asked.")
    session("answer", "red-1", days=7, case="C1", party="red", position="denied", words="It did not happen.")
    assert session.p.cases["C1"].notices[0].state(START + dt.timedelta(days=90)) == "answered"
    refused(session, "party", "answer", "red-2", case="C1", party="red", position="denied", words="Again.")


def test_who_may_answer() -> None:
    session = opened()
    session("notification", "rapporteur", case="C1", party="red")
    refused(session, "by", "answer", "blue-1", case="C1", party="red", position="denied", words="For them.")
    refused(session, "party", "answer", "blue-1", case="C1", party="blue", position="denied", words="Unasked.")
    refused(session, "by", "notification", "red-1", case="C1", party="blue")


def test_visit_and_suspension() -> None:
    session = opened()
    minutes: dict[str, Any] = {
        "case": "C1",
        "place": "Mill",
        "day": "2020-03-03",
        "present": ["rapporteur", "blue-1"],
        "refused": [{"who": "red-1", "by": "blue"}],
        "seen": "A hole in the roof.",
        "dissents": [{"by": "red-1", "words": {"en": "We were kept out."}}],
    }
    session("visit", "rapporteur", **minutes)
    session("suspension", "chair", case="C1", reason="monitors_withdrawn", words="Red withdrew.", caused_by="red")
    assert tally(docket(session.p)).suspended == 1
    refused(session, "case", "visit", "rapporteur", **minutes)
    session("resumption", "chair", case="C1")
    session("visit", "rapporteur", **minutes)
    assert len(session.p.cases["C1"].visits) == 2
    assert tally(docket(session.p)).inquired == 1


def test_questions_are_decided_separately_and_in_order() -> None:
    session = opened()
    session(
        "motion",
        "rapporteur",
        ref="M0",
        subject="finding",
        case="C1",
        words="A breach.",
        finding={"question": "breach", "code": "breach"},
    )
    for member in ALL:
        session("vote", member, on="M0", position="yes")
    refused(session, "on", "decision", "chair", on="M0")
    session.find("M1", "occurrence", "verified", ALL)
    session("decision", "chair", on="M0")
    session.find("M2", "attribution", "attributed", SPLIT, actors=["red"])
    session.find("M3", "gravity", "serious", ALL)
    case = session.p.cases["C1"]
    assert [(f.finding.question, f.kind) for f in case.findings] == [
        ("occurrence", "agreed_jointly"),
        ("breach", "agreed_jointly"),
        ("attribution", "majority_with_dissent"),
        ("gravity", "agreed_jointly"),
    ]
    assert not case.findings[0].late
    assert tally(docket(session.p)).breaches == 1


def test_a_breach_of_a_hospital_clause_needs_each_side() -> None:
    session = opened()
    session.find("M1", "occurrence", "verified", ALL)
    votes = {"red-1": "no", "red-2": "abstain", "blue-1": "yes", "blue-2": "yes"}
    session.find("M2", "breach", "breach", votes, clause="truce/hospitals")
    assert session.p.puts["M2"].kind == "not_adopted"
    assert session.p.puts["M2"].proof == "clear_and_convincing"
    session.find("M3", "breach", "breach", votes, clause="truce/attacks")
    assert session.p.puts["M3"].kind == "majority_with_dissent"
    assert session.p.cases["C1"].findings[-1].proof == "balance"


def test_a_later_finding_supersedes_and_late_verification_is_marked() -> None:
    session = opened()
    session.find("M1", "occurrence", "not_verified", ALL)
    session.now = START + dt.timedelta(days=30)
    session.find("M2", "occurrence", "verified", ALL)
    first, second = session.p.cases["C1"].findings
    assert first.superseded_by == "M2"
    assert session.p.puts["M1"].kind == "superseded"
    assert second.late


def test_votes_are_cast_once_and_by_members() -> None:
    session = opened()
    session("motion", "blue-1", ref="M1", subject="deferral", case="C1", words="Later.")
    session("vote", "red-1", on="M1", position="no")
    assert "already" in refused(session, "by", "vote", "red-1", on="M1", position="yes").message
    assert "no member" in refused(session, "by", "vote", "rapporteur", on="M1", position="yes").message
    refused(session, "by", "vote", "stranger", on="M1", position="yes")
    refused(session, "on", "vote", "red-2", on="M9", position="yes")
    session("vote", "blue-1", on="M1", position="yes")
    session("vote", "blue-2", on="M1", position="abstain")
    refused(session, "kind", "decision", "chair", on="M1", kind="agreed_jointly")
    refused(session, "by", "decision", "red-1", on="M1")
    session("decision", "chair", on="M1", outcome="tied")
    assert session.p.puts["M1"].kind == "deferred"
    refused(session, "on", "vote", "red-2", on="M1", position="yes")


def test_two_deferrals_make_a_referral_due_and_the_case_moves() -> None:
    session = opened()
    for ref in ("M1", "M2"):
        session("motion", "blue-1", ref=ref, subject="deferral", case="C1", words="Later.")
        session.decide(ref, ALL)
    assert referral_due(session.p, session.p.cases["C1"], session.now)
    session("motion", "blue-1", ref="M3", subject="referral", case="C1", words="To the guarantors.")
    session.decide("M3", ALL)
    assert session.p.puts["M3"].kind == "referred_up"
    assert session.p.cases["C1"].path == ("jmc", "guarantors")
    refused(session, "body", "motion", "blue-1", ref="M4", subject="deferral", case="C1", words="Later.")
    finding = {"question": "occurrence", "code": "outside_mandate"}
    session("motion", "one", body="guarantors", ref="G1", subject="finding", case="C1", words="No.", finding=finding)
    session("vote", "one", body="guarantors", on="G1", position="yes")
    session("decision", "one", body="guarantors", on="G1")
    assert tally(docket(session.p)).not_ruled == 1


def test_remedy_is_followed_up() -> None:
    session = opened()
    remedy = {"owed_by": "red", "words": {"en": "Withdraw the guns."}, "due": "2020-03-10"}
    session("motion", "blue-1", ref="M1", subject="remedy", case="C1", words="A remedy.", remedy=remedy)
    session.decide("M1", ALL)
    made = session.p.cases["C1"].remedies[0]
    assert (made.state(dt.date(2020, 3, 9)), made.state(dt.date(2020, 3, 11))) == ("due", "overdue")
    refused(session, "by", "remedy", "blue-1", of="M1", state="done", words="They did.")
    session("remedy", "red-1", of="M1", state="partly_done", words="Two of three.")
    assert session.p.cases["C1"].remedies[0].state(dt.date(2021, 1, 1)) == "partly_done"


def test_silence_procedure() -> None:
    session = opened()
    for ref in ("M1", "M2"):
        session("motion", "blue-1", ref=ref, subject="procedural", words="Meet on Monday.")
        session("silence", "chair", on=ref)
    refused(session, "on", "vote", "red-1", on="M1", position="yes")
    refused(session, "at", "decision", "chair", on="M1")
    session("objection", "red-1", on="M2", words="Not on Monday.")
    put = session.p.puts["M1"]
    assert put.state(session.now) == "under_silence"
    assert put.state(session.now + dt.timedelta(days=2)) == "adopted_by_silence"
    refused(session, "at", "objection", "red-1", days=3, on="M1", words="Late.")
    session("decision", "chair", days=4, on="M1")
    assert session.p.puts["M1"].kind == "agreed_jointly"
    session.decide("M2", {"red-1": "no", "red-2": "no", "blue-1": "yes"})
    assert session.p.puts["M2"].kind == "not_adopted"


def test_a_ruling_of_the_chair_can_be_overturned() -> None:
    session = opened()
    session("motion", "blue-1", ref="M1", subject="procedural", words="Sit in camera.")
    session("motion", "blue-1", ref="M2", subject="referral", case="C1", words="Up.")
    refused(session, "on", "ruling", "chair", ref="R0", on="M2", words="So be it.")
    session("ruling", "chair", ref="R1", on="M1", words="We sit in camera.")
    assert session.p.puts["M1"].kind == "chair_ruling"
    session("motion", "red-1", ref="M3", subject="challenge", of="R1", words="We object.")
    session.decide("M3", {"red-1": "yes", "red-2": "yes", "blue-1": "yes"})
    assert session.p.puts["M1"].kind is None


def drafted() -> Session:
    session = opened()
    session("draft", "blue-1", ref="D1", title="A protocol", text="One.\nTwo.", sponsors=["blue-1"])
    return session


def test_amendments_change_the_text_and_make_versions() -> None:
    session = drafted()
    session("amendment", "red-1", ref="A1", to="D1", text="One.\nThree.")
    session("amendment", "blue-2", ref="A2", to="A1", text="One.\nThree and four.")
    session("motion", "blue-1", ref="M1", subject="text", draft="D1", words="Adopt it.")
    assert "amendments" in refused(session, "on", "decision", "chair", on="M1").message
    refused(session, "on", "decision", "chair", on="A1")
    session.decide("A2", ALL)
    session.decide("A1", ALL)
    assert [v.text["en"] for v in session.p.drafts["D1"].versions] == ["One.\nTwo.", "One.\nThree and four."]
    session("vote", "red-1", on="M1", position="yes", reservation="As to four.")
    refused(session, "to", "amendment", "red-1", ref="A3", to="D1", text="Too late.")
    session("decision", "chair", on="M1")
    assert session.p.puts["M1"].kind == "agreed_with_reservation"
    refused(session, "ref", "draft", "blue-1", ref="D1", version=3, title="x", text="y", sponsors=["blue-1"])


def test_circular_and_empty_amendments_are_refused() -> None:
    session = drafted()
    assert "circular" in refused(session, "to", "amendment", "red-1", ref="A1", to="A1", text="x").message
    refused(session, "text", "amendment", "red-1", ref="A1", to="D1", text="One.\nTwo.")
    session("amendment", "red-1", ref="A1", to="D1", text="x")
    session("amendment", "red-1", ref="A2", to="A1", text="y")
    refused(session, "to", "amendment", "red-1", ref="A3", to="A2", text="z")


def test_unknown_codes_are_refused_with_their_field() -> None:
    session = opened()
    refused(session, "what", "complaint", "blue-1", ref="K9", what="mischief")
    rest: dict[str, Any] = {"ref": "M1", "subject": "finding", "case": "C1", "words": "x"}
    refused(session, "finding.code", "motion", "blue-1", finding={"question": "breach", "code": "naughty"}, **rest)
    refused(
        session,
        "finding.reason",
        "motion",
        "blue-1",
        finding={"question": "occurrence", "code": "unable_to_verify"},
        **rest,
    )
    refused(
        session, "case", "motion", "blue-1", **{**rest, "case": "C9"}, finding={"question": "breach", "code": "breach"}
    )


def test_bursts_of_vague_complaints_are_shown() -> None:
    session = Session()
    session.complain("K0")
    session.now = START + dt.timedelta(days=60)
    for number in range(6):
        session.complain(f"V{number}", by="red-1", on_behalf_of="red", place=None)
    (burst,) = bursts(session.p)
    assert (burst.by, burst.complaints, burst.vague) == ("red", 6, 6)


def test_equal_treatment_has_its_denominators() -> None:
    session = opened()
    session("notification", "rapporteur", case="C1", party="red")
    session("answer", "red-1", case="C1", party="red", position="denied", words="No.")
    session.find("M1", "occurrence", "verified", ALL)
    session.find("M2", "breach", "breach", ALL)
    rows = {row.party: row for row in equal_treatment(session.p, lambda actor: actor.split("-")[0])}
    assert (rows["blue"].made, rows["blue"].inquired_made, rows["blue"].verified_made) == (1, 1, 1)
    assert (rows["red"].faced, rows["red"].answer_hours, rows["red"].p_faced) == (1, 1.0, None)
    assert rows["red"].standards == (("balance", 1), ("reasonable_grounds", 1))


def test_the_fold_gives_the_same_again_and_keeps_what_it_refuses() -> None:
    session = opened()
    session.find("M1", "occurrence", "verified", SPLIT)
    again = fold(session.p.acts, session.p.bodies, session.p.clause_types)
    assert (again.cases, again.puts, again.complaints) == (session.p.cases, session.p.puts, session.p.complaints)
    doubled = fold([*session.p.acts, session.p.acts[-1]], session.p.bodies, session.p.clause_types)
    assert (doubled.cases, doubled.puts) == (session.p.cases, session.p.puts)
    assert [(r.field, r.message) for r in doubled.refused] == [("on", "M1 is decided")]
