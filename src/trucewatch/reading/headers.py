"""Where the body of a dispatch begins.

A header block (``Source:``, ``Date:``, ``Title:``) at the top belongs to the stored text, but it tells
of the document and not of the world: what lies in it makes no claim, and its title repeats the text.
"""

from __future__ import annotations

import re

__all__ = ["body_start", "dateline_end"]

_LABELLED = re.compile(r"[^\W\d_][\w '\-]{0,24} ?:[ \t]?[^\n]{0,400}\Z")
_FOLDED = re.compile(r"[ \t]+\S[^\n]{0,400}\Z")
_MOST_LINES = 20
_FEWEST = 2
_DATELINE = re.compile(r"[^\n.!?«\"]{2,70}?(?:\.[^\n.!?«\"]{0,30}?)?\s(?:-|–|--|—)\s")
_DATELINE_LINES = 4  # the dateline opens one of the first lines: a headline may stand before it
_PLAIN_WORDS = 3


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


def dateline_end(text: str) -> int:
    """Where the dateline of a dispatch ends (*GOMA, 27 jan (AFP) -*), else 0: it tells where the text was sent.

    Before its dash stand a name in capitals, an agency in brackets, a date, or no more than three words.
    """
    position = 0
    for _ in range(_DATELINE_LINES):
        while position < len(text) and text[position] in " \t\r\n":
            position += 1
        found = _DATELINE.match(text, position)
        if found is not None and _is_dateline(found.group(0)):
            return found.end()
        end = text.find("\n", position)
        if end < 0:
            return 0
        position = end + 1
    return 0


def _is_dateline(head: str) -> bool:
    words = head.split()[:-1]
    if not words:
        return False
    first = words[0].strip(",()")
    if (first.isupper() and len(first) > 2) or len(words) <= _PLAIN_WORDS:
        return True
    return "(" in head or any(c.isdigit() for c in head)
