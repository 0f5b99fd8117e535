"""Names in roles: a mention, an adjective of an actor (*frappes israéliennes*), a noun for people or things."""

from __future__ import annotations

from functools import lru_cache

from trucewatch.reading.actor_lexicon import actor_lexicon, keys
from trucewatch.reading.actor_names import ActorMention
from trucewatch.reading.found import FoundActor
from trucewatch.reading.scene import Scene, Zone
from trucewatch.reading.world_actors import world_actors
from trucewatch.vocabulary.claims import ActorRole

__all__ = ["actor", "adjective_actor", "counted_in", "mentions_in", "people_in"]

_NOT_ACTORS = frozenset({"document", "media", "source"})


def actor(scene: Scene, mention: ActorMention, role: ActorRole | None = None) -> FoundActor:
    """A mention in a role; the name is that of the text, without article."""
    name = scene.text.view.raw_text(mention.name_start, mention.name_end)
    return FoundActor(name, mention.id, mention.name_start, mention.name_end, role, mention)


def mentions_in(scene: Scene, zone: Zone) -> list[ActorMention]:
    """Mentions that begin in a zone, without documents, media and sources."""
    out: list[ActorMention] = []
    i = zone[0]
    while i < zone[1]:
        mention = scene.actor_at.get(i)
        if mention is not None and mention.cls not in _NOT_ACTORS and mention.first >= zone[0]:
            dated = scene.in_dateline(mention.first) or _repeats(scene, mention)
            if not dated and not _bare_weapon(scene, mention) and not _in_place(scene, mention):
                out.append(mention)
            i = max(i + 1, mention.last)
        else:
            i += 1
    return out


def _bare_weapon(scene: Scene, mention: ActorMention) -> bool:
    """*tirs d'artillerie*, *tank fire*: a weapon of nobody, and no actor."""
    if mention.cls != "armed_forces" or mention.of_id is not None or mention.id is not None:
        return False
    match = scene.lex.weapons.at(scene.tokens, mention.first, mention.last)
    return match is not None and match.last == mention.last


def _repeats(scene: Scene, mention: ActorMention) -> bool:
    """*the World Food Programme (WFP)*, *l'accord de Khartoum*: a short name in brackets, the name of a text."""
    i = mention.first - 1
    if i > 0 and scene.tokens[i].lower == "(" and i - 1 in scene.actor_at:
        return True
    return "accord" in scene.class_at.get(mention.first, ()) and mention.cls == "name"


def _in_place(scene: Scene, mention: ActorMention) -> bool:
    """*l'État de Katsina*: a noun that is part of the name of a place."""
    place = scene.place_at.get(mention.first)
    if place is None or place.metonym or mention.id is not None or mention.title_start is not None:
        return False
    if mention.person and (place.rules == ("places.unknown",) or mention.cls != "name"):
        return False
    return place.start <= mention.start and mention.end <= place.end


def counted_in(scene: Scene, zone: Zone, role: ActorRole) -> list[FoundActor]:
    """Whom a number of persons in the zone counts (*300 écoliers*)."""
    out: list[FoundActor] = []
    for i in range(*zone):
        figure = scene.figure_at.get(i)
        if figure is None or figure.unit != "persons" or figure.end <= figure.number_end:
            continue
        if scene.tokens[i].start < figure.number_end or i in scene.actor_at:
            continue
        start = scene.tokens[i].start
        first = scene.text.token_at(figure.number_end)
        start = scene.tokens[first].start if first <= i else start
        while first < i and scene.keys[first] in scene.lex.sets["of"]:
            first += 1
            start = scene.tokens[first].start
        if not out or out[-1].end != figure.end:
            out.append(FoundActor(scene.text.view.raw_text(start, figure.end), None, start, figure.end, role))
    return out


@lru_cache(maxsize=4)
def _labels(lang: str) -> dict[str, str]:
    return {item.id: item.label.get(lang) or next(iter(item.label.values())) for item in world_actors()}


def adjective_actor(scene: Scene, zone: Zone, role: ActorRole) -> FoundActor | None:
    """The actor an adjective of the zone points to; English keeps the adjective, others name the actor."""
    lexicon = actor_lexicon(scene.text.lang)
    for i in range(*zone):
        token = scene.tokens[i]
        if token.kind != "word" or i in scene.actor_at:
            continue
        for key in keys(token):
            found = lexicon.adjective_ids.get(key)
            if found is not None and (scene.text.lang != "en" or token.capital):
                label = _labels(scene.text.lang).get(found)
                name = scene.text.view.raw_text(token.start, token.end)
                return FoundActor(
                    name if scene.text.lang == "en" or not label else label, found, token.start, token.end, role
                )
        word = token.lower
        if word in scene.lex.sets["sides"]:
            return FoundActor(scene.text.view.raw_text(token.start, token.end), None, token.start, token.end, role)
    return None


def people_in(scene: Scene, zone: Zone, role: ActorRole, classes: tuple[str, ...] = ("people",)) -> list[FoundActor]:
    """Nouns for people (class ``people``) that no mention covers, with the adjective behind them."""
    out: list[FoundActor] = []
    lexicon = actor_lexicon(scene.text.lang)
    for i in range(*zone):
        if i in scene.actor_at or not set(classes).intersection(scene.class_at.get(i, ())):
            continue
        figure = scene.figure_at.get(i)
        if figure is not None and scene.tokens[i].start < figure.number_end:
            continue  # *des dizaines*: a number names nobody
        token, last = scene.tokens[i], i
        if scene.text.lang != "en" and i + 1 < zone[1] and lexicon.adjective(scene.tokens[i + 1]):
            last = i + 1
        start, end = token.start, scene.tokens[last].end
        out.append(FoundActor(scene.text.view.raw_text(start, end), None, start, end, role))
    return out
