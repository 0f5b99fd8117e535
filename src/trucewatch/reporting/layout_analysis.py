"""Series and undercount as printed: plots with the lines that say what they show."""

from __future__ import annotations

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
from trucewatch.reporting.plots import draw_series, draw_undercount
from trucewatch.reporting.sheet import Block, Heading, Paragraph, Picture, Span, Table, line
from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.analysis_report import AnalysisSection
from trucewatch.vocabulary.undercount import UndercountDiagnostic

__all__ = ["analysis_blocks"]


def analysis_blocks(w: Wording, section: AnalysisSection) -> list[Block]:
    """Each series as a plot with its stretches and effects; what the sources may have missed."""
    out: list[Block] = [Heading(1, line(w.word("series"))), Paragraph(line(w.word("series_note")), "note")]
    for number, found in enumerate(section.series):
        title = series_title(found, w)
        unit = w.code("counting_unit", found.unit)
        out += [
            Heading(2, line(Span(title, outside=True))),
            Paragraph(line(f"{w.period(found.start, found.end)}: {w.number(sum(found.counts))} ({unit})"), "note"),
            Picture(f"series-{number}", str(draw_series(found, w, title)), title),
        ]
        said = [segment_words(segment, w) for segment in found.segments]
        said += effects_words(found.effects, w)
        said += [projection_words(found.projection, w)] if found.projection is not None else []
        out += [Paragraph(line("– ", Span(words, outside=True))) for words in said]
        out += [Paragraph(line(note_words(note, w)), "note") for note in found.notes]
    if not section.series:
        out.append(Paragraph(line(w.word("nothing")), "note"))
    return out + (_undercount(w, section.undercount) if section.undercount is not None else [])


def _undercount(w: Wording, found: UndercountDiagnostic) -> list[Block]:
    rows = [
        (
            line(Span(item.name, outside=True)),
            line(Span(w.actor(item.side) if item.side else "–", outside=True)),
            line(w.number(item.size)),
        )
        for item in found.lists
    ]
    rows.append((line(Span(w.word("on_lists"), strong=True)), (), line(w.number(found.observed))))
    head = tuple(line(w.word(key)) for key in ("list", "side", "number"))
    out: list[Block] = [
        Heading(1, line(w.word("undercount"))),
        Paragraph(line(w.word("undercount_note")), "note"),
        Table(head, tuple(rows), frozenset({2}), (4, 3, 1)),
    ]
    if found.refused:
        why = w.semicolon.join(refusal_words(reason, w) for reason in found.refused)
        return [
            *out,
            Paragraph(line(Span(f"{w.word('not_estimated')}: ", strong=True), Span(why, outside=True)), "notice"),
        ]
    title = w.word("undercount")
    drawn = str(draw_undercount(found, w, title))
    out += [Picture("undercount", drawn, title)] if drawn else []
    out += [Paragraph(line("– ", Span(estimate_words(estimate, w), outside=True))) for estimate in found.estimates]
    return out + [Paragraph(line(words), "note") for words in warning_words(found, w)]
