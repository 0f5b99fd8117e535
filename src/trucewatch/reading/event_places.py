"""Where and when: the place and the time of the trigger's clause, of the verb it hangs on, of its sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter

from trucewatch.reading.found import FoundPlace, FoundTime
from trucewatch.reading.scene import Scene, Zone
from trucewatch.reading.triggers import Trigger
from trucewatch.reading.verbs import VerbGroup
from trucewatch.reading.verdict import Verdict

__all__ = ["is_site", "place_of", "time_of", "undergone_zones"]

_NO_PLACE = frozenset({"draft_resolution", "resolution_adopted", "resolution_vetoed", "sanctions", "legislation"})
_UNDATED = _NO_PLACE | {"flight"}  # a number of fled people without a day of its own is a total
_POLITICAL = frozenset({
    "talks_broken_off", "agreement_signed", "ceasefire_in_force", "ceasefire_ended", "ceasefire_extended",
    "prisoner_exchange", "remains_returned", "arms_transfer", "complaint_filed", "mobilisation",
})  # fmt: skip
_LOCAL = frozenset({
    "attack", "bombardment", "air_strike", "drone_strike", "shelling", "missile_strike", "small_arms_fire",
    "sniper_fire", "ied", "explosion", "killing", "abduction", "looting_or_destruction", "siege", "services_cut",
    "services_restored", "flight", "ground_offensive", "aid_delivery", "aid_obstruction", "evacuation", "armed_clash",
})  # fmt: skip
# What leads away from a place happens at its origin.
_OUT_OF = frozenset({"evacuation", "withdrawal", "flight", "forced_displacement", "disengagement"})
_TELLING_REACH = 60
_HEAD = 25  # characters within which a place opens a sentence
_OFTEN = 3  # times that a text names the place that it is about
_OBJECT_REACH = 8  # tokens between a verb and its object with a date between them
_OBJECT = 3  # tokens between a verb and the country that is its object
_REAL = frozenset({"occurred", "ongoing", "ended", "attempted"})
_DATELINE = 90  # characters at the head of a text within which a dash ends the dateline


def place_of(scene: Scene, trigger: Trigger, verdict: Verdict) -> tuple[FoundPlace | None, str | None]:
    """The place and the level it was found at: ``clause``, ``sentence``, ``text``."""
    place, level = _told_place(scene, trigger, verdict)
    real = trigger.act in _LOCAL and verdict.status in _REAL
    if place is not None and real and level != "text" and place.precision not in ("country", "sea_or_air"):
        scene.staged = (trigger.sentence.paragraph, place)
    return place, level


def _told_place(scene: Scene, trigger: Trigger, verdict: Verdict) -> tuple[FoundPlace | None, str | None]:
    if trigger.act in _NO_PLACE or not scene.places:
        return None, None
    sentence = trigger.sentence
    here = [p for p in _between(scene, sentence.start, sentence.end) if _usable(scene, p, trigger)]
    at = scene.tokens[trigger.first].start
    first = min(trigger.first, trigger.subject[0]) if trigger.group else trigger.first
    zones = [
        (trigger.first, trigger.zone[1]),
        (first, max(trigger.zone[1], trigger.reach[1])),
        *undergone_zones(scene, trigger),
    ]
    for zone in zones:
        start, end = _span(scene, zone)
        inside = [p for p in here if start <= p.start < end]
        if inside:
            return min(inside, key=lambda p: (_rank(p, trigger.act), p.start < at, abs(p.start - at))), "clause"
    opening = _opening_place(scene, trigger, here)
    if opening is not None:
        return opening, "sentence"
    if trigger.act in _POLITICAL:
        return None, None
    towns = [p for p in here if _setting(p) and not _of_telling(scene, p, at)]
    if towns:
        return min(towns, key=lambda p: abs(p.start - at)), "sentence"
    if verdict.status not in _REAL or trigger.act not in _LOCAL:
        return None, None
    scenery = _carried(scene, trigger)
    return (scenery, "text") if scenery is not None else (None, None)


def undergone_zones(scene: Scene, trigger: Trigger) -> list[Zone]:
    """*L'hôpital a été détruit par des raids*: what the noun did befell the subject of a passive verb."""
    verb = _governor(scene, trigger) if trigger.group is None else None
    if verb is None or not scene.undergone(verb):
        return []
    if scene.lex.sets["by"].isdisjoint(scene.lowers((verb.last, trigger.first))):
        return []
    return [(scene.before(verb.first, trigger.sentence)[0], trigger.zone[1])]


def _opening_place(scene: Scene, trigger: Trigger, here: list[FoundPlace]) -> FoundPlace | None:
    """*Au Caire, les discussions ...*: a place at the head of the sentence with a comma behind it."""
    for place in here:
        if place.start - trigger.sentence.start > _HEAD or place.relation != "at":
            return None
        if scene.text.view.text[place.end : place.end + 1] == ",":
            return place
    return None


def _between(scene: Scene, start: int, end: int) -> list[FoundPlace]:
    """The places that begin in ``[start, end)``."""
    low = bisect_left(scene.places, start, key=_start)
    return list(scene.places[low : bisect_left(scene.places, end, low, key=_start)])


def _start(place: FoundPlace) -> int:
    return place.start


def _day_start(day: tuple[FoundTime, VerbGroup | None]) -> int:
    return day[0].start


def _usable(scene: Scene, place: FoundPlace, trigger: Trigger) -> bool:
    """Can something happen there: no government, no dateline, no distance, no mere whereabouts of another place?"""
    if place.relation in ("distance", "dateline", "container", "along"):
        return False
    if place.precision == "country" and not place.locative:
        gap = scene.text.token_at(place.start) - trigger.last
        if scene.text.lang == "ar" or not 0 <= gap <= _OBJECT:
            return False
    if place.relation == "from" and trigger.act not in _OUT_OF:
        return False
    if place.relation == "to" and trigger.act in _OUT_OF:
        return False
    if place.metonym:
        gap = scene.text.token_at(place.start) - trigger.last
        return place.relation == "of" and trigger.group is None and 0 <= gap <= 1
    return not _of_actor(scene, place)


def _rank(place: FoundPlace, act: str) -> int:
    if act in _OUT_OF:
        return {"from": 0, "at": 1, "of": 1}.get(place.relation, 2 if place.locative else 3)
    return 0 if place.locative or is_site(place) else 1


def is_site(place: FoundPlace) -> bool:
    """A house of the theatre by its own name (*struck the M10 hospital in eastern Aleppo*) is the place itself."""
    return place.precision == "vicinity" and place.rules == ("places.theatre",)


def _setting(place: FoundPlace) -> bool:
    return place.locative and place.relation != "to" and place.precision not in ("country", "sea_or_air")


def _of_telling(scene: Scene, place: FoundPlace, at: int) -> bool:
    """*ont annoncé les autorités à Erevan*: where somebody speaks, outside of what is told."""
    for attribution in scene.attributions:
        if attribution.start <= at < attribution.end:
            outside = not attribution.start <= place.start < attribution.end
            if outside and 0 <= place.start - attribution.cue_start < _TELLING_REACH:
                return True
    return False


def _carried(scene: Scene, trigger: Trigger) -> FoundPlace | None:
    """Where the story stands: the place of the last event of the paragraph, else the place that the text is about."""
    if scene.staged is not None and scene.staged[0] == trigger.sentence.paragraph:
        return scene.staged[1]
    return _dominant([p for p in scene.places if not p.seat and _stage(scene, p)])


def _stage(scene: Scene, place: FoundPlace) -> bool:
    """Can the place be where the story goes on?"""
    if place.metonym or place.precision in ("country", "sea_or_air", "vicinity"):
        return False
    if place.relation in ("distance", "dateline", "container", "along", "from", "to"):
        return False
    return (place.locative or place.precision in ("town", "quarter", "locality")) and not _of_actor(scene, place)


def _dominant(towns: list[FoundPlace]) -> FoundPlace | None:
    """The place a text is about: named at least three times and more often than any other, or the only one."""
    counts = Counter(p.id or str(p.name_start) for p in towns)
    ranked = counts.most_common(2)
    if not ranked or (ranked[0][1] < _OFTEN and len(ranked) > 1):
        return None
    if len(ranked) > 1 and ranked[0][1] == ranked[1][1]:
        return None
    return next(p for p in towns if (p.id or str(p.name_start)) == ranked[0][0])


def _of_actor(scene: Scene, place: FoundPlace) -> bool:
    """*le régime de Kiev*: a place inside the name of an actor is not where something happens."""
    i = scene.text.token_at(place.name_start if place.name_start >= place.start else place.start)
    mention = scene.actor_at.get(i) if i < len(scene.tokens) else None
    if mention is not None and mention.id is None and is_site(place):
        return False
    if mention is None or mention.cls in ("population", "person"):
        return mention is not None and mention.person and place.rules == ("places.unknown",)
    if mention.cls in ("armed_group", "armed_forces", "organisation", "media", "document", "source"):
        return not place.locative or place.relation == "of" or mention.name_start >= place.name_start
    return not place.locative or (place.relation == "of" and mention.start < place.start)


# -- times ----------------------------------------------------------------------------------------------


def time_of(scene: Scene, trigger: Trigger, verdict: Verdict) -> tuple[FoundTime | None, str | None]:
    """The time and its level. What has happened and tells no time has that of the event before it in the sentence."""
    time, level = _told_time(scene, trigger, verdict)
    if time is not None:
        if verdict.status in _REAL and time.value_start is not None and not time.since:
            scene.dated = (trigger.sentence.index, time)
        return time, level
    if scene.dated is None or scene.dated[0] != trigger.sentence.index or trigger.act in _UNDATED:
        return None, None
    return (scene.dated[1], "sentence") if verdict.status in ("occurred", "attempted") else (None, None)


def _told_time(scene: Scene, trigger: Trigger, verdict: Verdict) -> tuple[FoundTime | None, str | None]:
    """A time that belongs to a verb of saying is not the event's."""
    own = _of_trigger(scene, trigger)
    if own is not None:
        return own, "clause"
    if scene.days is None:
        head = _dateline_end(scene)
        told = [t for t in scene.times if not t.duration and not t.of_next and t.start >= head]
        scene.days = tuple((t, _speech_before(scene, t)) for t in told)
    low = bisect_left(scene.days, trigger.sentence.start, key=_day_start)
    days = scene.days[low : bisect_left(scene.days, trigger.sentence.end, low, key=_day_start)]
    usable = [t for t, group in days if group is None or not _of_speech(scene, group, trigger)]
    at = scene.tokens[trigger.first].start
    for zone in _clauses(scene, trigger):
        first, last = _span(scene, _over_time(scene, trigger, zone))
        inside = [t for t in usable if first <= t.start < last]
        if inside:
            return min(inside, key=lambda t: (t.start < at, abs(t.start - at))), "clause"
    if verdict.status in _REAL:
        opening = _opening_time(scene, trigger, usable)
        if opening is not None:
            return opening, "sentence"
        only = _only_time(scene, trigger, usable)
        if only is not None:
            return only, "sentence"
    return None, None


def _of_trigger(scene: Scene, trigger: Trigger) -> FoundTime | None:
    """*cinq jours d'affrontements*, *au lendemain d'un raid*: a time that belongs to the noun behind it."""
    for time in scene.times:
        if not time.of_next or time.start >= scene.tokens[trigger.first].start:
            continue
        last = scene.text.token_at(time.end)
        between = range(last, trigger.first)
        if len(between) <= 4 and not any(scene.group_of[k] >= 0 or scene.hard(k) for k in between):
            return time
    return None


def _clauses(scene: Scene, trigger: Trigger) -> list[Zone]:
    """The trigger's own clause, then that of the verb whose subject or object the noun is."""
    if trigger.group is not None:
        return [trigger.zone, (trigger.subject[0], trigger.zone[1])]
    zones: list[Zone] = [(trigger.first, trigger.zone[1])]
    following = scene.group(trigger.zone[1]) if trigger.zone[1] < trigger.sentence.last else None
    if following is not None and following.tense == "participle" and not following.passive:  # *l'attaque menée samedi*
        zones.append((trigger.first, scene.after(following.last, trigger.sentence, 8)[1]))
    if trigger.predicate is not None and not trigger.relative:
        zones.append((trigger.first, max(trigger.reach[1], trigger.last)))
    governor = _governor(scene, trigger)
    if governor is not None and scene.lex.sets["afterwards"] & set(scene.lowers((governor.last, trigger.first))):
        governor = None  # *ont convenu lundi d'une trêve après cinq jours de combats*: another day
    if governor is not None:
        zones.append((governor.last, trigger.zone[1]))
    if governor is not None and governor.lemma not in scene.lex.sets["speech"]:
        zones.append((governor.first, trigger.zone[1]))
        zones.append((scene.before(governor.first, trigger.sentence)[0], trigger.zone[1]))
    return zones


def _over_time(scene: Scene, trigger: Trigger, zone: Zone) -> Zone:
    """A clause that ends where a time begins (*since 9 February*) takes the time in."""
    first, last = zone
    while last < trigger.sentence.last:
        ahead = last if last in scene.time_at else last + 1
        if (
            ahead not in scene.time_at
            or ahead >= trigger.sentence.last
            or scene.hard(last)
            or scene.group_of[last] >= 0
        ):
            break
        last = ahead + 1
    return (first, last)


def _governor(scene: Scene, trigger: Trigger) -> VerbGroup | None:
    for i in range(trigger.first - 1, max(trigger.sentence.first, trigger.first - 14) - 1, -1):
        group = scene.group(i)
        if group is not None:
            return group
        if scene.breaks(i):
            return None
    return None


def _opening_time(scene: Scene, trigger: Trigger, usable: list[FoundTime]) -> FoundTime | None:
    """*Lundi, ...*: a time at the head of the sentence, before its first finite verb."""
    sentence = trigger.sentence
    attributive = trigger.group is not None and trigger.group.tense == "participle" and not trigger.group.perfect
    if attributive or trigger.status == "ongoing":
        return None
    limit = sentence.end
    for group in scene.text.verbs_in(sentence.start, sentence.end):
        if scene.finite(group):
            limit = group.start
            break
    found = [t for t in usable if sentence.start <= t.start < limit]
    return found[0] if found and found[0].start - sentence.start < 60 else None


def _only_time(scene: Scene, trigger: Trigger, usable: list[FoundTime]) -> FoundTime | None:
    """The one time of a sentence, for an act that is not told in passing."""
    attributive = trigger.group is not None and trigger.group.tense in ("participle", "infinitive")
    if (attributive and not (trigger.group and trigger.group.perfect)) or trigger.status == "ongoing":
        return None
    found = [t for t in usable if trigger.sentence.start <= t.start < trigger.sentence.end]
    if len(found) != 1 or found[0].since or _in_relative(scene, trigger, found[0]):
        return None
    return found[0]


def _in_relative(scene: Scene, trigger: Trigger, time: FoundTime) -> bool:
    """*un immeuble qui abritait des déplacés arrivés la veille*: the time of another verb behind a relative."""
    last = scene.text.token_at(time.start)
    relative = False
    for k in range(max(trigger.last, trigger.zone[1]), last):
        relative = relative or scene.keys[k] in scene.lex.sets["relatives"]
        group = scene.group(k)
        if relative and group is not None and group is not trigger.group:
            return True
    return False


def _dateline_end(scene: Scene) -> int:
    """Where the dateline of a dispatch ends: its date tells when it was sent."""
    head = scene.text.view.text[:_DATELINE]
    ends = [head.find(mark) for mark in (" - ", " – ", "(AFP)", "-- ")]
    return max((end for end in ends if end > 0), default=0)


def _of_speech(scene: Scene, group: VerbGroup, trigger: Trigger) -> bool:
    """Is a verb of saying another than the trigger's own and than the one that sets going what the trigger names?"""
    if group is trigger.group:
        return False
    return group.lemma not in scene.lex.sets["support"] or not _object_of(scene, trigger, group)


def _speech_before(scene: Scene, time: FoundTime) -> VerbGroup | None:
    """*a indiqué lundi*: the verb of saying right before a time."""
    i = scene.text.token_at(time.start)
    for k in range(i - 1, max(-1, i - 3), -1):
        group = scene.group(k)
        if group is not None:
            return group if group.lemma in scene.lex.sets["speech"] else None
        if scene.tokens[k].kind == "mark":
            return None
    return None


def _object_of(scene: Scene, trigger: Trigger, group: VerbGroup) -> bool:
    """*a lancé le 19 septembre une offensive*: the noun is what the verb sets going."""
    if trigger.group is not None or not 0 <= trigger.first - group.last <= _OBJECT_REACH:
        return False
    return all(scene.group_of[k] < 0 and not scene.breaks(k) for k in range(group.last, trigger.first))


def _span(scene: Scene, zone: Zone) -> tuple[int, int]:
    first, last = zone
    if first >= len(scene.tokens):
        return (len(scene.text.view.text), len(scene.text.view.text))
    last = max(first + 1, last)
    return scene.tokens[first].start, scene.tokens[min(last, len(scene.tokens)) - 1].end
