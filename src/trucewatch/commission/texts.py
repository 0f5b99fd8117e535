"""Versions of a draft side by side: what was taken out, put in, or changed within a line."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["Change", "Piece", "SideBySide", "side_by_side"]

Change: TypeAlias = Literal["same", "changed", "removed", "added"]
_WORD = re.compile(r"\s+|[^\s]+")
MAX_LINES = 1000
MAX_WORDS = 800
"""Beyond these a difference is shown by whole texts or lines: comparing takes the square of them."""


@dataclass(frozen=True)
class Piece:
    """Some words of a line, and whether the other side has them."""

    text: str
    differs: bool


@dataclass(frozen=True)
class SideBySide:
    """One row: the pieces of the old line and of the new one; a side that has no such line is empty."""

    change: Change
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]


def side_by_side(old: str, new: str) -> tuple[SideBySide, ...]:
    """The rows of two versions, line by line, with the words that differ. Joined, each side gives its text again."""
    before, after = old.split("\n"), new.split("\n")
    if len(before) > MAX_LINES or len(after) > MAX_LINES:
        return (_whole(old, new),)
    rows: list[SideBySide] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += [SideBySide("same", (Piece(line, False),), (Piece(line, False),)) for line in before[i:j]]
            continue
        paired = min(j - i, m - k)
        rows += [_row(before[i + n], after[k + n]) for n in range(paired)]
        rows += [SideBySide("removed", (Piece(line, True),), ()) for line in before[i + paired : j]]
        rows += [SideBySide("added", (), (Piece(line, True),)) for line in after[k + paired : m]]
    return tuple(rows)


def _whole(old: str, new: str) -> SideBySide:
    if old == new:
        return SideBySide("same", (Piece(old, False),), (Piece(new, False),))
    return SideBySide("changed", (Piece(old, True),), (Piece(new, True),))


def _row(old: str, new: str) -> SideBySide:
    a, b = _WORD.findall(old), _WORD.findall(new)
    if len(a) > MAX_WORDS or len(b) > MAX_WORDS:
        return _whole(old, new)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if i < j:
            left.append(Piece("".join(a[i:j]), tag != "equal"))
        if k < m:
            right.append(Piece("".join(b[k:m]), tag != "equal"))
    return SideBySide("changed", tuple(left), tuple(right))
