"""Counts of incidents and of assessments as printed: with unit, share of all incidents and the period before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import cast

from trucewatch.assessing import conditional
from trucewatch.reporting.sheet import Block, Heading, Paragraph, Span, Table, line
from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.assessments import AssessmentOutcome
from trucewatch.vocabulary.reports import Count, SituationReport

__all__ = ["assessment_section", "count_sections", "count_table"]


def count_sections(w: Wording, report: SituationReport) -> list[Block]:
    out: list[Block] = [Heading(1, line(w.word("by_act")))]
    out += count_table(w, report, report.by_act, w.word("act"), lambda code: w.code("acts", code), unit=True)
    out += [Heading(1, line(w.word("by_party"))), Paragraph(line(w.word("party_note")), "note")]
    out += count_table(w, report, report.by_party, w.word("by_party"), w.actor)
    out += [Heading(1, line(w.word("by_area"))), Paragraph(line(w.word("area_note")), "note")]
    out += count_table(w, report, report.by_area, w.word("place"), w.place)
    out.append(Heading(1, line(w.word("corroboration"))))
    named = w.word("corroboration")
    return out + count_table(w, report, report.by_corroboration, named, lambda code: w.code("corroboration", code))


def count_table(
    w: Wording,
    report: SituationReport,
    rows: Sequence[Count],
    title: str,
    name: Callable[[str], str],
    *,
    unit: bool = False,
) -> list[Block]:
    """Counts of incidents with their unit, their share of all and the period before."""
    if not rows:
        return [Paragraph(line(w.word("nothing")), "note")]
    head = [title, *([w.word("unit")] if unit else []), *map(w.word, ("now", "share_of_all", "was", "change"))]
    first = 2 if unit else 1
    cells = []
    for row in rows:
        units = [line(w.code("counting_unit", row.unit) if row.unit else "")] if unit else []
        cells.append(
            (
                line(Span(name(row.code), outside=True)),
                *units,
                line(w.number(row.now)),
                line(Span(_share(w, row.now, report.incidents), outside=True)),
                line(w.number(row.before or 0)),
                line(Span(w.change(row.now, row.before), outside=True)),
            )
        )
    widths = (4.0, *((1.6,) if unit else ()), 1.4, 1.1, 1.6, 1.1)
    note = w.word("of_incidents").replace("{n}", w.number(report.incidents))
    table = Table(tuple(map(line, head)), tuple(cells), frozenset(range(first, first + 4)), widths)
    return [Paragraph(line(note), "note"), table]


def _fraction(w: Wording, part: int, whole: int) -> Span:
    """Part / whole, in this order in every direction of writing."""
    return Span(f"{w.number(part)} / {w.number(whole)}", outside=True)


def _share(w: Wording, part: int, whole: int) -> str:
    if not whole:
        return ""
    value = f"{100 * part / whole:.1f}"
    mark, sign = {"en": (".", "%"), "fr": (",", "\u202f%"), "ar": ("٫", "٪")}[w.lang]
    return value.replace(".", mark) + sign


def assessment_section(w: Wording, report: SituationReport) -> list[Block]:
    note = Paragraph(line(w.word("assessed_of")), "note")
    out: list[Block] = [Heading(1, line(w.word("assessment"))), note]
    if not report.by_outcome:
        return [*out, Paragraph(line(w.word("nothing")), "note")]
    outcomes = tuple(
        (
            (*line(w.code("assessment_outcome", row.code), " — "),
             Span(conditional(cast("AssessmentOutcome", row.code), w.lang), faint=True)),
            line(_fraction(w, row.now, report.incidents)),
        )
        for row in report.by_outcome
    )  # fmt: skip
    head = (line(w.word("outcome")), line(w.word("number")))
    out.append(Table(head, outcomes, frozenset({1}), (6, 1.4)))
    return out + _by_clause(w, report)


def _by_clause(w: Wording, report: SituationReport) -> list[Block]:
    """Assessments by clause and outcome; of how many that were held against the clause."""
    of = Counter[str]()
    for row in report.by_clause:
        of[row.code.rsplit("/", 1)[0]] += row.now
    rows = []
    before = ""
    for row in report.by_clause:
        held, reached = row.code.rsplit("/", 1)
        instrument, named = held.split("/", 1)
        told = () if instrument == before else line(Span(w.instrument(instrument), outside=True))
        before = instrument
        rows.append(
            (
                told,
                line(Span(named, outside=True), " ", Span(w.clause(instrument, named), outside=True, faint=True)),
                line(w.code("assessment_outcome", reached)),
                line(_fraction(w, row.now, of[held])),
            )
        )
    if not rows:
        return []
    titles = tuple(line(w.word(key)) for key in ("instrument", "clause", "outcome", "number"))
    return [Table(titles, tuple(rows), frozenset({3}), (2, 4.5, 1.5, 1))]
