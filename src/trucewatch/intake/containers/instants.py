"""Instants that a format states: ISO 8601, kept to the second with the offset written."""

from __future__ import annotations

import datetime as dt

from trucewatch.intake.dates import parse_iso

__all__ = ["iso_instant"]


def iso_instant(written: object) -> str | None:
    """The instant, or the date where no time is written; null for anything that is not one."""
    if not isinstance(written, str) or not 8 <= len(written) <= 60:
        return None
    plain = written.strip()
    try:
        when = dt.datetime.fromisoformat(plain)
    except ValueError:
        return parse_iso(plain)
    if len(plain) <= 10:
        return when.date().isoformat()
    return when.replace(microsecond=0).isoformat().replace("+00:00", "Z")
