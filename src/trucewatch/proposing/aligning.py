"""Words that a model gave, found again in the text: exactly, once, inside their window, or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from trucewatch.reading.view import normalise

__all__ = ["Unaligned", "align"]


@dataclass(frozen=True, slots=True)
class Unaligned:
    """Why words were not accepted; ``reason`` is a code of ``proposal_rejected``."""

    reason: str


def align(words: str | None, view: str, start: int, end: int) -> tuple[int, int] | Unaligned:
    """The one place of ``words`` within the view's ``[start, end)``.

    Both sides stand in the reader's normalised view (ordinary spaces, composed letters), where nothing but
    an exact match counts: a changed digit or a corrected letter is no match.
    """
    wanted = normalise(words or "").strip()
    if not wanted:
        return Unaligned("no_words")
    at = view.find(wanted, start, end)
    if at < 0:
        return Unaligned("not_in_text")
    if view.find(wanted, at + 1, end) >= 0:
        return Unaligned("not_unique")
    if _cuts(view, at, at + len(wanted)):
        return Unaligned("cuts_a_word")
    return at, at + len(wanted)


def _cuts(view: str, start: int, end: int) -> bool:
    """Does the match begin or end inside a word or a number? *2 000* out of *12 000* is another number."""
    before = view[start - 1] if start else " "
    behind = view[end] if end < len(view) else " "
    if (before.isalnum() and view[start].isalnum()) or (behind.isalnum() and view[end - 1].isalnum()):
        return True
    return (view[start].isdigit() and _joins(view, start - 1, -1)) or (view[end - 1].isdigit() and _joins(view, end, 1))


def _joins(view: str, at: int, step: int) -> bool:
    """Is there a digit behind one separator at ``at``?"""
    beyond = at + step
    return 0 <= at < len(view) and 0 <= beyond < len(view) and view[at] in " .,'’٬٫" and view[beyond].isdigit()
