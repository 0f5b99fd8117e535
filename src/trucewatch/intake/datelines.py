"""The date that a text itself gives for its publication, from its header or first lines.

Only three places count: a header of labelled lines at the top, a "published" line, and an agency
dateline or a line that is nothing but a date. A date in the prose is an event's, not the document's.
"""

from __future__ import annotations

import email.utils
import re
from dataclasses import dataclass
from functools import cache

from trucewatch.intake.dates import FoundDate, date_pattern, fold_digits, from_match, is_month
from trucewatch.intake.words import load_words
from trucewatch.vocabulary.documents import PublishedFrom

__all__ = ["Heading", "read_heading"]

_TOP_LINES = 10
_LONGEST_LINE = 220
_LABEL = re.compile(r"[ \t]{0,4}([^\W\d_][^:\n]{0,24}?)\s?:[ \t]*(.*)")
_CONNECTORS = frozenset(
    (
        "le",
        "la",
        "les",
        "de",
        "du",
        "des",
        "d'",
        "l'",
        "sur",
        "en",
        "au",
        "aux",
        "on",
        "the",
        "of",
        "in",
        "at",
        "and",
        "et",
        "في",
        "من",
        "على",
        "يوم",
    )
)
_AGENCY = r"[(/\[]\s?(?P<agency>[^()/\[\]\n\d]{2,40}?)\s?[)/\]]"


@dataclass(frozen=True)
class Heading:
    """What the top of a text says: ``published`` (ISO 8601) and where it was found, ``title`` and
    ``outlet`` from a header or dateline, and notes on a date that was seen and could not be used."""

    published: str | None = None
    published_from: PublishedFrom | None = None
    title: str | None = None
    outlet: str | None = None
    notes: tuple[str, ...] = ()


def read_heading(text: str, *, lang: str | None = None) -> Heading:
    """Read the top of ``text``; ``lang`` decides the order of numeric dates."""
    lines = [line.strip() for line in fold_digits(text[:4000]).splitlines()]
    lines = [line for line in lines if line][:_TOP_LINES]
    header = _header(lines, lang)
    if header is not None and header.published:
        return header
    notes = list(header.notes) if header else []
    base = header or Heading()
    for line in lines:
        found, agency = _line_date(line[:_LONGEST_LINE], len(line) > _LONGEST_LINE, lang)
        outlet = base.outlet or agency
        if outlet != base.outlet:
            base = Heading(title=base.title, outlet=outlet)
        if found is None:
            continue
        if iso := found.iso():
            return Heading(iso, "dateline", base.title, base.outlet, tuple(notes))
        notes.append(_why(found))
    return Heading(title=base.title, outlet=base.outlet, notes=tuple(dict.fromkeys(notes)))


def _header(lines: list[str], lang: str | None) -> Heading | None:
    """A block of at least two labelled lines that begins the text."""
    fields: dict[str, str] = {}
    known = _labels()
    count = 0
    for line in lines:
        found = _LABEL.fullmatch(line)
        kind = known.get(found[1].strip().casefold()) if found else None
        if found is None or kind is None:
            break
        count += 1
        fields.setdefault(kind, found[2].strip())
    if count < 2:
        return None
    published: str | None = None
    notes: tuple[str, ...] = ()
    if written := fields.get("date"):
        published = _mail_date(written)
        if published is None:
            found_date = _whole_date(written, lang)
            published = found_date.iso() if found_date else None
            notes = (_why(found_date),) if found_date and published is None else notes
    sender = fields.get("sender")
    outlet = (email.utils.parseaddr(sender)[0] or sender) if sender else None
    return Heading(published, "header" if published else None, fields.get("title") or None, outlet, notes)


def _mail_date(written: str) -> str | None:
    if len(written) > 100:
        return None
    try:
        when = email.utils.parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # the library reads "-0000" and a missing zone as no zone: then none is written down either
    return when.replace(second=0, microsecond=0).isoformat(timespec="minutes")


def _line_date(line: str, cut: bool, lang: str | None) -> tuple[FoundDate | None, str | None]:
    """The date of one line and the agency in its dateline."""
    if found := _published_line().search(line):
        return from_match(found, lang=lang), None
    if (found := _dateline().match(line)) and _is_place(found["place"], bool(found["agency"])):
        return from_match(found, lang=lang), _clean_agency(found["agency"])
    if found := _undated_dateline().match(line):
        return None, _clean_agency(found["agency"])
    return (None if cut else _whole_date(line, lang)), None


def _is_place(written: str, agency: bool) -> bool:
    """True for a capitalised name, not for a piece of prose that stands before a date."""
    if not agency and not re.search(r"[,،]$", written.strip()):
        return False
    # what stands in brackets tells the country or the seat: "NEW YORK (Nations unies)"
    words = re.findall(r"[^\W\d_][^\s,،()/]*", re.sub(r"\([^()]*\)", "", written))
    names = [w for w in words if w.casefold() not in _CONNECTORS]
    if not names or len(names) > 5:
        return False
    if re.search(r"[\u0600-\u06ff]", written):
        return len(names) <= 3
    return all(not w[0].islower() for w in names)


def _whole_date(line: str, lang: str | None) -> FoundDate | None:
    if len(line) > 90 or _updated_line().match(line):
        return None
    found = _date_line().fullmatch(line)
    return from_match(found, lang=lang) if found else None


def _clean_agency(agency: str | None) -> str | None:
    agency = (agency or "").strip(" -–.")
    # "5 يوليو /تموز/": the second name of a month stands between strokes as an agency may
    return None if not agency or is_month(agency) else agency


def _why(found: FoundDate) -> str:
    if found.ambiguous:
        return "a date at the top may be day/month or month/day: not used"
    if found.year is None:
        return "the dateline gives a day without a year: not used"
    return "a date at the top is no day of the calendar: not used"


def _any(words: dict[str, tuple[str, ...]]) -> str:
    spellings = sorted({w for group in words.values() for w in group}, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(w).replace(r"\ ", r"\s") for w in spellings) + ")"


@cache
def _labels() -> dict[str, str]:
    return {word.casefold(): kind for kind, words in load_words().header_fields.items() for word in words}


@cache
def _weekday() -> str:
    return rf"(?:(?:le\s|on\s|في\s|يوم\s)?{_any(load_words().weekdays)}(?!\w)\.?[,،]?\s{{1,3}})?(?:le\s|on\s|في\s)?"


@cache
def _published_line() -> re.Pattern[str]:
    cue = _any(load_words().published_cues)
    before = r"^(?:[^|•\n]{0,80}[|•]\s{0,3}|(?:par|by|بقلم)\s[^\n]{1,60}?[,،–—-]\s{0,3})?"
    after = rf"(?=\s{{0,3}}(?:$|[-–—|•(;]|{_any(load_words().updated_cues)}))"
    return re.compile(rf"{before}{cue}\s{{0,2}}:?\s{{0,2}}{_weekday()}{date_pattern()}{after}", re.IGNORECASE)


@cache
def _updated_line() -> re.Pattern[str]:
    return re.compile(rf"{_any(load_words().updated_cues)}(?!\w)", re.IGNORECASE)


@cache
def _dateline() -> re.Pattern[str]:
    # PLACE, DATE (AGENCY) -   the separator or the agency is required, or it is the start of a sentence
    place = r"(?P<place>[^\W\d_][^\d\n:.!?؟]{1,70}?[,،]?)"
    tail = rf"(?:\s{{0,2}}{_AGENCY}\s{{0,2}}[-–—:.]{{0,2}}|\s{{0,2}}[-–—]{{1,2}})"
    return re.compile(rf"{place}[\s/–—-]{{1,4}}{_weekday()}{date_pattern()}{tail}(?=\s|$)", re.IGNORECASE)


@cache
def _undated_dateline() -> re.Pattern[str]:
    return re.compile(rf"[^\W\d_][^\d\n:.!?؟()]{{1,50}}?(?:\s?\([^()\d]{{2,40}}\))?\s?{_AGENCY}\s?[-–—]{{1,2}}\s")


@cache
def _date_line() -> re.Pattern[str]:
    place = r"(?:[^\W\d_][^\d\n:.!?؟]{1,50}?[,،]\s{1,3})?"
    label = r"(?:date|التاريخ|تاريخ)?\s?:?\s?"
    return re.compile(rf"(?:{label}|{place}){_weekday()}{date_pattern()}\s?[.)]?", re.IGNORECASE)
