"""Read models in a PostgreSQL database with PostGIS: the same tables and answers, for many processes at once.

A point stands beside its latitude and longitude, made by the database and indexed. The program writes as one role and
reads as another; what each role sees is forced by policies on every table.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, func, select, text

from trucewatch.database.address import Address
from trucewatch.database.connections import Server
from trucewatch.database.roles import Guard, Readers
from trucewatch.database.setup import Layout, drop_tables, is_made, set_up
from trucewatch.errors import StoreError
from trucewatch.record import FileStore
from trucewatch.store.port import SearchPage
from trucewatch.store.search_postgres import SEARCH_INDEXES, search
from trucewatch.store.search_query import EVERYTHING, SearchFilter, SearchKind, SearchQuery
from trucewatch.store.tables import SCHEMA_VERSION, meta, metadata
from trucewatch.store.writing import FilledStore, note_version

__all__ = ["CLASSES", "READ_MODELS", "PostgresStore"]

CLASSES: Final[dict[str, str]] = dict.fromkeys(metadata.tables, "confidential") | {
    "meta": "public",
    "acts": "restricted",
}
"""What the rows of a table are: how sources came to speak is confidential, what parties told the body is theirs."""

_TYPES: Final = {"act": "restricted"}
_MAY: Final = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
_POINT: Final = (
    "ADD COLUMN geom geometry(Point, 4326) GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(lon, lat), 4326)) STORED"
)
_WRITER: Final = "SELECT pg_advisory_xact_lock(hashtextextended('trucewatch store ' || current_schema(), 0))"

READ_MODELS: Final = Layout(
    metadata,
    tuple(
        Guard(name, CLASSES[name], _MAY, _TYPES if name in {"entries", "history"} else None)
        for name in sorted(metadata.tables)
    ),
    tuple(
        statement
        for name in ("claims", "incidents")
        for statement in (f"ALTER TABLE {name} {_POINT}", f"CREATE INDEX {name}_geom ON {name} USING gist (geom)")
    )
    + SEARCH_INDEXES,
)
"""The tables of the read models as PostgreSQL holds them."""


class PostgresStore(FilledStore):
    """A store in a database. ``role`` is the role of the program that reads; without one, the program itself does."""

    def __init__(self, server: Server, files: FileStore, role: str | None = None) -> None:
        super().__init__(server.engine(role), files)
        self._server = server

    @classmethod
    def open(cls, address: Address, files: FileStore, readers: Readers, role: str | None = None) -> PostgresStore:
        """Open the store, making its tables where the login may. One of another version is emptied, to be filled again.

        Raises :class:`StoreError` when the database cannot be reached, is not set up, or refuses the role.
        """
        server = Server(address)
        try:
            if not is_made(server, READ_MODELS):
                set_up(server, [READ_MODELS], readers)
            store = cls(server, files, role)
            if store._version() not in {None, SCHEMA_VERSION}:
                drop_tables(server, READ_MODELS)
                set_up(server, [READ_MODELS], readers)
            if store._version() is None:
                with store._writing() as connection:
                    if connection.scalar(select(func.count()).select_from(meta)) == 0:
                        note_version(connection)
        except BaseException:
            server.close()
            raise
        return store

    def search(
        self,
        query: SearchQuery,
        kinds: tuple[SearchKind, ...] = (),
        filters: SearchFilter = EVERYTHING,
        cursor: int | None = None,
        *,
        limit: int = 20,
    ) -> SearchPage:
        with self._reading() as connection:
            return search(connection, query, kinds, filters, cursor, limit)

    def close(self) -> None:
        self._server.close()

    def _version(self) -> str | None:
        with self._reading() as connection:
            return connection.scalar(select(meta.c.value).where(meta.c.name == "schema"))

    def _empty(self, connection: Connection) -> None:
        connection.execute(text("TRUNCATE " + ", ".join(sorted(metadata.tables))))

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with (
            self._server.explained(StoreError, "the read models cannot be read"),
            self._engine.connect() as connection,
        ):
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with (
            self._server.explained(StoreError, "the read models cannot be written"),
            self._server.engine().begin() as connection,
        ):
            connection.execute(text(_WRITER))  # writers take turns; readers wait for nobody
            yield connection
        self._columns.forget()
