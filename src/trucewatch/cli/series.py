"""``trucewatch series``: incidents by day with breaks, clauses, late reports and a projection."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, cast, get_args

import msgspec
import typer

from trucewatch.analysis.counting import day_of
from trucewatch.case import load_case
from trucewatch.cli.talk import now, say
from trucewatch.errors import StoreError, UsageError
from trucewatch.pipeline import open_workplace
from trucewatch.reporting.analysis import series_of_case, series_start
from trucewatch.reporting.analysis_words import (
    effects_words,
    note_words,
    projection_words,
    segment_words,
    series_title,
)
from trucewatch.reporting.plots import draw_series
from trucewatch.reporting.wording import LANGUAGES, Wording
from trucewatch.store import IncidentFilter, Store
from trucewatch.vocabulary.codes import load_code_list
from trucewatch.vocabulary.series import Dimension, EffortMeasure, SeriesAnalysis

__all__ = ["register"]

CaseArgument = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "series",
        help="Count incidents by day and say where the counts change, how a clause compares with the time before it, "
        "and what would come at this rate.\n\n"
        "Example: trucewatch series aleppo-2016 --by act --code air_strike --svg plots",
    )(series)


def series(
    case: CaseArgument,
    by: Annotated[str, typer.Option(help="family, act, area or party.")] = "family",
    code: Annotated[
        list[str] | None, typer.Option(help="Only this act, family, place or party; may stand several times.")
    ] = None,
    family: Annotated[list[str] | None, typer.Option(help="Only incidents of this family of acts.")] = None,
    start: Annotated[str | None, typer.Option("--from", help="First day; that of the case by default.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Last day; that of the case by default.")] = None,
    most: Annotated[int, typer.Option(help="How many series, the largest first.", min=1, max=1000)] = 10,
    ahead: Annotated[int, typer.Option(help="Days that the projection looks ahead.", min=1, max=366)] = 28,
    measure: Annotated[
        str | None, typer.Option(help="The measure of effort: patrols, posts, observer_hours, ...")
    ] = None,
    svg: Annotated[Path | None, typer.Option(help="A folder for one plot a series.")] = None,
    lang: Annotated[str, typer.Option("--lang", help="Language of labels: en, fr or ar.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one series a line.")] = False,
) -> None:
    """Print the analyses; plots go to files."""
    loaded = load_case(case)
    dimension = cast("Dimension", _among(by, get_args(Dimension), "--by"))
    chosen = None if measure is None else cast("EffortMeasure", _among(measure, get_args(EffortMeasure), "--measure"))
    _among(lang, LANGUAGES, "--lang")
    for name in family or ():
        _among(name, tuple(f.code for f in load_code_list("acts").families), "--family")
    last = _day(end or loaded.settings.period.end, "--to")
    with open_workplace(loaded, now) as work:
        last = last or _last_day(work.store)
        first = _day(start, "--from") or (series_start(loaded, work.store, last) if last else None)
        if first is None or last is None:
            say("no incident has a day")
            return
        if last < first:
            raise UsageError(
                "the series ends before it begins", got=f"{first} to {last}", expected="--from before --to"
            )
        found = series_of_case(
            loaded,
            work.store,
            dimension,
            first,
            last,
            codes=tuple(code or ()),
            families=tuple(family or ()),
            most=most,
            measure=chosen,
            days_ahead=ahead,
        )
    wording = Wording(lang, loaded)
    for number, one in enumerate(found, start=1):
        if as_json:
            sys.stdout.write(msgspec.json.encode(one).decode() + "\n")
        else:
            sys.stdout.write("\n".join(_lines(one, wording)) + "\n")
        if svg is not None:
            _write_plot(svg, number, one, wording)


def _lines(found: SeriesAnalysis, wording: Wording) -> Iterator[str]:
    yield f"{series_title(found, wording)}: {sum(found.counts)}, {wording.period(found.start, found.end)}"
    for segment in found.segments:
        yield f"  {segment_words(segment, wording)}"
    for line in effects_words(found.effects, wording):
        yield f"  {line}"
    if found.projection is not None:
        yield f"  {projection_words(found.projection, wording)}"
    for note in found.notes:
        yield f"  - {note_words(note, wording)}"


def _write_plot(folder: Path, number: int, found: SeriesAnalysis, wording: Wording) -> None:
    path = folder / f"series-{found.dimension}-{number}.svg"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(str(draw_series(found, wording, series_title(found, wording))) + "\n", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"the plot cannot be written: {error.strerror}", where=str(path)) from error
    say(str(path))


def _last_day(store: Store) -> dt.date | None:
    days = [day for incident in store.incidents(IncidentFilter()).items if (day := day_of(incident)) is not None]
    return max(days, default=None)


def _day(value: str | None, option: str) -> dt.date | None:
    if value is None:
        return None
    try:
        day = dt.date.fromisoformat(value)
    except ValueError as error:
        raise UsageError("the date is not readable", where=option, got=value, expected="YYYY-MM-DD") from error
    if not 1945 <= day.year <= 2100:
        raise UsageError("the date lies in the wrong century", where=option, got=value, expected="1945 to 2100")
    return day


def _among(value: str, allowed: Sequence[str], option: str) -> str:
    if value not in allowed:
        raise UsageError("the value is unknown", where=option, got=value, expected=", ".join(allowed))
    return value
