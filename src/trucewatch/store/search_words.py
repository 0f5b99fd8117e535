"""Words as the search compares them: one form for all spellings of a word, and where each stands in the text.

Letters are compared without case, accents, vowel signs, tatweel and invisible controls; Arabic letters by their bare
form (alef with or without hamza, ya and alef maqsura, ha and ta marbuta), digits as 0 to 9 whatever the script. The
folding happens here and not in the database, so that every database finds the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

__all__ = ["Word", "folded", "forms", "without_article", "words_in"]

_MARKS: Final = (
    "\u00ad\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u200b-\u200f\u2060\ufe00-\ufe0f"
)
_WORD: Final = re.compile(rf"[^\W_][^\W_{_MARKS}]*(?:[{_MARKS}]+[^\W_{_MARKS}]*)*")
_BETWEEN: Final = re.compile(r"[\W_]+")
_LETTERS: Final = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىیئ", "ي"),
        **{"ة": "ه", "ؤ": "و", "ک": "ك", "ء": None},
        **{"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"},
    }
)
_ARABIC: Final = re.compile(r"[\u0600-\u06ff]")
_CLITICS: Final = re.compile(r"^(?:[وف]?(?:[بك]?ال|لل)|[وف][بكل]?|[بكل])(?=\w{3})")
_LONGEST: Final = 64


@dataclass(frozen=True)
class Word:
    """A word of a text: its folded form (several words where it folds to several) and its span in code points."""

    folded: str
    start: int
    end: int


def words_in(text: str) -> Iterator[Word]:
    """The words of a text in order."""
    for found in _WORD.finditer(text):
        form = _fold(found[0])
        if form:
            yield Word(form, found.start(), found.end())


def folded(text: str) -> str:
    """The folded words of a text, one space between them."""
    return " ".join(word.folded for word in words_in(text))


@lru_cache(maxsize=65536)
def forms(word: str) -> tuple[str, ...]:
    """Other forms under which a folded word is found: an Arabic word without its article and joined particles."""
    if not _ARABIC.match(word):
        return ()
    bare = _CLITICS.sub("", word)
    return tuple(form for form in dict.fromkeys((bare, without_article(word))) if form and form != word)


def without_article(word: str) -> str:
    """A folded Arabic word without its article, so that a query with it finds the word without and the other way."""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


@lru_cache(maxsize=65536)
def _fold(word: str) -> str:
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", word).translate(_LETTERS)).casefold()
    kept = (c for c in text if unicodedata.category(c) not in ("Mn", "Me", "Cf") and c != "\u0640")
    text = "".join(_digit(c) for c in kept).translate(_LETTERS)
    return " ".join(part[:_LONGEST] for part in _BETWEEN.split(text) if part)


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
