"""``trucewatch database``: make what a case needs in a PostgreSQL database, and see how it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trucewatch.case import Case, load_case
from trucewatch.cli.talk import out, say
from trucewatch.database import Address, Server
from trucewatch.database.setup import set_up
from trucewatch.errors import UsageError
from trucewatch.pipeline import in_database, open_store
from trucewatch.pipeline.opening import readers
from trucewatch.record import FileStore, read_checkpoint
from trucewatch.record.log_tables import LOG_TABLES
from trucewatch.store.postgres import READ_MODELS, PostgresStore

__all__ = ["register"]

CaseArgument = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="The PostgreSQL database of a case.", rich_markup_mode=None)
    group.command(
        "setup",
        help="Make roles, schema and tables of a case, as an administrator, and let the login of case.yaml in.\n\n"
        "Doing it again makes only what is missing.\n\n"
        "Example: trucewatch database setup river-front --admin postgresql://postgres@/trucewatch",
    )(setup)
    group.command(
        "check",
        help="Say whether the database answers and how far it is.\n\nExample: trucewatch database check river-front",
    )(check)
    app.add_typer(group, name="database")


def setup(
    case: CaseArgument,
    admin: Annotated[
        str, typer.Option(metavar="URL", help="The same database, with the login of an administrator.")
    ] = "",
) -> None:
    """Roles, schema, tables, policies."""
    loaded = _of_database(case)
    address = Address.parse(loaded.settings.store, loaded.id)
    server = Server(Address.parse(admin, loaded.id) if admin else address)
    try:
        made = set_up(server, [READ_MODELS, LOG_TABLES], readers(), login=address.url.username if admin else None)
    finally:
        server.close()
    # tables of an older version are made anew here, where their owner is at work
    PostgresStore.open(server.address, FileStore(loaded.folder.record / "files"), readers()).close()
    out.print(f"{address.shown}: schema {address.schema} {'is made' if made else 'stood already'}", markup=False)
    say(f"next: trucewatch rebuild {case}")


def check(case: CaseArgument) -> None:
    """Whether it answers, and how far it is."""
    loaded = _of_database(case)
    address = Address.parse(loaded.settings.store, loaded.id)
    with open_store(loaded, FileStore(loaded.folder.record / "files")) as store:
        applied = store.applied()
        rows = sum(store.counts().values())
    out.print(f"{address.shown}: schema {address.schema} answers", markup=False)
    there = (loaded.folder.record / "checkpoint").is_file()
    size = read_checkpoint(loaded.folder.record).size if there else 0
    out.print(f"{applied} of {size} entries taken in, {rows} rows", markup=False)


def _of_database(case: Path) -> Case:
    loaded = load_case(case)
    if not in_database(loaded):
        raise UsageError(
            "the case keeps its read models in a file",
            where=str(loaded.folder.settings),
            expected="store: postgresql://LOGIN@HOST/NAME",
            got=f"store: {loaded.settings.store}",
        )
    return loaded
