"""``trucewatch token``: tokens by which programs use the API of a case."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from trucewatch.case import load_case
from trucewatch.cli.talk import now, out, say
from trucewatch.errors import UsageError
from trucewatch.web.api.service import service_file
from trucewatch.web.api.tokens import Tokens

__all__ = ["register"]

CaseArgument = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Tokens by which programs use the API.", no_args_is_help=True, rich_markup_mode=None)
    group.command(
        "create",
        help="Make a token and print it, once.\n\nExample: trucewatch token create aleppo-2016 --name Kobo "
        "--as field-team --role party_submitter --scope forms --days 90",
    )(create)
    group.command("list", help="List the tokens of a case.\n\nExample: trucewatch token list aleppo-2016")(listing)
    group.command("revoke", help="End a token now.\n\nExample: trucewatch token revoke aleppo-2016 TOKEN")(revoke)
    app.add_typer(group, name="token")


def create(
    case: CaseArgument,
    name: Annotated[str, typer.Option(help="What it is for.")],
    author: Annotated[str, typer.Option("--as", help="The author under whom its entries stand in the record.")],
    role: Annotated[list[str], typer.Option(help="A code of the list access_role; may be given more than once.")],
    scope: Annotated[list[str], typer.Option(help="read, documents, forms, observations, acts or webhooks.")],
    party: Annotated[str | None, typer.Option(help="The party it acts for: an id of actors.yaml.")] = None,
    days: Annotated[int, typer.Option(help="For how long.")] = 90,
) -> None:
    """Print the token on standard output; it is kept nowhere."""
    loaded = load_case(case)
    if party is not None and party not in {actor.id for actor in loaded.actors}:
        raise UsageError("there is no such party", where="--party", got=party, expected="an id of actors.yaml")
    tokens = Tokens(service_file(case), now)
    token, text = tokens.create(
        name=name, author=author, roles=role, scopes=scope, days=days, party=party, random=secrets.token_bytes
    )
    say(f"token {token.id} until {token.expires}; it is shown this once")
    out.print(text, markup=False, soft_wrap=True)


def listing(case: CaseArgument) -> None:
    """One line a token; its text is not among them."""
    load_case(case)
    table = Table()
    table.add_column("id", no_wrap=True, min_width=16)  # whole: it is what revokes a token
    for column in ("name", "author", "party", "roles", "scopes", "expires", "state", "used"):
        table.add_column(column)
    for state in Tokens(service_file(case), now).all():
        t = state.token
        roles, scopes = ", ".join(t.roles), ", ".join(t.scopes)
        table.add_row(t.id, t.name, t.author, t.party or "", roles, scopes, t.expires, state.state, state.used or "")
    out.print(table)


def revoke(case: CaseArgument, token: Annotated[str, typer.Argument(metavar="TOKEN", help="Its id.")]) -> None:
    """What is revoked stays in the list."""
    load_case(case)
    Tokens(service_file(case), now).revoke(token)
    say(f"token {token} is revoked")
