"""Who parses: this process, or child processes under limits (:mod:`trucewatch.intake.sandbox`)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Protocol

from trucewatch.errors import DocumentError
from trucewatch.intake.containers.member import Opened, Provenance
from trucewatch.intake.containers.opening import open_container
from trucewatch.intake.documents import Intaken, read_document
from trucewatch.intake.given import Given
from trucewatch.intake.limits import Limits

__all__ = ["InProcess", "Job", "Parser"]


@dataclass(frozen=True, kw_only=True)
class Job:
    """One document to read: its bytes and what is known of them. ``now`` is the instant of receipt."""

    data: bytes
    name: str
    now: dt.datetime
    received_by: str
    given: Given = field(default_factory=Given)
    provenance: Provenance | None = None
    limits: Limits = field(default_factory=Limits)


class Parser(Protocol):
    """Reads documents and opens containers."""

    @property
    def workers(self) -> int:
        """How many documents are parsed at a time."""
        ...

    def read(self, job: Job) -> Intaken:
        """Read one document; what cannot be read comes back with its unread record."""
        ...

    def open(self, data: bytes, limits: Limits) -> Opened | None:
        """Open a container; null for any other file. Raises :class:`DocumentError`."""
        ...


class InProcess:
    """Parses where it is called: for use as a library and in tests."""

    workers = 1

    def read(self, job: Job) -> Intaken:
        return read_document(
            job.data,
            name=job.name,
            clock=lambda: job.now,
            limits=job.limits,
            given=job.given,
            received_by=job.received_by,
            provenance=job.provenance,
        )

    def open(self, data: bytes, limits: Limits) -> Opened | None:
        try:
            return open_container(data, limits=limits)
        except (MemoryError, RecursionError) as error:
            raise DocumentError("the container is too large or nested too deeply", reason="too_large") from error
