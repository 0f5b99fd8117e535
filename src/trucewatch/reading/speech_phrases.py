"""Acts of speech without an active verb: passives, source phrases, nouns, incises with a pronoun, doubts."""

from __future__ import annotations

from trucewatch.reading.found import FoundActor
from trucewatch.reading.sentences import Sentence
from trucewatch.reading.speakers import SPEAKING, Speaker
from trucewatch.reading.speech_act import Speech
from trucewatch.reading.speech_lexicon import According, SpeechVerb
from trucewatch.reading.speech_subjects import SubjectFinder
from trucewatch.reading.verbs import VerbGroup
from trucewatch.vocabulary.claims import Stance

__all__ = ["PhraseSpeech"]


class PhraseSpeech(SubjectFinder):
    """Finds acts of speech that a phrase, a noun or a passive makes."""

    def _passive(self, group: VerbGroup, verb: SpeechVerb, behind: int, sentence: Sentence) -> Speech | None:
        """*rejetée par X*; *accusé par X d'avoir …*: the agent speaks."""
        speakers = self._agent(behind, sentence)
        if not speakers or group.negated or (verb.stance == "states" and self._bare_participle(group)):
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
        if not lemmas or any(lemma in (*self.text.data.syntax.have, *self.text.data.syntax.be) for lemma in lemmas):
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

    def _allowed(self, phrase: According, i: int, behind: int, sentence: Sentence) -> bool:
        """Whether what a source phrase needs is there: its verb (*appris auprès de X*), the head of the sentence."""
        if phrase.opens:
            k = behind
            while k < sentence.last and self.tokens[k].lower in self.lexicon.determiners:
                k += 1
            mention = self.scene.mention_of.get(k)
            if i != sentence.first or mention is None or mention.first != k or mention.cls == "population":
                return False
            last = self.scene.mention_of.get(mention.last, mention).last  # *l'ONG Human Rights Watch*
            return last < sentence.last and self.tokens[last].lower == ","
        if phrase.needs is None:
            return True
        groups = self.text.verbs_in(sentence.start, sentence.end)
        return any(g.lemma == phrase.needs for g in groups)

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

    def _claimed(self, i: int, sentence: Sentence) -> tuple[Speech, int] | None:
        """*B's claim that …*, *les affirmations de B selon lesquelles …*: B says it."""
        tokens, lex = self.tokens, self.lexicon
        rumour = lex.rumours.at(tokens, i, sentence.last)
        if rumour is None:
            return None
        mention = None
        behind = rumour.last
        if i > sentence.first and tokens[i - 1].lower == "'s":
            mention = self.scene.mention_of.get(i - 2)
        else:
            for k in range(behind, min(behind + 4, sentence.last)):
                mention = self.scene.mention_of.get(k)
                if mention is not None:
                    behind = mention.last
                    break
                if not lex.word(tokens[k], lex.owned):
                    break
        marker = lex.claimed_that.at(tokens, behind, sentence.last)
        if mention is None or mention.cls not in SPEAKING or marker is None or marker.last >= sentence.last:
            return None
        start, end = tokens[marker.last].start, self.content.clause_end(marker.last, sentence)
        cue = (tokens[i].start, tokens[rumour.last - 1].end)
        speakers = (self.scene.speaker(mention),)
        quotes = self.content.quotes(start, end)
        claimed = Speech("claimed", sentence.index, "states", cue, speakers, (start, end), cue[0], end, quotes)
        return claimed, marker.last

    def _noun(self, i: int, behind: int, stance: Stance, by: bool, sentence: Sentence) -> Speech | None:
        """*l'appel de X à …*, *l'avertissement émis par X*."""
        tokens = self.tokens
        given = self.scene.group_of.get(behind) or self.scene.group_of.get(behind + 1)
        stands = (
            given is not None and (given.lemma or "") in self.lexicon.verbs
        )  # "une offre rejetée par X" is X's refusal
        speakers = () if stands else self._agent(behind, sentence)
        if not speakers and not by:
            k = behind
            while k < sentence.last and k - behind < 3:
                mention = self.scene.mention_of.get(k)
                if mention is not None:
                    linked = tokens[behind].lower in self.lexicon.genitive or self.text.lang == "ar"
                    if linked and mention.cls in SPEAKING:
                        speakers = self._and_others(mention, sentence)
                    break
                if not self.lexicon.word(tokens[k], self.lexicon.owned):
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
