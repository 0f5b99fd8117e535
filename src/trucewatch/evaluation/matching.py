"""Match what a key holds to what was found: one to one, the largest overlap of spans first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from trucewatch.vocabulary.claims import Span

__all__ = ["match", "overlap"]


def overlap(one: Span, other: Span) -> int:
    """How many code points two spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def match(expected: Sequence[Span], found: Sequence[Span], agree: Callable[[int, int], bool]) -> dict[int, int]:
    """Index in ``found`` by index in ``expected``. Only pairs that overlap and ``agree`` (called with the two
    indices) are matched. Of pairs with equal overlap the one with the tighter spans goes first, then text order."""
    pairs: list[tuple[int, int, int, int]] = []
    for k, span in enumerate(expected):
        for f, other in enumerate(found):
            shared = overlap(span, other)
            if shared and agree(k, f):
                pairs.append((-shared, (span[1] - span[0]) + (other[1] - other[0]), k, f))
    matched: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, k, f in sorted(pairs):
        if k not in matched and f not in taken:
            matched[k] = f
            taken.add(f)
    return matched
