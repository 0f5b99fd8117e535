"""Commands that show: the pages of a case, and the JSON Schemas of its files."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from trucewatch.case import case_schemas
from trucewatch.cli.talk import say
from trucewatch.errors import UsageError
from trucewatch.protection import DEFAULT_ROLE
from trucewatch.web import serve as serve_pages
from trucewatch.web.operations.structured_logs import write_logs_to
from trucewatch.web.people.database import people_path
from trucewatch.web.people.opening import Access

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "serve",
        help="Show the pages of a case on this machine.\n\nExample: trucewatch serve river-front --port 8642",
    )(serve)
    app.command(
        "schema",
        help="Print the JSON Schema of a file of a case.\n\nExample: trucewatch schema actors > actors.json",
    )(schema)


def serve(
    case: Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")],
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8642,
    role: Annotated[
        str, typer.Option(help="Whose view: a code of the list access_role, such as public.")
    ] = DEFAULT_ROLE,
    name: Annotated[str, typer.Option("--as", help="Your name as an author of the record.")] = "local",
    party: Annotated[str | None, typer.Option(help="The party for which you act: an id of actors.yaml.")] = None,
    log: Annotated[
        bool, typer.Option("--log", help="Log each request to stderr as JSON, without what was asked.")
    ] = False,
    address: Annotated[str | None, typer.Option(help="The address that browsers use: https://host.")] = None,
    certificate: Annotated[
        Path | None, typer.Option(help="The server's TLS certificate, with its chain (PEM).")
    ] = None,
    key: Annotated[Path | None, typer.Option(help="The certificate's key (PEM).")] = None,
    proxy: Annotated[
        str | None, typer.Option(help="The IP address of a proxy that ends TLS; its X-Forwarded-For is believed.")
    ] = None,
) -> None:
    """Serve the pages until interrupted."""
    if log:
        write_logs_to(sys.stderr)
    if people_path(case).is_file():
        say(f"the pages of {case} for those who have accounts (stop with Ctrl-C)")
    else:
        say(f"the pages of {case} for the role {role} are at http://{host}:{port}/ (stop with Ctrl-C)")
    access = Access(address, certificate, key, proxy)
    serve_pages(case, host, port, role, name=name, party=party, access=access)


def schema(
    name: Annotated[
        str,
        typer.Argument(
            help="case, actors, sources, places, effort, control, follow_up, observation, graphic, commission "
            "or instrument."
        ),
    ],
) -> None:
    """Print one schema."""
    schemas = case_schemas()
    if name not in schemas:
        raise UsageError("there is no such schema", got=name, expected=", ".join(sorted(schemas)))
    sys.stdout.write(json.dumps(schemas[name], indent=2, sort_keys=True) + "\n")
