"""Stands that speakers take: demands, offers, refusals, threats, accusations, announcements, quoted words.

A fact merely reported is attribution, not a position. A quoted clause always is one. The stance
follows the content over the verb: who *warns* that others must leave demands.
"""

from __future__ import annotations

from msgspec.structs import replace

from trucewatch.reading.actor_names import ActorMention
from trucewatch.reading.found import FoundActor, FoundAttribution, FoundPosition
from trucewatch.reading.own_voice import is_ours, issuer
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.sentences import Quotation
from trucewatch.reading.speakers import Speaker, actor_of
from trucewatch.reading.speech import Speech, find_speech
from trucewatch.reading.speech_lexicon import speech_lexicon
from trucewatch.reading.stances import StanceLexicon, stance_lexicon
from trucewatch.vocabulary.claims import Confidence, Stance, Topic

__all__ = ["find_positions"]

# Stances that the content of a plain verb of saying shows; without a quotation only the plainest.
_SHOWN_UNQUOTED: frozenset[Stance] = frozenset(
    ("demands", "threatens", "rejects", "offers", "regrets", "accepts", "denies", "doubts")
)
_DATELINE = 120  # characters in which an agency names itself
_OWN: frozenset[Stance] = frozenset(
    ("demands", "threatens", "rejects", "offers", "accepts", "denies", "condemns", "announces", "accuses", "warns")
)
# Without a quotation these are right on 53 to 73 % of the development texts, the others on 80 to 94 %.
_OFTEN_OTHER: frozenset[Stance] = frozenset(("accepts", "warns", "threatens"))
# Stands that may take up what the sentence before told: *Kyiv denied this*.
_TAKING_UP: frozenset[Stance] = frozenset(("denies", "rejects", "accepts"))
_SHOWN: frozenset[Stance] = _SHOWN_UNQUOTED | {"warns", "accuses", "condemns", "announces"}


def find_positions(
    text: ParsedText,
    actors: tuple[ActorMention, ...],
    attributions: tuple[FoundAttribution, ...] = (),
    *,
    speech: tuple[Speech, ...] | None = None,
) -> tuple[FoundPosition, ...]:
    """All positions in text order. ``actors``, ``attributions`` and ``speech`` are those of the same text."""
    reader = _Reader(text, actors)
    found: list[FoundPosition] = []
    for act in find_speech(text, actors) if speech is None else speech:
        found.extend(reader.of_speech(act))
    found.extend(reader.carried_quotes(attributions, found))
    found.extend(reader.own_stands(found))
    return tuple(sorted(reader.once(found), key=lambda p: (p.start, p.end)))


class _Reader:
    def __init__(self, text: ParsedText, actors: tuple[ActorMention, ...]) -> None:
        self.text = text
        self.actors = actors
        self.stances: StanceLexicon = stance_lexicon(text.lang)
        self.speech = speech_lexicon(text.lang)
        self.heard: set[str] = set()

    def of_speech(self, act: Speech) -> list[FoundPosition]:
        if self.text.sentences[act.sentence].kind == "headline" and act.quotes and act.sentence > 2:
            return []
        speakers = [
            s
            for s in act.speakers
            if s.mention is None
            or s.mention.cls != "population"
            or act.quotes
            or act.stance not in ("states", "announces")
        ]
        speakers = [s for s in speakers if not self._nobody(s)]
        lead = speakers[0].mention if speakers else None
        if (lead is not None and is_ours(self.text, lead, self.speech)) or (
            not speakers and act.own and act.kind != "according_to"
        ):
            speakers = self._document()
        if not speakers:
            return []
        if act.negated:
            return self._unable(act, speakers)
        quotes = [q for q in act.quotes if self._counts(q)]
        stance = self._stance(act, quotes)
        if stance is None and not quotes:
            return []
        out: list[FoundPosition] = []
        for speaker in speakers:
            if stance is not None and (stance != "states" or not quotes):
                out.append(self._position(act, speaker, stance, quotes[0] if quotes else None, whole=True))
                rest = quotes[1:]
            else:
                rest = quotes
            for quote in rest:
                said = self._content(quote.start, quote.end) or "states"
                out.append(
                    self._position(
                        act,
                        speaker,
                        said,
                        quote,
                        whole=quote is quotes[0] and (len(quotes) == 1 or act.kind != "inverted"),
                    )
                )
        return out

    def _nobody(self, speaker: Speaker) -> bool:
        """*No group claimed the attack*: nobody speaks."""
        first = speaker.mention.first if speaker.mention else self.text.token_at(speaker.actor.start)
        heads = self.text.tokens[max(0, first - 1) : first + 1]
        return any(token.lower in self.speech.nobody or token.fold in self.speech.nobody for token in heads)

    def _document(self) -> list[Speaker]:
        """The body a communiqué comes from."""
        first = issuer(self.text, self.actors, self.speech)
        return [] if first is None else [Speaker(actor_of(self.text, first), first, carried=True)]

    def _counts(self, quote: Quotation) -> bool:
        """Whether a quotation says something: a name in quotation marks does not."""
        first, last = self.text.token_at(quote.start), self.text.token_at(quote.end)
        words = [t for t in self.text.tokens[first:last] if t.kind == "word"]
        if not words:
            return False
        if len(words) > 5:
            return True
        if any(m.id is not None and m.start <= quote.start and quote.end <= m.end for m in self.actors):
            return False
        before = self.text.tokens[first - 2] if first >= 2 else None
        if before is not None and self.speech.word(before, self.stances.named_by):
            return False
        latin = self.text.lang != "ar"
        name = len(words) <= 2 and words[0].capital and (before is None or before.lower not in (":", ","))
        return not (latin and name)

    def _stance(self, act: Speech, quotes: list[Quotation]) -> Stance | None:
        """The stance of the act itself, or null where it only reports."""
        verb = act.verb
        if act.kind in ("nominal", "unable"):
            return act.stance
        if act.kind in ("according_to", "claimed"):
            return None
        start, end = act.content or (act.cue[1], act.end)
        said = self._content(start, end)
        stance = act.stance
        if verb is not None and verb.report and stance == "states":
            return None
        if stance == "announces":
            if said in ("demands", "threatens", "rejects", "offers", "denies"):
                return said
            return "announces" if self._plans(act, start, end) else ("states" if quotes else None)
        if stance == "states":
            if said in (_SHOWN if quotes else _SHOWN_UNQUOTED):
                return said
            return self._by_mood(act, start, end)
        if stance == "warns" and said in ("demands", "threatens", "rejects"):
            return said
        if stance == "threatens" and verb is not None and verb.lemma in ("jurer",) and said:
            return said
        return stance

    def _by_mood(self, act: Speech, start: int, end: int) -> Stance | None:
        """What the verb of a reported clause shows: a duty of others, a plan, a denial."""
        groups = self.text.verbs_in(start, end)
        if act.kind not in ("indirect", "inverted") or not groups or act.quotes:
            return None
        first = groups[0]
        if first.modal == "must":
            if first.perfect and first.tense == "conditional":
                return "regrets"
            before = self.text.tokens[first.first - 1].lower if first.first else ""
            return "announces" if before in self.speech.pronouns else "demands"
        infinitive = any(f.feature == "inf" for f in self.text.data.forms(self.text.tokens[first.head]))
        perfect = first.perfect and act.kind == "indirect" and first.start - start < 8
        ahead = first.tense in ("future", "conditional") or first.modal == "would"
        if first.negated and act.kind == "indirect" and ahead and not first.perfect and not first.passive:
            return "rejects"
        if first.negated and (
            act.kind == "inverted" or (perfect and self._no_subject(start, first.start)) or infinitive
        ):
            return "denies"
        if act.kind == "indirect" and (first.tense == "future" or first.modal == "would") and not first.negated:
            return "announces"
        return None

    def _no_subject(self, start: int, end: int) -> bool:
        return not any(t.kind == "word" for t in self.text.tokens[self.text.token_at(start) : self.text.token_at(end)])

    def _plans(self, act: Speech, start: int, end: int) -> bool:
        """Whether what is announced is a decision or a plan, not a fact."""
        if act.verb is not None and not act.verb.report:
            return True
        groups = self.text.verbs_in(start, end)
        if groups and groups[0].tense in ("future", "infinitive", "conditional") and not groups[0].hedged:
            return True
        first, last = self.text.token_at(start), min(self.text.token_at(end), self.text.token_at(start) + 7)
        return act.kind != "indirect" and self.stances.plan(self.text.tokens, first, last)

    def _content(self, start: int, end: int) -> Stance | None:
        return self.stances.stance(self.text.tokens, self.text.token_at(start), self.text.token_at(end))

    def _unable(self, act: Speech, speakers: list[Speaker]) -> list[FoundPosition]:
        """*n'a pas pu confirmer*: the speaker doubts."""
        group = act.group
        if group is None or group.lemma not in self.speech.unable or group.modal != "can" or group.passive:
            return []
        return [self._position(act, speakers[0], "doubts", None, whole=True)]

    def _position(
        self, act: Speech, speaker: Speaker, stance: Stance, quote: Quotation | None, *, whole: bool
    ) -> FoundPosition:
        start, end = act.start, act.end
        if act.kind == "inverted" and quote is None and act.content is not None:
            start = min(start, act.content[0])  # the clause that the incise closes
        if not whole and quote is not None:
            start, end = quote.outer_start, quote.outer_end
        elif quote is not None:
            start, end = min(start, quote.outer_start), max(act.cue[1], quote.outer_end)
        mention = speaker.mention
        topic = self._topic(act, quote, start, end)
        if quote is None and act.kind != "inverted" and act.content is not None:
            end = self._first_clause(max(act.content[0], act.cue[1]), end)
        body = None
        title = None
        if mention is not None and mention.title_start is not None and mention.title_end is not None:
            title = (mention.title_start, mention.title_end)
            body = self._body(mention)
        return FoundPosition(
            start,
            end,
            speaker.actor,
            stance,
            topic[0] if topic else "other",
            (f"positions.{self.text.lang}.{act.verb.lemma if act.verb else act.kind}",),
            title=title,
            body=body,
            toward=self._toward(act, speaker, stance),
            quote=(quote.start, quote.end) if quote is not None else None,
            stance_span=act.cue,
            topic_span=(topic[1], topic[2]) if topic else None,
            carried=speaker.carried or act.carried,
            confidence="medium" if speaker.carried or act.carried else self._confidence(speaker, stance, quote),
        )

    def _first_clause(self, start: int, end: int) -> int:
        """Where the clause that carries the stand ends: its first comma, behind its first words."""
        tokens = self.text.tokens
        first, last = self.text.token_at(start), self.text.token_at(end)
        for k in range(first + 3, last):
            if tokens[k].lower == ",":
                return tokens[k].start
        return end

    def _confidence(self, speaker: Speaker, stance: Stance, quote: Quotation | None) -> Confidence:
        """High for a known, titled or capitalised speaker; a class less for unquoted stands that are often others."""
        mention = speaker.mention
        named = mention is not None and (
            mention.id is not None
            or mention.title_start is not None
            or (self.text.lang != "ar" and speaker.actor.name[:1].isupper())
        )
        shaky = quote is None and stance in _OFTEN_OTHER
        return ("medium" if shaky else "high") if named else ("low" if shaky else "medium")

    def _topic(self, act: Speech, quote: Quotation | None, start: int, end: int) -> tuple[Topic, int, int] | None:
        """What a stand is about: the words said, else the clause; *denied this* takes up the sentence before."""
        sentence = self.text.sentences[act.sentence] if act.kind != "carried" else self.text.sentence(start)
        ranges = [(quote.start, quote.end)] if quote is not None else []
        if act.content is not None and act.kind != "carried":
            ranges.append(act.content)
        ranges += [(act.cue[0], end), (start, end), (sentence.start, sentence.end)]
        for earlier in (sentence.index - 1,) if act.stance in _TAKING_UP and sentence.index else ():
            before = self.text.sentences[earlier]
            if before.kind != "headline" or earlier == 0:
                ranges.append((before.start, before.end))
        for a, b in ranges:
            topic = self.stances.topic(self.text.tokens, self.text.token_at(a), self.text.token_at(b))
            if topic is not None:
                return topic
        return None

    def _body(self, mention: ActorMention) -> tuple[int, int] | None:
        """The body within a title: what follows its last preposition."""
        assert mention.title_start is not None
        assert mention.title_end is not None
        first, last = self.text.token_at(mention.title_start), self.text.token_at(mention.title_end)
        for k in range(last - 1, first, -1):
            token = self.text.tokens[k]
            if token.lower in self.speech.prepositions and k + 1 < last:
                return self.text.tokens[k + 1].start, mention.title_end
        return None

    def _toward(self, act: Speech, speaker: Speaker, stance: Stance) -> FoundActor | None:
        """Whom a demand, threat, accusation or refusal is directed at: the next actor named behind the cue."""
        if stance in ("states", "announces", "regrets", "doubts", "claims_responsibility", "warns"):
            return None
        begin = act.group.end if act.group is not None else act.cue[1]
        for mention in self.actors:
            if mention.start < begin or mention.start >= act.end:
                continue
            if mention.cls in ("document", "source", "population", "media") or mention.named == (
                speaker.actor.start,
                speaker.actor.end,
            ):
                continue
            return actor_of(self.text, mention)
        return None

    def carried_quotes(
        self, attributions: tuple[FoundAttribution, ...], found: list[FoundPosition]
    ) -> list[FoundPosition]:
        """A quotation that stands alone behind its speaker's sentence."""
        taken = {p.quote for p in found if p.quote is not None}
        out: list[FoundPosition] = []
        for a in attributions:
            if a.kind != "carried" or not a.voices:
                continue
            for quote in self.text.quotations:
                inside = a.start - 1 <= quote.outer_start and quote.outer_end <= a.end + 1
                if not inside or (quote.start, quote.end) in taken or not self._counts(quote):
                    continue
                voice = a.voices[0]
                act = Speech(
                    "carried",
                    0,
                    "states",
                    (quote.start, quote.start),
                    (),
                    (quote.start, quote.end),
                    quote.outer_start,
                    quote.outer_end,
                    (quote,),
                    carried=True,
                )
                speaker = Speaker(voice.actor, voice.actor.mention, carried=True)
                said = self._content(quote.start, quote.end) or "states"
                out.append(self._position(act, speaker, said, quote, whole=False))
        return out

    def own_stands(self, found: list[FoundPosition]) -> list[FoundPosition]:
        """Sentences in which a communiqué speaks as *we* without a verb of speech: *We shall attack …*."""
        words, tokens = self.speech, self.text.tokens
        if self.text.lang == "ar" or any(m.cls == "media" and m.start < _DATELINE for m in self.actors):
            return []
        out: list[FoundPosition] = []
        for sentence in self.text.sentences:
            inside = range(sentence.first, sentence.last)
            ours = [k for k in inside if tokens[k].lower in words.own_words]
            if not ours or any(self.text.quotation_at(tokens[k].start) is not None for k in inside):
                continue
            if any(p.start < sentence.end and p.end > sentence.start for p in found):
                continue
            match = self.stances.match(tokens, sentence.first, sentence.last)
            speakers = self._document()
            if match is None or match[0] not in _OWN or not speakers:
                continue
            act = Speech("own", sentence.index, match[0], match[1:], (), None, sentence.start, sentence.end)
            out.append(replace(self._position(act, speakers[0], match[0], None, whole=True), confidence="medium"))
        return out

    def once(self, found: list[FoundPosition]) -> list[FoundPosition]:
        """One position of a speaker for one quotation; headlines that repeat the text do not count again."""
        out: list[FoundPosition] = []
        seen: set[tuple[str, tuple[int, int] | int, str]] = set()
        body = {(p.speaker.id or p.speaker.name, p.stance) for p in found if not self._headline(p)}
        for position in found:
            cue = position.stance_span[0] if position.stance_span else position.start
            key = (position.speaker.name, position.quote or cue, "" if position.quote else position.stance)
            if key in seen or (
                self._headline(position) and (position.speaker.id or position.speaker.name, position.stance) in body
            ):
                continue
            seen.add(key)
            out.append(position)
        return out

    def _headline(self, position: FoundPosition) -> bool:
        return self.text.sentence(position.start).kind == "headline"
