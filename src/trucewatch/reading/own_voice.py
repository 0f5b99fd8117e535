"""The body that speaks through a document of its own: a mission's report, a communiqué.

What such a body says of itself (*the Mission counted*) is said by the document: empty attribution.
"""

from __future__ import annotations

from bisect import bisect_left

from trucewatch.reading.actor_names import ActorMention
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.speech_lexicon import SpeechLexicon
from trucewatch.reading.tokens import Token

__all__ = ["is_ours", "is_own", "issuer", "own_bodies"]

_HEAD = 400  # characters in which a report or a communiqué says what it is
_BODIES = frozenset(("organisation", "armed_group", "state_body", "armed_forces"))


def own_bodies(text: ParsedText, actors: tuple[ActorMention, ...], words: SpeechLexicon) -> frozenset[str]:
    """Ids and folded names of the body whose document this is; empty for the text of a news outlet.

    A document is a body's own when its head names a kind of document, or when it speaks as *we*
    outside quotations, and no news agency stands in its dateline.
    """
    head = text.tokens[: bisect_left(text.token_starts, _HEAD)]
    if any(m.cls == "media" and m.start < 120 for m in actors):
        return frozenset()
    named = any(words.word(t, words.own_documents) and (t.index == 0 or _names_document(text, t, words)) for t in head)
    quoted = {q.start for q in text.quotations}
    ours = [t for t in text.tokens if t.lower in words.own_voice]
    speaks = any(text.quotation_at(t.start) is None and t.start not in quoted for t in ours)
    if not named and not speaks:
        return frozenset()
    own: set[str] = set()
    for mention in actors:
        if mention.start > _HEAD or mention.cls not in _BODIES:
            continue
        capital = text.lang != "ar" and text.tokens[mention.first].capital
        if mention.id is None and not mention.of_id and not (named and capital):
            continue
        own.update(part for part in (mention.id, text.view.fold[mention.name_start : mention.name_end]) if part)
        break
    return frozenset(own or ({""} if named else ()))  # a report that calls its body *the Mission* only


def _names_document(text: ParsedText, token: Token, words: SpeechLexicon) -> bool:
    """Whether a word names this document: not one that is spoken of (*in a statement*), nor a verb form."""
    before = text.tokens[token.index - 1]
    if words.word(before, words.led):
        return False
    opens = before.kind == "mark" or text.sentence(token.start).first == token.index
    return opens or not any(form.feature == "part" for form in text.data.forms(token))


def is_own(text: ParsedText, mention: ActorMention | None, own: frozenset[str], words: SpeechLexicon) -> bool:
    """Whether a mention names the body that speaks through the document."""
    if mention is None:
        return False
    if is_ours(text, mention, words):
        return True
    if not own:
        return False
    if mention.id in own or text.view.fold[mention.name_start : mention.name_end] in own:
        return True
    if mention.last - mention.first > 1:
        return False
    token = text.tokens[mention.first]
    return words.word(token, words.own_names) and (text.lang == "ar" or token.capital)


def is_ours(text: ParsedText, mention: ActorMention, words: SpeechLexicon) -> bool:
    """Whether the document calls the mention its own, outside quotations: *our forces*, *nos troupes*."""
    if mention.person or text.quotation_at(mention.start) is not None:
        return False
    if text.lang == "ar":
        fold = text.tokens[mention.first].fold
        return len(fold) > 4 and fold.endswith(tuple(words.own_possessives)) and mention.id is None
    return mention.first > 0 and text.tokens[mention.first - 1].lower in words.own_possessives


def issuer(text: ParsedText, actors: tuple[ActorMention, ...], words: SpeechLexicon) -> ActorMention | None:
    """The body that a communiqué speaks for: the first that is not *ours*, listed or capitalised ones first."""
    bodies = [
        m
        for m in actors
        if m.cls not in ("document", "population", "media", "source", "person")
        and not m.person
        and not is_ours(text, m, words)
    ]
    named = [m for m in bodies if m.id is not None or m.of_id is not None or text.tokens[m.first].capital]
    return next(iter(named or bodies), None)
