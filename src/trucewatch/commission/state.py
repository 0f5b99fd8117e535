"""Where the procedure stands: complaints, cases, motions, drafts. What the clock adds is asked for with an instant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from trucewatch.commission.counting import Counted
from trucewatch.vocabulary.commission import CommissionAct
from trucewatch.vocabulary.decision_rules import Body, DecisionRule
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
from trucewatch.vocabulary.motion_acts import (
    AmendmentProposed,
    ChairRuled,
    Decided,
    DecisionKind,
    DraftTabled,
    Finding,
    MotionMoved,
    Remedy,
    RemedyReported,
    SilenceBroken,
    SilenceOpened,
    VoteCast,
    Withdrawn,
)

__all__ = [
    "CaseFile",
    "Complaint",
    "DraftFile",
    "DraftVersion",
    "FindingMade",
    "Notice",
    "Proceedings",
    "Put",
    "Refusal",
    "RemedyFile",
    "Suspension",
    "instant",
]

AnswerState: TypeAlias = Literal["awaited", "answered", "no_response"]


def instant(text: str) -> dt.datetime:
    """An instant of an act. Its form is checked when the act is decoded; a day that does not exist is a ValueError."""
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Complaint:
    """A complaint with what was supplied later; ``missing`` are the minimum particulars it still lacks."""

    act: ComplaintMade
    missing: tuple[str, ...]
    supplied: tuple[ComplaintMade, ...] = ()
    case: str | None = None
    closed: InquiryClosed | None = None


@dataclass(frozen=True)
class Notice:
    """A notification to one party with its deadline, extensions and the answer."""

    act: Notified
    deadline: dt.datetime
    extensions: tuple[DeadlineExtended, ...] = ()
    answer: Answered | None = None

    def state(self, now: dt.datetime) -> AnswerState:
        """``no_response`` follows from the clock alone once the deadline is past."""
        if self.answer is not None:
            return "answered"
        return "no_response" if now > self.deadline else "awaited"


@dataclass(frozen=True)
class Suspension:
    """A stretch in which the inquiry stood still."""

    act: InquirySuspended
    resumed: InquiryResumed | None = None


@dataclass(frozen=True)
class FindingMade:
    """A finding that was adopted: how, under which standard, and whether it came late."""

    finding: Finding
    motion: str
    kind: DecisionKind
    at: dt.datetime
    late: bool
    proof: str | None = None
    rule: str | None = None
    superseded_by: str | None = None


@dataclass(frozen=True)
class RemedyFile:
    """A remedy that was asked for and what was reported of it, in order."""

    remedy: Remedy
    motion: str
    reports: tuple[RemedyReported, ...] = ()

    def state(self, today: dt.date) -> str:
        """The last report's code, else ``overdue`` once its day is past, else ``due``."""
        if self.reports:
            return self.reports[-1].state
        return "overdue" if self.remedy.due and today > dt.date.fromisoformat(self.remedy.due) else "due"


@dataclass(frozen=True)
class CaseFile:
    """One case with everything entered on it. ``body`` is where it lies now; ``path`` the bodies it came through."""

    number: str
    act: CaseOpened
    body: str
    path: tuple[str, ...]
    clause: str | None
    complaint: str | None
    notices: tuple[Notice, ...] = ()
    visits: tuple[VisitHeld, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    motions: tuple[str, ...] = ()
    findings: tuple[FindingMade, ...] = ()
    remedies: tuple[RemedyFile, ...] = ()
    deferrals: int = 0
    closed: InquiryClosed | None = None

    @property
    def ref(self) -> str:
        """The name under which acts refer to it."""
        return self.act.ref

    @property
    def opened(self) -> dt.datetime:
        """When it was opened."""
        return instant(self.act.at)

    def standing(self, question: str) -> FindingMade | None:
        """The finding on ``question`` that stands."""
        return next((f for f in reversed(self.findings) if f.finding.question == question), None)

    @property
    def suspended(self) -> Suspension | None:
        """The suspension that is not over."""
        return next((s for s in self.suspensions if s.resumed is None), None)


@dataclass(frozen=True)
class Put:
    """What is put to a decision: a motion or an amendment, with its text, votes and result."""

    act: MotionMoved | AmendmentProposed
    body: str
    rule: DecisionRule
    text: dict[str, str]
    proof: str | None = None
    amendments: tuple[str, ...] = ()
    votes: Mapping[str, VoteCast] = field(default_factory=dict)
    silence: SilenceOpened | None = None
    silent_until: dt.datetime | None = None
    objection: SilenceBroken | None = None
    ruling: ChairRuled | None = None
    decision: Decided | None = None
    counted: Counted | None = None
    kind: DecisionKind | None = None
    withdrawn: Withdrawn | None = None

    @property
    def ref(self) -> str:
        """The name under which acts refer to it."""
        return self.act.ref

    @property
    def open(self) -> bool:
        """Whether it can still be voted on, amended or withdrawn."""
        return self.kind is None

    def state(self, now: dt.datetime) -> str:
        """A code of ``decision_kind``, or of ``motion_state`` while nothing is decided."""
        if self.kind is not None:
            return self.kind
        if self.silent_until is not None and self.objection is None:
            return "adopted_by_silence" if now > self.silent_until else "under_silence"
        return "voting" if self.votes else "moved"


@dataclass(frozen=True)
class DraftVersion:
    """One version of a draft, and the act that made it (the sponsors' or an adopted amendment)."""

    number: int
    text: dict[str, str]
    by: str
    at: str
    act: str


@dataclass(frozen=True)
class DraftFile:
    """A draft text with its versions, the amendments to it and the motions to adopt it."""

    act: DraftTabled
    versions: tuple[DraftVersion, ...]
    amendments: tuple[str, ...] = ()
    motions: tuple[str, ...] = ()
    withdrawn: Withdrawn | None = None

    @property
    def ref(self) -> str:
        """The name under which acts refer to it."""
        return self.act.ref


@dataclass(frozen=True)
class Refusal:
    """An act of the record that the rules do not allow: kept and shown, without effect."""

    act: CommissionAct
    message: str
    field: str


@dataclass
class Proceedings:
    """The state after a sequence of acts. Made by ``fold``; only the fold changes it.

    ``clause_types`` maps clause ids of the case to their types: they choose the standard that applies.
    """

    bodies: Mapping[str, Body]
    clause_types: Mapping[str, str]
    actors: frozenset[str] = frozenset()
    """Ids of ``actors.yaml``: with the seats, sides and bodies they are the parties that acts may name."""
    complaints: dict[str, Complaint] = field(default_factory=dict)
    cases: dict[str, CaseFile] = field(default_factory=dict)
    puts: dict[str, Put] = field(default_factory=dict)
    drafts: dict[str, DraftFile] = field(default_factory=dict)
    rulings: dict[str, ChairRuled] = field(default_factory=dict)
    acts: list[CommissionAct] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    """Case numbers to the refs of the cases."""
    running: dict[str, int] = field(default_factory=dict)
    """The last number given, by prefix and year."""

    def knows(self, party: str) -> bool:
        """Whether acts may name the party: an actor of the case, or a body, seat, actor or side of ``commission.yaml``.

        True of any where the actors of the case are not given.
        """
        seats = [seat for body in self.bodies.values() for seat in (*body.members, *body.officers)]
        named = {name for seat in seats for name in (seat.id, seat.actor, seat.group) if name}
        return not self.actors or party in self.actors or party in named or party in self.bodies

    def case(self, name: str) -> CaseFile | None:
        """A case by its ref or its number."""
        return self.cases.get(name) or self.cases.get(self.numbers.get(name, ""))

    def complainant(self, complaint: Complaint) -> str:
        """Who complains: the party it is made for, else the actor or group of the seat, else the seat itself."""
        body = self.bodies.get(complaint.act.body)
        seats = (*body.members, *body.officers) if body is not None else ()
        seat = next((seat for seat in seats if seat.id == complaint.act.by), None)
        own = (seat.actor or seat.group) if seat is not None else None
        return complaint.act.on_behalf_of or own or complaint.act.by
