"""The words that a query finds, marked where they stand in a text as it was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from trucewatch.store.search_query import SearchQuery, Term
from trucewatch.store.search_words import Word, forms, without_article, words_in

__all__ = ["Marked", "excerpt", "spans_of"]

_AROUND: Final = 110
_LENGTH: Final = 320


@dataclass(frozen=True)
class Marked:
    """A stretch of text; ``hit`` where it is what was searched for. ``start`` is its first code point in the text."""

    text: str
    hit: bool
    start: int


def spans_of(text: str, query: SearchQuery, *, first: int | None = None) -> list[tuple[int, int]]:
    """Where the terms of a query stand in ``text``, as half-open ranges of code points in order, without overlap.

    With ``first``, the search ends that many code points after the first hit: a long text is not read to its end.
    """
    terms = query.wanted
    if not terms:
        return []
    longest = max(len(term.words) for term in terms)
    window: list[Word] = []
    found: list[tuple[int, int]] = []
    for word in words_in(text):
        if first is not None and found and word.start > found[0][0] + first:
            break
        window = [*window[-(longest - 1) :], word] if longest > 1 else [word]
        spans = [span for term in terms if (span := _ends_here(window, term)) is not None]
        if spans:
            start, end = min(s for s, _ in spans), word.end
            while found and found[-1][1] > start:
                start = min(start, found.pop()[0])
            found.append((start, end))
    return found


def excerpt(text: str, query: SearchQuery) -> tuple[Marked, ...]:
    """The words around the first hit, with every hit among them marked; the beginning of the text where none is."""
    spans = spans_of(text, query, first=_LENGTH)
    begin = _word_edge(text, max(0, spans[0][0] - _AROUND)) if spans else 0
    end = min(len(text), begin + _LENGTH)
    pieces: list[Marked] = []
    at = begin
    for start, stop in spans:
        if stop > end:
            break
        pieces += [Marked(text[at:start], False, at), Marked(text[start:stop], True, start)]
        at = stop
    pieces.append(Marked(text[at:end], False, at))
    return tuple(piece for piece in pieces if piece.text)


def _ends_here(window: Sequence[Word], term: Term) -> tuple[int, int] | None:
    """The span of ``term`` where its last word is the last of the window."""
    count = len(term.words)
    if count > len(window):
        return None
    last = window[-count:]
    for number, (word, wanted) in enumerate(zip(last, term.words, strict=True), start=1):
        going_on = term.prefix and number == count
        told = (word.folded, *forms(word.folded)) if count == 1 else (word.folded,)
        asked = (wanted, without_article(wanted)) if count == 1 else (wanted,)
        if not any(form.startswith(asked) if going_on else form in asked for form in told):
            return None
    return last[0].start, last[-1].end


def _word_edge(text: str, at: int) -> int:
    """The beginning of the next word, unless it lies far off."""
    if at == 0:
        return 0
    space = text.find(" ", at, at + 30)
    return at if space < 0 else space + 1
