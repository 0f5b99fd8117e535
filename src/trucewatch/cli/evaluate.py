"""``trucewatch evaluate``: score the reader against keys made by hand."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.table import Table

from trucewatch.cli.talk import now, out, print_table, progress_bar, say
from trucewatch.errors import UsageError
from trucewatch.evaluation.accepted import accept, load_accepted, write_accepted
from trucewatch.evaluation.floors import load_floors, undercut
from trucewatch.evaluation.keys import Split, load_gold
from trucewatch.evaluation.page import report_page
from trucewatch.evaluation.plover import plover_score
from trucewatch.evaluation.report import Report, report_json, write_report
from trucewatch.evaluation.report_tables import report_tables
from trucewatch.evaluation.runner import general_reader, score_all
from trucewatch.evaluation.scoring import TextScore
from trucewatch.evaluation.table import mistake_lines
from trucewatch.evaluation.time_and_numbers import time_and_numbers_scores
from trucewatch.reading.reader import Reader
from trucewatch.reading.ruleset import rule_set_digest
from trucewatch.vocabulary.claims import Claim

__all__ = ["evaluate", "register"]

_SPLITS: Final[dict[str, Split]] = {"development": "development", "test": "test"}
_PLOVER: Final = Path("plover") / "gold_standard_records" / "PLOVER_GSR_CAMEO.txt"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "evaluate",
        help="Score the reader against keys.\n\nExample: trucewatch evaluate benchmarks/gold --split development",
    )(evaluate)


def evaluate(
    gold: Annotated[list[Path], typer.Argument(metavar="GOLD...", help="Keys, or folders of texts with keys.")],
    split: Annotated[str | None, typer.Option(help="Only the texts of this split: development or test.")] = None,
    errors: Annotated[bool, typer.Option("--errors", help="List the mistakes in their sentences.")] = False,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the report as JSON (- for stdout).")] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the report as one HTML page.")] = None,
    floors: Annotated[Path | None, typer.Option(metavar="FILE", help="Exit with 1 when a floor is undercut.")] = None,
    accepted: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The accepted run; accepted.json beside the first GOLD if unset."),
    ] = None,
    take: Annotated[bool, typer.Option("--accept", help="Make this run the accepted one.")] = False,
    outside: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder of outside sets; those that are absent are left out.")
    ] = Path("../shared/data"),
) -> None:
    """Read every text, score it, print and write what was asked for."""
    wanted = _split(split)
    texts = load_gold(gold, split=wanted)
    kept = accepted or (gold[0] if gold[0].is_dir() else gold[0].parent).resolve().parent / "accepted.json"
    before = load_accepted(kept)
    floor_sets = load_floors(floors).sets if floors else ()
    with progress_bar() as progress:
        scores = score_all(texts, general_reader(), progress)
    day = now().date().isoformat()
    report = write_report(
        scores,
        rules=rule_set_digest(),
        day=day,
        split=wanted,
        before=before,
        plover=plover_score(outside / _PLOVER, _read_sentence),
        time_and_numbers=time_and_numbers_scores(outside / "time_and_numbers"),
    )
    _print(report, errors=errors, quiet=str(json) == "-")
    _write(report, json, html)
    if take:
        write_accepted(kept, accept(scores, rules=report.rules, day=day, before=before))
        say(f"{kept}: this is now the accepted run")
    problems = [line for one in floor_sets if wanted in (None, one.split) for line in undercut(one, scores)]
    for line in problems:
        say(f"floor undercut: {line}")
    if problems or _ungrounded(scores):
        raise typer.Exit(1)


def _split(split: str | None) -> Split | None:
    if split is not None and split not in _SPLITS:
        raise UsageError("there is no such split", expected=" or ".join(_SPLITS), got=split)
    return _SPLITS[split] if split else None


def _read_sentence(text: str, digest: str, published: dt.date) -> Sequence[Claim]:
    return _general().read(text, document=digest, lang="en", published=published)


@cache
def _general() -> Reader:
    return Reader.general()


def _print(report: Report, *, errors: bool, quiet: bool) -> None:
    if quiet:
        return
    if errors:
        for line in mistake_lines(report.mistakes):
            out.print(line)
    for part in report_tables(report):
        if isinstance(part, Table):
            print_table(part)
        else:
            out.print(part)


def _write(report: Report, json: Path | None, html: Path | None) -> None:
    if json is not None and str(json) == "-":
        sys.stdout.buffer.write(report_json(report))
    elif json is not None:
        json.write_bytes(report_json(report))
    if html is not None:
        html.write_text(report_page(report), encoding="utf-8")


def _ungrounded(scores: Sequence[TextScore]) -> int:
    wrong = [(score.gold.name, why) for score in scores for _, why in score.ungrounded]
    for name, why in wrong:
        say(f"{name}: a claim does not stand in the words it names: {why}")
    return len(wrong)
