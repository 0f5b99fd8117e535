"""Traps: words that look like a claim and are none."""

from __future__ import annotations

from typing import Final, NamedTuple

from trucewatch.evaluation.found import Found
from trucewatch.evaluation.keys import Key, KeyTrap, anchor_span
from trucewatch.evaluation.matching import overlap
from trucewatch.vocabulary.claims import Span

__all__ = ["Trap", "sprung"]

# an event that has not happened is no event where the key says that there is none
_NOT_REAL: Final = frozenset({"planned", "demanded", "threatened", "hypothetical"})


class Trap(NamedTuple):
    """A trap of a key with the claim (its span and words of its kind) that fell into it, or None."""

    item: KeyTrap
    span: Span
    must_not: str
    fell: tuple[Span, str, tuple[str, ...]] | None


def sprung(key: Key, text: str, found: Found) -> tuple[Trap, ...]:
    """Every trap of ``key``. One is fallen into when a claim of the forbidden kind overlaps it (a figure by the
    number's own span) and no keyed item of that kind does."""
    traps: list[Trap] = []
    for trap in key.traps:
        span = anchor_span(text, trap.anchor, trap.occurrence)
        if span is None:
            continue
        fell = None if _keyed(key, text, trap, span) else _fallen(found, trap.must_not, span)
        traps.append(Trap(trap, span, trap.must_not, fell))
    return tuple(traps)


def _keyed(key: Key, text: str, trap: KeyTrap, span: Span) -> bool:
    if trap.must_not == "figure":
        anchors = [(item.anchor, item.occurrence) for item in key.figures]
    elif trap.must_not == "position":
        anchors = [(item.anchor, item.occurrence) for item in key.positions]
    else:
        anchors = [(item.anchor, item.occurrence) for item in key.events if trap.must_not in ("event", item.act)]
    spans = (anchor_span(text, anchor, occurrence) for anchor, occurrence in anchors)
    return any(overlap(item, span) for item in spans if item is not None)


def _fallen(found: Found, must_not: str, span: Span) -> tuple[Span, str, tuple[str, ...]] | None:
    """Span, kind and rules of the first claim that fell."""
    if must_not == "figure":
        for number in found.numbers:
            if overlap(number.span, span):
                return number.span, f"figure {number.what}", number.claim.rules
        return None
    if must_not == "position":
        for position in found.positions:
            if overlap(position.span, span):
                return position.span, f"position {position.stance}", position.rules
        return None
    for event in found.events:
        if must_not not in ("event", event.act) or event.status in _NOT_REAL:
            continue
        if overlap(event.span, span):
            return event.span, f"event {event.act} {event.status}", event.rules
    return None
