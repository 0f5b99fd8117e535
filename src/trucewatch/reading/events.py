"""Events: triggers that the words around them say to have happened, to go on or to be about to.

What cannot be told goes to ``abstained``; there is no default act, place, time or actor.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from msgspec.structs import replace

from trucewatch.reading.act_lexicon import load_act_lexicon
from trucewatch.reading.actors import ActorMention
from trucewatch.reading.event_merge import apart, merged
from trucewatch.reading.event_places import is_site, place_of, time_of
from trucewatch.reading.found import FoundActor, FoundAttribution, FoundEvent, FoundFigure, FoundPlace, FoundTime
from trucewatch.reading.killings import without_tolls
from trucewatch.reading.objects import objects_of, weapon_of
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.roles import roles_of
from trucewatch.reading.scene import Scene, make_scene
from trucewatch.reading.status import judge
from trucewatch.reading.triggers import Trigger, find_triggers
from trucewatch.reading.verdict import Verdict
from trucewatch.vocabulary.claims import Abstention, Confidence
from trucewatch.vocabulary.codes import family_of

__all__ = ["find_events"]

# A demanded or threatened act of these families is told as an event; elsewhere the demand is a position only.
_DEMANDABLE = frozenset({"obligations", "humanitarian", "civilians"})
_TOLD_WHOLE = frozenset({"hostilities", "civilians"})
_NEVER_DEMANDED = frozenset({"aid_delivery", "evacuation", "flight"})


@lru_cache(maxsize=256)
def _family(act: str) -> str:
    return family_of(act)


def find_events(
    text: ParsedText,
    *,
    actors: tuple[ActorMention, ...] = (),
    places: tuple[FoundPlace, ...] = (),
    times: tuple[FoundTime, ...] = (),
    figures: tuple[FoundFigure, ...] = (),
    attributions: tuple[FoundAttribution, ...] = (),
    published: date | None = None,
) -> tuple[FoundEvent, ...]:
    """All events of a text in text order, each with the rules that told it."""
    scene = make_scene(
        text,
        load_act_lexicon(text.lang),
        actors=actors,
        places=places,
        times=times,
        figures=figures,
        attributions=attributions,
    )
    kept: list[tuple[Trigger, Verdict]] = []
    for trigger in find_triggers(scene):
        verdict = judge(scene, trigger, _family(trigger.act))
        if verdict.status is None or not _told(trigger, verdict):
            continue
        kept.append((trigger, verdict))
    kept = without_tolls(scene, kept, _family)
    events = [(trigger, _event(scene, trigger, verdict, published)) for trigger, verdict in kept]
    events = [(trigger, event) for trigger, event in events if not _running_total(scene, trigger, event)]
    return tuple(apart(scene, merged(scene, events, _family)))


def _told(trigger: Trigger, verdict: Verdict) -> bool:
    if verdict.status == "demanded":
        return _family(trigger.act) in _DEMANDABLE and trigger.act not in _NEVER_DEMANDED
    return True


def _event(scene: Scene, trigger: Trigger, verdict: Verdict, published: date | None) -> FoundEvent:
    actors, abstained = roles_of(scene, trigger)
    place, place_level = place_of(scene, trigger, verdict)
    time, time_level = time_of(scene, trigger, verdict)
    verdict = _ahead(verdict, time, time_level, published)
    site = place if place is not None and place_level != "text" and is_site(place) else None
    start, end = _span(scene, trigger)
    first = scene.tokens[trigger.first]
    last = scene.tokens[trigger.last - 1]
    missing: list[Abstention] = [*abstained, *_open_slots(scene, trigger, verdict, actors, place, time)]
    return FoundEvent(
        start=start,
        end=end,
        trigger_start=first.start,
        trigger_end=last.end,
        act=trigger.act,
        status=verdict.status,  # type: ignore[arg-type]  # the statuses of status.yaml are those of the interchange
        rules=(trigger.rule, *verdict.rules),
        actors=actors,
        objects=objects_of(scene, trigger, site),
        weapon=weapon_of(scene, trigger),
        place=place,
        time=time,
        polarity=verdict.polarity,  # type: ignore[arg-type]  # asserted, denied or contested
        hedged=verdict.hedged,
        confidence=_confidence(trigger, verdict),
        abstained=tuple(missing),
        place_level=place_level,
        time_level=time_level,
    )


def _open_slots(
    scene: Scene,
    trigger: Trigger,
    verdict: Verdict,
    actors: tuple[FoundActor, ...],
    place: FoundPlace | None,
    time: FoundTime | None,
) -> list[Abstention]:
    """Slots of an act of force that the words leave open, with what stands in the sentence and was not taken."""
    if verdict.status not in ("occurred", "ongoing") or _family(trigger.act) not in _TOLD_WHOLE:
        return []
    out: list[Abstention] = []
    start, end = trigger.sentence.start, trigger.sentence.end
    if not any(item.role in ("agent", "party") for item in actors):
        out.append(Abstention(slot="actors.agent", reason="not_told"))
    if place is None:
        names = [p for p in scene.places if start <= p.start < end and not p.metonym]
        words = tuple(dict.fromkeys(scene.text.view.raw_text(p.name_start, p.name_end) for p in names))
        out.append(Abstention(slot="place", reason="not_told" if not words else "not_of_this_act", candidates=words))
    if time is None:
        days = [t for t in scene.times if start <= t.start < end and not t.duration]
        words = tuple(dict.fromkeys(scene.text.view.raw_text(t.start, t.end) for t in days))
        out.append(Abstention(slot="time", reason="not_told" if not words else "not_of_this_act", candidates=words))
    return out


def _running_total(scene: Scene, trigger: Trigger, event: FoundEvent) -> bool:
    """*130 000 personnes ont fui*: a number of fled people without a day or a place is a figure, no event."""
    if trigger.act != "flight" or trigger.group is None or event.status not in ("occurred", "ongoing"):
        return False
    zone = (trigger.subject[0], min(max(trigger.zone[1], trigger.last) + 1, trigger.sentence.last))
    counted = any(
        scene.tokens[i].kind == "number" and scene.keys[min(i + 1, trigger.first)] not in scene.lex.sets["durations"]
        for i in range(trigger.subject[0], trigger.first)
    )
    dated = event.time is not None or bool(scene.lex.sets["since"].intersection(scene.lowers(zone)))
    return counted and not dated and event.place_level != "clause"


def _ahead(verdict: Verdict, time: FoundTime | None, level: str | None, published: date | None) -> Verdict:
    """What is dated after the day of publication has not happened yet."""
    if published is None or time is None or level != "clause" or time.value_start is None:
        return verdict
    if verdict.status in ("occurred", "ongoing") and time.value_start[:10] > published.isoformat():
        return replace(verdict, status="planned", rules=(*verdict.rules, "status.dated_ahead"))
    return verdict


def _span(scene: Scene, trigger: Trigger) -> tuple[int, int]:
    """The clause that tells the event: the trigger with its near complements."""
    tokens = scene.tokens
    first, last = trigger.first, max(trigger.last, min(trigger.zone[1], trigger.last + 8))
    if trigger.group is not None:
        first = max(trigger.subject[0], trigger.first - 8)
        while first < trigger.first and (tokens[first].kind == "mark" or tokens[first].lower == ","):
            first += 1
    else:
        while first > trigger.sentence.first and scene.keys[first - 1] in scene.lex.sets["determiners"]:
            first -= 1
    while last > trigger.last and tokens[last - 1].kind == "mark":
        last -= 1
    return tokens[first].start, tokens[last - 1].end


def _confidence(trigger: Trigger, verdict: Verdict) -> Confidence:
    if verdict.hedged or verdict.polarity != "asserted":
        return "low"
    if trigger.group is not None and verdict.status == "occurred":
        return "high"
    return "medium"
