"""Incidents: occurrences that one or more claims tell of. An incident is not yet a fact, and no breach."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from trucewatch.vocabulary.claims import (
    EventStatus,
    Outcome,
    PlacePrecision,
    Polarity,
    ProtectedObject,
    TimePrecision,
    WeaponCode,
    Who,
)
from trucewatch.vocabulary.grades import Grade
from trucewatch.vocabulary.link_reasons import LinkReason

__all__ = [
    "CasualtyRange",
    "Corroboration",
    "Incident",
    "IncidentActor",
    "IncidentPlace",
    "IncidentTime",
    "Origin",
    "ReportedValue",
    "TollReason",
]

Corroboration: TypeAlias = Literal[
    "single_source",
    "repeated_not_independent",
    "two_independent",
    "multiple_independent",
    "adversarial",
    "direct_observation",
    "contradicted",
]


TollReason: TypeAlias = Literal[
    "one_group",
    "groups_agree",
    "middle_group",
    "lower_of_two_middle",
    "no_best",
    "discounted_left_out",
    "all_discounted",
    "unnamed_only_in_high",
    "no_named_source",
    "high_open",
]


class Origin(Struct, frozen=True, kw_only=True):
    """Whose word it first was: a speaker or an outlet in its own name. Copies and relays collapse into it.

    ``key`` is the source or actor id, else the folded name. ``interest`` as in :class:`Source`.
    ``claims`` are the ids of the claims of this origin, ``outlets`` those through which it was heard.
    ``counts_with`` is the key of an origin listed earlier to which this one adds no independent voice (same
    owner, same side, one unnamed speaker), null where it stands for itself. ``against_interest``: a side says of itself
    that it did what harms others.
    """

    key: str
    name: str
    kind: str | None = None
    interest: str | None = None
    claims: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    polarity: Polarity = "asserted"
    counts_with: str | None = None
    against_interest: bool = False


class IncidentActor(Struct, frozen=True, kw_only=True):
    """An actor that one or more claims name; ``claims`` says which."""

    name: str
    id: str | None = None
    claims: tuple[str, ...] = ()


class IncidentPlace(Struct, frozen=True, kw_only=True):
    """Where, at the most precise level on which the claims agree."""

    name: str
    id: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: PlacePrecision | None = None
    claims: tuple[str, ...] = ()


class IncidentTime(Struct, frozen=True, kw_only=True):
    """When, as local ISO 8601 dates, both inclusive; null where no claim tells."""

    start: str | None = None
    end: str | None = None
    precision: TimePrecision | None = None
    claims: tuple[str, ...] = ()


class ReportedValue(Struct, frozen=True, kw_only=True):
    """One value as one origin reported it."""

    origin: str
    low: int | float | None
    best: int | float | None
    high: int | float | None
    qualifier: str
    claim: str


class CasualtyRange(Struct, frozen=True, kw_only=True):
    """Casualties of one outcome, kind of person and side. Never a mean: every number is one that somebody told.

    ``low`` is the least of the lows of those whom the case knows by name, ``high`` the greatest of the highs (null when
    one is open), ``best`` the middle of the independence groups. ``rule`` names how the three were made (code list
    ``toll_rule``), ``reasons`` what it came to (code list ``toll_reason``).
    """

    outcome: Outcome
    who: Who | None
    side: str | None
    low: int | float | None
    best: int | float | None
    high: int | float | None
    rule: str
    reasons: tuple[TollReason, ...] = ()
    values: tuple[ReportedValue, ...] = ()


class Incident(Struct, frozen=True, kw_only=True):
    """Claims about one occurrence, side by side.

    ``supporting`` assert it, ``contradicting`` deny or contest it (where nobody asserts it, what is contested
    in its own sentence is the support). ``repeating`` are copies of these and what repeats the word of an
    origin already counted. ``context`` are claims that announced, demanded or threatened it. ``independent``
    is the number of blocs that assert it independently of one another. ``disputed`` lists what the claims disagree
    on (``occurrence``, ``place``,
    ``time``, ``act``, ``agent``, ``toll``). ``why`` tells as codes why the claims were put
    together, ``reasons`` in English. ``grades`` are
    computed for occurrence, attribution and magnitude apart.
    """

    id: str
    act: str
    family: str
    status: EventStatus
    polarity: Polarity
    time: IncidentTime
    place: IncidentPlace | None = None
    agents: tuple[IncidentActor, ...] = ()
    targets: tuple[IncidentActor, ...] = ()
    parties: tuple[IncidentActor, ...] = ()
    objects: tuple[ProtectedObject, ...] = ()
    weapons: tuple[WeaponCode, ...] = ()
    casualties: tuple[CasualtyRange, ...] = ()
    supporting: tuple[str, ...] = ()
    contradicting: tuple[str, ...] = ()
    repeating: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()
    independent: int = 0
    corroboration: Corroboration
    disputed: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    why: tuple[LinkReason, ...] = ()
    grades: tuple[Grade, ...] = ()
