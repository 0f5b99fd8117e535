"""Acts of speech by an active verb: who says it, what is said, through whom it is heard."""

from __future__ import annotations

from msgspec.structs import replace

from trucewatch.reading.found import FoundActor
from trucewatch.reading.sentences import Sentence
from trucewatch.reading.speakers import SPEAKING, Speaker
from trucewatch.reading.speech_act import Speech
from trucewatch.reading.speech_content import Content
from trucewatch.reading.speech_lexicon import SpeechNoun, SpeechVerb
from trucewatch.reading.speech_phrases import PhraseSpeech
from trucewatch.reading.unnamed_speakers import phrase_after, phrase_behind
from trucewatch.reading.verbs import VerbGroup
from trucewatch.vocabulary.claims import Stance

__all__ = ["VerbSpeech"]

# Stances whose verbs may close what is said with the speaker behind them; the others take a person as object.
_INCISED: frozenset[Stance] = frozenset(
    ("states", "announces", "warns", "regrets", "condemns", "denies", "doubts", "threatens")
)
_STOPS = frozenset((".", ";", ":", "«", '"'))
# Senses of modal verbs that are acts of speech themselves.
_RULING = frozenset(("promise", "threaten", "refuse", "accept"))


class VerbSpeech(PhraseSpeech):
    """Finds acts of speech that a verb makes."""

    def _entry(self, group: VerbGroup) -> tuple[SpeechVerb, int] | None:
        """The speech verb of a group and the token behind it and its particles."""
        plain: tuple[SpeechVerb, int] | None = None
        for verb in self.lexicon.verbs.get(group.lemma or "", ()):
            if verb.reflexive and not group.reflexive:
                continue
            barred = self.lexicon.unless.get(id(verb))
            if barred is not None and barred.first(self.tokens, group.last, group.last + 4) is not None:
                continue
            matcher = self.lexicon.following.get(id(verb))
            if matcher is None:
                plain = plain or (verb, group.last)
                continue
            reach = 12 if self.lexicon.syntax.verb_first else 5
            for k in range(group.last, min(group.last + reach, len(self.tokens))):
                if self.tokens[k].lower in _STOPS:
                    break
                match = matcher.at(self.tokens, k)
                if match is not None:
                    return verb, match.last
        return plain

    def _governing(self, group: VerbGroup) -> VerbGroup:
        """*pledged to restore*, *refuse de partir*: the verb that rules the infinitive is the one of speech."""
        if group.modal not in _RULING:
            return group
        for k in range(group.first, group.head):
            for form in self.text.data.forms(self.tokens[k]):
                if form.lemma in self.lexicon.verbs and form.lemma != group.lemma:
                    perfect = group.perfect or form.feature == "part"
                    end = self.tokens[k].end
                    return replace(
                        group, last=k + 1, end=end, head=k, lemma=form.lemma, modal=None, perfect=perfect, passive=False
                    )
        return group

    def _verb(self, group: VerbGroup, sentence: Sentence, found: list[Speech]) -> Speech | None:
        group = self._governing(self._whole(group))
        entry = self._entry(group)
        if entry is None or group.modal == "seem" or not self._is_verb(group):
            return None
        if group.first and self.tokens[group.first - 1].lower == "'s" and group.tense in ("present", "infinitive"):
            return None  # "India's claim": a noun
        verb, behind = entry
        forms = self.text.data.forms(self.tokens[self._finite(group)])
        if group.tense == "infinitive" or (forms and all(form.feature == "inf" for form in forms)):
            return None  # a perfect infinitive belongs to the verb before it
        bare = self._bare_participle(group)
        if group.modal == "must" and verb.stance not in ("states", "announces"):
            return None
        if group.passive or (bare and self._agent(behind, sentence)):
            return self._passive(group, verb, behind, sentence)
        if bare and not (found and self._joined(group, sentence)):
            return None
        relay: FoundActor | None = None
        speakers: tuple[Speaker, ...] = ()
        incise = False
        after = behind
        ruled = self._ruled_subject(group, sentence)
        first_person = self._first_person(group, verb)
        if first_person:
            after = behind
        elif ruled:
            speakers = ruled
        elif self.lexicon.syntax.verb_first and group.tense == "gerund":
            speakers = self._beside(group, behind, sentence, found)
        elif self.lexicon.syntax.verb_first or (
            self._opens_incise(group) and group.tense != "gerund" and not self._behind_aside(group, sentence)
        ):
            start = group.last if self.lexicon.syntax.verb_first else behind
            speakers, after, media = self.scene.following(start, sentence.last)
            after = max(after, behind)
            if speakers and speakers[0].mention is not None and self.text.lang == "ar":
                speakers = self._and_others(speakers[0].mention, sentence)
            relay = self.scene.speaker(media).actor if media is not None else None
            if (not speakers and self._after_quote(group) and not self.lexicon.syntax.verb_first) or (
                not speakers and verb.stance == "states" and not verb.object and not self.lexicon.syntax.verb_first
            ):
                speakers, after = phrase_after(self.scene, behind, sentence.last)
            incise = bool(speakers) and not self.lexicon.syntax.verb_first
            if incise and (verb.personal or verb.object) and not self._after_quote(group):
                mention = speakers[0].mention
                told = mention is None or mention.cls != "document"
                told = told and not (mention is not None and mention.cls == "population" and verb.report)
                incise = told and verb.stance in _INCISED and not self._coordinated_lead(group)
                if not incise:
                    speakers, after = (), behind
        lead: int | None = None
        if first_person:
            pass
        elif not speakers and self.lexicon.syntax.verb_first and verb.stance == "states" and group.tense != "gerund":
            speakers, after = phrase_behind(self.scene, behind, sentence.last)
        if not speakers and self.lexicon.syntax.verb_first and not first_person:
            speakers, after = self._beside(group, behind, sentence, found), behind
            if not speakers:
                return None
        elif not speakers and not first_person:
            speakers, lead = self._subject(group, sentence, found)
            after = behind
        if not incise and self._said_before(group, after, sentence, speakers):
            incise = True
        if self.lexicon.syntax.verb_first:
            unnamed = self.lexicon.anonymity.first(self.tokens, after + 1, min(after + 5, sentence.last), sentence.last)
            after = unnamed.last if unnamed is not None else after
        noun = self._possessed(behind, sentence)
        content = (
            self.content.before(
                group.first
                if not speakers or speakers[0].mention is None
                else min(group.first, self._subject_start(speakers, group)),
                after,
                sentence,
                found,
            )
            if incise
            else self.content.after(group, verb, after, sentence)
        )
        if content is None and noun is not None:
            end = self.content.clause_end(behind, sentence)
            content = Content(
                "object", self.tokens[behind].start, end, self.content.quotes(self.tokens[behind].start, end)
            )
        copula = verb.lemma in self.text.data.syntax.be
        if copula and not any(s.mention is not None and s.mention.cls != "document" for s in speakers):
            return None
        if content is None or self._anonymous(content.start):
            return None
        if incise and verb.quote_only and not content.quotes:
            return None
        own = any(self.tokens[k].lower in self.lexicon.own_voice for k in range(max(0, group.first - 2), group.head))
        own = own or first_person or (not speakers and bool(found) and found[-1].own)
        relay = relay or content.relay
        speakers, relay = self._sourced(verb, after, speakers, relay, sentence)
        speakers, relay = self._relayed(speakers, relay, sentence)
        disputes = group.first > sentence.first and self._disputing(group, sentence)
        start = min([group.start, *(s.mention.start for s in speakers if s.mention and not s.carried)])
        kind = "inverted" if incise else content.kind
        return Speech(
            "dispute" if disputes else kind,
            sentence.index,
            noun.stance if noun is not None and verb.stance == "states" else verb.stance,
            (group.start, self.tokens[behind - 1].end),
            speakers,
            (content.start, content.end),
            start if start >= sentence.start else group.start,
            content.end if not incise else self.tokens[after - 1].end,
            content.quotes,
            verb,
            group,
            relay,
            negated=group.negated and not content.negative_object and not self._restricted(group),
            carried=bool(speakers) and speakers[0].carried,
            own=own and not speakers,
            disputes=disputes,
            lead=lead,
        )

    def _whole(self, group: VerbGroup) -> VerbGroup:
        """A participle with the auxiliary that an adverbial phrase parts from it: *a, de son côté, recensé*."""
        if group.tense != "participle":
            return group
        auxiliary = self._auxiliary(group)
        if auxiliary is None:
            return group
        return replace(group, first=auxiliary.first, start=auxiliary.start, tense="past", perfect=True)

    def _first_person(self, group: VerbGroup, verb: SpeechVerb) -> bool:
        """An Arabic verb in the first person plural outside quotations: the document itself speaks."""
        if self.text.lang != "ar":
            return False
        fold = self.tokens[group.head].fold
        for prefix in ("", "و", "ف", "س", "وس"):
            bare = fold.removeprefix(prefix)
            if bare.startswith(self.lexicon.we_present[id(verb)]) or bare in self.lexicon.we_past[id(verb)]:
                return True
        return False

    def _is_verb(self, group: VerbGroup) -> bool:
        """An Arabic verb carries *and* at most; with an article or a preposition it is a noun."""
        if self.text.lang != "ar":
            return True
        if group.head and self.tokens[group.head - 1].fold in self.lexicon.noun_before:
            return False
        fold = self.tokens[group.head].fold
        forms = self.text.data.verb_forms
        lower = self.tokens[group.head].lower  # forms that are written out keep their hamza
        return (
            fold in forms
            or lower in forms
            or (lower[:1] in "وف" and lower[1:] in forms)
            or (fold[:1] in "وف" and fold[1:] in forms)
            or any(
                fold.endswith(suffix) and (fold[: -len(suffix)].removeprefix("و") in forms)
                for suffix in ("ه", "ها", "هم")
            )
        )

    def _finite(self, group: VerbGroup) -> int:
        """The first verb of a group, behind its negations and pronouns."""
        for k in range(group.first, group.last):
            if self.text.data.forms(self.tokens[k]) and self.tokens[k].lower not in self.text.data.syntax.inside:
                return k
        return group.head

    def _said_before(self, group: VerbGroup, after: int, sentence: Sentence, speakers: tuple[Speaker, ...]) -> bool:
        """English *..., X said.*: nothing follows the verb and something said stands before the subject."""
        if self.lexicon.syntax.verb_first or not self.lexicon.syntax.that_optional or not speakers:
            return False
        actor, mention = speakers[0].actor, speakers[0].mention
        here = not speakers[0].carried and sentence.start <= actor.start < group.start
        first = self.text.token_at(actor.start) if here else group.first
        if here and mention is not None and mention.first < first:
            first = mention.first  # the title stands before the name
        k = first - 1
        while k >= sentence.first and self.tokens[k].lower in self.lexicon.referring:
            k -= 1
        j = k
        while j > sentence.first and k - j < 4 and self.tokens[j].kind == "word" and j not in self.scene.group_of:
            j -= 1
        if j < k and self.tokens[j].lower == "," and self.tokens[j + 1].lower in self.lexicon.determiners:
            k = j  # ", the state-run News Agency reported"
        if k <= sentence.first or not (self.tokens[k].lower in (",", "»", '"') or self.scene.quoted[k]):
            return False
        return self.content.nothing_said(after, sentence)

    def _disputing(self, group: VerbGroup, sentence: Sentence) -> bool:
        """*ce que Y dément*: the clause before is what is denied."""
        for k in range(group.first - 1, max(sentence.first, group.first - 8) - 1, -1):
            if self.lexicon.disputes.at(self.tokens, k, sentence.last) is not None:
                return True
            if k in self.scene.group_of:
                return False
        return False

    def _restricted(self, group: VerbGroup) -> bool:
        """*ne reconnaît que …*: a restriction, no negation."""
        following = self.tokens[group.last].lower if group.last < len(self.tokens) else ""
        words = {t.lower for t in self.tokens[group.first : group.last]}
        plain = set(self.text.data.syntax.negations) - self.lexicon.restrictive
        return following in self.lexicon.that and bool(words & self.lexicon.restrictive) and not words & plain

    def _possessed(self, i: int, sentence: Sentence) -> SpeechNoun | None:
        """*a redit son opposition*, *reiterated its call*: the noun shows the stance."""
        for k in range(i, min(i + 4, sentence.last - 1)):
            if self.tokens[k].lower in self.lexicon.possessives:
                noun = self.lexicon.nouns.at(self.tokens, k + 1, sentence.last)
                return noun.value[0] if noun is not None else None
        return None

    def _anonymous(self, start: int) -> bool:
        """*a requis l'anonymat*: no stand and nothing said."""
        first = self.text.token_at(start)
        return self.lexicon.anonymity.first(self.tokens, first, first + 5) is not None

    def _sourced(
        self,
        verb: SpeechVerb,
        i: int,
        speakers: tuple[Speaker, ...],
        relay: FoundActor | None,
        sentence: Sentence,
    ) -> tuple[tuple[Speaker, ...], FoundActor | None]:
        """*the agency reported from X*: a verb of relaying with its source behind a preposition."""
        if verb.source is None or not speakers:
            return speakers, relay
        for k in range(i, min(i + 5, sentence.last)):
            if self.tokens[k].lower == verb.source:
                for j in range(k + 1, min(k + 4, sentence.last)):
                    mention = self.scene.mention_of.get(j)
                    if mention is not None and mention.cls in SPEAKING:
                        return (self.scene.speaker(mention),), speakers[0].actor
        return speakers, relay

    def _relayed(
        self, speakers: tuple[Speaker, ...], relay: FoundActor | None, sentence: Sentence
    ) -> tuple[tuple[Speaker, ...], FoundActor | None]:
        """*l'agence X, citant Y*: Y speaks and X relays."""
        for k in self.lexicon.relay_cues.inside(self.tokens, sentence.first, sentence.last):
            match = self.lexicon.relay_cues.at(self.tokens, k, sentence.last)
            if match is None:
                continue
            other, _, _ = self.scene.following(match.last, sentence.last)
            if not other:
                continue
            if speakers and speakers[0].mention is not None and speakers[0].mention.cls == "media":
                return other, speakers[0].actor
            if other[0].mention is not None and other[0].mention.cls == "media":
                return speakers, other[0].actor
        return speakers, relay
