"""Dispatches that say of themselves that they correct an earlier one."""

from __future__ import annotations

import re
from functools import cache

from trucewatch.intake.words import load_words

__all__ = ["correction_mark"]

_HEAD = 400


def correction_mark(text: str, title: str | None = None) -> str | None:
    """The mark at the head of a correction (``CORRECTION``, ``2e avis``, ``تصحيح``) as written, or None.

    The mark counts at the start of the title or of one of the first lines, or in brackets there. The same
    word inside a sentence does not: a "correction" may be what the text is about.
    """
    lines = [title or "", *(line.strip() for line in text[:_HEAD].splitlines()[:4])]
    for line in lines:
        if found := _opening().match(line) or _bracketed().search(line[:160]):
            return found[1]
    return None


def _marks() -> str:
    marks = sorted({w for group in load_words().correction_marks.values() for w in group}, key=len, reverse=True)
    return "|".join(re.escape(mark).replace(r"\ ", r"\s") for mark in marks)


@cache
def _opening() -> re.Pattern[str]:
    # alone on its line, or set off from what follows by a sign
    return re.compile(rf"[\s*#\"«(\[-]{{0,4}}({_marks()})\s?[)\]]?(?:\s?[-–—:/|»\"*]|\s*$)", re.IGNORECASE)


@cache
def _bracketed() -> re.Pattern[str]:
    return re.compile(rf"[(\[]\s?({_marks()})\s?[)\]]", re.IGNORECASE)
