"""Motions, amendments, drafts and votes: what may be put, and who may vote on it, once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from trucewatch.commission.seats import (
    body_of,
    case_of,
    check_words,
    known,
    member_of,
    moment_of,
    new_ref,
    not_before,
    officer_of,
    refuse,
    seat_of,
)
from trucewatch.commission.state import DraftFile, DraftVersion, Proceedings, Put, instant
from trucewatch.vocabulary.codes import load_code_list
from trucewatch.vocabulary.commission import CommissionAct
from trucewatch.vocabulary.decision_rules import Body, DecisionRule
from trucewatch.vocabulary.motion_acts import (
    AmendmentProposed,
    DraftTabled,
    Finding,
    MotionMoved,
    SilenceBroken,
    SilenceOpened,
    VoteCast,
    Withdrawn,
)

__all__ = [
    "QUESTION_LISTS",
    "amended",
    "draft_tabled",
    "moved",
    "objected",
    "open_put",
    "silence_opened",
    "voted",
    "withdrawn",
]

QUESTION_LISTS: Final = {
    "occurrence": "occurrence_finding",
    "attribution": "attribution_finding",
    "breach": "breach_finding",
    "gravity": "gravity",
}
"""The code list of the answers to each question."""
_ON_CASES: Final = ("finding", "referral", "deferral", "remedy")


def draft_tabled(p: Proceedings, act: DraftTabled) -> None:
    """Take a draft, or the next version of one from those who sponsor it."""
    seat_of(body_of(p, act), act)
    check_words(act, act.text, "text")
    former = p.drafts.get(act.ref)
    if former is None:
        new_ref(p, act, act.ref)
        if act.version != 1:
            raise refuse(act, "version", "a draft begins with version 1", expected="1", got=str(act.version))
        p.drafts[act.ref] = DraftFile(act, (DraftVersion(1, dict(act.text), act.by, act.at, act.ref),))
        return
    if act.by not in former.act.sponsors and act.by != former.act.by:
        raise refuse(act, "by", "only its sponsors revise a draft", expected=known(former.act.sponsors), got=act.by)
    if any(not p.puts[motion].open for motion in former.motions) or former.withdrawn is not None:
        raise refuse(act, "ref", f"the draft {act.ref} is decided or withdrawn and cannot be revised")
    due = former.versions[-1].number + 1
    if act.version != due:
        raise refuse(act, "version", "the version is not the next one", expected=str(due), got=str(act.version))
    not_before(act, former.act)
    version = DraftVersion(due, dict(act.text), act.by, act.at, act.ref)
    p.drafts[act.ref] = replace(former, versions=(*former.versions, version))


def moved(p: Proceedings, act: MotionMoved) -> None:
    """Put a motion, with the rule and the standard of proof by which it will be decided."""
    body = body_of(p, act)
    seat_of(body, act)
    new_ref(p, act, act.ref)
    check_words(act, act.words)
    case = None
    if act.subject in _ON_CASES:
        if act.case is None:
            raise refuse(act, "case", f"a motion of {act.subject} is on a case", expected="the number of a case")
        case = case_of(p, act, act.case)
    if (act.finding is not None) != (act.subject == "finding"):
        raise refuse(act, "finding", "a finding goes with a motion of finding, and only with one")
    if (act.remedy is not None) != (act.subject == "remedy"):
        raise refuse(act, "remedy", "a remedy goes with a motion of remedy, and only with one")
    if act.finding is not None:
        check_finding(p, act, act.finding)
    if act.remedy is not None and act.remedy.due is not None:
        moment_of(act, "remedy.due", act.remedy.due)
    if act.subject == "text":
        draft = p.drafts.get(act.draft or "")
        if draft is None or draft.withdrawn is not None:
            raise refuse(act, "draft", "there is no such draft", expected=known(p.drafts), got=str(act.draft))
        not_before(act, draft.act)
    if act.subject == "challenge" and act.of not in p.rulings:
        raise refuse(act, "of", "there is no such ruling of the chair", expected=known(p.rulings), got=str(act.of))
    if act.subject == "referral" and body.refers is None:
        raise refuse(act, "subject", f"{body.id} refers to no other body")
    clause = (act.finding.clause if act.finding else None) or (case.clause if case else None)
    rule, proof = rule_for(p, body, act, clause)
    p.puts[act.ref] = Put(act, body.id, rule, dict(act.words), proof)
    if act.subject == "text" and act.draft is not None:
        draft = p.drafts[act.draft]
        p.drafts[draft.ref] = replace(draft, motions=(*draft.motions, act.ref))
    if case is not None:
        p.cases[case.ref] = replace(case, motions=(*case.motions, act.ref))


def check_finding(p: Proceedings, act: MotionMoved, finding: Finding) -> None:
    """A finding answers its own question, with what that answer needs."""
    codes = load_code_list(QUESTION_LISTS[finding.question])
    if finding.code not in codes.names():
        raise refuse(
            act,
            "finding.code",
            f"unknown answer on {finding.question}",
            expected=known(codes.names()),
            got=finding.code,
        )
    if (finding.reason is not None) != (finding.code == "unable_to_verify"):
        raise refuse(act, "finding.reason", "unable_to_verify has a reason, and nothing else has one")
    names_actors = finding.code in ("attributed", "acknowledged")
    if bool(finding.actors) != names_actors and finding.code not in ("contested", "mutually_accused"):
        raise refuse(act, "finding.actors", "attributed and acknowledged name who; the others name nobody")
    if finding.clause is not None and finding.clause not in p.clause_types:
        raise refuse(act, "finding.clause", "there is no such clause in the terms", got=finding.clause)


def rule_for(p: Proceedings, body: Body, act: MotionMoved, clause: str | None) -> tuple[DecisionRule, str | None]:
    """The standard for the question and the type of clause, the most specific first; else the subject's rule."""
    name, proof = body.rules.get(act.subject), None
    if act.finding is not None:
        kind = p.clause_types.get(clause or "")
        fitting = [s for s in body.standards if s.question == act.finding.question]
        special = [s for s in fitting if kind is not None and kind in s.clause_types]
        general = [s for s in fitting if not s.clause_types]
        if special or general:
            standard = (special or general)[0]
            name, proof = standard.rule, standard.proof
    rule = next((rule for rule in body.decision_rules if rule.id == name), None)
    if rule is None:
        expected = known(body.rules)
        raise refuse(act, "subject", f"{body.id} has no rule for it", expected=expected, got=act.subject)
    return rule, proof


def amended(p: Proceedings, act: AmendmentProposed) -> None:
    """Propose an amendment to a motion, a draft or an amendment; a circular one is refused."""
    body = body_of(p, act)
    seat_of(body, act)
    if act.to == act.ref:
        raise refuse(act, "to", "a circular amendment: it amends itself", got=act.to)
    new_ref(p, act, act.ref)
    check_words(act, act.text, "text")
    draft = p.drafts.get(act.to)
    if draft is not None:
        if draft.withdrawn is not None or any(not p.puts[m].open or p.puts[m].votes for m in draft.motions):
            raise refuse(act, "to", f"the draft {act.to} is being voted on, decided or withdrawn")
        not_before(act, draft.act)
        _changes(act, draft.versions[-1].text)
        motion = MotionMoved(body=act.body, by=act.by, at=act.at, ref=act.ref, subject="text", words=act.text)
        rule, _ = rule_for(p, body, motion, None)
        p.drafts[draft.ref] = replace(draft, amendments=(*draft.amendments, act.ref))
    else:
        put = open_put(p, act, act.to, "to")
        if put.votes:
            raise refuse(act, "to", f"{act.to} is being voted on and cannot be amended")
        above = p.puts.get(put.act.to) if isinstance(put.act, AmendmentProposed) else None
        if above is not None and isinstance(above.act, AmendmentProposed):
            raise refuse(act, "to", "an amendment of the third degree is not put", got=act.to)
        _changes(act, put.text)
        rule = put.rule
        p.puts[put.ref] = replace(put, amendments=(*put.amendments, act.ref))
    p.puts[act.ref] = Put(act, body.id, rule, dict(act.text))


def voted(p: Proceedings, act: VoteCast) -> None:
    """Take one member's vote."""
    body = body_of(p, act)
    put = open_put(p, act, act.on, "on")
    member_of(body, act, "vote")
    if act.by in put.votes:
        former = put.votes[act.by]
        raise refuse(act, "by", f"{act.by} has voted on {act.on} already", got=f"{former.position} at {former.at}")
    if put.silent_until is not None and put.objection is None:
        raise refuse(act, "on", f"{act.on} is under silence", hint="a member that objects breaks silence")
    if act.reservation and act.position != "yes":
        raise refuse(act, "reservation", "a reservation goes with a vote in favour", got=act.position)
    p.puts[put.ref] = replace(put, votes={**put.votes, act.by: act})


def silence_opened(p: Proceedings, act: SilenceOpened) -> None:
    """The chair puts a motion under silence."""
    body = body_of(p, act)
    officer_of(body, act, "open a silence procedure", chair_only=True)
    put = open_put(p, act, act.on, "on")
    if put.silence is not None or put.votes:
        raise refuse(act, "on", f"{act.on} is being voted on or was under silence already")
    given = dt.timedelta(hours=body.deadlines.silence_hours)
    until = moment_of(act, "deadline", act.deadline) if act.deadline else instant(act.at) + given
    if until <= instant(act.at):
        raise refuse(act, "deadline", "the silence ends before it begins", got=str(act.deadline))
    p.puts[put.ref] = replace(put, silence=act, silent_until=until)


def objected(p: Proceedings, act: SilenceBroken) -> None:
    """A member breaks silence, in time."""
    body = body_of(p, act)
    member_of(body, act, "break silence")
    put = open_put(p, act, act.on, "on")
    if put.silent_until is None or put.silence is None or put.objection is not None:
        raise refuse(act, "on", f"{act.on} is not under silence")
    not_before(act, put.silence)
    if instant(act.at) > put.silent_until:
        expected = f"by {put.silent_until.isoformat()}"
        raise refuse(act, "at", "the objection comes after the silence has ended", expected=expected, got=act.at)
    p.puts[put.ref] = replace(put, objection=act)


def withdrawn(p: Proceedings, act: Withdrawn) -> None:
    """The mover takes back what is not decided."""
    body_of(p, act)
    draft = p.drafts.get(act.of)
    mover = draft.act.by if draft is not None else open_put(p, act, act.of, "of").act.by
    if act.by != mover:
        raise refuse(act, "by", "only who put it takes it back", expected=mover, got=act.by)
    if draft is not None:
        if any(not p.puts[motion].open for motion in draft.motions) or draft.withdrawn is not None:
            raise refuse(act, "of", f"the draft {act.of} is decided or withdrawn")
        p.drafts[draft.ref] = replace(draft, withdrawn=act)
        return
    p.puts[act.of] = replace(p.puts[act.of], withdrawn=act, kind="withdrawn")


def open_put(p: Proceedings, act: CommissionAct, ref: str, field: str) -> Put:
    """A motion or amendment of this body that is not decided."""
    put = p.puts.get(ref)
    if put is None:
        raise refuse(act, field, "there is no such motion or amendment", expected=known(p.puts), got=ref)
    if put.body != act.body:
        raise refuse(act, "body", f"{ref} lies before {put.body}", expected=put.body, got=act.body)
    if put.kind is not None:
        raise refuse(act, field, f"{ref} is decided", got=put.kind)
    not_before(act, put.act)
    return put


def _changes(act: AmendmentProposed, text: dict[str, str]) -> None:
    if all(text.get(lang) == words for lang, words in act.text.items()):
        raise refuse(act, "text", "the amendment changes nothing", expected="the text as it would then read")
