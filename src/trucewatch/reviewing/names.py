"""Names that a person writes, as actors and places of the case; what the case does not know stays a bare name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from msgspec import UNSET

from trucewatch.reading.place_resolving import precision_of
from trucewatch.vocabulary.actors import Actor, GazetteerPlace
from trucewatch.vocabulary.claims import ActorRef, PlaceRef, Span, Voice
from trucewatch.vocabulary.precision import REACH_METRES

__all__ = ["REVIEW", "Known"]

REVIEW = ("review",)
"""In ``derived_from``: a person says so, the words do not name it."""
T = TypeVar("T", Actor, GazetteerPlace)


@dataclass(frozen=True)
class Known:
    """Actors and places by id and by every name in any language, without regard to case."""

    actors: Mapping[str, Actor]
    places: Mapping[str, GazetteerPlace]

    @classmethod
    def of(cls, actors: Sequence[Actor], places: Sequence[GazetteerPlace]) -> Known:
        """From the lists of a case. A name that two share leads to neither."""
        return cls(
            _by_name(
                [(a.id, [*a.label.values(), *(n for names in a.names.values() for n in names)], a) for a in actors]
            ),
            _by_name(
                [(p.id, [*p.label.values(), *(n for names in p.names.values() for n in names)], p) for p in places]
            ),
        )

    def actor(self, written: str, text: str, start: int) -> ActorRef:
        """An actor as written; its span where the words of the claim name it so, or by another of its names."""
        actor = self.actors.get(written.casefold())
        if actor is None:
            name, span = written, _within([written], text, start)
            known = None
        else:
            spelled = [written, *(n for names in actor.names.values() for n in names), *actor.label.values()]
            span, known = _within(spelled, text, start), actor.id
            name = text[span[0] - start : span[1] - start] if span else _own(written, actor.id, actor.label)
        return ActorRef(name=name, id=known, span=span, derived_from=UNSET if span else REVIEW)

    def voice(self, written: str, text: str, start: int) -> Voice:
        """Who says it, as written."""
        named = self.actor(written, text, start)
        return Voice(name=named.name, id=named.id, span=named.span)

    def place(self, written: str, text: str, start: int) -> PlaceRef:
        """A place as written, with its point where the case knows one."""
        place = self.places.get(written.casefold())
        if place is None:
            span = _within([written], text, start)
            return PlaceRef(name=written, span=span, derived_from=UNSET if span else REVIEW)
        spelled = [written, *(n for names in place.names.values() for n in names), *place.label.values()]
        span = _within(spelled, text, start)
        name = text[span[0] - start : span[1] - start] if span else _own(written, place.id, place.label)
        precision = precision_of(place.place_class, None)
        point = (place.lat, place.lon) if precision in REACH_METRES else (None, None)  # a region has no false point
        return PlaceRef(
            name=name,
            id=place.id,
            lat=point[0],
            lon=point[1],
            precision=precision,
            span=span,
            derived_from=UNSET if span else REVIEW,
        )


def _own(written: str, known: str, label: Mapping[str, str]) -> str:
    """The name as written, a label where somebody wrote the id."""
    return written if written.casefold() != known.casefold() else next(iter(label.values()), written)


def _within(spelled: Sequence[str], text: str, start: int) -> Span | None:
    for name in sorted(dict.fromkeys(spelled), key=len, reverse=True):
        at = text.find(name) if name else -1
        if at >= 0:
            return (start + at, start + at + len(name))
    return None


def _by_name(items: Sequence[tuple[str, Sequence[str], T]]) -> dict[str, T]:
    found: dict[str, T] = {}
    shared: set[str] = set()
    for _, names, item in items:
        for name in {name.casefold() for name in names}:
            if name in found and found[name] is not item:
                shared.add(name)
            found[name] = item
    for name in shared:
        del found[name]
    return found | {known.casefold(): item for known, _, item in items}
