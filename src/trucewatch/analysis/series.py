"""A series and all that is said of it: late reports first, then breaks, clauses and the projection."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from trucewatch.analysis.before_after import LAST_WEEKS, LEAST_BEFORE, Change, clause_effects
from trucewatch.analysis.counting import DailySeries
from trucewatch.analysis.dispersion import effective_shape
from trucewatch.analysis.nowcast import Completeness, recent_days
from trucewatch.analysis.projection import LEAST_ORIGINS, LEAST_PAST, project
from trucewatch.analysis.segmentation import find_breaks, segments_of
from trucewatch.vocabulary.series import ClauseEffect, EffortStatement, SeriesAnalysis, SeriesNote

__all__ = ["LEAST_DAYS_OF_A_SERIES", "LEAST_INCIDENTS", "PROJECTED_DAYS", "analyse_series"]

Array = NDArray[np.float64]

LEAST_DAYS_OF_A_SERIES = 28
LEAST_INCIDENTS = 15
PROJECTED_DAYS = 28
LEAST_COMPLETE = 0.5
"""Days of which less than half is reported by now are shown and take part in no test."""
_RISE = 1.5
_NEAR_AN_EDGE = 5


def analyse_series(
    series: DailySeries,
    *,
    unit: str,
    effort: EffortStatement,
    effort_notes: Sequence[SeriesNote] = (),
    known: Completeness | None = None,
    as_of: dt.date | None = None,
    changes: Sequence[Change] = (),
    edges: Sequence[tuple[str, dt.date]] = (),
    days_ahead: int = PROJECTED_DAYS,
) -> SeriesAnalysis:
    """The analysis of one series.

    ``known`` is how complete recent days are, as of the day ``as_of``; where it is null the series is taken as
    complete and a note says so. A count is divided by the effort of its day (1 on an average day) where that of every
    day is known. ``edges`` are days on which a dataset begins or has ended: a break there may be its own.
    """
    notes = list(effort_notes)
    if series.imprecise:
        notes.append(SeriesNote(reason="imprecise_left_out", detail=str(series.imprecise)))
    last_day = as_of or series.end
    share = np.ones(len(series.counts))
    if known is None:
        notes.append(SeriesNote(reason="late_reports_unknown"))
    else:
        ages = [(last_day - series.start).days - number for number in range(len(share))]
        share = np.asarray([known.at(age) if age >= 0 else 0.0 for age in ages])
    settled = int(np.sum(np.cumprod(share >= LEAST_COMPLETE)))
    counts = np.asarray(series.counts[:settled], dtype=np.float64)
    exposure = (_relative(effort) * share)[:settled] if effort.adjusted else share[:settled]
    recent = recent_days(series.counts, series.start, last_day, known) if known is not None else ()
    found = SeriesAnalysis(
        dimension=series.dimension,
        code=series.code,
        unit=unit,
        start=series.start.isoformat(),
        end=series.end.isoformat(),
        counts=series.counts,
        effort=effort,
        imprecise=series.imprecise,
        recent=recent,
    )
    if settled < LEAST_DAYS_OF_A_SERIES:
        notes.append(SeriesNote(reason="too_few_days", detail=f"{settled} < {LEAST_DAYS_OF_A_SERIES}"))
    elif counts.sum() < LEAST_INCIDENTS:
        notes.append(SeriesNote(reason="too_few_incidents", detail=f"{int(counts.sum())} < {LEAST_INCIDENTS}"))
    else:
        tested = _tested(found, series.start, counts, exposure, notes, changes, days_ahead)
        return structs.replace(tested, notes=(*tested.notes, *_at_edges(tested, edges)))
    return structs.replace(found, notes=tuple(notes))


def _tested(
    found: SeriesAnalysis,
    start: dt.date,
    counts: Array,
    exposure: Array,
    notes: list[SeriesNote],
    changes: Sequence[Change],
    days_ahead: int,
) -> SeriesAnalysis:
    shape = effective_shape(counts, exposure)
    breaks = find_breaks(counts, exposure, shape)
    effects: list[ClauseEffect] = []
    for change in changes:
        pair = clause_effects(counts, exposure, start, change)
        effects += pair
        notes += _about(pair, counts, exposure, (change.day - start).days)
    projection = project(counts, exposure, days_ahead)
    if projection is None:
        least = LEAST_PAST + days_ahead + 7 * (LEAST_ORIGINS - 1)
        notes.append(SeriesNote(reason="too_short_to_calibrate", detail=f"{len(counts)} < {least}"))
    return structs.replace(
        found,
        segments=segments_of(counts, exposure, shape, breaks, start),
        effects=tuple(effects),
        projection=projection,
        notes=tuple(dict.fromkeys(notes)),
    )


def _about(pair: Sequence[ClauseEffect], counts: Array, exposure: Array, at: int) -> list[SeriesNote]:
    """What to know beside an effect: the last weeks were higher than the rest, or the baseline decides."""
    notes: list[SeriesNote] = []
    name = pair[0].instrument
    if at >= LEAST_BEFORE:
        late, early = slice(at - LAST_WEEKS, at), slice(0, at - LAST_WEEKS)
        last = counts[late].sum() / max(float(exposure[late].sum()), 1e-9)
        rest = counts[early].sum() / max(float(exposure[early].sum()), 1e-9)
        if rest > 0 and last > _RISE * rest:
            notes.append(SeriesNote(reason="rise_before", detail=f"{name}: {last / rest:.1f}"))
    first, second = pair
    if _outside(first, second) or _outside(second, first):
        notes.append(SeriesNote(reason="baseline_matters", detail=name))
    return notes


def _at_edges(found: SeriesAnalysis, edges: Sequence[tuple[str, dt.date]]) -> list[SeriesNote]:
    """Breaks within days of the beginning or the end of a dataset."""
    notes: list[SeriesNote] = []
    for segment in found.segments[1:]:
        first = dt.date.fromisoformat(segment.start)
        near = sorted({name for name, day in edges if abs((day - first).days) <= _NEAR_AN_EDGE})
        notes += [SeriesNote(reason="edge_of_dataset", detail=f"{name}, {segment.start}") for name in near]
    return notes


def _outside(one: ClauseEffect, other: ClauseEffect) -> bool:
    """Whether the ratio of one baseline lies outside the interval of the other."""
    if one.ratio is None or other.low is None or other.high is None:
        return False
    return not other.low <= one.ratio <= other.high


def _relative(effort: EffortStatement) -> Array:
    """The effort of each day over that of an average day."""
    by_day = np.asarray([value or 0.0 for value in effort.per_day])
    found: Array = by_day / by_day.mean()
    return found
