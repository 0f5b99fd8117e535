"""Who says what: ranges of the text with the voices they stand in.

Ranges may overlap; the smallest that holds the head of a claim gives it its voices. A range with no
voices is said by the document itself.
"""

from __future__ import annotations

from trucewatch.reading.actor_lexicon import ActorLexicon
from trucewatch.reading.actor_names import ActorMention
from trucewatch.reading.found import FoundAttribution, FoundVoice
from trucewatch.reading.own_voice import is_own, own_bodies
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.sentences import Sentence
from trucewatch.reading.speech import Speech, find_speech
from trucewatch.reading.speech_lexicon import SpeechLexicon, speech_lexicon

__all__ = ["find_attributions"]

_KINDS = {"dispute": "denial", "object": "nominal", "passive": "nominal"}


def find_attributions(
    text: ParsedText,
    actors: tuple[ActorMention, ...],
    lexicon: ActorLexicon | None = None,  # noqa: ARG001  # the reader hands every layer its lexicon
    *,
    speech: tuple[Speech, ...] | None = None,
) -> tuple[FoundAttribution, ...]:
    """All ranges with a voice, in text order. ``actors`` and ``speech``, when found already, are the text's."""
    speech = find_speech(text, actors) if speech is None else speech
    found: list[FoundAttribution] = []
    by_sentence: dict[int, list[Speech]] = {}
    for act in speech:
        by_sentence.setdefault(act.sentence, []).append(act)
    words = speech_lexicon(text.lang)
    own = own_bodies(text, actors, words)
    last: FoundAttribution | None = None
    for sentence in text.sentences:
        here: list[FoundAttribution] = []
        for act in by_sentence.get(sentence.index, ()):
            if act.kind == "dispute" and here:
                here[-1] = _disputed(here[-1])
            else:
                attribution = _attribution(text, act, words, silent=_own(text, act, own, words))
                if attribution is not None:
                    here.append(attribution)
        here = [_nested(_contested(a, here), here) for a in here]
        here = _within_denial(here)
        if not any(a.polarity == "denied" for a in here):
            bare = _bare_denial(text, sentence, words)
            if bare is not None:
                found.append(bare)
                continue
        if not by_sentence.get(sentence.index) and last is not None:
            carried = _carried(text, sentence, last, words)
            here = [carried] if carried is not None else []
        found.extend(here)
        for a in here:
            found.extend(_background(text, a, words))
        voiced = [a for a in here if a.voices]
        if voiced:
            last = voiced[-1]
        elif text.verbs_in(sentence.start, sentence.end) and not here:
            last = None
    return tuple(sorted(found, key=lambda a: (a.start, a.end)))


def _own(text: ParsedText, act: Speech, own: frozenset[str], words: SpeechLexicon) -> bool:
    return act.own or (bool(act.speakers) and is_own(text, act.speakers[0].mention, own, words))


def _attribution(text: ParsedText, act: Speech, words: SpeechLexicon, *, silent: bool) -> FoundAttribution | None:
    """The range of an act of speech; ``silent`` gives it no voice, because the document itself speaks."""
    if act.content is None or act.negated or act.content[1] <= act.content[0]:
        return None
    if not act.speakers and act.kind != "according_to" and not silent:
        return None
    if act.kind == "unable":
        return None
    refuted = act.stance in ("denies", "rejects") and _rumour(text, act, act.content, words)
    if act.verb is not None and (act.verb.document or (act.verb.presupposes and not act.quotes and not refuted)):
        return None
    if act.stance == "announces" and act.kind == "object" and _performed(text, act.content[0], words):
        return None
    voices: list[FoundVoice] = []
    cue = text.text(*act.cue)
    if act.speakers and not silent:
        speaker = act.speakers[0]
        voices.append(FoundVoice(speaker.actor, cue, carried=act.carried or speaker.carried))
    if act.relay is not None and not silent and (not voices or act.relay.id != voices[0].actor.id):
        voices.append(FoundVoice(act.relay, cue, via=True))
    kind = _KINDS.get(act.kind, act.kind)
    if act.stance == "accuses":
        kind = "accusation"
    elif act.stance == "denies":
        kind = "denial"
    elif act.stance == "claims_responsibility":
        kind = "claim_of_responsibility"
    elif kind == "indirect" and act.carried:
        kind = "carried"
    start = min(act.content[0], act.cue[1]) if refuted and act.cue[1] <= act.content[1] else act.content[0]
    return FoundAttribution(
        start,
        act.content[1],
        tuple(voices),
        kind,
        act.cue[0],
        act.cue[1],
        (f"attribution.{text.lang}.{act.verb.lemma if act.verb else kind}",),
        lemma=act.verb.lemma if act.verb else None,
        polarity="denied" if refuted or _denies(act) or disproved(text, *act.content, words) else "asserted",
        hedged=act.group.hedged if act.group is not None else False,
        confidence="high" if act.speakers and not act.carried else "medium",
    )


def _denies(act: Speech) -> bool:
    """Whether the verb denies its content; *dismiss* and *reject* deny only what was claimed."""
    return act.stance == "denies" and (act.verb is None or act.verb.polarity == "denied")


def _rumour(text: ParsedText, act: Speech, content: tuple[int, int], words: SpeechLexicon) -> bool:
    """Whether a content begins with what somebody claimed: *rejected allegations that ...*."""
    begin = act.cue[1] if act.cue[1] <= content[0] else content[0]
    first, near, last = text.token_at(begin), text.token_at(content[0]) + 4, text.token_at(content[1])
    return words.rumours.first(text.tokens, first, min(near, last), last) is not None


def disproved(text: ParsedText, start: int, end: int, words: SpeechLexicon) -> bool:
    """Whether words call a report false: *reports that ... are incorrect*, *aucune vérité dans les rumeurs ...*."""
    if not words.falsities.places(text.tokens):
        return False
    first, last = text.token_at(start), text.token_at(end)
    if next(words.falsities.find(text.tokens, first, last), None) is None:
        return False
    return next(words.rumours.find(text.tokens, first, last), None) is not None


def _bare_denial(text: ParsedText, sentence: Sentence, words: SpeechLexicon) -> FoundAttribution | None:
    """A sentence in which the document itself calls a report false."""
    if not disproved(text, sentence.start, sentence.end, words):
        return None
    falsity = next(words.falsities.find(text.tokens, sentence.first, sentence.last))
    rules = (f"attribution.{text.lang}.disproved",)
    cue = (falsity.start, falsity.end)
    return FoundAttribution(sentence.start, sentence.end, (), "denial", *cue, rules, polarity="denied")


def _performed(text: ParsedText, start: int, words: SpeechLexicon) -> bool:
    """Whether the announcement is the act itself: who announces a truce makes it, and does not report it."""
    first = text.token_at(start)
    return words.performed.first(text.tokens, first, first + 3) is not None


def _background(text: ParsedText, a: FoundAttribution, words: SpeechLexicon) -> list[FoundAttribution]:
    """Parts of a content that are known before it is said (*où …*, *en vigueur depuis …*): without a voice."""
    if a.kind == "carried" or not a.voices or not words.background.places(text.tokens):
        return []
    found: list[FoundAttribution] = []
    first, last = text.token_at(a.start), text.token_at(a.end)
    for match in words.background.find(text.tokens, first, last):
        if match.first == first or text.quotation_at(match.start) is not None:
            continue
        if a.kind in ("according_to", "inverted") and text.tokens[match.first].lower in words.where:
            continue  # the source that closes the sentence may speak of this clause
        end = a.end
        for token in text.tokens[match.last : last]:
            if words.according.at(text.tokens, token.index) is not None:
                end = match.start  # the clause has a source of its own
                break
            if token.lower in (",", ";"):
                end = token.start
                break
        if end > match.start:
            rules = (f"attribution.{text.lang}.background",)
            found.append(
                FoundAttribution(match.start, end, (), "background", a.cue_start, a.cue_end, rules, confidence="low")
            )
    return found


def _disputed(a: FoundAttribution) -> FoundAttribution:
    return FoundAttribution(
        a.start, a.end, a.voices, a.kind, a.cue_start, a.cue_end, a.rules, a.lemma, "contested", a.hedged, a.confidence
    )


def _contested(a: FoundAttribution, others: list[FoundAttribution]) -> FoundAttribution:
    """*A rejected B's claim that ...*: B claims it, A denies it, in one sentence."""
    if a.kind != "claimed":
        return a
    denied = any(
        o is not a and o.polarity == "denied" and o.cue_start <= a.cue_start and a.end <= o.end for o in others
    )
    return _disputed(a) if denied else a


def _within_denial(here: list[FoundAttribution]) -> list[FoundAttribution]:
    """Without what a denied report is said to speak of: *denied the reports that spoke of …* has one voice."""

    def swallowed(a: FoundAttribution) -> bool:
        return a.kind != "claimed" and any(
            o is not a
            and o.polarity == "denied"
            and o.start <= a.cue_start
            and a.end <= o.end
            and (not a.voices or a.voices[0].actor.start == o.voices[0].actor.start)
            for o in here
            if o.voices
        )

    return [a for a in here if not swallowed(a)]


def _nested(a: FoundAttribution, others: list[FoundAttribution]) -> FoundAttribution:
    """A voice heard within the words of another carries that other behind it."""
    for other in others:
        inside = other is not a and other.start <= a.cue_start and a.cue_end <= other.end and other.start < a.start
        if inside and a.voices and other.voices and other.kind not in ("according_to",):
            outer = tuple(v for v in other.voices if v.actor.start != a.voices[0].actor.start)
            return FoundAttribution(
                a.start,
                a.end,
                (*a.voices, *outer),
                a.kind,
                a.cue_start,
                a.cue_end,
                a.rules,
                a.lemma,
                a.polarity,
                a.hedged,
                a.confidence,
            )
    return a


def _quoted_part(text: ParsedText, sentence: Sentence) -> tuple[int, int] | None:
    """From the first to the last quotation of a sentence, where one of three words or more stands in it."""
    inside = [q for q in text.quotations if sentence.start <= q.outer_start and q.outer_end <= sentence.end]
    if not any(text.token_at(q.end) - text.token_at(q.start) > 2 for q in inside):
        return None
    return inside[0].outer_start, inside[-1].outer_end


def _carried(
    text: ParsedText, sentence: Sentence, last: FoundAttribution, words: SpeechLexicon
) -> FoundAttribution | None:
    """A sentence that goes on with the words of the speaker before it: a quotation alone, a hedge, *en outre*."""
    before = text.sentence(last.start)
    if before.paragraph != sentence.paragraph or sentence.kind == "headline":
        return None
    quote = text.quotation_at(text.tokens[sentence.first].end + 1)
    alone = quote is not None and quote.outer_start <= sentence.start + 1 and quote.outer_end >= sentence.end - 2
    groups = text.verbs_in(sentence.start, sentence.end)
    pronoun = text.tokens[sentence.first].lower in words.pronouns
    hedged = any(g.hedged for g in groups) or (pronoun and bool(groups) and groups[0].tense == "conditional")
    joined = words.carriers.at(text.tokens, sentence.first, sentence.last) is not None
    quoted = _quoted_part(text, sentence)
    near = before.index == sentence.index - 1
    if not (alone or hedged or joined) and not (quoted and near and last.kind in ("inverted", "direct", "carried")):
        return None
    start, end = (sentence.start, sentence.end) if alone or hedged or joined or quoted is None else quoted
    voices = tuple(FoundVoice(v.actor, v.cue, v.via, carried=True) for v in last.voices)
    return FoundAttribution(
        start,
        end,
        voices,
        "carried",
        last.cue_start,
        last.cue_end,
        (f"attribution.{text.lang}.carried",),
        lemma=last.lemma,
        hedged=hedged,
        confidence="low",
    )
