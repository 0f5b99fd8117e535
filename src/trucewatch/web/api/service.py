"""What a server keeps for itself beside the record: tokens, keys of submissions, subscriptions and deliveries.

One SQLite file in the folder ``service`` of the case. It is no part of the record, of a copy or of a bundle.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from trucewatch.errors import StoreError

__all__ = ["ServiceFile", "service_file"]

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS tokens (
  id TEXT PRIMARY KEY, digest TEXT NOT NULL, json TEXT NOT NULL, expires TEXT NOT NULL, revoked TEXT, used TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS submissions (
  author TEXT NOT NULL, operation TEXT NOT NULL, key TEXT NOT NULL, digest TEXT NOT NULL, at TEXT NOT NULL,
  status INTEGER, media TEXT, answer BLOB, PRIMARY KEY (author, operation, key)
) STRICT;
CREATE TABLE IF NOT EXISTS attachments (
  author TEXT NOT NULL, form TEXT NOT NULL, instance TEXT NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL,
  at TEXT NOT NULL, PRIMARY KEY (author, form, instance, name)
) STRICT;
CREATE TABLE IF NOT EXISTS subscriptions (
  id TEXT PRIMARY KEY, author TEXT NOT NULL, audience TEXT, json TEXT NOT NULL, secret TEXT NOT NULL,
  place INTEGER NOT NULL, ended TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS deliveries (
  id TEXT PRIMARY KEY, subscription TEXT NOT NULL, first_entry INTEGER NOT NULL, last_entry INTEGER NOT NULL,
  body BLOB NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL, due TEXT, made TEXT NOT NULL, done TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS attempts (
  delivery TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL, status INTEGER, said TEXT,
  PRIMARY KEY (delivery, number)
) STRICT;
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (state, due);
"""


class ServiceFile:
    """The file, opened for each piece of work: several processes may use it at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ready = False

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that writes, made durable at its end or undone on an error. Raises :class:`StoreError`."""
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that reads. Raises :class:`StoreError`."""
        with self._open() as connection:
            yield connection

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            if not self._ready:
                self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with closing(sqlite3.connect(self.path, timeout=10, isolation_level=None)) as connection:
                if not self._ready:
                    self.path.chmod(0o600)
                    connection.execute("PRAGMA journal_mode=WAL")
                    connection.executescript(_SCHEMA)
                    self._ready = True
                connection.execute("PRAGMA synchronous=FULL")
                connection.row_factory = sqlite3.Row
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"the file of the server cannot be used: {error}", where=self.path.name) from error


def service_file(root: Path) -> ServiceFile:
    """The file of the case in the folder ``root``."""
    return ServiceFile(root / "service" / "service.db")
