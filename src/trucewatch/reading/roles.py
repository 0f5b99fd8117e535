"""Who does what to whom: roles of the actors around a trigger.

The subject of an active verb and who stands behind *par* act; the object, the subject of a passive and
what stands behind *contre* suffer. Sides of a clash, of talks and of a deal are parties.
"""

from __future__ import annotations

from msgspec.structs import replace

from trucewatch.reading.actor_names import ActorMention
from trucewatch.reading.found import FoundActor
from trucewatch.reading.role_governors import ascribed, blamed, opposed, possessor, support_subject
from trucewatch.reading.role_names import actor, adjective_actor, counted_in, mentions_in, people_in
from trucewatch.reading.role_subjects import (
    coordinated,
    led,
    shared_phrase,
    subject_of,
    subject_phrase,
    subjects_of,
)
from trucewatch.reading.scene import Scene, Zone
from trucewatch.reading.triggers import Trigger
from trucewatch.vocabulary.claims import Abstention, ActorRole
from trucewatch.vocabulary.codes import family_of

__all__ = ["actor", "roles_of", "subjects_of"]

_PARTIES = frozenset({"ceasefire_in_force", "ceasefire_extended", "ceasefire_ended"})
_SUFFERED = frozenset({
    "attack", "bombardment", "air_strike", "drone_strike", "shelling", "missile_strike", "small_arms_fire",
    "sniper_fire", "ied", "suicide_attack", "landmine_uxo", "chemical_attack", "naval_fire", "explosion", "killing",
})  # fmt: skip
_NO_TARGET = frozenset({
    "territory_gain", "draft_resolution", "resolution_adopted", "resolution_vetoed", "legislation", "withdrawal",
    "ceasefire_violated", "corridor_opened", "corridor_closed", "aid_delivery", "services_cut", "services_restored",
    "flight", "fortification", "mine_laying", "ground_offensive", "looting_or_destruction", "complaint_filed",
    "remains_returned", "talks", "talks_broken_off", "weapons_storage", "overflight", "reinforcement",
    "ceasefire_agreed", *_PARTIES,
})  # fmt: skip


_FORCE = frozenset({"hostilities", "posture", "civilians", "mechanism"})
_OBJECT_OF = frozenset({
    "evacuation", "evacuation_blocked", "detention", "prisoner_release", "abduction", "killing", "forced_displacement",
    "weapons_storage", "torture", "sexual_violence", "child_recruitment",
})  # fmt: skip


# Who is only said to be among the people did not take or free them (*30 women abducted last month*).
_TAKEN = frozenset({"abduction", "detention", "prisoner_release", "sexual_violence", "torture", "child_recruitment"})
# What is only seen or heard of: its doer is not whoever saw it.
_NO_AGENT = frozenset({"heavy_weapons_in_zone", "explosion", "landmine_uxo"})


def roles_of(scene: Scene, trigger: Trigger) -> tuple[tuple[FoundActor, ...], tuple[Abstention, ...]]:
    """The actors in their roles, in text order, and what stayed open."""
    found = _verb_roles(scene, trigger) if trigger.group else _noun_roles(scene, trigger)
    found = found or []
    if trigger.act in _TAKEN and not any(item.role == "target" for item in found):
        found = [replace(item, role="target") if _civil(item) else item for item in found]
    if trigger.act in _SUFFERED and not any(item.role == "target" for item in found):
        found += _hurt_when(scene, trigger)
    found += _counted(scene, trigger, found)
    seen: dict[tuple[int, str | None], FoundActor] = {}
    for item in found:
        civil = _civil(item)
        if item.role == "agent" and (trigger.act in _NO_AGENT or (civil and trigger.act in _SUFFERED)):
            continue  # people who suffer an act of force do not carry it out
        seen.setdefault((item.start, item.role), item)
    return tuple(sorted(seen.values(), key=lambda a: a.start)), ()


def _civil(item: FoundActor) -> bool:
    return item.mention is not None and item.mention.cls == "population"


def _hurt_when(scene: Scene, trigger: Trigger) -> list[FoundActor]:
    """*Two women were wounded when shells hit the block*: whom the clause before says to have been hurt."""
    first = trigger.subject[0] if trigger.group is not None else trigger.first
    opening = [k for k in range(trigger.sentence.first + 1, trigger.first) if scene.keys[k] in scene.lex.sets["when"]]
    if not opening or opening[-1] < first - 4:
        return []
    for group in reversed(scene.text.verbs_in(trigger.sentence.start, scene.tokens[opening[-1]].start)):
        if not scene.finite(group):
            continue
        dead = group.lemma in scene.lex.sets["harm"] and (
            scene.undergone(group) or group.lemma in scene.lex.sets["dying"]
        )
        if not dead:
            return []
        if scene.lex.words.verb_first:
            return _people(scene, scene.after(group.last, trigger.sentence, 8))
        return _people(scene, scene.before(group.first, trigger.sentence, 12))
    return []


def _counted(scene: Scene, trigger: Trigger, found: list[FoundActor]) -> list[FoundActor]:
    """Who is only counted: *abducted 300 schoolboys*, *1 200 miners fled*."""
    role: ActorRole = "agent" if trigger.act == "flight" else "target"
    if (trigger.act not in _OBJECT_OF and trigger.act != "flight") or any(item.role == role for item in found):
        return []
    zones = [trigger.zone]
    group = trigger.group
    if group is not None:
        before = scene.undergone(group) or trigger.act == "flight"
        zones = [trigger.subject, trigger.zone] if before else [trigger.zone]
    for zone in zones:
        people = counted_in(scene, zone, role)
        if people:
            return people[:1]
    return []


def _by(scene: Scene, zone: Zone) -> list[FoundActor]:
    """Who stands behind *par* in a zone."""
    for i in range(*zone):
        if scene.keys[i] in scene.lex.sets["by"]:
            inside = (i + 1, min(zone[1] + 4, i + 9, len(scene.tokens)))
            found = mentions_in(scene, inside)
            if found and found[0].first - i <= 4:
                joined = [found[0]]
                if len(found) > 1 and coordinated(scene, found[0], found[1]):
                    joined.append(found[1])
                return [actor(scene, m, "agent") for m in joined]
            return people_in(scene, (i + 1, min(zone[1], i + 4)), "agent")[:1]
    return []


# -- verbs ----------------------------------------------------------------------------------------------


def _verb_roles(scene: Scene, trigger: Trigger) -> list[FoundActor]:
    group = trigger.group
    assert group is not None
    undergone = scene.undergone(group)
    subject = subject_of(scene, trigger, group)
    if trigger.mutual:
        return _parties(scene, trigger, subject)
    if trigger.sense is not None and trigger.sense.behind:
        return [actor(scene, m, "agent") for m in mentions_in(scene, trigger.zone)[:1]]
    if scene.lex.words.verb_first:
        return _verb_first_roles(scene, trigger)
    out: list[FoundActor] = []
    if undergone:
        if trigger.act not in _NO_TARGET:
            near = [m for m in mentions_in(scene, trigger.subject) if not led(scene, m)] or subject
            out += [actor(scene, m, "target") for m in near[-2:]] or people_in(scene, trigger.subject, "target")[-2:]
        out += _by(scene, trigger.zone)
        return out
    role: ActorRole = "party" if trigger.act == "ceasefire_agreed" else "agent"
    if trigger.act in _PARTIES:
        return [actor(scene, m, "party") for m in subject if m.cls != "population"]
    if trigger.act not in ("shelling", "missile_strike", "drone_strike") or (
        trigger.sense and not trigger.sense.subject
    ):
        out += [actor(scene, m, role) for m in subject]
        told = not subject and family_of(trigger.act) in _FORCE
        phrase = (subject_phrase(scene, trigger) or shared_phrase(scene, trigger)) if told else None
        out += [phrase] if phrase is not None else []
    else:
        mine = adjective_actor(scene, trigger.subject, "agent")
        out += [mine] if mine else []
        out += [actor(scene, m, "agent") for m in _owners(scene, trigger.subject)]
    if trigger.act not in _NO_TARGET:
        out += _harmed(scene, trigger) or _sufferers(scene, trigger.zone)
    return out


def _sufferers(scene: Scene, zone: Zone) -> list[FoundActor]:
    """Who is acted on in a zone: mentions that are no protected object, else nouns for people."""
    objects = {match.first for match in scene.lex.objects.find(scene.tokens, *zone)}
    by = scene.lex.sets["by"]
    found = [m for m in mentions_in(scene, zone) if objects.isdisjoint(range(m.first, m.last))]
    found = [m for m in found if not m.first or by.isdisjoint(scene.lowers((max(zone[0], m.first - 2), m.first)))]
    if len(found) > 1 and not coordinated(scene, found[0], found[1]):
        found = found[:1]
    return [actor(scene, m, "target") for m in found[:2]] or people_in(scene, zone, "target")[:2]


def _harmed(scene: Scene, trigger: Trigger) -> list[FoundActor]:
    """*..., tuant deux infirmières*: who was killed or wounded by the act, told behind it."""
    if trigger.act not in _SUFFERED:
        return []
    end = scene.tokens[trigger.last - 1].end
    for group in scene.text.verbs_in(end, trigger.sentence.end):
        if group.tense == "gerund" and group.lemma in scene.lex.sets["harm"] and group.first - trigger.last < 25:
            return _people(scene, scene.after(group.last, trigger.sentence, 10))
    return []


def _owners(scene: Scene, zone: Zone) -> list[ActorMention]:
    """*un drone du Hezbollah*: whose weapon it is."""
    return [m for m in mentions_in(scene, zone) if scene.keys[m.first - 1] in scene.lex.sets["of"]][:1]


def _parties(scene: Scene, trigger: Trigger, subject: list[ActorMention]) -> list[FoundActor]:
    group = trigger.group
    assert group is not None
    found = _between(scene, trigger.last, trigger.sentence.last)
    if found:
        return [actor(scene, m, "party") for m in found]
    people = list(subject)
    zone = trigger.zone
    if group.passive or group.tense == "participle":
        people += [m for m in mentions_in(scene, zone) if scene.keys[m.first - 1] in scene.lex.sets["by"]]
    else:
        people += [m for m in mentions_in(scene, zone) if scene.keys[m.first - 1] in scene.lex.sets["with"]]
        if scene.lex.words.verb_first and not people:
            people = mentions_in(scene, zone)[:2]
        if not people:
            people = mentions_in(scene, zone)[:1]
    return [actor(scene, m, "party") for m in people[:4] if m.cls != "document"]


def _between(scene: Scene, first: int, last: int) -> list[ActorMention]:
    """*entre A et B* behind a trigger."""
    for i in range(first, min(last, first + 12)):
        if scene.keys[i] in scene.lex.sets["between"]:
            found = mentions_in(scene, (i + 1, min(last, i + 22)))
            out = found[:1]
            for mention in found[1:3]:
                if coordinated(scene, out[-1], mention) or mention.first - out[-1].last <= 4:
                    out.append(mention)
            return out
        if scene.hard(i):
            break
    return []


def _verb_first_roles(scene: Scene, trigger: Trigger) -> list[FoundActor]:
    """Arabic: the subject is the first mention behind the verb, else the last before it."""
    behind = mentions_in(scene, trigger.zone)
    before = mentions_in(scene, trigger.subject)
    out: list[FoundActor] = []
    agent = behind[:1] if behind and behind[0].first - trigger.last <= 3 and not led(scene, behind[0]) else []
    rest = behind[len(agent) :]
    close = before[-1:] if before and trigger.first - before[-1].last <= 1 and not led(scene, before[-1]) else []
    if close:  # the subject may also stand right before its verb
        agent, rest = close, behind
    elif not agent:
        plain = people_in(scene, (trigger.last, min(trigger.zone[1], trigger.last + 3)), "agent", ("force", "people"))
        out += plain[:1]
        agent = [] if plain else before[-1:]
    sides = trigger.act in _PARTIES or trigger.act == "ceasefire_agreed"
    if agent and not close and len(behind) > 1 and coordinated(scene, behind[0], behind[1]):
        agent, rest = behind[:2], behind[2:]
    if not close and (not behind or not agent or agent[0] in before):
        own = _pronominal(scene, trigger)
        if own is not None:
            return [*out, own, *[actor(scene, m, "target") for m in behind[:2] if trigger.act not in _NO_TARGET]]
    out += [actor(scene, m, "party" if sides else "agent") for m in agent]
    if trigger.act not in _NO_TARGET:
        out += [actor(scene, m, "target") for m in rest[:2]] or people_in(scene, trigger.zone, "target")[:2]
    return out


def _pronominal(scene: Scene, trigger: Trigger) -> FoundActor | None:
    """*qalat al-haraka innaha saytarat*: the pronoun of the clause stands for who speaks."""
    if trigger.first <= trigger.sentence.first or scene.keys[trigger.first - 1] not in scene.lex.sets["that_pronouns"]:
        return None
    at = scene.tokens[trigger.first].start
    holding = [a for a in scene.attributions if a.start <= at < a.end and a.voices]
    if not holding:
        return None
    voice = min(holding, key=lambda a: a.end - a.start).voices[0].actor
    return replace(voice, role="agent")


# -- nouns ----------------------------------------------------------------------------------------------


def _noun_roles(scene: Scene, trigger: Trigger) -> list[FoundActor]:
    lex = scene.lex
    out: list[FoundActor] = []
    near = (trigger.first, min(trigger.zone[1], trigger.last + 2))
    if lex.lang == "en":
        near = (max(trigger.sentence.first, trigger.first - 4), trigger.last)
    if trigger.mutual:
        found = _between(scene, trigger.last, trigger.sentence.last) or opposed(scene, trigger)
        if not found:
            led = lex.sets["leading"]
            found = [m for m in mentions_in(scene, trigger.zone) if scene.keys[m.first - 1] in led]
        return [actor(scene, m, "party") for m in found]
    owner = possessor(scene, trigger)
    if blamed(scene, trigger):
        return [actor(scene, m, "agent") for m in mentions_in(scene, trigger.zone)[:1]]
    for mention in mentions_in(scene, trigger.zone):
        if mention.metonym and scene.place_at.get(mention.first) is not None:
            continue
        lead = scene.keys[mention.first - 1] if mention.first else ""
        if out and out[-1].mention is not None and coordinated(scene, out[-1].mention, mention):
            out.append(actor(scene, mention, out[-1].role))  # *shelling by the army and the militia*
            continue
        if lead in lex.sets["definites"] and mention.first > 1 and lead not in lex.sets["of"]:
            lead = scene.keys[mention.first - 2]
        if (
            (lead in lex.sets["of"] and mention.first - trigger.last <= 4)
            or lead in lex.sets["by"]
            or (lex.words.verb_first and mention.first - trigger.last <= 1)
        ):
            whose: ActorRole = "target" if trigger.act in _OBJECT_OF and lead not in lex.sets["by"] else "agent"
            if whose == "agent" and mention.cls == "population" and trigger.act not in ("flight", "withdrawal"):
                continue
            out.append(actor(scene, mention, whose))
        elif lead in lex.sets["against"] and trigger.act not in _NO_TARGET:
            out.append(actor(scene, mention, "target"))
    within = mentions_in(scene, (trigger.first + 1, trigger.last))
    out += [actor(scene, m, "agent") for m in within[:1]]  # *tirs rebelles*
    if not any(item.role == "agent" for item in out):
        mine = adjective_actor(scene, near, "agent")
        out += [owner] if owner else [mine] if mine else _by(scene, trigger.zone)
    if not any(item.role == "agent" for item in out):
        out += ascribed(scene, trigger)
    if not any(item.role == "agent" for item in out) and trigger.act not in _PARTIES:
        out += support_subject(scene, trigger)
    if trigger.act in _SUFFERED:
        out += _victims(scene, trigger)
    elif trigger.act in _OBJECT_OF and not any(item.role == "target" for item in out):
        out += people_in(scene, trigger.zone, "target")[:2]
    return out


def _victims(scene: Scene, trigger: Trigger) -> list[FoundActor]:
    """Who was killed or wounded: the subject of *tués par*, the object of the verb whose subject the noun is."""
    for i in range(trigger.first - 1, max(trigger.sentence.first, trigger.first - 7) - 1, -1):
        group = scene.group(i)
        if group is not None:
            if group.lemma in scene.lex.sets["harm"]:
                return _people(scene, scene.before(group.first, trigger.sentence, 8))
            break
        if scene.breaks(i):
            break
    verb = trigger.predicate
    if verb is not None and verb.lemma in scene.lex.sets["harm"] and not verb.passive and not trigger.relative:
        return _people(scene, scene.after(verb.last, trigger.sentence, 8))
    return _harmed(scene, trigger)


def _people(scene: Scene, zone: Zone) -> list[FoundActor]:
    found = [m for m in mentions_in(scene, zone) if m.cls in ("population", "person", "armed_forces", "armed_group")]
    return ([actor(scene, m, "target") for m in found] or people_in(scene, zone, "target"))[:2]
