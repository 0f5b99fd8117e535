"""Commands about the people of a case: accounts, invitations, roles, and what the trail holds."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from trucewatch.case import load_case
from trucewatch.cli.talk import out, say
from trucewatch.errors import UsageError
from trucewatch.web.people.keeping import People, open_people

__all__ = ["register"]

CaseArgument = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")]
AccountArgument = Annotated[str, typer.Argument(metavar="ID", help="The account: also the author of their entries.")]
Roles = Annotated[list[str], typer.Option("--role", help="A role of the list access_role; may stand several times.")]
Party = Annotated[str | None, typer.Option(help="The delegation: an id of actors.yaml. Without: for no party.")]
Address = Annotated[str, typer.Option(help="The address that browsers use; the link is made with it.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Who may sign in to the pages of a case, for whom they act, and in which roles.")
    group.command(
        "add",
        help="Add a person and print the link by which they set up how to sign in.\n\n"
        "Example: trucewatch people add river-front amal --name 'Amal Haddad' --party syria-gov --role party_submitter",
    )(add)
    group.command("list", help="List the accounts.\n\nExample: trucewatch people list river-front")(list_people)
    group.command(
        "change",
        help="Give a person another delegation or other roles.\n\n"
        "Example: trucewatch people change river-front amal --role observer --role auditor",
    )(change)
    group.command(
        "invite",
        help="Print a new link for a person who has not set up how to sign in.\n\n"
        "Example: trucewatch people invite river-front amal",
    )(invite)
    group.command(
        "reset",
        help="Take away how a person signs in, end their sessions and print a new link: for a lost device.\n\n"
        "Example: trucewatch people reset river-front amal",
    )(reset)
    group.command(
        "remove",
        help="Let a person sign in no more. Their entries stay, and their account is given to nobody else.\n\n"
        "Example: trucewatch people remove river-front amal",
    )(remove)
    group.command(
        "trail",
        help="Print who signed in, what was read of what is not public, and what was changed.\n\n"
        "Example: trucewatch people trail river-front --event read",
    )(trail)
    app.add_typer(group, name="people")


def add(
    case: CaseArgument,
    account: AccountArgument,
    name: Annotated[str, typer.Option(help="The name on the screen.")],
    role: Roles,
    party: Party = None,
    address: Address = "http://localhost:8642",
) -> None:
    """Add and invite."""
    with _people(case, make=True) as people:
        _check_party(case, party)
        people.accounts.add(account, name, party, role)
        _print_link(address, people.accounts.invite(account))


def list_people(case: CaseArgument) -> None:
    """One line an account, tabs between."""
    with _people(case) as people:
        for found in people.accounts.all():
            ways = "removed" if found.removed else ",".join(people.accounts.ways(found.id)) or "invited"
            line = (found.id, found.name, found.party or "-", ",".join(found.roles), ways)
            sys.stdout.write("\t".join(line) + "\n")


def change(case: CaseArgument, account: AccountArgument, role: Roles, party: Party = None) -> None:
    """From the next request on."""
    with _people(case) as people:
        _check_party(case, party)
        changed = people.accounts.change(account, party, role)
    say(f"{account}: {', '.join(changed.roles)}{f' for {party}' if party else ''}")


def invite(case: CaseArgument, account: AccountArgument, address: Address = "http://localhost:8642") -> None:
    """The former link is void."""
    with _people(case) as people:
        _print_link(address, people.accounts.invite(account))


def reset(case: CaseArgument, account: AccountArgument, address: Address = "http://localhost:8642") -> None:
    """Password, authenticator, passkeys and sessions are gone."""
    with _people(case) as people:
        _print_link(address, people.accounts.reset(account))


def remove(case: CaseArgument, account: AccountArgument) -> None:
    """Sessions end at once."""
    with _people(case) as people:
        people.accounts.remove(account)
    say(f"{account} can sign in no more")


def trail(
    case: CaseArgument,
    event: Annotated[str | None, typer.Option(help="Only this, such as read, signed_in or account_added.")] = None,
) -> None:
    """One line an event, tabs between; exit code 1 where the trail was changed."""
    with _people(case) as people:
        for line in people.trail.lines(event):
            sys.stdout.write("\t".join((str(line.number), line.at, line.who, line.event, line.subject)) + "\n")
        broken = people.trail.broken_at()
    if broken is not None:
        say(f"the trail does not hold together from line {broken} on: a line was changed or taken out")
        raise typer.Exit(1)


@contextmanager
def _people(case: Path, *, make: bool = False) -> Iterator[People]:
    loaded = load_case(case)
    people = open_people(case, loaded.settings.name.get("en") or loaded.id, make=make)
    try:
        yield people
    finally:
        people.file.close()


def _check_party(case: Path, party: str | None) -> None:
    known = [actor.id for actor in load_case(case).actors]
    if party is not None and party not in known:
        raise UsageError("the party is not in actors.yaml", got=party[:60], expected=", ".join(known[:12]))


def _print_link(address: str, token: str) -> None:
    out.print(f"{address.rstrip('/')}/join/{token}", markup=False, soft_wrap=True)
    say("the link works once, for three days; give it to the person by a way that you trust")
