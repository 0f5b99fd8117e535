"""Passwords that many people choose: known words, runs of keys and digits, and the words of the account."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Final

from msgspec import Struct

from trucewatch.vocabulary.yaml_input import decode_yaml

__all__ = ["is_common"]

_WRITTEN: Final = str.maketrans("@430157$!", "aaeoistsi")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_RUNS: Final = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
)
_LEFT: Final = 4
"""Letters that a password must have beside the words that everybody knows."""

_DRAWN: Final = 12


class _Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    source: str
    words: tuple[str, ...]


@cache
def _common() -> tuple[str, ...]:
    path = resources.files("trucewatch.web.people") / "data" / "common_passwords.yaml"
    found = decode_yaml(path.read_text(encoding="utf-8"), _Words, "common_passwords.yaml").words
    return tuple(sorted({_folded(word) for word in found}, key=len, reverse=True))


def is_common(password: str, context: Iterable[str] = ()) -> bool:
    """Whether nothing of a password is left once known words, ``context``, digits and marks are taken from it.

    Letters written as digits (``p4ssw0rd``) count as the letters. ``context`` are words that somebody would try who
    knows the account.
    """
    folded = _folded(password)
    if any(folded in run for run in _RUNS):
        return True
    known = {_folded(part) for words in context for part in _LETTERS.findall(words) if len(part) >= _LEFT}
    return _nothing_left(folded, known) or _nothing_left(folded.translate(_WRITTEN), known)


def _nothing_left(text: str, known: set[str]) -> bool:
    for word in (*_common(), *sorted(known, key=len, reverse=True)):
        text = text.replace(word, " ")
    return len("".join(_LETTERS.findall(text))) < _LEFT and not _many_digits(text)


def _many_digits(text: str) -> bool:
    """Digits of which no run and no date is told: twelve drawn by lot are a password."""
    digits = re.sub(r"\D", "", text)
    return len(digits) >= _DRAWN and len(set(digits)) >= _LEFT and not any(digits in run for run in _RUNS)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
