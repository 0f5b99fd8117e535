"""What governs a noun tells who did it: its verb, an accusation, what it is ascribed to, whose it is."""

from __future__ import annotations

from msgspec.structs import replace

from trucewatch.reading.actor_names import ActorMention
from trucewatch.reading.found import FoundActor
from trucewatch.reading.role_names import actor, mentions_in
from trucewatch.reading.role_subjects import controller_of, led, subjects_of
from trucewatch.reading.scene import Scene
from trucewatch.reading.triggers import Trigger
from trucewatch.vocabulary.codes import family_of

__all__ = ["ascribed", "blamed", "opposed", "possessor", "support_subject"]


def opposed(scene: Scene, trigger: Trigger) -> list[ActorMention]:
    """*des combats opposant l'armée aux rebelles*: the sides behind a verb of opposing."""
    for i in range(trigger.last, min(trigger.sentence.last, trigger.last + 10)):
        group = scene.group(i)
        if group is not None:
            if group.lemma not in scene.lex.sets["opposing"]:
                return []
            return mentions_in(scene, (group.last, min(trigger.sentence.last, group.last + 16)))[:2]
        if scene.hard(i):
            break
    return []


def blamed(scene: Scene, trigger: Trigger) -> bool:
    """*blamed the attack on the militia*: who stands behind the noun did it."""
    for i in range(trigger.first - 1, max(trigger.sentence.first, trigger.first - 4) - 1, -1):
        group = scene.group(i)
        if group is not None:
            return group.lemma in scene.lex.sets["ascribing"]
    return False


def ascribed(scene: Scene, trigger: Trigger) -> list[FoundActor]:
    """*des frappes attribuées à la Russie*, *an attack blamed on the rebels*."""
    for group in scene.text.verbs_in(scene.tokens[trigger.last - 1].end, trigger.sentence.end)[:1]:
        if group.lemma in scene.lex.sets["ascribing"] and group.first - trigger.last <= 4:
            found = mentions_in(scene, (group.last, min(trigger.sentence.last, group.last + 5)))[:1]
            return [actor(scene, m, "agent") for m in found]
    return []


def possessor(scene: Scene, trigger: Trigger) -> FoundActor | None:
    """*Israel's strikes*, *army shelling*: the mention right before an English noun."""
    if scene.lex.lang != "en" or trigger.first <= trigger.sentence.first:
        return None
    i = trigger.first - 1
    if scene.tokens[i].lower == "'s":
        i -= 1
    mention = scene.actor_at.get(i)
    return actor(scene, mention, "agent") if mention is not None and mention.last >= i + 1 else None


def support_subject(scene: Scene, trigger: Trigger) -> list[FoundActor]:
    """*L'armée a mené des frappes*: the subject of the verb that the noun completes."""
    back = 12 if scene.lex.words.verb_first else 8
    for i in range(trigger.first - 1, max(trigger.sentence.first, trigger.first - back) - 1, -1):
        group = scene.group(i)
        if group is None:
            if scene.breaks(i) or scene.keys[i] in scene.lex.sets["by"]:
                return []
            continue
        if group.lemma in scene.lex.sets["accusing"] and not group.passive:
            accused = [m for m in mentions_in(scene, (group.last, trigger.first)) if not led(scene, m)]
            first = 1 if scene.lex.words.verb_first else 0  # behind an Arabic verb stands its subject
            return [actor(scene, m, "agent") for m in accused[first:][-1:]]
        committed = group.lemma in scene.lex.sets["committing"] and family_of(trigger.act) != "political"
        if (group.lemma not in scene.lex.sets["support"] and not committed) or group.passive:
            return []
        found = subjects_of(scene, scene.before(group.first, trigger.sentence))
        if not found and scene.lex.words.verb_first:
            found = mentions_in(scene, (group.last, trigger.first))[:1]
        if not found:
            found = controller_of(scene, replace(trigger, group=group), group) if group.perfect else []
        return [actor(scene, m, "agent") for m in found]
    return []
