"""What the person who hands a document in says about it; it wins over what the document says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from trucewatch.errors import InputError
from trucewatch.intake.dates import parse_iso

__all__ = ["EARLIEST_YEAR", "Given", "check_given", "is_plausible"]

# the Charter of the United Nations: no agreement that is monitored here is older
EARLIEST_YEAR = 1945
_LANG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True, kw_only=True)
class Given:
    """``published`` is an ISO 8601 date, with time and offset where known; ``source`` the id of a source;
    ``lang`` a BCP 47 tag."""

    published: str | None = None
    source: str | None = None
    lang: str | None = None


def check_given(given: Given, year: int) -> Given:
    """The same values brought to one form. ``year`` is the clock's. Raises :class:`InputError`."""
    published = given.published
    if published is not None:
        published = parse_iso(published)
        if published is None:
            raise InputError(
                "the date of publication is no date",
                where="published",
                expected="YYYY-MM-DD, or YYYY-MM-DDTHH:MM with an offset",
                got=given.published,
            )
        if not is_plausible(published, year):
            raise InputError(
                "the date of publication is out of range",
                where="published",
                expected=f"a year from {EARLIEST_YEAR} to {year + 1}",
                got=given.published,
                hint="check the century and the order of day and month",
            )
    if given.lang is not None and not _LANG.fullmatch(given.lang):
        raise InputError("the language is no BCP 47 tag", where="lang", expected="fr, en, ar ...", got=given.lang)
    return Given(published=published, source=given.source, lang=given.lang)


def is_plausible(published: str, year: int) -> bool:
    """True for an ISO date from 1945 to the year after ``year``."""
    return EARLIEST_YEAR <= int(published[:4]) <= year + 1
