"""Who may do what: seats of a body, and the refusals that say what was expected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from trucewatch.commission.state import CaseFile, Proceedings, instant
from trucewatch.errors import ActError
from trucewatch.vocabulary.commission import CommissionAct, kind_of
from trucewatch.vocabulary.decision_rules import Body, Member

__all__ = [
    "body_of",
    "case_of",
    "check_words",
    "known",
    "member_of",
    "moment_of",
    "new_ref",
    "not_before",
    "officer_of",
    "party_of",
    "refuse",
    "seat_of",
]


def refuse(
    act: CommissionAct, field: str, message: str, *, expected: str | None = None, got: str | None = None, hint: str = ""
) -> ActError:
    """The refusal of an act, to be raised. ``field`` is the field of the act at fault."""
    where = f"{kind_of(act)} by {act.by} at {act.at}, field {field}"
    return ActError(message, field=field, where=where, expected=expected, got=got, hint=hint or None)


def known(names: Iterable[str]) -> str:
    """Names as a short list for an error."""
    listed = sorted(names)
    return ", ".join(listed[:12]) + (", …" if len(listed) > 12 else "") if listed else "none yet"


def body_of(p: Proceedings, act: CommissionAct) -> Body:
    """The body an act is addressed to; its instant must be one of the calendar."""
    body = p.bodies.get(act.body)
    if body is None:
        raise refuse(act, "body", "there is no such body", expected=known(p.bodies), got=act.body)
    moment_of(act, "at", act.at)
    return body


def moment_of(act: CommissionAct, field: str, text: str) -> dt.datetime:
    """The instant in a field; a day that no calendar has is refused."""
    try:
        return instant(text)
    except ValueError as error:
        expected = "such as 2016-12-01T10:00+02:00"
        raise refuse(act, field, "the instant does not exist", expected=expected, got=text) from error


def seat_of(body: Body, act: CommissionAct) -> Member:
    """The seat that acts: a member or an officer."""
    for seat in (*body.members, *body.officers):
        if seat.id == act.by:
            return seat
    raise refuse(
        act, "by", f"{act.by!r} has no seat in {body.id}", expected=known(s.id for s in (*body.members, *body.officers))
    )


def member_of(body: Body, act: CommissionAct, what: str) -> Member:
    """The member that acts; officers and others have no vote."""
    for member in body.members:
        if member.id == act.by:
            return member
    raise refuse(
        act, "by", f"{act.by!r} is no member of {body.id} and cannot {what}", expected=known(m.id for m in body.members)
    )


def officer_of(body: Body, act: CommissionAct, what: str, *, chair_only: bool = False) -> None:
    """The chair or, unless ``chair_only``, an officer."""
    allowed = {body.chair} | (set() if chair_only else {officer.id for officer in body.officers})
    if act.by not in allowed:
        raise refuse(act, "by", f"{act.by!r} cannot {what} in {body.id}", expected=known(allowed))


def case_of(p: Proceedings, act: CommissionAct, name: str, field: str = "case") -> CaseFile:
    """An open case before the body of the act."""
    case = p.case(name)
    if case is None:
        raise refuse(act, field, "there is no such case", expected=known(c.number for c in p.cases.values()), got=name)
    if case.body != act.body:
        raise refuse(act, "body", f"the case {case.number} lies before {case.body}", expected=case.body, got=act.body)
    if case.closed is not None:
        raise refuse(act, field, f"the case {case.number} is closed", got=case.closed.reason)
    not_before(act, case.act)
    return case


def party_of(p: Proceedings, act: CommissionAct, field: str, party: str) -> None:
    """A party that an act names is one of the case."""
    if not p.knows(party):
        expected = "an id of actors.yaml, or a side, seat or body of commission.yaml"
        raise refuse(act, field, f"there is no party {party!r} in this case", expected=expected, got=party)


def new_ref(p: Proceedings, act: CommissionAct, ref: str) -> None:
    """A name may be given once."""
    if ref in p.complaints or ref in p.cases or ref in p.puts or ref in p.drafts or ref in p.rulings:
        raise refuse(act, "ref", f"the name {ref!r} is taken", hint="give another; a name is never used again")


def not_before(act: CommissionAct, earlier: CommissionAct) -> None:
    """An act cannot come before what it is about."""
    if instant(act.at) < instant(earlier.at):
        raise refuse(
            act, "at", f"the act is dated before the {kind_of(earlier)} it is about", expected=f"{earlier.at} or later"
        )


def check_words(act: CommissionAct, words: dict[str, str], field: str = "words") -> None:
    """Words must say something."""
    if not any(text.strip() for text in words.values()):
        raise refuse(act, field, "there are no words", expected="words in at least one language")
