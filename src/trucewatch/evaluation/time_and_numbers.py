"""An outside set: the test cases of Recognizers-Text (Microsoft, MIT) for whole numbers, dates and periods.

The cases serve assistants (*I'll go back on Monday*), the reader serves news. Readings differ and are counted
apart, never as mistakes and never as right:

* a date with a past and a future reading: a newspaper reader takes the past one unless the verb is in the future;
  the other reading of the pair counts as ``otherwise``;
* the end of a period is the day after its last day in the set; here the last day is part of it;
* cases that name no reference day are left out: what day they were made for is not told;
* whole numbers alone are compared: fractions, ordinals, powers and numbers below two are no figures of news.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec
from msgspec import Struct

from trucewatch.errors import InputError
from trucewatch.reading.number_lexicon import NumberLexicon
from trucewatch.reading.numbers import number_at
from trucewatch.reading.parsed import parse_text
from trucewatch.reading.times import find_times

__all__ = ["OUTSIDE_NOTE", "OUTSIDE_TITLE", "OutsideScore", "time_and_numbers_scores"]

OUTSIDE_TITLE: Final = "Outside set: whole numbers, dates and periods of Recognizers-Text"
OUTSIDE_NOTE: Final = (
    "Cases made for assistants. A bare day or month may mean the next one there; a newspaper reader takes the past "
    "one, and the other reading is counted apart. Wishes and appointments are part of the set, not of news."
)
_LANGUAGES: Final = {"ar": "Arabic", "en": "English", "fr": "French"}
_MAX_BYTES: Final = 20_000_000
_LEAST, _MOST = 2, 1e12

Judgement: TypeAlias = "bool | None"
"""Right, not right, or (null) right by another reading than a newspaper's."""


class OutsideScore(Struct, frozen=True, kw_only=True):
    """One file of the set in one language: of ``cases``, ``right`` agree, ``otherwise`` only by the other reading."""

    what: str
    lang: str
    cases: int
    right: int
    otherwise: int = 0


class _Case(Struct, frozen=True):
    Input: str
    Results: list[dict[str, Any]] = []
    Context: dict[str, str] = {}


def time_and_numbers_scores(folder: Path) -> tuple[OutsideScore, ...]:
    """The scores of the files present below ``folder``; empty where there are none.

    Raises :class:`InputError` where a file is not what it should be.
    """
    kinds: tuple[tuple[str, str, Callable[[_Case, str], Judgement | str]], ...] = (
        ("whole numbers", "Number/{}/NumberModel.json", _number),
        ("dates", "DateTime/{}/DateParser.json", _date),
        ("periods", "DateTime/{}/DatePeriodParser.json", _period),
    )
    made: list[OutsideScore] = []
    for what, pattern, judge in kinds:
        for lang, name in _LANGUAGES.items():
            path = folder / pattern.format(name)
            if not path.is_file():
                continue
            verdicts = [verdict for case in _cases(path) if (verdict := judge(case, lang)) != "left out"]
            made.append(
                OutsideScore(
                    what=what,
                    lang=lang,
                    cases=len(verdicts),
                    right=sum(verdict is True for verdict in verdicts),
                    otherwise=sum(verdict is None for verdict in verdicts),
                )
            )
    return tuple(made)


def _cases(path: Path) -> list[_Case]:
    raw = path.read_bytes()
    if len(raw) > _MAX_BYTES:
        raise InputError("the file is too large", where=str(path), expected=f"at most {_MAX_BYTES} bytes")
    try:
        return msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"), type=list[_Case])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"the cases are broken: {error}", where=str(path)) from error


def _number(case: _Case, lang: str) -> Judgement | str:
    if len(case.Results) != 1:
        return "left out"
    resolution = case.Results[0].get("Resolution") or {}
    try:
        wanted = float(str(resolution.get("value", "")).replace(",", "."))
    except ValueError:
        return "left out"
    if resolution.get("subtype") != "integer" or not _LEAST <= wanted < _MOST:
        return "left out"
    text = parse_text(case.Input, lang)
    lexicon = _lexicon(lang)
    at, last = 0, len(text.tokens)
    while at < last:
        number = number_at(text.tokens, at, last, lexicon)
        if number is not None:
            return number.best == wanted
        at += 1
    return False


@lru_cache(maxsize=8)
def _lexicon(lang: str) -> NumberLexicon:
    return NumberLexicon(lang)


def _date(case: _Case, lang: str) -> Judgement | str:
    wanted = _value(case, "date", "date")
    if wanted is None:
        return "left out"
    found = set(_found(case, lang))
    past, future = wanted
    if any(start == end == past for start, end in found):
        return True
    return None if any(start == end == future for start, end in found) else False


def _period(case: _Case, lang: str) -> Judgement | str:
    starts, ends = _value(case, "daterange", "startDate"), _value(case, "daterange", "endDate")
    if starts is None or ends is None:
        return "left out"
    found = set(_found(case, lang))
    for verdict, start, end in ((True, starts[0], ends[0]), (None, starts[1], ends[1])):
        if {(start, end), (start, _day_before(end))} & found:
            return verdict
    return False


def _value(case: _Case, kind: str, key: str) -> tuple[str, str] | None:
    """The past and the future reading; null where the case has none, or several."""
    if len(case.Results) != 1 or case.Results[0].get("Type") != kind or "ReferenceDateTime" not in case.Context:
        return None
    value = case.Results[0].get("Value") or {}
    past, future = (value.get(f"{side}Resolution") or {} for side in ("Past", "Future"))
    try:
        days = tuple(dt.date.fromisoformat(str(side.get(key))).isoformat() for side in (past, future))
    except ValueError:
        return None
    return days[0], days[1]


def _found(case: _Case, lang: str) -> Iterator[tuple[str, str]]:
    reference = case.Context.get("ReferenceDateTime", "")[:10]
    try:
        published = dt.date.fromisoformat(reference)
    except ValueError:
        return
    for time in find_times(parse_text(case.Input, lang), published=published):
        if time.value_start is not None and time.value_end is not None:
            yield time.value_start[:10], time.value_end[:10]


def _day_before(day: str) -> str:
    return (dt.date.fromisoformat(day) - dt.timedelta(days=1)).isoformat()
