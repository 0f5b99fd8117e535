"""Did it happen? Status, polarity and hedge of a trigger from the words around it.

A verdict without status means that nothing is said to have happened: the trigger gives no event.
"""

from __future__ import annotations

from trucewatch.reading.act_lexicon import Effect
from trucewatch.reading.noun_status import judge_noun
from trucewatch.reading.scene import Scene
from trucewatch.reading.triggers import Trigger
from trucewatch.reading.verbs import VerbGroup
from trucewatch.reading.verdict import DENIABLE, NOTHING, Verdict, hedged_near, spoken

__all__ = ["judge"]

_BY_TENSE: dict[str, str] = {
    "past": "occurred",
    "pluperfect": "occurred",
    "imperfect": "occurred",
    "present": "ongoing",
    "future": "planned",
    "conditional": "hypothetical",
    "gerund": "occurred",
    "participle": "occurred",
    "subjunctive": "hypothetical",
}
_DONE = frozenset({"past", "pluperfect"})
_STATES = frozenset({"siege", "services_cut", "corridor_closed", "aid_obstruction", "evacuation_blocked"})


_DURATIVE = frozenset({
    "siege", "services_cut", "corridor_closed", "armed_clash", "ground_offensive", "air_strike", "shelling",
    "bombardment", "attack", "flight", "talks", "internet_shutdown", "detention", "evacuation",
})  # fmt: skip


def judge(scene: Scene, trigger: Trigger, family: str) -> Verdict:
    """The verdict on a trigger. ``family`` is that of its act."""
    verdict = _judge_verb(scene, trigger, family) if trigger.group else judge_noun(scene, trigger, family)
    if verdict.status is None:
        return verdict
    status = verdict.status
    if trigger.status and status in ("occurred", "ongoing"):
        status = trigger.status
    if status == "occurred" and trigger.act in _DURATIVE and _since(scene, trigger):
        status = "ongoing"
    if _conditional(scene, trigger) and status in ("occurred", "ongoing", "planned", "ended"):
        status = "hypothetical"
    polarity, rules = verdict.polarity, verdict.rules
    if polarity == "asserted" and _disputed(scene, trigger):
        polarity, rules = "contested", (*rules, f"status.{scene.lex.lang}.disputed")
    return Verdict(status, polarity, verdict.hedged, rules)


def _disputed(scene: Scene, trigger: Trigger) -> bool:
    """*ce que Kinshasa dément*, *se sont mutuellement accusés*: claim and denial stand in one sentence."""
    sentence = trigger.sentence
    if trigger.act == "ceasefire_violated" and scene.lex.sets["mutually"].intersection(
        scene.lowers((sentence.first, sentence.last))
    ):
        return True
    for group in scene.text.verbs_in(scene.tokens[trigger.last - 1].end, sentence.end):
        effect = scene.lex.governors.get(group.lemma or "")
        if effect is None or effect.polarity != "denied" or group.negated:
            continue
        before = scene.lowers((max(trigger.last, group.first - 7), group.first))
        opened = [k for k, word in enumerate(before) if word in scene.lex.sets["disputing"]]
        if opened and "." not in before[opened[-1] :]:
            return True
    return False


def _conditional(scene: Scene, trigger: Trigger) -> bool:
    """*si* opens the clause of the trigger."""
    conditions = scene.lex.sets["conditions"]
    first = trigger.subject[0] if trigger.group else trigger.first
    for i in range(trigger.first - 1, max(trigger.sentence.first, first - 2) - 1, -1):
        word = scene.keys[i]
        if word in conditions:
            return True
        if scene.hard(i) or word == ",":
            return False
    return False


def _since(scene: Scene, trigger: Trigger) -> bool:
    """*depuis* stands in the clause: what began then goes on."""
    since = scene.lex.sets["since"]
    last = max(trigger.zone[1], trigger.reach[1])
    first = trigger.subject[0] if trigger.group is not None else max(trigger.sentence.first, trigger.first - 8)
    for i in range(first, min(last + 1, trigger.sentence.last)):
        if scene.keys[i] in since and not _superlative(scene, i, first):
            return trigger.group is None or trigger.group.tense != "pluperfect"
    return False


def _superlative(scene: Scene, since: int, first: int) -> bool:
    """*the deadliest attack since 2014*: a measure, no beginning."""
    pattern = scene.lex.superlative
    words = scene.tokens[max(first - 3, since - 4, 0) : since]
    return pattern is not None and any(pattern.fullmatch(word.lower) for word in words)


# -- verbs --------------------------------------------------------------------------------------------


def _judge_verb(scene: Scene, trigger: Trigger, family: str) -> Verdict:
    group = trigger.group
    assert group is not None
    rules: tuple[str, ...] = ()
    status = _tense_status(group, trigger)
    polarity = "asserted"
    effect = _governing(scene, trigger)
    infinitive = group.tense == "infinitive" and not group.perfect
    if effect is not None:
        rules = (f"status.{scene.lex.lang}.{effect.id}",)
        if effect.polarity:
            polarity = effect.polarity
            status = status or "occurred"
        elif effect.status in ("none", "proposed"):
            return NOTHING
        elif effect.status and (infinitive or group.tense in ("subjunctive", "conditional", "present", "future")):
            status = effect.status
            infinitive = False
        elif effect.status is None and infinitive:
            status, infinitive = "occurred", False
    if infinitive and not effect and group.modal is None:
        return NOTHING
    if group.modal is not None:
        modal = scene.lex.words.modals.get(group.modal)
        if modal == "none":
            return NOTHING
        if modal == "ended" and group.negated:  # *ne cesse de gagner du terrain*
            return Verdict("ongoing", polarity, False, rules)
        if (
            modal in ("planned", "hypothetical")
            and group.tense in ("past", "pluperfect")
            and group.modal in ("must", "can")
        ):
            modal = "occurred"  # *ont dû quitter*, *a pu entrer*
        if modal and not (modal == "occurred" and group.tense == "conditional"):
            status = modal if status != "planned" or modal not in ("ongoing", "occurred") else "planned"
    if group.negated or _negated(scene, trigger):
        if family not in DENIABLE or status not in ("occurred", "ongoing") or not spoken(scene, trigger):
            return NOTHING
        polarity = "denied"
    if status is None:
        return NOTHING
    hedged = group.hedged or hedged_near(scene, trigger)
    if group.hedged:
        status = "occurred" if status == "hypothetical" else status
    return Verdict(status, polarity, hedged, rules)


def _tense_status(group: VerbGroup, trigger: Trigger) -> str | None:
    if group.progressive:
        return "ongoing" if group.tense not in ("future", "conditional") else _BY_TENSE[group.tense]
    if group.tense == "infinitive":
        return "occurred" if group.perfect else None
    if group.tense == "gerund" and group.first == trigger.sentence.first:
        return None if not group.perfect else "occurred"  # *Capturing the city would be a prize*
    if group.tense == "present" and trigger.sentence.kind == "headline":
        return "occurred"
    if group.tense == "present" and group.passive and trigger.act not in _STATES:
        return "occurred"
    return _BY_TENSE.get(group.tense)


def _governing(scene: Scene, trigger: Trigger) -> Effect | None:
    """The verb or noun on which an infinitive or a clause behind *que* depends."""
    group = trigger.group
    assert group is not None
    lex, tokens = scene.lex, scene.tokens
    word_match = lex.governor_words.first(
        tokens, max(trigger.sentence.first, group.first - 5), group.first + 1, group.head
    )
    if word_match is not None:
        return word_match.value[0]
    i = group.first - 1
    skip = lex.sets["of"] | lex.sets["pronouns"] | {"à", "to", "que", "qu'", "ne", "n'", ","}
    if group.tense == "gerund" and i >= trigger.sentence.first and scene.keys[i] in lex.sets["barring"]:
        return _barred(scene, i, trigger.sentence.first)
    if group.tense in ("infinitive", "gerund", "past", "participle"):
        hops = 0
        while i >= trigger.sentence.first and hops < 10:
            found = scene.group(i)
            if found is not None:
                if found.tense == "infinitive" and found.lemma not in lex.governors and group.tense == "infinitive":
                    i = found.first - 1  # *de ne pas déplacer de troupes et de restituer les corps*
                    hops += 1
                    continue
                return _lemma_effect(scene, found)
            if group.tense == "infinitive" or hops == 0:
                ending = _head_ending(scene, i)
                if ending is not None and group.tense == "infinitive":
                    return _rejected(scene, i, trigger.sentence.first) or ending
            word = scene.keys[i]
            if word in lex.sets["before"] and group.tense == "infinitive":
                return _preceded(scene, i, trigger)
            if scene.hard(i) or (word in lex.sets["subordinators"] and word not in skip):
                break
            if word in lex.sets["purpose"]:
                return Effect(id="purpose", status="none") if group.tense == "infinitive" else None
            if group.tense != "infinitive" and not (hops == 0 and word in skip) and not group.perfect:
                break
            hops += 1
            i -= 1
    return _that_effect(scene, trigger)


def _barred(scene: Scene, i: int, first: int) -> Effect | None:
    """*prevented the patrol from entering*: the verb before says what became of it."""
    for k in range(i - 1, max(first, i - 9) - 1, -1):
        group = scene.group(k)
        if group is not None:
            return _lemma_effect(scene, group)
        if scene.hard(k):
            break
    return None


def _preceded(scene: Scene, i: int, trigger: Trigger) -> Effect:
    """*avait occupé la ville avant de s'en retirer*: what the main verb preceded has happened, if that has."""
    for k in range(i - 1, trigger.sentence.first - 1, -1):
        group = scene.group(k)
        if group is not None and scene.finite(group):
            done = group.tense in _DONE and not group.negated
            return Effect(id="before", status="occurred" if done else "planned")
    return Effect(id="before", status="none")


def _rejected(scene: Scene, i: int, first: int) -> Effect | None:
    """*a rejeté l'appel à quitter*: the noun that governs is itself refused."""
    for k in range(i - 1, max(first, i - 5) - 1, -1):
        group = scene.group(k)
        if group is not None:
            effect = _lemma_effect(scene, group)
            return effect if effect is not None and effect.status == "none" else None
    return None


def _that_effect(scene: Scene, trigger: Trigger) -> Effect | None:
    lex = scene.lex
    reach = 9 if lex.words.verb_first else 4  # an Arabic subject stands between its verb and *anna*
    start = trigger.first if scene.keys[trigger.first] in lex.sets["that"] else trigger.first - 1
    for i in range(start, max(trigger.sentence.first, trigger.first - 22) - 1, -1):
        word = scene.keys[i]
        if word in lex.sets["that"]:
            for k in range(i - 1, max(trigger.sentence.first, i - reach) - 1, -1):
                found = scene.group(k)
                if found is not None:
                    effect = _lemma_effect(scene, found)
                    between = scene.lex.sets["accusations"].intersection(scene.lowers((found.last, i)))
                    if between and effect is not None and effect.status == "none":
                        return Effect(id="accusation_rejected", polarity="denied")
                    return effect
            return None
        found = scene.group(i)
        if scene.hard(i) or (found is not None and scene.finite(found)):
            return None
    return None


def _lemma_effect(scene: Scene, group: VerbGroup) -> Effect | None:
    effect = scene.lex.governors.get(group.lemma or "")
    if effect is None:
        return Effect(id="neutral") if group.lemma in scene.lex.sets["speech"] else None
    if group.negated and effect.polarity is None and effect.status in ("planned", "threatened"):
        return Effect(id="negated", status="none")
    return effect


def _head_ending(scene: Scene, i: int) -> Effect | None:
    match = scene.lex.heads.at(scene.tokens, i)
    return match.value[0] if match is not None else None


def _negated(scene: Scene, trigger: Trigger) -> bool:
    """*sans avoir tiré*, *aucun village n'a été pris*."""
    for k in range(trigger.first - 1, max(trigger.sentence.first, trigger.first - 3) - 1, -1):
        if scene.keys[k] in scene.lex.sets["without"] and k not in scene.actor_at:
            return True
        if scene.keys[k] not in scene.lex.sets["pronouns"]:
            break
    if trigger.group is not None and trigger.subject[0] < trigger.first:
        start = scene.lowers((trigger.subject[0], min(trigger.subject[0] + 2, trigger.first)))
        return bool(scene.lex.sets["nobody"].intersection(start))
    return False
