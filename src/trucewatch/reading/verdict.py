"""The verdict on a trigger, and what verbs and nouns share in reaching it."""

from __future__ import annotations

from msgspec import Struct

from trucewatch.reading.scene import Scene
from trucewatch.reading.triggers import Trigger

__all__ = ["DENIABLE", "NOTHING", "Verdict", "hedged_near", "spoken"]

# Families whose acts somebody can deny; a truce that was not signed is no denied truce.
DENIABLE = frozenset({"hostilities", "posture", "civilians", "humanitarian", "mechanism"})


class Verdict(Struct, frozen=True, gc=False):
    """What the words say: ``status`` is ``None`` where they tell of no event."""

    status: str | None
    polarity: str = "asserted"
    hedged: bool = False
    rules: tuple[str, ...] = ()


NOTHING = Verdict(None)


def spoken(scene: Scene, trigger: Trigger) -> bool:
    at = scene.tokens[trigger.first].start
    if scene.text.quotation_at(at) is not None:
        return True
    return any(a.start <= at < a.end for a in scene.attributions)


def hedged_near(scene: Scene, trigger: Trigger) -> bool:
    zone = (max(trigger.sentence.first, trigger.first - 4), min(trigger.sentence.last, trigger.last + 3))
    return any(word in scene.lex.sets["hedges"] for word in scene.lowers(zone))
