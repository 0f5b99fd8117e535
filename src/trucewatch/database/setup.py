"""Roles, schema and tables of a case in a database, made by whoever may make them. Doing it again changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, MetaData, text

from trucewatch.database.connections import Server, run_all
from trucewatch.database.roles import APP, OWNER, Guard, Readers, guard_statements, role_name, role_statements
from trucewatch.errors import StoreError

__all__ = ["Layout", "drop_tables", "is_made", "set_up"]

_EXTENSIONS = ("postgis", "pg_trgm")
_EXTENSION = "SELECT count(*) FROM pg_extension WHERE extname = :name"
_ENCODING = "SELECT current_setting('server_encoding')"
_ROLES = "SELECT count(*) FROM pg_roles WHERE rolname = ANY(:names)"
_SCHEMA = "SELECT count(*) FROM pg_namespace WHERE nspname = :name"
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('trucewatch database setup', 0))"


@dataclass(frozen=True)
class Layout:
    """A set of tables: how each is guarded, and what PostgreSQL has beside what every database has."""

    metadata: MetaData
    guards: tuple[Guard, ...]
    beside: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        """One of its tables: where it stands, all do."""
        return sorted(self.metadata.tables)[0]


def is_made(server: Server, layout: Layout) -> bool:
    """Whether the tables of a layout stand. Raises :class:`StoreError` when the database cannot be asked."""
    with server.explained(StoreError, "the database cannot be opened"), server.as_login() as connection:
        return _stands(connection, server, layout)


def set_up(server: Server, layouts: Sequence[Layout], readers: Readers, *, login: str | None = None) -> bool:
    """Make what is missing; ``login`` may work as the program from now on. Whether anything was made.

    Raises :class:`StoreError` where the login of the address may not, or the database is of another encoding.
    """
    made = False
    with server.explained(StoreError, "the database cannot be set up"), server.as_login() as connection:
        connection.execute(text(_LOCK))
        encoding = connection.scalar(text(_ENCODING))
        if encoding != "UTF8":
            raise StoreError(
                "the database is of another encoding",
                where=server.address.shown,
                expected="UTF8",
                got=str(encoding),
                hint="make another: createdb --encoding=UTF8 --template=template0 NAME",
            )
        made |= _make_roles(connection, readers)
        for name in _EXTENSIONS:
            if not connection.scalar(text(_EXTENSION), {"name": name}):
                connection.execute(text(f"CREATE EXTENSION IF NOT EXISTS {name} SCHEMA public"))
                made = True
        made |= _make_schema(connection, server.address.schema, readers)
        if login is not None:
            connection.execute(text(f"GRANT {APP} TO {_name(login)}"))
        for layout in layouts:
            if not _stands(connection, server, layout):
                connection.execute(text(f"SET LOCAL ROLE {OWNER}"))
                _make_tables(connection, layout, readers)
                connection.execute(text("RESET ROLE"))
                made = True
    return made


def drop_tables(server: Server, layout: Layout) -> None:
    """Drop the tables of a layout: those of read models, which are filled again from the record."""
    with server.explained(StoreError, "the read models cannot be made anew"), server.as_login() as connection:
        connection.execute(text(_LOCK))
        connection.execute(text(f"SET LOCAL ROLE {OWNER}"))
        layout.metadata.drop_all(connection)


def _stands(connection: Connection, server: Server, layout: Layout) -> bool:
    if not connection.scalar(text(_ROLES), {"names": [APP]}):
        return False
    # the catalogue and not to_regclass(), which raises where the login may not use the schema
    query = "SELECT count(*) FROM pg_tables WHERE schemaname = :schema AND tablename = :table"
    return bool(connection.scalar(text(query), {"schema": server.address.schema, "table": layout.first}))


def _make_roles(connection: Connection, readers: Readers) -> bool:
    names = sorted({OWNER, APP, *(role_name(role) for roles in readers.values() for role in roles)})
    if connection.scalar(text(_ROLES), {"names": names}) == len(names):
        return False
    run_all(connection, role_statements(readers))
    return True


def _make_schema(connection: Connection, schema: str, readers: Readers) -> bool:
    if connection.scalar(text(_SCHEMA), {"name": schema}):
        return False
    names = sorted({role_name(role) for roles in readers.values() for role in roles})
    connection.execute(text(f'CREATE SCHEMA "{schema}" AUTHORIZATION {OWNER}'))
    connection.execute(text(f"SET LOCAL ROLE {OWNER}"))
    connection.execute(text(f'GRANT USAGE ON SCHEMA "{schema}" TO {", ".join([APP, *names])}'))
    connection.execute(text("RESET ROLE"))
    return True


def _make_tables(connection: Connection, layout: Layout, readers: Readers) -> None:
    layout.metadata.create_all(connection, checkfirst=False)
    run_all(connection, list(layout.beside))
    for guard in layout.guards:
        run_all(connection, guard_statements(guard, readers))


def _name(login: str) -> str:
    return '"' + login.replace('"', '""') + '"'
