"""A toll alone gives no event: when a verb of killing tells an act of its own.

People said to be killed by someone, or executed, are a killing. Killed with a means that the sentence
names as an act (a strike, a blast) they are its toll; killed without anyone named, a bare toll.
"""

from __future__ import annotations

from collections.abc import Callable

from trucewatch.reading.scene import Scene
from trucewatch.reading.triggers import Trigger
from trucewatch.reading.verdict import Verdict
from trucewatch.vocabulary.codes import family_of

__all__ = ["without_tolls"]

_COUNTED = frozenset({"detention", "looting_or_destruction", "small_arms_fire", "killing", "abduction"})
_MEANS = frozenset({"hostilities"})


def without_tolls(
    scene: Scene, kept: list[tuple[Trigger, Verdict]], family: Callable[[str], str]
) -> list[tuple[Trigger, Verdict]]:
    """The triggers without verbs of killing that only count the dead."""
    out: list[tuple[Trigger, Verdict]] = []
    for trigger, verdict in kept:
        if _counted_state(scene, trigger):
            continue
        counted = trigger.act == "killing" and trigger.group is not None and verdict.polarity != "denied"
        if counted and not _is_act(scene, trigger, kept, family):
            continue
        if _told_beside(scene, trigger, kept):
            continue
        out.append((trigger, verdict))
    return out


def _counted_state(scene: Scene, trigger: Trigger) -> bool:
    """*15 000 houses destroyed*, *70 faits prisonniers*: a number with a bare participle counts what is left behind."""
    group = trigger.group
    if group is None or trigger.act not in _COUNTED or scene.lex.words.verb_first:
        return False
    if group.tense != "participle" or group.passive or group.perfect:
        return False
    return any(
        scene.tokens[i].kind == "number" and i not in scene.time_at
        for i in range(max(trigger.subject[0], trigger.first - 5), trigger.first)
    )


def _told_beside(scene: Scene, trigger: Trigger, kept: list[tuple[Trigger, Verdict]]) -> bool:
    """*was killed by a mine* after *a mine exploded*: the harm is the outcome of the act told beside it."""
    group = trigger.group
    if group is None or trigger.act == "killing" or group.lemma not in scene.lex.sets["harm"]:
        return False
    return any(
        other is not trigger
        and other.sentence.index == trigger.sentence.index
        and family_of(other.act) == family_of(trigger.act)
        and (other.group is None or other.group.lemma not in scene.lex.sets["harm"])
        and _together(trigger, other)
        for other, _ in kept
    )


def _is_act(scene: Scene, trigger: Trigger, kept: list[tuple[Trigger, Verdict]], family: Callable[[str], str]) -> bool:
    group = trigger.group
    assert group is not None
    if group.lemma in scene.lex.sets["executions"]:
        return True
    if group.tense == "gerund":
        return False
    numbered = any(scene.tokens[i].kind == "number" for i in range(trigger.subject[0], trigger.first))
    if numbered and group.tense == "participle" and not group.passive and not group.perfect:
        return False  # *5 481 personnes tuées par les forces de sécurité*
    for other, _ in kept:
        same = other.sentence.index == trigger.sentence.index and family(other.act) in _MEANS
        if same and _together(trigger, other):
            return False
    return _someone(scene, trigger)


def _together(trigger: Trigger, other: Trigger) -> bool:
    """Does the other act stand in the clause of the killing?"""
    return trigger.subject[0] - 2 <= other.first < trigger.zone[1] + 1 or abs(other.first - trigger.first) < 14


def _someone(scene: Scene, trigger: Trigger) -> bool:
    """Is it told who kills: the subject of the active, *par* someone, or who claims to have killed?"""
    group = trigger.group
    assert group is not None
    if scene.lex.words.verb_first:  # the written form does not tell the voice: a number behind it is a toll
        zone = (trigger.zone[0], min(trigger.zone[1], trigger.zone[0] + 3))
        numbers = any(scene.tokens[i].kind == "number" for i in range(*zone))
        return not numbers and scene.has_class(("@armed", "force"), zone)
    undergone = scene.undergone(group)
    if undergone:
        for i in range(*trigger.zone):
            if scene.keys[i] in scene.lex.sets["by"]:
                return scene.has_class(("@armed", "@people", "@actor", "people", "force"), (i + 1, trigger.zone[1]))
        following = trigger.zone[1]
        return following < trigger.sentence.last and scene.keys[following] in scene.lex.sets["while"]
    if group.tense == "infinitive" or (group.perfect and trigger.subject[0] == trigger.first):
        return True
    if group.perfect and scene.tokens[group.first].lower in ("avoir", "having"):
        return True
    if group.tense == "past" and not group.perfect and not _suffers(scene, trigger):
        return False  # *22 soldiers killed*: a short past without an object counts the dead
    return scene.has_class(("@armed", "@actor", "force"), trigger.subject)


def _suffers(scene: Scene, trigger: Trigger) -> bool:
    """Does someone stand behind the verb whom the act befalls?"""
    return scene.has_class(("people", "force", "@people", "@armed", "@actor", "@number", "@name"), trigger.zone)
