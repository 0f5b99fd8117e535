"""What a number counts: persons by kind, things that are counted, and the words that say what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from msgspec import Struct

from trucewatch.reading.language_data import load_lexicon
from trucewatch.reading.phrases import PhraseMatcher
from trucewatch.reading.tokens import Tokens, tokenise
from trucewatch.reading.view import make_view
from trucewatch.vocabulary.claims import Measure, Unit, Who

__all__ = ["CountedExample", "CountedLexicon", "CountedNoun", "StateWord", "ZeroPhrase", "replace_who"]

T = TypeVar("T")


class CountedNoun(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A noun that can be counted. ``what`` is the measure it tells by itself (*morts*: ``killed``).

    ``single`` lets *un* or *a* count as 1; ``duals`` are forms that mean two; ``weak`` lets the words
    around it tell another measure. Those who hold an ``office`` count only when a word tells their lot.
    """

    id: str
    forms: tuple[str, ...]
    duals: tuple[str, ...] = ()
    who: Who | None = None
    what: Measure | None = None
    unit: Unit = "persons"
    single: bool = False
    weak: bool = False
    office: bool = False


class StateWord(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words that tell a measure.

    ``lemmas`` are verbs whose object (or passive subject) is counted, ``intransitive`` those whose
    subject is; ``before`` governs the number behind it (*la mort de*), ``words`` stand behind the noun
    (*portés disparus*), ``topics`` anywhere in the sentence of a bare number (*le nombre de morts*).
    ``who`` limits a state to kinds of persons.
    """

    id: str
    what: Measure
    lemmas: tuple[str, ...] = ()
    intransitive: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    who: tuple[Who, ...] = ()


class ZeroPhrase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Phrases that say that nobody was hurt, or that no truck came."""

    what: Measure
    forms: tuple[str, ...]
    who: Who | None = "person"
    unit: Unit = "persons"


class CountedExample(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text and its figures, each told as *best what who* (``-`` for null)."""

    text: str
    figures: tuple[str, ...]


class CountedData(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``counted.yaml`` of a language."""

    id: str
    source: str
    nouns: tuple[CountedNoun, ...]
    states: tuple[StateWord, ...]
    zeros: tuple[ZeroPhrase, ...] = ()
    zero_before: tuple[str, ...] = ()
    who_words: dict[str, Who] = {}
    noun_between: tuple[str, ...] = ()
    noun_modifiers: bool = False
    links: tuple[str, ...] = ()
    prepositions: tuple[str, ...] = ()
    coordinators: tuple[str, ...] = ()
    relatives: tuple[str, ...] = ()
    agent_after: tuple[str, ...] = ()
    subset: tuple[str, ...] = ()
    of_them: tuple[str, ...] = ()
    base: tuple[str, ...] = ()
    out_of: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    ones: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    sending: tuple[str, ...] = ()
    total: tuple[str, ...] = ()
    rises: tuple[str, ...] = ()
    elided_after: tuple[str, ...] = ()
    never_after: tuple[str, ...] = ()
    never_before: tuple[str, ...] = ()
    rates: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    speech: tuple[str, ...] = ()
    reached: tuple[str, ...] = ()
    possessives: tuple[str, ...] = ()
    no_subject: tuple[str, ...] = ()
    estimates: tuple[str, ...] = ()
    estimate_to: tuple[str, ...] = ()
    part_after: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    rise_verbs: tuple[str, ...] = ()
    of_them_endings: tuple[str, ...] = ()
    aid: tuple[str, ...] = ()
    ranks: tuple[str, ...] = ()
    of_things: tuple[str, ...] = ()
    copulas: tuple[str, ...] = ()
    parallels: tuple[str, ...] = ()
    territory: tuple[str, ...] = ()
    shares_of: tuple[str, ...] = ()
    broken_plurals: tuple[str, ...] = ()
    examples: tuple[CountedExample, ...] = ()
    verbs: tuple[dict[str, object], ...] = ()


def replace_who(noun: CountedNoun, who: Who | None) -> CountedNoun:
    """The noun with another kind of person (*civilian deaths*)."""
    return CountedNoun(id=noun.id, forms=(), who=who, what=noun.what, unit=noun.unit, single=noun.single)


class CountedLexicon:
    """The nouns and states of one language, compiled."""

    def __init__(self, lang: str) -> None:
        data = load_lexicon(lang, "counted", CountedData)
        self.data = data
        self.lang = lang
        self.arabic = lang == "ar"
        accents = lang == "fr"
        self.nouns = _matcher(((f, n) for n in data.nouns for f in n.forms), accents)
        self.duals = _matcher(((f, n) for n in data.nouns for f in n.duals), accents)
        self.lemmas = {lemma: state for state in data.states for lemma in state.lemmas}
        self.intransitive = {lemma: state for state in data.states for lemma in state.intransitive}
        self.before = _matcher(((f, s) for s in data.states for f in s.before), accents)
        self.words = _matcher(((f, s) for s in data.states for f in s.words), accents)
        self.topics = _matcher(((f, s) for s in data.states for f in s.topics), accents)
        self.zeros = _matcher(((f, z) for z in data.zeros for f in z.forms), accents)
        self.zero_before = _phrases(data.zero_before, accents)
        self.subset = _phrases(data.subset)
        self.of_them = _phrases(data.of_them)
        self.out_of = _phrases(data.out_of)
        self.one_of = _phrases(data.one_of)
        self.never_after = _phrases(data.never_after)
        self.total = _phrases(data.total)
        self.rises = _phrases(data.rises)
        self.speakers = _phrases(data.speakers)
        self.aid = _phrases(data.aid)
        self.ranks = _phrases(data.ranks)
        self.territory = _phrases(data.territory)
        self.shares_of = _phrases(data.shares_of)
        self._starts = frozenset(self._first_words(data))
        self.noun_between = frozenset(data.noun_between)
        self.links = frozenset(data.links)
        self.prepositions = frozenset(data.prepositions)
        self.coordinators = frozenset(data.coordinators)
        self.relatives = frozenset(data.relatives)
        self.owners = frozenset(data.owners)
        self.sending = frozenset(data.sending)
        self.agent_after = frozenset(data.agent_after)
        self.base = frozenset(data.base)
        self.ones = frozenset(data.ones)
        self.elided_after = frozenset(data.elided_after)
        self.never_before = frozenset(data.never_before)
        self.rates = frozenset(data.rates)
        self.speech = frozenset(data.speech)
        self.broken_plurals = frozenset(data.broken_plurals)

    def begins(self, tokens: Tokens) -> set[int]:
        """The tokens at which a counted noun, an article of one or a zero can begin."""
        return tokens.places(self._starts, folded=True)

    def _first_words(self, data: CountedData) -> Iterable[str]:
        phrases = [*data.ones, *data.one_of, *data.zero_before]
        phrases += [form for noun in data.nouns for form in (*noun.forms, *noun.duals)]
        phrases += [form for zero in data.zeros for form in zero.forms]
        for phrase in phrases:
            yield tokenise(make_view(phrase))[0].fold


def _matcher(entries: Iterable[tuple[str, T]], accents: bool = False) -> PhraseMatcher[T]:
    matcher: PhraseMatcher[T] = PhraseMatcher(accents=accents)
    for form, value in entries:
        matcher.add(form, value)
    return matcher


def _phrases(forms: Iterable[str], accents: bool = False) -> PhraseMatcher[bool]:
    return _matcher(((form, True) for form in forms), accents)
