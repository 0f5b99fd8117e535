"""Connections to a server: kept in a pool, tried before they are used, with limits on time, under one role each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from trucewatch.database.address import Address
from trucewatch.database.faults import explain
from trucewatch.database.roles import APP, role_name
from trucewatch.errors import TrucewatchError

__all__ = ["LIMITS", "Server"]

LIMITS: Final[dict[str, str]] = {
    "statement_timeout": "60s",
    "lock_timeout": "30s",
    "idle_in_transaction_session_timeout": "300s",
}
"""How long a statement, the wait for a lock and an idle transaction may take before the server ends them."""

_POOL: Final[dict[str, Any]] = {
    "pool_size": 5,
    "max_overflow": 5,
    "pool_timeout": 15,
    "pool_recycle": 1800,
    "pool_pre_ping": True,
}
"""Connections kept, more at most, seconds to wait for one, seconds until one is made anew; a dead one is replaced."""

_AT_CONNECT: Final[dict[str, Any]] = {"connect_timeout": 10, "application_name": "trucewatch"}


class Server:
    """A database that holds a case. Close it when done. Nothing is asked of it before the first use."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._engines: dict[str, Engine] = {}

    def engine(self, role: str | None = None) -> Engine:
        """Pooled connections that work as the program (``role`` None) or see what a role of the program may see."""
        name = APP if role is None else role_name(role)
        if name not in self._engines:
            self._engines[name] = self._made(name, _POOL)
        return self._engines[name]

    @contextmanager
    def as_login(self) -> Iterator[Connection]:
        """One transaction as the login itself, to make roles and tables."""
        engine = self._made(None, {"poolclass": NullPool})
        try:
            with engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()

    @contextmanager
    def explained(self, kind: type[TrucewatchError], what: str) -> Iterator[None]:
        """Turn what the server says into an error of ``kind`` that tells what to do; ``what`` could not be done."""
        try:
            yield
        except SQLAlchemyError as error:
            raise explain(error, kind, what, self.address.shown) from error

    def close(self) -> None:
        """Give all connections back to the server."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()

    def _made(self, role: str | None, pool: dict[str, Any]) -> Engine:
        arguments = {key: value for key, value in _AT_CONNECT.items() if key not in self.address.url.query}
        engine = create_engine(self.address.url, connect_args=arguments, hide_parameters=True, **pool)
        settings = LIMITS | {"search_path": f'"{self.address.schema}", public', "timezone": "UTC"}
        if role is not None:
            settings["role"] = role

        def prepare(connection: Any, _: object) -> None:
            with connection.cursor() as cursor:
                names = ", ".join(["set_config(%s, %s, false)"] * len(settings))
                cursor.execute(f"SELECT {names}", [part for pair in settings.items() for part in pair])
            connection.commit()

        event.listen(engine, "connect", prepare)
        return engine


def run_all(connection: Connection, statements: list[str]) -> None:
    """Run statements that the program itself has put together."""
    for statement in statements:
        connection.execute(text(statement))
