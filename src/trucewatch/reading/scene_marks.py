"""Where words of a text name its outlet or a speaker, so that they are no part of what is told."""

from __future__ import annotations

from collections.abc import Iterator

from trucewatch.reading.actor_names import ActorMention
from trucewatch.reading.found import FoundAttribution
from trucewatch.reading.parsed import ParsedText

__all__ = ["dateline", "incises"]

_DATELINE = 24  # tokens in which a dateline ends
_HEADS = 4  # sentences, with the headline, one of which may begin with a dateline
_DASHES = frozenset(("-", "--", "–", "—"))


def dateline(text: ParsedText, actors: tuple[ActorMention, ...]) -> int:
    """The token behind the dateline (*BAMAKO, 21 June (Xinhua) --*) that opens one of the first sentences, else 0."""
    media = [mention for mention in actors if mention.cls == "media"]
    for sentence in text.sentences[:_HEADS]:
        stop = min(sentence.last, sentence.first + _DATELINE)
        verbs = [group.first for group in text.verbs_in(sentence.start, sentence.end)]
        stop = min([stop, *verbs[:1]])
        named = [m for m in media if sentence.first <= m.first < stop]
        dashes = [i for i in range(sentence.first, stop) if text.tokens[i].lower in _DASHES]
        if named and text.tokens[min(named[-1].last, len(text.tokens) - 1)].lower == ")":
            return max([named[-1].last + 1, *(i + 1 for i in dashes)])
        if dashes and (named or dashes[0] - sentence.first <= 3):
            return dashes[-1] + 1
    return 0


def incises(text: ParsedText, attributions: tuple[FoundAttribution, ...]) -> Iterator[int]:
    """The first token of what names a speaker behind his content: *, X said*, *, a dit X*, *according to X*."""
    for attribution in attributions:
        if attribution.voices and attribution.cue_start >= attribution.end:
            voice = attribution.voices[0]
            here = not voice.carried and attribution.end <= voice.actor.start
            yield text.token_at(min(attribution.cue_start, voice.actor.start) if here else attribution.cue_start)
