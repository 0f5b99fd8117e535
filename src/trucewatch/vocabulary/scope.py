"""What narrows or widens the reach of terms: excluded actors, conditions, protected places, obligations."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from trucewatch.vocabulary.citations import Citation, ClauseWords, Identifier, Language, LocalDateTime
from trucewatch.vocabulary.claims import Measure, ProtectedObject

__all__ = [
    "Annex",
    "Condition",
    "ConditionFinding",
    "Designation",
    "DesignationList",
    "ExcludedActor",
    "LineTerm",
    "Notification",
    "ObligationKind",
    "ObligationTerm",
    "PlannedCount",
    "ProtectedPlace",
    "RetiredId",
    "SelfDefenceCondition",
]

ObligationKind: TypeAlias = Literal[
    "aid",
    "evacuation",
    "withdrawal",
    "release",
    "exchange",
    "weapons_storage",
    "remains",
    "repair",
    "demining",
    "maps",
    "reporting",
    "talks",
    "monitoring_access",
    "other",
]
SelfDefenceCondition: TypeAlias = Literal["immediate_threat", "proportionate", "answer_to_attack", "reported"]


class Designation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An actor on a list, from ``since`` to ``until`` (both local days included; null is open)."""

    actor: str
    since: LocalDateTime | None = None
    until: LocalDateTime | None = None
    citation: Citation | None = None


class DesignationList(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A list of designated actors that somebody keeps, as it stood over time."""

    id: Identifier
    title: dict[Language, str]
    keeper: str
    citation: Citation
    entries: tuple[Designation, ...] = ()


class ExcludedActor(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An actor to whom the terms do not apply, with the reason and the designation it rests on.

    With ``list`` the exclusion holds only on the days on which that list names the actor. With ``ground`` it also
    covers the ground that the actor held on the day: unknown where no assertion of control tells.
    """

    actor: str
    reason: str
    designation: Citation | None = None
    list: str | None = None
    ground: bool = False


class ConditionFinding(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether a condition held over a stretch of time, on whose word. ``until`` is included when it is a bare day."""

    holds: bool
    since: LocalDateTime
    citation: Citation
    until: LocalDateTime | None = None
    by: tuple[str, ...] = ()


class Condition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must hold for the clause to bind. Where no finding tells, it is unknown."""

    id: Identifier
    words: dict[Language, ClauseWords]
    findings: tuple[ConditionFinding, ...] = ()


class LineTerm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything within ``km`` kilometres of a line of ``areas.geojson``: a line of contact, a road, a corridor."""

    line: str
    km: Annotated[float, Meta(gt=0, le=1000)]


class Annex(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An annex with the areas that it draws, by their ids in ``areas.geojson``."""

    id: Identifier
    title: dict[Language, str]
    areas: tuple[str, ...] = ()
    citation: Citation | None = None


class Notification(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A party was told of a protected place, with the proof of it."""

    party: str
    at: LocalDateTime
    proof: Citation
    acknowledged: bool | None = None


class ProtectedPlace(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place of the register: a hospital, a school, a camp, with the days on which it was one.

    It lies at ``place`` of the gazetteer or at a point with a radius in kilometres.
    """

    id: Identifier
    object: ProtectedObject
    label: dict[Language, str]
    place: str | None = None
    lat: Annotated[float, Meta(ge=-90, le=90)] | None = None
    lon: Annotated[float, Meta(ge=-180, le=180)] | None = None
    radius_km: Annotated[float, Meta(gt=0, le=10)] = 0.3
    since: LocalDateTime | None = None
    until: LocalDateTime | None = None
    notified: tuple[Notification, ...] = ()
    citation: Citation | None = None
    note: str | None = None


class PlannedCount(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many of what the terms plan. ``unit`` is in words (persons, tonnes, lorries, buses)."""

    unit: str
    low: Annotated[float, Meta(ge=0)]
    high: Annotated[float, Meta(ge=0)] | None = None
    measure: Measure | None = None


class ObligationTerm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a clause obliges somebody to do, by when.

    ``bound`` are ids of actors, or empty for those whom the clause binds. ``due`` is a deadline, ``start`` the first
    moment. ``met_by``, ``missed_by`` and ``blocked_by`` are acts (codes or families) of incidents that tell that it
    was done, not done, or kept from being done; ``places`` where they must lie, empty for anywhere.
    """

    id: Identifier
    kind: ObligationKind
    words: dict[Language, ClauseWords]
    bound: tuple[str, ...] = ()
    beneficiaries: tuple[str, ...] = ()
    start: LocalDateTime | None = None
    due: LocalDateTime | None = None
    places: tuple[str, ...] = ()
    route: tuple[str, ...] = ()
    destination: tuple[str, ...] = ()
    arms_carried: str | None = None
    supervisors: tuple[str, ...] = ()
    planned: tuple[PlannedCount, ...] = ()
    met_by: tuple[str, ...] = ()
    missed_by: tuple[str, ...] = ()
    blocked_by: tuple[str, ...] = ()
    precedents: tuple[Citation, ...] = ()


class RetiredId(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The id of a clause that was taken out of the file. It is never given to another."""

    id: Identifier
    reason: str
    date: LocalDateTime | None = None
