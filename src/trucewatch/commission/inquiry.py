"""The inquiry: complaints and cases, notifications and answers, visits, suspensions, closure."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from msgspec import structs

from trucewatch.commission.seats import (
    body_of,
    case_of,
    check_words,
    known,
    moment_of,
    new_ref,
    not_before,
    officer_of,
    party_of,
    refuse,
    seat_of,
)
from trucewatch.commission.state import CaseFile, Complaint, Notice, Proceedings, Suspension, instant
from trucewatch.vocabulary.codes import load_code_list
from trucewatch.vocabulary.inquiry_acts import (
    Answered,
    CaseOpened,
    ComplaintMade,
    DeadlineExtended,
    InquiryClosed,
    InquiryResumed,
    InquirySuspended,
    Notified,
    VisitHeld,
)

__all__ = [
    "PARTICULARS",
    "answered",
    "case_opened",
    "complaint_made",
    "extended",
    "inquiry_closed",
    "missing_particulars",
    "notified",
    "resumed",
    "suspended",
    "visited",
]

PARTICULARS: Final = ("what", "place", "day", "words")
"""What a complaint must say before a case can be opened on it."""


def missing_particulars(act: ComplaintMade) -> tuple[str, ...]:
    """The minimum particulars that a complaint lacks."""
    said = {"what": act.what, "place": act.place, "day": act.day, "words": any(w.strip() for w in act.words.values())}
    return tuple(name for name in PARTICULARS if not said[name])


def complaint_made(p: Proceedings, act: ComplaintMade) -> None:
    """Receive a complaint, vague or not; or add what an earlier one lacked."""
    seat_of(body_of(p, act), act)
    new_ref(p, act, act.ref)
    if act.what is not None and load_code_list("acts").get(act.what) is None:
        raise refuse(
            act, "what", "the act is no code of the list of acts", got=act.what, hint="see docs/reference/codes.md"
        )
    _check_day(act, act.day)
    for number, party in enumerate(act.against):
        party_of(p, act, f"against.{number}", party)
    if act.on_behalf_of is not None:
        party_of(p, act, "on_behalf_of", act.on_behalf_of)
    if act.supplies is None:
        p.complaints[act.ref] = Complaint(act, missing_particulars(act))
        return
    former = p.complaints.get(act.supplies)
    if former is None:
        raise refuse(act, "supplies", "there is no such complaint", expected=known(p.complaints), got=act.supplies)
    if former.act.by != act.by:
        raise refuse(act, "supplies", "only who complained completes the complaint", expected=former.act.by, got=act.by)
    not_before(act, former.act)
    merged = structs.replace(
        former.act,
        **{name: getattr(act, name) for name in (*PARTICULARS, "against", "clause") if getattr(act, name)},
    )
    p.complaints[act.supplies] = replace(
        former, act=merged, missing=missing_particulars(merged), supplied=(*former.supplied, act)
    )


def case_opened(p: Proceedings, act: CaseOpened) -> None:
    """Open a case on a complaint with its particulars, or on an incident."""
    body = body_of(p, act)
    officer_of(body, act, "open a case")
    new_ref(p, act, act.ref)
    for place, party in enumerate(act.parties):
        party_of(p, act, f"parties.{place}", party)
    if (act.complaint is None) == (act.incident is None):
        raise refuse(act, "complaint", "a case rests on a complaint or on an incident", expected="one of the two")
    if act.clause is not None and act.clause not in p.clause_types:
        raise refuse(act, "clause", "there is no such clause in the terms", got=act.clause)
    year = instant(act.at).year
    start = f"{body.prefix}/{year}/"
    running = p.running.get(start, 0) + 1
    clause = act.clause
    if act.complaint is not None:
        complaint = p.complaints.get(act.complaint)
        if complaint is None:
            raise refuse(
                act, "complaint", "there is no such complaint", expected=known(p.complaints), got=act.complaint
            )
        if complaint.missing:
            raise refuse(
                act,
                "complaint",
                f"the complaint {act.complaint} lacks minimum particulars",
                expected=", ".join(PARTICULARS),
                got="without " + ", ".join(complaint.missing),
                hint="ask who complained to supply them; the complaint stays counted",
            )
        if complaint.case is not None or complaint.closed is not None:
            raise refuse(act, "complaint", "the complaint has a case or is closed", got=complaint.case or "closed")
        not_before(act, complaint.act)
        clause = clause or complaint.act.clause
        p.complaints[act.complaint] = replace(complaint, case=act.ref)
    number = f"{start}{running:04d}"
    p.running[start], p.numbers[number] = running, act.ref
    p.cases[act.ref] = CaseFile(number, act, body.id, (body.id,), clause, act.complaint)


def notified(p: Proceedings, act: Notified) -> None:
    """Tell a party; without a deadline the body's own hours run from the notification."""
    body = body_of(p, act)
    officer_of(body, act, "notify a party")
    case = case_of(p, act, act.case)
    party_of(p, act, "party", act.party)
    if any(notice.act.party == act.party for notice in case.notices):
        raise refuse(
            act, "party", f"{act.party} was notified of {case.number} already", hint="extend the deadline instead"
        )
    deadline = (
        instant(act.deadline) if act.deadline else instant(act.at) + dt.timedelta(hours=body.deadlines.answer_hours)
    )
    if deadline <= instant(act.at):
        raise refuse(act, "deadline", "the deadline is past when the party is notified", got=str(act.deadline))
    p.cases[case.ref] = replace(case, notices=(*case.notices, Notice(act, deadline)))


def extended(p: Proceedings, act: DeadlineExtended) -> None:
    """The chair gives more time."""
    body = body_of(p, act)
    officer_of(body, act, "extend a deadline", chair_only=True)
    case, notice = _notice(p, act)
    deadline = moment_of(act, "deadline", act.deadline)
    if deadline <= max(notice.deadline, instant(act.at)):
        raise refuse(act, "deadline", "an extension ends later than what it extends", got=act.deadline)
    _put_notice(p, case, replace(notice, deadline=deadline, extensions=(*notice.extensions, act)))


def answered(p: Proceedings, act: Answered) -> None:
    """Take a party's answer, once and in time."""
    body = body_of(p, act)
    seat = seat_of(body, act)
    party_of(p, act, "party", act.party)
    case, notice = _notice(p, act)
    if act.party not in (seat.actor, seat.group):
        raise refuse(act, "by", f"{act.by!r} does not speak for {act.party}", expected=f"a seat of {act.party}")
    if notice.answer is not None:
        raise refuse(act, "party", f"{act.party} has answered already", got=notice.answer.position)
    if instant(act.at) > notice.deadline:
        raise refuse(
            act,
            "at",
            "the answer comes after the deadline: no_response stands",
            expected=f"by {notice.deadline.isoformat()}",
            got=act.at,
            hint="the chair can extend the deadline, with a reason",
        )
    not_before(act, notice.act)
    check_words(act, act.words)
    _put_notice(p, case, replace(notice, answer=act))


def visited(p: Proceedings, act: VisitHeld) -> None:
    """Keep the minutes of a joint visit."""
    body = body_of(p, act)
    officer_of(body, act, "enter minutes of a visit")
    case = case_of(p, act, act.case)
    _running(act, case)
    _check_day(act, act.day)
    seats = {seat.id for seat in (*body.members, *body.officers)}
    for dissent in act.dissents:
        if dissent.by not in seats:
            raise refuse(act, "dissents", f"{dissent.by!r} has no seat in {body.id}", expected=known(seats))
    p.cases[case.ref] = replace(case, visits=(*case.visits, act))


def suspended(p: Proceedings, act: InquirySuspended) -> None:
    """Stop the inquiry, with the reason."""
    officer_of(body_of(p, act), act, "suspend an inquiry")
    case = case_of(p, act, act.case)
    _running(act, case)
    check_words(act, act.words)
    p.cases[case.ref] = replace(case, suspensions=(*case.suspensions, Suspension(act)))


def resumed(p: Proceedings, act: InquiryResumed) -> None:
    """Take the inquiry up again."""
    officer_of(body_of(p, act), act, "resume an inquiry")
    case = case_of(p, act, act.case)
    if case.suspended is None:
        raise refuse(act, "case", f"the inquiry of {case.number} is not suspended")
    not_before(act, case.suspended.act)
    stretches = tuple(replace(s, resumed=act) if s.resumed is None else s for s in case.suspensions)
    p.cases[case.ref] = replace(case, suspensions=stretches)


def inquiry_closed(p: Proceedings, act: InquiryClosed) -> None:
    """Close a complaint or a case without a ruling."""
    officer_of(body_of(p, act), act, "close an inquiry")
    complaint = p.complaints.get(act.of)
    if complaint is not None:
        if complaint.case is not None or complaint.closed is not None:
            raise refuse(act, "of", "the complaint has a case or is closed", got=complaint.case or "closed")
        not_before(act, complaint.act)
        p.complaints[act.of] = replace(complaint, closed=act)
        return
    case = case_of(p, act, act.of, "of")
    p.cases[case.ref] = replace(case, closed=act)


def _notice(p: Proceedings, act: Answered | DeadlineExtended) -> tuple[CaseFile, Notice]:
    case = case_of(p, act, act.case)
    for notice in case.notices:
        if notice.act.party == act.party:
            return case, notice
    parties = known(n.act.party for n in case.notices)
    raise refuse(act, "party", f"{act.party} was not notified of {case.number}", expected=parties)


def _put_notice(p: Proceedings, case: CaseFile, notice: Notice) -> None:
    notices = tuple(notice if n.act.party == notice.act.party else n for n in case.notices)
    p.cases[case.ref] = replace(case, notices=notices)


def _running(act: VisitHeld | InquirySuspended, case: CaseFile) -> None:
    if case.suspended is not None:
        raise refuse(
            act,
            "case",
            f"the inquiry of {case.number} is suspended",
            got=case.suspended.act.reason,
            hint="resume it first",
        )


def _check_day(act: ComplaintMade | VisitHeld, day: str | None) -> None:
    if day is None:
        return
    try:
        dt.date.fromisoformat(day)
    except ValueError as error:
        raise refuse(act, "day", "the day is not readable", expected="a date such as 2016-12-05", got=day) from error
