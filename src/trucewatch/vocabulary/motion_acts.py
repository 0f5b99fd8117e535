"""Acts of deciding: motions, amendments, votes, rulings, silence, decisions, remedies and draft texts."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct, field

from trucewatch.vocabulary.decision_rules import MotionSubject, Position, VoteOutcome
from trucewatch.vocabulary.inquiry_acts import Act, Instant, Ref, Voice, Words
from trucewatch.vocabulary.terms import Citation

__all__ = [
    "AmendmentProposed",
    "AttributionFinding",
    "BreachFinding",
    "ChairRuled",
    "Decided",
    "DecisionKind",
    "DraftTabled",
    "Finding",
    "Gravity",
    "MotionMoved",
    "OccurrenceFinding",
    "Question",
    "Remedy",
    "RemedyReported",
    "RemedyState",
    "SilenceBroken",
    "SilenceOpened",
    "UnableReason",
    "VoteCast",
    "Withdrawn",
]

Question: TypeAlias = Literal["occurrence", "attribution", "breach", "gravity"]
OccurrenceFinding: TypeAlias = Literal[
    "verified", "not_verified", "found_not_to_have_occurred", "unable_to_verify", "outside_mandate"
]
AttributionFinding: TypeAlias = Literal["attributed", "acknowledged", "contested", "mutually_accused", "unattributed"]
BreachFinding: TypeAlias = Literal["breach", "permitted", "self_defence", "no_breach", "terms_silent", "unable_to_rule"]
Gravity: TypeAlias = Literal["technical", "minor", "serious", "grave"]
UnableReason: TypeAlias = Literal["no_access", "no_evidence", "suspended", "time"]
RemedyState: TypeAlias = Literal["done", "partly_done", "refused", "blocked"]
DecisionKind: TypeAlias = Literal[
    "agreed_jointly",
    "agreed_with_reservation",
    "majority_with_dissent",
    "chair_ruling",
    "not_adopted",
    "deferred",
    "referred_up",
    "withdrawn",
    "superseded",
]


class Finding(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A proposed answer to one of the four questions on a case.

    ``code`` is of the list of that question. ``actors`` go with ``attributed`` and ``acknowledged``, ``clause``
    with the question of breach, ``reason`` with ``unable_to_verify``.
    """

    question: Question
    code: str
    actors: tuple[str, ...] = ()
    clause: str | None = None
    reason: UnableReason | None = None


class Remedy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a party is asked to do about it, and by when (a local day)."""

    owed_by: str
    words: Words
    due: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None


class DraftTabled(Act, frozen=True, kw_only=True, tag="draft"):
    """A text put before the body, or a new version of one that its sponsors revise (same ``ref``, next version)."""

    ref: Ref
    title: Words
    text: Words
    sponsors: tuple[str, ...]
    version: Annotated[int, Meta(ge=1, le=999)] = 1
    instrument: str | None = None
    citation: Citation | None = None


class MotionMoved(Act, frozen=True, kw_only=True, tag="motion"):
    """A motion on a case (``finding``, ``referral``, ``deferral``, ``remedy``), a draft (``text``), or the procedure.

    ``challenge`` is against a chair's ruling, named in ``of``. ``quotes`` names the record on which it rests.
    """

    ref: Ref
    subject: MotionSubject
    words: Words
    case: Ref | None = None
    finding: Finding | None = None
    remedy: Remedy | None = None
    draft: Ref | None = None
    of: Ref | None = None
    citation: Citation | None = None


class AmendmentProposed(Act, frozen=True, kw_only=True, tag="amendment"):
    """An amendment ``to`` a motion, a draft or an amendment. ``text`` is the whole text as it would then read.

    An amendment cannot amend itself, or one that amends it.
    """

    ref: Ref
    to: Ref
    text: Words


class VoteCast(Act, frozen=True, kw_only=True, tag="vote"):
    """One member's vote on a motion or amendment: once and for all, with its explanation and any reservation."""

    on: Ref
    position: Position
    explanation: Words = field(default_factory=dict)
    reservation: Words = field(default_factory=dict)
    citation: Citation | None = None


class SilenceOpened(Act, frozen=True, kw_only=True, tag="silence"):
    """The chair puts a motion under silence: adopted at ``deadline`` unless a member breaks it."""

    on: Ref
    deadline: Instant | None = None


class SilenceBroken(Act, frozen=True, kw_only=True, tag="objection"):
    """A member breaks silence before the deadline; the motion then goes to a vote."""

    on: Ref
    words: Words


class ChairRuled(Act, frozen=True, kw_only=True, tag="ruling"):
    """The chair rules on a point of procedure or, where the body lets it, on a motion that nobody contests."""

    ref: Ref
    words: Words
    on: Ref | None = None


class Decided(Act, frozen=True, kw_only=True, tag="decision"):
    """The chair declares the result. ``outcome`` and ``kind`` are what the engine counts; others are refused.

    ``casting`` is the chair's casting vote on a tie. ``dissents`` are kept in the words of those who dissent.
    """

    on: Ref
    kind: DecisionKind | None = None
    outcome: VoteOutcome | None = None
    casting: Position | None = None
    dissents: tuple[Voice, ...] = ()
    citation: Citation | None = None


class Withdrawn(Act, frozen=True, kw_only=True, tag="withdrawal"):
    """The mover takes back a motion, an amendment or a draft before the decision."""

    of: Ref
    words: Words = field(default_factory=dict)


class RemedyReported(Act, frozen=True, kw_only=True, tag="remedy"):
    """What became of a remedy, as a party or an officer reports it. ``of`` is the motion that asked for it."""

    of: Ref
    state: RemedyState
    words: Words
