"""Where and when: the place and the time of the trigger's clause, else of its sentence, else carried."""

from __future__ import annotations

from trucewatch.reading.found import FoundPlace, FoundTime
from trucewatch.reading.scene import Scene, Zone
from trucewatch.reading.triggers import Trigger
from trucewatch.reading.verdict import Verdict

__all__ = ["place_of", "time_of"]

_NO_PLACE = frozenset({"draft_resolution", "resolution_adopted", "resolution_vetoed", "sanctions", "legislation"})


def place_of(scene: Scene, trigger: Trigger) -> tuple[FoundPlace | None, str | None]:
    """The place and the level it was found at: ``clause``, ``sentence``, ``paragraph``, ``text``."""
    if trigger.act in _NO_PLACE or not scene.places:
        return None, None
    usable = [p for p in scene.places if not p.metonym]
    at = scene.tokens[trigger.first].start
    clause = _span(scene, (min(trigger.first, trigger.subject[0]) if trigger.group else trigger.first, trigger.zone[1]))
    inside = [p for p in usable if clause[0] <= p.start < clause[1]]
    if inside:
        return min(inside, key=lambda p: (not p.locative, p.start < at, abs(p.start - at))), "clause"
    sentence = [p for p in usable if trigger.sentence.start <= p.start < trigger.sentence.end]
    if sentence:
        return min(sentence, key=lambda p: (not p.locative, abs(p.start - at))), "sentence"
    for other in reversed(scene.text.sentences[: trigger.sentence.index]):
        if other.paragraph != trigger.sentence.paragraph:
            break
        found = [p for p in usable if other.start <= p.start < other.end and p.locative]
        if found:
            return found[0], "paragraph"
    return None, None


def time_of(scene: Scene, trigger: Trigger, verdict: Verdict) -> tuple[FoundTime | None, str | None]:
    """The time and its level. A time that belongs to a verb of saying is not the event's."""
    usable = [t for t in scene.times if not t.duration and not _of_speech(scene, t)]
    at = scene.tokens[trigger.first].start
    first = min(trigger.first, trigger.subject[0]) if trigger.group else trigger.first
    clause = _span(scene, (first, trigger.zone[1]))
    inside = [t for t in usable if clause[0] <= t.start < clause[1]]
    if inside:
        return min(inside, key=lambda t: (t.start < at, abs(t.start - at))), "clause"
    sentence = [t for t in usable if trigger.sentence.start <= t.start < trigger.sentence.end]
    if sentence and verdict.status not in ("planned", "hypothetical", "threatened", "demanded"):
        return min(sentence, key=lambda t: abs(t.start - at)), "sentence"
    return None, None


def _of_speech(scene: Scene, time: FoundTime) -> bool:
    """*a indiqué lundi*: the time stands right behind a verb of saying."""
    i = scene.text.token_at(time.start)
    for k in range(i - 1, max(-1, i - 3), -1):
        group = scene.group(k)
        if group is not None:
            return group.lemma in scene.lex.sets["speech"]
        if scene.tokens[k].kind == "mark":
            return False
    return False


def _span(scene: Scene, zone: Zone) -> tuple[int, int]:
    first, last = zone
    last = max(first + 1, last)
    return scene.tokens[first].start, scene.tokens[min(last, len(scene.tokens)) - 1].end
