"""What the words of a content say of its stance and topic (``lexicon/<lang>/stances.yaml``)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from trucewatch.reading.language_data import load_lexicon
from trucewatch.reading.phrases import PhraseMatcher
from trucewatch.reading.tokens import Token
from trucewatch.reading.view import fold_text, lower_text, normalise
from trucewatch.vocabulary.claims import Stance, Topic

__all__ = ["StanceExample", "StanceLexicon", "StanceSyntax", "stance_lexicon"]


class ContentStance(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Phrases of a content that show a stance whatever the verb."""

    stance: Stance
    phrases: tuple[str, ...]


class ContentTopic(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words that show a topic."""

    topic: Topic
    phrases: tuple[str, ...]


class StanceExample(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A content and what it is read as; run as a test."""

    text: str
    stance: Stance | None = None
    topic: Topic = "other"


class StanceSyntax(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``stances.yaml``. ``plans``: nouns whose announcement is a stand; ``named_by``: words before a quoted name."""

    id: str
    source: str
    contents: tuple[ContentStance, ...]
    topics: tuple[ContentTopic, ...]
    plans: tuple[str, ...] = ()
    named_by: tuple[str, ...] = ()
    examples: tuple[StanceExample, ...] = ()


class StanceLexicon:
    """``stances.yaml`` ready for look-up."""

    def __init__(self, lang: str) -> None:
        syntax = load_lexicon(lang, "stances", StanceSyntax)
        self.syntax = syntax
        self.contents: PhraseMatcher[tuple[int, Stance]] = PhraseMatcher(accents=lang != "ar")
        for rank, item in enumerate(syntax.contents):
            for phrase in item.phrases:
                self.contents.add(phrase, (rank, item.stance))
        self.topics: PhraseMatcher[tuple[int, Topic]] = PhraseMatcher()
        for rank, topic in enumerate(syntax.topics):
            for phrase in topic.phrases:
                self.topics.add(phrase, (rank, topic.topic))
        fold = fold_text if lang == "ar" else lower_text
        self.named_by = frozenset(fold(normalise(word)) for word in syntax.named_by)
        self.plans: PhraseMatcher[bool] = PhraseMatcher()
        for phrase in syntax.plans:
            self.plans.add(phrase, True)

    def stance(self, tokens: Sequence[Token], first: int, last: int) -> Stance | None:
        """The stance the words ``[first, last)`` show, or null."""
        ranked = [value for match in self.contents.find(tokens, first, last) for value in match.value]
        return min(ranked)[1] if ranked else None

    def match(self, tokens: Sequence[Token], first: int, last: int) -> tuple[Stance, int, int] | None:
        """As :meth:`stance`, with ``[start, end)`` of the words that show it."""
        ranked = [(v[0], m.start, m.end, v[1]) for m in self.contents.find(tokens, first, last) for v in m.value]
        if not ranked:
            return None
        _, start, end, stance = min(ranked)
        return stance, start, end

    def topic(self, tokens: Sequence[Token], first: int, last: int) -> tuple[Topic, int, int] | None:
        """The topic of the words ``[first, last)`` and the word that shows it, or null."""
        ranked = [(m.value[0][0], m.start, m.end, m.value[0][1]) for m in self.topics.find(tokens, first, last)]
        if not ranked:
            return None
        _, start, end, topic = min(ranked)
        return topic, start, end

    def plan(self, tokens: Sequence[Token], first: int, last: int) -> bool:
        """Whether a noun of decisions or plans stands in the words ``[first, last)``."""
        return next(self.plans.find(tokens, first, last), None) is not None


@lru_cache(maxsize=4)
def stance_lexicon(lang: str) -> StanceLexicon:
    """The stance lexicon of a language, compiled once."""
    return StanceLexicon(lang)
