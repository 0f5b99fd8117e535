"""Merges and splits by people, applied to the groups that the evidence made. The later decision holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trucewatch.linking.likeness import LikenessGraph
from trucewatch.vocabulary.link_decisions import LinkDecision
from trucewatch.vocabulary.link_reasons import LinkReason

__all__ = ["decide", "in_order", "reasons_of"]


def in_order(decisions: Sequence[LinkDecision]) -> list[LinkDecision]:
    """From the earliest to the latest; at one instant by id."""
    return sorted(decisions, key=lambda decision: (decision.at, decision.id))


def decide(
    groups: Sequence[Sequence[int]],
    decisions: Sequence[LinkDecision],
    index_of: Mapping[str, int],
    graph: LikenessGraph,
) -> list[list[int]]:
    """The groups as people decided, each sorted, in the order of their first member.

    ``index_of`` maps a claim id to its place among those linked, copies to that of the claim they repeat. A claim
    that no longer stands decides nothing. Claims that a split does not name go with the side they are more alike.
    """
    group_of = {index: number for number, group in enumerate(groups) for index in group}
    held: dict[int, list[int]] = {number: list(group) for number, group in enumerate(groups)}
    following = len(held)
    for decision in in_order(decisions):
        named = {index_of[claim] for claim in decision.claims if claim in index_of} & group_of.keys()
        if decision.kind == "merge":
            _merge(named, group_of, held)
            continue
        others = ({index_of[claim] for claim in decision.others if claim in index_of} & group_of.keys()) - named
        for number in sorted({group_of[index] for index in named} & {group_of[index] for index in others}):
            group = held[number]
            apart = _apart(group, named, others, graph)
            held[number] = [index for index in group if index not in apart]
            held[following] = sorted(apart)
            group_of.update(dict.fromkeys(apart, following))
            following += 1
        _merge(named, group_of, held)
    return sorted(sorted(group) for group in held.values() if group)


def _merge(named: set[int], group_of: dict[int, int], held: dict[int, list[int]]) -> None:
    numbers = sorted({group_of[index] for index in named})
    for number in numbers[1:]:
        group_of.update(dict.fromkeys(held[number], numbers[0]))
        held[numbers[0]] += held.pop(number)


def _apart(group: Sequence[int], named: set[int], others: set[int], graph: LikenessGraph) -> set[int]:
    """The named claims of a group, and those of the rest that are more alike to them than to the others."""
    inside = set(group)
    likeness: dict[int, float] = dict.fromkeys(inside, 0.0)
    for i, j, score in graph:
        if i in inside and j in inside:
            for one, other in ((i, j), (j, i)):
                likeness[one] += score if other in named else -score if other in others else 0.0
    free = inside - named - others
    return (inside & named) | {index for index in free if round(likeness[index], 6) > 0}


def reasons_of(decisions: Sequence[LinkDecision], members: Sequence[str]) -> list[LinkReason]:
    """What people decided about the claims of one incident."""
    told = []
    inside = set(members)
    for decision in in_order(decisions):
        here, there = inside.intersection(decision.claims), inside.intersection(decision.others)
        if decision.kind == "merge" and len(here) > 1:
            told.append(_reason("put_together", decision))
        elif decision.kind == "split" and bool(here) != bool(there):
            told.append(_reason("set_apart", decision))
    return told


def _reason(code: str, decision: LinkDecision) -> LinkReason:
    return LinkReason(code=code, by=decision.by, on=decision.at[:10], text=decision.reason)
