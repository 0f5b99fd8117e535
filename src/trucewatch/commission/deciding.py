"""Decisions: the chair declares what the count says, and the case, the draft or the ruling follows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from trucewatch.commission.counting import Counted, count_vote, tally_of
from trucewatch.commission.motions import open_put
from trucewatch.commission.seats import (
    body_of,
    case_of,
    check_words,
    known,
    new_ref,
    not_before,
    officer_of,
    refuse,
    seat_of,
)
from trucewatch.commission.state import (
    CaseFile,
    DraftVersion,
    FindingMade,
    Proceedings,
    Put,
    RemedyFile,
    instant,
)
from trucewatch.vocabulary.decision_rules import Body
from trucewatch.vocabulary.motion_acts import (
    AmendmentProposed,
    ChairRuled,
    Decided,
    DecisionKind,
    MotionMoved,
    RemedyReported,
)

__all__ = ["decided", "foresee", "remedy_reported", "ruled"]

_ADOPTED: Final = ("agreed_jointly", "agreed_with_reservation", "majority_with_dissent", "chair_ruling")


def foresee(p: Proceedings, act: Decided) -> tuple[Counted, DecisionKind]:
    """What the engine counts for a decision at its instant. Raises :class:`ActError` when it is not due."""
    body = body_of(p, act)
    put = open_put(p, act, act.on, "on")
    if isinstance(put.act, MotionMoved) and put.act.case is not None:
        case_of(p, act, put.act.case, "on")
    waiting = [a for a in put.amendments if p.puts[a].open]
    if isinstance(put.act, MotionMoved) and put.act.draft is not None:
        waiting += [a for a in p.drafts[put.act.draft].amendments if p.puts[a].open]
    if waiting:
        raise refuse(act, "on", f"{act.on} has amendments that are not decided", got=known(waiting), hint="decide them")
    if put.silent_until is not None and put.objection is None:
        if instant(act.at) <= put.silent_until:
            raise refuse(act, "at", "the silence has not ended", expected=f"after {put.silent_until.isoformat()}")
        tally = tally_of((m.id for m in body.members), {})
        return Counted(outcome="adopted", tally=tally, reasons=()), _adopted(put, ())
    for vote in put.votes.values():
        not_before(act, vote)
    counted = count_vote(
        put.rule, body.members, {m: vote.position for m, vote in put.votes.items()}, casting=act.casting
    )
    if act.casting is not None and counted.casting is None:
        raise refuse(act, "casting", "a casting vote is for a tie, where the rule lets the chair cast it")
    if counted.outcome == "tied":
        return counted, "deferred"
    if counted.outcome != "adopted":
        return counted, "not_adopted"
    return counted, _adopted(put, counted.dissents)


def _adopted(put: Put, dissents: tuple[str, ...]) -> DecisionKind:
    if isinstance(put.act, MotionMoved):
        if put.act.subject == "referral":
            return "referred_up"
        if put.act.subject == "deferral":
            return "deferred"
    if dissents:
        return "majority_with_dissent"
    reserved = any(vote.reservation for vote in put.votes.values())
    return "agreed_with_reservation" if reserved else "agreed_jointly"


def decided(p: Proceedings, act: Decided) -> None:
    """Take the chair's declaration; one that is not what the count says is refused."""
    body = body_of(p, act)
    officer_of(body, act, "declare a decision", chair_only=True)
    counted, kind = foresee(p, act)
    if act.outcome is not None and act.outcome != counted.outcome:
        raise refuse(act, "outcome", "the votes say otherwise", expected=counted.outcome, got=act.outcome)
    if act.kind is not None and act.kind != kind:
        raise refuse(act, "kind", "the votes say otherwise", expected=kind, got=act.kind)
    for dissent in act.dissents:
        if dissent.by not in (*counted.dissents, *counted.abstained):
            raise refuse(
                act, "dissents", f"{dissent.by} did not vote against or abstain", expected=known(counted.dissents)
            )
    put = p.puts[act.on]
    done = replace(put, decision=act, counted=counted, kind=kind)
    if counted.outcome == "adopted":
        _follow(p, body, done)
    elif kind == "deferred" and isinstance(put.act, MotionMoved):
        _defer(p, put.act)
    p.puts[act.on] = done


def ruled(p: Proceedings, act: ChairRuled) -> None:
    """The chair rules on a point, or settles a motion of a subject that the body lets the chair settle."""
    body = body_of(p, act)
    officer_of(body, act, "rule", chair_only=True)
    new_ref(p, act, act.ref)
    check_words(act, act.words)
    if act.on is not None:
        put = open_put(p, act, act.on, "on")
        subject = put.act.subject if isinstance(put.act, MotionMoved) else "amendment"
        if subject not in body.chair_may_rule:
            expected = known(body.chair_may_rule)
            raise refuse(act, "on", "the chair cannot settle it by a ruling", expected=expected, got=subject)
        done = replace(put, ruling=act, kind="chair_ruling")
        _follow(p, body, done, at=act.at)
        p.puts[act.on] = done
    p.rulings[act.ref] = act


def remedy_reported(p: Proceedings, act: RemedyReported) -> None:
    """Keep what is reported of a remedy."""
    body = body_of(p, act)
    seat = seat_of(body, act)
    for case in p.cases.values():
        for remedy in case.remedies:
            if remedy.motion == act.of:
                officers = {body.chair, *(officer.id for officer in body.officers)}
                if remedy.remedy.owed_by not in (seat.actor, seat.group) and seat.id not in officers:
                    raise refuse(act, "by", "who owes the remedy or an officer reports on it", got=act.by)
                not_before(act, p.puts[act.of].act)
                new = replace(remedy, reports=(*remedy.reports, act))
                remedies = tuple(new if r.motion == act.of else r for r in case.remedies)
                p.cases[case.ref] = replace(case, remedies=remedies)
                return
    owed = known(r.motion for c in p.cases.values() for r in c.remedies)
    raise refuse(act, "of", "no remedy was asked for by that motion", expected=owed, got=act.of)


def _follow(p: Proceedings, body: Body, put: Put, *, at: str | None = None) -> None:
    """What an adopted motion or amendment changes."""
    when = at or (put.decision.at if put.decision else put.act.at)
    act = put.act
    if isinstance(act, AmendmentProposed):
        _amend(p, act, put.text, when)
    elif act.subject == "challenge" and act.of is not None:
        _overturn(p, act.of)
    elif act.subject == "deferral":
        _defer(p, act)
    elif act.case is not None and (case := p.case(act.case)) is not None:
        # a procedural motion may name a case that was never opened: adopted, it changes none
        if act.subject == "referral" and body.refers is not None:
            case = replace(case, body=body.refers.to, path=(*case.path, body.refers.to))
        elif act.remedy is not None:
            case = replace(case, remedies=(*case.remedies, RemedyFile(act.remedy, act.ref)))
        elif act.finding is not None:
            case = _find(p, body, case, put, when)
        p.cases[case.ref] = case


def _find(p: Proceedings, body: Body, case: CaseFile, put: Put, when: str) -> CaseFile:
    """Add a finding; an earlier one on the same question is superseded and kept."""
    assert isinstance(put.act, MotionMoved)
    assert put.act.finding is not None
    assert put.kind is not None
    finding = put.act.finding
    occurrence, breach = case.standing("occurrence"), case.standing("breach")
    decision = put.decision or put.ruling
    assert decision is not None
    rests = finding.question in ("attribution", "breach") and finding.code not in ("unattributed", "unable_to_rule")
    if rests and (occurrence is None or occurrence.finding.code != "verified"):
        message = f"{finding.question} is decided after the occurrence is verified"
        raise refuse(decision, "on", message, expected="verified")
    if finding.question == "gravity" and (breach is None or breach.finding.code != "breach"):
        raise refuse(decision, "on", "gravity is decided after a breach is found", expected="breach")
    due = case.opened + dt.timedelta(days=body.deadlines.verification_days)
    late = finding.code == "verified" and instant(when) > due
    made = FindingMade(finding, put.ref, put.kind, instant(when), late, put.proof, put.rule.id)
    former = case.standing(finding.question)
    findings = tuple(replace(f, superseded_by=put.ref) if f is former else f for f in case.findings)
    if former is not None and former.motion in p.puts:
        p.puts[former.motion] = replace(p.puts[former.motion], kind="superseded")
    return replace(case, findings=(*findings, made))


def _amend(p: Proceedings, act: AmendmentProposed, text: dict[str, str], when: str) -> None:
    draft = p.drafts.get(act.to)
    if draft is not None:
        last = draft.versions[-1]
        version = DraftVersion(last.number + 1, {**last.text, **text}, act.by, when, act.ref)
        p.drafts[draft.ref] = replace(draft, versions=(*draft.versions, version))
        return
    target = p.puts[act.to]
    p.puts[act.to] = replace(target, text={**target.text, **text})


def _overturn(p: Proceedings, ruling: str) -> None:
    """A ruling that the members overturn leaves what it settled open again."""
    on = p.rulings[ruling].on
    if on is not None and p.puts[on].ruling is not None and isinstance(p.puts[on].act, MotionMoved):
        p.puts[on] = replace(p.puts[on], kind=None, ruling=None)


def _defer(p: Proceedings, act: MotionMoved) -> None:
    case = p.case(act.case) if act.case else None
    if case is not None:
        p.cases[case.ref] = replace(case, deferrals=case.deferrals + 1)
