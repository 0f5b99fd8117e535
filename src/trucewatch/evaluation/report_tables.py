"""The parts of a report beyond the scores, as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.table import Table
from rich.text import Text

from trucewatch.evaluation.accepted import Change, Changes
from trucewatch.evaluation.calibration import CLASSES
from trucewatch.evaluation.contribution import RuleShare
from trucewatch.evaluation.metrics import METRICS
from trucewatch.evaluation.plover import PloverScore
from trucewatch.evaluation.report import Report
from trucewatch.evaluation.table import LIST_LABELS, percent, score_table, slot_table, span_of_interval
from trucewatch.evaluation.time_and_numbers import OUTSIDE_NOTE, OUTSIDE_TITLE, OutsideScore

__all__ = ["MIXED", "report_tables"]

MIXED: Final = (
    "Texts that rules were written on and texts that nobody looked at are added up here: "
    "--split test tells what to expect of unseen texts."
)

_SHOWN_RULES: Final = 25
_SHOWN_CHANGES: Final = 40


def report_tables(report: Report) -> Iterator[Table | Text]:
    """The report piece by piece, scores first."""
    split = report.split or "all"
    yield Text(
        f"{report.texts} texts, split {split}, read on {report.day} with rules {report.rules[:12]}; "
        f"intervals from {report.resamples} draws of whole texts, seed {report.seed}"
    )
    if report.mixed:
        yield Text(MIXED)
    yield score_table(report.summaries, report.intervals)
    yield slot_table(report.summaries)
    yield _intervals(report)
    yield _classes(report)
    yield _rules(report.contributions)
    if report.plover is not None:
        yield _plover(report.plover)
    if report.time_and_numbers:
        yield _time_and_numbers(report.time_and_numbers)
    if report.changes is not None:
        yield _changes(report.changes)
    if report.hidden:
        yield Text(f"The mistakes in the {report.hidden} texts of the test split are counted and not shown.")


def _intervals(report: Report) -> Table:
    table = Table(title="Scored metrics with 95 % intervals (%)", title_justify="left")
    table.add_column("metric")
    for lang in report.metrics:
        table.add_column(lang, justify="right")
    for name in METRICS:
        cells = []
        for lang, metrics in report.metrics.items():
            value = metrics.get(name)
            interval = report.intervals.get(lang, {}).get(name)
            cells.append("–" if value is None else f"{percent(value)} [{span_of_interval(interval)}]")
        table.add_row(name, *(Text(cell) for cell in cells))
    return table


def _classes(report: Report) -> Table:
    table = Table(title="Classes of confidence: accuracy, and what is kept and risked", title_justify="left")
    for heading in ("list", "class"):
        table.add_column(heading)
    for heading in ("found", "in a key %", "all slots right %", "kept down to here %", "risk %", "recall %"):
        table.add_column(heading, justify="right")
    for one, point in zip(report.classes, report.coverage, strict=True):
        table.add_row(
            LIST_LABELS[one.list],
            one.confidence,
            str(one.of),
            percent(one.accuracy),
            percent(one.right / one.of if one.of else None),
            percent(point.coverage),
            percent(point.risk),
            percent(point.recall),
            end_section=one.confidence == CLASSES[-1],
        )
    return table


def _rules(shares: tuple[RuleShare, ...]) -> Table:
    shown = shares[:_SHOWN_RULES]
    table = Table(title=f"Rules that did most harm ({len(shown)} of {len(shares)} that fired)", title_justify="left")
    table.add_column("rule")
    for heading in ("right", "slot wrong", "spurious", "trapped", "precision %"):
        table.add_column(heading, justify="right")
    for share in shown:
        table.add_row(
            share.rule,
            str(share.right),
            str(share.flawed),
            str(share.spurious),
            str(share.trapped),
            percent(share.precision),
        )
    return table


def _plover(score: PloverScore) -> Text:
    types = ", ".join(f"{kind} {found}/{of}" for kind, (found, of) in score.by_type.items())
    return Text(
        f"Outside set PLOVER: {score.covered} of {score.sentences} sentences have a type that an act names; an event "
        f"of a fitting family is read in {score.found} "
        f"({percent(score.found / score.covered if score.covered else None)} %); "
        f"{score.fitting} of {score.events} events read there fit "
        f"({percent(score.fitting / score.events if score.events else None)} %). By type: {types}"
    )


def _time_and_numbers(scores: tuple[OutsideScore, ...]) -> Table:
    table = Table(title=OUTSIDE_TITLE, title_justify="left", caption=OUTSIDE_NOTE, caption_justify="left")
    for column in ("what", "language"):
        table.add_column(column)
    for column in ("cases", "right", "right by the other reading", "right %"):
        table.add_column(column, justify="right")
    for score in scores:
        share = percent(score.right / score.cases if score.cases else None)
        table.add_row(score.what, score.lang, str(score.cases), str(score.right), str(score.otherwise), share)
    return table


def _changes(changes: Changes) -> Text:
    lines = [
        f"Against the run accepted on {changes.day} (rules {changes.rules[:12]}): "
        f"{len(changes.gained)} examples gained, {len(changes.lost)} lost, "
        f"{changes.spurious:+d} finds that stand in no key"
    ]
    if changes.uncompared:
        lines.append(f"  {len(changes.uncompared)} texts are new or their key has changed: not compared")
    for sign, every in (("+", changes.gained), ("-", changes.lost)):
        shown = [change for change in every if change.anchor is not None]
        lines += [_change_line(sign, change) for change in shown[:_SHOWN_CHANGES]]
        if len(shown) > _SHOWN_CHANGES:
            lines.append(f"  {sign} and {len(shown) - _SHOWN_CHANGES} more")
    return Text("\n".join(lines))


def _change_line(sign: str, change: Change) -> str:
    words = " ".join((change.anchor or "").split())
    return f"  {sign} {change.document} {change.list}: {words}"
