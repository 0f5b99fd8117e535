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

__all__ = [
    "CasualtyRange",
    "Corroboration",
    "Incident",
    "IncidentActor",
    "IncidentPlace",
    "IncidentTime",
    "Origin",
    "ReportedValue",
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
    """Casualties of one outcome, kind of person and side: the span of what the origins say, never a mean.

    ``low`` is the least of the lows, ``high`` the greatest of the highs (null when one is open);
    ``best`` is set only when the origins agree on it. ``rule`` names how the three were made.
    """

    outcome: Outcome
    who: Who | None
    side: str | None
    low: int | float | None
    best: int | float | None
    high: int | float | None
    rule: str
    values: tuple[ReportedValue, ...] = ()


class Incident(Struct, frozen=True, kw_only=True):
    """Claims about one occurrence, side by side.

    ``supporting`` assert it, ``contradicting`` deny or contest it (where nobody asserts it, what is contested
    in its own sentence is the support). ``repeating`` are copies of these and what repeats the word of an
    origin already counted. ``context`` are claims that announced, demanded or threatened it. ``independent``
    is the number of blocs that assert it independently of one another. ``disputed`` lists what the claims disagree
    on (``occurrence``, ``place``,
    ``time``, ``act``, ``agent``, ``toll``). ``reasons`` tell in words why the claims were put together. ``grades`` are
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
    grades: tuple[Grade, ...] = ()
