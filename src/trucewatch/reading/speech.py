"""Acts of speech in a text: who says what, by which words, with which quotations.

Attributions and positions are both read from these. Forms: a verb with a clause, an infinitive, a
noun phrase or a quotation; an incise (*, a affirmé X*, *a-t-il dit*, *X said*); a phrase that names a
source (*selon X*); a passive with its agent (*rejetée par X*); a noun (*l'appel de X à ...*).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from trucewatch.reading.actor_names import ActorMention
from trucewatch.reading.found import FoundActor
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.sentences import Quotation, Sentence
from trucewatch.reading.speakers import SPEAKING, Scene, Speaker
from trucewatch.reading.speech_content import Content, ContentFinder
from trucewatch.reading.speech_lexicon import According, SpeechLexicon, SpeechNoun, SpeechVerb, speech_lexicon
from trucewatch.reading.verbs import VerbGroup
from trucewatch.vocabulary.claims import Stance

__all__ = ["Speech", "find_speech"]

_INVERTED = re.compile(r"^(.+?)-(?:t-)?(il|elle|ils|elles|on)$")

# Stances whose verbs may close what is said with the speaker behind them; the others take a person as object.
_INCISED: frozenset[Stance] = frozenset(
    ("states", "announces", "warns", "regrets", "condemns", "denies", "doubts", "threatens")
)


@dataclass(frozen=True, slots=True)
class Speech:
    """One act of speech. ``content`` is what is said; ``start`` where its clause begins, speaker included."""

    kind: str
    sentence: int
    stance: Stance
    cue: tuple[int, int]
    speakers: tuple[Speaker, ...]
    content: tuple[int, int] | None
    start: int
    end: int
    quotes: tuple[Quotation, ...] = ()
    verb: SpeechVerb | None = None
    group: VerbGroup | None = None
    relay: FoundActor | None = None
    negated: bool = False
    carried: bool = False
    own: bool = False
    disputes: bool = False
    lead: int | None = None


def find_speech(text: ParsedText, actors: tuple[ActorMention, ...]) -> tuple[Speech, ...]:
    """All acts of speech, in order of their sentences and cues."""
    scene = Scene(text, speech_lexicon(text.lang), actors)
    finder = _Finder(scene)
    found: list[Speech] = []
    for sentence in text.sentences:
        here = finder.sentence(sentence)
        found.extend(here)
        heard = [s for s in here if s.speakers and s.kind not in ("nominal", "dispute")]
        if heard:
            scene.last, scene.last_in = heard[-1].speakers, sentence
        topic = scene.first_actor(sentence)
        if topic:
            scene.topic, scene.topic_in = topic, sentence
    return tuple(found)


class _Finder:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.text = scene.text
        self.tokens = scene.text.tokens
        self.lexicon: SpeechLexicon = scene.lexicon
        self.content = ContentFinder(scene)

    def sentence(self, sentence: Sentence) -> list[Speech]:
        found: list[Speech] = []
        i = sentence.first
        while i < sentence.last:
            speech, following = self._at(i, sentence, found)
            if speech is not None:
                found.append(speech)
            i = max(i + 1, following)
        return self.content.bounded(found, sentence)

    def _at(self, i: int, sentence: Sentence, found: list[Speech]) -> tuple[Speech | None, int]:
        token = self.tokens[i]
        if token.kind != "word" or self.scene.quoted[i]:
            return None, i + 1
        group = self.scene.group_of.get(i)
        for k in range(i, group.last if group is not None and group.first == i else i + 1):
            unable = self.lexicon.unable_phrases.at(self.tokens, k, sentence.last)
            if unable is not None:
                return self._unable(k, unable.last, sentence), unable.last
        according = self.lexicon.according.at(self.tokens, i, sentence.last)
        if according is not None and self._allowed(according.value[0], sentence):
            return self._according(i, according.last, according.value[0].own, sentence, found)
        noun = self.lexicon.nouns.at(self.tokens, i, sentence.last)
        if noun is not None and i not in self.scene.group_of:
            speech = self._noun(i, noun.last, noun.value[0].stance, noun.value[0].by, sentence)
            if speech is not None:
                return speech, noun.last
        inverted = _INVERTED.match(token.lower)
        if inverted is not None:
            return self._inverted(i, inverted.group(1), inverted.group(2), sentence)
        if group is not None and group.first == i:
            return self._verb(group, sentence, found), group.last
        forms = self.text.data.forms(token)
        said = group is None and self._says_that(i, sentence)
        for form in forms if group is None else ():
            verbs = self.lexicon.verbs.get(form.lemma, ())
            if form.feature != "inf" and (any(v.with_ for v in verbs) or (said and verbs)):
                bare = VerbGroup(i, i + 1, token.start, token.end, i, form.lemma, "present")
                return self._verb(bare, sentence, found), i + 1
        return None, i + 1

    def _says_that(self, i: int, sentence: Sentence) -> bool:
        """*the text demands that*, *, diplomats fear,*: a noun form that is a verb by what stands around it."""
        if self.text.lang == "ar" or i == sentence.first or i + 1 >= sentence.last:
            return False
        before, following = self.tokens[i - 1], self.tokens[i + 1]
        subject = self.scene.mention_of.get(i - 1)
        if before.lower in self.lexicon.determiners | self.lexicon.prepositions or before.kind != "word":
            return False
        return following.lower in self.lexicon.that or (
            subject is not None and following.lower == "," and self.tokens[subject.first - 1].lower == ","
        )

    # -- verbs ---------------------------------------------------------------------------------

    def _entry(self, group: VerbGroup) -> tuple[SpeechVerb, int] | None:
        """The speech verb of a group and the token behind it and its particles."""
        plain: tuple[SpeechVerb, int] | None = None
        for verb in self.lexicon.verbs.get(group.lemma or "", ()):
            if verb.reflexive and not group.reflexive:
                continue
            matcher = self.lexicon.following.get(id(verb))
            if matcher is None:
                plain = plain or (verb, group.last)
                continue
            for k in range(group.last, min(group.last + 4, len(self.tokens))):
                match = matcher.at(self.tokens, k)
                if match is not None:
                    return verb, match.last
        return plain

    def _verb(self, group: VerbGroup, sentence: Sentence, found: list[Speech]) -> Speech | None:
        entry = self._entry(group)
        if entry is None or group.modal == "seem" or not self._is_verb(group):
            return None
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
        if ruled:
            speakers = ruled
        elif self.lexicon.syntax.verb_first and group.tense == "gerund":
            speakers = self._beside(group, behind, sentence, found)
        elif self.lexicon.syntax.verb_first or (self._opens_incise(group) and group.tense != "gerund"):
            speakers, after, media = self.scene.following(behind, sentence.last)
            if speakers and speakers[0].mention is not None and self.text.lang == "ar":
                speakers = self._and_others(speakers[0].mention, sentence)
            relay = self.scene.speaker(media).actor if media is not None else None
            if (not speakers and self._after_quote(group) and not self.lexicon.syntax.verb_first) or (
                not speakers and verb.stance == "states" and not verb.object and not self.lexicon.syntax.verb_first
            ):
                speakers, after = self.scene.phrase_after(behind, sentence.last)
            incise = bool(speakers) and not self.lexicon.syntax.verb_first
            if incise and (verb.personal or verb.object) and not self._after_quote(group):
                mention = speakers[0].mention
                told = mention is None or mention.cls != "document"
                told = told and not (mention is not None and mention.cls == "population" and verb.report)
                incise = told and verb.stance in _INCISED and not self._coordinated_lead(group)
                if not incise:
                    speakers, after = (), behind
        lead: int | None = None
        if not speakers and self.lexicon.syntax.verb_first and verb.stance == "states" and group.tense != "gerund":
            speakers, after = self.scene.phrase_behind(behind, sentence.last)
        if not speakers and self.lexicon.syntax.verb_first:
            speakers, after = self._beside(group, behind, sentence, found), behind
            if not speakers:
                return None
        elif not speakers:
            speakers, lead = self._subject(group, sentence, found)
            after = behind
        if not incise and self._said_before(group, after, sentence, speakers):
            incise = True
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
        if content is None or self._anonymous(content.start):
            return None
        own = any(self.tokens[k].lower in self.lexicon.own_voice for k in range(max(0, group.first - 2), group.head))
        own = own or (not speakers and bool(found) and found[-1].own)
        relay = relay or content.relay
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

    def _ruled_subject(self, group: VerbGroup, sentence: Sentence) -> tuple[Speaker, ...]:
        """Arabic: the antecedent of a relative without an object pronoun, the topic of *amma ... fa-*."""
        if not self.lexicon.syntax.verb_first or group.first == sentence.first:
            return ()
        fold = self.tokens[group.head].fold
        if (
            self.tokens[group.first - 1].fold in self.lexicon.relatives
            and fold[-1:] not in ("ه",)
            and fold[-2:] != "ها"
        ):
            k = group.first - 2
            k -= k > 0 and self.tokens[k].kind == "number"
            mention = self.scene.mention_of.get(k)
            return (self.scene.speaker(mention),) if mention is not None else ()
        if fold[:1] == "ف" and fold not in self.text.data.verb_forms:
            for k in range(sentence.first, group.first):
                if self.tokens[k].fold in self.lexicon.topic_marks:
                    mention = next(
                        (self.scene.mention_of[j] for j in range(k + 1, group.first) if j in self.scene.mention_of),
                        None,
                    )
                    return (self.scene.speaker(mention),) if mention is not None else ()
        return ()

    def _beside(self, group: VerbGroup, behind: int, sentence: Sentence, found: list[Speech]) -> tuple[Speaker, ...]:
        """A verb-first language without a subject behind the verb: the one just before, else the speaker so far."""
        before = self.scene.mention_of.get(group.first - 1)
        if before is not None and before.first >= sentence.first and before.cls in SPEAKING:
            return (self.scene.speaker(before),)
        for k in range(group.first - 1, max(sentence.first, group.first - 10) - 1, -1):
            auxiliary = self.scene.group_of.get(k)
            if auxiliary is None:
                continue
            subject = self.scene.mention_of.get(k + 1)  # "kana X qad said"
            if auxiliary.lemma in self.text.data.syntax.be and subject is not None and subject.cls in SPEAKING:
                return (self.scene.speaker(subject),)
            break
        says = any(
            self.lexicon.word(self.tokens[k], self.lexicon.that) or self.scene.quoted[k] or self.tokens[k].lower == ":"
            for k in range(behind, min(behind + 6, sentence.last))
        )
        earlier = [s for s in found if s.speakers and s.cue[0] < group.start]
        participle = group.tense == "gerund"
        if earlier and (says or participle or self.tokens[group.head].fold[:1] == "و"):
            return earlier[-1].speakers
        return self.scene.referred("", group.first) if says else ()

    def _is_verb(self, group: VerbGroup) -> bool:
        """An Arabic verb carries *and* at most; with an article or a preposition it is a noun."""
        if self.text.lang != "ar":
            return True
        fold = self.tokens[group.head].fold
        forms = self.text.data.verb_forms
        return (
            fold in forms
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

    def _subject_start(self, speakers: tuple[Speaker, ...], group: VerbGroup) -> int:
        mention = speakers[0].mention
        if mention is None or mention.first > group.first or speakers[0].carried:
            return group.first
        k = mention.first
        while k > 0 and self.tokens[k - 1].lower in self.lexicon.determiners:
            k -= 1
        return k

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
        return (
            following in self.lexicon.that and bool(words & self.lexicon.restrictive) and not words & {"pas", "jamais"}
        )

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
        return any(
            self.lexicon.anonymity.at(self.tokens, k) is not None
            for k in range(first, min(first + 5, len(self.tokens)))
        )

    def _relayed(
        self, speakers: tuple[Speaker, ...], relay: FoundActor | None, sentence: Sentence
    ) -> tuple[tuple[Speaker, ...], FoundActor | None]:
        """*l'agence X, citant Y*: Y speaks and X relays."""
        for k in range(sentence.first, sentence.last):
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

    def _opens_incise(self, group: VerbGroup) -> bool:
        k = group.first - 1
        if k < 0:
            return False
        return self._after_quote(group) or self.tokens[k].lower in (",", "–", ")", ".", "!", "?")

    def _closes_clause(self, group: VerbGroup, sentence: Sentence) -> bool:
        """*…, a déploré X*: a whole clause stands before the comma, so that the subject comes behind the verb."""
        k = group.first - 1
        if k <= sentence.first or self.tokens[k].lower != "," or group.tense == "gerund":
            return False
        start = sentence.first
        for j in range(k - 1, sentence.first, -1):
            if self.tokens[j].lower == ";":
                start = j
                break
        finite = [
            g
            for g in self.text.verbs_in(self.tokens[start].start, group.start)
            if g.tense not in ("participle", "gerund", "infinitive")
        ]
        return bool(finite) and self.scene.before_aside(k, start) is None

    def _after_quote(self, group: VerbGroup) -> bool:
        """Whether a quotation of more than a name ends right before the verb."""
        for k in range(max(0, group.first - 2), group.first):
            quote = self.scene.quotation_of(k)
            if quote is not None and self.text.token_at(quote.end) - self.text.token_at(quote.start) > 2:
                return True
        return False

    def _coordinated_lead(self, group: VerbGroup) -> bool:
        return self.tokens[group.first - 1].lower in self.lexicon.coordination

    def _said_before(self, group: VerbGroup, after: int, sentence: Sentence, speakers: tuple[Speaker, ...]) -> bool:
        """English *..., X said.*: nothing follows the verb and something said stands before the subject."""
        if self.lexicon.syntax.verb_first or not self.lexicon.syntax.that_optional or not speakers:
            return False
        actor = speakers[0].actor
        here = not speakers[0].carried and sentence.start <= actor.start < group.start
        first = self.text.token_at(actor.start) if here else group.first
        k = first - 1
        while k >= sentence.first and self.tokens[k].lower in self.lexicon.determiners | self.lexicon.pronouns:
            k -= 1
        if k <= sentence.first or not (self.tokens[k].lower in (",", "»", '"') or self.scene.quoted[k]):
            return False
        return self.content.nothing_said(after, sentence)

    def _bare_participle(self, group: VerbGroup) -> bool:
        """Whether a group is a participle and cannot be a finite form as well (English *said* can)."""
        if group.tense != "participle":
            return False
        for k in range(group.first - 1, max(-1, group.first - 6), -1):  # "a, de son côté, recensé"
            if self.tokens[k].kind == "mark":
                break
            auxiliary = self.scene.group_of.get(k)
            if auxiliary is not None:
                if auxiliary.last == k + 1 and auxiliary.lemma in self.text.data.syntax.have:
                    return False
                break
        return all(f.feature in ("part", "ger") for f in self.text.data.forms(self.tokens[group.head]) or ())

    def _lead(self, group: VerbGroup, sentence: Sentence) -> int:
        """The token before a verb, adverbs and pronouns left out."""
        inside, k = self.text.data.syntax.inside, group.first - 1
        while (
            k > sentence.first
            and k not in self.scene.group_of
            and (self.tokens[k].lower in inside and self.tokens[k].lower not in self.lexicon.pronouns)
        ):
            k -= 1
        return k

    def _joined(self, group: VerbGroup, sentence: Sentence) -> bool:
        k = self._lead(group, sentence)
        return k >= sentence.first and (
            self.tokens[k].lower in self.lexicon.coordination or self.tokens[k].lower == ","
        )

    def _subject(
        self, group: VerbGroup, sentence: Sentence, found: list[Speech]
    ) -> tuple[tuple[Speaker, ...], int | None]:
        """The subject before a verb; that of the verb before, where the two are joined or this one is a gerund."""
        for i in range(group.first, group.head):
            if self.tokens[i].lower in self.lexicon.pronouns and self.tokens[i].lower not in self.lexicon.clitics:
                return self.scene.referred(self.tokens[i].lower, i), None
        k = self._lead(group, sentence)
        lead = self.tokens[k].lower if k >= sentence.first else ""
        joined = lead in self.lexicon.coordination or (lead == "," and self._bare_participle(group))
        if joined or group.tense == "gerund" or self._bare_participle(group):
            before = [s for s in found if s.cue[0] < group.start and s.speakers and s.kind != "according_to"]
            earlier = [
                g
                for g in self.text.verbs_in(sentence.start, group.start)
                if not self.scene.quoted[g.first] and g.tense not in ("infinitive", "gerund")
            ]
            if joined and before:
                return before[-1].speakers, k
            if before and (not earlier or before[-1].cue[0] >= earlier[-1].start or group.tense == "gerund"):
                return before[-1].speakers, k if joined else None
            if earlier and (group.tense in ("gerund", "participle") or joined):
                main = earlier[-1]
                found_subject = self.scene.subject(main.first, sentence.first)
                if found_subject:
                    return found_subject, k if joined else None
            if before:
                return before[-1].speakers, k if joined else None
        return self.scene.subject(group.first, sentence.first), None

    def _agent(self, i: int, sentence: Sentence) -> tuple[Speaker, ...]:
        """*par X* behind a passive verb, within a few words."""
        for k in range(i, min(i + 8, sentence.last)):
            if self.scene.quoted[k] or (self.tokens[k].kind == "mark" and self.tokens[k].lower != ","):
                break
            if self.lexicon.word(self.tokens[k], self.lexicon.by):
                for j in range(k + 1, min(k + 5, sentence.last)):
                    mention = self.scene.mention_of.get(j)
                    if mention is not None and mention.cls in SPEAKING:
                        return self._and_others(mention, sentence)
                break
        return ()

    def _and_others(self, mention: ActorMention, sentence: Sentence) -> tuple[Speaker, ...]:
        speakers = [self.scene.speaker(mention)]
        k = mention.last
        while self.text.lang == "ar" and k < sentence.last and self.tokens[k].fold[:1] == "و":
            other = self.scene.mention_of.get(k)
            if other is None or other.first != k or other.cls not in SPEAKING:
                break
            speakers.append(self.scene.speaker(other))
            k = other.last
        while k < sentence.last and self.tokens[k].lower in self.lexicon.joiners:
            j = k + 1
            while j < sentence.last and self.tokens[j].lower in self.lexicon.determiners:
                j += 1
            other = self.scene.mention_of.get(j)
            if other is None or other.cls not in SPEAKING:
                break
            speakers.append(self.scene.speaker(other))
            k = other.last
        return tuple(speakers)

    def _passive(self, group: VerbGroup, verb: SpeechVerb, behind: int, sentence: Sentence) -> Speech | None:
        """*rejetée par X*; *accusé par X d'avoir …*: the agent speaks."""
        speakers = self._agent(behind, sentence)
        if not speakers or group.negated:
            return None
        last = speakers[-1].mention
        assert last is not None
        content = self.content.after(group, verb, last.last, sentence)
        end = last.end if content is None else content.end
        quotes = self.content.quotes(group.start, end)
        said = (content.start, content.end) if content is not None and verb.stance == "accuses" else None
        return Speech(
            "passive",
            sentence.index,
            verb.stance,
            (group.start, self.tokens[behind - 1].end),
            speakers,
            said,
            group.start,
            end,
            quotes,
            verb,
            group,
        )

    def _inverted(self, i: int, form: str, pronoun: str, sentence: Sentence) -> tuple[Speech | None, int]:
        """*a-t-il dit*, *assure-t-elle*: an incise with a pronoun."""
        tokens = self.tokens
        head = i
        lemmas = [f.lemma for f in self.text.data.verb_forms.get(form, ())]
        if form in ("a", "ont", "avait", "avaient", "aurait", "s'est", "est") or not lemmas:
            for k in range(i + 1, min(i + 4, sentence.last)):
                part = [f.lemma for f in self.text.data.forms(tokens[k]) if f.feature == "part"]
                if part:
                    head, lemmas = k, part
                    break
        for lemma in lemmas:
            for verb in self.lexicon.verbs.get(lemma, ()):
                if verb.with_:
                    continue
                speakers = self.scene.referred(pronoun, i, incise=True)
                content = self.content.before(i, head + 1, sentence, [])
                if content is None:
                    continue
                speech = Speech(
                    "inverted",
                    sentence.index,
                    verb.stance,
                    (tokens[i].start, tokens[head].end),
                    speakers,
                    (content.start, content.end),
                    content.start,
                    tokens[head].end,
                    content.quotes,
                    verb,
                    carried=True,
                )
                return speech, head + 1
        return None, i + 1

    def _allowed(self, phrase: According, sentence: Sentence) -> bool:
        """Whether the verb that a source phrase depends on stands in the sentence (*appris auprès de X*)."""
        if phrase.needs is None:
            return True
        groups = self.text.verbs_in(sentence.start, sentence.end)
        return any(g.lemma == phrase.needs for g in groups)

    # -- phrases and nouns ---------------------------------------------------------------------

    def _according(
        self, i: int, behind: int, own: bool, sentence: Sentence, found: list[Speech]
    ) -> tuple[Speech | None, int]:
        """*selon X*: X is the next mention; what it covers stands before, or after a comma."""
        tokens = self.tokens
        speakers: tuple[Speaker, ...] = ()
        last = behind
        outlet = False
        j = behind
        while j < sentence.last and j - behind < 9 and not self.scene.quoted[j]:
            mention = self.scene.mention_of.get(j)
            if mention is not None:
                speakers = self._and_others(mention, sentence)[:1]
                last = mention.last
                break
            if tokens[j].lower in self.lexicon.same_outlet:
                outlet = True
            here = self.scene.group_of.get(j)
            verb = here is not None and j > behind and here.tense != "participle"
            verb = verb and not self.lexicon.syntax.verb_first
            if tokens[j].kind == "mark" or verb:
                break
            j += 1
        if any(self.tokens[k].lower in self.lexicon.same for k in range(behind, min(behind + 3, sentence.last))):
            again = self.scene.last
            if again:
                speakers = tuple(Speaker(s.actor, s.mention, carried=True) for s in again[-1:])
                last = max(last, min(behind + 2, sentence.last))
        elif self.tokens[min(behind, sentence.last - 1)].lower in self.lexicon.pronouns | self.lexicon.oblique:
            oblique = self.tokens[behind].lower in self.lexicon.oblique
            again = (() if oblique else self._nearest(i, sentence)) or self.scene.referred("", i)
            speakers, last = again, behind + 1
        elif not speakers or own:
            last = j = max(behind, min(j, sentence.last))
            while last < sentence.last and last - behind < 4 and tokens[last].kind == "word":
                if last in self.scene.group_of or tokens[last].lower in self.lexicon.prepositions:
                    break
                last += 1
            first = i + 1 if own else behind
            while first < last - 1 and tokens[first].lower in self.lexicon.determiners:
                first += 1
            if first < last:
                start, end = tokens[first].start, tokens[last - 1].end
                speakers = (Speaker(FoundActor(self.text.text(start, end), None, start, end), None),)
        if not speakers:
            return None, behind
        content = self.content.around(i, last, sentence, found)
        mention = speakers[0].mention
        if outlet and (mention is None or mention.cls == "media"):
            speakers = ()
        speech = Speech(
            "according_to",
            sentence.index,
            "states",
            (tokens[i].start, tokens[behind - 1].end),
            speakers,
            (content.start, content.end),
            min(content.start, tokens[i].start),
            max(content.end, tokens[last - 1].end),
            content.quotes,
            own=not speakers,
        )
        return speech, last

    def _nearest(self, i: int, sentence: Sentence) -> tuple[Speaker, ...]:
        """*selon celle-ci*: the organisation or person named last before the phrase."""
        for k in range(i - 1, sentence.first - 1, -1):
            mention = self.scene.mention_of.get(k)
            if mention is not None and mention.cls in ("organisation", "person", "state_body", "armed_group"):
                return (self.scene.speaker(mention),)
        return ()

    def _unable(self, i: int, behind: int, sentence: Sentence) -> Speech | None:
        """*has not been able to verify*: the speaker doubts."""
        group = self.scene.group_of.get(i)
        first = group.first if group is not None else i
        speakers: tuple[Speaker, ...] = ()
        if not self.lexicon.syntax.verb_first:
            speakers = self.scene.subject(first, sentence.first)
        for k in range(i, min(behind + 3, sentence.last)) if not speakers else ():
            mention = self.scene.mention_of.get(k)
            if mention is not None and mention.cls in SPEAKING:
                speakers = (self.scene.speaker(mention),)
                break
        if not speakers and self.lexicon.syntax.verb_first:
            before = self.scene.mention_of.get(i - 1)
            speakers = (self.scene.speaker(before),) if before is not None else ()
        if not speakers:
            return None
        cue = (self.tokens[i].start, self.tokens[behind - 1].end)
        return Speech("unable", sentence.index, "doubts", cue, speakers, None, cue[0], sentence.end)

    def _noun(self, i: int, behind: int, stance: Stance, by: bool, sentence: Sentence) -> Speech | None:
        """*l'appel de X à …*, *l'avertissement émis par X*."""
        tokens = self.tokens
        speakers = self._agent(behind, sentence)
        if not speakers and not by:
            k = behind
            while k < sentence.last and k - behind < 3:
                mention = self.scene.mention_of.get(k)
                if mention is not None:
                    linked = tokens[behind].lower in self.lexicon.genitive or self.text.lang == "ar"
                    if linked and mention.cls in SPEAKING:
                        speakers = self._and_others(mention, sentence)
                    break
                if tokens[k].lower not in self.lexicon.genitive | self.lexicon.determiners:
                    break
                k += 1
        if not speakers and not by and i > sentence.first:
            before = self.scene.mention_of.get(i - 2)
            if tokens[i - 1].lower == "'s" and before is not None and before.cls in SPEAKING:
                speakers = (self.scene.speaker(before),)
        if not speakers:
            return None
        last = speakers[-1].mention
        assert last is not None
        end = self.content.clause_end(max(last.last, behind), sentence)
        return Speech(
            "nominal",
            sentence.index,
            stance,
            (tokens[i].start, tokens[behind - 1].end),
            speakers,
            None,
            tokens[i].start,
            end,
            self.content.quotes(tokens[i].start, end),
        )


def carried(speech: Speech) -> Speech:
    """The speech with its speakers marked as taken over."""
    return replace(speech, carried=True, speakers=tuple(replace(s, carried=True) for s in speech.speakers))


__all__ += ["Content", "carried"]
