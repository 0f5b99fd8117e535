"""The number words of one language, compiled from ``numbers.yaml``.

Words, multipliers, collective numbers, fractions and qualifiers are data; intervals follow the
interchange (*une trentaine* 25 to 35, *des dizaines* 20 to 99).
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from trucewatch.reading.language_data import load_lexicon
from trucewatch.reading.phrases import PhraseMatcher
from trucewatch.reading.tokens import Token, Tokens, tokenise
from trucewatch.reading.view import fold_text, make_view, normalise
from trucewatch.vocabulary.claims import Qualifier

__all__ = ["Collective", "NumberData", "NumberExample", "NumberLexicon", "QualifierWords"]


class Collective(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A collective number or a fraction, and its interval; an open end is null."""

    forms: tuple[str, ...]
    low: int | float | None
    best: int | float | None
    high: int | float | None
    qualifier: Qualifier = "about"
    percent: bool = False


class QualifierWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words before (or behind) a number that qualify it."""

    id: str
    qualifier: Qualifier
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class NumberExample(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text that begins with a number, and what it tells: low, best, high, qualifier."""

    text: str
    told: tuple[int | float | None, int | float | None, int | float | None, Qualifier]
    percent: bool = False


class NumberData(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``numbers.yaml`` of a language."""

    id: str
    source: str
    words: dict[str, int]
    multipliers: dict[str, int]
    joiners: tuple[str, ...] = ()
    percent: tuple[str, ...]
    half: tuple[str, ...] = ()
    collectives: tuple[Collective, ...] = ()
    qualifiers: tuple[QualifierWords, ...] = ()
    between: tuple[str, ...] = ()
    range_from: tuple[str, ...] = ()
    range_and: tuple[str, ...] = ()
    range_to: tuple[str, ...] = ()
    zero: tuple[str, ...] = ()
    indefinite: tuple[str, ...] = ()
    examples: tuple[NumberExample, ...] = ()


class NumberLexicon:
    """The numbers of one language, compiled. ``joined`` marks a script whose *and* is part of the next word."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        data = load_lexicon(lang, "numbers", NumberData)
        self.data = data
        self.joined = lang == "ar"
        self.words = {self._key(word): value for word, value in data.words.items()}
        self.multipliers = {self._key(word): value for word, value in data.multipliers.items()}
        self.joiners = frozenset(data.joiners)
        self.half = frozenset(self._key(word) for word in data.half)
        self.zero = frozenset(data.zero)
        self.between = frozenset(data.between)
        self.range_from = frozenset(data.range_from)
        self.range_and = frozenset(data.range_and)
        self.range_to = frozenset(data.range_to)
        self.percent: PhraseMatcher[bool] = PhraseMatcher()
        for form in data.percent:
            self.percent.add(form, True)
        self.collectives: PhraseMatcher[Collective] = PhraseMatcher()
        for collective in data.collectives:
            for form in collective.forms:
                self.collectives.add(form, collective)
        self.before: PhraseMatcher[QualifierWords] = PhraseMatcher()
        self.after: PhraseMatcher[QualifierWords] = PhraseMatcher()
        for words in data.qualifiers:
            for form in words.before:
                self.before.add(form, words)
            for form in words.after:
                self.after.add(form, words)
        self._starts = frozenset(self._first_words(data))
        plain = (*data.words, *data.multipliers, *data.joiners, *data.between)
        self._plain = frozenset(fold_text(normalise(word)) for word in plain)
        self._from = frozenset(fold_text(normalise(word)) for word in data.range_from) - self._plain

    def begins(self, token: Token) -> bool:
        """Can a number or its qualifier begin at this token? Cheap, and true for every number."""
        if token.kind != "word":
            return token.kind == "number"
        if "-" in token.lower and token.fold.split("-", 1)[0] in self._starts:
            return True
        return not self._starts.isdisjoint(token.forms)

    def begin(self, tokens: Tokens) -> set[int]:
        """The tokens at which a number or its qualifier can begin."""
        compounds = (t.index for t in tokens if t.kind == "number" or (len(t.lower) > 1 and "-" in t.lower))
        found = tokens.places(self._plain, folded=True)
        found.update(i for i in compounds if self.begins(tokens[i]))
        framed = [i for i in tokens.places(self._from, folded=True) if i + 1 in found]  # *de 80 à 100*
        return found.union(framed, self.before.places(tokens), self.collectives.places(tokens))

    def _key(self, word: str) -> str:
        return fold_text(normalise(word)) if self.joined else word

    def _first_words(self, data: NumberData) -> Iterable[str]:
        yield from (fold_text(normalise(word)) for word in (*data.words, *data.multipliers, *data.joiners))
        phrases = [*data.between, *data.range_from]
        phrases += [form for collective in data.collectives for form in collective.forms]
        phrases += [form for words in data.qualifiers for form in words.before]
        for phrase in phrases:
            yield tokenise(make_view(phrase))[0].fold
