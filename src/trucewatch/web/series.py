"""Counts over time with the effort beside them, and how many incidents the sources may have missed."""

from __future__ import annotations

from typing import Final

from litestar import Response, get

from trucewatch.pipeline import last_day
from trucewatch.reporting.analysis import analysis_section
from trucewatch.reporting.analysis_words import (
    effects_words,
    estimate_words,
    note_words,
    projection_words,
    refusal_words,
    segment_words,
    series_title,
)
from trucewatch.reporting.plots import draw_series, draw_undercount
from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.reports import Period
from trucewatch.web.page import AnyRequest, answer, words_of

__all__ = ["ROUTES"]


@get("/series", sync_to_thread=True, include_in_schema=False)
def series_page(request: AnyRequest) -> Response[str]:
    """The series of the whole case by family, act, area and party; what they do not tell stands under each."""
    words = words_of(request)
    site = words.site
    end = last_day(site.case, site.store)
    period = Period(start=site.case.settings.period.start or end, end=end)
    found = site.remembered.get(("series", end), lambda: analysis_section(site.case, site.store, period))
    context = {
        "section": found,
        "wording": Wording(words.lang, site.case),
        "draw_series": draw_series,
        "draw_undercount": draw_undercount,
        "series_title": series_title,
        "segment_words": segment_words,
        "effects_words": effects_words,
        "projection_words": projection_words,
        "note_words": note_words,
        "estimate_words": estimate_words,
        "refusal_words": refusal_words,
    }
    return answer(request, "series.html", context)


ROUTES: Final = (series_page,)
