"""``trucewatch merge``, ``split``, ``withdraw-link`` and ``relink``: what people decide about links."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trucewatch.case import load_case
from trucewatch.cli.talk import now, out, progress_bar, say
from trucewatch.pipeline import (
    RunCounts,
    link_claims,
    merge_incidents,
    open_workplace,
    refit_links,
    split_incident,
    withdraw_link_decision,
)
from trucewatch.pipeline.findings import assess_incidents
from trucewatch.vocabulary.link_models import FittedModel

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
    app.command(
        "relink",
        help="Link the claims of a case anew under the model in force; with --refit, fit another one.\n\n"
        'Example: trucewatch relink river-front --refit --by "A. Analyst" --reason "the front moved"',
    )(relink)


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


def relink(
    case: CaseArgument,
    refit: Annotated[bool, typer.Option("--refit", help="Fit a new model; its entry lists what changed.")] = False,
    by: By = "",
    reason: Annotated[str, typer.Option(help="Why the model is fitted anew; kept in its entry.")] = "",
) -> None:
    """Link anew and print the model in force, for a refit with what it changed."""
    counts = RunCounts()
    with open_workplace(load_case(case), now) as work, progress_bar() as progress:
        if refit:
            refit_links(work, counts, progress, by=by, reason=reason)
        else:
            assess_incidents(work, link_claims(work, counts, progress), counts, progress)
        models = work.store.link_models()
    out.print(f"incidents: {counts.counts.get('incidents', 0)}", markup=False)
    if models:
        _tell(models[-1], changed=refit)
    else:
        out.print("model: none; the written weights", markup=False)


def _tell(model: FittedModel, *, changed: bool) -> None:
    out.print(f"model: {model.model} ({model.id}), {model.at[:10]}, {model.reports} reports", markup=False)
    for error in model.errors:
        shown = "not kept" if error.measured is None else f"{error.measured:.1%} counted"
        out.print(f"wrong links promised {error.promised:.0%}: {shown}", markup=False)
    if changed:
        for change in model.changes:
            out.print(f"{change.kind}: {', '.join(change.before)} -> {', '.join(change.after)}", markup=False)
        out.print(f"unchanged: {len(model.unchanged)}", markup=False)


def _next(case: Path) -> None:
    say(f"recorded; trucewatch run {case} links anew")
