"""A re-mention that adds nothing does not count again."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from trucewatch.reading.found import FoundEvent
from trucewatch.reading.scene import Scene
from trucewatch.reading.triggers import Trigger

__all__ = ["apart", "merged"]

_REAL = frozenset({"occurred", "ongoing", "ended"})
# What an act of force does is no second act when the act itself is the subject.
_SUPERSEDED = {
    "talks_broken_off": ("talks",),
    "aid_obstruction": ("aid_delivery",),
    "evacuation_blocked": ("evacuation",),
    "ceasefire_ended": ("ceasefire_agreed",),
    "demining": ("ied", "landmine_uxo", "mine_laying"),
    "monitor_access_denied": ("joint_visit",),
}
_STATES = frozenset({"siege"})
_EFFECTS = frozenset({"hostilities", "civilians"})
_REFERRED = frozenset({"hostilities", "civilians", "political"})


def merged(scene: Scene, events: list[tuple[Trigger, FoundEvent]], family: Callable[[str], str]) -> list[FoundEvent]:
    """The events without pure references back and without a verb and noun that tell the same."""
    out: list[tuple[Trigger, FoundEvent]] = []
    for trigger, event in without_headlines(_unsuperseded(_laden(scene, events)), family):
        if _arrival(scene, out, trigger, event) or _same_words(out, trigger, event, family(event.act)):
            _widen(out, trigger, event)
            continue
        if _reference_back(scene, out, trigger, event, family):
            continue
        out.append((trigger, event))
    return [event for _, event in out]


def _arrival(scene: Scene, out: list[tuple[Trigger, FoundEvent]], trigger: Trigger, event: FoundEvent) -> bool:
    """*fired two shells which landed on the school*: where a shot that was told lands is no second shot."""
    group = trigger.group
    if group is None or group.lemma not in scene.lex.sets["arrivals"] or not out:
        return False
    other, before = out[-1]
    if other.sentence.index != trigger.sentence.index or before.act != event.act:
        return False
    between = scene.lowers((other.last, trigger.first))
    return trigger.first - other.last < 16 and not scene.lex.sets["relatives"].isdisjoint(between)


def _widen(out: list[tuple[Trigger, FoundEvent]], trigger: Trigger, event: FoundEvent) -> None:
    """A noun and the verb whose subject it is carry one event: its clause holds both."""
    other, before = out[-1]
    if other.group is None and other.predicate is trigger.group and other.sentence.index == trigger.sentence.index:
        out[-1] = (other, replace(before, end=max(before.end, event.end)))


def _laden(scene: Scene, events: list[tuple[Trigger, FoundEvent]]) -> list[tuple[Trigger, FoundEvent]]:
    """A convoy that comes to take people away brings no aid, where none is told."""
    fetched = {trigger.sentence.index for trigger, event in events if event.act == "evacuation"}
    return [
        (trigger, event)
        for trigger, event in events
        if event.act != "aid_delivery"
        or trigger.sentence.index not in fetched
        or scene.has_class(("aid",), (trigger.sentence.first, trigger.sentence.last))
    ]


def _unsuperseded(events: list[tuple[Trigger, FoundEvent]]) -> list[tuple[Trigger, FoundEvent]]:
    """*un convoi a été bloqué*: the noun's own act gives way to what the verb says became of it."""
    gone: set[int] = set()
    for trigger, event in events:
        weaker = _SUPERSEDED.get(event.act)
        if weaker is None or trigger.group is None:
            continue
        for k, (other, before) in enumerate(events):
            within = trigger.subject[0] <= other.first < max(trigger.zone[1], trigger.last + 6)
            if before.act in weaker and other.group is None and within:
                gone.add(k)
    return [pair for k, pair in enumerate(events) if k not in gone]


def _same_words(out: list[tuple[Trigger, FoundEvent]], trigger: Trigger, event: FoundEvent, kind: str) -> bool:
    """A verb and the noun it supports (*des frappes ont visé*) tell one act."""
    for other, before in reversed(out):
        if other.sentence.index != trigger.sentence.index:
            return False
        if (
            trigger.group is not None
            and other.predicate is trigger.group
            and not other.relative
            and (kind in _EFFECTS or event.act == before.act)
        ):
            return True
        both = trigger.group is not None and other.group is not None and before.act == event.act
        if both and trigger.first - other.last <= 2 and event.status == before.status:
            return True  # *pillées et incendiées*
        qualified = trigger.group is not None and trigger.group.tense in ("gerund", "participle")
        if qualified and other.group is None and kind in _EFFECTS and trigger.first - other.last <= 3:
            return True  # *des frappes visant une position*
        near = trigger.first - other.last <= 6
        if near and before.act == event.act and (trigger.group is None) != (other.group is None):
            return True
    return False


def _reference_back(
    scene: Scene,
    out: list[tuple[Trigger, FoundEvent]],
    trigger: Trigger,
    event: FoundEvent,
    family: Callable[[str], str],
) -> bool:
    """*ces bombardements*, *l'attaque*: a noun with nothing new after an act of its kind."""
    if event.act in _STATES and event.status in _REAL and event.polarity == "asserted":
        again = any(before.act == event.act for _, before in out)
        return again and not event.actors and event.time_level != "clause" and not _elsewhere(out, event)
    if trigger.group is not None or event.status not in _REAL or event.polarity != "asserted":
        return False
    word = _determiner(scene, trigger)
    if word in scene.lex.sets["demonstratives"]:
        return True
    kind = family(event.act)
    if kind not in _REFERRED:
        return False
    if not any(_alike(before.act, event.act, family) for _, before in out):
        return False
    if any(rule.endswith(".continue") for rule in event.rules):
        return False  # *a poursuivi ses incursions*: that it goes on is new
    if any(rule.endswith(".condemn") for rule in event.rules):
        return not _new(event)
    if word not in scene.lex.sets["definites"]:
        return False
    return not _new(event) and not _result(scene, trigger) and not _specified(scene, trigger)


def _elsewhere(out: list[tuple[Trigger, FoundEvent]], event: FoundEvent) -> bool:
    """Is the state told of a place that no earlier event of its act has?"""
    if event.place is None or event.place_level != "clause":
        return False
    return all(
        before.place is None or before.place.id != event.place.id for _, before in out if before.act == event.act
    )


def _determiner(scene: Scene, trigger: Trigger) -> str:
    """The article or demonstrative of the noun phrase, over at most two adjectives."""
    for k in range(trigger.first - 1, max(trigger.sentence.first, trigger.first - 3) - 1, -1):
        word = scene.keys[k]
        if word in scene.lex.sets["determiners"] or word in scene.lex.sets["definites"]:
            return word
        if scene.tokens[k].kind != "word" or scene.group_of[k] >= 0 or word in scene.lex.sets["prepositions"]:
            return ""
    return ""


def _alike(before: str, act: str, family: Callable[[str], str]) -> bool:
    if family(act) == "hostilities":
        return family(before) in ("hostilities", "civilians")
    return before == act


def _new(event: FoundEvent) -> bool:
    told = any(event.start <= item.start < event.end for item in event.actors)
    return bool(told or event.time_level == "clause" or event.place_level == "clause" or event.objects)


def _specified(scene: Scene, trigger: Trigger) -> bool:
    """*l'explosion d'une usine*: a complement says which one."""
    i = trigger.last
    return i < trigger.sentence.last and scene.keys[i] in scene.lex.sets["of"] and i not in scene.actor_at


def _result(scene: Scene, trigger: Trigger) -> bool:
    """*les bombardements ont fait 97 morts*: the noun is the subject of a verb that tells its outcome."""
    verb = trigger.predicate
    return verb is not None and not verb.passive and verb.lemma in scene.lex.sets["results"]


def without_headlines(
    pairs: list[tuple[Trigger, FoundEvent]], family: Callable[[str], str]
) -> list[tuple[Trigger, FoundEvent]]:
    """A headline that the text repeats does not count again."""
    body = {family(event.act) for trigger, event in pairs if trigger.sentence.kind == "body"}
    return [
        (trigger, event) for trigger, event in pairs if trigger.sentence.kind == "body" or family(event.act) not in body
    ]


def apart(scene: Scene, events: list[FoundEvent]) -> list[FoundEvent]:
    """Spans cut so that the words of one event do not cover the trigger of another."""
    out: list[FoundEvent] = []
    for k, event in enumerate(events):
        start, end = event.start, event.end
        for other in events[max(0, k - 3) : k + 4]:
            if other is event or other.trigger_start == event.trigger_start:
                continue
            if event.trigger_end <= other.trigger_start < end:
                end = max(event.trigger_end, _trimmed(scene, other.trigger_start))
            if start < other.trigger_end <= event.trigger_start:
                start = other.trigger_end
        text = scene.text.view.text
        while start < event.trigger_start and not text[start].isalnum():
            start += 1
        out.append(event if (start, end) == (event.start, event.end) else replace(event, start=start, end=end))
    return out


def _trimmed(scene: Scene, position: int) -> int:
    """Where the words before a trigger end, without its article and preposition."""
    i = scene.text.token_at(position) - 1
    words = scene.lex.sets["before_noun"]
    while i > 0 and (scene.keys[i] in words or scene.tokens[i].kind == "mark"):
        i -= 1
    return scene.tokens[i].end
