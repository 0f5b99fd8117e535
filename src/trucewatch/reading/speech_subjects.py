"""The subject of a verb of speech in its sentence: before it, behind it, shared with the verb before."""

from __future__ import annotations

from trucewatch.reading.actor_names import ActorMention
from trucewatch.reading.sentences import Sentence
from trucewatch.reading.speakers import SPEAKING, Scene, Speaker
from trucewatch.reading.speech_act import Speech
from trucewatch.reading.speech_content import ContentFinder
from trucewatch.reading.speech_lexicon import SpeechLexicon
from trucewatch.reading.verbs import VerbGroup

__all__ = ["SubjectFinder"]


class SubjectFinder:
    """Finds the subject of one verb at a time in a scene."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.text = scene.text
        self.tokens = scene.text.tokens
        self.lexicon: SpeechLexicon = scene.lexicon
        self.content = ContentFinder(scene)

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

    def _bare_participle(self, group: VerbGroup) -> bool:
        """Whether a group is a participle and cannot be a finite form as well (English *said* can)."""
        if group.tense != "participle":
            return False
        if self._auxiliary(group) is not None:
            return False
        return all(f.feature in ("part", "ger") for f in self.text.data.forms(self.tokens[group.head]) or ())

    def _auxiliary(self, group: VerbGroup) -> VerbGroup | None:
        """The auxiliary of a participle within five tokens before it, when no mark stands between."""
        for k in range(group.first - 1, max(-1, group.first - 6), -1):
            if self.tokens[k].kind == "mark":
                return None
            before = self.scene.group_of.get(k)
            if before is not None:
                own = before.last == k + 1 and before.lemma in self.text.data.syntax.have
                return before if own else None
        return None

    def _ruled_subject(self, group: VerbGroup, sentence: Sentence) -> tuple[Speaker, ...]:
        """Arabic: the subject of *kana*, the antecedent of a relative, the topic of *amma ... fa-*."""
        if not self.lexicon.syntax.verb_first or group.first == sentence.first:
            return ()
        for k in range(group.first - 1, max(sentence.first, group.first - 10) - 1, -1):
            auxiliary = self.scene.group_of.get(k)
            if auxiliary is None:
                continue
            subject = self.scene.mention_of.get(k + 1)  # "kana X qad said"
            if auxiliary.lemma in self.text.data.syntax.be and subject is not None and subject.cls in SPEAKING:
                return (self.scene.speaker(subject),)
            break
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
        says = any(
            self.lexicon.word(self.tokens[k], self.lexicon.that) or self.scene.quoted[k] or self.tokens[k].lower == ":"
            for k in range(behind, min(behind + 6, sentence.last))
        )
        earlier = [s for s in found if s.speakers and s.cue[0] < group.start]
        participle = group.tense == "gerund"
        pronoun = group.first > sentence.first and self.tokens[group.first - 1].fold in self.lexicon.pronouns
        if pronoun and not earlier:
            return self.scene.referred("", group.first)
        if earlier and (says or participle or pronoun or self.tokens[group.head].fold[:1] == "و"):
            return earlier[-1].speakers
        if not says:
            return ()
        return self._first_subject(sentence, group.first) or self.scene.referred("", group.first)

    def _first_subject(self, sentence: Sentence, stop: int) -> tuple[Speaker, ...]:
        """The subject of the verb that opens an Arabic sentence: *the forces published … in which it said*."""
        for mention in self.scene.mentions:
            if mention.first >= stop:
                break
            if mention.first < sentence.first or mention.cls in ("document", "population", "media"):
                continue
            behind_verb = (mention.first - 1) in self.scene.group_of or mention.first == sentence.first
            if mention.cls in SPEAKING and behind_verb and not mention.prefixed:
                return (self.scene.speaker(mention),)
        return ()

    def _subject_start(self, speakers: tuple[Speaker, ...], group: VerbGroup) -> int:
        mention = speakers[0].mention
        if mention is None or mention.first > group.first or speakers[0].carried:
            return group.first
        k = mention.first
        while k > 0 and self.tokens[k - 1].lower in self.lexicon.determiners:
            k -= 1
        return k

    def _opens_incise(self, group: VerbGroup) -> bool:
        k = group.first - 1
        own = any(self.tokens[j].lower in self.lexicon.pronouns for j in range(group.first, group.head))
        if k < 0 or own:
            return False
        if group.first == self.text.sentence(group.start).first:
            return self._after_quote(group)
        return self._after_quote(group) or self.tokens[k].lower in (",", "–", ")", ".", "!", "?")

    def _behind_aside(self, group: VerbGroup, sentence: Sentence) -> bool:
        """*X, writing on Y, said …*: the comma closes an aside of the subject that stands before the verb."""
        k = group.first - 1
        if k <= sentence.first or self.tokens[k].lower != "," or self._after_quote(group):
            return False
        return self.scene.before_aside(k, sentence.first, asides=True) is not None

    def _after_quote(self, group: VerbGroup) -> bool:
        """Whether a quotation of more than a name ends right before the verb."""
        for k in range(max(0, group.first - 2), group.first):
            quote = self.scene.quotation_of(k)
            if quote is not None and self.text.token_at(quote.end) - self.text.token_at(quote.start) > 2:
                return True
        return False

    def _coordinated_lead(self, group: VerbGroup) -> bool:
        return self.tokens[group.first - 1].lower in self.lexicon.coordination

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
            while j < sentence.last and self.tokens[j].lower in self.lexicon.owned:
                j += 1
            other = self.scene.mention_of.get(j)
            if other is None or other.cls not in SPEAKING:
                break
            speakers.append(self.scene.speaker(other))
            k = other.last
        return tuple(speakers)
