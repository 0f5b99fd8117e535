"""The section of a report that shows series and the undercount diagnostic."""

from __future__ import annotations

from msgspec import Struct

from trucewatch.vocabulary.series import SeriesAnalysis
from trucewatch.vocabulary.undercount import UndercountDiagnostic

__all__ = ["AnalysisSection"]


class AnalysisSection(Struct, frozen=True, kw_only=True):
    """Series from ``start`` to ``end``, and how many incidents the sources may have missed in that time.

    They begin before the period of the report, so that there is something to compare with.
    """

    start: str
    end: str
    series: tuple[SeriesAnalysis, ...]
    undercount: UndercountDiagnostic | None = None
