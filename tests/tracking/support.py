"""A small invented world for the tests of tracking, and claims about it."""

from __future__ import annotations

from typing import Any

from tests.terms.support import ACTORS, PLACES

from trucewatch.tracking import Ground
from trucewatch.vocabulary.actors import GazetteerPlace
from trucewatch.vocabulary.claims import (
    ActorRef,
    ControlClaim,
    EventActor,
    EventClaim,
    FigureClaim,
    PlaceRef,
    PositionClaim,
    Quantity,
    Speaker,
    TimeSpan,
    Voice,
)
from trucewatch.vocabulary.codes import family_of
from trucewatch.vocabulary.documents import Document
from trucewatch.vocabulary.incidents import Incident, IncidentActor, IncidentPlace, IncidentTime

QUARTERS = tuple(
    GazetteerPlace(id=f"q{n}", place_class="quarter", label={"en": f"Quarter {n}"}, parent="east") for n in range(1, 5)
)


def document(day: str) -> Document:
    return Document(id=f"d-{day}", media="text/plain", size=1, name=day, lang="en", source="a-paper", published=day)


DAYS = tuple(f"2020-0{month}-{day:02d}" for month in (3, 4, 5) for day in range(1, 31))
GROUND = Ground.of(
    places=(*PLACES, *QUARTERS), actors=ACTORS, documents=[document(day) for day in DAYS], zone="Asia/Damascus"
)


def _base(number: int, day: str, by: str) -> dict[str, Any]:
    return {
        "id": f"c{number}",
        "document": f"d-{day}",
        "lang": "en",
        "span": (0, 1),
        "text": f"words {number}",
        "confidence": "high",
        "attribution": (Voice(name=by, id=by),),
    }


def on(start: str | None, end: str | None = None) -> TimeSpan | None:
    return None if start is None else TimeSpan(start=start, end=end or start, precision="day")


def control(number: int, holder: str, place: str, day: str, by: str = "a-paper", status: Any = "holds") -> ControlClaim:
    where = PlaceRef(name=place, id=place)
    return ControlClaim(
        **_base(number, day, by), holder=ActorRef(name=holder, id=holder), status=status, place=where, time=on(day)
    )


def figure(number: int, low: float, high: float | None, day: str, by: str, **more: Any) -> FigureClaim:
    quantity = Quantity(low=low, best=None, high=high, qualifier="about", unit="persons", who=more.pop("who", None))
    fields = {"measure": "fighters", "place": PlaceRef(name="East", id="east"), "time": on(day), **more}
    return FigureClaim(**_base(number, day, by), quantity=quantity, **fields)


def announced(
    number: int, act: str, said: str, when: str | None, status: Any = "planned", by: str = "red"
) -> EventClaim:
    return EventClaim(
        **_base(number, said, by),
        act=act,
        status=status,
        time=on(when),
        place=PlaceRef(name="East", id="east"),
        actors=(EventActor(name=by, id=by, role="agent"),),
    )


def position(number: int, party: str, stance: Any, day: str, topic: Any = "ceasefire") -> PositionClaim:
    return PositionClaim(**_base(number, day, party), speaker=Speaker(name=party, id=party), stance=stance, topic=topic)


def happened(act: str, day: str, place: str = "east", **more: Any) -> Incident:
    fields: dict[str, Any] = {
        "id": f"in-{act}-{day}",
        "act": act,
        "family": family_of(act),
        "status": "occurred",
        "polarity": "asserted",
        "time": IncidentTime(start=day, end=day),
        "place": IncidentPlace(name=place, id=place),
        "agents": (IncidentActor(name="red", id="red"),),
        "supporting": (f"s-{act}-{day}",),
        "corroboration": "single_source",
    }
    return Incident(**{**fields, **more})
