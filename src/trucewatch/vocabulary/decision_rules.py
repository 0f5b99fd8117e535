"""Decision rules as data: who sits in a body, what a vote needs, who can veto, what silence means.

A body is one level of the joint procedure (a local committee, a sector, a commission, the guarantors, a
council). Its rules are data, so that another agreement needs no other program. Rules of this kind stand in
Article 27 of the Charter of the United Nations and in the rules of procedure of joint ceasefire commissions.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from trucewatch.vocabulary.citations import Citation

__all__ = [
    "Base",
    "Body",
    "BodyLevel",
    "Deadlines",
    "DecisionMethod",
    "DecisionRule",
    "GroupShare",
    "Member",
    "MotionSubject",
    "Position",
    "Quorum",
    "Referral",
    "Share",
    "Standard",
    "TermsRule",
    "TieRule",
    "VoteOutcome",
]

Slug: TypeAlias = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$")]
Words: TypeAlias = dict[str, str]
Whole: TypeAlias = Annotated[int, Meta(ge=0, le=1000)]
Days: TypeAlias = Annotated[int, Meta(ge=1, le=3650)]
Hours: TypeAlias = Annotated[int, Meta(ge=1, le=87600)]

Position: TypeAlias = Literal["yes", "no", "abstain", "not_participating"]
"""``not_participating``: in the room and not voting. A member that casts nothing is absent."""
Base: TypeAlias = Literal["votes_cast", "present", "all_members"]
"""What a share is of: yes and no together; all who are in the room; all members, absent ones too."""
DecisionMethod: TypeAlias = Literal["consensus", "majority"]
TieRule: TypeAlias = Literal["rejected", "chair_casts", "deferred"]
VoteOutcome: TypeAlias = Literal["adopted", "rejected", "vetoed", "no_quorum", "tied"]
BodyLevel: TypeAlias = Literal["local", "sector", "commission", "guarantors", "council"]
MotionSubject: TypeAlias = Literal["finding", "referral", "deferral", "remedy", "text", "procedural", "challenge"]
ProofStandard: TypeAlias = Literal["reasonable_grounds", "balance", "clear_and_convincing"]


class Member(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A seat. ``actor`` is the actor of the case for whom the delegation speaks, ``group`` the side it votes with."""

    id: Slug
    actor: str | None = None
    group: str | None = None
    label: Words = {}


class Share(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much is needed: exactly one of ``count`` votes, ``more_than`` a share or ``at_least`` a share of ``of``.

    A share is numerator and denominator: ``[1, 2]``, ``[2, 3]``. Reckoned in whole numbers, never rounded.
    """

    of: Base = "votes_cast"
    count: Whole | None = None
    more_than: tuple[Whole, Whole] | None = None
    at_least: tuple[Whole, Whole] | None = None


class GroupShare(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one group of members must reach by itself."""

    group: str
    share: Share


class Quorum(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who must be in the room: ``present`` members in all, and ``groups`` each with that many at least."""

    present: Whole = 0
    groups: dict[str, Whole] = {}


class DecisionRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a vote needs.

    ``consensus``: nobody in the room objects; an abstention stands aside unless ``abstention_blocks``, and an
    absent member is no obstacle unless ``absence_blocks``. ``majority``: ``share`` of all and each of ``groups``
    of its own. ``veto``: members whose negative vote alone defeats what would otherwise be adopted.
    ``tie``: what follows when yes and no are equal and one more yes would have carried.
    """

    id: Slug
    method: DecisionMethod
    share: Share | None = None
    groups: tuple[GroupShare, ...] = ()
    veto: tuple[str, ...] = ()
    quorum: Quorum = Quorum()
    abstention_blocks: bool = False
    absence_blocks: bool = False
    tie: TieRule = "rejected"
    words: Words = {}
    citation: Citation | None = None


class TermsRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A decision rule that the agreement itself sets: ``rule`` of the ``decision_rules`` of ``instrument``."""

    instrument: str
    rule: Slug


class Standard(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rule and the standard of proof by which a question on a type of clause is decided."""

    question: Literal["occurrence", "attribution", "breach", "gravity"]
    rule: str
    proof: ProofStandard
    clause_types: tuple[str, ...] = ()


class Deadlines(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long things take. ``verification_days``: a verification after them, from the opening, is marked late."""

    answer_hours: Hours = 72
    silence_hours: Hours = 48
    verification_days: Days = 30


class Referral(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a case goes next and when it is due there: after so many deferrals, or days without a ruling."""

    to: str
    after_deferrals: Whole | None = None
    after_days: Days | None = None


class Body(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One body with its members and rules. ``rules`` maps a motion's subject to a rule of ``decision_rules``;
    ``terms_rules`` take rules out of instruments, which stand among ``decision_rules`` once the file is read.

    ``exercise`` marks a body that exists only as an example: pages say so wherever it is named. ``officers``
    are those who run the procedure without a vote (a rapporteur, a secretariat); ``chair`` presides, and votes
    only if it is a member. ``groups`` names the groups of members. ``chair_may_rule`` are the subjects that the
    chair may settle, subject to challenge.
    """

    id: Slug
    level: BodyLevel
    name: Words
    zone: str
    prefix: Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9]{0,11}$")]
    members: tuple[Member, ...]
    chair: str
    decision_rules: tuple[DecisionRule, ...] = ()
    terms_rules: tuple[TermsRule, ...] = ()
    rules: dict[MotionSubject, str] = {}
    officers: tuple[Member, ...] = ()
    groups: dict[str, Words] = {}
    standards: tuple[Standard, ...] = ()
    deadlines: Deadlines = Deadlines()
    refers: Referral | None = None
    instruments: tuple[str, ...] = ()
    chair_may_rule: tuple[MotionSubject, ...] = ("procedural",)
    exercise: bool = False
    citation: Citation | None = None
    note: str | None = None
