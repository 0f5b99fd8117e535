"""The body that speaks through a document of its own: a mission's report, a communiqué.

What such a body says of itself (*the Mission counted*) is said by the document: empty attribution.
"""

from __future__ import annotations

from trucewatch.reading.actor_names import ActorMention
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.speech_lexicon import SpeechLexicon
from trucewatch.reading.tokens import Token

__all__ = ["is_own", "own_bodies"]

_HEAD = 400  # characters in which a report or a communiqué says what it is
_BODIES = frozenset(("organisation", "armed_group", "state_body", "armed_forces"))


def own_bodies(text: ParsedText, actors: tuple[ActorMention, ...], words: SpeechLexicon) -> frozenset[str]:
    """Ids and folded names of the body whose document this is; empty for the text of a news outlet.

    A document is a body's own when its head names a kind of document, or when it speaks as *we*
    outside quotations, and no news agency stands in its dateline.
    """
    head = [t for t in text.tokens if t.start < _HEAD]
    if any(m.cls == "media" and m.start < 120 for m in actors):
        return frozenset()
    named = any(
        words.word(t, words.own_documents) and (t.index == 0 or not _within(text.tokens[t.index - 1], words))
        for t in head
    )
    quoted = {q.start for q in text.quotations}
    speaks = any(
        t.lower in words.own_voice and text.quotation_at(t.start) is None and t.start not in quoted for t in text.tokens
    )
    if not named and not speaks:
        return frozenset()
    own: set[str] = set()
    for mention in actors:
        if mention.start > _HEAD or mention.cls not in _BODIES:
            continue
        if mention.id is None and not mention.of_id:
            continue
        own.update(part for part in (mention.id, text.view.fold[mention.name_start : mention.name_end]) if part)
        break
    return frozenset(own)


def _within(before: Token, words: SpeechLexicon) -> bool:
    """*in a statement*, *dans un communiqué*: a document that is spoken of, not this one."""
    return words.word(before, words.determiners | words.prepositions)


def is_own(text: ParsedText, mention: ActorMention | None, own: frozenset[str], words: SpeechLexicon) -> bool:
    """Whether a mention names the body that speaks through the document."""
    if mention is None or not own:
        return False
    if mention.id in own or text.view.fold[mention.name_start : mention.name_end] in own:
        return True
    if mention.last - mention.first > 1:
        return False
    token = text.tokens[mention.first]
    return words.word(token, words.own_names) and (text.lang == "ar" or token.capital)
