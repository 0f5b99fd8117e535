"""Instruments and clauses: the words of an agreement as dated data, with the citation of each.

An amendment adds a status event or a clause; it never edits one. A draft that was not adopted is kept
with its clauses and binds nobody. The provision types and the header follow the ETH/PRIO ceasefire
codebook and PA-X; the code lists with labels are ``vocabulary/codes/clause_type.yaml`` and its neighbours.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from trucewatch.vocabulary.citations import Citation, ClauseWords, Identifier, Language, LocalDateTime, Window
from trucewatch.vocabulary.claims import ProtectedObject, WeaponCode, Who
from trucewatch.vocabulary.decision_rules import DecisionRule
from trucewatch.vocabulary.scope import (
    Annex,
    Condition,
    DesignationList,
    ExcludedActor,
    LineTerm,
    ObligationTerm,
    ProtectedPlace,
    RetiredId,
    SelfDefenceCondition,
)

__all__ = [
    "PARTIES",
    "AreaTerm",
    "CeasefireClass",
    "Citation",
    "Clause",
    "ClauseEffect",
    "ClauseType",
    "ClauseWords",
    "CountingUnit",
    "Decision",
    "DecisionResult",
    "Declaration",
    "Definition",
    "ExceptionKind",
    "ExceptionTerm",
    "ExcludedActor",
    "Instrument",
    "InstrumentForm",
    "InstrumentKind",
    "LocalDateTime",
    "NearPoint",
    "Party",
    "PartyRole",
    "Purpose",
    "StandardOfProof",
    "StatusEvent",
    "StatusEventCode",
    "VoteTally",
    "Window",
]

PARTIES = "parties"
"""The word in ``Clause.bound`` that stands for every party of the instrument."""

InstrumentKind: TypeAlias = Literal[
    "agreement",
    "arrangement",
    "unilateral_declaration",
    "resolution",
    "draft_resolution",
    "statement",
    "protocol",
]
InstrumentForm: TypeAlias = Literal["written", "verbal"]
PartyRole: TypeAlias = Literal["signatory", "declarant", "accepted", "co_chair", "addressee", "sponsor", "declined"]
StatusEventCode: TypeAlias = Literal[
    "draft",
    "signed",
    "adopted",
    "vetoed",
    "rejected",
    "endorsed",
    "in_force",
    "extended",
    "amended",
    "suspended",
    "resumed",
    "denounced",
    "expired",
    "replaced",
    "ended",
]
ClauseEffect: TypeAlias = Literal["prohibits", "permits", "obliges"]
ClauseType: TypeAlias = Literal[
    "cessation",
    "prohibited_weapon",
    "no_military_advantage",
    "no_territorial_gain",
    "freeze_of_positions",
    "separation",
    "withdrawal",
    "heavy_weapons_storage",
    "no_fly",
    "movement_notification",
    "no_recruitment",
    "no_resupply",
    "demining",
    "cantonment",
    "foreign_forces_withdrawal",
    "protection_of_civilians",
    "protection_of_objects",
    "freedom_of_movement",
    "humanitarian_access",
    "services_repair",
    "evacuation",
    "detainee_release",
    "exchange",
    "remains",
    "hostile_propaganda",
    "digital",
    "permitted_acts",
    "self_defence",
    "excluded_actors",
    "third_parties",
    "monitoring_body",
    "reporting",
    "complaint_and_response",
    "dispute_resolution",
    "sanctions_or_referral",
    "dissemination",
    "political_process",
    "duration",
    "extension",
    "amendment",
    "definitions",
    "annexes",
]
ExceptionKind: TypeAlias = Literal["against_excluded_actor", "self_defence", "permitted_act"]
CountingUnit: TypeAlias = Literal["event", "victim", "detonation", "day"]
StandardOfProof: TypeAlias = Literal["reasonable_grounds", "balance", "clear_and_convincing"]
Purpose: TypeAlias = Literal["humanitarian", "peace_process", "holiday", "election", "other"]
CeasefireClass: TypeAlias = Literal["cessation_of_hostilities", "preliminary", "definitive", "unclear"]
DecisionResult: TypeAlias = Literal["adopted", "not_adopted", "vetoed"]


class Party(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who takes part, in what capacity and for whom. ``date`` is the day it signed, accepted or declared.

    The role ``declined`` is for an actor that said it does not accept although its side does.
    """

    actor: str
    role: PartyRole
    on_behalf_of: tuple[str, ...] = ()
    date: LocalDateTime | None = None
    citation: Citation | None = None
    note: str | None = None


class Declaration(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one actor declared on a day. A ceasefire can be a set of declarations, each with its own date."""

    actor: str
    date: LocalDateTime
    words: dict[Language, ClauseWords]
    citation: Citation


class StatusEvent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that happened to the instrument at ``at`` (local; a bare day means the hour is not known).

    ``by`` are the actors who did or declared it. ``disputed_by`` are parties who do not accept it: from then on
    whether the instrument is in force is unknown, not false. ``until`` is the end that was agreed (of ``in_force``,
    ``resumed`` and ``extended``). ``margin_minutes`` is how far the true moment may lie from ``at`` ("at sunset").
    """

    event: StatusEventCode
    at: LocalDateTime
    citation: Citation
    by: tuple[str, ...] = ()
    disputed_by: tuple[str, ...] = ()
    until: LocalDateTime | None = None
    margin_minutes: Annotated[int, Meta(ge=0, le=1440)] = 0
    note: str | None = None


class Definition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a term of the instrument means, by language."""

    term: str
    words: dict[Language, ClauseWords]


class VoteTally(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many voted one way, and who. ``actors`` are ids of the case, ``others`` names without an id.

    ``count`` may exceed the names given, where the source does not name all.
    """

    count: Annotated[int, Meta(ge=0, le=500)]
    actors: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


class Decision(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A vote on the instrument. ``vetoed_by`` are those whose negative vote alone defeats it."""

    body: str
    date: LocalDateTime
    result: DecisionResult
    in_favour: VoteTally
    against: VoteTally
    abstaining: VoteTally
    citation: Citation
    vetoed_by: tuple[str, ...] = ()
    meeting: str | None = None


class NearPoint(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything within ``km`` kilometres of a point (WGS 84 degrees)."""

    lat: Annotated[float, Meta(ge=-90, le=90)]
    lon: Annotated[float, Meta(ge=-180, le=180)]
    km: Annotated[float, Meta(gt=0, le=20000)]


class AreaTerm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a clause applies: the union of what is named. ``theatre`` is the whole theatre of the case.

    ``undisclosed`` is for areas on a map that the parties keep: whether a place lies in them stays unknown.
    """

    theatre: bool = False
    undisclosed: bool = False
    places: tuple[str, ...] = ()
    polygons: tuple[str, ...] = ()
    near: tuple[NearPoint, ...] = ()
    lines: tuple[LineTerm, ...] = ()


class ExceptionTerm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When what the clause prohibits is allowed.

    ``against_excluded_actor``: the target is an actor the terms exclude. ``self_defence``: force in answer to an
    attack; ``requires`` says what the terms ask of it. ``permitted_act``: the acts, agents and targets named here;
    an empty list means any.
    """

    id: Identifier
    kind: ExceptionKind
    words: dict[Language, ClauseWords]
    acts: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    requires: tuple[SelfDefenceCondition, ...] = ()


class Clause(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One provision with its scope. ``id`` is stable and never used again for another provision.

    ``bound`` are actor ids or the word ``parties``. ``acts`` are codes or families of the act list. Empty
    ``protected_objects`` and ``protected_persons`` mean that the clause does not depend on what was hit. Empty
    ``weapons`` narrows the clause to acts with these weapons. Empty ``validity`` means as long as the instrument is in
    force. ``replaces`` is the clause of which this is the next version: that one ends when this one begins.
    ``threshold`` is the standard of proof that the terms ask for. ``specificity``: 1 mention, 2 described, 3 detailed.
    """

    id: Identifier
    type: ClauseType
    effect: ClauseEffect
    words: dict[Language, ClauseWords]
    bound: tuple[str, ...]
    area: AreaTerm
    article: str | None = None
    page: str | None = None
    acts: tuple[str, ...] = ()
    protected_objects: tuple[ProtectedObject, ...] = ()
    protected_persons: tuple[Who, ...] = ()
    weapons: tuple[WeaponCode, ...] = ()
    validity: tuple[Window, ...] = ()
    conditions: tuple[Condition, ...] = ()
    obligations: tuple[ObligationTerm, ...] = ()
    replaces: Identifier | None = None
    threshold: StandardOfProof | None = None
    definitions: tuple[str, ...] = ()
    excluded: tuple[ExcludedActor, ...] = ()
    exceptions: tuple[ExceptionTerm, ...] = ()
    counting_unit: CountingUnit = "event"
    specificity: Annotated[int, Meta(ge=1, le=3)] = 1
    citation: Citation | None = None
    note: str | None = None


class Instrument(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An agreement, arrangement, declaration, resolution or draft, with what happened to it.

    ``zone`` is the IANA time zone in which all its local times are read. ``languages`` are the authentic ones.
    ``excluded`` applies to every clause, beside what a clause excludes itself. ``protected_places`` is the register of
    places that parties were told of. ``decision_rules`` are those that the
    terms set for a body that decides under them. ``retired`` are ids of clauses that are no longer in the file.
    """

    id: Identifier
    kind: InstrumentKind
    title: dict[Language, str]
    zone: str
    form: InstrumentForm
    languages: tuple[Language, ...]
    status: tuple[StatusEvent, ...]
    citations: tuple[Citation, ...]
    parties: tuple[Party, ...] = ()
    mediators: tuple[str, ...] = ()
    guarantors: tuple[str, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    definitions: tuple[Definition, ...] = ()
    decision: Decision | None = None
    excluded: tuple[ExcludedActor, ...] = ()
    clauses: tuple[Clause, ...] = ()
    purpose: tuple[Purpose, ...] = ()
    ceasefire_class: CeasefireClass | None = None
    threshold: StandardOfProof | None = None
    designation_lists: tuple[DesignationList, ...] = ()
    protected_places: tuple[ProtectedPlace, ...] = ()
    annexes: tuple[Annex, ...] = ()
    decision_rules: tuple[DecisionRule, ...] = ()
    retired: tuple[RetiredId, ...] = ()
    note: str | None = None
