"""Run a reader over texts with keys and score what it reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TypeAlias

from trucewatch.errors import InputError
from trucewatch.evaluation.keys import GoldText
from trucewatch.evaluation.scoring import TextScore, score_text
from trucewatch.reading.reader import Reader
from trucewatch.vocabulary.claims import Claim

__all__ = ["Progress", "ReadText", "general_reader", "score_all"]

ReadText: TypeAlias = Callable[[GoldText], Sequence[Claim]]
Progress: TypeAlias = Callable[[str, int, int], None]


def general_reader() -> ReadText:
    """The reader without a case: built-in actors, general gazetteer."""
    reader = Reader.general()

    def read(gold: GoldText) -> Sequence[Claim]:
        return reader.read(gold.text, document=gold.digest, lang=gold.key.lang, published=_published(gold))

    return read


def score_all(texts: Sequence[GoldText], read: ReadText, progress: Progress | None = None) -> tuple[TextScore, ...]:
    """Score every text; ``progress`` is called with a label, how many are done and how many there are."""
    scores: list[TextScore] = []
    for done, gold in enumerate(texts, start=1):
        scores.append(score_text(gold, read(gold)))
        if progress is not None:
            progress("reading", done, len(texts))
    return tuple(scores)


def _published(gold: GoldText) -> dt.date | None:
    if gold.key.published is None:
        return None
    try:
        return dt.date.fromisoformat(gold.key.published)
    except ValueError as error:
        raise InputError(
            "the date of publication is no date",
            where=str(gold.path),
            expected="YYYY-MM-DD",
            got=gold.key.published,
        ) from error
