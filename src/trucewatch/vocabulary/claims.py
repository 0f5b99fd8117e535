"""Claims: what somebody asserts in a document, as they travel between rooms and over the wire.

The wire format is ``docs/reference/claims.md``. A claim is never a fact. Spans are half-open ranges
of Unicode code points in the document's stored text. Unknown is ``None``, never a default.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec
from msgspec import UNSET, Struct, UnsetType

__all__ = [
    "Abstention",
    "ActorRef",
    "ActorRole",
    "Attachment",
    "Claim",
    "Confidence",
    "ControlClaim",
    "ControlStatus",
    "EventActor",
    "EventClaim",
    "EventStatus",
    "Evidence",
    "FigureClaim",
    "Measure",
    "Outcome",
    "PlaceCandidate",
    "PlacePrecision",
    "PlaceRef",
    "Polarity",
    "PositionClaim",
    "ProtectedObject",
    "Qualifier",
    "Quantity",
    "Quote",
    "ReviewState",
    "Span",
    "Speaker",
    "Stance",
    "Submission",
    "TimePrecision",
    "TimeSpan",
    "Topic",
    "Unit",
    "UnreadRecord",
    "Voice",
    "Weapon",
    "WeaponCode",
    "Who",
]

Span: TypeAlias = tuple[int, int]
Polarity: TypeAlias = Literal["asserted", "denied", "contested"]
Confidence: TypeAlias = Literal["high", "medium", "low"]
ReviewState: TypeAlias = Literal["confirmed", "corrected", "rejected", "added"]
EventStatus: TypeAlias = Literal[
    "occurred", "ongoing", "ended", "attempted", "planned", "threatened", "demanded", "hypothetical"
]
ActorRole: TypeAlias = Literal["agent", "target", "party", "beneficiary", "mediator"]
ProtectedObject: TypeAlias = Literal[
    "hospital",
    "school",
    "market",
    "place_of_worship",
    "residential",
    "aid_convoy",
    "aid_premises",
    "ambulance",
    "idp_site",
    "water",
    "power",
    "telecom",
    "bridge_road",
    "un_premises",
    "monitors",
    "press",
    "detention_place",
    "cultural_property",
]
WeaponCode: TypeAlias = Literal[
    "rocket",
    "mortar",
    "artillery",
    "tank",
    "missile",
    "barrel_bomb",
    "cluster",
    "incendiary",
    "chemical",
    "drone",
    "small_arms",
    "mine",
    "ied",
    "other",
]
PlacePrecision: TypeAlias = Literal[
    "exact",
    "vicinity",
    "locality",
    "quarter",
    "town",
    "near",
    "admin2",
    "admin1",
    "line_or_area",
    "country",
    "sea_or_air",
]
TimePrecision: TypeAlias = Literal["instant", "part_of_day", "day", "range", "week", "month", "year", "open"]
Qualifier: TypeAlias = Literal["exact", "at_least", "more_than", "at_most", "less_than", "about", "between", "none"]
Unit: TypeAlias = Literal["persons", "percent", "vehicles", "events", "places", "other"]
Outcome: TypeAlias = Literal["killed", "injured", "missing", "detained", "displaced", "evacuated", "other"]
Who: TypeAlias = Literal[
    "person",
    "civilian",
    "child",
    "woman",
    "medical",
    "aid_worker",
    "journalist",
    "combatant",
    "monitor",
]
Measure: TypeAlias = Literal[
    "killed",
    "injured",
    "missing",
    "detained",
    "displaced",
    "evacuated",
    "besieged",
    "population",
    "fighters",
    "control_share",
    "aid_deliveries",
    "violations",
    "buildings_damaged",
    "other",
]
Stance: TypeAlias = Literal[
    "demands",
    "offers",
    "accepts",
    "rejects",
    "threatens",
    "warns",
    "accuses",
    "denies",
    "announces",
    "doubts",
    "regrets",
    "condemns",
    "claims_responsibility",
    "states",
]
Topic: TypeAlias = Literal[
    "ceasefire",
    "strikes",
    "withdrawal",
    "evacuation",
    "aid",
    "talks",
    "resolution",
    "monitoring",
    "sanctions",
    "protection",
    "other",
]
ControlStatus: TypeAlias = Literal["holds", "takes", "loses", "contests", "besieges"]


class ActorRef(Struct, frozen=True, kw_only=True):
    """An actor as named in the text; ``id`` from the case, else the built-in lists, else null."""

    name: str
    id: str | None = None
    span: Span | None = None
    derived_from: tuple[str, ...] | UnsetType = UNSET


class EventActor(ActorRef, frozen=True, kw_only=True):
    """An actor in a role of an event."""

    role: ActorRole


class Voice(Struct, frozen=True, kw_only=True):
    """One link of the chain of attribution, innermost speaker first; ``via`` marks a relay."""

    name: str
    id: str | None = None
    span: Span | None = None
    cue: str | None = None
    via: bool = False
    carried: bool = False


class Abstention(Struct, frozen=True, kw_only=True):
    """A slot that was seen and not resolved, with the reason and what could have filled it."""

    slot: str
    reason: str
    candidates: tuple[str, ...] = ()


class Evidence(Struct, frozen=True, kw_only=True):
    """Where in the text the value of a code slot stands."""

    span: Span


class Quantity(Struct, frozen=True, kw_only=True):
    """A number as reported: an interval, never an average. An open end is null."""

    low: int | float | None
    best: int | float | None
    high: int | float | None
    qualifier: Qualifier
    unit: Unit
    outcome: Outcome | UnsetType = UNSET
    who: Who | None = None
    side: ActorRef | None = None
    subset_of: int | None = None
    span: Span | None = None
    derived_from: tuple[str, ...] | UnsetType = UNSET


class Weapon(Struct, frozen=True, kw_only=True):
    """The weapon as named, with its code."""

    name: str
    code: WeaponCode
    span: Span | None = None


class PlaceCandidate(Struct, frozen=True, kw_only=True):
    """One entry of a gazetteer that the name could mean, with its score (0 to 1, two decimals)."""

    name: str
    id: str
    lat: float | None = None
    lon: float | None = None
    score: float | None = None


class PlaceRef(Struct, frozen=True, kw_only=True):
    """A place as named and, where it could be told, where it lies. A region has no false point."""

    name: str
    id: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: PlacePrecision | None = None
    span: Span | None = None
    candidates: tuple[PlaceCandidate, ...] = ()
    derived_from: tuple[str, ...] | UnsetType = UNSET


class TimeSpan(Struct, frozen=True, kw_only=True):
    """A time as local ISO 8601 dates, both inclusive; a clock time only where the text gives one."""

    start: str | None
    end: str | None
    precision: TimePrecision
    span: Span | None = None
    derived_from: tuple[str, ...] | UnsetType = UNSET


class Quote(Struct, frozen=True, kw_only=True):
    """Words verbatim inside quotation marks."""

    text: str
    span: Span


class Speaker(Struct, frozen=True, kw_only=True):
    """Who takes the stand, with title and body where told."""

    name: str
    id: str | None = None
    title: str | None = None
    body: str | None = None
    span: Span | None = None


class Attachment(Struct, frozen=True, kw_only=True):
    """A file that a submission names as the answer to a question. The bytes are a document of their own: see
    :func:`trucewatch.vocabulary.attachments.attached`."""

    question: str
    name: str
    span: Span


class Submission(Struct, frozen=True, kw_only=True):
    """What the tool that collected a form adds to its answers.

    ``validation`` is the supervisor's mark as the tool writes it, null where there is none; ``accuracy`` is the radius
    of the position in metres as the device told it.
    """

    id: str
    validation: str | None = None
    accuracy: float | None = None
    attachments: tuple[Attachment, ...] = ()


class _ClaimBase(Struct, frozen=True, kw_only=True, tag_field="kind"):
    id: str
    document: str
    lang: str
    span: Span
    text: str
    attribution: tuple[Voice, ...] = ()
    polarity: Polarity = "asserted"
    hedged: bool = False
    confidence: Confidence
    rules: tuple[str, ...] = ()
    abstained: tuple[Abstention, ...] = ()
    evidence: dict[str, Evidence] = msgspec.field(default_factory=dict)
    proposed: bool | UnsetType = UNSET
    review: ReviewState | UnsetType = UNSET
    submission: Submission | UnsetType = UNSET


class EventClaim(_ClaimBase, frozen=True, kw_only=True, tag="event"):
    """Something happened, is happening, or is said to be about to."""

    act: str
    status: EventStatus
    actors: tuple[EventActor, ...] = ()
    objects: tuple[ProtectedObject, ...] = ()
    weapon: Weapon | None = None
    place: PlaceRef | None = None
    time: TimeSpan | None = None
    casualties: tuple[Quantity, ...] = ()


class FigureClaim(_ClaimBase, frozen=True, kw_only=True, tag="figure"):
    """A stock or a running total. ``subset_of`` and ``of`` are ids of other figure claims."""

    measure: Measure
    quantity: Quantity
    place: PlaceRef | None = None
    time: TimeSpan | None = None
    subset_of: str | None = None
    of: str | None = None


class PositionClaim(_ClaimBase, frozen=True, kw_only=True, tag="position"):
    """Somebody takes a stand."""

    speaker: Speaker
    stance: Stance
    topic: Topic
    toward: ActorRef | None = None
    quote: Quote | None = None


class ControlClaim(_ClaimBase, frozen=True, kw_only=True, tag="control"):
    """Who is said to hold what. ``share`` is a quantity in percent."""

    holder: ActorRef | None
    status: ControlStatus
    place: PlaceRef | None = None
    share: Quantity | None = None
    time: TimeSpan | None = None


class UnreadRecord(Struct, frozen=True, kw_only=True, tag_field="kind", tag="unread"):
    """A document that could not be read: a record too. ``reason`` is a code of ``unread_reason``."""

    id: str
    document: str | None
    reason: str
    detail: str
    name: str | None = None


Claim: TypeAlias = EventClaim | FigureClaim | PositionClaim | ControlClaim
