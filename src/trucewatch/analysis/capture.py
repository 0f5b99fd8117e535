"""Counts by capture history: which lists hold a unit, and how many units have that history."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from trucewatch.errors import InputError

__all__ = ["MOST_LISTS", "CaptureTable", "Pair", "history_matrix"]

MOST_LISTS = 10
Pair: TypeAlias = tuple[int, int]


@dataclass(frozen=True)
class CaptureTable:
    """How many units each history has.

    A history is a number whose bit ``j`` (value ``2**j``) is set where list ``j`` holds the unit. ``counts`` has
    ``2**p`` places for ``p`` lists; the first, the units on no list, is 0 because nobody counted them.
    """

    lists: tuple[str, ...]
    counts: tuple[int, ...]

    def __post_init__(self) -> None:
        p = len(self.lists)
        if not 1 <= p <= MOST_LISTS:
            raise InputError("the table has too few or too many lists", expected=f"1 to {MOST_LISTS}", got=str(p))
        if len(self.counts) != 2**p or any(n < 0 for n in self.counts) or self.counts[0]:
            raise InputError(
                "the table does not hold one count for each history",
                expected=f"{2**p} counts of 0 or more, the first of them 0",
                got=f"{len(self.counts)} counts",
            )

    @classmethod
    def of_histories(cls, lists: Sequence[str], units: Iterable[Iterable[str]]) -> CaptureTable:
        """The table of units, each given as the names of the lists that hold it; a unit on none is passed over."""
        at = {name: number for number, name in enumerate(lists)}
        counts = [0] * 2 ** len(lists)
        for unit in units:
            history = sum(1 << at[name] for name in set(unit) if name in at)
            if history:
                counts[history] += 1
        return cls(tuple(lists), tuple(counts))

    @cached_property
    def observed(self) -> int:
        """Units on one list or more."""
        return sum(self.counts)

    @cached_property
    def seen_by(self) -> tuple[int, ...]:
        """``seen_by[k]`` units are on exactly ``k`` lists."""
        found = [0] * (len(self.lists) + 1)
        for history, number in enumerate(self.counts):
            found[history.bit_count()] += number
        return tuple(found)

    def size(self, number: int) -> int:
        """Units on a list."""
        return sum(n for history, n in enumerate(self.counts) if history >> number & 1)

    def overlap(self, pair: Pair) -> int:
        """Units on both lists of a pair, whatever else holds them."""
        both = 1 << pair[0] | 1 << pair[1]
        return sum(n for history, n in enumerate(self.counts) if history & both == both)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """All pairs of lists."""
        return tuple(itertools.combinations(range(len(self.lists)), 2))

    def merged(self, groups: Mapping[str, str]) -> CaptureTable:
        """The table with each list put into its group: lists of one independence group count as one list."""
        named = [groups.get(name, name) for name in self.lists]
        order = list(dict.fromkeys(named))
        counts = [0] * 2 ** len(order)
        for history, number in enumerate(self.counts):
            bits = {order.index(named[j]) for j in range(len(self.lists)) if history >> j & 1}
            counts[sum(1 << bit for bit in bits)] += number
        return CaptureTable(tuple(order), tuple(counts))


def history_matrix(lists: int) -> NDArray[np.float64]:
    """One row a history from 0 to ``2**lists - 1``, one column a list, 1 where the list holds the unit."""
    codes = np.arange(2**lists)[:, None]
    found: NDArray[np.float64] = (codes >> np.arange(lists)[None, :] & 1).astype(np.float64)
    return found
