"""Speakers that no list and no head noun names: *a volunteer told*, *, dénoncent leurs familles*."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.reading.found import FoundActor

if TYPE_CHECKING:
    from trucewatch.reading.speakers import Scene, Speaker

__all__ = ["phrase_after", "phrase_before", "phrase_behind"]


def phrase_before(scene: Scene, i: int, floor: int) -> tuple[Speaker, ...]:
    """An unnamed subject right before a verb: *a volunteer told*, *un collectif de proches affirme*."""
    tokens, lex = scene.text.tokens, scene.lexicon
    k = i - 1
    while k >= floor and tokens[k].kind != "mark" and k not in scene.group_of and not scene.quoted[k]:
        word = tokens[k].lower
        if word in lex.coordination or word in lex.that or word in lex.relatives or word in lex.openers:
            break
        k -= 1
    first = k + 1
    inside = scene.text.data.syntax.inside
    while (
        first < i
        and tokens[first].lower not in lex.determiners
        and (tokens[first].lower in lex.openers or tokens[first].lower in inside)
    ):
        first += 1
    if not 0 < i - first <= 9 or tokens[first].lower in lex.pronouns | lex.own_voice:
        return ()
    opens = tokens[first].lower in lex.determiners or tokens[first].lower in lex.articles
    if not opens and not (tokens[first].capital or not lex.syntax.articles):
        return ()
    if tokens[first].lower in lex.prepositions and tokens[first].lower not in lex.articles:
        return ()
    return _phrase(scene, first, i)


def phrase_after(scene: Scene, i: int, stop: int) -> tuple[tuple[Speaker, ...], int]:
    """An unnamed subject behind an incised verb: *, dénoncent leurs familles*."""
    tokens, lex = scene.text.tokens, scene.lexicon
    start = i
    while i < stop and i - start < 4 and tokens[i].lower not in lex.determiners and tokens[i].kind == "word":
        i += 1  # adjuncts: "lundi", "sur Facebook"
    if i >= stop or tokens[i].lower not in lex.determiners:
        return (), start
    k = i + 1
    while k < stop and k - i < 8 and tokens[k].kind == "word" and k not in scene.group_of:
        linked = tokens[k - 1].lower in lex.genitive
        linked = linked or (tokens[k - 1].lower in lex.determiners and tokens[k - 2].lower in lex.genitive)
        inside = k in scene.mention_of and scene.mention_of[k].first < k
        if k in scene.mention_of and not linked and not inside:
            break
        if tokens[k].lower in lex.prepositions and tokens[k].lower not in lex.genitive:
            break
        if tokens[k].lower in lex.relatives or tokens[k].lower in lex.that:
            break
        k += 1
    ends = k >= stop or (tokens[k].kind == "mark" and not scene.quoted[k]) or tokens[k].lower in lex.relatives
    relay = next((scene.mention_of[j] for j in range(k + 1, min(k + 3, stop)) if j in scene.mention_of), None)
    ends = ends or (relay is not None and relay.cls == "media")
    named = scene.mention_of.get(k + 1) if k < stop and tokens[k].lower == "," else None
    if named is not None and named.first == k + 1 and named.person and named.cls == "name":
        return (scene.speaker(named),), named.last
    return (_phrase(scene, i, k), k) if k > i + 1 and ends else ((), i)


def phrase_behind(scene: Scene, i: int, stop: int) -> tuple[tuple[Speaker, ...], int]:
    """An unnamed subject between a verb and its *that*, in a verb-first language."""
    tokens, lex = scene.text.tokens, scene.lexicon
    k = i
    while k < stop and k - i < 8 and not lex.word(tokens[k], lex.that):
        if tokens[k].kind != "word" or scene.quoted[k]:
            return (), i
        k += 1
    if k >= stop or k == i or k - i >= 8 or tokens[i].fold in lex.prepositions or tokens[i].fold[:1] in "بل":
        return (), i
    if tokens[k].fold[:1] == "ب" or (tokens[i].fold.endswith(("ه", "ها")) and k - i == 1):
        return (), i
    return _phrase(scene, i, k), k


def _phrase(scene: Scene, first: int, last: int) -> tuple[Speaker, ...]:
    tokens = scene.text.tokens
    while first < last - 1 and tokens[first].lower in scene.lexicon.determiners | scene.lexicon.articles:
        first += 1
    while last - 1 > first and tokens[last - 1].lower in scene.text.data.syntax.inside:
        last -= 1
    start, end = tokens[first].start, tokens[last - 1].end
    if end - start < 3:
        return ()
    return (scene.unnamed(FoundActor(scene.text.text(start, end), None, start, end)),)
