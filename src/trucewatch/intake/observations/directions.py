"""Directions and distances as observers write them: *2-3km NE*, *azimut 215*, *على بعد ٣ كم شمال شرق*."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources
from typing import Final

from msgspec import Struct

from trucewatch.vocabulary.observations import Bearing, Range
from trucewatch.vocabulary.yaml_input import decode_yaml

__all__ = ["Example", "bearing_in", "direction_examples", "range_in"]

_EYE: Final = 11.25  # half a point of the compass: no word is more precise than that
_INSTRUMENT: Final = 5.0  # a bearing in whole degrees from a hand compass
_NUMBER: Final = r"\d{1,3}(?:[.,]\d{1,2})?"
_DEGREES: Final = re.compile(
    r"(?:\b(?:bearing|azimuth|azimut|az|cap|brg|relèvement)|السمت|اتجاه)\.?\s*:?\s*(\d{1,3})\b|\b(\d{1,3})\s*(?:°|deg\b)",
    re.IGNORECASE,
)


class Example(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words and what they mean."""

    text: str
    degrees: float | None = None
    low: float | None = None
    high: float | None = None


class _Directions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    source: str
    points: dict[str, tuple[str, ...]]
    kilometres: tuple[str, ...]
    metres: tuple[str, ...]
    examples: tuple[Example, ...]


@cache
def _data() -> _Directions:
    text = (resources.files("trucewatch.intake.observations") / "directions.yaml").read_text(encoding="utf-8")
    return decode_yaml(text, _Directions, "directions.yaml")


def direction_examples() -> tuple[Example, ...]:
    """The examples of the data file, which run as tests."""
    return _data().examples


@cache
def _points() -> tuple[tuple[re.Pattern[str], float], ...]:
    """Longest words first, so that *north-east* is not read as *north*."""
    words = [(word, float(degrees)) for degrees, every in _data().points.items() for word in every]
    ordered = sorted(words, key=lambda pair: (-len(pair[0]), pair[0]))
    return tuple((_word(word), degrees) for word, degrees in ordered)


def _word(word: str) -> re.Pattern[str]:
    spelled = re.escape(word).replace(r"\-", r"[\s\-]?").replace(r"\ ", r"[\s\-]+(?:ال)?")
    # short forms are capitals: "so" and "no" are words, "SO" and "NO" are not
    if len(word) <= 3 and word.isascii():
        return re.compile(rf"(?<![A-Za-zÀ-ÿ']){spelled.upper()}(?![A-Za-zÀ-ÿ])")
    return re.compile(rf"(?<![^\W\d_])(?:ال)?{spelled}(?![^\W\d_])", re.IGNORECASE)


@cache
def _distance() -> re.Pattern[str]:
    km = "|".join(sorted(map(re.escape, _data().kilometres), key=len, reverse=True))
    m = "|".join(sorted(map(re.escape, _data().metres), key=len, reverse=True))
    to = r"\s*(?:-|–|to|and|à|et|إلى|و)\s*"
    return re.compile(rf"({_NUMBER})(?:{to}({_NUMBER}))?\s*(?:({km})|({m}))(?![^\W\d_])", re.IGNORECASE)


def _plain(text: str) -> str:
    digits = (str(unicodedata.digit(c)) if c.isdecimal() else c for c in text.replace("٫", "."))
    return "".join(digits)


def bearing_in(text: str) -> Bearing | None:
    """The direction in ``text``, or null: degrees with 5 either way, a point of the compass with half a point."""
    plain = _plain(text)
    found = _DEGREES.search(plain)
    if found is not None:
        degrees = float(found[1] or found[2])
        return Bearing(degrees=degrees % 360, error=_INSTRUMENT) if degrees <= 360 else None
    for pattern, degrees in _points():
        if pattern.search(plain):
            return Bearing(degrees=degrees, error=_EYE)
    return None


def range_in(text: str) -> Range | None:
    """The distance in ``text`` in kilometres, or null."""
    found = _distance().search(_plain(text))
    if found is None:
        return None
    scale = 1.0 if found[3] else 0.001
    low = float(found[1].replace(",", ".")) * scale
    high = float(found[2].replace(",", ".")) * scale if found[2] else low
    return Range(low=min(low, high), high=max(low, high))
