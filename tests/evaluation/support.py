"""Small keys and claims for the tests of the scorer."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import msgspec

from trucewatch.evaluation.keys import GoldText, Key, KeyControl, KeyEvent, KeyFigure, KeyPosition, KeyTrap
from trucewatch.vocabulary.claims import (
    ActorRef,
    ControlClaim,
    EventActor,
    EventClaim,
    FigureClaim,
    PositionClaim,
    Quantity,
    Quote,
    Span,
    Speaker,
    TimeSpan,
    Voice,
)

TEXT = (
    "Au moins 324 civils ont été tués, dont 44 enfants, selon l'OSDH. Lundi, les rebelles ont bombardé Alep. "
    "« Nous refusons », a dit Moscou. Les rebelles tiennent 30 % de la ville, prise en 2012."
)
DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()


def at(words: str) -> Span:
    start = TEXT.index(words)
    return start, start + len(words)


def key(**lists: Any) -> GoldText:
    filled = {name: tuple(lists.get(name, ())) for name in ("figures", "events", "positions", "control", "traps")}
    made = msgspec.structs.replace(
        Key(
            doc="t.txt",
            lang="fr",
            published="2016-12-05",
            outlet="AFP",
            figures=(),
            events=(),
            positions=(),
            control=(),
            traps=(),
            split=lists.get("split"),
        ),
        **filled,
    )
    return GoldText(name=lists.get("name", "t"), text=TEXT, digest=DIGEST, key=made, path=Path("t.json"))


def key_figure(anchor: str, best: float | None, **given: Any) -> KeyFigure:
    values: dict[str, Any] = {
        "low": best,
        "high": best,
        "qualifier": "exact",
        "what": "killed",
        "who": "person",
        "side": None,
        "by": None,
        "subset_of": None,
        "place": None,
    }
    return KeyFigure(anchor=anchor, best=best, **{**values, **given})


def key_event(anchor: str, act: str, **given: Any) -> KeyEvent:
    values: dict[str, Any] = {
        "status": "occurred",
        "agent": (),
        "target": (),
        "party": (),
        "objects": (),
        "place": None,
        "lat": None,
        "lon": None,
        "start": None,
        "end": None,
        "by": None,
        "polarity": "asserted",
        "hedged": False,
    }
    return KeyEvent(anchor=anchor, act=act, **{**values, **given})


def key_position(anchor: str, speaker: str, **given: Any) -> KeyPosition:
    values: dict[str, Any] = {"stance": "states", "topic": "other", "toward": None, "quote": None}
    return KeyPosition(anchor=anchor, speaker=speaker, **{**values, **given})


def key_control(anchor: str, holder: str | None, **given: Any) -> KeyControl:
    values: dict[str, Any] = {"status": "holds", "place": None, "percent": None}
    return KeyControl(anchor=anchor, holder=holder, **{**values, **given})


def key_trap(anchor: str, must_not: str) -> KeyTrap:
    return KeyTrap(anchor=anchor, must_not=must_not)


def quantity(words: str, best: float | None, **given: Any) -> Quantity:
    values: dict[str, Any] = {"low": best, "high": best, "qualifier": "exact", "unit": "persons", "span": at(words)}
    return Quantity(best=best, **{**values, **given})


def _base(words: str, **given: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": f"{words}-{len(given)}",
        "document": DIGEST,
        "lang": "fr",
        "span": at(words),
        "text": words,
        "confidence": "high",
        "rules": ("r.one",),
    }
    return {**values, **given}


def by(name: str) -> tuple[Voice, ...]:
    return (Voice(name=name),)


def figure(words: str, best: float | None, number: str | None = None, **given: Any) -> FigureClaim:
    amount = given.pop("quantity", None) or quantity(number or words, best, who="person")
    return FigureClaim(**_base(words, **{"measure": "killed", "quantity": amount, **given}))


def event(words: str, act: str, **given: Any) -> EventClaim:
    return EventClaim(**_base(words, **{"act": act, "status": "occurred", **given}))


def position(words: str, speaker: str, **given: Any) -> PositionClaim:
    return PositionClaim(
        **_base(words, **{"speaker": Speaker(name=speaker), "stance": "states", "topic": "other", **given})
    )


def control(words: str, holder: str, **given: Any) -> ControlClaim:
    return ControlClaim(**_base(words, **{"holder": ActorRef(name=holder), "status": "holds", **given}))


def actor(name: str, role: Any) -> EventActor:
    return EventActor(name=name, role=role)


def day(value: str) -> TimeSpan:
    return TimeSpan(start=value, end=value, precision="day")


def quote(words: str) -> Quote:
    return Quote(text=words, span=at(words))
