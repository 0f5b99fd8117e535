"""``trucewatch obligations|control|figures|announced|positions``: what is followed over time, as lines."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct

from trucewatch.case import load_case
from trucewatch.cli.following_lines import (
    announced_lines,
    control_lines,
    figure_lines,
    obligation_lines,
    position_lines,
)
from trucewatch.cli.talk import now, say
from trucewatch.errors import UsageError
from trucewatch.pipeline import follow, last_day, open_workplace
from trucewatch.reporting.wording import LANGUAGES, Wording
from trucewatch.vocabulary.tracking import AnnouncedAct, FigureQuestion, Tracking
from trucewatch.vocabulary.wire import to_json_line

__all__ = ["register"]

CaseArgument = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Local day, YYYY-MM-DD; the end of the case when not given.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON Lines with every field.")]
Lang = Annotated[str, typer.Option("--lang", help="Language of labels: en, fr or ar.")]
_TALKS = frozenset({"talks", "talks_broken_off", "agreement_signed"})


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for name, what, command in (
        ("obligations", "What the terms oblige parties to do by when, and how it stands, with the claims", obligations),
        ("control", "Who is said to hold what over time, with gaps kept, and the share of areas as a range", control),
        ("figures", "Every value given to a question, side by side, and running tolls as steps", figures),
        ("announced", "What was planned, threatened or conditional, and what became of it", announced),
        ("positions", "Stands by party and topic, with reversals and contradictions marked", positions),
    ):
        help_text = f"{what}.\n\nExample: trucewatch {name} aleppo-2016 --as-of 2016-12-20"
        app.command(name, help=help_text)(command)


def obligations(case: CaseArgument, as_of: AsOf = None, lang: Lang = "en", as_json: AsJson = False) -> None:
    """Print obligations."""
    _print(case, as_of, as_json, lambda t: t.obligations, lambda w, t: obligation_lines(w, t.obligations), lang)


def control(case: CaseArgument, as_of: AsOf = None, lang: Lang = "en", as_json: AsJson = False) -> None:
    """Print spans of control, then shares."""
    _print(case, as_of, as_json, lambda t: (*t.control, *t.shares), control_lines, lang)


def figures(
    case: CaseArgument,
    as_of: AsOf = None,
    contested: Annotated[bool, typer.Option("--contested", help="Only questions on which sources disagree.")] = False,
    lang: Lang = "en",
    as_json: AsJson = False,
) -> None:
    """Print questions with their values."""

    def chosen(tracking: Tracking) -> tuple[FigureQuestion, ...]:
        return tuple(q for q in tracking.figures if q.contested or not contested)

    _print(case, as_of, as_json, chosen, lambda w, t: figure_lines(w, chosen(t)), lang)


def announced(
    case: CaseArgument,
    as_of: AsOf = None,
    talks: Annotated[bool, typer.Option("--talks", help="Only talks: a calendar.")] = False,
    still_open: Annotated[bool, typer.Option("--open", help="Only what is still open.")] = False,
    lang: Lang = "en",
    as_json: AsJson = False,
) -> None:
    """Print announced acts."""

    def chosen(tracking: Tracking) -> tuple[AnnouncedAct, ...]:
        return tuple(
            a for a in tracking.announced if (not talks or a.act in _TALKS) and (not still_open or a.outcome == "open")
        )

    _print(case, as_of, as_json, chosen, lambda w, t: announced_lines(w, chosen(t)), lang)


def positions(case: CaseArgument, as_of: AsOf = None, lang: Lang = "en", as_json: AsJson = False) -> None:
    """Print positions."""
    _print(case, as_of, as_json, lambda t: t.positions, lambda w, t: position_lines(w, t.positions), lang)


def _print(
    root: Path,
    as_of: str | None,
    as_json: bool,
    records: Callable[[Tracking], Iterable[Struct]],
    lines: Callable[[Wording, Tracking], Iterable[str]],
    lang: str,
) -> None:
    if lang not in LANGUAGES:
        raise UsageError("the language is unknown", where="--lang", got=lang, expected=", ".join(LANGUAGES))
    case = load_case(root)
    with open_workplace(case, now) as work:
        tracking = follow(case, work.store, as_of=_day(as_of) or last_day(case, work.store))
    if as_json:
        for record in records(tracking):
            sys.stdout.write(to_json_line(record))
        return
    say(f"as of {tracking.as_of}")
    for line in lines(Wording(lang, case), tracking):
        sys.stdout.write(line + "\n")


def _day(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise UsageError("the day is not readable", where="--as-of", got=text, expected="YYYY-MM-DD") from error
