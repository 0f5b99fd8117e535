"""When two names mean the same: they share their telling words.

Case, accents, articles, plural endings and the particles that Arabic joins to a word do not count.
"ministre russe Lavrov" and "Sergueï Lavrov" agree; "armée syrienne" and "armée russe" do not.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import Final, TypeAlias

from msgspec import Struct

from trucewatch.vocabulary.yaml_input import decode_yaml

__all__ = ["names_agree", "same_names"]

_WORD: Final = re.compile(r"\w+")
_FOLDS: Final = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": "", "œ": "oe", "æ": "ae"}
)
_CONJUNCTIONS: Final = ("و", "ف")
_PREPOSITIONS: Final = ("ب", "ل", "ك")
_ARTICLE: Final = "ال"
# a stem of two letters, left when a particle is taken off, says nothing
_MIN_STEM: Final = 3

_Forms: TypeAlias = frozenset[str]


class _Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    source: str
    joining: dict[str, tuple[str, ...]]
    titles: dict[str, tuple[str, ...]]


def names_agree(one: str | None, other: str | None) -> bool:
    """True when both names are absent, or when the telling words of the shorter all stand in the other.
    At least one word is shared: a name without words agrees with nothing."""
    if one is None or other is None:
        return one is other
    first, second = _telling(one), _telling(other)
    if len(first) > len(second):
        first, second = second, first
    return bool(first) and all(any(word & candidate for candidate in second) for word in first)


def same_names(expected: tuple[str, ...], found: tuple[str, ...]) -> bool:
    """True when the two lists name the same, one to one, in any order."""
    if len(expected) != len(found):
        return False
    partner: dict[int, int] = {}
    return all(_place(index, expected, found, partner, set()) for index in range(len(expected)))


def _place(
    index: int, expected: tuple[str, ...], found: tuple[str, ...], partner: dict[int, int], tried: set[int]
) -> bool:
    """Find a partner for ``expected[index]``, moving earlier ones where they have another choice."""
    for other, name in enumerate(found):
        if other in tried or not names_agree(expected[index], name):
            continue
        tried.add(other)
        if other not in partner or _place(partner[other], expected, found, partner, tried):
            partner[other] = index
            return True
    return False


@lru_cache(maxsize=16384)
def _telling(name: str) -> tuple[_Forms, ...]:
    joining, titles = _lists()
    every = _WORD.findall(_fold(name))
    words = [word for word in every if word not in joining] or every
    telling = [word for word in words if word not in titles] or words
    return tuple(dict.fromkeys(_forms(word) for word in telling))


def _fold(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold().translate(_FOLDS))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_FOLDS)


def _forms(word: str) -> _Forms:
    if not "\u0600" <= word[0] <= "\u06ff":
        return frozenset({word[:-1] if len(word) > _MIN_STEM and word[-1] in "sx" else word})
    stems = {word}
    for particles in (_CONJUNCTIONS, _PREPOSITIONS):
        stems |= {stem[1:] for stem in stems if stem.startswith(particles)}
    # li- before the article is written with one alif less
    stems |= {stem[1:] for stem in stems if stem.startswith("لل")}
    stems |= {stem[2:] for stem in stems if stem.startswith((_ARTICLE, "لل"))}
    return frozenset(stem for stem in stems if len(stem) >= _MIN_STEM or stem == word)


@cache
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    text = (resources.files("trucewatch.evaluation") / "names.yaml").read_text(encoding="utf-8")
    words = decode_yaml(text, _Words, "names.yaml")
    joining = frozenset(_fold(word) for entries in words.joining.values() for word in entries)
    titles = frozenset(_fold(word) for entries in words.titles.values() for word in entries)
    return joining, titles
