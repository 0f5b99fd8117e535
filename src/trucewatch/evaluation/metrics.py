"""The numbers that are followed: one name, one ratio of sums over texts.

``figures.f1``, ``events.f1`` (by family), ``acts.f1``, ``positions.f1``, ``control.f1``; ``LIST.SLOT`` for the scored
slots on matched items; ``traps.avoided`` and ``grounded``. All lie between 0 and 1 and more is better.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from trucewatch.evaluation.scoring import LISTS, TextScore
from trucewatch.evaluation.slots import CORE_SLOTS
from trucewatch.evaluation.tally import Summary

__all__ = ["METRICS", "Ratio", "metrics_of", "rates_of", "text_ratios"]

Ratio: TypeAlias = tuple[int, int]
METRICS: Final[tuple[str, ...]] = (
    *(f"{name}.f1" for name in LISTS),
    *(f"{name}.{slot}" for name, slots in CORE_SLOTS.items() for slot in slots),
    "traps.avoided",
    "grounded",
)


def text_ratios(score: TextScore) -> dict[str, Ratio]:
    """Numerator and denominator of every metric in one text."""
    ratios: dict[str, Ratio] = {}
    for name, one in score.lists.items():
        ratios[f"{name}.f1"] = (2 * len(one.matched), len(one.keys) + len(one.found))
    for name, slots in CORE_SLOTS.items():
        answers = [slot for pair in score.lists[name].matched for slot in pair.slots]
        for wanted in slots:
            rights = [slot.right for slot in answers if slot.name == wanted]
            ratios[f"{name}.{wanted}"] = (sum(rights), len(rights))
    ratios["traps.avoided"] = (sum(trap.fell is None for trap in score.traps), len(score.traps))
    ratios["grounded"] = (len(score.claims) - len(score.ungrounded), len(score.claims))
    return ratios


def metrics_of(summary: Summary) -> dict[str, float]:
    """The metrics of a summary; those that stand on nothing are left out."""
    ratios: dict[str, Ratio] = {}
    for name, counts in summary.lists.items():
        ratios[f"{name}.f1"] = (2 * counts.matched, counts.keys + counts.found)
    for name, slots in CORE_SLOTS.items():
        for slot in slots:
            share = summary.slots[name].get(slot)
            ratios[f"{name}.{slot}"] = (share.right, share.of) if share else (0, 0)
    ratios["traps.avoided"] = (summary.traps.of - summary.traps.right, summary.traps.of)
    ratios["grounded"] = (summary.grounded.right, summary.grounded.of)
    return _rates(ratios)


def rates_of(texts: Iterable[Mapping[str, Ratio]]) -> dict[str, float]:
    """The metrics over several texts, from their ratios."""
    sums: dict[str, Ratio] = {}
    for ratios in texts:
        for name, (right, of) in ratios.items():
            had = sums.get(name, (0, 0))
            sums[name] = (had[0] + right, had[1] + of)
    return _rates(sums)


def _rates(ratios: Mapping[str, Ratio]) -> dict[str, float]:
    return {name: right / of for name, (right, of) in ratios.items() if of}
