"""Assessments: what the machine proposes when it holds an incident against a clause. Never a finding.

The outcome ``breach`` means *would be a breach if the claims hold*. Whether they hold, and whether it is a
breach, is for people to determine. Labels and definitions of the codes are in ``vocabulary/codes``.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from trucewatch.vocabulary.terms import Citation, ClauseWords

__all__ = [
    "Assessment",
    "AssessmentOutcome",
    "Attribution",
    "AttributionBasis",
    "Reason",
    "TestName",
    "TestResult",
    "Truth",
]

Truth: TypeAlias = Literal["true", "false", "unknown"]
TestName: TypeAlias = Literal[
    "occurrence", "time", "area", "act", "protected", "actor", "condition", "exclusion", "exception", "known"
]
AssessmentOutcome: TypeAlias = Literal["breach", "permitted", "out_of_scope", "terms_silent", "indeterminate"]
AttributionBasis: TypeAlias = Literal[
    "unattributed", "alleged_by", "claimed", "acknowledged", "contested", "mutually_accused"
]


class Reason(Struct, frozen=True, kw_only=True):
    """Why, as a code of the list ``assessment_reason``, the values that fill its sentence, and the English sentence.

    ``assessing.sentence(reason, "fr")`` says the same in another language.
    """

    code: str
    words: str
    values: dict[str, str] = {}


class TestResult(Struct, frozen=True, kw_only=True):
    """One test of the clause on the incident. ``claims`` are the ids of the claims whose words it used."""

    __test__ = False  # keeps pytest from collecting it

    test: TestName
    result: Truth
    reason: Reason
    claims: tuple[str, ...] = ()


class Attribution(Struct, frozen=True, kw_only=True):
    """Who is said to have done it, and on whose word. A judgement of its own, apart from the outcome.

    ``agents`` are actor ids (else the names as told); ``by`` the keys of the origins that name them;
    ``denied_by`` the keys of the origins that deny or contest.
    """

    basis: AttributionBasis
    agents: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


class Assessment(Struct, frozen=True, kw_only=True):
    """One incident against one clause, or against terms that say nothing of it (``clause`` null).

    ``words`` and ``citation`` are those of the clause, so that a reader sees what the proposal rests on. ``reasons``
    are those that decided the outcome, ``tests`` all that were made, ``needed`` what would decide an unknown.
    ``conditional`` is the sentence that must stand beside the outcome wherever it is shown.
    """

    id: str
    incident: str
    outcome: AssessmentOutcome
    instrument: str | None = None
    clause: str | None = None
    article: str | None = None
    words: dict[str, ClauseWords] = {}
    citation: Citation | None = None
    reasons: tuple[Reason, ...] = ()
    tests: tuple[TestResult, ...] = ()
    needed: tuple[Reason, ...] = ()
    attribution: Attribution
    claims: tuple[str, ...] = ()
    conditional: str
    standing: Literal["proposed_by_machine"] = "proposed_by_machine"
