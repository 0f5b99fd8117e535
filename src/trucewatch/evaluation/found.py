"""What a reader found in a text, laid out for comparison with a key.

Numbers are taken from figures, from the casualties of events and from shares of control, each once,
by the number's own span.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from msgspec import UNSET

from trucewatch.vocabulary.claims import (
    Claim,
    ControlClaim,
    EventClaim,
    FigureClaim,
    PlaceRef,
    PositionClaim,
    Quantity,
    Span,
    Voice,
)

__all__ = ["Found", "FoundNumber", "found_in", "speaker_of"]


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """One number with the claim it came from. ``whole`` is the span of what it is a part of."""

    span: Span
    quantity: Quantity
    what: str
    side: str | None
    by: str | None
    place: PlaceRef | None
    whole: Span | None
    claim: Claim


@dataclass(frozen=True, slots=True)
class Found:
    """All that was found in one text, in text order."""

    numbers: tuple[FoundNumber, ...]
    events: tuple[EventClaim, ...]
    positions: tuple[PositionClaim, ...]
    control: tuple[ControlClaim, ...]


def found_in(claims: Iterable[Claim]) -> Found:
    """Sort the claims of one text into the lists of a key."""
    every = sorted(claims, key=lambda claim: (claim.span, _head(claim), claim.id))
    return Found(
        numbers=_numbers(every),
        events=tuple(claim for claim in every if isinstance(claim, EventClaim)),
        positions=tuple(claim for claim in every if isinstance(claim, PositionClaim)),
        control=tuple(claim for claim in every if isinstance(claim, ControlClaim)),
    )


def speaker_of(attribution: tuple[Voice, ...]) -> str | None:
    """The innermost speaker, or None where the document speaks in its own name."""
    return attribution[0].name if attribution else None


def _head(claim: Claim) -> Span:
    spans = [evidence.span for evidence in claim.evidence.values()]
    return min(spans, default=claim.span)


def _numbers(claims: list[Claim]) -> tuple[FoundNumber, ...]:
    figures = {claim.id: claim for claim in claims if isinstance(claim, FigureClaim)}
    every: list[FoundNumber] = []
    for claim in claims:
        if isinstance(claim, FigureClaim):
            every.append(_of_figure(claim, figures))
        elif isinstance(claim, EventClaim):
            every += _of_event(claim)
        elif isinstance(claim, ControlClaim) and claim.share is not None:
            every.append(_of_control(claim, claim.share))
    once: dict[tuple[object, ...], FoundNumber] = {}
    for number in every:
        quantity = number.quantity
        # the same number under another code is another claim, and counts as one more
        identity = (number.span, quantity.low, quantity.best, quantity.high, number.what)
        kept = once.setdefault(identity, number)
        if kept.whole is None and number.whole is not None:
            once[identity] = replace(kept, whole=number.whole)
    return tuple(sorted(once.values(), key=lambda number: (number.span, number.what)))


def _of_figure(claim: FigureClaim, figures: dict[str, FigureClaim]) -> FoundNumber:
    whole = figures.get(claim.subset_of or claim.of or "")
    return FoundNumber(
        span=claim.quantity.span or claim.span,
        quantity=claim.quantity,
        what=claim.measure,
        side=claim.quantity.side.name if claim.quantity.side else None,
        by=speaker_of(claim.attribution),
        place=claim.place,
        whole=(whole.quantity.span or whole.span) if whole else None,
        claim=claim,
    )


def _of_event(claim: EventClaim) -> list[FoundNumber]:
    numbers: list[FoundNumber] = []
    for quantity in claim.casualties:
        index = quantity.subset_of
        whole = claim.casualties[index] if index is not None and 0 <= index < len(claim.casualties) else None
        numbers.append(
            FoundNumber(
                span=quantity.span or claim.span,
                quantity=quantity,
                what="other" if quantity.outcome is UNSET else str(quantity.outcome),
                side=quantity.side.name if quantity.side else None,
                by=speaker_of(claim.attribution),
                place=claim.place,
                whole=(whole.span or claim.span) if whole is not None else None,
                claim=claim,
            )
        )
    return numbers


def _of_control(claim: ControlClaim, share: Quantity) -> FoundNumber:
    return FoundNumber(
        span=share.span or claim.span,
        quantity=share,
        what="control_share",
        side=claim.holder.name if claim.holder else None,
        by=speaker_of(claim.attribution),
        place=claim.place,
        whole=None,
        claim=claim,
    )
