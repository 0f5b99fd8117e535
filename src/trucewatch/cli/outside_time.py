"""Time that does not come from the parties: tokens of time-stamping authorities over checkpoints."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trucewatch.case import load_case
from trucewatch.cli.talk import now, out, say
from trucewatch.errors import UsageError
from trucewatch.pipeline import open_workplace
from trucewatch.record import parse_checkpoint, read_checkpoint
from trucewatch.record.timestamps import TimestampFolder, request_for

__all__ = ["register"]

CaseArgument = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")]
Authorities = Annotated[list[Path], typer.Option("--authority", help="Certificates of an authority, PEM.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Time from outside the parties, over checkpoints (RFC 3161). Optional.")
    group.command(
        "ask",
        help="Write a query for an authority, and the checkpoint it is over.\n\n"
        "Example: trucewatch timestamp ask river-front -o head.tsq",
    )(ask)
    group.command(
        "keep",
        help="Keep an authority's answer once it holds.\n\n"
        "Example: trucewatch timestamp keep river-front head.tsr --over head.checkpoint --authority tsa.pem",
    )(keep)
    group.command(
        "check",
        help="Check every token, without a network; what has none is not timestamped.\n\n"
        "Example: trucewatch timestamp check river-front --authority tsa.pem",
    )(check)
    app.add_typer(group, name="timestamp")


def ask(case: CaseArgument, output: Annotated[Path, typer.Option("-o", "--output", help="The query.")]) -> None:
    """Write the query and, beside it, the checkpoint."""
    head = read_checkpoint(load_case(case).folder.record)
    output.write_bytes(request_for(head))
    beside = output.with_suffix(".checkpoint")
    beside.write_text(head.text(), encoding="utf-8")
    say(f"{output} is over size {head.size}; keep {beside} until the answer is back")


def keep(
    case: CaseArgument,
    token: Annotated[Path, typer.Argument(metavar="TOKEN", help="The authority's answer.")],
    over: Annotated[Path, typer.Option(help="The checkpoint that was asked for.")],
    authority: Authorities,
) -> None:
    """Keep one token."""
    if len(authority) != 1:
        raise UsageError("a token is of one authority", where="--authority", got=str(len(authority)))
    checkpoint = parse_checkpoint(_read(over), where=str(over))
    at = TimestampFolder(case / "timestamps").keep(checkpoint, _read(token), authority[0])
    say(f"size {checkpoint.size}: seen at {at.isoformat()} by the authority of {authority[0].name}")


def check(
    case: CaseArgument, authority: Annotated[list[Path] | None, typer.Option("--authority", help="PEM.")] = None
) -> None:
    """One line a token, and one for the head."""
    kept = TimestampFolder(case / "timestamps")
    with open_workplace(load_case(case), now) as work:
        head = work.log.checkpoint
        roots = {size: work.log.root(size) for size in kept.sizes() if size <= head.size}
    for stamp in kept.check(head, roots, tuple(authority or ())):
        said = f"{stamp.at.isoformat()} by {stamp.authority}" if stamp.at else f"not timestamped ({stamp.reason})"
        out.print(f"size {stamp.checkpoint.size}: {said}", markup=False)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError("the file does not exist", where=str(path)) from error
