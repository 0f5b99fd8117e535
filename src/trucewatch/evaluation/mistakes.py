"""Mistakes in their sentences: what was missed, what was found without reason, which slots are wrong.

The texts of a test split are left out: who has seen their mistakes can no longer be measured by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from trucewatch.evaluation.found import FoundNumber
from trucewatch.evaluation.keys import KeyControl, KeyEvent, KeyFigure
from trucewatch.evaluation.scoring import FoundItem, KeyItem, ListScore, TextScore, claim_of, span_of
from trucewatch.evaluation.slots import CORE_SLOTS
from trucewatch.vocabulary.claims import ControlClaim, EventClaim, Span

__all__ = ["Mistake", "MistakeKind", "mistakes", "sentence_around"]

MistakeKind: TypeAlias = Literal["missed", "spurious", "wrong", "trap", "ungrounded"]
_BREAK: Final = re.compile(r"(?<=[.!?؟…])[»”\")\s]*\s|\n+")
_MAX_AROUND: Final = 400


class Mistake(Struct, frozen=True, kw_only=True):
    """One mistake. ``span`` is where in the text, ``sentence`` the span of the words to show around it, ``what`` the
    item in short, ``slots`` the wrong ones as ``(slot, expected, found)``, ``rules`` the rules that fired."""

    document: str
    lang: str
    kind: MistakeKind
    list: str
    span: Span
    sentence: Span
    text: str
    what: str
    slots: tuple[tuple[str, str, str], ...] = ()
    rules: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, str, str]:
        """The sentence as the words before, the words at fault and the words after."""
        start, end = self.span[0] - self.sentence[0], self.span[1] - self.sentence[0]
        return self.text[:start], self.text[start:end], self.text[end:]


def mistakes(scores: Iterable[TextScore], *, every_slot: bool = False) -> tuple[Mistake, ...]:
    """All mistakes in texts that do not belong to a test split, in text order. Wrong slots are those that the
    scoring asks for; ``every_slot`` lists the others too."""
    found: list[Mistake] = []
    for score in scores:
        if score.gold.key.split == "test":
            continue
        own = [m for name in ("figures", "events", "positions", "control") for m in _of_list(score, name, every_slot)]
        own += _traps(score)
        own += _ungrounded(score)
        found += sorted(own, key=lambda m: (m.span, m.list, m.kind))
    return tuple(found)


def sentence_around(text: str, span: Span) -> Span:
    """The sentence (roughly) that holds ``span``: for showing, not for reading."""
    low, high = max(0, span[0] - _MAX_AROUND), min(len(text), span[1] + _MAX_AROUND)
    start, end = low, high
    for found in _BREAK.finditer(text, low, high):
        if found.end() <= span[0]:
            start = found.end()
        elif found.start() >= span[1]:
            end = found.start()
            break
    return start, end


def _of_list(score: TextScore, name: str, every_slot: bool) -> Iterator[Mistake]:
    one = score.lists[name]
    for index in one.missed:
        yield _mistake(score, "missed", name, one.key_spans[index], _key_words(one.keys[index]))
    for index in one.spurious:
        item = one.found[index]
        yield _mistake(score, "spurious", name, span_of(item), _found_words(item), rules=claim_of(item).rules)
    yield from _wrong(score, one, every_slot)


def _wrong(score: TextScore, one: ListScore, every_slot: bool) -> Iterator[Mistake]:
    shown = (*CORE_SLOTS[one.name], "act") if one.name == "events" else CORE_SLOTS[one.name]
    for pair in one.matched:
        wrong = [slot for slot in pair.slots if not slot.right and (every_slot or slot.name in shown)]
        if wrong:
            yield _mistake(
                score,
                "wrong",
                one.name,
                one.key_spans[pair.key],
                _key_words(one.keys[pair.key]),
                slots=tuple((slot.name, slot.expected, slot.found) for slot in wrong),
                rules=claim_of(one.found[pair.found]).rules,
            )


def _traps(score: TextScore) -> Iterator[Mistake]:
    for trap in score.traps:
        if trap.fell is not None:
            _, what, rules = trap.fell
            yield _mistake(
                score, "trap", trap.must_not, trap.span, f"must not be {trap.must_not}, became {what}", rules=rules
            )


def _ungrounded(score: TextScore) -> Iterator[Mistake]:
    size = len(score.gold.text)
    for claim, why in score.ungrounded:
        start = min(max(0, claim.span[0]), size)
        span = (start, min(max(start, claim.span[1]), size))
        yield _mistake(score, "ungrounded", f"{claim.id}", span, why, rules=claim.rules)


def _mistake(
    score: TextScore,
    kind: MistakeKind,
    name: str,
    span: Span,
    what: str,
    *,
    slots: tuple[tuple[str, str, str], ...] = (),
    rules: tuple[str, ...] = (),
) -> Mistake:
    gold = score.gold
    sentence = sentence_around(gold.text, span)
    return Mistake(
        document=gold.name,
        lang=gold.key.lang,
        kind=kind,
        list=name,
        span=span,
        sentence=sentence,
        text=gold.text[slice(*sentence)],
        what=what,
        slots=slots,
        rules=rules,
    )


def _key_words(item: KeyItem) -> str:
    if isinstance(item, KeyFigure):
        return f"{_bounds(item.low, item.best, item.high)} {item.qualifier} {item.what} by {item.by or 'the outlet'}"
    if isinstance(item, KeyEvent):
        return f"{item.act} {item.status}"
    if isinstance(item, KeyControl):
        return f"{item.holder or 'somebody'} {item.status} {item.place or ''}".strip()
    return f"{item.speaker} {item.stance} {item.topic}"


def _found_words(item: FoundItem) -> str:
    if isinstance(item, FoundNumber):
        quantity = item.quantity
        return f"{_bounds(quantity.low, quantity.best, quantity.high)} {quantity.qualifier} {item.what}"
    if isinstance(item, EventClaim):
        return f"{item.act} {item.status}"
    if isinstance(item, ControlClaim):
        holder = item.holder.name if item.holder else "somebody"
        return f"{holder} {item.status} {item.place.name if item.place else ''}".strip()
    return f"{item.speaker.name} {item.stance} {item.topic}"


def _bounds(low: float | None, best: float | None, high: float | None) -> str:
    return str(best) if best is not None else f"{'' if low is None else low}-{'' if high is None else high}"
