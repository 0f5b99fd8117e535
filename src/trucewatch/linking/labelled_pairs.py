"""Pairs of claims that people have decided: what merges and splits teach the fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, islice, product

from trucewatch.linking.deciding import in_order
from trucewatch.vocabulary.link_decisions import LinkDecision

__all__ = ["MOST_PAIRS", "labelled_pairs"]

MOST_PAIRS = 2_000
"""Pairs taken from one decision: one large merge must not outweigh all others."""


def labelled_pairs(decisions: Sequence[LinkDecision], index_of: Mapping[str, int]) -> dict[tuple[int, int], bool]:
    """For each decided pair of linked claims, the lower first, whether both tell of one occurrence.

    All claims of a merge are one; those that a split names are another than those it leaves.
    The later decision holds. ``index_of`` as for :func:`trucewatch.linking.deciding.decide`.
    """
    found: dict[tuple[int, int], bool] = {}
    for decision in in_order(decisions):
        named, others = (_indices(claims, index_of) for claims in (decision.claims, decision.others))
        pairs: Iterable[tuple[tuple[int, int], bool]] = ((pair, True) for pair in combinations(named, 2))
        if decision.kind == "split":
            pairs = ((pair, False) for pair in product(named, others) if pair[0] != pair[1])
        found.update({(min(pair), max(pair)): same for pair, same in islice(pairs, MOST_PAIRS)})
    return dict(sorted(found.items()))


def _indices(claims: Sequence[str], index_of: Mapping[str, int]) -> list[int]:
    return sorted({index_of[claim] for claim in claims if claim in index_of})
