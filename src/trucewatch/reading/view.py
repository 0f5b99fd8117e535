"""The normalised view of a text, with a map back to the text as stored.

Rules run on the view; spans are stored on the original, which is never altered. The view composes
characters (NFC), unifies apostrophes, spaces, quotation marks and digits, drops Arabic vowel signs,
tatweel and invisible controls. Two further strings of the same length as the view serve matching:
``lower`` (case folded, accents kept) and ``fold`` (accents and Arabic letter variants removed too).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from trucewatch.vocabulary.claims import Span

__all__ = ["TextView", "fold_text", "lower_text", "make_view", "normalise"]

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\v\f"
_SAME_LENGTH: dict[int, str] = {ord(c): " " for c in _SPACES}
_SAME_LENGTH |= {ord(c): "'" for c in "\u2019\u2018\u02bc\u02b9\u2032\u00b4\uff07\u201b`"}
_SAME_LENGTH |= {ord(c): "«" for c in "\u201c\u201e\u201f\u300c"}
_SAME_LENGTH |= {ord(c): "»" for c in "\u201d\u300d"}
_SAME_LENGTH |= {ord(c): "-" for c in "\u2010\u2011\u2212\ufe63\uff0d"}
_SAME_LENGTH |= {ord(c): "–" for c in "\u2013\u2014\u2015\u2012"}
_SAME_LENGTH |= {0x0660 + i: str(i) for i in range(10)}
_SAME_LENGTH |= {0x06F0 + i: str(i) for i in range(10)}
_SAME_LENGTH |= {ord("٬"): ",", ord("٫"): ".", ord("٪"): "%", ord("،"): ",", ord("؛"): ";", ord("؟"): "?"}

# No replacement is itself replaced, so that the order in which characters are replaced does not matter.
_SAME_LENGTH_CHARS = frozenset(chr(c) for c, new in _SAME_LENGTH.items() if chr(c) != new)

# Dropped: they carry no meaning for the rules and would hide a word from its lexicon entry.
_DROPPED = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u0640\u064b-\u065f\u0670\u0610-\u061a]")
_COMBINING = re.compile("[\u0300-\u036f\u0653-\u0655]")

_ARABIC_FOLD = {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ک": "ك", "ی": "ي"}


@dataclass(frozen=True, slots=True)
class TextView:
    """A stored text and its normalised view.

    ``text``, ``lower`` and ``fold`` have the same length. ``starts`` and ``ends`` give, for each
    character of the view, the half-open range of the stored text that it stands for; both are
    ``None`` when the view is as long as the stored text (the common case).
    """

    raw: str
    text: str
    lower: str
    fold: str
    starts: tuple[int, ...] | None = field(default=None, repr=False)
    ends: tuple[int, ...] | None = field(default=None, repr=False)

    def raw_span(self, start: int, end: int) -> Span:
        """The range of the stored text behind the view's ``[start, end)``."""
        if self.starts is None or self.ends is None:
            return (start, end)
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else len(self.raw)
            return (at, at)
        return (self.starts[start], self.ends[end - 1])

    def raw_text(self, start: int, end: int) -> str:
        """The stored characters behind the view's ``[start, end)``."""
        a, b = self.raw_span(start, end)
        return self.raw[a:b]


def make_view(raw: str) -> TextView:
    """Build the view of a stored text. Never fails; linear in the length of the text."""
    if not _DROPPED.search(raw) and not _COMBINING.search(raw):
        text = _unified(raw)
        return TextView(raw, text, lower_text(text), fold_text(text))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    i = 0
    while i < len(raw):
        j = i + 1
        while j < len(raw) and unicodedata.combining(raw[j]) and not _DROPPED.match(raw[j]):
            j += 1
        cluster = raw[i:j]
        if len(cluster) == 1 and _DROPPED.match(cluster):
            i = j
            continue
        for char in unicodedata.normalize("NFC", cluster).translate(_SAME_LENGTH):
            pieces.append(char)
            starts.append(i)
            ends.append(j)
        i = j
    text = "".join(pieces)
    return TextView(raw, text, lower_text(text), fold_text(text), tuple(starts), tuple(ends))


def _unified(raw: str) -> str:
    """As ``raw.translate(_SAME_LENGTH)``, character by character of those that occur: most texts hold few."""
    for char in set(raw).intersection(_SAME_LENGTH_CHARS):
        raw = raw.replace(char, _SAME_LENGTH[ord(char)])
    return raw


def normalise(text: str) -> str:
    """The view of a lexicon string: the same function serves text and lexicon."""
    return make_view(text).text


def lower_text(text: str) -> str:
    """Lower case of the same length: a letter whose lower case is longer keeps its form."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def fold_text(text: str) -> str:
    """Lower case without accents, Arabic letter variants unified; same length as ``text``."""
    low = lower_text(text)
    if low.isascii():
        return low
    for char in set(low):
        folded = _fold_char(char)
        if folded != char:
            if _fold_char(folded) != folded:  # replaced twice if it came first: take the text letter by letter
                return "".join(map(_fold_char, low))
            low = low.replace(char, folded)
    return low


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    if char in _ARABIC_FOLD:
        return _ARABIC_FOLD[char]
    base = unicodedata.normalize("NFD", char)[0]
    return base if len(base) == 1 and base.isalpha() else char
