"""Read models and record of a case, embedded as by default or in the database that ``case.yaml`` names."""

from __future__ import annotations

from typing import TypeAlias

from trucewatch.case import Case
from trucewatch.protection.rights import CLASSES, ROLES, decide
from trucewatch.record import Clock, FileStore, Log, LogSigning
from trucewatch.store import FilledStore, SqliteStore

__all__ = ["CaseStore", "in_database", "open_log", "open_store", "readers"]

CaseStore: TypeAlias = FilledStore


def in_database(case: Case) -> bool:
    """Whether the read models of the case are in a database."""
    return case.settings.store != "sqlite"


def open_store(case: Case, files: FileStore, role: str | None = None) -> CaseStore:
    """Open the read models. In a database, ``role`` says whose view is read; without it, that of the program itself.

    Raises :class:`StoreError` when they cannot be opened.
    """
    if not in_database(case):
        return SqliteStore.open(case.folder.database, files)
    # only here: the embedded default neither needs nor loads what speaks to a server
    from trucewatch.database import Address
    from trucewatch.store.postgres import PostgresStore

    return PostgresStore.open(Address.parse(case.settings.store, case.id), files, readers(), role)


def open_log(case: Case, clock: Clock, signing: LogSigning | None = None) -> Log:
    """Open the record for writing, in its folder or in the database. Raises :class:`RecordError` as the log does."""
    if case.settings.record == "folder":
        return Log.open(case.folder.record, case.settings.log_origin, clock, signing=signing)
    from trucewatch.database import Address, Server
    from trucewatch.record.database_log import DatabaseLog

    server = Server(Address.parse(case.settings.store, case.id))
    origin = case.settings.log_origin
    return DatabaseLog.connect(server, readers(), case.folder.record, origin, clock, signing=signing)


def readers() -> dict[str, tuple[str, ...]]:
    """The roles that may read what is of each classification."""
    return {name: tuple(role for role in ROLES if decide(role, "read", name).allowed) for name in CLASSES}
