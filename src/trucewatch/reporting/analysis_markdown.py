"""Series and undercount in Markdown, without plots."""

from __future__ import annotations

from collections.abc import Callable

from trucewatch.reporting.analysis_words import (
    effects_words,
    estimate_words,
    note_words,
    projection_words,
    refusal_words,
    segment_words,
    series_title,
    warning_words,
)
from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.analysis_report import AnalysisSection

__all__ = ["analysis_markdown"]


def analysis_markdown(w: Wording, section: AnalysisSection, plain: Callable[[str], str]) -> list[str]:
    """The lines of the section. ``plain`` escapes text from outside."""
    out = [f"## {w.word('series')}", "", w.word("series_note"), ""]
    for found in section.series:
        unit = w.code("counting_unit", found.unit)
        out += [f"### {plain(series_title(found, w))}", ""]
        out.append(f"{w.period(found.start, found.end)}: {w.number(sum(found.counts))} ({unit})")
        out += ["", *(f"- {plain(segment_words(s, w))}" for s in found.segments)]
        out += [f"- {plain(line)}" for line in effects_words(found.effects, w)]
        if found.projection is not None:
            out.append(f"- {plain(projection_words(found.projection, w))}")
        out += [*(f"- {plain(note_words(n, w))}" for n in found.notes), ""]
    if section.undercount is not None:
        found_lists = section.undercount
        out += [f"## {w.word('undercount')}", "", w.word("undercount_note"), ""]
        out += [f"- {plain(item.name)}: {w.number(item.size)}" for item in found_lists.lists]
        out += [f"- {w.word('on_lists')}: {w.number(found_lists.observed)}"]
        out += [f"- **{w.word('not_estimated')}**: {plain(refusal_words(r, w))}" for r in found_lists.refused]
        out += [f"- {plain(estimate_words(e, w))}" for e in found_lists.estimates]
        out += [f"- {plain(words)}" for words in warning_words(found_lists, w)]
        out.append("")
    return out
