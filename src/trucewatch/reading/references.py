"""Short names and bare titles within a text: *Lavrov*, *le gouverneur*, *cette source*.

A short name takes the full name of the nearest earlier mention that contains it; a bare title takes
the last person who was introduced with it; an acronym the long name that stood beside it.
"""

from __future__ import annotations

from msgspec.structs import replace

from trucewatch.reading.actor_lexicon import ActorLexicon
from trucewatch.reading.actor_names import ActorMention
from trucewatch.reading.parsed import ParsedText

__all__ = ["refer_back"]


def refer_back(text: ParsedText, mentions: tuple[ActorMention, ...], lexicon: ActorLexicon) -> tuple[ActorMention, ...]:
    """The mentions with ``full_start`` and ``full_end`` set where they are short for an earlier one."""
    by_word: dict[str, ActorMention] = {}
    by_id: dict[str, ActorMention] = {}
    by_title: dict[str, ActorMention] = {}
    by_class: dict[str, ActorMention] = {}
    by_office: dict[tuple[str, str], ActorMention] = {}
    by_post: dict[int, ActorMention] = {}
    person: ActorMention | None = None
    out: list[ActorMention] = []
    for mention in mentions:
        words = _words(text, *((mention.name_start, mention.name_end)))
        earlier: ActorMention | None = None
        if mention.person and mention.cls in ("name", "person") and words:
            if mention.title_start is None and mention.cls == "person":
                earlier = _by_title(text, mention, words, by_title, lexicon)
                definite = _definite(text, mention, lexicon)
                if earlier is None and definite and mention.of_id is not None:
                    earlier = by_office.get((words[0], mention.of_id))
                post = lexicon.post(words)
                if earlier is None and definite and post is not None and mention.of_id is None:
                    earlier = by_post.get(post)
                if earlier is None and definite and mention.of_id is None and words[0] in lexicon.anaphors:
                    earlier = person
            elif len(words) <= 2:
                earlier = by_word.get(words[-1])
            if earlier is None and mention.id and len(words) == 1:
                earlier = by_id.get(mention.id)
        elif mention.cls == "source":
            earlier = _by_title(text, mention, words, by_title, lexicon)
        elif mention.cls in ("organisation", "armed_group") and mention.id is None and len(words) == 1:
            earlier = _by_class(text, mention, by_class, lexicon)
        if earlier is not None and earlier.name_start < mention.name_start:
            start, end = earlier.named
            mention = replace(
                mention,
                full_start=start,
                full_end=end,
                id=mention.id or earlier.id,
                of_id=mention.of_id or earlier.of_id,
            )
        elif mention.person and (mention.cls == "name" or mention.title_start is not None):
            if len(words) > 1:
                by_word[words[-1]] = mention
                if len(words) > 2:
                    by_word.setdefault(words[-2], mention)
            if mention.id:
                by_id.setdefault(mention.id, mention)
        if mention.title_start is not None and mention.title_end is not None:
            office = _words(text, mention.title_start, mention.title_end)
            for word in office[:6]:
                by_title[word] = mention
            post = lexicon.post(office)
            if post is not None:
                by_post[post] = mention
            if mention.of_id is not None and office:
                by_office[office[0], mention.of_id] = mention
        elif mention.cls in ("source", "person") and mention.full_start is None and words:
            by_title[words[0]] = mention
        if mention.person and (
            mention.cls == "name" or mention.title_start is not None or mention.full_start is not None
        ):
            person = mention
        if _named(text, mention) and mention.cls in ("organisation", "armed_group", "armed_forces"):
            aside = mention.first > 0 and text.tokens[mention.first - 1].lower == "("
            if not aside:
                by_class["armed_group" if mention.cls == "armed_forces" else mention.cls] = mention
        out.append(mention)
    return tuple(out)


def _named(text: ParsedText, mention: ActorMention) -> bool:
    """Whether a body is known or has a name of its own: capitals behind its first word."""
    if mention.id is not None:
        return True
    later = text.tokens[mention.first + 1 : mention.last]
    return text.lang != "ar" and mention.full_start is None and any(token.capital for token in later)


def _by_class(
    text: ParsedText, mention: ActorMention, by_class: dict[str, ActorMention], lexicon: ActorLexicon
) -> ActorMention | None:
    """*l'organisation*, *the group*: the last one named of its kind."""
    if mention.first == 0 or mention.plural or text.tokens[mention.first].fold not in lexicon.bodies:
        return None
    return by_class.get(mention.cls) if text.tokens[mention.first - 1].lower in lexicon.definite else None


def _by_title(
    text: ParsedText,
    mention: ActorMention,
    words: tuple[str, ...],
    by_title: dict[str, ActorMention],
    lexicon: ActorLexicon,
) -> ActorMention | None:
    """The earlier person of a definite bare title. A title with a complement names somebody new."""
    if len(words) != 1 or mention.first == 0 or mention.plural:
        return None
    return by_title.get(words[0]) if _definite(text, mention, lexicon) else None


def _definite(text: ParsedText, mention: ActorMention, lexicon: ActorLexicon) -> bool:
    """Whether an article or a demonstrative makes the mention definite."""
    if mention.first == 0 or mention.plural:
        return False
    article = text.lang == "ar" and text.tokens[mention.first].fold.startswith("ال")
    return text.tokens[mention.first - 1].lower in lexicon.definite or article


def _words(text: ParsedText, start: int, end: int) -> tuple[str, ...]:
    """The folded words of a stretch, Arabic article and conjunctions off."""
    first, out = text.token_at(start), []
    for token in text.tokens[first:]:
        if token.start >= end:
            break
        if token.kind == "word" and not token.lower.endswith("'"):
            fold = token.fold
            out.append(fold[2:] if text.lang == "ar" and fold.startswith("ال") and len(fold) > 4 else fold)
    return tuple(out)
