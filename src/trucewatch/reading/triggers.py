"""Words that tell an act: verb groups by lemma and sense, nouns and noun phrases by form."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from trucewatch.reading.act_lexicon import NounAct, Sense
from trucewatch.reading.actors import ActorMention
from trucewatch.reading.scene import Scene, Zone
from trucewatch.reading.sentences import Sentence
from trucewatch.reading.verbs import VerbGroup
from trucewatch.vocabulary.codes import family_of

__all__ = ["Trigger", "find_triggers"]

# Families whose words live on as figures of speech.
_MARTIAL = frozenset({"hostilities", "posture"})
_CLITICS = frozenset({"l'", "le", "la", "les"})


class Trigger(Struct, frozen=True, gc=False):
    """A trigger over the tokens ``[first, last)``; ``group`` for a verb, ``noun`` for a noun.

    ``zone`` is where its complements stand; ``subject`` the zone before a verb. ``predicate`` is the verb whose
    subject the noun is and ``reach`` where the complements of that verb stand.
    """

    first: int
    last: int
    act: str
    sentence: Sentence
    rule: str
    zone: Zone
    group: VerbGroup | None = None
    sense: Sense | None = None
    noun: NounAct | None = None
    subject: Zone = (0, 0)
    status: str | None = None
    predicate: VerbGroup | None = None
    reach: Zone = (0, 0)
    joined: bool = False
    relative: bool = False

    @property
    def mutual(self) -> bool:
        """Do both sides take part (a clash, talks)?"""
        return bool((self.sense and self.sense.mutual) or (self.noun and self.noun.mutual))


def find_triggers(scene: Scene) -> list[Trigger]:
    """All triggers in text order; a verb and the noun it supports may both be there."""
    outside = _outside(scene)
    return [
        trigger
        for trigger in _all_triggers(scene)
        if trigger.sentence.index not in outside or family_of(trigger.act) not in _MARTIAL
    ]


def _outside(scene: Scene) -> frozenset[int]:
    """Sentences with a word of sport, business or the stage: there *attack* and *strike* are figures of speech."""
    found: set[int] = set()
    for i, names in scene.class_at.items():
        if "elsewhere" in names:
            found.add(scene.sentence(i).index)
    return frozenset(found)


def _all_triggers(scene: Scene) -> list[Trigger]:
    nouns: dict[int, Trigger] = {}
    taken: set[int] = set()
    blocked: set[int] = set()
    for match in scene.lex.nouns.find(scene.tokens):
        entries = [value for value in match.value if value is not None]
        if not entries:
            blocked.update(range(match.first, match.last))
            continue
        if _is_verb(scene, match.first, match.last) or _inside_name(scene, match.first, match.last):
            continue
        trigger = _noun(scene, match.first, match.last, entries)
        if trigger is not None:
            nouns[match.first] = trigger
            taken.update(range(match.first, match.last))
    found = list(nouns.values())
    for group in scene.text.verbs:
        if group.lemma is None or group.head in taken or group.head in blocked:
            continue
        senses = scene.lex.senses.get(group.lemma)
        if senses:
            found.extend(_verb(scene, group, senses))
    return sorted(found, key=lambda trigger: (trigger.first, trigger.last, trigger.act))


# -- nouns ------------------------------------------------------------------------------------------


def _is_verb(scene: Scene, first: int, last: int) -> bool:
    """Is the matched word the head of a verb group rather than a noun?"""
    group = scene.group(first)
    if group is None or last - first > 1:
        return False
    if group.tense == "gerund" and group.last - group.first == 1:
        return _has_object(scene, group)
    if group.last - group.first > 1 or group.tense not in ("present", "subjunctive", "infinitive", "past"):
        return True
    sentence = scene.sentence(first)
    if first == sentence.first:
        return False
    before = scene.tokens[first - 1]
    if before.kind != "word" or scene.keys[before.index] in scene.lex.sets["determiners"]:
        return False
    return scene.keys[before.index] not in scene.lex.sets["prepositions"]


def _has_object(scene: Scene, group: VerbGroup) -> bool:
    """*shelling the town* is a verb, *the shelling of the town* a noun."""
    if group.last >= scene.sentence(group.first).last:
        return False
    token, word = scene.tokens[group.last], scene.keys[group.last]
    if token.kind == "mark" or scene.group_of[group.last] >= 0:
        return False
    return word not in scene.lex.sets["behind_noun"]


def _inside_name(scene: Scene, first: int, last: int) -> bool:
    mention = scene.actor_at.get(first)
    if mention is not None and mention.cls != "document" and mention.first < first and mention.last >= last:
        return not _open_name(scene, mention)
    if mention is not None and mention.first == first and mention.last > last and mention.cls == "organisation":
        return True
    place = scene.place_at.get(first)
    return place is not None and place.name_start <= scene.tokens[first].start < place.name_end and last - first == 1


def _open_name(scene: Scene, mention: ActorMention) -> bool:
    """An Arabic name that no list knows may run on into the object of its verb (*nafaa fulan suqut al-madina*)."""
    return scene.text.lang == "ar" and mention.id is None and mention.cls in ("name", "person", "organisation")


def _noun(scene: Scene, first: int, last: int, entries: list[NounAct]) -> Trigger | None:
    sentence = scene.sentence(first)
    zone = scene.after(last, sentence, 9)
    context = (max(sentence.first, first - 25), min(sentence.last, last + 25))
    for entry in entries:
        if entry.of and not _complemented(scene, entry, first, zone):
            continue
        if entry.near and not scene.has_words(entry.near, context):
            continue
        if entry.unless and scene.has_class(entry.unless, (max(sentence.first, first - 4), zone[1])):
            continue
        act = _refined(scene, entry.act, context, (max(sentence.first, first - 3), zone[1]), zone)
        rule = f"events.{scene.lex.lang}.noun.{act}"
        trigger = Trigger(first, last, act, sentence, rule, zone, noun=entry, status=entry.status)
        if scene.text.lang == "ar" and scene.tokens[first].fold.startswith("ل"):
            trigger = replace(trigger, joined=True)
        predicate = predicate_of(scene, trigger)
        if predicate is not None:
            own = predicate_of(scene, trigger, inner=False) is predicate
            trigger = replace(
                trigger, predicate=predicate, relative=not own, reach=scene.after(predicate.last, sentence, 10)
            )
        if entry.support and not entry.near and not _supported(scene, trigger):
            continue
        return trigger
    return None


def _complemented(scene: Scene, entry: NounAct, first: int, zone: Zone) -> bool:
    if scene.has_class(entry.of, zone):
        return True
    start = scene.sentence(first).first
    before = scene.lowers((max(start, first - 2), first))
    if before and before[0] in scene.lex.words.relatives[3:4]:  # *dont la conquête*
        return True
    return bool(before) and before[-1] in entry.of


def _supported(scene: Scene, trigger: Trigger) -> bool:
    """A time, a place, an actor or a number beside the noun tells that it names an occurrence."""
    for i in range(*trigger.zone):
        if i in scene.time_at or i in scene.actor_at or i in scene.place_at:
            return True
    for k in range(trigger.first - 1, max(-1, trigger.first - 3), -1):
        group = scene.group(k)
        effect = scene.lex.governors.get(group.lemma or "") if group is not None else None
        if effect is not None and effect.status in ("threatened", "planned", "proposed"):
            return True
    before = scene.tokens[trigger.first - 1] if trigger.first else None
    return before is not None and (before.kind == "number" or scene.keys[before.index] in scene.lex.sets["indefinites"])


def _refined(scene: Scene, act: str, context: Zone, own: Zone, target: Zone) -> str:
    """A narrower act where words of the context, or of the trigger's own complements, tell the means or the target."""
    for means in scene.lex.refine.get(act, ()):
        if means.worded and not scene.told_means(means, own if means.close else context):
            continue
        if means.target and not scene.has_class(means.target, target):
            continue
        return means.becomes
    return act


def predicate_of(scene: Scene, trigger: Trigger, *, inner: bool = True) -> VerbGroup | None:
    """The finite verb whose subject the noun is, else that of a relative clause behind it."""
    sentence = trigger.sentence
    depth = 0
    behind: VerbGroup | None = None
    for i in range(trigger.last, min(sentence.last, trigger.last + 34)):
        word = scene.keys[i]
        if word in scene.lex.sets["relatives"]:
            depth += 1
        group = scene.group(i)
        if group is not None and group.first == i and scene.finite(group):
            if not depth:
                return group
            depth -= 1
            behind = behind or group
            continue
        if (scene.hard(i) and word not in "()–") or word in scene.lex.sets["subordinators"]:
            break
    return behind if inner else None


# -- verbs ------------------------------------------------------------------------------------------


def _verb(scene: Scene, group: VerbGroup, senses: tuple[Sense, ...]) -> list[Trigger]:
    sentence = scene.sentence(group.first)
    zone = scene.after(group.last, sentence)
    undergone = scene.undergone(group)
    bare = group.tense == "participle" and not group.passive and not group.perfect
    subject = scene.before(group.first, sentence, 9 if bare else 32)
    if scene.has_class(("nature",), zone if undergone else subject):
        return []  # a storm, an epidemic, prices: no act of anyone
    found: list[Trigger] = []
    for sense in senses:
        if sense.act is None or (found and not sense.also):
            continue
        if not _fits(scene, group, sense, zone, subject, undergone):
            continue
        context = (subject[0], zone[1])
        act = _refined(scene, sense.act, context, context, subject if undergone else zone)
        rule = f"events.{scene.lex.lang}.verb.{group.lemma}.{act}"
        trigger = Trigger(group.first, group.last, act, sentence, rule, zone, group=group, sense=sense)
        found.append(replace(trigger, subject=subject, status=sense.status))
    return found


def _fits(scene: Scene, group: VerbGroup, sense: Sense, zone: Zone, subject: Zone, undergone: bool) -> bool:
    if sense.reflexive is not None and sense.reflexive != group.reflexive:
        return False
    if sense.passive is not None and sense.passive != undergone:
        return False
    if sense.tenses and group.tense not in sense.tenses:
        return False
    if sense.finite and not (scene.finite(group) or group.modal):
        return False
    if sense.near and not scene.has_words(sense.near, _near(scene, group, sense, zone)):
        return False
    both = (subject[0], zone[1])
    if sense.unless and scene.has_class(sense.unless, both):
        return False
    if sense.unless_after and scene.has_words(sense.unless_after, zone):
        return False
    verb_first = scene.lex.words.verb_first
    wide = subject
    if group.first in scene.open_perfects or group.tense == "infinitive":
        wide = (scene.sentence(group.first).first, group.first)  # the subject is that of a governing verb
    if sense.object:
        places = [wide if undergone else zone]
        if not undergone and not scene.lex.sets["relatives"].isdisjoint(scene.lowers(subject)):
            places.append(subject)
        if verb_first:
            places = [zone, subject]
        named = any(scene.has_class(sense.object, place) for place in places)
        if not named and undergone:
            if not (_pronoun(scene, group, subject) and _earlier(scene, group, sense.object)):
                return False
        elif not named and (sense.named or not _clitic(scene, group)):
            return False
    if sense.subject:
        places = [zone if undergone else wide]
        if verb_first:
            places = [zone, subject]
        if not any(scene.has_class(sense.subject, place) for place in places):
            return _pronoun(scene, group, subject) and _earlier(scene, group, sense.subject)
    return True


def _near(scene: Scene, group: VerbGroup, sense: Sense, zone: Zone) -> Zone:
    """The zone of the words that must follow, over the boundary where one of them begins with it (*as a base*)."""
    last = scene.sentence(group.first).last
    behind = scene.group(zone[1]) if zone[1] < last else None
    if behind is not None and behind.tense == "infinitive":
        return (zone[0], min(last, behind.last + 3))  # *a ordonné aux habitants de quitter la ville*
    if zone[1] < last and scene.keys[zone[1]] in _first_words(sense.near):
        return (zone[0], min(last, zone[1] + 5))
    return zone


@lru_cache(maxsize=4096)
def _first_words(phrases: tuple[str, ...]) -> frozenset[str]:
    """The first words of phrases of several words."""
    return frozenset(words.split(" ", 1)[0] for words in phrases if " " in words)


def _clitic(scene: Scene, group: VerbGroup) -> bool:
    """A pronoun stands for what is acted on (*l'avoir visé*)."""
    if scene.lex.lang != "fr":
        return False
    words = scene.lowers((max(0, group.first - 1), group.head))
    return any(word in _CLITICS for word in words)


def _pronoun(scene: Scene, group: VerbGroup, subject: Zone) -> bool:
    zone = (subject[0], group.first + 1) if scene.keys[group.first] in scene.lex.sets["pronouns"] else subject
    words = [word for word in scene.lowers(zone) if word not in scene.lex.sets["adverbs"]]
    return 0 < len(words) <= 2 and words[0] in scene.lex.sets["pronouns"]


def _earlier(scene: Scene, group: VerbGroup, names: tuple[str, ...]) -> bool:
    """A pronoun subject stands for what the sentence before or the clause before names."""
    sentence = scene.sentence(group.first)
    if scene.has_class(names, (sentence.first, group.first)):
        return True
    if sentence.index == 0:
        return False
    before = scene.text.sentences[sentence.index - 1]
    return scene.has_class(names, (before.first, before.last))
