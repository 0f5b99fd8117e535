"""The file of accounts (SQLite): kept apart from the record, readable by its owner alone."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from trucewatch.errors import StoreError

__all__ = ["PeopleFile", "people_path"]

_VERSION: Final = 1
_TABLES: Final = """
CREATE TABLE accounts (id TEXT PRIMARY KEY, name TEXT NOT NULL, party TEXT, roles TEXT NOT NULL, handle BLOB NOT NULL,
  created REAL NOT NULL, removed REAL);
CREATE TABLE passwords (account TEXT PRIMARY KEY REFERENCES accounts, hash TEXT NOT NULL, changed REAL NOT NULL);
CREATE TABLE authenticators (account TEXT PRIMARY KEY REFERENCES accounts, secret TEXT NOT NULL, used INTEGER NOT NULL);
CREATE TABLE recovery (account TEXT NOT NULL REFERENCES accounts, digest TEXT NOT NULL, used REAL,
  PRIMARY KEY (account, digest));
CREATE TABLE passkeys (id TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts, public BLOB NOT NULL,
  count INTEGER NOT NULL, created REAL NOT NULL, used REAL);
CREATE TABLE subjects (issuer TEXT NOT NULL, subject TEXT NOT NULL, account TEXT NOT NULL REFERENCES accounts,
  PRIMARY KEY (issuer, subject));
CREATE TABLE invitations (digest TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts, expires REAL NOT NULL,
  used REAL);
CREATE TABLE sessions (id TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts, token TEXT NOT NULL UNIQUE,
  former TEXT, rotated REAL NOT NULL, means TEXT NOT NULL, browser TEXT NOT NULL, created REAL NOT NULL,
  seen REAL NOT NULL);
CREATE INDEX sessions_former ON sessions (former);
CREATE TABLE trail (number INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, event TEXT NOT NULL,
  subject TEXT NOT NULL, digest TEXT NOT NULL);
CREATE TABLE keys (name TEXT PRIMARY KEY, value BLOB NOT NULL);
"""


def people_path(root: Path) -> Path:
    """Where the accounts of the case folder ``root`` lie: no part of the record and of no copy of it."""
    return root / "private" / "people.sqlite"


class PeopleFile:
    """One connection under a lock. Several processes may have the file open: the server, and a command."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.RLock()

    @classmethod
    def open(cls, path: Path, *, make: bool = False) -> PeopleFile:
        """Open the file; ``make`` makes one where there is none.

        Raises :class:`StoreError` where it is missing, damaged, of a later version or open to others.
        """
        if not path.is_file() and not make:
            raise StoreError("there are no accounts", where=str(path), hint="trucewatch people add CASE ID")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            if os.name == "posix" and path.stat().st_mode & 0o077:
                raise StoreError(
                    "others on this machine can read the accounts", where=str(path), expected="mode 600",
                    hint=f"chmod 600 {path}",
                )  # fmt: skip
            connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=10)
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")
            found = cls(connection)
            found._prepare(path)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"the accounts cannot be opened: {error}", where=str(path)) from error
        return found

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """All of it or nothing. May be nested: the outermost decides."""
        with self._lock:
            if self._connection.in_transaction:
                yield self._connection
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, query: str, *values: Any) -> list[Any]:
        """What a query finds."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def row(self, query: str, *values: Any) -> Any:
        """The first row that a query finds; None."""
        found = self.rows(query, *values)
        return found[0] if found else None

    def _prepare(self, path: Path) -> None:
        with self.change() as connection:
            version: int = connection.execute("PRAGMA user_version").fetchone()[0]
            if version == _VERSION:
                return
            if version:
                raise StoreError("the accounts are of another version", where=str(path), got=str(version))
            for statement in _TABLES.split(";"):
                connection.execute(statement)
            connection.execute("INSERT INTO keys VALUES ('form', ?)", (os.urandom(32),))
            connection.execute(f"PRAGMA user_version = {_VERSION}")

    @property
    def form_key(self) -> bytes:
        """The server's key for form tokens and enrolment secrets; it outlives a restart."""
        return bytes(self.row("SELECT value FROM keys WHERE name = 'form'")[0])
