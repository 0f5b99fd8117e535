"""What a report and the pages show of the commission: docket, answers beside allegations, decisions with dissents."""

from __future__ import annotations

from msgspec import Struct

from trucewatch.vocabulary.inquiry_acts import Voice

__all__ = [
    "AnswerLine",
    "BurstLine",
    "CommissionSection",
    "DecisionLine",
    "DocketCounts",
    "DocketLine",
    "FindingLine",
    "RemedyLine",
    "TreatmentLine",
    "VoteLine",
]

Words = dict[str, str]


class DocketCounts(Struct, frozen=True, kw_only=True):
    """A tally with its denominators: ``received = ruled + not_ruled + unable_to_rule + pending``."""

    received: int
    vague: int
    inquired: int
    ruled: int
    breaches: int
    not_ruled: int
    unable_to_rule: int
    pending: int
    suspended: int


class AnswerLine(Struct, frozen=True, kw_only=True):
    """A party's answer, or that none has come: ``state`` is a code of ``answer_state``."""

    party: str
    state: str
    deadline: str
    position: str | None = None
    words: Words = {}
    at: str | None = None


class VoteLine(Struct, frozen=True, kw_only=True):
    """One member's vote with its explanation or reservation."""

    member: str
    position: str
    words: Words = {}


class DecisionLine(Struct, frozen=True, kw_only=True):
    """A motion or amendment and what became of it. ``state`` is of ``decision_kind`` or ``motion_state``."""

    ref: str
    body: str
    subject: str
    words: Words
    by: str
    at: str
    state: str
    decided: bool
    outcome: str | None = None
    rule: Words = {}
    proof: str | None = None
    yes: int = 0
    no: int = 0
    abstain: int = 0
    absent: int = 0
    members: int = 0
    vetoed_by: tuple[str, ...] = ()
    votes: tuple[VoteLine, ...] = ()
    dissents: tuple[Voice, ...] = ()
    draft: str | None = None


class FindingLine(Struct, frozen=True, kw_only=True):
    """A finding that stands or was superseded. ``code`` is of the list of its question."""

    question: str
    code: str
    listed: str
    kind: str
    late: bool
    superseded: bool
    actors: tuple[str, ...] = ()
    proof: str | None = None
    dissents: tuple[Voice, ...] = ()


class RemedyLine(Struct, frozen=True, kw_only=True):
    """A remedy and what was reported of it."""

    owed_by: str
    words: Words
    state: str
    due: str | None = None


class DocketLine(Struct, frozen=True, kw_only=True):
    """A complaint or case, with the answers beside the allegation. ``number`` is null where no case is open."""

    ref: str
    number: str | None
    body: str
    received: str
    state: str
    vague: bool
    suspended: bool
    referral_due: bool
    words: Words
    by: str | None = None
    against: tuple[str, ...] = ()
    what: str | None = None
    place: str | None = None
    day: str | None = None
    incident: str | None = None
    clause: str | None = None
    missing: tuple[str, ...] = ()
    answers: tuple[AnswerLine, ...] = ()
    findings: tuple[FindingLine, ...] = ()
    remedies: tuple[RemedyLine, ...] = ()


class BurstLine(Struct, frozen=True, kw_only=True):
    """A run of mostly vague complaints by one party in a few days."""

    by: str
    start: str
    end: str
    complaints: int
    vague: int
    usual: float


class TreatmentLine(Struct, frozen=True, kw_only=True):
    """Equal treatment: one party's row. ``made`` and ``faced`` are allegations by and against it.

    Each has its verified part beside it; ``inquired_*`` are the denominators. ``answer_hours`` and ``ruling_days`` are
    medians, null where there is none: of ``answered`` out of ``notified``, and of ``ruled`` out of ``faced``.
    ``standards`` counts the standards of proof under which findings on allegations against it were adopted.
    ``p_made`` and ``p_faced`` compare the verified share with that of everybody else; null where a side has none.
    """

    party: str
    made: int
    inquired_made: int
    verified_made: int
    faced: int
    inquired_faced: int
    verified_faced: int
    notified: int
    answered: int
    answer_hours: float | None
    ruling_days: float | None
    ruled: int
    standards: tuple[tuple[str, int], ...]
    p_made: float | None
    p_faced: float | None


class CommissionSection(Struct, frozen=True, kw_only=True):
    """The procedure as it stood at ``moment``; ``decisions`` are those of the period. ``names`` are of parties, seats
    and bodies that are no actors of the case; ``exercises`` are bodies that exist only as an example."""

    moment: str
    counts: DocketCounts
    by_party: tuple[tuple[str, DocketCounts], ...]
    docket: tuple[DocketLine, ...]
    decisions: tuple[DecisionLine, ...]
    bursts: tuple[BurstLine, ...]
    treatment: tuple[TreatmentLine, ...]
    names: dict[str, Words]
    exercises: tuple[str, ...]
    refused: int
