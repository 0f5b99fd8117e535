"""Find lexicon phrases in tokens: leftmost, longest, in one pass.

Text and lexicon go through the same view and tokeniser, so every entry can fire. A phrase matches on
folded forms (names, nouns) or, where an accent tells two words apart, on lower-case forms.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, KeysView, Sequence
from typing import Any, Generic, TypeVar

from msgspec import Struct

from trucewatch.reading.tokens import Token, Tokens, tokenise
from trucewatch.reading.view import make_view

__all__ = ["PhraseIndex", "PhraseMatch", "PhraseMatcher", "matchers_of"]

V = TypeVar("V")


class PhraseMatch(Struct, Generic[V], frozen=True, gc=False):
    """A phrase found over the tokens ``[first, last)``; ``[start, end)`` in the view."""

    first: int
    last: int
    start: int
    end: int
    value: V


class _Node(Generic[V]):
    __slots__ = ("next", "values")

    def __init__(self) -> None:
        self.next: dict[str, _Node[V]] = {}
        self.values: list[V] = []


class PhraseMatcher(Generic[V]):
    """A trie of token forms. ``exact_case_accents`` matches lower-case forms with their accents."""

    def __init__(self, *, accents: bool = False) -> None:
        self._root: _Node[V] = _Node()
        self.accents = accents
        self.size = 0

    def add(self, phrase: str, value: V) -> None:
        """Add a phrase; several values may share one."""
        node = self._root
        tokens = tokenise(make_view(phrase))
        if not tokens:
            return
        for token in tokens:
            key = token.lower if self.accents else token.fold
            node = node.next.setdefault(key, _Node())
        node.values.append(value)
        self.size += 1

    def at(self, tokens: Sequence[Token], i: int, stop: int | None = None) -> PhraseMatch[list[V]] | None:
        """The longest phrase that starts at token ``i``."""
        if not isinstance(tokens, Tokens):
            return self._walk(tokens, i, len(tokens) if stop is None else stop)
        known = tokens.begins.get(self)
        match: PhraseMatch[list[V]] | None = (self._read(tokens) if known is None else known).get(i)
        if match is None or stop is None or match.last <= stop:
            return match
        return self._walk(tokens, i, stop)

    def _walk(self, tokens: Sequence[Token], i: int, stop: int) -> PhraseMatch[list[V]] | None:
        if i >= stop:
            return None
        token = tokens[i]
        following = self._root.next
        if len(token.forms) > 1:
            return None if following.keys().isdisjoint(token.forms) else self._branching(tokens, i, stop)
        node = following.get(token.lower if self.accents else token.fold)
        if node is None:
            return None
        last, values = i, node.values
        j = i + 1
        while True:
            if node.values:
                last, values = j, node.values
            if not node.next or j >= stop:
                break
            token = tokens[j]
            if len(token.forms) > 1:
                return self._branching(tokens, i, stop)
            child = node.next.get(token.lower if self.accents else token.fold)
            if child is None:
                break
            node = child
            j += 1
        if last == i:
            return None
        return PhraseMatch(i, last, tokens[i].start, tokens[last - 1].end, values)

    def _branching(self, tokens: Sequence[Token], i: int, stop: int) -> PhraseMatch[list[V]] | None:
        """As :meth:`at`, where a word may be known under several forms."""
        best: tuple[int, list[V]] | None = None
        frontier = [self._root]
        j = i
        while j < stop and frontier:
            token = tokens[j]
            keys = (token.lower,) if self.accents and len(token.forms) == 1 else token.forms
            following: list[_Node[V]] = []
            for node in frontier:
                for key in keys:
                    child = node.next.get(key)
                    if child is not None:
                        following.append(child)
                        break
            frontier = following
            j += 1
            for node in frontier:
                if node.values:
                    best = (j, node.values)
        if best is None:
            return None
        last, values = best
        return PhraseMatch(i, last, tokens[i].start, tokens[last - 1].end, values)

    def places(self, tokens: Tokens) -> KeysView[int]:
        """The tokens at which a phrase begins: a set to test against and to unite with others."""
        known = tokens.begins.get(self)
        return (self._read(tokens) if known is None else known).keys()

    def _read(self, tokens: Tokens) -> dict[int, Any]:
        """The longest phrase at each token, read once for a text: by its words and not token by token."""
        words = tokens.places_of_words if self.accents else tokens.places_of_forms
        keys = tokens.plain_words if self.accents else tokens.plain_forms
        found: dict[int, PhraseMatch[list[V]]] = {}
        for word in self._root.next.keys() & words.keys():
            self.read_word(self._root.next[word], tokens, keys, words[word], found)
        tokens.begins[self] = found
        tokens.begins_in_order[self] = sorted(found)
        return found

    def read_word(
        self, node: _Node[V], tokens: Tokens, keys: list[str], places: list[int], found: dict[int, Any]
    ) -> None:
        """Add to ``found`` the phrases that begin with one word, which stands at ``places`` and leads to ``node``."""
        following, values = node.next, node.values
        for i in places:
            if keys[i] and keys[i + 1] and keys[i + 1] not in following:  # one word, or nothing
                if values:
                    token = tokens[i]
                    found[i] = PhraseMatch(i, i + 1, token.start, token.end, values)
            elif i not in found:
                match = self._from(node, tokens, keys, i)
                if match is not None:
                    found[i] = match

    def first_words(self) -> Iterable[tuple[str, _Node[V]]]:
        """Each word with which a phrase begins, and the node it leads to."""
        return self._root.next.items()

    def _from(self, node: _Node[V], tokens: Tokens, keys: Sequence[str], i: int) -> PhraseMatch[list[V]] | None:
        """The longest phrase at token ``i``, whose word leads to ``node``; ``keys`` as :attr:`Tokens.plain_forms`."""
        if not keys[i]:
            return self._branching(tokens, i, len(tokens))
        last, values, j = i, node.values, i + 1
        while True:
            if node.values:
                last, values = j, node.values
            if not node.next:
                break
            key = keys[j]
            if not key:
                return self._branching(tokens, i, len(tokens))
            child = node.next.get(key)
            if child is None:
                break
            node = child
            j += 1
        return PhraseMatch(i, last, tokens[i].start, tokens[last - 1].end, values) if last > i else None

    def inside(self, tokens: Sequence[Token], first: int, stop: int) -> Sequence[int]:
        """The tokens in ``[first, stop)`` at which a phrase may begin, in order."""
        if not isinstance(tokens, Tokens):
            return range(first, stop)
        if self not in tokens.begins:
            self._read(tokens)
        order = tokens.begins_in_order[self]
        return order[bisect_left(order, first) : bisect_left(order, stop)] if order else ()

    def first(
        self, tokens: Sequence[Token], first: int, behind: int, stop: int | None = None
    ) -> PhraseMatch[list[V]] | None:
        """The first phrase that begins in ``[first, behind)`` and ends by ``stop``."""
        for i in self.inside(tokens, first, behind):
            match = self.at(tokens, i, stop)
            if match is not None:
                return match
        return None

    def find(self, tokens: Sequence[Token], first: int = 0, last: int | None = None) -> Iterator[PhraseMatch[list[V]]]:
        """All phrases, leftmost longest, none overlapping another."""
        stop = len(tokens) if last is None else last
        found: list[PhraseMatch[list[V]]] = []
        behind = first
        for i in self.inside(tokens, first, stop):
            match = self.at(tokens, i, stop) if i >= behind else None
            if match is not None:
                found.append(match)
                behind = match.last
        return iter(found)


class PhraseIndex:
    """Matchers that are read in one pass over the words of a text; made once all their phrases are there."""

    def __init__(self, matchers: Iterable[PhraseMatcher[Any]]) -> None:
        self._matchers = tuple(dict.fromkeys(matchers))
        self._owners: tuple[dict[str, list[tuple[int, _Node[Any]]]], ...] = ({}, {})
        for k, matcher in enumerate(self._matchers):
            owners = self._owners[matcher.accents]
            for word, node in matcher.first_words():
                owners.setdefault(word, []).append((k, node))

    def read(self, tokens: Tokens) -> None:
        """Find the phrases of all matchers, so that each knows its own when a layer asks."""
        found: list[dict[int, Any]] = [{} for _ in self._matchers]
        for accents, owners in enumerate(self._owners):
            words = tokens.places_of_words if accents else tokens.places_of_forms
            keys = tokens.plain_words if accents else tokens.plain_forms
            for word, places in words.items() if owners else ():
                for k, node in owners.get(word, ()):
                    self._matchers[k].read_word(node, tokens, keys, places, found[k])
        for matcher, phrases in zip(self._matchers, found, strict=True):
            tokens.begins[matcher] = phrases
            tokens.begins_in_order[matcher] = sorted(phrases) if phrases else []


def matchers_of(*lexicons: object) -> list[PhraseMatcher[Any]]:
    """The matchers that lexicons hold as attributes."""
    return [value for lexicon in lexicons for value in vars(lexicon).values() if isinstance(value, PhraseMatcher)]
