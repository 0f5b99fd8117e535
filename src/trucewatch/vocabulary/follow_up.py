"""What becomes of an obligation step by step, as people enter it in ``follow_up.yaml`` and as claims tell it.

Aid: requests, approvals, refusals, convoys planned and done, obstruction. Evacuation: departures with route, escorts,
arms and destination, and whether those who leave consented, on whose word.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from trucewatch.vocabulary.citations import Author, Citation, Identifier
from trucewatch.vocabulary.claims import Who

__all__ = ["AccessConstraint", "AidAccount", "Consent", "FollowUp", "FollowUpKind", "SourceAccount", "Step"]

AccessConstraint: TypeAlias = Literal[
    "impediments_to_entry",
    "restriction_of_movement",
    "interference_in_implementation",
    "violence_against_personnel_facilities_assets",
    "denial_of_existence_of_needs_or_entitlement",
    "restriction_obstruction_of_access_to_services",
    "active_hostilities",
    "mines_uxo_ied",
    "physical_environment",
]
FollowUpKind: TypeAlias = Literal[
    "request", "approval", "refusal", "convoy_planned", "convoy_done", "obstruction", "departure", "consent"
]
Consent: TypeAlias = Literal["given", "denied", "forced", "unknown"]
Whole: TypeAlias = Annotated[int, Meta(ge=0)]


class FollowUp(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry of ``follow_up.yaml``: one source's word on one step of an obligation.

    ``answers`` is the id of the request that an approval or refusal answers. ``actor`` approves, refuses or obstructs.
    ``people_low`` and ``people_high`` are persons reached or leaving, ``tonnes`` metric tonnes. ``forced`` is consent
    denied in the word of somebody who calls the departure forced. ``exercise`` marks what was made up for an example.
    ``by`` says it; ``entered_by`` enters it and is the author of the entry in the record: ``<body>/<seat>`` or a name.
    ``withdrawn`` says why it no longer stands.
    """

    id: Identifier
    entered_by: Author
    obligation: Identifier
    kind: FollowUpKind
    day: str
    by: str
    answers: str | None = None
    actor: str | None = None
    constraint: AccessConstraint | None = None
    convoys: Whole | None = None
    lorries: Whole | None = None
    people_low: Whole | None = None
    people_high: Whole | None = None
    tonnes: Annotated[float, Meta(ge=0)] | None = None
    who: tuple[Who, ...] = ()
    route: tuple[str, ...] = ()
    destination: tuple[str, ...] = ()
    escorts: tuple[str, ...] = ()
    arms_carried: str | None = None
    consent: Consent | None = None
    citation: Citation | None = None
    exercise: bool = False
    note: str | None = None
    withdrawn: str | None = None


class Step(Struct, frozen=True, kw_only=True):
    """A step as followed: from an entry (``entered``) or from a claim, with what that source tells of it."""

    kind: FollowUpKind
    day: str | None
    by: str
    entered: FollowUp | None = None
    claim: str | None = None
    text: str = ""
    lang: str = ""
    consent: Consent | None = None


class SourceAccount(Struct, frozen=True, kw_only=True):
    """What one source counts over its own steps. Sources are never added; a sum with an unknown part is unknown."""

    by: str
    steps: int
    convoys: int | None
    people_low: int | None
    people_high: int | None
    tonnes: float | None


class AidAccount(Struct, frozen=True, kw_only=True):
    """Requests with what became of them (``requests = approved + refused + unanswered``), convoys, access constraints.

    ``convoys_planned`` and ``convoys_done`` count steps that tell of them. ``constraints`` holds all nine, with how
    many obstructions are of each; ``unclassed`` are obstructions that fit none.
    """

    requests: int
    approved: int
    refused: int
    unanswered: int
    convoys_planned: int
    convoys_done: int
    constraints: tuple[tuple[AccessConstraint, int], ...]
    unclassed: int
    sources: tuple[SourceAccount, ...] = ()
