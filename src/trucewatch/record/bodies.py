"""Bodies of entries that are not records of the vocabulary: readings, reports, corrections, runs."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

__all__ = ["Correction", "IssuedReport", "LoggedRoot", "Reaffirmation", "RunMarker", "RunPhase"]

RunPhase: TypeAlias = Literal["started", "finished"]


class IssuedReport(Struct, frozen=True, kw_only=True):
    """A report as issued. ``period_start`` and ``period_end`` are local dates, both inclusive.

    ``log_size`` is the number of entries on which the report rests; its files are named by the entry. ``area`` is the
    one it is of, null for the whole case; ``audience`` the profile it was made for, null for those who see everything.
    ``incidents`` are the ids that the audience sees.
    """

    id: str
    kind: str
    title: str
    period_start: str | None = None
    period_end: str | None = None
    issued_at: str
    log_size: int | None = None
    incidents: tuple[str, ...] = ()
    area: str | None = None
    audience: str | None = None


class Correction(Struct, frozen=True, kw_only=True):
    """What somebody found wrong in an earlier entry. The corrected entry stays as it is.

    ``target_type`` and ``target_id`` name the record (``incident`` and its id); the entry's refs name
    the leaf. ``withdraws`` says that the record as a whole no longer stands.
    """

    id: str
    target_type: str
    target_id: str
    reason: str
    withdraws: bool = False
    by: str | None = None


class RunMarker(Struct, frozen=True, kw_only=True):
    """The start or the end of one run of the program over a case.

    ``rules`` is the digest of the rule set, ``counts`` what the run produced, by kind.
    """

    id: str
    phase: RunPhase
    at: str
    version: str | None = None
    rules: str | None = None
    counts: dict[str, int] = {}
    incomplete: tuple[str, ...] = ()


class LoggedRoot(Struct, frozen=True, kw_only=True):
    """A version of the trust root: ``root`` is its signed envelope in base64. In force for entries after this one."""

    id: str
    version: int
    root: str


class Reaffirmation(Struct, frozen=True, kw_only=True):
    """Entries that their author stands by, though the key that signed them is suspect.

    ``payloads`` are the SHA-256 of the entries' payloads, in hex.
    """

    id: str
    payloads: tuple[str, ...]
