"""The address of a database, ``postgresql://LOGIN@HOST:PORT/NAME``, and the schema of a case in it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from trucewatch.errors import StoreError

__all__ = ["Address", "is_address", "schema_of"]

_EXAMPLE = "postgresql://mission@db.example/trucewatch"
_LONGEST = 63  # bytes of a name in PostgreSQL
_PLAIN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


def is_address(text: str) -> bool:
    """Whether a setting names a database rather than the embedded one."""
    return text.partition("://")[0] in {"postgresql", "postgres"}


@dataclass(frozen=True, repr=False)
class Address:
    """Where the database is, and the schema that holds one case. The password is in no message."""

    url: URL
    schema: str

    @classmethod
    def parse(cls, text: str, case: str) -> Address:
        """Read the address of the case with the id ``case``. Raises :class:`StoreError` for one that is none."""
        try:
            url = make_url(text)
        except (ArgumentError, ValueError) as error:
            raise StoreError("the address of the database cannot be read", expected=_EXAMPLE) from error
        if url.get_backend_name() not in {"postgresql", "postgres"} or "+" in url.drivername:
            raise StoreError("the store is unknown", got=url.drivername, expected=f"sqlite, or {_EXAMPLE}")
        if not url.database:
            raise StoreError("the address names no database", where=_shown(url), expected=_EXAMPLE)
        return cls(url.set(drivername="postgresql+psycopg"), schema_of(case))

    def __repr__(self) -> str:
        return f"Address({self.shown!r}, {self.schema!r})"

    @property
    def shown(self) -> str:
        """The address as messages show it, without a password."""
        return _shown(self.url)


def schema_of(case: str) -> str:
    """The schema of a case: its id where that is a plain name, else a plain form of it with a piece of its digest."""
    name = "case_" + re.sub(r"[^a-z0-9]+", "_", case.lower()).strip("_")
    if _PLAIN.match(case) and len(name) <= _LONGEST:
        return name
    digest = hashlib.sha256(case.encode()).hexdigest()[:8]
    return f"{name[: _LONGEST - 9]}_{digest}"


def _shown(url: URL) -> str:
    parameters = {key: value for key, value in url.query.items() if key in {"host", "port", "sslmode", "service"}}
    shown = URL.create("postgresql", url.username, None, url.host, url.port, url.database, parameters)
    return shown.render_as_string().replace("%2F", "/")
