"""The situation report: of a day, a period or an area, for those who see everything or for one audience."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trucewatch.case import load_case
from trucewatch.cli.giving import AsOption, GivingRole, giver, note_given
from trucewatch.cli.issuing import Wanted, issue_all, of_audience, split_commas
from trucewatch.cli.key_files import OwnKey, PassphraseFile
from trucewatch.cli.redact import audience_profile
from trucewatch.cli.talk import now, out
from trucewatch.errors import UsageError
from trucewatch.pipeline import open_workplace
from trucewatch.reporting.periods import Rhythm

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "report",
        help="Print the situation report of a day, a period or an area, and record that it was issued.\n\n"
        "Example: trucewatch report river-front --from 2016-12-05 --to 2016-12-11 --lang fr --format pdf,docx\n\n"
        "Example: trucewatch report river-front --weekly --area north-bank --audience partners",
    )(report)


def report(
    case: Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")],
    day: Annotated[str | None, typer.Option(help="One day, YYYY-MM-DD.")] = None,
    start: Annotated[str | None, typer.Option("--from", "--start", help="First day of a period.")] = None,
    end: Annotated[str | None, typer.Option("--to", "--end", help="Last day of a period.")] = None,
    daily: Annotated[bool, typer.Option("--daily", help="One report a day of the period.")] = False,
    weekly: Annotated[bool, typer.Option("--weekly", help="One report a week, Monday to Sunday.")] = False,
    area: Annotated[
        list[str] | None, typer.Option(help="A place, P-code or outline of the case, with commas: one report each.")
    ] = None,
    audience: Annotated[
        str | None, typer.Option(help="public, partners, parties, or a file of your own; everything when not given.")
    ] = None,
    lang: Annotated[list[str] | None, typer.Option(help="en, fr, ar; all of the case by default.")] = None,
    formats: Annotated[
        list[str] | None, typer.Option("--format", help="html, md, pdf, docx, with commas; html and md by default.")
    ] = None,
    author: AsOption = None,
    role: GivingRole = None,
    key: OwnKey = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Print the situation report and record that it was issued."""
    if daily and weekly:
        raise UsageError("the reports are either daily or weekly", where="--weekly")
    if day is not None and (daily or weekly):
        raise UsageError("a day is no period to be divided", where="--day", hint="use --from and --to")
    rhythm: Rhythm | None = "daily" if daily else "weekly" if weekly else None
    wanted = Wanted(day, start, end, rhythm, split_commas(area))
    loaded = load_case(case)
    profile = audience_profile(audience) if audience else None
    actor = giver(loaded, profile, author, role, key, passphrase_file)
    with open_workplace(loaded, now, actor.signers) as work:
        if profile is None:
            paths = issue_all(work, wanted, languages=lang, formats=formats)
        else:
            paths = of_audience(work, profile, wanted, languages=lang, formats=formats)
            note_given(work, actor, "publication", profile, "case", {path.name: path.read_bytes() for path in paths})
    for path in paths:
        out.print(str(path), markup=False)
