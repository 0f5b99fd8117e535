"""Counts over time: what is observed with what effort, where it changes, and what it would be at this rate."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

__all__ = [
    "Baseline",
    "ClauseEffect",
    "Dimension",
    "EffortMeasure",
    "EffortStatement",
    "ObservationEffort",
    "Projection",
    "ProjectionAssumption",
    "RecentDay",
    "Segment",
    "SeriesAnalysis",
    "SeriesNote",
    "SeriesReason",
]

Dimension: TypeAlias = Literal["family", "act", "area", "party"]
EffortMeasure: TypeAlias = Literal["patrols", "posts", "observer_hours", "flights", "active_sources"]
Baseline: TypeAlias = Literal["all_before", "all_but_last_weeks"]
SeriesReason: TypeAlias = Literal[
    "effort_unknown",
    "effort_partly_unknown",
    "effort_told_twice",
    "late_reports_unknown",
    "imprecise_left_out",
    "too_few_days",
    "too_few_incidents",
    "baseline_too_short",
    "after_too_short",
    "baseline_matters",
    "rise_before",
    "edge_of_dataset",
    "too_short_to_calibrate",
]
ProjectionAssumption: TypeAlias = Literal["rate_holds", "effort_holds", "reporting_holds", "linking_holds"]


class ObservationEffort(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How hard somebody looked: ``per_day`` of a measure on each day from ``start`` to ``end``, both included.

    ``area`` is the id of a place, null for the whole theatre. Zero says that nobody looked.
    """

    id: str
    start: str
    end: str
    measure: EffortMeasure
    per_day: float
    area: str | None = None
    source: str | None = None
    note: str | None = None


class EffortStatement(Struct, frozen=True, kw_only=True):
    """The effort beside a series: ``per_day`` of one measure, null where no record tells; ``adjusted`` says whether
    the analysis takes counts per effort. ``measure`` is null where the effort is unknown."""

    measure: EffortMeasure | None = None
    per_day: tuple[float | None, ...] = ()
    adjusted: bool = False


class RecentDay(Struct, frozen=True, kw_only=True):
    """A day for which reports still come in: reported so far, and what is to be expected in the end (95 %)."""

    day: str
    reported: int
    expected: float
    low: float
    high: float


class Segment(Struct, frozen=True, kw_only=True):
    """A stretch without a break, first and last day, with incidents a day (of average effort) and a 95 % interval."""

    start: str
    end: str
    total: int
    rate: float
    low: float
    high: float


class ClauseEffect(Struct, frozen=True, kw_only=True):
    """Rate after a clause came into force over the rate before, with a 95 % interval robust to autocorrelation.

    ``all_before`` takes every day before; ``all_but_last_weeks`` leaves out the last four, in which fighting often
    grows before a ceasefire. The numbers are null where ``unavailable`` says why.
    """

    instrument: str
    clauses: tuple[str, ...]
    day: str
    until: str
    baseline: Baseline
    days_before: int
    days_after: int
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    unavailable: SeriesReason | None = None


class Projection(Struct, frozen=True, kw_only=True):
    """Incidents of the next ``days`` at this rate, with 80 % and 95 % intervals.

    ``coverage_80`` and ``coverage_95`` are the shares of ``origins`` earlier days of this series from which the same
    method, knowing only what came before, held the outcome in its interval.
    """

    days: int
    expected: float
    low_80: int
    high_80: int
    low_95: int
    high_95: int
    coverage_80: float
    coverage_95: float
    origins: int
    assumptions: tuple[ProjectionAssumption, ...]


class SeriesNote(Struct, frozen=True, kw_only=True):
    """Something to know beside a series (a code of ``series_reason``), with names and numbers in no language."""

    reason: SeriesReason
    detail: str = ""


class SeriesAnalysis(Struct, frozen=True, kw_only=True):
    """One series: incidents a day by the day they occurred, from ``start`` on, and what can be said of it."""

    dimension: Dimension
    code: str
    unit: str
    start: str
    end: str
    counts: tuple[int, ...]
    effort: EffortStatement
    imprecise: int = 0
    recent: tuple[RecentDay, ...] = ()
    segments: tuple[Segment, ...] = ()
    effects: tuple[ClauseEffect, ...] = ()
    projection: Projection | None = None
    notes: tuple[SeriesNote, ...] = ()
