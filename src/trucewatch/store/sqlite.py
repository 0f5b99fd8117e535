"""Read models in one SQLite file, the embedded default."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, delete, event, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from trucewatch.errors import StoreError
from trucewatch.record import Entry, FileStore
from trucewatch.store.apply import apply_entry, check_order
from trucewatch.store.port import SearchPage
from trucewatch.store.queries import Queries
from trucewatch.store.search_query import EVERYTHING, SearchFilter, SearchKind, SearchQuery
from trucewatch.store.search_sqlite import search
from trucewatch.store.tables import SCHEMA_VERSION, entries, meta, metadata

__all__ = ["SqliteStore"]


class SqliteStore(Queries):
    """A store in a file; ``files`` gives the bodies too large for the log. Close it when done."""

    def __init__(self, engine: Engine, files: FileStore, path: Path) -> None:
        super().__init__(engine)
        self._files = files
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
                connection.execute(insert(meta), {"name": "schema", "value": SCHEMA_VERSION})
            elif version != SCHEMA_VERSION:
                metadata.drop_all(connection)
                metadata.create_all(connection)
                connection.execute(insert(meta), {"name": "schema", "value": SCHEMA_VERSION})
        return store

    def apply(self, entry: Entry) -> None:
        self.apply_all([entry])

    def apply_all(self, entries: Iterable[Entry]) -> int:
        count = 0
        with self._writing() as connection:
            applied, origin = _applied(connection), _origin(connection)
            for entry in entries:
                if not check_order(entry, applied, origin):
                    _check_same(connection, entry)
                    continue
                if origin is None:
                    origin = entry.payload.log
                    connection.execute(insert(meta), {"name": "origin", "value": origin})
                apply_entry(connection, entry, self._files)
                applied += 1
                count += 1
            if count:
                _set_applied(connection, applied)
        return count

    def clear(self) -> None:
        with self._writing() as connection:
            _empty_all(connection)

    def applied(self) -> int:
        with self._reading() as connection:
            return _applied(connection)

    def dump(self) -> bytes:
        lines: list[str] = []
        with self._reading() as connection:
            for name, table in sorted(metadata.tables.items()):
                for row in connection.execute(select(table).order_by(*table.primary_key.columns)).mappings():
                    line = [name, dict(row)]
                    lines.append(json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n")
        return "".join(lines).encode("utf-8")

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
        """Give the file back."""
        self._engine.dispose()

    def __enter__(self) -> SqliteStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
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


def _empty_all(connection: Connection) -> None:
    for table in reversed(metadata.sorted_tables):
        connection.execute(delete(table))
    connection.execute(insert(meta), {"name": "schema", "value": SCHEMA_VERSION})


def _applied(connection: Connection) -> int:
    return int(connection.scalar(select(meta.c.value).where(meta.c.name == "applied")) or 0)


def _origin(connection: Connection) -> str | None:
    return connection.scalar(select(meta.c.value).where(meta.c.name == "origin"))


def _set_applied(connection: Connection, applied: int) -> None:
    changed = connection.execute(update(meta).where(meta.c.name == "applied").values(value=str(applied)))
    if not changed.rowcount:
        connection.execute(insert(meta), {"name": "applied", "value": str(applied)})


def _check_same(connection: Connection, entry: Entry) -> None:
    leaf = connection.scalar(select(entries.c.leaf).where(entries.c.idx == entry.index))
    if leaf != entry.leaf:
        raise StoreError(
            "the store was filled from another history of the log",
            where=entry.where,
            expected=f"leaf {leaf}",
            got=entry.leaf,
            hint="rebuild the store from the record",
        )
