"""Subjects: who does what a verb tells, by position, through governing verbs, pronouns and possessives."""

from __future__ import annotations

from trucewatch.reading.actor_names import ActorMention
from trucewatch.reading.found import FoundActor
from trucewatch.reading.own_voice import issuer
from trucewatch.reading.role_names import mentions_in, people_in
from trucewatch.reading.scene import Scene, Zone
from trucewatch.reading.speech_lexicon import speech_lexicon
from trucewatch.reading.triggers import Trigger
from trucewatch.reading.verbs import VerbGroup

__all__ = ["controller_of", "coordinated", "led", "shared_phrase", "subject_of", "subject_phrase", "subjects_of"]

_LONGEST = 4  # words of a plain noun phrase that is taken for a subject


def subjects_of(scene: Scene, zone: Zone) -> list[ActorMention]:
    """The last noun phrase before a verb that no preposition leads, with what is joined to it."""
    found = mentions_in(scene, zone)
    for k in range(len(found) - 1, -1, -1):
        if led(scene, found[k], zone[0]):
            continue
        joined = [found[k]]
        while k > 0 and coordinated(scene, found[k - 1], found[k]):
            k -= 1
            joined.insert(0, found[k])
        return joined
    return []


def led(scene: Scene, mention: ActorMention, floor: int = 0) -> bool:
    """Does a preposition stand before the mention? One that opens the clause from token ``floor`` on does not lead
    (*after the rebels overran the base*)."""
    i = mention.first - 1
    while i >= 0 and (scene.keys[i] in scene.lex.sets["definites"] or scene.tokens[i].lower in ("«", '"')):
        if scene.keys[i] in scene.lex.sets["prepositions"]:
            return not _article(scene, i)
        i -= 1
    if i in scene.figure_at and mention.first in scene.figure_at:
        return False  # *des milliers de familles*
    if i > 0 and scene.keys[i - 1] in scene.lex.sets["quantities"]:
        return False  # *la plupart des habitants*
    if i < 0 or (i < floor and scene.keys[i] in scene.lex.sets["subordinators"]):
        return False
    return scene.keys[i] in scene.lex.sets["prepositions"] and not _article(scene, i)


def _article(scene: Scene, i: int) -> bool:
    """*des* opens a noun phrase where no noun stands before it."""
    if scene.keys[i] not in scene.lex.sets["determiners"]:
        return False
    if i == 0 or (scene.tokens[i - 1].kind != "word" and scene.tokens[i - 1].lower not in (")", "»", '"')):
        return True
    if scene.group_of[i - 1] >= 0:
        return True
    before = scene.keys[i - 1]
    joins = scene.lex.sets["joins"]
    return before in joins or before in scene.lex.sets["prepositions"]


def coordinated(scene: Scene, first: ActorMention, second: ActorMention) -> bool:
    """*A et B*: are two mentions joined?"""
    between = [
        word
        for word in scene.lowers((first.last, second.first))
        if word not in scene.lex.sets["determiners"] and word not in ("(", ")")
    ]
    if scene.text.lang == "ar":
        return not between and scene.tokens[second.first].fold.startswith("و")
    return bool(between) and len(between) <= 2 and bool(scene.lex.sets["coordinators"] & set(between))


def subject_of(scene: Scene, trigger: Trigger, group: VerbGroup) -> list[ActorMention]:
    """The subject of a trigger's verb: before it, else of its governing verb, else what a pronoun stands for."""
    found = subjects_of(scene, trigger.subject)
    if found:
        owner = _owner(scene, trigger, found[-1])
        return owner or found
    if group.tense in ("infinitive", "gerund") or group.first in scene.open_perfects:
        voice = _voice(scene, trigger) if group.first in scene.open_perfects else None
        return [voice] if voice is not None else controller_of(scene, trigger, group)
    return _antecedent(scene, trigger) or _shared(scene, trigger, group)


def _voice(scene: Scene, trigger: Trigger) -> ActorMention | None:
    """Who says what the trigger stands in, where he is named in the same sentence and accuses nobody."""
    at = scene.tokens[trigger.first].start
    holding = [a for a in scene.attributions if a.start <= at < a.end and a.voices]
    if not holding:
        return None
    said = min(holding, key=lambda a: a.end - a.start)
    voice = said.voices[0]
    mention = voice.actor.mention
    if mention is None or said.kind == "accusation" or mention.cls in ("media", "source", "document", "person"):
        return None
    return mention if trigger.sentence.first <= mention.first < trigger.first else None


def _shared(scene: Scene, trigger: Trigger, group: VerbGroup) -> list[ActorMention]:
    """*Gunmen raided the village and abducted ten people*: a verb behind *and* shares a subject."""
    before = scene.joined_to(group, trigger.sentence)
    return subjects_of(scene, scene.before(before.first, trigger.sentence)) if before is not None else []


def shared_phrase(scene: Scene, trigger: Trigger) -> FoundActor | None:
    """As the subject of a coordinated verb a plain noun phrase (*men in uniform entered and set fire to tents*)."""
    before = scene.joined_to(trigger.group, trigger.sentence) if trigger.group is not None else None
    if before is None:
        return None
    people = people_in(scene, scene.before(before.first, trigger.sentence), "agent", ("people", "force"))
    return people[0] if people else None


def _owner(scene: Scene, trigger: Trigger, mention: ActorMention) -> list[ActorMention]:
    """*its fighters*, *ses troupes*: those of whoever the clause before is about."""
    before = scene.keys[mention.first - 1] if mention.first else ""
    if before not in scene.lex.sets["possessives"] or mention.cls not in ("armed_forces", "armed_group"):
        return []
    return _earlier_subject(scene, trigger, plural=False)


def controller_of(scene: Scene, trigger: Trigger, group: VerbGroup) -> list[ActorMention]:
    """Who does what an infinitive tells: the object of *accuser*, else the subject of the governing verb."""
    sentence = trigger.sentence
    for i in range(group.first - 1, max(sentence.first, group.first - 26) - 1, -1):
        governor = scene.group(i)
        if governor is None or governor is group:
            continue
        if not scene.finite(governor) and governor.tense not in ("gerund", "participle"):
            continue
        between = mentions_in(scene, (governor.last, group.first))
        accused = [m for m in between if scene.keys[m.first - 1] not in scene.lex.sets["by"]]
        if accused and governor.lemma in scene.lex.sets["accusing"] and not governor.passive:
            return accused[-1:]
        found = subjects_of(scene, scene.before(governor.first, sentence))
        if found:
            return found
        inverted = mentions_in(scene, (governor.last, min(governor.last + 3, group.first)))
        if inverted and governor.lemma not in scene.lex.sets["accusing"]:
            return inverted[:1]
        earlier = mentions_in(scene, (sentence.first, governor.first))
        return earlier[-1:]
    return []


def _antecedent(scene: Scene, trigger: Trigger) -> list[ActorMention]:
    """A pronoun subject: the subject of the clause or of the sentence before."""
    group = trigger.group
    zone = trigger.subject
    if group is not None and scene.keys[group.first] in scene.lex.sets["personal"]:
        zone = (zone[0], group.first + 1)
    words = [w for w in scene.lowers(zone) if w not in scene.lex.sets["adverbs"] and w.isalpha()]
    if words and words[-1] in scene.lex.sets["first_person"]:
        voice = _voice(scene, trigger) or issuer(scene.text, scene.actors, speech_lexicon(scene.text.lang))
        return [voice] if voice is not None else []
    if (
        words
        and words[-1] in scene.lex.sets["personal"]
        and scene.text.quotation_at(scene.tokens[trigger.first].start) is None
    ):
        voice = _voice(scene, trigger)
        if voice is not None and (words[-1] not in scene.lex.sets["plurals"] or voice.plural):
            return [voice]
    if not words or words[-1] not in scene.lex.sets["personal"] or len(words) > 4:
        return []
    return _earlier_subject(scene, trigger, plural=words[-1] in scene.lex.sets["plurals"])


def _earlier_subject(scene: Scene, trigger: Trigger, *, plural: bool) -> list[ActorMention]:
    sentence = trigger.sentence
    zones: list[Zone] = [(sentence.first, trigger.subject[0])]
    if sentence.index > 0:
        before = scene.text.sentences[sentence.index - 1]
        zones.append((before.first, before.last))
    for zone in zones:
        for mention in mentions_in(scene, zone):
            if not led(scene, mention) and (not plural or mention.plural or mention.cls != "person"):
                return [mention]
    return []


def subject_phrase(scene: Scene, trigger: Trigger) -> FoundActor | None:
    """A plain noun phrase right before an active verb (*des hommes à moto ont ouvert le feu*)."""
    first, last = trigger.subject
    people = people_in(scene, trigger.subject, "agent", ("people", "force"))
    if people:
        return people[-1]
    closed = (
        scene.lex.sets["determiners"]
        | scene.lex.sets["prepositions"]
        | scene.lex.sets["coordinators"]
        | scene.lex.sets["relatives"]
        | scene.lex.sets["pronouns"]
        | scene.lex.sets["personal"]
    )
    j = last
    while j > first and last - j < _LONGEST:
        k = j - 1
        if scene.tokens[k].kind != "word" or scene.keys[k] in closed or scene.group_of[k] >= 0:
            break
        if k in scene.time_at or k in scene.place_at or k in scene.actor_at:
            break
        j = k
    if j == last or scene.class_at.keys() & set(range(j, last)):
        return None
    if j == first or scene.keys[j - 1] not in scene.lex.sets["determiners"]:
        return None
    start, end = scene.tokens[j].start, scene.tokens[last - 1].end
    return FoundActor(scene.text.view.raw_text(start, end), None, start, end, "agent")
