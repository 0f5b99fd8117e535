"""Sentences, paragraphs and quotations of a view.

A sentence is never cut inside a quotation, after an abbreviation or an initial. A paragraph ends at a
line break that follows a finished line or a blank line; a line without a final mark that is short and
stands alone is a headline or subhead.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import Literal, TypeAlias

from msgspec import Struct

from trucewatch.reading.tokens import Token
from trucewatch.reading.view import TextView

__all__ = ["Quotation", "Sentence", "SentenceKind", "find_quotations", "split_sentences"]

SentenceKind: TypeAlias = Literal["body", "headline"]

# A letter behind *on* or *sur* is a network's name that may end its sentence, no initial.
_ABBREVIATION = re.compile(
    r"(?:\b(?:m|mm|mme|mmes|mlle|dr|pr|me|st|ste|gen|col|lt|cap|sgt|mr|mrs|ms|prof|rev|sen|rep|gov|av|apr|j|c|no|nos"
    r"|vol|art|al|etc|cf|env|ex|jan|feb|mar|jun|jul|aug|sept?|oct|nov|dec|janv|fevr|juil|inc|ltd|co|corp|u\.s|u\.n"
    r"|a\.m|p\.m|i\.e|e\.g|approx|est|vs|d\.c|ph\.d)|(?<!\bsur )(?<!\bon )(?<!\bvia )\b[a-z]|(?:\b[a-z]\.)+[a-z])\Z"
)
_END = re.compile(r"[.!?…]+['»\")\]]*(?=\s|\Z|«)|\n\s*\n|\n")
_OPEN = {"«": "»", '"': '"'}
_START = attrgetter("start")
_OPENING = re.compile('[«"]')
_STOPS = {'"': re.compile(r'"|\n\n'), "«": re.compile("[«»]")}


class Quotation(Struct, frozen=True, gc=False):
    """Words between quotation marks: ``[start, end)`` inside the marks, ``outer`` with them.

    ``closed`` is false when the closing mark is missing and the paragraph's end was taken.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    closed: bool = True


class Sentence(Struct, frozen=True, gc=False):
    """A sentence: ``[start, end)`` in the view, its tokens ``[first, last)`` and its paragraph."""

    index: int
    start: int
    end: int
    first: int
    last: int
    paragraph: int
    kind: SentenceKind = "body"


def find_quotations(view: TextView) -> tuple[Quotation, ...]:
    """Outermost quotations, in order. A mark that never closes ends at its paragraph."""
    text = view.text
    found: list[Quotation] = []
    i = 0
    while True:
        opening = _OPENING.search(text, i)
        if opening is None:
            break
        i, char = opening.start(), opening.group()
        close, start = _OPEN[char], i + 1
        end = _closing(text, start, char, close)
        limit = text.find("\n", start)
        limit = len(text) if limit < 0 else limit
        if end < 0 or end - start > 3000:
            if char == '"':
                i += 1
                continue
            end = limit
            found.append(_trimmed(text, start, end, i, end, closed=False))
            i = end + 1
            continue
        found.append(_trimmed(text, start, end, i, end + 1, closed=True))
        i = end + 1
    return tuple(q for q in found if q.end > q.start)


def _closing(text: str, start: int, opening: str, close: str) -> int:
    depth, limit = 1, min(len(text), start + 3200)
    for match in _STOPS[opening].finditer(text, start):
        j, char = match.start(), match.group()
        if j >= limit:
            break
        if opening == '"':
            return j if char == '"' else -1
        if char == opening:
            # news repeats the opening mark at each paragraph of a long quotation
            if _begins_line(text, j):
                continue
            depth += 1
        elif char == close:
            depth -= 1
            if depth == 0:
                return j
    return -1


def _begins_line(text: str, i: int) -> bool:
    """Does nothing but spaces stand between a line break and the position?"""
    while i > 0 and text[i - 1] == " ":
        i -= 1
    return i > 0 and text[i - 1] == "\n"


def _trimmed(text: str, start: int, end: int, outer_start: int, outer_end: int, *, closed: bool) -> Quotation:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start and text[end - 1] == ",":  # "…," he said: the comma is the sentence's, not the speaker's
        end -= 1
    return Quotation(start, end, outer_start, outer_end, closed)


def split_sentences(
    view: TextView, tokens: tuple[Token, ...], quotations: tuple[Quotation, ...]
) -> tuple[Sentence, ...]:
    """All sentences of a view in order; every token lies in exactly one."""
    text, fold = view.text, view.fold
    cuts: list[tuple[int, bool]] = []  # (position, is_paragraph_end)
    starts = [q.outer_start for q in quotations]
    for match in _END.finditer(text):
        at = match.end()
        mark = match.group()
        if mark.startswith("\n"):
            cuts.append((at, True))
            continue
        k = bisect_right(starts, match.start()) - 1
        inside = k >= 0 and quotations[k].outer_start < match.start() < quotations[k].outer_end - 1
        if inside and at < quotations[k].outer_end:
            continue
        if inside and not _quotation_ends_sentence(text, quotations[k].outer_end):
            continue
        if mark[0] == "." and _ABBREVIATION.search(fold[max(0, match.start() - 12) : match.start()]):
            continue
        following = text[at : at + 40].lstrip()
        if following and (following[0].islower() or following[0] in ",;:)–-"):
            continue
        if k >= 0 and quotations[k].outer_end == at and following[:1].islower():
            continue
        cuts.append((at, False))
    return _sentences(view, tokens, cuts)


def _quotation_ends_sentence(text: str, end: int) -> bool:
    following = text[end : end + 40].lstrip(" ")
    return not following or not (following[0].islower() or following[0] in ",;:)–-")


def _sentences(view: TextView, tokens: tuple[Token, ...], cuts: list[tuple[int, bool]]) -> tuple[Sentence, ...]:
    text = view.text
    out: list[Sentence] = []
    position, paragraph, token = 0, 0, 0
    for end, new_paragraph in [*cuts, (len(text), True)]:
        first = token
        token = bisect_left(tokens, end, token, key=_START)
        if token > first:
            start, stop = tokens[first].start, tokens[token - 1].end
            alone = new_paragraph and (position == 0 or _begins_line(text, start))
            final = text[stop - 1]
            kind: SentenceKind = "headline" if alone and stop - start < 160 and final not in '.!?…»:"' else "body"
            out.append(Sentence(len(out), start, stop, first, token, paragraph, kind))
        if new_paragraph and token > first:
            paragraph += 1
        position = end
    return tuple(out)
