"""Casualties of an incident: what each origin says, side by side, and the span of it. Never a mean.

One origin counts once, by its latest published value; a copy adds nothing. ``best`` is set only when
all origins agree on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trucewatch.vocabulary.claims import EventClaim, Outcome, Quantity, Who
from trucewatch.vocabulary.documents import Document
from trucewatch.vocabulary.incidents import CasualtyRange, ReportedValue

__all__ = ["RULE", "casualty_ranges", "toll_disputed"]

RULE = "span_of_origins"


@dataclass(frozen=True, slots=True)
class _Told:
    published: str
    claim: str
    origin: str
    quantity: Quantity


def casualty_ranges(
    claims: Sequence[EventClaim], origins: Mapping[str, str], documents: Mapping[str, Document]
) -> tuple[CasualtyRange, ...]:
    """Ranges by outcome, kind of person and side. ``origins`` maps claim ids to origin keys."""
    told: dict[tuple[Outcome, Who | None, str | None], list[_Told]] = defaultdict(list)
    for claim in claims:
        document = documents.get(claim.document)
        published = (document.published if document else None) or ""
        for quantity in claim.casualties:
            if not isinstance(quantity.outcome, str):
                continue
            side = (quantity.side.id or quantity.side.name) if quantity.side else None
            key = (quantity.outcome, quantity.who, side)
            told[key].append(_Told(published, claim.id, origins[claim.id], quantity))
    ordered = sorted(told.items(), key=lambda item: tuple(part or "" for part in item[0]))
    return tuple(_range(key, values) for key, values in ordered)


def _range(key: tuple[Outcome, Who | None, str | None], told: Sequence[_Told]) -> CasualtyRange:
    latest: dict[str, _Told] = {}
    for value in sorted(told, key=lambda t: (t.published, t.claim)):
        latest[value.origin] = value
    values = [latest[origin] for origin in sorted(latest)]
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
        values = item.values
        for n, a in enumerate(values):
            for b in values[n + 1 :]:
                if _apart(a, b) or _apart(b, a):
                    return True
    return False


def _apart(a: ReportedValue, b: ReportedValue) -> bool:
    return a.high is not None and b.low is not None and a.high < b.low
