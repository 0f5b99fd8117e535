"""Casualties of an incident: what each origin says, side by side, and the span of it. Never a mean.

One origin counts once, by its latest published value; a copy adds nothing. ``best`` is set only when
all origins agree on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trucewatch.vocabulary.claims import EventClaim, Outcome, Quantity, Who
from trucewatch.vocabulary.incidents import CasualtyRange, ReportedValue

__all__ = ["RULE", "casualty_ranges", "toll_disputed"]

RULE = "span_of_origins"


@dataclass(frozen=True, slots=True)
class _Told:
    claim: str
    origin: str
    quantity: Quantity


def casualty_ranges(claims: Sequence[EventClaim], origins: Mapping[str, str]) -> tuple[CasualtyRange, ...]:
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
    return tuple(_range(key, values) for key, values in ordered)


def _key(quantity: Quantity) -> tuple[Outcome, Who | None, str | None] | None:
    if not isinstance(quantity.outcome, str) or quantity.unit != "persons":
        return None
    side = (quantity.side.id or quantity.side.name) if quantity.side else None
    return quantity.outcome, quantity.who, side


def _range(key: tuple[Outcome, Who | None, str | None], told: Sequence[_Told]) -> CasualtyRange:
    latest: dict[str, _Told] = {}
    for value in told:
        latest[value.origin] = value
    values = list(latest.values())
    lows = [v.quantity.low for v in values]
    highs = [v.quantity.high for v in values]
    bests = {v.quantity.best for v in values}
    known_lows = [low for low in lows if low is not None]
    known_highs = [high for high in highs if high is not None]
    return CasualtyRange(
        outcome=key[0],
        who=key[1],
        side=key[2],
        low=min(known_lows) if len(known_lows) == len(lows) else None,
        best=next(iter(bests)) if len(bests) == 1 else None,
        high=max(known_highs) if len(known_highs) == len(highs) else None,
        rule=RULE,
        values=tuple(
            ReportedValue(
                origin=v.origin,
                low=v.quantity.low,
                best=v.quantity.best,
                high=v.quantity.high,
                qualifier=v.quantity.qualifier,
                claim=v.claim,
            )
            for v in values
        ),
    )


def toll_disputed(ranges: Sequence[CasualtyRange]) -> bool:
    """True when origins give values of one kind that cannot all hold."""
    for item in ranges:
        lows = [value.low for value in item.values if value.low is not None]
        highs = [value.high for value in item.values if value.high is not None]
        if lows and highs and max(lows) > min(highs):
            return True
    return False
