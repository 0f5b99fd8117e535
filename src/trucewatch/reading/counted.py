"""What a number counts: persons by kind, things that are counted, and the words that say what became of them."""

from __future__ import annotations

from msgspec import Struct

from trucewatch.reading.language_data import load_lexicon
from trucewatch.reading.phrases import PhraseMatcher
from trucewatch.vocabulary.claims import Measure, Unit, Who

__all__ = ["CountedLexicon", "CountedNoun", "StateWord"]


class CountedNoun(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A noun that can be counted. ``what`` is the measure it tells by itself (*morts*: ``killed``).

    ``needs_state`` drops the number when no word says what became of them; ``single`` lets *un* or *a* count as 1.
    """

    id: str
    forms: tuple[str, ...]
    who: Who | None = None
    what: Measure | None = None
    unit: Unit = "persons"
    needs_state: bool = False
    single: bool = False
    weak: bool = False


class StateWord(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Verbs (lemmas), nouns and participles that tell a measure. ``total`` marks words of a running total."""

    id: str
    what: Measure
    lemmas: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class CountedData(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``counted.yaml`` of a language."""

    id: str
    source: str
    nouns: tuple[CountedNoun, ...]
    states: tuple[StateWord, ...]
    between: tuple[str, ...] = ()
    subset: tuple[str, ...] = ()
    base: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    total: tuple[str, ...] = ()
    never_after: tuple[str, ...] = ()
    never_before: tuple[str, ...] = ()
    zero_states: tuple[str, ...] = ()
    elided: tuple[str, ...] = ()
    intransitive: tuple[str, ...] = ()
    plurals: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    verbs: tuple[dict[str, object], ...] = ()


class CountedLexicon:
    """The nouns and states of one language, compiled."""

    def __init__(self, lang: str) -> None:
        data = load_lexicon(lang, "counted", CountedData)
        self.data = data
        self.nouns: PhraseMatcher[CountedNoun] = PhraseMatcher(accents=lang == "fr")
        for noun in data.nouns:
            for form in noun.forms:
                self.nouns.add(form, noun)
        self.lemmas: dict[str, StateWord] = {}
        self.words: PhraseMatcher[StateWord] = PhraseMatcher(accents=lang == "fr")
        for state in data.states:
            for lemma in state.lemmas:
                self.lemmas[lemma] = state
            for word in state.words:
                self.words.add(word, state)
        self.subset: PhraseMatcher[bool] = PhraseMatcher()
        for phrase in data.subset:
            self.subset.add(phrase, True)
        self.zero_states: PhraseMatcher[bool] = PhraseMatcher()
        for phrase in data.zero_states:
            self.zero_states.add(phrase, True)
        self.never_after: PhraseMatcher[bool] = PhraseMatcher()
        for phrase in data.never_after:
            self.never_after.add(phrase, True)
        self.total: PhraseMatcher[bool] = PhraseMatcher()
        for phrase in data.total:
            self.total.add(phrase, True)
        self.between = frozenset(data.between)
        self.base = frozenset(data.base)
        self.articles = frozenset(data.articles)
        self.elided = frozenset(data.elided)
        self.intransitive = frozenset(data.intransitive)
        self.plurals = frozenset(data.plurals)
        self.parts: PhraseMatcher[bool] = PhraseMatcher()
        for phrase in data.parts:
            self.parts.add(phrase, True)
        self.never_before = frozenset(data.never_before)
