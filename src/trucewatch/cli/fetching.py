"""The command that fetches: off unless kinds of address are allowed on its line."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, cast, get_args
from urllib.parse import urlsplit

import typer

from trucewatch import __version__
from trucewatch.case import load_case
from trucewatch.cli.cases import finish, usage_given
from trucewatch.cli.talk import now, progress_bar, say
from trucewatch.errors import UsageError
from trucewatch.fetching import FetchCaps, FetchError, Reach, fetch, write_warc
from trucewatch.intake.sandbox import ChildProcesses
from trucewatch.pipeline import RunCounts, open_workplace, take_in

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "fetch",
        help="Fetch single addresses, archive them as WARC in the inbox and record them.\n\n"
        "Off unless --allow says which kinds of address may be visited: loopback (this machine), private (its own "
        "network), public. Nothing on a page is followed.\n\n"
        "Example: trucewatch fetch river-front http://127.0.0.1:8080/feed.xml --allow loopback",
    )(fetch_addresses)


def fetch_addresses(
    case: Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")],
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS", help="http or https.")],
    allow: Annotated[list[str] | None, typer.Option(help="loopback, private or public; may stand twice.")] = None,
    source: Annotated[str | None, typer.Option(help="Id of the source, of sources.yaml.")] = None,
    seconds: Annotated[float, typer.Option(help="Most seconds for one request.", min=0.1, max=600)] = 30.0,
    megabytes: Annotated[int, typer.Option(help="Most megabytes of one answer.", min=1, max=90)] = 20,
) -> None:
    """Fetch, archive, take in."""
    kinds = _allowed(allow)
    given = usage_given(published=None, source=source, lang=None)
    loaded = load_case(case)
    caps = FetchCaps(max_bytes=megabytes * 1_000_000, max_seconds=seconds)
    files: list[Path] = []
    counts = RunCounts()
    for address in addresses:
        try:
            exchanges = fetch(address, allow=kinds, clock=now, caps=caps)
        except FetchError as error:
            counts.refused.append(error.diagnostics().replace("\n", ";"))
            continue
        files.append(_kept(loaded.folder.inbox, address, write_warc(exchanges, software=f"trucewatch/{__version__}")))
        say(f"{address}: HTTP {exchanges[-1].status}, {len(exchanges[-1].body)} bytes")
    with open_workplace(loaded, now) as work, progress_bar() as progress, ChildProcesses() as parser:
        take_in(work, files, counts, given=given, progress=progress, parser=parser)
    finish(counts, f"{loaded.id}: fetched")


def _allowed(allow: list[str] | None) -> frozenset[Reach]:
    known = get_args(Reach)
    if not allow:
        raise UsageError(
            "fetching is off", where="--allow", expected=", ".join(known), hint="say which addresses may be visited"
        )
    for kind in allow:
        if kind not in known:
            raise UsageError("no such kind of address", where="--allow", expected=", ".join(known), got=kind)
    return frozenset(cast(list[Reach], allow))


def _kept(inbox: Path, address: str, warc: bytes) -> Path:
    """The archive in the inbox, under a name of the host and its own digest."""
    host = "".join(c if c.isalnum() or c in ".-" else "-" for c in urlsplit(address).hostname or "host")[:80]
    path = inbox / f"fetched-{host.strip('.')}-{hashlib.sha256(warc).hexdigest()[:12]}.warc.gz"
    inbox.mkdir(parents=True, exist_ok=True)
    path.write_bytes(warc)
    return path
