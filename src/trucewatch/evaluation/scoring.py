"""Score the claims of one text against its key.

Five lists are scored: ``figures``, ``events`` (by the family of the act), ``acts`` (the same events, by the act
itself), ``positions`` and ``control``. Matching is one to one between items that agree on their main code: a figure on
its best value (on low and high where there is none), an event on its family or act, a position on its speaker.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from trucewatch.errors import InputError
from trucewatch.evaluation.found import FoundNumber, found_in
from trucewatch.evaluation.grounding import Ungrounded, ungrounded
from trucewatch.evaluation.keys import GoldText, KeyControl, KeyEvent, KeyFigure, KeyPosition, anchor_span
from trucewatch.evaluation.matching import match
from trucewatch.evaluation.names import names_agree
from trucewatch.evaluation.slots import Slot, control_slots, event_slots, figure_slots, position_slots
from trucewatch.evaluation.traps import Trap, sprung
from trucewatch.vocabulary.claims import Claim, ControlClaim, EventClaim, PositionClaim, Span
from trucewatch.vocabulary.codes import family_of

__all__ = ["LISTS", "FoundItem", "KeyItem", "ListScore", "Matched", "TextScore", "claim_of", "score_text", "span_of"]

LISTS: Final = ("figures", "events", "acts", "positions", "control")
KeyItem: TypeAlias = KeyFigure | KeyEvent | KeyPosition | KeyControl
FoundItem: TypeAlias = FoundNumber | EventClaim | PositionClaim | ControlClaim


class Matched(NamedTuple):
    """A key item (by its index in the key's list) and what was matched to it."""

    key: int
    found: int
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class ListScore:
    """One list of one text: what was expected, what was found, what went together."""

    name: str
    keys: tuple[KeyItem, ...]
    key_spans: tuple[Span, ...]
    found: tuple[FoundItem, ...]
    matched: tuple[Matched, ...]

    @property
    def missed(self) -> tuple[int, ...]:
        """Indices of the key items that nothing was matched to."""
        hit = {pair.key for pair in self.matched}
        return tuple(index for index in range(len(self.keys)) if index not in hit)

    @property
    def spurious(self) -> tuple[int, ...]:
        """Indices of what was found and matched no key item."""
        hit = {pair.found for pair in self.matched}
        return tuple(index for index in range(len(self.found)) if index not in hit)


@dataclass(frozen=True, slots=True)
class TextScore:
    """The whole score of one text."""

    gold: GoldText
    lists: dict[str, ListScore]
    traps: tuple[Trap, ...]
    claims: tuple[Claim, ...]
    ungrounded: tuple[Ungrounded, ...]


def score_text(gold: GoldText, claims: Sequence[Claim]) -> TextScore:
    """Score ``claims`` (all those read in ``gold.text``). Raises :class:`InputError` for an anchor that is not in
    the text: a broken key would count as the reader's miss."""
    found = found_in(claims)
    key, text = gold.key, gold.text
    figures = _list(
        "figures", gold, key.figures, found.numbers, _same_value, lambda k, f: figure_slots(k, f, key, text)
    )
    events = _list("events", gold, key.events, found.events, _same_family, event_slots)
    acts = _list("acts", gold, key.events, found.events, _same_act, event_slots)
    positions = _list(
        "positions",
        gold,
        key.positions,
        found.positions,
        _same_speaker,
        position_slots,
    )
    control = _list("control", gold, key.control, found.control, _always, control_slots)
    return TextScore(
        gold=gold,
        lists={score.name: score for score in (figures, events, acts, positions, control)},
        traps=sprung(key, text, found),
        claims=tuple(claims),
        ungrounded=ungrounded(tuple(claims), text, gold.digest),
    )


def span_of(item: FoundItem) -> Span:
    """The span that is compared: a number's own, else the claim's."""
    return item.span


def claim_of(item: FoundItem) -> Claim:
    """The claim behind what was found."""
    return item.claim if isinstance(item, FoundNumber) else item


def _list(
    name: str,
    gold: GoldText,
    keys: tuple[KeyItem, ...],
    found: tuple[FoundItem, ...],
    agree: Callable[..., bool],
    slots: Callable[..., tuple[Slot, ...]],
) -> ListScore:
    spans = tuple(_span(gold, item) for item in keys)
    pairs = match(spans, [span_of(item) for item in found], lambda k, f: agree(keys[k], found[f]))
    matched = tuple(Matched(k, f, slots(keys[k], found[f])) for k, f in sorted(pairs.items()))
    return ListScore(name, keys, spans, found, matched)


def _span(gold: GoldText, item: KeyItem) -> Span:
    span = anchor_span(gold.text, item.anchor, item.occurrence)
    if span is None:
        raise InputError(
            f"the anchor {item.anchor!r} (occurrence {item.occurrence}) is not in the text",
            where=str(gold.path),
            hint="copy the words from the text as they stand",
        )
    return span


def _same_value(key: KeyFigure, found: FoundNumber) -> bool:
    quantity = found.quantity
    if key.best is None:
        return quantity.best is None and (key.low, key.high) == (quantity.low, quantity.high)
    return key.best == quantity.best


def _same_family(key: KeyEvent, found: EventClaim) -> bool:
    return family_of(key.act) == family_of(found.act)


def _same_act(key: KeyEvent, found: EventClaim) -> bool:
    return key.act == found.act


def _same_speaker(key: KeyPosition, found: PositionClaim) -> bool:
    return names_agree(key.speaker, found.speaker.name)


def _always(key: KeyControl, found: ControlClaim) -> bool:
    del key, found  # control is matched on its span alone
    return True
