"""Read models in one SQLite file, the embedded default."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.exc import SQLAlchemyError

from trucewatch.errors import StoreError
from trucewatch.record import FileStore
from trucewatch.store.port import SearchPage
from trucewatch.store.search_query import EVERYTHING, SearchFilter, SearchKind, SearchQuery
from trucewatch.store.search_sqlite import search
from trucewatch.store.tables import SCHEMA_VERSION, meta, metadata
from trucewatch.store.writing import FilledStore, note_version

__all__ = ["SqliteStore"]


class SqliteStore(FilledStore):
    """A store in a file; ``files`` gives the bodies too large for the log. Close it when done."""

    def __init__(self, engine: Engine, files: FileStore, path: Path) -> None:
        super().__init__(engine, files)
        self._path = path

    @classmethod
    def open(cls, path: Path, files: FileStore) -> SqliteStore:
        """Open or make the store at ``path``. One of another version is emptied: it can be filled again.

        Raises :class:`StoreError` when the file is no store or cannot be written.
        """
        engine = create_engine(f"sqlite:///{path}")
        event.listen(engine, "connect", _prepare)
        store = cls(engine, files, path)
        with store._writing() as connection:
            metadata.create_all(connection)
            version = connection.scalar(select(meta.c.value).where(meta.c.name == "schema"))
            if version is None:
                note_version(connection)
            elif version != SCHEMA_VERSION:
                metadata.drop_all(connection)
                metadata.create_all(connection)
                note_version(connection)
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

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
            self._columns.forget()
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error)
            raise StoreError(
                f"the read models cannot be written: {reason}",
                where=str(self._path),
                hint="they can be made again from the record: move this file away and rebuild",
            ) from error


def _prepare(connection: Any, _: object) -> None:
    """SQLite as the store needs it: readers beside one writer, foreign keys, patience with a busy file."""
    cursor = connection.cursor()
    for setting in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()
