"""A text cut at the ends of its claims, so that overlapping claims can each be marked in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from trucewatch.vocabulary.claims import Claim

__all__ = ["Piece", "cut"]


@dataclass(frozen=True)
class Piece:
    """A stretch of text under the same claims. ``begins`` are the claims whose first words stand here,
    ``start`` is the first code point in the text."""

    text: str
    claims: tuple[str, ...]
    begins: tuple[str, ...]
    start: int = 0


def cut(text: str, claims: Sequence[Claim]) -> tuple[Piece, ...]:
    """Cut ``text`` at every start and end of a span; the pieces joined give the text again.

    Spans are code points. A span that does not lie in the text is cut to it; an empty one marks nothing.
    """
    spans = [(max(0, c.span[0]), min(len(text), c.span[1]), c.id) for c in claims]
    spans = [span for span in spans if span[0] < span[1]]
    starting: dict[int, list[str]] = {}
    ending: dict[int, list[str]] = {}
    for start, end, claim in spans:
        starting.setdefault(start, []).append(claim)
        ending.setdefault(end, []).append(claim)
    edges = sorted({0, len(text), *starting, *ending})
    pieces: list[Piece] = []
    covering: dict[str, None] = {}
    for start, end in pairwise(edges):
        for claim in ending.get(start, ()):
            covering.pop(claim, None)
        begins = tuple(starting.get(start, ()))
        covering.update(dict.fromkeys(begins))
        pieces.append(Piece(text[start:end], tuple(covering), begins, start))
    return tuple(pieces)
