"""Who holds what: control held, taken, lost, contested, and sieges whose besieger is named."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from msgspec import Struct

from trucewatch.reading.act_lexicon import load_act_lexicon
from trucewatch.reading.actors import ActorMention
from trucewatch.reading.found import FoundActor, FoundControl, FoundFigure, FoundPlace, FoundTime
from trucewatch.reading.language_data import load_lexicon
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.phrases import PhraseMatcher
from trucewatch.reading.role_names import actor
from trucewatch.reading.role_subjects import subjects_of
from trucewatch.reading.scene import Scene, Zone, make_scene
from trucewatch.reading.verbs import VerbGroup
from trucewatch.vocabulary.claims import ControlStatus

__all__ = ["find_control"]

_BLOCKING = frozenset({"none", "demanded", "proposed", "planned", "hypothetical", "threatened"})


class ControlVerb(Struct, frozen=True, kw_only=True):
    """A verb that tells control. ``object`` and ``near`` are conditions as for the acts."""

    lemma: str
    status: ControlStatus
    object: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    unless_after: tuple[str, ...] = ()
    reflexive: bool | None = None
    present: ControlStatus | None = None
    holder: str = "subject"


class ControlPhrase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words that tell control without a verb of their own; ``holder`` stands ``after``, ``before`` or ``inside``."""

    id: str
    status: ControlStatus
    forms: tuple[str, ...]
    holder: str = "after"
    of: tuple[str, ...] = ()
    adjectives: bool = False


class ControlWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``control.yaml`` of a language."""

    id: str
    source: str
    verbs: tuple[ControlVerb, ...]
    phrases: tuple[ControlPhrase, ...]
    compounds: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    examples: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class _Words:
    verbs: dict[str, tuple[ControlVerb, ...]]
    phrases: PhraseMatcher[ControlPhrase]
    compounds: tuple[str, ...]


@lru_cache(maxsize=8)
def control_words(lang: str) -> _Words:
    data = load_lexicon(lang, "control", ControlWords)
    verbs: dict[str, list[ControlVerb]] = {}
    for verb in data.verbs:
        verbs.setdefault(verb.lemma, []).append(verb)
    phrases: PhraseMatcher[ControlPhrase] = PhraseMatcher(accents=lang != "ar")
    for phrase in data.phrases:
        for form in phrase.forms:
            phrases.add(form, phrase)
    return _Words({lemma: tuple(entries) for lemma, entries in verbs.items()}, phrases, data.compounds)


def find_control(
    text: ParsedText,
    *,
    actors: tuple[ActorMention, ...] = (),
    places: tuple[FoundPlace, ...] = (),
    times: tuple[FoundTime, ...] = (),
    figures: tuple[FoundFigure, ...] = (),
) -> tuple[FoundControl, ...]:
    """All assertions of control in text order; a percentage of the clause is the share held."""
    words = control_words(text.lang)
    groups = [group for group in text.verbs if group.lemma in words.verbs]
    matches = list(words.phrases.find(text.tokens))
    if not groups and not matches and not _has_compound(text, words):
        return ()
    scene = make_scene(text, load_act_lexicon(text.lang), actors=actors, places=places, times=times, figures=figures)
    found: list[FoundControl] = []
    for group in groups:
        for verb in words.verbs[group.lemma or ""]:
            made = _by_verb(scene, group, verb)
            if made is not None:
                found.append(made)
                break
    for match in matches:
        for phrase in match.value:
            made = _by_phrase(scene, match.first, match.last, phrase)
            if made is not None:
                found.append(made)
                break
    found += _compounds(scene, words.compounds)
    return tuple(_distinct(sorted(found, key=lambda c: (c.start, c.end))))


def _has_compound(text: ParsedText, words: _Words) -> bool:
    """Can a word of the text be *government-controlled*?"""
    return bool(words.compounds) and any(word.endswith(words.compounds) for word in text.tokens.places_of_words)


def _distinct(found: list[FoundControl]) -> list[FoundControl]:
    out: list[FoundControl] = []
    for control in found:
        if any(_overlap(control, other) and control.status == other.status for other in out):
            continue
        out.append(control)
    return out


def _overlap(a: FoundControl, b: FoundControl) -> bool:
    one, two = a.status_span or (a.start, a.end), b.status_span or (b.start, b.end)
    return one[0] < two[1] + 25 and two[0] < one[1] + 25 and a.start < b.end and b.start < a.end


# -- verbs --------------------------------------------------------------------------------------------


def _by_verb(scene: Scene, group: VerbGroup, verb: ControlVerb) -> FoundControl | None:
    sentence = scene.sentence(group.first)
    zone = scene.after(group.last, sentence)
    undergone = scene.undergone(group)
    subject = scene.before(group.first, sentence, 10 if undergone and not group.passive else 25)
    verb_first = scene.lex.words.verb_first
    if verb.reflexive is not None and verb.reflexive != group.reflexive:
        return None
    if verb.near and not scene.has_words(verb.near, zone):
        return None
    if verb.unless and scene.has_class(verb.unless, (subject[0], zone[1])):
        return None
    if verb.unless_after and scene.has_class(verb.unless_after, zone):
        return None
    thing = (subject if undergone else zone) if not verb_first else (subject[0], zone[1])
    relative = not scene.lex.sets["relatives"].isdisjoint(scene.lowers(subject))
    if (
        verb.object
        and not scene.has_class(verb.object, thing)
        and not (relative and scene.has_class(verb.object, subject))
    ):
        return None
    if verb.subject and not scene.has_class(verb.subject, (subject[0], zone[1]) if verb_first else subject):
        return None
    if _unreal(scene, group):
        return None
    status: ControlStatus = verb.status
    if verb.present is not None and group.tense in ("present", "subjunctive"):
        status = verb.present
    holder = _holder(scene, group, subject, zone, undergone=undergone)
    if verb.holder == "after":
        holder = _first(scene, zone) or holder
    if holder is None and status == "besieges":
        return None
    context = (subject[0], zone[1])
    return _made(
        scene, context, (group.first, group.last), status, holder, f"control.{scene.lex.lang}.{verb.lemma}", thing
    )


def _unreal(scene: Scene, group: VerbGroup) -> bool:
    """Planned, wanted or denied control is no control; the journalistic conditional is."""
    if group.negated and not {"que", "plus", "only"} & set(
        scene.lowers((group.first, min(group.last + 6, len(scene.tokens))))
    ):
        return True
    if group.tense == "future" or (group.tense == "infinitive" and not group.perfect and group.modal is None):
        return not _concrete(scene, group)
    modal = scene.lex.words.modals.get(group.modal or "")
    return bool(modal and modal in _BLOCKING and group.tense not in ("past", "pluperfect"))


def _concrete(scene: Scene, group: VerbGroup) -> bool:
    """An infinitive with a share (*prendre le contrôle de 70 %*) still tells who would hold what."""
    sentence = scene.sentence(group.first)
    zone = scene.after(group.last, sentence)
    return "%" in scene.lowers(zone)


def _holder(scene: Scene, group: VerbGroup, subject: Zone, zone: Zone, *, undergone: bool) -> FoundActor | None:
    if undergone:
        for i in range(*zone):
            if scene.keys[i] in scene.lex.sets["by"]:
                return _first(scene, (i + 1, zone[1]))
        return None
    if scene.lex.words.verb_first:
        return _first(scene, zone) or _first(scene, subject)
    subjects = subjects_of(scene, subject)
    if subjects:
        return actor(scene, subjects[-1])
    if group.tense in ("infinitive", "gerund") or group.perfect:
        sentence = scene.sentence(group.first)
        return _first(scene, (sentence.first, group.first))
    return _first(scene, subject)


def _first(scene: Scene, zone: Zone) -> FoundActor | None:
    for i in range(*zone):
        mention = scene.actor_at.get(i)
        if mention is not None and mention.cls not in ("document", "source", "media", "population"):
            return actor(scene, mention)
    return None


# -- phrases --------------------------------------------------------------------------------------------


def _by_phrase(scene: Scene, first: int, last: int, phrase: ControlPhrase) -> FoundControl | None:
    sentence = scene.sentence(first)
    zone = scene.after(last, sentence, 9)
    before = scene.before(first, sentence, 16)
    if phrase.of and not scene.has_class(phrase.of, zone):
        return None
    holder: FoundActor | None = None
    if phrase.holder == "after":
        holder = _first(scene, (last, min(sentence.last, last + 6)))
        if holder is None and phrase.adjectives and last < sentence.last:
            token = scene.tokens[last]
            holder = FoundActor(scene.text.view.raw_text(token.start, token.end), None, token.start, token.end)
        if holder is None:
            return None
    elif phrase.holder == "before":
        holder = _first(scene, before)
        if holder is None:
            return None
    elif phrase.holder == "by":
        for i in range(*zone):
            if scene.keys[i] in scene.lex.sets["owning"]:
                holder = _first(scene, (i + 1, zone[1])) or holder
        holder = holder or _first(scene, before)
    context = (max(before[0], first - 12), zone[1])
    thing = zone if phrase.holder in ("before", "by") else before
    return _made(scene, context, (first, last), phrase.status, holder, phrase.id, thing)


def _compounds(scene: Scene, endings: tuple[str, ...]) -> list[FoundControl]:
    """*government-controlled Avdiivka*: the holder and the state in one word."""
    out: list[FoundControl] = []
    for i, token in enumerate(scene.tokens):
        if not token.lower.endswith(endings):
            continue
        ending = next(e for e in endings if token.lower.endswith(e))
        start, stop = token.start, token.end - len(ending)
        if token.lower == ending.lstrip("-") or stop <= start:
            if i == 0 or scene.tokens[i - 1].lower not in ("-", "»", '"'):
                continue
            k = i - 1
            while k > 0 and scene.tokens[k].kind == "mark":
                k -= 1
            start, stop = scene.tokens[k].start, scene.tokens[k].end
            first = k
        else:
            first = i
        sentence = scene.sentence(i)
        zone = scene.after(i + 1, sentence, 6)
        holder = FoundActor(scene.text.view.raw_text(start, stop), None, start, stop)
        made = _made(
            scene,
            (first, max(i + 1, zone[1])),
            (first, i + 1),
            "holds",
            holder,
            f"control.{scene.lex.lang}.compound",
            zone,
        )
        out.append(made)
    return out


# -- slots ------------------------------------------------------------------------------------------------


def _made(
    scene: Scene,
    context: Zone,
    head: Zone,
    status: ControlStatus,
    holder: FoundActor | None,
    rule: str,
    thing: Zone,
) -> FoundControl:
    tokens = scene.tokens
    first, last = max(context[0], head[0] - 8), max(head[1], min(context[1], head[1] + 8))
    while first < head[0] and tokens[first].kind == "mark":
        first += 1
    start, end = tokens[first].start, tokens[last - 1].end
    share = next(
        (
            i
            for i, f in enumerate(scene.figures)
            if f.unit == "percent" and start <= f.number_start < tokens[max(last, context[1]) - 1].end
        ),
        None,
    )
    return FoundControl(
        start=start,
        end=end,
        holder=holder,
        status=status,
        rules=(rule,),
        place=_place(scene, thing, head, holder),
        share=share,
        time=_time(scene, (context[0], max(context[1], head[1]))),
        status_span=(tokens[head[0]].start, tokens[head[1] - 1].end),
        confidence="high" if holder is not None else "medium",
    )


def _place(scene: Scene, thing: Zone, head: Zone, holder: FoundActor | None) -> FoundPlace | None:
    best: tuple[int, FoundPlace] | None = None
    for i in range(*thing):
        place = scene.place_at.get(i)
        if place is None or place.metonym or (holder is not None and holder.start <= place.start < holder.end):
            continue
        distance = min(abs(i - head[0]), abs(i - head[1]))
        if best is None or distance < best[0]:
            best = (distance, place)
    if best is not None:
        return best[1]
    sentence = scene.sentence(head[0])
    near = [p for p in scene.places if sentence.start <= p.start < sentence.end and not p.metonym]
    at = scene.tokens[head[0]].start
    return min(near, key=lambda p: abs(p.start - at), default=None)


def _time(scene: Scene, zone: Zone) -> FoundTime | None:
    for i in range(*zone):
        time = scene.time_at.get(i)
        if time is not None and not time.duration:
            return time
    return None
