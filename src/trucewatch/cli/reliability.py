"""``trucewatch reliability``: what people hold of a source, how its claims fared, and a mark where one is given."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from trucewatch.case import load_case
from trucewatch.cli.talk import now, out, print_table, say
from trucewatch.errors import UsageError
from trucewatch.linking import TrackRecord, track_records
from trucewatch.pipeline import open_workplace
from trucewatch.pipeline.reliability import by_topic, mark_source, marked_sources
from trucewatch.store import IncidentFilter
from trucewatch.vocabulary.codes import label
from trucewatch.vocabulary.documents import Source

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "reliability",
        help="Show how the claims of a source fared and what people hold of it; with --grade, enter a mark.\n\n"
        "Example: trucewatch reliability river-front some-radio --topic hostilities --grade D "
        '--by "A. Analyst" --reason "two claims withdrawn"',
    )(reliability)


def reliability(
    case: Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")],
    source: Annotated[str, typer.Argument(help="Id of the source in sources.yaml.")],
    grade: Annotated[str, typer.Option(help="A to E; F where it cannot be judged.")] = "",
    topic: Annotated[str, typer.Option(help="A family of acts; without it the mark is for all.")] = "",
    since: Annotated[str, typer.Option(help="First day of the period.")] = "",
    until: Annotated[str, typer.Option(help="Last day of the period.")] = "",
    by: Annotated[str, typer.Option(help="Who marks; entered as the author.")] = "",
    reason: Annotated[str, typer.Option(help="Why; kept with the mark.")] = "",
) -> None:
    """Enter a mark where a grade is given; print the track record and the history."""
    with open_workplace(load_case(case), now) as work:
        if grade:
            mark_source(
                work,
                source,
                grade=grade,
                by=by,
                reason=reason,
                topic=topic or None,
                since=since or None,
                until=until or None,
            )
        known = next((item for item in marked_sources(work) if item.id == source), None)
        if known is None:
            raise UsageError("no such source in sources.yaml", got=source)
        records = track_records(work.store.incidents(IncidentFilter()).items, source)
    print_table(_fared(known, records))
    for about, marks in by_topic(known.reliability).items():
        out.print(f"{label('families', about, 'en') if about else 'all topics'}:", markup=False)
        for mark in marks:
            period = f", {mark.since or 'first day'} to {mark.until or 'last day'}" if mark.since or mark.until else ""
            out.print(f"  {mark.on} {mark.grade} by {mark.by}{period}: {mark.reason or 'no reason'}", markup=False)
    if not known.reliability:
        out.print("no mark; nobody has judged it", markup=False)
    if grade:
        say(f"recorded; trucewatch run {case} grades anew")


def _fared(source: Source, records: tuple[TrackRecord, ...]) -> Table:
    table = Table(title=source.name)
    table.add_column("topic")
    for name in ("supported", "contradicted", "single", "toll apart"):
        table.add_column(name, justify="right")
    for record in records:
        counts = (record.supported, record.contradicted, record.single, record.toll_apart)
        table.add_row(label("families", record.topic, "en"), *(str(number) for number in counts))
    return table
