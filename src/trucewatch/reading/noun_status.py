"""Status and polarity of a noun that tells an act, from its chain of nouns, its verb and its predicate."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from trucewatch.reading.act_lexicon import Effect
from trucewatch.reading.scene import Scene
from trucewatch.reading.triggers import Trigger
from trucewatch.reading.verbs import VerbGroup
from trucewatch.reading.verdict import DENIABLE, NOTHING, Verdict, hedged_near, spoken
from trucewatch.reading.view import fold_text

__all__ = ["judge_noun"]

# Families whose acts may be spoken of as an aim that meets with obstacles.
_WISHED = frozenset({"humanitarian", "obligations", "mechanism"})


def judge_noun(scene: Scene, trigger: Trigger, family: str) -> Verdict:
    lex = scene.lex
    chain = _chain(scene, trigger)
    rules: list[str] = []
    status: str | None = None
    polarity = "asserted"
    if trigger.joined and family not in ("hostilities", "posture") and chain.lead_verb is None and not chain.effects:
        return NOTHING  # a purpose: *li-ijlaa'*
    for effect in chain.effects:
        rules.append(f"status.{lex.lang}.{effect.id}")
        if effect.status in ("none", "proposed"):
            return NOTHING
        if effect.status and effect.status != "past":
            status = status or effect.status
    if chain.negated:
        if family not in DENIABLE or not spoken(scene, trigger):
            return NOTHING
        polarity = "denied"
    lead = chain.lead_effect
    presupposed = lead is not None and lead.status == "past"
    if lead is not None and not presupposed:
        rules.append(f"status.{lex.lang}.{lead.id}")
        if lead.status == "none":
            return NOTHING
        status = status or lead.status
    verb = chain.lead_verb
    if status is None and verb is not None and verb.tense not in ("past", "pluperfect"):
        status = _worded(scene, verb, trigger.sentence.first, rules)
        if status == "none":
            return NOTHING
    hedged = hedged_near(scene, trigger)
    own = scene.keys[trigger.first] in lex.sets["negators"]  # *no water*: the negation is the noun's own
    if verb is not None and not presupposed and not own:
        status, polarity, drop = _by_verb(scene, verb, status, polarity, rules, trigger.act)
        if drop:
            return NOTHING
        hedged = hedged or verb.hedged
    elif verb is None or presupposed:
        follow = _follower(scene, trigger)
        if follow is not None:
            rules.append(f"status.{lex.lang}.{follow.id}")
            status = status or follow.status
        predicate = None if presupposed or chain.inside else trigger.predicate
        if predicate is not None:
            status, polarity, drop = _by_predicate(scene, predicate, status, polarity, rules)
            drop = drop or (family in _WISHED and _obstructed(scene, predicate))
            if drop:
                return NOTHING
            hedged = hedged or predicate.hedged
        elif lex.words.verb_first and status in (None, "ongoing") and _never(scene, trigger):
            status = "hypothetical"
    if status == "ended" and verb is None and not presupposed and _ends(chain):
        return NOTHING  # *l'arrêt des combats* alone tells what is wanted, not what came about
    if status is None and presupposed and _after_duration(scene, trigger, chain.first):
        status = "ended"
    return Verdict(status or "occurred", polarity, hedged, tuple(rules))


def _worded(scene: Scene, verb: VerbGroup, first: int, rules: list[str]) -> str | None:
    """Words before the verb that governs the noun (*min sha'n al-ittifaq an yunhi al-qital*)."""
    match = scene.lex.governor_words.first(scene.tokens, max(first, verb.first - 5), verb.first + 1, verb.head)
    if match is None:
        return None
    rules.append(f"status.{scene.lex.lang}.{match.value[0].id}")
    return match.value[0].status


def _never(scene: Scene, trigger: Trigger) -> bool:
    """*al-qital lan yakhdim*: a future that is denied of it, whatever the verb."""
    never = {
        particle.form
        for particle in scene.text.data.syntax.particles
        if particle.tense == "future" and particle.negated
    }
    return not never.isdisjoint(scene.lowers((trigger.last, min(trigger.last + 4, trigger.sentence.last))))


def _ends(chain: _Chain) -> bool:
    return any(effect.id == "head.end" for effect in chain.effects)


def _after_duration(scene: Scene, trigger: Trigger, first: int) -> bool:
    """*après cinq jours de combats*: what lasted is over."""
    words = scene.lowers((max(trigger.sentence.first, first), trigger.first))
    return bool(scene.lex.sets["durations"].intersection(words)) and "après" in scene.lowers(
        (max(trigger.sentence.first, first - 3), trigger.first)
    )


class _Chain(Struct, frozen=True, gc=False):
    first: int
    effects: tuple[Effect, ...]
    lead_effect: Effect | None
    lead_verb: VerbGroup | None
    negated: bool
    inside: bool


def _chain(scene: Scene, trigger: Trigger) -> _Chain:
    """Walk left through determiners, adjectives and *N de N* to what governs the noun phrase."""
    lex, tokens, sentence = scene.lex, scene.tokens, trigger.sentence
    effects: list[Effect] = []
    lead_effect: Effect | None = None
    negated = False
    inside = False
    joined = _led_within(scene, trigger)
    i = trigger.first - 1
    steps = 0
    while i >= sentence.first and steps < (20 if lex.words.verb_first else 14):
        token = tokens[i]
        word = scene.keys[i]
        group = scene.group(i)
        if group is not None and not _adjectival(group) and not _masdar(scene, i):
            return _Chain(i + 1, tuple(effects), lead_effect, group, negated, inside)
        lead = None if joined else _ending_at(scene, i, sentence.first)
        if lead is not None:
            effect, first = lead
            if lead_effect is None:
                lead_effect = effect
            i = first - 1
            inside = True
            if effect.status in ("past", "hypothetical", "none"):
                break
            continue
        if scene.breaks(i):
            break
        if word == "," and not _list_before(scene, i, sentence.first):
            break
        truce = "truce" in scene.class_at.get(i, ())  # *waqf itlaq al-nar*: its head ends nothing else
        head = lex.heads.at(tokens, i, trigger.first) if token.kind == "word" and not truce else None
        if head is not None:
            effects.append(head.value[0])
        if word in lex.sets["negators"]:
            negated = True
        if word in lex.sets["prepositions"] and not (
            word in lex.sets["determiners"] and _opens(scene, i, sentence.first)
        ):
            inside = True
        i -= 1
        steps += 1
    return _Chain(i + 1, tuple(effects), lead_effect, None, negated, inside)


def _led_within(scene: Scene, trigger: Trigger) -> bool:
    """Is the preposition joined to the noun (*bi-fath mamarr*)? Then a phrase before it belongs to the verb as well."""
    fold = scene.tokens[trigger.first].fold
    if not scene.lex.words.verb_first or trigger.noun is None or fold[:1] not in ("ب", "ل"):
        return False
    return fold[1:] in _first_words(trigger.noun.forms)


@lru_cache(maxsize=1024)
def _first_words(forms: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold_text(form.split()[0]) for form in forms)


def _opens(scene: Scene, i: int, first: int) -> bool:
    """*Des frappes*: an article, where nothing before it could be completed by *de*."""
    if i == first:
        return True
    before = scene.tokens[i - 1]
    return (
        before.kind != "word"
        or scene.group_of[i - 1] >= 0
        or scene.breaks(i - 1)
        or scene.keys[before.index] in scene.lex.sets["linking"]
    )


def _adjectival(group: VerbGroup) -> bool:
    """A bare participle before the noun belongs to another noun phrase."""
    return group.tense == "participle" and not group.passive and not group.perfect


def _masdar(scene: Scene, i: int) -> bool:
    """*tabadul al-asra*: an Arabic noun of action that is written as its verb."""
    if not scene.lex.words.verb_first:
        return False
    match = scene.lex.nouns.at(scene.tokens, i)
    return match is not None and match.last - match.first > 1


def _ending_at(scene: Scene, i: int, first: int) -> tuple[Effect, int] | None:
    """A lead phrase (*en cas de*, *lors de*) whose last token is ``i``."""
    for start in scene.lex.leads.inside(scene.tokens, max(first, i - 4), i + 1):
        match = scene.lex.leads.at(scene.tokens, start, i + 1)
        if match is not None and match.last == i + 1:
            return match.value[0], start
    return None


def _list_before(scene: Scene, i: int, first: int) -> bool:
    """A comma inside an enumeration: no finite verb has ended since the governing verb."""
    for k in range(i - 1, max(first, i - 12) - 1, -1):
        if scene.group_of[k] >= 0:
            group = scene.text.verbs[scene.group_of[k]]
            effect = scene.lex.governors.get(group.lemma or "")
            return effect is not None and effect.status in ("demanded", "planned", "proposed")
        if scene.breaks(k):
            return False
    return False


def _by_verb(
    scene: Scene, verb: VerbGroup, status: str | None, polarity: str, rules: list[str], act: str
) -> tuple[str | None, str, bool]:
    """The noun is the object of a verb."""
    effect = scene.lex.governors.get(verb.lemma or "")
    if effect is not None:
        rules.append(f"status.{scene.lex.lang}.{effect.id}")
        if effect.polarity:
            return status, effect.polarity, False
        if effect.status == "proposed" and act == "sanctions":
            return "planned", polarity, False
        if effect.status in ("none", "proposed"):
            return None, polarity, True
        if effect.status == "ended" and verb.tense not in ("past", "pluperfect", "imperfect"):
            return None, polarity, True  # *que cessent les frappes*: wanted, not done
        if effect.status:
            if status == "ended" and effect.status in ("demanded", "planned", "hypothetical", "threatened"):
                return None, polarity, True
            return effect.status, polarity, False
        return status, polarity, False
    if verb.negated and polarity == "asserted":
        ended = bool(scene.lex.sets["still"] & set(scene.lowers((verb.first, verb.last))))
        return ("ended", polarity, False) if ended else (None, polarity, True)
    if verb.modal is not None:
        modal = scene.lex.words.modals.get(verb.modal)
        if modal == "none":
            return None, polarity, True
        if modal and verb.tense not in ("past", "pluperfect"):
            return modal, polarity, False
    if verb.tense == "future" or (verb.tense == "conditional" and not verb.perfect):
        return ("planned" if verb.tense == "future" else "hypothetical"), polarity, False
    if verb.tense == "infinitive" and not verb.perfect:
        if verb.first > 0 and scene.keys[verb.first - 1] in scene.lex.sets["negators"]:
            return None, polarity, True  # *sans tirer un coup de feu*
        outer = _outer(scene, verb)
        if outer is not None and outer.status in ("none", "proposed"):
            return None, polarity, True
        if outer is not None and outer.status:
            return outer.status, polarity, False
    return status, polarity, False


def _outer(scene: Scene, verb: VerbGroup) -> Effect | None:
    """What governs an infinitive: a verb, a noun, or a purpose."""
    sentence = scene.sentence(verb.first)
    for i in range(verb.first - 1, max(sentence.first, verb.first - 8) - 1, -1):
        group = scene.group(i)
        if group is not None:
            return scene.lex.governors.get(group.lemma or "")
        if scene.keys[i] in scene.lex.sets["purpose"]:
            return Effect(id="purpose", status="none")
        match = scene.lex.heads.at(scene.tokens, i)
        if match is not None:
            return match.value[0]
        if scene.hard(i):
            break
    return None


def _obstructed(scene: Scene, predicate: VerbGroup) -> bool:
    """*la livraison de l'aide se heurte à des obstacles*: no delivery is told."""
    effect = scene.lex.governors.get(predicate.lemma or "")
    return effect is not None and effect.id == "obstruct"


def _by_predicate(
    scene: Scene, predicate: VerbGroup, status: str | None, polarity: str, rules: list[str]
) -> tuple[str | None, str, bool]:
    effect = scene.lex.governors.get(predicate.lemma or "")
    if (
        effect is not None
        and effect.status
        and (predicate.passive or predicate.reflexive or effect.status in ("ended", "ongoing"))
    ):
        rules.append(f"status.{scene.lex.lang}.{effect.id}")
        if effect.status in ("none", "proposed"):
            return None, polarity, True
        return effect.status, polarity, False
    if predicate.negated:
        return ("hypothetical" if predicate.tense == "future" else None), polarity, predicate.tense != "future"
    if predicate.tense == "future":
        return status or "planned", polarity, False
    if predicate.modal is not None:
        modal = scene.lex.words.modals.get(predicate.modal)
        if modal and predicate.tense not in ("past", "pluperfect"):
            return status or (modal if modal != "none" else None), polarity, modal == "none"
    if predicate.tense == "conditional" and not predicate.perfect:
        return status or "hypothetical", polarity, False
    if predicate.tense == "present" and predicate.lemma in ("poursuivre", "continuer", "continue", "go"):
        return "ongoing", polarity, False
    return status, polarity, False


def _follower(scene: Scene, trigger: Trigger) -> Effect | None:
    match = scene.lex.followers.first(scene.tokens, *trigger.zone, trigger.sentence.last)
    if match is not None:
        return match.value[0]
    end = trigger.zone[1]
    if end < trigger.sentence.last:
        match = scene.lex.followers.at(scene.tokens, end, trigger.sentence.last)
        if match is not None:
            return match.value[0]
    return None
