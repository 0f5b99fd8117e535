"""Texts as sets of hashed word shingles, for saying how much of one stands in another.

Normalisation folds what republishing changes (case, accents of typography, Arabic vowel signs and
letter variants, punctuation, white space) and nothing that carries meaning: numbers and words stay.
Sets of long texts are thinned by the hash itself (every second, fourth ... hash), so that two thinned
sets can still be compared (Broder 1997; the modulo sketch of Manber 1994).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from array import array
from dataclasses import dataclass

__all__ = ["Shingles", "normalised_words", "shingle", "text_key"]

SIZE = 4
MAX_HASHES = 512
_WORD = re.compile(r"\w+")
_DROPPED = re.compile(
    r"[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]"
)
_FOLDED = str.maketrans("أإآٱىةؤئ", "ااااي" + "هوي")


@dataclass(frozen=True)
class Shingles:
    """``hashes`` are sorted 32-bit values that are multiples of ``2 ** level``; ``count`` is how many
    different shingles the text has before thinning."""

    hashes: array[int]
    level: int
    count: int

    def at(self, level: int) -> set[int]:
        """The hashes that remain when thinned to ``level`` (not below its own)."""
        mask = (1 << level) - 1
        return {h for h in self.hashes if not h & mask}


def normalised_words(text: str) -> list[str]:
    """The words of ``text``, folded. Digits of any script become ASCII."""
    folded = _DROPPED.sub("", unicodedata.normalize("NFKC", text)).casefold().translate(_FOLDED)
    return [_ascii_digits(word) for word in _WORD.findall(folded)]


def text_key(words: list[str]) -> bytes:
    """A digest that is the same for texts with the same normalised words."""
    return hashlib.sha256(" ".join(words).encode("utf-8", "surrogatepass")).digest()


def shingle(words: list[str]) -> Shingles:
    """The shingles of four words each; of a shorter text, the whole of it."""
    grams = {" ".join(words[i : i + SIZE]) for i in range(max(len(words) - SIZE + 1, 1))} if words else set()
    hashes = {
        int.from_bytes(hashlib.blake2b(g.encode("utf-8", "surrogatepass"), digest_size=4).digest(), "big")
        for g in grams
    }
    count, level = len(hashes), 0
    while len(hashes) > MAX_HASHES:
        level += 1
        mask = (1 << level) - 1
        hashes = {h for h in hashes if not h & mask}
    return Shingles(array("I", sorted(hashes)), level, count)


def _ascii_digits(word: str) -> str:
    if word.isascii() or not any(c.isdecimal() for c in word):
        return word
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in word)
