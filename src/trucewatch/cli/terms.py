"""``trucewatch terms``: check, show, compare and date the agreement of a case."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
import typer

from trucewatch.case import Case, load_case
from trucewatch.cli.talk import say
from trucewatch.errors import UsageError
from trucewatch.terms import (
    Change,
    clauses_in_force,
    compare,
    compare_dates,
    compare_instruments,
    is_binding,
    version_of,
    versions_of,
)
from trucewatch.vocabulary.codes import label
from trucewatch.vocabulary.terms import Clause, Instrument

__all__ = ["register"]

CaseArgument = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Lang = Annotated[str, typer.Option("--lang", help="Language of words and labels: en, fr or ar.")]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(
        help="The agreement as data: check it, show it, compare it, ask what is in force.\n\n"
        "Example: trucewatch terms at aleppo-2016 2016-09-15",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("check", help="Read and check the terms.\n\nExample: trucewatch terms check aleppo-2016")(check)
    group.command(
        "show",
        help="Print an instrument or a clause, clause beside words.\n\n"
        "Example: trucewatch terms show aleppo-2016 coh-2016-02 --lang fr",
    )(show)
    group.command(
        "diff",
        help="What differs between two clauses, two instruments or two dates.\n\n"
        "Example: trucewatch terms diff aleppo-2016 2016-09-11 2016-09-13",
    )(diff)
    group.command(
        "at",
        help="The clauses in force, or possibly in force, at a date or a local time.\n\n"
        "Example: trucewatch terms at aleppo-2016 2016-09-15T12:00",
    )(at)
    app.add_typer(group, name="terms")


def check(case: CaseArgument) -> None:
    """Load the terms; what is wrong ends in an error with file, line and field."""
    loaded = load_case(case)
    clauses = sum(len(i.clauses) for i in loaded.instruments)
    never = [i.id for i in loaded.instruments if not is_binding(i)]
    sys.stdout.write(f"{len(loaded.instruments)} instruments, {clauses} clauses\n")
    if never:
        say("never in force: " + ", ".join(never))


def show(
    case: CaseArgument,
    name: Annotated[str | None, typer.Argument(help="Id of an instrument or a clause; all when not given.")] = None,
    lang: Lang = "en",
    as_json: AsJson = False,
) -> None:
    """Print instruments and clauses."""
    loaded = load_case(case)
    for instrument, clauses in _chosen(loaded, name):
        if as_json:
            record: Any = instrument if name in (None, instrument.id) else clauses[0]
            sys.stdout.write(json.dumps(msgspec.to_builtins(record), ensure_ascii=False) + "\n")
            continue
        sys.stdout.write(f"{instrument.id}: {instrument.title.get(lang) or next(iter(instrument.title.values()))}\n")
        for clause in clauses:
            sys.stdout.write("\n".join(_clause_lines(clause, loaded, lang)) + "\n")


def diff(
    case: CaseArgument,
    before: Annotated[str, typer.Argument(help="A date, or the id of a clause or an instrument.")],
    after: Annotated[str, typer.Argument(help="Another of the same kind.")],
    as_json: AsJson = False,
) -> None:
    """Print what differs; exit 0 whether or not anything does."""
    loaded = load_case(case)
    for change in _changes(loaded, before, after):
        if as_json:
            sys.stdout.write(json.dumps(msgspec.to_builtins(change), ensure_ascii=False) + "\n")
        else:
            sys.stdout.write(
                f"{change.clause}  {change.field}\n  - {_plain(change.before)}\n  + {_plain(change.after)}\n"
            )


def at(
    case: CaseArgument,
    date: Annotated[str, typer.Argument(metavar="DATE", help="YYYY-MM-DD (noon) or YYYY-MM-DDThh:mm, local.")],
    lang: Lang = "en",
    as_json: AsJson = False,
) -> None:
    """Print one line a clause: in force or unknown."""
    loaded = load_case(case)
    for found in clauses_in_force(loaded.instruments, _moment(loaded, date)):
        if as_json:
            row = {"instrument": found.instrument.id, "clause": found.clause.id, "in_force": found.state}
            sys.stdout.write(json.dumps(row) + "\n")
        else:
            kind = label("clause_type", found.clause.type, lang)
            state = "in force" if found.state == "true" else "unknown"
            sys.stdout.write(f"{state:<9} {found.clause.id}  {kind}\n")


def _chosen(case: Case, name: str | None) -> Iterator[tuple[Instrument, tuple[Clause, ...]]]:
    known = False
    for instrument in case.instruments:
        clauses = tuple(c for c in instrument.clauses if name in (None, instrument.id, c.id))
        if clauses or name == instrument.id:
            known = True
            yield instrument, clauses
    if not known and name is not None:
        raise UsageError("there is no such instrument or clause", got=name, hint="trucewatch terms show CASE")


def _clause_lines(clause: Clause, case: Case, lang: str) -> Iterator[str]:
    names = {actor.id: actor.label for actor in case.actors}
    words = clause.words.get(lang) or next(iter(clause.words.values()))
    mark = " (paraphrase)" if words.paraphrase else ""
    version = version_of(clause, case.instruments)
    yield f"  {clause.id}  {label('clause_type', clause.type, lang)}, {label('clause_effect', clause.effect, lang)}" + (
        f", version {version}" if len(versions_of(clause.id, case.instruments)) > 1 else ""
    )
    if clause.article:
        yield f"    {clause.article}"
    yield f"    {words.text}{mark}"
    bound = [names[b].get(lang) or names[b].get("en") or b if b in names else b for b in clause.bound]
    yield f"    > {', '.join(bound)}: {', '.join(clause.acts) or '-'}"
    for window in clause.validity:
        yield f"    > {window.start or '...'} to {window.end or '...'}"
    for exception in clause.exceptions:
        asks = f" ({', '.join(label('self_defence_condition', r, lang) for r in exception.requires)})"
        yield f"    > {label('exception_kind', exception.kind, lang)}{asks if exception.requires else ''}"


def _changes(case: Case, before: str, after: str) -> tuple[Change, ...]:
    clauses = {clause.id: clause for instrument in case.instruments for clause in instrument.clauses}
    whole = {instrument.id: instrument for instrument in case.instruments}
    if before in clauses and after in clauses:
        return compare(clauses[before], clauses[after])
    if before in whole and after in whole:
        return compare_instruments(whole[before], whole[after])
    return compare_dates(case.instruments, _moment(case, before), _moment(case, after))


def _moment(case: Case, text: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            "this is neither a date nor a clause or instrument of the case",
            got=text,
            expected="YYYY-MM-DD, YYYY-MM-DDThh:mm or an id",
        ) from error
    if len(text) == 10:
        # a day is asked about at its noon: in force all day or not, except on the days of change
        moment = moment.replace(hour=12)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(case.settings.time_zone))


def _plain(value: Any) -> str:
    if value is None:
        return "-"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
