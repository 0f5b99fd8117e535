"""Words, numbers and marks of a view.

French elisions (``l'``, ``d'``, ``qu'``) are tokens of their own, so is the English ``'s``. A compound
written with hyphens is one token. An Arabic word carries the forms that remain when joined
conjunctions, prepositions, the article and object pronouns are taken off, longest first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Set
from functools import cached_property, lru_cache
from typing import Any, Literal, TypeAlias

from msgspec import Struct

from trucewatch.reading.view import TextView

__all__ = ["Token", "TokenKind", "Tokens", "arabic_forms", "tokenise"]

TokenKind: TypeAlias = Literal["word", "number", "mark"]

_TOKEN = re.compile(
    r"(?P<number>\d+)"
    # a word that no apostrophe follows is the common case; an elision takes the apostrophe in
    r"|(?P<word>[^\W\d_]++(?:-[^\W\d_]++)*+(?!')"
    r"|(?:[^\W\d_]++-)*+(?:[ldnmtscjLDNMTSCJ]|[Qq]u|[Jj]usqu|[Ll]orsqu|[Pp]uisqu|[Qq]uoiqu|[Pp]resqu)'(?=[^\W\d_]|\s?[«\"]|\Z)"
    r"|'s\b|[^\W\d_]+(?:-[^\W\d_]+)*)"
    r"|(?P<mark>\S)"
)
_ARABIC_FIRST, _ARABIC_LAST = "\u0621", "\u06ff"
_NO_WORD = "\0"
_CONJUNCTIONS = ("و", "ف")
_PREPOSITIONS = ("ب", "ل", "ك", "س")
_PRONOUNS = ("هما", "هم", "ها", "هن", "نا", "كم", "ه", "ي")


class Token(Struct, frozen=True, gc=False):
    """A token of a view: ``[start, end)``, its index, its lower-case and folded forms.

    ``forms`` are the folded strings under which a lexicon may know it: the whole word first, then
    without joined particles (Arabic); for other scripts just the folded form.
    """

    index: int
    start: int
    end: int
    kind: TokenKind
    lower: str
    fold: str
    capital: bool
    forms: tuple[str, ...]


class Tokens(tuple[Token, ...]):
    """The tokens of a text, with where each word stands, so that a lexicon looks only where one of its words is.

    ``begins`` is filled by the matchers: for each of them its longest phrase at each token where one begins;
    ``begins_in_order`` are the same tokens as a list.
    """

    @cached_property
    def begins(self) -> dict[object, dict[int, Any]]:
        """For each matcher that has looked at the text: the phrase at each token where one begins."""
        return {}

    @cached_property
    def begins_in_order(self) -> dict[object, list[int]]:
        """For each matcher that has looked at the text: where its phrases begin, in order."""
        return {}

    @cached_property
    def plain_forms(self) -> list[str]:
        """The folded form of each token, empty where it has several; behind the last one what no lexicon holds."""
        return [*(token.fold if len(token.forms) == 1 else "" for token in self), _NO_WORD]

    @cached_property
    def plain_words(self) -> list[str]:
        """As :attr:`plain_forms`, in lower case with accents."""
        return [*(token.lower if len(token.forms) == 1 else "" for token in self), _NO_WORD]

    @cached_property
    def places_of_forms(self) -> dict[str, list[int]]:
        """Where each folded form stands; an Arabic word stands under all its forms."""
        return self._places(self.plain_forms)

    @cached_property
    def places_of_words(self) -> dict[str, list[int]]:
        """Where each lower-case word stands; a word with several forms under those."""
        return self._places(self.plain_words)

    def _places(self, plain: list[str]) -> dict[str, list[int]]:
        found: defaultdict[str, list[int]] = defaultdict(list)
        for i, word in enumerate(plain[:-1]):
            if word:
                found[word].append(i)
            else:
                for form in self[i].forms:
                    found[form].append(i)
        return found

    def places(self, words: Set[str], *, folded: bool = False) -> set[int]:
        """Where one of the words stands: by its lower-case forms, or ``folded``."""
        here = self.places_of_forms if folded else self.places_of_words
        return {i for word in words & here.keys() for i in here[word]}


def tokenise(view: TextView, start: int = 0) -> Tokens:
    """All tokens of a view in order, from the position ``start`` on."""
    tokens: list[Token] = []
    text, lower, fold = view.text, view.lower, view.fold
    for match in _TOKEN.finditer(text, start):
        begin, end = match.span()
        kind: TokenKind = match.lastgroup  # type: ignore[assignment]  # the three groups are the three kinds
        folded = fold[begin:end]
        arabic = kind == "word" and _ARABIC_FIRST <= folded[0] <= _ARABIC_LAST
        forms = arabic_forms(folded) if arabic else (folded,)
        low, capital = lower[begin:end], not arabic and text[begin].isupper()
        tokens.append(Token(len(tokens), begin, end, kind, low, folded, capital, forms))
    return Tokens(tokens)


@lru_cache(maxsize=65536)
def arabic_forms(word: str) -> tuple[str, ...]:
    """The folded forms of an Arabic word without its joined particles, the whole word first.

    At least two letters of the word remain. The article is taken off last, so that both ``الجيش``
    and ``جيش`` are found behind ``وبالجيش``.
    """
    seen: dict[str, None] = {word: None}
    stems = [word]
    if word[:1] in _CONJUNCTIONS and len(word) > 3:
        stems.append(word[1:])
    for stem in list(stems):
        if stem.startswith("لل") and len(stem) > 4:
            stems += ["ال" + stem[2:], stem[2:]]
        elif stem[:1] in _PREPOSITIONS and len(stem) > 3:
            stems.append(stem[1:])
    for stem in stems:
        seen.setdefault(stem)
        if stem.startswith("ال") and len(stem) > 3:
            seen.setdefault(stem[2:])
    for stem in list(seen):
        for suffix in _PRONOUNS:
            if stem.endswith(suffix) and len(stem) - len(suffix) >= 3:
                bare = stem[: -len(suffix)]
                seen.setdefault(bare)
                if bare.endswith("ت"):  # a final taa marbuta opens before a pronoun
                    seen.setdefault(bare[:-1] + "ه")
                break
    return tuple(seen)
