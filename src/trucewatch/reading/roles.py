"""Who does what to whom: roles of the actors around a trigger."""

from __future__ import annotations

from trucewatch.reading.actors import ActorMention
from trucewatch.reading.found import FoundActor
from trucewatch.reading.scene import Scene
from trucewatch.reading.triggers import Trigger
from trucewatch.vocabulary.claims import Abstention, ActorRole

__all__ = ["roles_of"]

_NOT_ACTORS = frozenset({"document", "media", "source"})


def roles_of(scene: Scene, trigger: Trigger) -> tuple[tuple[FoundActor, ...], tuple[Abstention, ...]]:
    """The actors in their roles, in text order, and what stayed open."""
    pairs = _verb_roles(scene, trigger) if trigger.group else _noun_roles(scene, trigger)
    seen: dict[tuple[int, str], FoundActor] = {}
    for role, mention in pairs:
        seen.setdefault((mention.start, role), actor(scene, mention, role))
    return tuple(sorted(seen.values(), key=lambda a: a.start)), ()


def actor(scene: Scene, mention: ActorMention, role: ActorRole | None = None) -> FoundActor:
    """A mention in a role; the name is that of the text, without article."""
    name = scene.text.view.raw_text(mention.name_start, mention.name_end)
    return FoundActor(name, mention.id, mention.name_start, mention.name_end, role, mention)


def _mentions(scene: Scene, first: int, last: int) -> list[ActorMention]:
    out: list[ActorMention] = []
    i = first
    while i < last:
        mention = scene.actor_at.get(i)
        if mention is not None and mention.cls not in _NOT_ACTORS and mention.first >= first:
            out.append(mention)
            i = max(i + 1, mention.last)
        else:
            i += 1
    return out


def _by(scene: Scene, first: int, last: int) -> list[ActorMention]:
    """The mentions behind *par* in a zone."""
    for i in range(first, last):
        if scene.keys[i] in scene.lex.sets["by"]:
            found = _mentions(scene, i + 1, min(last, i + 8))
            return found[:1]
    return []


def _verb_roles(scene: Scene, trigger: Trigger) -> list[tuple[ActorRole, ActorMention]]:
    group = trigger.group
    assert group is not None
    undergone = group.passive or (group.tense == "participle" and not group.perfect)
    subject = _mentions(scene, *trigger.subject)
    objects = _mentions(scene, *trigger.zone)
    out: list[tuple[ActorRole, ActorMention]] = []
    if trigger.mutual:
        parties = subject if subject else []
        return [("party", m) for m in [*parties, *objects][:3]]
    if undergone:
        out += [("target", m) for m in subject[-2:]]
        out += [("agent", m) for m in _by(scene, *trigger.zone)]
        return out
    if subject:
        out.append(("agent", subject[0]))
    out += [("target", m) for m in objects[:2]]
    return out


def _noun_roles(scene: Scene, trigger: Trigger) -> list[tuple[ActorRole, ActorMention]]:
    lex = scene.lex
    out: list[tuple[ActorRole, ActorMention]] = []
    for mention in _mentions(scene, *trigger.zone):
        lead = scene.keys[mention.first - 1] if mention.first else ""
        if trigger.mutual:
            out.append(("party", mention))
        elif lead in lex.sets["of"] or lead in lex.sets["by"]:
            out.append(("agent", mention))
        elif lead in lex.sets["against"]:
            out.append(("target", mention))
    return out
