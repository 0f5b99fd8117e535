"""A PostgreSQL server for the length of a test run: a cluster of its own, on a socket in a folder of its own.

It refuses to run as root: there it runs as the user ``postgres``, whom its package makes; otherwise as whoever tests.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

from trucewatch.database.address import Address, schema_of
from trucewatch.database.connections import Server
from trucewatch.database.setup import set_up
from trucewatch.pipeline.opening import readers
from trucewatch.record import Clock, FileStore
from trucewatch.record.database_log import DatabaseLog
from trucewatch.record.log_tables import LOG_TABLES
from trucewatch.store.postgres import READ_MODELS, PostgresStore
from trucewatch.store.tables import metadata

__all__ = ["Cluster", "missing"]

_PORT = "54329"
_SETTINGS = (
    "fsync=off",
    "full_page_writes=off",
    "listen_addresses=''",
    f"port={_PORT}",
    "max_connections=60",
    "autovacuum=off",
    "shared_buffers=32MB",
    "log_min_messages=fatal",
)


@cache
def missing() -> str | None:
    """Why no server can be started here; None where one can."""
    folder = _programs()
    if folder is None:
        return "PostgreSQL is not installed: make test-services installs it"
    share = subprocess.run([folder / "pg_config", "--sharedir"], capture_output=True, text=True, check=False).stdout
    roots = [Path(share.strip())] if share.strip() else []
    roots += [Path("/usr/share/postgresql") / folder.parent.name]
    if not any((root / "extension" / "postgis.control").is_file() for root in roots):
        return "PostGIS is not installed: make test-services installs it"
    if os.geteuid() == 0 and (_user() is None or shutil.which("runuser") is None):
        return "PostgreSQL does not run as root, and there is no user postgres"
    return None


class Cluster:
    """A running server. ``url`` is the address of a login; trusted on the socket, since only this run reaches it."""

    def __init__(self) -> None:
        folder = _programs()
        assert folder is not None
        self._programs = folder
        memory = Path("/dev/shm")
        self.root = Path(tempfile.mkdtemp(prefix="twpg-", dir=memory if os.access(memory, os.W_OK) else None))
        self._data = self.root / "data"
        user = _user() if os.geteuid() == 0 else None
        self._as = ["runuser", "-u", "postgres", "--"] if user else []
        if user:
            os.chown(self.root, user.pw_uid, user.pw_gid)
            self.root.chmod(0o755)
        initdb = ("initdb", "-D", str(self._data), "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8")
        self._cases = 0
        self._free: list[str] = []
        self.run(*initdb, "--auth=trust", "--no-sync")
        self.start()

    def url(self, login: str = "mission", database: str = "trucewatch") -> str:
        return f"postgresql://{login}@/{database}?host={self.root}&port={_PORT}"

    def own(self, folder: Path) -> None:
        """Give a folder to whoever runs the server."""
        user = _user() if os.geteuid() == 0 else None
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)

    def run(self, program: str, *arguments: str) -> None:
        command = [*self._as, str(self._programs / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self) -> None:
        settings = " ".join(f"-c {setting}" for setting in (*_SETTINGS, f"unix_socket_directories={self.root}"))
        # its output goes to a file: a server that holds the pipe would keep whoever waits for the end of it
        self.run("pg_ctl", "-D", str(self._data), "-w", "-l", str(self.root / "log"), "-o", settings, "start")

    def stop(self, mode: str = "immediate") -> None:
        self.run("pg_ctl", "-D", str(self._data), "-w", "-m", mode, "stop")

    def execute(self, *statements: str, database: str = "trucewatch") -> None:
        """Run statements as the administrator, each on its own."""
        with psycopg.connect(self.url("postgres", database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def execute_in(self, case: str, *statements: str) -> None:
        """The same on the tables of a case."""
        self.execute(f'SET search_path = "{schema_of(case)}", public', *statements)

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        with psycopg.connect(self.url("postgres")) as connection:
            return list(connection.execute(query.encode(), parameters or None).fetchall())

    def end_sessions(self) -> None:
        """End every other session, as an administrator or a firewall does."""
        self.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'mission'")

    def prepare(self) -> None:
        """Make what an administrator makes once: the database, a login, PostGIS and the roles."""
        self.execute("CREATE DATABASE trucewatch", "CREATE ROLE mission LOGIN", database="postgres")
        self.set_up("first", login="mission")

    def set_up(self, case: str, login: str | None = None) -> None:
        """Make the tables of a case, as the administrator does."""
        server = Server(Address.parse(self.url("postgres"), case))
        try:
            set_up(server, [READ_MODELS, LOG_TABLES], readers(), login=login)
        finally:
            server.close()

    def new_case(self) -> str:
        """The id of a case with its tables, which are empty; give it back when done."""
        if self._free:
            return self._free.pop()
        self._cases += 1
        case = f"case-{self._cases}"
        self.set_up(case)
        return case

    def give_back(self, case: str) -> None:
        """Empty the tables of a case for the next test."""
        tables = sorted([*metadata.tables, *LOG_TABLES.metadata.tables])
        names = ", ".join(f'"{schema_of(case)}".{name}' for name in tables)
        self.execute(f"TRUNCATE {names}")
        self._free.append(case)

    def open_log(self, case: str, folder: Path, origin: str, clock: Clock, **options: Any) -> DatabaseLog:
        server = Server(Address.parse(self.url(), case))
        return DatabaseLog.connect(server, readers(), folder, origin, clock, **options)

    def open_store(self, case: str, files: FileStore, role: str | None = None, login: str = "mission") -> PostgresStore:
        return PostgresStore.open(Address.parse(self.url(login), case), files, readers(), role)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.root, ignore_errors=True)


def _user() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return None


@cache
def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parent.parent.name))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None
