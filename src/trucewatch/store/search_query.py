"""What somebody searches for: words, quoted phrases, beginnings of words, and what must not stand there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from trucewatch.errors import InputError
from trucewatch.store.search_words import folded

__all__ = [
    "EVERYTHING",
    "KINDS",
    "LONGEST_QUERY",
    "MOST_COUNTED",
    "SearchFilter",
    "SearchKind",
    "SearchQuery",
    "Term",
    "parse_query",
]

SearchKind: TypeAlias = Literal["document", "claim", "incident"]
KINDS: Final[tuple[SearchKind, ...]] = ("incident", "claim", "document")
LONGEST_QUERY: Final = 400
MOST_COUNTED: Final = 1000
"""Hits beyond this number are found and not counted."""
_MOST_TERMS: Final = 32
_QUOTES: Final = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_PART: Final = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')


@dataclass(frozen=True)
class Term:
    """Words that stand next to each other; the last one may go on (``prefix``), or the whole must not stand there."""

    words: tuple[str, ...]
    prefix: bool = False
    excluded: bool = False


@dataclass(frozen=True)
class SearchQuery:
    """All of ``terms`` must hold. Without terms only the filters choose."""

    terms: tuple[Term, ...] = ()

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The terms that must stand there."""
        return tuple(term for term in self.terms if not term.excluded)


@dataclass(frozen=True)
class SearchFilter:
    """What hits are restricted to; what is left empty does not restrict.

    ``parties`` are actor ids, ``places`` ids of places, ``acts`` act codes (a broader act finds its narrower ones),
    ``grades`` codes of the list ``grade`` for the occurrence of an incident, ``confidences`` and ``reviews`` of a
    claim. ``start`` and ``end`` are ISO dates, both inclusive: the time told, for a document the day of
    publication. What has no date is in no period.
    """

    langs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    confidences: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None

    def facets(self) -> Sequence[tuple[str, tuple[str, ...]]]:
        """The restrictions by value, as name of the facet and values any of which will do."""
        named = (
            ("lang", self.langs),
            ("source", self.sources),
            ("party", self.parties),
            ("act", self.acts),
            ("family", self.families),
            ("place", self.places),
            ("grade", self.grades),
            ("confidence", self.confidences),
            ("review", self.reviews),
        )
        return [(name, values) for name, values in named if values]


EVERYTHING: Final = SearchFilter()
"""No restriction."""


def parse_query(text: str) -> SearchQuery:
    """Read what was typed. Any text is a query: signs that mean nothing are passed over.

    ``word`` and ``-word``, ``"a phrase"``, ``wor*`` for words that begin so. Raises :class:`InputError` when it is
    longer than 400 characters, or has more than 32 terms.
    """
    if len(text) > LONGEST_QUERY:
        raise InputError("the query is too long", expected=f"at most {LONGEST_QUERY} characters", got=str(len(text)))
    terms: list[Term] = []
    for minus, phrase, word in _PART.findall(text.translate(_QUOTES)):
        typed = word or phrase
        words = tuple(folded(typed).split())
        if words:
            terms.append(Term(words, prefix=typed.endswith("*"), excluded=bool(minus)))
    if len(terms) > _MOST_TERMS:
        raise InputError("the query has too many words", expected=f"at most {_MOST_TERMS}", got=str(len(terms)))
    return SearchQuery(tuple(terms))
