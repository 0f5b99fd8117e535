"""When lists cannot tell how much they miss: reasons to refuse, found before anything is estimated.

The rules follow measured failures: lists of one side repeat one another and lists of two sides avoid one another.
Each makes every estimator wrong while its interval stays narrow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trucewatch.analysis.capture import CaptureTable
from trucewatch.analysis.loglinear import identifiable
from trucewatch.vocabulary.undercount import CaptureList, ListPair, Refusal

__all__ = ["LEAST_LISTS", "LEAST_NON_PARTY", "LEAST_OVERLAP", "list_pairs", "reasons_to_refuse"]

LEAST_LISTS = 3
LEAST_NON_PARTY = 2
LEAST_OVERLAP = 10
"""Units on two lists or more; with fewer, one unit linked or not moves every figure."""
NEARLY_NONE = 0.1
"""A share of the overlap that independence would give, below which two sides are said to avoid one another."""


def list_pairs(table: CaptureTable) -> tuple[ListPair, ...]:
    """All pairs with their overlap and the one expected if a list were a random draw of the units observed."""
    return tuple(
        ListPair(
            first=table.lists[i],
            second=table.lists[j],
            both=table.overlap((i, j)),
            expected=round(table.size(i) * table.size(j) / table.observed, 1) if table.observed else 0.0,
        )
        for i, j in table.pairs
    )


def reasons_to_refuse(table: CaptureTable, lists: Sequence[CaptureList]) -> tuple[Refusal, ...]:
    """All reasons, none where an estimate may be shown. ``lists`` describe those of the table by their key."""
    return tuple(_reasons(table, {item.key: item for item in lists}))


def _reasons(table: CaptureTable, known: dict[str, CaptureList]) -> Iterator[Refusal]:
    number = len(table.lists)
    if number < LEAST_LISTS:
        yield Refusal(reason="too_few_lists", detail=f"{number} < {LEAST_LISTS}")
    free = [key for key in table.lists if key not in known or known[key].side is None]
    if len(free) < LEAST_NON_PARTY:
        yield Refusal(reason="too_few_non_party", detail=f"{len(free)} < {LEAST_NON_PARTY}")
    for key in table.lists:
        for origin in known[key].compiled_from if key in known else ():
            if origin in table.lists or origin == "undeclared":
                yield Refusal(reason="dependent_by_construction", detail=f"{key} < {origin}")
    several = sum(table.seen_by[2:])
    if several < LEAST_OVERLAP:
        yield Refusal(reason="too_sparse", detail=f"{several} < {LEAST_OVERLAP}")
    for pair in list_pairs(table):
        sides = [known[key].side if key in known else None for key in (pair.first, pair.second)]
        if None not in sides and sides[0] != sides[1] and (not pair.both or pair.both < NEARLY_NONE * pair.expected):
            yield Refusal(reason="disjoint_sides", detail=f"{pair.first}, {pair.second}: {pair.both}")
    alone = _apart(table)
    if number > 1 and alone:
        yield Refusal(reason="not_identifiable", detail=", ".join(alone))
    elif number > 1 and not identifiable(table, ()):
        yield Refusal(reason="not_identifiable", detail="independence")


def _apart(table: CaptureTable) -> list[str]:
    """The lists that no chain of overlaps ties to the largest one: nothing says what such a list misses."""
    largest = max(range(len(table.lists)), key=table.size)
    reached, waiting = {largest}, [largest]
    while waiting:
        at = waiting.pop()
        for other in range(len(table.lists)):
            if other not in reached and table.overlap((at, other)):
                reached.add(other)
                waiting.append(other)
    return [name for number, name in enumerate(table.lists) if number not in reached]
