"""What is followed over time: obligations, control, contested figures, announced acts, positions, observation effort.

All of it is derived from claims, incidents and terms, and every state cites the claims it rests on. Unknown is a
state: silence never counts as a miss, and no two values are ever averaged.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from trucewatch.vocabulary.citations import Author, Citation, ClauseWords, Identifier
from trucewatch.vocabulary.claims import EventStatus, Measure, Qualifier, Stance, Topic, Who
from trucewatch.vocabulary.follow_up import AccessConstraint, AidAccount, SourceAccount, Step
from trucewatch.vocabulary.scope import ObligationKind, PlannedCount

__all__ = [
    "AccessConstraint",
    "AnnouncedAct",
    "AnnouncedOutcome",
    "AreaShare",
    "ControlBasis",
    "ControlSpan",
    "ControlState",
    "FigureQuestion",
    "FigureValueOf",
    "Obligation",
    "ObligationState",
    "ObservationEffort",
    "Obstruction",
    "PlannedAgainst",
    "PositionEntry",
    "Restriction",
    "RestrictionKind",
    "TollStep",
    "Tracking",
]

ObligationState: TypeAlias = Literal["due", "met", "partly_met", "missed", "blocked", "unknown"]
ControlState: TypeAlias = Literal["held", "contested", "besieged", "unknown"]
ControlBasis: TypeAlias = Literal["asserted", "interpolated", "gap"]
RestrictionKind: TypeAlias = Literal[
    "movement_refused", "conditional_access", "delayed", "security", "equipment", "other"
]
AnnouncedOutcome: TypeAlias = Literal["open", "happened", "did_not", "moved", "condition_unmet", "unknown"]


class Obstruction(Struct, frozen=True, kw_only=True):
    """What stood in the way: an incident, the access constraint it is, and by whom as told."""

    incident: str
    act: str
    constraint: AccessConstraint | None
    by: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


class PlannedAgainst(Struct, frozen=True, kw_only=True):
    """One source's count beside what was planned."""

    by: str
    day: str | None
    low: int | float | None
    high: int | float | None
    qualifier: Qualifier
    measure: Measure
    claim: str


class Obligation(Struct, frozen=True, kw_only=True):
    """An obligation of a clause and how it stands on a day.

    ``late`` is true where what met it came after the deadline. ``reasons`` are codes of ``obligation_reason``.
    ``steps`` are what is told of it in the order of days; ``aid`` accounts for them where aid is owed, ``departures``
    counts those who left, source by source, beside ``planned``.
    """

    id: str
    instrument: str
    clause: str
    kind: ObligationKind
    words: dict[str, ClauseWords]
    bound: tuple[str, ...]
    state: ObligationState
    as_of: str
    start: str | None = None
    due: str | None = None
    late: bool = False
    beneficiaries: tuple[str, ...] = ()
    route: tuple[str, ...] = ()
    destination: tuple[str, ...] = ()
    arms_carried: str | None = None
    supervisors: tuple[str, ...] = ()
    planned: tuple[PlannedCount, ...] = ()
    counts: tuple[PlannedAgainst, ...] = ()
    incidents: tuple[str, ...] = ()
    obstructions: tuple[Obstruction, ...] = ()
    said_forced: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    aid: AidAccount | None = None
    departures: tuple[SourceAccount, ...] = ()
    precedents: tuple[Citation, ...] = ()
    reasons: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


class ControlSpan(Struct, frozen=True, kw_only=True):
    """The derived status of a place from ``start`` to ``end`` (local days, both included).

    ``asserted``: sources spoke of these days. ``interpolated``: nobody spoke of them, and the same was asserted before
    and after. ``gap``: nobody spoke of them and nothing follows. ``holders`` are all whom sources name;
    ``stated`` are ids of entries of ``control.yaml``.
    """

    place: str
    start: str
    end: str
    state: ControlState
    basis: ControlBasis
    holders: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()


class AreaShare(Struct, frozen=True, kw_only=True):
    """How many of an area's neighbourhoods an actor held on a day: at least ``low``, at most ``high``, of ``total``.

    ``low`` counts those that all who spoke give it. ``high`` adds the contested ones, and those of which nobody
    spoke, which are ``unknown``. ``interpolated`` says how many of ``low`` rest on interpolation.
    """

    area: str
    day: str
    holder: str
    low: int
    high: int
    total: int
    contested: int
    unknown: int
    interpolated: int = 0


class FigureValueOf(Struct, frozen=True, kw_only=True):
    """One value as one source gave it."""

    by: str
    outlet: str | None
    published: str | None
    day: str | None
    low: int | float | None
    best: int | float | None
    high: int | float | None
    qualifier: Qualifier
    polarity: str
    claim: str
    document: str
    text: str
    lang: str


class TollStep(Struct, frozen=True, kw_only=True):
    """A step of one source's running toll, for the local day ``day``.

    ``revised_down`` marks a value below an earlier one, ``revises`` is the claim by which the source gave another value
    for that day before. ``published`` is the day the value was told, ``late_days`` how many days after ``day``.
    ``standing`` is false for a value that a later one for the same day replaced; it stays in the series.
    """

    by: str
    day: str
    low: int | float | None
    high: int | float | None
    revised_down: bool
    claim: str
    published: str | None = None
    late_days: int | None = None
    revises: str | None = None
    standing: bool = True


class FigureQuestion(Struct, frozen=True, kw_only=True):
    """One question (measure, kind of person, side, place) and every value given to it, in the order of dates.

    ``contested`` is true where two sources' values cannot both hold. ``steps`` are running tolls by source.
    """

    id: str
    measure: Measure
    who: Who | None
    side: str | None
    place: str | None
    values: tuple[FigureValueOf, ...]
    contested: bool
    steps: tuple[TollStep, ...] = ()


class AnnouncedAct(Struct, frozen=True, kw_only=True):
    """Something planned, threatened, demanded or conditional, and what became of it by a day."""

    id: str
    act: str
    status: EventStatus
    outcome: AnnouncedOutcome
    as_of: str
    by: tuple[str, ...] = ()
    place: str | None = None
    start: str | None = None
    end: str | None = None
    said_on: str | None = None
    moved_to: str | None = None
    text: str = ""
    lang: str = ""
    claim: str = ""
    document: str = ""
    incidents: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


class PositionEntry(Struct, frozen=True, kw_only=True):
    """What a party said on a topic on a day. ``reverses`` and ``contradicts`` are ids of claims.

    ``reverses``: the same party took the opposite stand before. ``contradicts``: it took both within one day, or
    another voice of the same side takes the opposite stand.
    """

    party: str
    name: str
    side: str | None
    topic: Topic
    day: str | None
    stance: Stance
    text: str
    lang: str
    claim: str
    document: str
    toward: str | None = None
    reverses: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()


class Restriction(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that kept monitors from observing."""

    kind: RestrictionKind
    place: str | None = None
    by: str | None = None
    hours: float | None = None
    note: str | None = None


class ObservationEffort(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry of ``observation.yaml``: how much was watched from ``start`` to ``end``, by whom, where. Null: not told.

    ``entered_by`` enters it and is the author of the entry in the record: ``<body>/<seat>`` or a name. ``withdrawn``
    says why it no longer stands. ``exercise`` marks an entry that was made up for an example.
    """

    id: Identifier
    entered_by: Author
    by: str
    start: str
    end: str
    areas: tuple[str, ...] = ()
    patrols: int | None = None
    posts: int | None = None
    hours: float | None = None
    restrictions: tuple[Restriction, ...] = ()
    citation: Citation | None = None
    exercise: bool = False
    withdrawn: str | None = None


class Tracking(Struct, frozen=True, kw_only=True):
    """Everything that is followed, as it stands on ``as_of``."""

    as_of: str
    obligations: tuple[Obligation, ...] = ()
    control: tuple[ControlSpan, ...] = ()
    shares: tuple[AreaShare, ...] = ()
    figures: tuple[FigureQuestion, ...] = ()
    announced: tuple[AnnouncedAct, ...] = ()
    positions: tuple[PositionEntry, ...] = ()
    effort: tuple[ObservationEffort, ...] = ()
