"""``trucewatch merge``, ``split`` and ``withdraw-link``: what people decide about links."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trucewatch.case import load_case
from trucewatch.cli.talk import now, out, say
from trucewatch.pipeline import merge_incidents, open_workplace, split_incident, withdraw_link_decision

__all__ = ["register"]

CaseArgument = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")]
By = Annotated[str, typer.Option(help="Who decides; entered as the author.")]
Reason = Annotated[str, typer.Option(help="Why; shown on the incident.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "merge",
        help="Enter that incidents are one occurrence; the next run links accordingly.\n\n"
        'Example: trucewatch merge river-front incident-1a2b incident-3c4d --by "A. Analyst" --reason "same shell"',
    )(merge)
    app.command(
        "split",
        help="Enter that some claims of an incident tell of another occurrence.\n\n"
        'Example: trucewatch split river-front incident-1a2b 9f8e7d6c --by "A. Analyst" --reason "next day"',
    )(split)
    app.command(
        "withdraw-link",
        help="Enter that a merge or split no longer holds.\n\n"
        'Example: trucewatch withdraw-link river-front link-5e6f --by "A. Analyst" --reason "mistaken"',
    )(withdraw_link)


def merge(
    case: CaseArgument,
    incidents: Annotated[list[str], typer.Argument(help="Ids of two incidents or more.")],
    by: By,
    reason: Reason,
) -> None:
    """Enter a merge and print its id."""
    with open_workplace(load_case(case), now) as work:
        out.print(merge_incidents(work, incidents, by=by, reason=reason).id, markup=False)
    _next(case)


def split(
    case: CaseArgument,
    incident: Annotated[str, typer.Argument(help="Id of the incident.")],
    claims: Annotated[list[str], typer.Argument(help="Ids of the claims to set apart.")],
    by: By,
    reason: Reason,
) -> None:
    """Enter a split and print its id."""
    with open_workplace(load_case(case), now) as work:
        out.print(split_incident(work, incident, claims, by=by, reason=reason).id, markup=False)
    _next(case)


def withdraw_link(
    case: CaseArgument,
    decision: Annotated[str, typer.Argument(help="Id of the merge or split.")],
    by: By,
    reason: Reason,
) -> None:
    """Enter that a merge or split no longer holds."""
    with open_workplace(load_case(case), now) as work:
        out.print(withdraw_link_decision(work, decision, by=by, reason=reason).id, markup=False)
    _next(case)


def _next(case: Path) -> None:
    say(f"recorded; trucewatch run {case} links anew")
