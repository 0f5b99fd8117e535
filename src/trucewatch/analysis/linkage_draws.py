"""Draws of the linkage: the tables that the lists could make if uncertain links fell otherwise.

Linkage averaging after Sadinle 2018 (AOAS 12): an interval that takes the links as certain is too narrow, and missed
links inflate every estimate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trucewatch.analysis.capture import CaptureTable

__all__ = ["DoubtfulPair", "draw_tables"]


@dataclass(frozen=True)
class DoubtfulPair:
    """Two units, by their place in the sequence, that may be one, and the chance that they are."""

    first: int
    second: int
    chance: float


def draw_tables(
    lists: Sequence[str],
    units: Sequence[Sequence[str]],
    generator: np.random.Generator,
    *,
    draws: int,
    false_links: float = 0.0,
    doubtful: Sequence[DoubtfulPair] = (),
) -> tuple[CaptureTable, ...]:
    """The table as linked, then ``draws`` tables drawn.

    ``units`` name the lists of each unit, the founding one first. In a draw every further list leaves its unit with
    the chance ``false_links`` and becomes a unit of its own, and doubtful pairs are joined by their chance.
    """
    tables = [CaptureTable.of_histories(lists, units)]
    for _ in range(draws):
        tables.append(CaptureTable.of_histories(lists, _drawn(units, generator, false_links, doubtful)))
    return tuple(tables)


def _drawn(
    units: Sequence[Sequence[str]], generator: np.random.Generator, false_links: float, doubtful: Sequence[DoubtfulPair]
) -> list[set[str]]:
    kept: list[set[str]] = []
    loose: list[set[str]] = []
    for unit in units:
        stays = generator.random(len(unit)) >= false_links
        kept.append({name for number, name in enumerate(unit) if number == 0 or stays[number]})
        loose += [{name} for number, name in enumerate(unit) if number and not stays[number] and name not in kept[-1]]
    at = list(range(len(kept)))
    for pair in doubtful:
        if generator.random() < pair.chance:
            first, second = _root(at, pair.first), _root(at, pair.second)
            if first != second:
                at[second] = first
                kept[first] |= kept[second]
    return [unit for number, unit in enumerate(kept) if at[number] == number] + loose


def _root(at: list[int], number: int) -> int:
    while at[number] != number:
        number = at[number]
    return number
