"""Time that does not come from the parties: tokens of authorities and blocks of Bitcoin, over checkpoints."""

from __future__ import annotations

import secrets
import urllib.error
import urllib.request
from pathlib import Path
from typing import Annotated

import typer

from trucewatch.case import load_case
from trucewatch.cli.talk import now, out, say
from trucewatch.errors import NoteError, UsageError
from trucewatch.pipeline import open_workplace
from trucewatch.record import parse_checkpoint, read_checkpoint
from trucewatch.record.calendars import NONCE_SIZE, complete, stamp
from trucewatch.record.opentimestamps import MAGIC, parse_headers, parse_ots
from trucewatch.record.timestamps import TimestampFolder, request_for

__all__ = ["register"]

CaseArgument = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")]
Calendars = Annotated[list[str], typer.Option("--calendar", help="Address of a calendar that you trust to answer.")]
_LIMIT = 20_000


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Time from outside, over checkpoints (RFC 3161, OpenTimestamps). Optional.")
    group.command(
        "ask",
        help="Write a query for an authority, and the checkpoint it is over.\n\n"
        "Example: trucewatch timestamp ask river-front -o head.tsq",
    )(ask)
    group.command(
        "keep",
        help="Keep an authority's answer once it holds, or a proof of OpenTimestamps (.ots).\n\n"
        "Example: trucewatch timestamp keep river-front head.tsr --over head.checkpoint --authority tsa.pem",
    )(keep)
    group.command(
        "stamp",
        help="Ask calendars of OpenTimestamps to put the head's digest into a block. Needs a network.\n\n"
        "Example: trucewatch timestamp stamp river-front --calendar https://calendar.example",
    )(stamp_head)
    group.command(
        "complete",
        help="Ask the calendars for the proofs that they promised. Needs a network.\n\n"
        "Example: trucewatch timestamp complete river-front --calendar https://calendar.example",
    )(complete_proofs)
    group.command(
        "check",
        help="Check every token and proof, without a network; what has none is not timestamped.\n\n"
        "Example: trucewatch timestamp check river-front --authority tsa.pem --headers headers.txt",
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
    token: Annotated[Path, typer.Argument(metavar="TOKEN", help="The authority's answer, or a .ots file.")],
    over: Annotated[Path, typer.Option(help="The checkpoint that was asked for.")],
    authority: Annotated[list[Path] | None, typer.Option(help="Certificates of the token's authority, PEM.")] = None,
) -> None:
    """Keep one token or proof."""
    checkpoint = parse_checkpoint(_read(over), where=str(over))
    if _read(token).startswith(MAGIC):
        path = TimestampFolder(case / "timestamps").keep_proof(checkpoint, parse_ots(_read(token)))
        return say(f"{path} is kept; trucewatch timestamp check holds it against block headers")
    if authority is None or len(authority) != 1:
        raise UsageError("a token is of one authority", where="--authority", got=str(len(authority or ())))
    at = TimestampFolder(case / "timestamps").keep(checkpoint, _read(token), authority[0])
    return say(f"size {checkpoint.size}: seen at {at.isoformat()} by the authority of {authority[0].name}")


def stamp_head(case: CaseArgument, calendar: Calendars) -> None:
    """Keep a proof that ends in promises."""
    head = read_checkpoint(load_case(case).folder.record)
    proof = stamp(head, calendar, secrets.token_bytes(NONCE_SIZE), _fetch)
    path = TimestampFolder(case / "timestamps").keep_proof(head, proof)
    say(f"{path}: size {head.size} is promised to a block; complete it in some hours")


def complete_proofs(case: CaseArgument, calendar: Calendars) -> None:
    """Add what calendars know to the kept proofs."""
    kept = TimestampFolder(case / "timestamps")
    for checkpoint, proof in kept.proofs():
        more = complete(proof, calendar, _fetch)
        kept.keep_proof(checkpoint, more)
        blocks = sorted({a.height for _, a in more.results() if a.height is not None})
        told = ", ".join(f"block {height}" for height in blocks) or "no block yet"
        out.print(f"size {checkpoint.size}: {told}", markup=False)


def check(
    case: CaseArgument,
    authority: Annotated[list[Path] | None, typer.Option("--authority", help="PEM.")] = None,
    headers: Annotated[Path | None, typer.Option(help="Block headers, a line each: height and 160 hex digits.")] = None,
) -> None:
    """One line a token or proof, and one for the head."""
    known = parse_headers(_read(headers).decode("ascii", "replace")) if headers else None
    kept = TimestampFolder(case / "timestamps")
    with open_workplace(load_case(case), now) as work:
        head = work.log.checkpoint
        roots = {size: work.log.root(size) for size in kept.sizes() if size <= head.size}
    for found in kept.check(head, roots, tuple(authority or ()), known):
        said = f"{found.at.isoformat()} by {found.authority}" if found.at else f"not timestamped ({found.reason})"
        out.print(f"size {found.checkpoint.size}: {said}", markup=False)


def _fetch(url: str, body: bytes | None) -> bytes | None:
    """The answer of a calendar; None for 404, which is how one says that it has no block yet."""
    if not url.startswith(("http://", "https://")):
        raise UsageError("the address is none of a calendar", got=url[:200], expected="http:// or https://")
    wanted = urllib.request.Request(url, data=body, headers={"Accept": "application/vnd.opentimestamps.v1"})  # noqa: S310
    try:
        with urllib.request.urlopen(wanted, timeout=30) as reply:  # noqa: S310 - the scheme is checked above
            return bytes(reply.read(_LIMIT))
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return None
        raise NoteError("the calendar refuses", where=url, got=str(error.code)) from error
    except OSError as error:
        raise NoteError("the calendar does not answer", where=url, got=str(error)[:120]) from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError("the file does not exist", where=str(path)) from error
