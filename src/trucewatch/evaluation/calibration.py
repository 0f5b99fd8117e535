"""What the classes of confidence are worth, and what is lost by keeping only the surer claims."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from trucewatch.evaluation.scoring import TextScore, claim_of
from trucewatch.evaluation.slots import CORE_SLOTS
from trucewatch.vocabulary.claims import Confidence

__all__ = ["CLASSES", "ClassAccuracy", "Coverage", "class_accuracy", "risk_and_coverage"]

CLASSES: Final[tuple[Confidence, ...]] = ("high", "medium", "low")


class ClassAccuracy(Struct, frozen=True, kw_only=True):
    """Of the ``of`` items found in a class, ``matched`` stand in a key; ``right`` have all scored slots right too."""

    list: str
    confidence: Confidence
    of: int
    matched: int
    right: int

    @property
    def accuracy(self) -> float | None:
        """Matched of found; None where the class is empty."""
        return self.matched / self.of if self.of else None


class Coverage(Struct, frozen=True, kw_only=True):
    """Keeping the classes down to ``down_to``: the share of finds kept (``coverage``), the share of those that stand
    in no key (``risk``), and the share of the keys' items that is still found (``recall``)."""

    list: str
    down_to: Confidence
    kept: int
    coverage: float | None
    risk: float | None
    recall: float | None


def class_accuracy(scores: Iterable[TextScore]) -> tuple[ClassAccuracy, ...]:
    """The measured accuracy of each class by list."""
    every = list(scores)
    return tuple(_class(every, name, confidence) for name in CORE_SLOTS for confidence in CLASSES)


def risk_and_coverage(scores: Iterable[TextScore]) -> tuple[Coverage, ...]:
    """What each threshold on the class keeps and risks, by list."""
    every = list(scores)
    points: list[Coverage] = []
    for name in CORE_SLOTS:
        keys = sum(len(score.lists[name].keys) for score in every)
        found = sum(len(score.lists[name].found) for score in every)
        kept = matched = 0
        for confidence in CLASSES:
            one = _class(every, name, confidence)
            kept, matched = kept + one.of, matched + one.matched
            points.append(
                Coverage(
                    list=name,
                    down_to=confidence,
                    kept=kept,
                    coverage=kept / found if found else None,
                    risk=1 - matched / kept if kept else None,
                    recall=matched / keys if keys else None,
                )
            )
    return tuple(points)


def _class(scores: Sequence[TextScore], name: str, confidence: Confidence) -> ClassAccuracy:
    of = matched = right = 0
    core = CORE_SLOTS[name]
    for score in scores:
        one = score.lists[name]
        of += sum(claim_of(item).confidence == confidence for item in one.found)
        for pair in one.matched:
            if claim_of(one.found[pair.found]).confidence == confidence:
                matched += 1
                right += all(slot.right for slot in pair.slots if slot.name in core)
    return ClassAccuracy(list=name, confidence=confidence, of=of, matched=matched, right=right)
