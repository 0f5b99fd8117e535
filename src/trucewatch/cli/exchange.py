"""Work away from the record: a file of one's own entries, and taking such a file in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trucewatch.case import load_case
from trucewatch.cli.talk import now, out, say
from trucewatch.errors import UsageError
from trucewatch.pipeline import open_workplace
from trucewatch.record.submission import conflicts, make_submission, merge_in
from trucewatch.record.trust_store import installed_roots
from trucewatch.store import catch_up

__all__ = ["register"]

CaseArgument = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "submit",
        help="Write a file of all that one author entered in this copy of a case.\n\n"
        "Example: trucewatch submit our-copy --as party-a -o party-a.submission",
    )(submit)
    app.command(
        "merge-in",
        help="Take a submission into the record: nothing is lost, a second time adds nothing, conflicts are listed.\n\n"
        "Example: trucewatch merge-in river-front party-a.submission",
    )(merge)


def submit(
    case: CaseArgument,
    author: Annotated[str, typer.Option("--as", help="The author.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The new file.")],
) -> None:
    """Write the file."""
    if output.exists():
        raise UsageError("the file exists", where=str(output), hint="name a new file")
    with open_workplace(load_case(case), now) as work:
        data = make_submission(work.log.entries(), author, work.log.files)
    output.write_bytes(data)
    say(f"{output}: {len(data)} bytes")


def merge(case: CaseArgument, file: Annotated[Path, typer.Argument(metavar="FILE", help="A submission.")]) -> None:
    """Merge and list conflicts."""
    try:
        data = file.read_bytes()
    except FileNotFoundError as error:
        raise UsageError("the file does not exist", where=str(file)) from error
    loaded = load_case(case)
    roots = installed_roots(loaded.folder.trust)
    with open_workplace(loaded, now) as work:
        merged = merge_in(work.log, data, root=roots[-1].root if roots else None, where=str(file))
        catch_up(work.log, work.store)
        found = conflicts(work.log.entries())
    say(f"{merged.author}: {merged.new} entries are new, {merged.known} were known")
    if merged.new > merged.signed:
        say(f"{merged.new - merged.signed} of them carry no signature of an enrolled key: who brought the file vouches")
    for conflict in found:
        words = ", ".join(f"{author} {digest[:12]}" for author, digest in conflict.words)
        out.print(f"conflict: {conflict.type} {conflict.id}: {words}", markup=False)
