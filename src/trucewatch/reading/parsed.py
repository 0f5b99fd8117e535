"""A text prepared for the rules: view, tokens, quotations, sentences, verb groups.

Layers read a :class:`ParsedText` and return found things whose positions are view offsets
(``start``, ``end``); :mod:`trucewatch.reading.assemble` turns them into claims on the stored text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from trucewatch.reading.headers import body_start
from trucewatch.reading.language_data import LanguageData, load_language
from trucewatch.reading.sentences import Quotation, Sentence, find_quotations, split_sentences
from trucewatch.reading.tokens import Token, Tokens, tokenise
from trucewatch.reading.verbs import VerbGroup, find_verb_groups
from trucewatch.reading.view import TextView, make_view

__all__ = ["ParsedText", "parse_text"]


@dataclass(frozen=True, slots=True)
class ParsedText:
    """Everything below the layers that find claims."""

    lang: str
    data: LanguageData
    view: TextView
    tokens: Tokens
    quotations: tuple[Quotation, ...]
    sentences: tuple[Sentence, ...]
    verbs: tuple[VerbGroup, ...]
    token_starts: tuple[int, ...] = field(repr=False)
    verb_starts: tuple[int, ...] = field(repr=False)
    sentence_starts: tuple[int, ...] = field(repr=False)

    def text(self, start: int, end: int) -> str:
        """The view's characters."""
        return self.view.text[start:end]

    def token_at(self, position: int) -> int:
        """Index of the first token that ends after ``position``."""
        k = bisect_right(self.token_starts, position) - 1
        if k >= 0 and self.tokens[k].end > position:
            return k
        return k + 1

    def sentence(self, position: int) -> Sentence:
        """The sentence that holds a position."""
        return self.sentences[max(0, bisect_right(self.sentence_starts, position) - 1)]

    def sentence_tokens(self, sentence: Sentence) -> tuple[Token, ...]:
        """The tokens of a sentence."""
        return self.tokens[sentence.first : sentence.last]

    def verbs_in(self, start: int, end: int) -> tuple[VerbGroup, ...]:
        """Verb groups that begin in ``[start, end)``."""
        return self.verbs[bisect_left(self.verb_starts, start) : bisect_left(self.verb_starts, end)]

    def quotation_at(self, position: int) -> Quotation | None:
        """The quotation whose inside holds a position."""
        for quotation in self.quotations:
            if quotation.start <= position < quotation.end:
                return quotation
            if quotation.start > position:
                return None
        return None


def parse_text(raw: str, lang: str) -> ParsedText:
    """Prepare a stored text; a header block at its top is no part of what is read.

    ``lang`` is ``fr``, ``en`` or ``ar``; raises :class:`UsageError` otherwise.
    """
    data = load_language(lang)
    view = make_view(raw)
    tokens = tokenise(view, body_start(view.text))
    quotations = find_quotations(view)
    sentences = split_sentences(view, tokens, quotations)
    verbs = find_verb_groups(tokens, data)
    return ParsedText(
        lang=lang,
        data=data,
        view=view,
        tokens=tokens,
        quotations=quotations,
        sentences=sentences,
        verbs=verbs,
        token_starts=tuple(token.start for token in tokens),
        verb_starts=tuple(group.start for group in verbs),
        sentence_starts=tuple(sentence.start for sentence in sentences),
    )
