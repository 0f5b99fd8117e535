"""Grades: how far what claims say is borne out, for occurrence, attribution and magnitude apart.

Computed by rule with its reasons, apart from any judgement of people. A grade is no finding and no breach.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

__all__ = [
    "Grade",
    "GradeCode",
    "GradeReason",
    "GradeReasonCode",
    "GradedQuestion",
    "IndependenceGroup",
    "ReliabilityCode",
    "ReliabilityMark",
    "Sensitivity",
    "SourceReliability",
]

GradedQuestion: TypeAlias = Literal["occurrence", "attribution", "magnitude"]
GradeCode: TypeAlias = Literal["confirmed", "corroborated", "single_source", "contested", "not_told"]
ReliabilityCode: TypeAlias = Literal["A", "B", "C", "D", "E", "F"]
GradeReasonCode: TypeAlias = Literal[
    "admission_against_interest",
    "observed_by_monitor",
    "independent_with_non_party",
    "opposed_sides_agree",
    "one_group",
    "party_accusation_only",
    "groups_disagree",
    "nobody_asserts",
    "posterior_too_low",
    "not_told",
    "unreliable_left_out",
]


class SourceReliability(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person holds of a source: reliability A to F (after NATO STANAG 2511) for a topic and a period.

    ``topic`` is a family of acts, null for all; ``since`` and ``until`` are dates, both inclusive. F means that
    reliability cannot be judged: it is no low mark, and no mark is ever averaged.
    """

    grade: ReliabilityCode
    by: str
    on: str
    topic: str | None = None
    since: str | None = None
    until: str | None = None
    reason: str | None = None


class IndependenceGroup(Struct, frozen=True, kw_only=True):
    """Origins that count as one voice, and what they answer to the question. ``key`` is the first of them.

    ``party`` is True for a side of the conflict. ``answer`` is null where the group does not tell or tells two things.
    ``reliability`` holds the marks that people gave for this family of acts and day, by origin.
    """

    key: str
    origins: tuple[str, ...]
    party: bool = False
    interest: str | None = None
    answer: str | None = None
    reliability: dict[str, str] = {}


class GradeReason(Struct, frozen=True, kw_only=True):
    """Why a grade: a code of the list ``grade_reason`` and the origins on which it rests."""

    code: GradeReasonCode
    origins: tuple[str, ...] = ()


class Sensitivity(Struct, frozen=True, kw_only=True):
    """What the grade would be, were one origin counted otherwise.

    ``joined``: it adds no voice of its own. ``apart``: it is independent of the group in which it counts now.
    """

    origin: str
    change: Literal["joined", "apart"]
    grade: GradeCode


class Grade(Struct, frozen=True, kw_only=True):
    """The grade of one question. ``posterior`` is the collapsed Dawid-Skene probability of ``answer``, null where
    fewer than two groups answer. ``answer`` is null where groups disagree or nothing is told."""

    question: GradedQuestion
    grade: GradeCode
    answer: str | None = None
    reasons: tuple[GradeReason, ...] = ()
    groups: tuple[IndependenceGroup, ...] = ()
    posterior: float | None = None
    sensitivity: tuple[Sensitivity, ...] = ()


class ReliabilityMark(Struct, frozen=True, kw_only=True):
    """A mark that a person enters into the record for a source. The latest one holds; earlier ones stay.

    ``at`` is an ISO 8601 instant in UTC.
    """

    id: str
    source: str
    mark: SourceReliability
    at: str
