"""From acts to where the procedure stands: a fold, the same for everybody who holds the same record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from trucewatch.commission import deciding, inquiry, motions
from trucewatch.commission.state import Proceedings, Refusal
from trucewatch.errors import ActError
from trucewatch.vocabulary import inquiry_acts as asked
from trucewatch.vocabulary import motion_acts as moved
from trucewatch.vocabulary.actors import Actor
from trucewatch.vocabulary.commission import CommissionAct
from trucewatch.vocabulary.decision_rules import Body
from trucewatch.vocabulary.terms import Instrument

__all__ = ["act_id", "clause_types", "enter", "fold", "identified", "proceedings"]

_APPLY: Final[dict[type, Callable[[Proceedings, Any], None]]] = {
    asked.ComplaintMade: inquiry.complaint_made,
    asked.CaseOpened: inquiry.case_opened,
    asked.Notified: inquiry.notified,
    asked.DeadlineExtended: inquiry.extended,
    asked.Answered: inquiry.answered,
    asked.VisitHeld: inquiry.visited,
    asked.InquirySuspended: inquiry.suspended,
    asked.InquiryResumed: inquiry.resumed,
    asked.InquiryClosed: inquiry.inquiry_closed,
    moved.DraftTabled: motions.draft_tabled,
    moved.MotionMoved: motions.moved,
    moved.AmendmentProposed: motions.amended,
    moved.VoteCast: motions.voted,
    moved.SilenceOpened: motions.silence_opened,
    moved.SilenceBroken: motions.objected,
    moved.ChairRuled: deciding.ruled,
    moved.Decided: deciding.decided,
    moved.Withdrawn: motions.withdrawn,
    moved.RemedyReported: deciding.remedy_reported,
}


def act_id(act: CommissionAct) -> str:
    """The id of an act: from what it says, so that the same act entered twice is one act."""
    data = msgspec.json.encode(replace(act, id=""), order="sorted")
    return hashlib.sha256(data).hexdigest()[:24]


def identified(act: CommissionAct) -> CommissionAct:
    """The act with its id."""
    return replace(act, id=act_id(act))


def clause_types(instruments: Iterable[Instrument]) -> dict[str, str]:
    """Clause id to clause type over all instruments of a case."""
    return {clause.id: clause.type for instrument in instruments for clause in instrument.clauses}


def enter(p: Proceedings, act: CommissionAct) -> None:
    """Take one act into ``p``. Raises :class:`ActError` and leaves ``p`` as it was when the rules do not allow it."""
    _APPLY[type(act)](p, act)
    p.acts.append(act)


def fold(
    acts: Iterable[CommissionAct],
    bodies: Mapping[str, Body],
    types: Mapping[str, str],
    actors: frozenset[str] = frozenset(),
) -> Proceedings:
    """The state after ``acts``, in the order of the record.

    An act that the rules do not allow has no effect and stands in ``refused``: a record may hold entries of
    parties who see the rules otherwise.
    """
    p = Proceedings(bodies, types, actors)
    for act in acts:
        try:
            enter(p, act)
        except ActError as error:
            p.refused.append(Refusal(act, error.message, error.field))
    return p


def proceedings(
    acts: Iterable[CommissionAct],
    bodies: Iterable[Body],
    instruments: Iterable[Instrument],
    actors: Iterable[Actor] = (),
) -> Proceedings:
    """The state after ``acts`` with these bodies, terms and actors; without actors any party may be named."""
    known = frozenset(actor.id for actor in actors)
    return fold(acts, {body.id: body for body in bodies}, clause_types(instruments), known)
