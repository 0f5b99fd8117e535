"""The writing half of a store: entries in by order, all or none, the same rows whatever database holds them."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Self

from sqlalchemy import Connection, Engine, delete, insert, select, update

from trucewatch.errors import StoreError
from trucewatch.record import Entry, FileStore
from trucewatch.store.apply import apply_entry, check_order
from trucewatch.store.port import SearchPage
from trucewatch.store.queries import Queries
from trucewatch.store.search_query import EVERYTHING, SearchFilter, SearchKind, SearchQuery
from trucewatch.store.summaries import applied_entries
from trucewatch.store.tables import SCHEMA_VERSION, entries, meta, metadata

__all__ = ["FilledStore", "note_version"]


class FilledStore(Queries):
    """A store that is filled from the log; ``files`` gives the bodies too large for the log. Close it when done."""

    def __init__(self, engine: Engine, files: FileStore) -> None:
        super().__init__(engine)
        self._files = files

    def apply(self, entry: Entry) -> None:
        self.apply_all([entry])

    def apply_all(self, entries: Iterable[Entry]) -> int:
        count = 0
        with self._writing() as connection:
            applied, origin = applied_entries(connection), _origin(connection)
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
            self._empty(connection)
            note_version(connection)

    def applied(self) -> int:
        with self._reading() as connection:
            return applied_entries(connection)

    def dump(self) -> bytes:
        lines: list[str] = []
        with self._reading() as connection:
            for name, table in sorted(metadata.tables.items()):
                for row in connection.execute(select(table).order_by(*table.primary_key.columns)).mappings():
                    line = [name, dict(row)]
                    lines.append(json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n")
        return "".join(lines).encode("utf-8")

    @abstractmethod
    def search(
        self,
        query: SearchQuery,
        kinds: tuple[SearchKind, ...] = (),
        filters: SearchFilter = EVERYTHING,
        cursor: int | None = None,
        *,
        limit: int = 20,
    ) -> SearchPage: ...

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction of the one who writes."""
        with self._engine.begin() as connection:
            yield connection
        self._columns.forget()

    def _empty(self, connection: Connection) -> None:
        for table in reversed(metadata.sorted_tables):
            connection.execute(delete(table))


def note_version(connection: Connection) -> None:
    """Say of empty tables which version they are of."""
    connection.execute(insert(meta), {"name": "schema", "value": SCHEMA_VERSION})


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
