"""The words by which somebody is said to speak (``lexicon/<lang>/speech.yaml``), compiled."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from trucewatch.reading.language_data import load_lexicon
from trucewatch.reading.phrases import PhraseMatcher
from trucewatch.reading.tokens import Token
from trucewatch.reading.view import fold_text, lower_text, normalise
from trucewatch.vocabulary.claims import Polarity, Stance

__all__ = ["According", "SpeechExample", "SpeechLexicon", "SpeechNoun", "SpeechSyntax", "SpeechVerb", "speech_lexicon"]


class SpeechVerb(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"with_": "with"}):
    """A verb of speech. The head of ``speech.yaml`` says what the flags mean; the rest is its morphology."""

    lemma: str
    stance: Stance
    object: bool = False
    report: bool = False
    presupposes: bool = False
    quote_only: bool = False
    weak: bool = False
    continues: bool = False
    reflexive: bool = False
    personal: bool = False
    number: bool = False
    source: str | None = None
    document: bool = False
    polarity: Polarity = "asserted"
    with_: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    link: tuple[str, ...] = ()
    linked_object: bool = False
    paradigm: str | None = None
    forms: dict[str, tuple[str, ...]] = {}
    only: bool = False
    past_stem: tuple[str, ...] = ()
    pres_stem: tuple[str, ...] = ()
    aux: str | None = None


class According(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A phrase before a source: *selon*. ``own``: the phrase names the source itself (*de source
    militaire*); ``needs``: the verb that must stand in the sentence (*a appris … auprès de X*).
    ``opens``: only at the head of a sentence, before a source that a comma follows (*Pour l'ONG, …*).
    """

    form: str
    own: bool = False
    needs: str | None = None
    opens: bool = False


class SpeechNoun(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A noun that takes a stand: *l'appel de X*. ``by``: only where somebody gives or utters it."""

    form: str
    stance: Stance
    by: bool = False


class SpeechExample(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text, a word of it and whose voice the word stands in (null: the document's); run as a test."""

    text: str
    word: str
    voice: str | None = None


class SpeechSyntax(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``speech.yaml``: verbs, nouns and function words of attribution."""

    id: str
    source: str
    that: tuple[str, ...]
    infinitive: bool = False
    that_optional: bool = False
    verb_first: bool = False
    according: tuple[According, ...] = ()
    pronouns: tuple[str, ...] = ()
    own_voice: tuple[str, ...] = ()
    relatives: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()
    coordination: tuple[str, ...] = ()
    prepositions: tuple[str, ...] = ()
    determiners: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    joiners: tuple[str, ...] = ()
    plural: tuple[str, ...] = ()
    genitive: tuple[str, ...] = ()
    openers: tuple[str, ...] = ()
    unable_phrases: tuple[str, ...] = ()
    background: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    contrast: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    noun_before: tuple[str, ...] = ()
    after_quote: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    restrictive: tuple[str, ...] = ()
    performed: tuple[str, ...] = ()
    possessives: tuple[str, ...] = ()
    oblique: tuple[str, ...] = ()
    topic_marks: tuple[str, ...] = ()
    anonymity: tuple[str, ...] = ()
    own_documents: tuple[str, ...] = ()
    own_names: tuple[str, ...] = ()
    subsets: tuple[str, ...] = ()
    clitics: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    relay: tuple[str, ...] = ()
    relay_cues: tuple[str, ...] = ()
    carriers: tuple[str, ...] = ()
    negative_objects: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    same_outlet: tuple[str, ...] = ()
    unable: tuple[str, ...] = ()
    disputes: tuple[str, ...] = ()
    rumours: tuple[str, ...] = ()
    falsities: tuple[str, ...] = ()
    conjunctions: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    nobody: tuple[str, ...] = ()
    claimed_that: tuple[str, ...] = ()
    own_possessives: tuple[str, ...] = ()
    inverted_pattern: str | None = None
    examples: tuple[SpeechExample, ...] = ()
    nouns: tuple[SpeechNoun, ...] = ()
    verbs: tuple[SpeechVerb, ...]


class SpeechLexicon:
    """``speech.yaml`` ready for look-up by lemma, token form and phrase."""

    def __init__(self, lang: str) -> None:
        syntax = load_lexicon(lang, "speech", SpeechSyntax)
        self.lang = lang
        self.syntax = syntax
        self.verbs: dict[str, list[SpeechVerb]] = {}
        for verb in syntax.verbs:
            self.verbs.setdefault(verb.lemma, []).append(verb)
        self.following: dict[int, PhraseMatcher[bool]] = {}
        for verb in syntax.verbs:
            if verb.with_:
                self.following[id(verb)] = _matcher(verb.with_)
        # Arabic verbs as *we* say them: what their present begins with, what their past is
        self.we_present = {id(v): tuple("ن" + fold_text(stem) for stem in v.pres_stem if stem) for v in syntax.verbs}
        self.we_past = {id(v): frozenset(fold_text(stem) + "نا" for stem in v.past_stem if stem) for v in syntax.verbs}
        self.unless = {id(verb): _matcher(verb.unless) for verb in syntax.verbs if verb.unless}
        self.according: PhraseMatcher[According] = PhraseMatcher()
        for item in syntax.according:
            self.according.add(item.form, item)
        self.nouns: PhraseMatcher[SpeechNoun] = PhraseMatcher()
        for noun in syntax.nouns:
            self.nouns.add(noun.form, noun)
        self.breaks = _matcher(syntax.breaks)
        self.relay_cues = _matcher(syntax.relay_cues)
        self.carriers = _matcher(syntax.carriers)
        self.disputes = _matcher(syntax.disputes)
        self.conjunctions = self._words(syntax.conjunctions)
        self.one_of = self._words(syntax.one_of)
        self.nobody = self._words(syntax.nobody)
        self.claimed_that = _matcher(syntax.claimed_that)
        self.rumours = _matcher(syntax.rumours)
        self.falsities = _matcher(syntax.falsities)
        self.own_possessives = self._words(syntax.own_possessives)
        self.inverted = re.compile(syntax.inverted_pattern) if syntax.inverted_pattern else None
        self.that = self._words(syntax.that)
        self.pronouns = self._words(syntax.pronouns)
        self.own_voice = self._words(syntax.own_voice)
        self.relatives = self._words(syntax.relatives)
        self.coordination = self._words(syntax.coordination)
        self.prepositions = self._words(syntax.prepositions)
        self.determiners = self._words(syntax.determiners)
        self.articles = self._words(syntax.articles)
        self.joiners = self._words(syntax.joiners)
        self.plural = self._words(syntax.plural)
        self.openers = self._words(syntax.openers)
        self.unable_phrases = _matcher(syntax.unable_phrases)
        self.background = _matcher(syntax.background, accents=lang != "ar")
        self.after_quote = _matcher(syntax.after_quote)
        self.where = self._words(syntax.where)
        self.topic_marks = self._words(syntax.topic_marks)
        self.anonymity = _matcher(syntax.anonymity)
        self.possessives = self._words(syntax.possessives)
        self.oblique = self._words(syntax.oblique)
        self.stops = self._words(syntax.stops)
        self.noun_before = self._words(syntax.noun_before)
        self.restrictive = self._words(syntax.restrictive)
        self.performed = _matcher(syntax.performed)
        self.contrast = self._words(syntax.contrast)
        self.same = self._words(syntax.same)
        self.own_documents = self._words(syntax.own_documents)
        self.own_names = self._words(syntax.own_names)
        self.genitive = self._words(syntax.genitive)
        self.subsets = self._words(syntax.subsets)
        self.clitics = self._words(syntax.clitics)
        self.by = self._words(syntax.by)
        self.relay = self._words(syntax.relay)
        self.negative_objects = self._words(syntax.negative_objects)
        self.reports = self._words(syntax.reports)
        self.same_outlet = self._words(syntax.same_outlet)
        self.unable = frozenset(syntax.unable)
        self.led = self.determiners | self.prepositions
        self.passed = self.joiners | self.determiners
        self.referring = self.determiners | self.pronouns
        self.owned = self.genitive | self.determiners
        self.adjuncts = self.prepositions | self.openers
        self.own_words = self.own_voice | self.own_possessives

    def word(self, token: Token, words: frozenset[str]) -> bool:
        """Whether a token is one of the words, in Arabic also without joined particles."""
        if token.lower in words:
            return True
        return self.lang == "ar" and not words.isdisjoint(token.forms)

    def _words(self, words: tuple[str, ...]) -> frozenset[str]:
        fold = fold_text if self.lang == "ar" else lower_text
        return frozenset(fold(normalise(word)) for word in words)


def _matcher(phrases: tuple[str, ...], *, accents: bool = False) -> PhraseMatcher[bool]:
    matcher: PhraseMatcher[bool] = PhraseMatcher(accents=accents)
    for phrase in phrases:
        matcher.add(phrase, True)
    return matcher


@lru_cache(maxsize=4)
def speech_lexicon(lang: str) -> SpeechLexicon:
    """The speech lexicon of a language, compiled once."""
    return SpeechLexicon(lang)
