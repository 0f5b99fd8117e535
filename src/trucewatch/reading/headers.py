"""Where the body of a dispatch begins.

A header block (``Source:``, ``Date:``, ``Title:``) at the top belongs to the stored text, but it tells
of the document and not of the world: what lies in it makes no claim, and its title repeats the text.
"""

from __future__ import annotations

import re

__all__ = ["body_start"]

_LABELLED = re.compile(r"[^\W\d_][\w '\-]{0,24} ?:[ \t]?[^\n]{0,400}\Z")
_FOLDED = re.compile(r"[ \t]+\S[^\n]{0,400}\Z")
_MOST_LINES = 20
_FEWEST = 2


def body_start(text: str) -> int:
    """Position behind a block of at least two labelled lines and the blank line that ends it, else 0."""
    position = len(text) - len(text.lstrip("\n \t"))
    labelled = 0
    for _ in range(_MOST_LINES):
        end = text.find("\n", position)
        line = text[position : end if end >= 0 else len(text)].rstrip("\r ")
        if not line:
            return end + 1 if labelled >= _FEWEST and end >= 0 else 0
        if _LABELLED.match(line):
            labelled += 1
        elif not (labelled and _FOLDED.match(line)):
            return 0
        if end < 0:
            return 0
        position = end + 1
    return 0
