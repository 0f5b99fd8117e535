"""``trucewatch undercount``: a diagnostic of what the lists of a case may miss."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np
import typer

from trucewatch.analysis.capture import CaptureTable
from trucewatch.analysis.case_undercount import undercount_of_incidents
from trucewatch.analysis.undercount import undercount as diagnose
from trucewatch.case import load_case
from trucewatch.cli import series
from trucewatch.cli.talk import now, say
from trucewatch.errors import InputError, UsageError
from trucewatch.pipeline import open_workplace
from trucewatch.store import IncidentFilter
from trucewatch.vocabulary.codes import label
from trucewatch.vocabulary.undercount import CaptureList, UndercountDiagnostic

__all__ = ["register"]

CaseArgument = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")]
Start = Annotated[str | None, typer.Option("--from", help="First day of a period.")]
End = Annotated[str | None, typer.Option("--to", help="Last day of a period.")]
Family = Annotated[list[str] | None, typer.Option("--family", help="Only incidents of this family of acts.")]
Lang = Annotated[str, typer.Option("--lang", help="Language of labels: en, fr or ar.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Seed = Annotated[int, typer.Option(help="Seed of all draws; the same seed gives the same figures.", min=0)]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    series.register(app)
    app.command(
        "undercount",
        help="Show how many incidents the sources may have missed, by all estimators, or why none may be used.\n\n"
        "Example: trucewatch undercount aleppo-2016 --without ucdp --family hostilities",
    )(undercount)


def undercount(
    case: CaseArgument,
    start: Start = None,
    end: End = None,
    family: Family = None,
    without: Annotated[
        list[str] | None, typer.Option(help="A source or group that shall be no list; may stand several times.")
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option(help="A CSV of capture histories instead: one column a list (1 or 0) and the column n."),
    ] = None,
    draws: Annotated[int, typer.Option(help="Draws of the linkage; 0 takes links as certain.", min=0, max=500)] = 20,
    false_links: Annotated[
        float | None,
        typer.Option(help="Share of links that may be wrong; the fitted model's, else 0.05.", min=0, max=0.9),
    ] = None,
    missed_links: Annotated[
        float | None,
        typer.Option(help="Chance that like ones left apart are one; the fitted model's, else 0.1.", min=0, max=0.9),
    ] = None,
    seed: Seed = 1,
    lang: Lang = "en",
    as_json: AsJson = False,
) -> None:
    """Print lists, overlaps and estimates, or the refusal."""
    loaded = load_case(case)
    generator = np.random.default_rng(seed)
    if table is not None:
        lists = _read_table(table)
        names = tuple(name for name in lists.lists if name not in (without or ()))
        described = [CaptureList(key=name, name=name) for name in names]
        found = diagnose([_kept(lists, names)], described, generator, unit="unit", seed=seed)
    else:
        wanted = IncidentFilter(start=start, end=end, families=tuple(family or ()))
        with open_workplace(loaded, now) as work:
            incidents = work.store.incidents(wanted).items
            models = work.store.link_models()
        found = undercount_of_incidents(
            incidents,
            loaded.sources,
            loaded.actors,
            generator,
            model=models[-1] if models else None,
            without=tuple(without or ()),
            draws=draws,
            false_links=false_links,
            missed_links=missed_links,
            seed=seed,
        )
    _print(found, lang, as_json)


def _print(found: UndercountDiagnostic, lang: str, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(msgspec.json.encode(found).decode() + "\n")
        return
    for item in found.lists:
        side = f"  ({item.side})" if item.side else ""
        sys.stdout.write(f"{item.size:>8}  {item.key}{side}\n")
    sys.stdout.write(f"{found.observed:>8}  on one list or more\n")
    for refusal in found.refused:
        sys.stdout.write(f"refused: {label('undercount_reason', refusal.reason, lang)}: {refusal.detail}\n")
    for estimate in found.estimates:
        name = label("undercount_estimator", estimate.estimator, lang)
        if estimate.total is None or estimate.low is None or estimate.high is None:
            reason = label("undercount_reason", estimate.unavailable or "not_identifiable", lang)
            mixed = f" (R-hat {estimate.r_hat:.3f})" if estimate.r_hat is not None else ""
            sys.stdout.write(f"{name}: {reason}{mixed}\n")
            continue
        model = f"  [{estimate.model}]" if estimate.model else ""
        mixed = f"  R-hat {estimate.r_hat:.3f}" if estimate.r_hat is not None else ""
        sys.stdout.write(f"{estimate.total:>8.0f}  {estimate.low:.0f} - {estimate.high:.0f}  {name}{model}{mixed}\n")
    for warning in found.warnings:
        say(f"warning: {label('undercount_reason', warning.reason, lang)} {warning.detail}".rstrip())
    if found.rates_from is not None:
        origin = label("linkage_rates", found.rates_from, lang)
        say(f"{origin}: {found.false_links:.4g}, {found.missed_links:.4g}; {found.linkage_draws}")
    if found.estimates:
        say("model-based estimates, not counts: they rest on assumptions that no data can test")


def _read_table(path: Path) -> CaptureTable:
    """A CSV of histories. Raises :class:`InputError` with the line that cannot be read."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError("the table cannot be read", where=str(path), got=str(error)) from error
    if not rows or len(rows[0]) < 2 or rows[0][-1].strip() != "n":
        raise InputError("the table has no header of lists", where=f"{path}:1", expected="A,B,C,n")
    lists = tuple(name.strip() for name in rows[0][:-1])
    counts = [0] * 2 ** min(len(lists), 16)
    for number, row in enumerate(rows[1:], start=2):
        marks, total = [mark.strip() for mark in row[:-1]], row[-1].strip() if row else ""
        if len(marks) != len(lists) or not set(marks) <= {"0", "1"} or not total.isdecimal() or "1" not in marks:
            raise InputError(
                "the row is no history", where=f"{path}:{number}", expected="1 or 0 for each list, then a count"
            )
        counts[sum(1 << bit for bit, mark in enumerate(marks) if mark == "1") % len(counts)] += int(total)
    return CaptureTable(lists, tuple(counts))


def _kept(table: CaptureTable, names: tuple[str, ...]) -> CaptureTable:
    """The table without the other lists."""
    if not names:
        raise UsageError("no list is left", where="--without", expected="fewer lists left out")
    units = (
        (n for j, n in enumerate(table.lists) if history >> j & 1)
        for history, number in enumerate(table.counts)
        for _ in range(number)
    )
    return CaptureTable.of_histories(names, units)
