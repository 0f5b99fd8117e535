"""Whether the slots of a matched claim are right: one named answer for each slot."""

from __future__ import annotations

import math
import unicodedata
from typing import Final, NamedTuple

from trucewatch.evaluation.found import FoundNumber, speaker_of
from trucewatch.evaluation.keys import Key, KeyControl, KeyEvent, KeyFigure, KeyPosition, anchor_span
from trucewatch.evaluation.matching import overlap
from trucewatch.evaluation.names import names_agree, same_names
from trucewatch.vocabulary.claims import ControlClaim, EventClaim, PlaceRef, PositionClaim, Span

__all__ = ["CORE_SLOTS", "Slot", "control_slots", "event_slots", "figure_slots", "places_agree", "position_slots"]

# the slots that the published scoring asks for; the others are reported beside them
CORE_SLOTS: Final[dict[str, tuple[str, ...]]] = {
    "figures": ("what", "who", "qualifier", "speaker"),
    "events": ("status", "actors", "place", "start", "speaker"),
    "positions": ("stance", "quote"),
    "control": ("holder", "status", "place", "percent"),
}
_NEAR_DEGREES: Final = 0.25
_QUOTE_MARKS: Final = "«»“”„‟\"'‘’‹›. ,;:!?…،؛؟"


class Slot(NamedTuple):
    """One answer; ``expected`` and ``found`` are words for a person."""

    name: str
    expected: str
    found: str
    right: bool


def figure_slots(key: KeyFigure, found: FoundNumber, document: Key, text: str) -> tuple[Slot, ...]:
    """The slots of a number."""
    quantity = found.quantity
    bounds = (key.low, key.best, key.high)
    got = (quantity.low, quantity.best, quantity.high)
    return (
        _same("what", key.what, found.what),
        _same("who", key.who, quantity.who),
        _same("qualifier", key.qualifier, quantity.qualifier),
        _named("speaker", key.by, found.by),
        _slot("bounds", bounds, got, bounds == got),
        _named("side", key.side, found.side),
        _subset(key, found, document, text),
        _slot("place", key.place, _place(found.place), places_agree(key.place, None, None, found.place)),
    )


def event_slots(key: KeyEvent, found: EventClaim) -> tuple[Slot, ...]:
    """The slots of an event. ``actors`` is right when agents, targets and parties all are."""
    slots: list[Slot] = [_same("act", key.act, found.act), _same("status", key.status, found.status)]
    roles = {
        role: tuple(actor.name for actor in found.actors if actor.role == role) for role in ("agent", "target", "party")
    }
    wanted = {"agent": key.agent, "target": key.target, "party": key.party}
    by_role = [_slot(role, wanted[role], names, same_names(wanted[role], names)) for role, names in roles.items()]
    start = found.time.start[:10] if found.time and found.time.start else None
    end = found.time.end[:10] if found.time and found.time.end else None
    slots += [
        _slot("actors", wanted, roles, all(slot.right for slot in by_role)),
        _slot("place", key.place, _place(found.place), places_agree(key.place, key.lat, key.lon, found.place)),
        _same("start", key.start, start),
        _named("speaker", key.by, speaker_of(found.attribution)),
        *by_role,
        _same("end", key.end, end),
        _slot("objects", sorted(key.objects), sorted(found.objects), sorted(key.objects) == sorted(found.objects)),
        _same("polarity", key.polarity, found.polarity),
        _same("hedged", str(key.hedged).lower(), str(found.hedged).lower()),
    ]
    return tuple(slots)


def position_slots(key: KeyPosition, found: PositionClaim) -> tuple[Slot, ...]:
    """The slots of a position."""
    quote = found.quote.text if found.quote else None
    return (
        _same("stance", key.stance, found.stance),
        _slot("quote", key.quote, quote, _bare(key.quote) == _bare(quote)),
        _same("topic", key.topic, found.topic),
        _named("toward", key.toward, found.toward.name if found.toward else None),
    )


def control_slots(key: KeyControl, found: ControlClaim) -> tuple[Slot, ...]:
    """The slots of control."""
    percent = found.share.best if found.share else None
    return (
        _named("holder", key.holder, found.holder.name if found.holder else None),
        _same("status", key.status, found.status),
        _slot("place", key.place, _place(found.place), places_agree(key.place, None, None, found.place)),
        _slot("percent", key.percent, percent, key.percent == percent),
    )


def places_agree(name: str | None, lat: float | None, lon: float | None, found: PlaceRef | None) -> bool:
    """Places agree by name, or when they lie within a quarter of a degree of each other."""
    if name is None or found is None:
        return name is None and found is None
    if names_agree(name, found.name):
        return True
    if lat is None or lon is None or found.lat is None or found.lon is None:
        return False
    return math.hypot(lat - found.lat, lon - found.lon) <= _NEAR_DEGREES


def _subset(key: KeyFigure, found: FoundNumber, document: Key, text: str) -> Slot:
    wanted = _whole_span(key, document, text)
    right = (wanted is None) == (found.whole is None)
    if wanted is not None and found.whole is not None:
        right = overlap(wanted, found.whole) > 0
    got = text[slice(*found.whole)] if found.whole else None
    return _slot("subset", key.subset_of, got, right)


def _whole_span(key: KeyFigure, document: Key, text: str) -> Span | None:
    if key.subset_of is None:
        return None
    occurrence = next((f.occurrence for f in document.figures if f.anchor == key.subset_of), 1)
    return anchor_span(text, key.subset_of, occurrence)


def _bare(quote: str | None) -> str | None:
    if quote is None:
        return None
    return " ".join(unicodedata.normalize("NFKC", quote).split()).strip(_QUOTE_MARKS)


def _place(place: PlaceRef | None) -> str | None:
    return place.name if place else None


def _same(name: str, expected: str | None, found: str | None) -> Slot:
    return _slot(name, expected, found, expected == found)


def _named(name: str, expected: str | None, found: str | None) -> Slot:
    return _slot(name, expected, found, names_agree(expected, found))


def _slot(name: str, expected: object, found: object, right: bool) -> Slot:
    return Slot(name, _words(expected), _words(found), right)


def _words(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, dict):
        return "; ".join(f"{role} {_words(names)}" for role, names in value.items() if names) or "none"
    if isinstance(value, (list, tuple)):
        return ", ".join("open" if item is None else str(item) for item in value) or "none"
    return str(value)
