"""Scores as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from rich.table import Table
from rich.text import Text

from trucewatch.evaluation.bootstrap import Interval
from trucewatch.evaluation.mistakes import Mistake
from trucewatch.evaluation.slots import CORE_SLOTS
from trucewatch.evaluation.tally import Share, Summary

__all__ = ["LIST_LABELS", "mistake_lines", "percent", "score_table", "slot_table", "span_of_interval"]

LIST_LABELS: Final = {
    "figures": "figures",
    "events": "events by family",
    "acts": "events by act",
    "positions": "positions",
    "control": "control",
}
_STYLES: Final = {"missed": "red", "spurious": "magenta", "wrong": "yellow", "trap": "red", "ungrounded": "bold red"}


def percent(value: float | None) -> str:
    """A share as a percentage with one decimal; a dash for none."""
    return "–" if value is None else f"{100 * value:.1f}"


def score_table(summaries: Mapping[str, Summary], intervals: Mapping[str, Mapping[str, Interval]]) -> Table:
    """F1, precision and recall by language and list; ``intervals`` (by language and metric) where they are known."""
    table = Table(title="Claims found", title_justify="left")
    for heading in ("language", "texts", "list"):
        table.add_column(heading)
    for heading in ("keys", "found", "matched", "precision", "recall", "F1", "95 % interval"):
        table.add_column(heading, justify="right")
    for lang, summary in summaries.items():
        for name, counts in summary.lists.items():
            interval = intervals.get(lang, {}).get(f"{name}.f1")
            table.add_row(
                lang,
                str(summary.texts),
                LIST_LABELS[name],
                str(counts.keys),
                str(counts.found),
                str(counts.matched),
                percent(counts.precision),
                percent(counts.recall),
                percent(counts.f1),
                span_of_interval(interval),
                end_section=name == "control",
            )
    return table


def span_of_interval(interval: Interval | None) -> str:
    """An interval in percent; a dash where it is not known."""
    return "–" if interval is None else f"{percent(interval.low)}–{percent(interval.high)}"


def slot_table(summaries: Mapping[str, Summary]) -> Table:
    """The share right of each slot on matched items, the traps and the grounding, a column for each language."""
    table = Table(title="Slots right on matched items (%), traps, grounding", title_justify="left")
    table.add_column("list")
    table.add_column("slot")
    for lang in summaries:
        table.add_column(lang, justify="right")
    for name, core in CORE_SLOTS.items():
        seen = dict.fromkeys((*core, *(slot for s in summaries.values() for slot in s.slots[name])))
        for slot in seen:
            shares = [summary.slots[name].get(slot) for summary in summaries.values()]
            table.add_row(name, slot if slot in core else f"({slot})", *(_share(share) for share in shares))
    table.add_section()
    table.add_row("traps", "fallen into", *(_share(s.traps) for s in summaries.values()))
    table.add_row("grounding", "in its words", *(_share(s.grounded) for s in summaries.values()))
    return table


def mistake_lines(found: Iterable[Mistake]) -> Iterable[Text]:
    """Each mistake as two or three lines: what it is, its sentence with the words marked, the wrong slots."""
    for mistake in found:
        line = Text(f"{mistake.document} {mistake.list} ", style="dim")
        line.append(mistake.kind, style=_STYLES[mistake.kind])
        line.append(f": {mistake.what}", style="default")
        if mistake.rules:
            line.append(f"  [{' '.join(mistake.rules)}]", style="dim")
        before, at, after = mistake.parts
        line.append("\n    " + _one_line(before))
        line.append("⟦" + _one_line(at) + "⟧", style="bold")
        line.append(_one_line(after))
        for slot, expected, got in mistake.slots:
            line.append(f"\n    {slot}: expected {expected}; found {got}", style="yellow")
        yield line


def _share(share: Share | None) -> str:
    return "–" if share is None or not share.of else f"{percent(share.rate)} ({share.right}/{share.of})"


def _one_line(text: str) -> str:
    return text.replace("\n", " ⏎ ").replace("\r", "")
