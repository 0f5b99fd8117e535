"""Casualties of an incident: what each origin says side by side, and low, best and high by rule. Never a mean.

One origin counts once, by its latest published value, and an independence group once, by its middle value; a copy adds
nothing. The rule follows UCDP GED (low, best and high, least figures first) with groups in place of reports.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trucewatch.vocabulary.claims import EventClaim, Outcome, Quantity, Who
from trucewatch.vocabulary.incidents import CasualtyRange, ReportedValue, TollReason

__all__ = ["RULE", "TollVoices", "casualty_ranges", "lower_median", "toll_disputed"]

RULE = "median_of_groups"


@dataclass(frozen=True, slots=True)
class TollVoices:
    """Who counts with whom in an incident: for each origin the first of its group, the origins that the case knows by
    id, and those that people marked E for such acts and days."""

    group_of: Mapping[str, str]
    known: frozenset[str]
    discounted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Told:
    claim: str
    origin: str
    quantity: Quantity


def casualty_ranges(
    claims: Sequence[EventClaim], origins: Mapping[str, str], voices: TollVoices
) -> tuple[CasualtyRange, ...]:
    """Ranges by outcome, kind of person and side.

    ``claims`` stand from the earliest to the latest, in one text in the order of the text; ``origins`` maps
    claim ids to origin keys. A number that is part of another of the same kind is left to its whole.
    """
    told: dict[tuple[Outcome, Who | None, str | None], list[_Told]] = defaultdict(list)
    for claim in claims:
        whole = {_key(q) for q in claim.casualties if q.subset_of is None}
        for quantity in claim.casualties:
            key = _key(quantity)
            if key is not None and (quantity.subset_of is None or key not in whole):
                told[key].append(_Told(claim.id, origins[claim.id], quantity))
    # sides stay in the order of the telling: the names of parties decide nothing
    ordered = sorted(told.items(), key=lambda item: (item[0][0], item[0][1] or "", item[0][2] is not None))
    return tuple(_range(key, values, voices) for key, values in ordered)


def _key(quantity: Quantity) -> tuple[Outcome, Who | None, str | None] | None:
    if not isinstance(quantity.outcome, str) or quantity.unit != "persons":
        return None
    side = (quantity.side.id or quantity.side.name) if quantity.side else None
    return quantity.outcome, quantity.who, side


def _range(key: tuple[Outcome, Who | None, str | None], told: Sequence[_Told], voices: TollVoices) -> CasualtyRange:
    latest: dict[str, _Told] = {}
    for value in told:
        latest[value.origin] = value
    values = list(latest.values())
    reasons: list[TollReason] = []
    counted = [v for v in values if v.origin not in voices.discounted]
    if len(counted) < len(values):
        reasons.append("discounted_left_out" if counted else "all_discounted")
    counted = counted or values
    based = [v for v in counted if v.origin in voices.known]
    if len(based) < len(counted):
        reasons.append("unnamed_only_in_high" if based else "no_named_source")
    based = based or counted
    best, why = _best(based, voices.group_of)
    lows, highs = [v.quantity.low for v in based], [v.quantity.high for v in counted]
    known_lows = [low for low in lows if low is not None]
    known_highs = [high for high in highs if high is not None]
    if len(known_highs) < len(highs):
        reasons.append("high_open")
    return CasualtyRange(
        outcome=key[0],
        who=key[1],
        side=key[2],
        low=min(known_lows) if len(known_lows) == len(lows) else None,
        best=best,
        high=max(known_highs) if len(known_highs) == len(highs) else None,
        rule=RULE,
        reasons=(why, *reasons),
        values=tuple(_reported(v) for v in values),
    )


def _best(values: Sequence[_Told], group_of: Mapping[str, str]) -> tuple[int | float | None, TollReason]:
    """The middle of the groups' middle values, of two the lower one, and how it came about."""
    groups: dict[str, list[int | float]] = defaultdict(list)
    for value in values:
        if value.quantity.best is not None:
            groups[group_of.get(value.origin, value.origin)].append(value.quantity.best)
    if not groups:
        return None, "no_best"
    middles = [lower_median(bests) for bests in groups.values()]
    if len(middles) == 1:
        return middles[0], "one_group"
    if len(set(middles)) == 1:
        return middles[0], "groups_agree"
    return lower_median(middles), "middle_group" if len(middles) % 2 else "lower_of_two_middle"


def lower_median(values: Sequence[int | float]) -> int | float:
    """The middle value, of two the lower one: always a value that somebody told."""
    return sorted(values)[(len(values) - 1) // 2]


def _reported(told: _Told) -> ReportedValue:
    quantity = told.quantity
    return ReportedValue(
        origin=told.origin,
        low=quantity.low,
        best=quantity.best,
        high=quantity.high,
        qualifier=quantity.qualifier,
        claim=told.claim,
    )


def toll_disputed(ranges: Sequence[CasualtyRange]) -> bool:
    """True when origins give values of one kind that cannot all hold."""
    for item in ranges:
        lows = [value.low for value in item.values if value.low is not None]
        highs = [value.high for value in item.values if value.high is not None]
        if lows and highs and max(lows) > min(highs):
            return True
    return False
