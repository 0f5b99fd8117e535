"""Words that a person points at, as a span of the stored text."""

from __future__ import annotations

from trucewatch.errors import InputError
from trucewatch.vocabulary.claims import Span

__all__ = ["found_words"]


def found_words(text: str, words: str, *, start: int | None = None, nth: int = 1) -> Span:
    """The span of ``words`` in ``text`` in code points: at ``start`` where that is told, else their ``nth`` occurrence.

    The words must stand there letter by letter; only the ends of lines may be written otherwise. Raises
    :class:`InputError` where they do not, or stand there several times and nothing says which is meant.
    """
    if not words.strip():
        raise InputError("no words are chosen", where="words", expected="words of the document")
    if start is not None:
        for told in dict.fromkeys(
            (words, words.replace("\r\n", "\n"), words.replace("\r\n", "\n").replace("\n", "\r\n"))
        ):
            if text[start : start + len(told)] == told:
                return (start, start + len(told))
        raise InputError(
            "these words do not stand there", where="words", expected=text[start : start + 60], got=words[:60]
        )
    for told in dict.fromkeys((words, words.strip(), words.strip().replace("\r\n", "\n"))):
        places = _places(text, told)
        if places and nth <= len(places):
            return (places[nth - 1], places[nth - 1] + len(told))
        if places:
            raise InputError(
                "the words stand there less often", where="nth", expected=f"1 to {len(places)}", got=str(nth)
            )
    raise InputError(
        "these words are not in the document", where="words", got=words[:60], hint="copy them letter by letter"
    )


def _places(text: str, words: str) -> list[int]:
    found: list[int] = []
    at = text.find(words)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return found
