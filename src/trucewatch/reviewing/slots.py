"""The slots of a claim as text: what forms and commands show, and what a person writes in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from trucewatch.vocabulary.claims import (
    ActorRef,
    Claim,
    ControlClaim,
    EventClaim,
    FigureClaim,
    PositionClaim,
    Quantity,
    TimeSpan,
)

__all__ = ["KINDS_OF_CLAIM", "MOST_TOLLS", "SLOTS", "Slot", "kind_of_claim", "slots_of", "values_of"]

Form: TypeAlias = Literal["code", "codes", "flag", "actor", "actors", "place", "day", "number"]
KINDS_OF_CLAIM: Final = ("event", "figure", "position", "control")
MOST_TOLLS: Final = 12
"""Casualties that one event may hold after a correction."""


@dataclass(frozen=True)
class Slot:
    """One slot: its name, how it is written, the code list it takes its values from, and whether it must be told.

    ``actors`` and ``codes`` are several values with ``;`` between them; ``flag`` is ``yes`` or empty.
    """

    name: str
    form: Form
    list_id: str | None = None
    needed: bool = False


_TIME: Final = (Slot("start", "day"), Slot("end", "day"), Slot("time_precision", "code", "time_precision"))
_VOICE: Final = (Slot("polarity", "code", "polarity", True), Slot("hedged", "flag"))
_SAID: Final = (Slot("said_by", "actor"), *_VOICE)
_PLACE: Final = (Slot("place", "place"), Slot("place_precision", "code", "place_precision"))
_NUMBER: Final = (
    Slot("low", "number"),
    Slot("best", "number"),
    Slot("high", "number"),
    Slot("qualifier", "code", "qualifier"),
)
SLOTS: Final[Mapping[str, tuple[Slot, ...]]] = {
    "event": (
        Slot("act", "code", "acts", True),
        Slot("status", "code", "event_status", True),
        Slot("agent", "actors"),
        Slot("target", "actors"),
        Slot("party", "actors"),
        *_PLACE,
        *_TIME,
        Slot("objects", "codes", "protected_object"),
        *_SAID,
    ),
    "figure": (
        Slot("measure", "code", "measure", True),
        *_NUMBER,
        Slot("unit", "code", "unit"),
        Slot("who", "code", "who"),
        Slot("side", "actor"),
        *_PLACE,
        *_TIME,
        *_SAID,
    ),
    "position": (
        Slot("speaker", "actor", None, True),
        Slot("stance", "code", "stance", True),
        Slot("topic", "code", "topic", True),
        Slot("toward", "actor"),
        *_VOICE,
    ),
    "control": (
        Slot("holder", "actor"),
        Slot("status", "code", "control_status", True),
        *_NUMBER,
        *_PLACE,
        *_TIME,
        *_SAID,
    ),
}
"""The slots of each kind of claim, in the order of a form."""


def kind_of_claim(claim: Claim) -> str:
    """``event``, ``figure``, ``position`` or ``control``."""
    return str(claim.__struct_config__.tag)


def slots_of(kind: str, tolls: int = 0) -> tuple[Slot, ...]:
    """The slots of a kind; an event has five for each of its casualties, numbered from 1."""
    numbered = [Slot(f"toll{n}_{name}", form, list_id) for n in range(1, tolls + 1) for name, form, list_id in _TOLL]
    return (*SLOTS[kind], *numbered) if kind == "event" else SLOTS[kind]


_TOLL: Final[tuple[tuple[str, Form, str | None], ...]] = (
    ("outcome", "code", "outcome"),
    ("who", "code", "who"),
    ("low", "number", None),
    ("best", "number", None),
    ("high", "number", None),
    ("qualifier", "code", "qualifier"),
)


def values_of(claim: Claim) -> dict[str, str]:
    """What a claim holds, slot by slot; empty where it tells nothing."""
    found = {"polarity": claim.polarity, "hedged": "yes" if claim.hedged else ""}
    said = [voice for voice in claim.attribution if not voice.via]
    if isinstance(claim, PositionClaim):
        return found | {
            "speaker": claim.speaker.id or claim.speaker.name,
            "stance": claim.stance,
            "topic": claim.topic,
            "toward": _actor(claim.toward),
        }
    found["said_by"] = (said[0].id or said[0].name) if said else ""
    found |= {"place": (claim.place.id or claim.place.name) if claim.place else ""}
    found |= {"place_precision": (claim.place.precision or "") if claim.place else ""} | _time(claim.time)
    if isinstance(claim, EventClaim):
        found |= {"act": claim.act, "status": claim.status, "objects": "; ".join(claim.objects)}
        for role in ("agent", "target", "party"):
            found[role] = "; ".join(_actor(actor) for actor in claim.actors if actor.role == role)
        for number, toll in enumerate(claim.casualties, start=1):
            told = {**_quantity(toll), "outcome": toll.outcome or "", "who": toll.who or ""}
            found |= {f"toll{number}_{name}": value for name, value in told.items()}
        return found
    if isinstance(claim, FigureClaim):
        quantity = claim.quantity
        told = {
            "measure": claim.measure,
            "unit": quantity.unit,
            "who": quantity.who or "",
            "side": _actor(quantity.side),
        }
        return found | told | _quantity(quantity)
    assert isinstance(claim, ControlClaim)  # the last of the four kinds
    return found | {"holder": _actor(claim.holder), "status": claim.status} | _quantity(claim.share)


def _actor(actor: ActorRef | None) -> str:
    return (actor.id or actor.name) if actor else ""


def _time(time: TimeSpan | None) -> dict[str, str]:
    if time is None:
        return {"start": "", "end": "", "time_precision": ""}
    return {"start": time.start or "", "end": time.end or "", "time_precision": time.precision}


def _quantity(quantity: Quantity | None) -> dict[str, str]:
    if quantity is None:
        return {"low": "", "best": "", "high": "", "qualifier": ""}
    low, best, high = ("" if n is None else f"{n}" for n in (quantity.low, quantity.best, quantity.high))
    return {"low": low, "best": best, "high": high, "qualifier": quantity.qualifier}
