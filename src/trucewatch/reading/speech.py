"""Acts of speech in a text: who says what, by which words, with which quotations.

Attributions and positions are both read from these. Forms: a verb with a clause, an infinitive, a
noun phrase or a quotation; an incise (*, a affirmé X*, *a-t-il dit*, *X said*); a phrase that names a
source (*selon X*); a passive with its agent (*rejetée par X*); a noun (*l'appel de X à ...*).
"""

from __future__ import annotations

from bisect import bisect_left

from trucewatch.reading.actor_names import ActorMention
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.sentences import Sentence
from trucewatch.reading.speakers import Scene
from trucewatch.reading.speech_act import Speech
from trucewatch.reading.speech_lexicon import speech_lexicon
from trucewatch.reading.speech_verbs import VerbSpeech
from trucewatch.reading.verbs import VerbGroup

__all__ = ["Speech", "find_speech"]


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


class _Finder(VerbSpeech):
    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self.candidates = self._candidates()

    def _candidates(self) -> list[int]:
        """The tokens at which an act of speech can begin: a phrase of the lexicon or a verb."""
        lexicon, tokens, group_of = self.lexicon, self.text.tokens, self.scene.group_of
        at = {group.first for group in self.text.verbs}
        for matcher in (lexicon.unable_phrases, lexicon.rumours, lexicon.according, lexicon.nouns):
            at.update(matcher.places(tokens))
        forms, inverted = self.text.data.forms, lexicon.inverted
        for token in tokens:
            if token.kind != "word":
                continue
            found = () if token.index in group_of else forms(token)
            verb = bool(found) and any(form.lemma in lexicon.verbs for form in found)
            if verb or (inverted is not None and "-" in token.lower and inverted.match(token.lower)):
                at.add(token.index)
        return sorted(at)

    def sentence(self, sentence: Sentence) -> list[Speech]:
        found: list[Speech] = []
        behind = sentence.first
        for i in self.candidates[bisect_left(self.candidates, behind) : bisect_left(self.candidates, sentence.last)]:
            if i < behind:
                continue
            speech, behind = self._at(i, sentence, found)
            if speech is not None:
                found.append(speech)
        if not found:
            opened = self._quote_and_colon(sentence)
            found = [opened] if opened is not None else []
        return self.content.bounded(found, sentence)

    def _quote_and_colon(self, sentence: Sentence) -> Speech | None:
        """*« … » : X does not hide …*: X speaks the quotation that opens the sentence."""
        quote = self.scene.quotation_of(sentence.first)
        if quote is None or quote.outer_end >= sentence.end:
            return None
        k = self.text.token_at(quote.outer_end)
        if k >= sentence.last or self.tokens[k].lower != ":":
            return None
        speakers = self.scene.first_actor_from(k, sentence)
        if not speakers:
            return None
        cue = (self.tokens[k].start, self.tokens[k].end)
        content = (quote.start, quote.end)
        return Speech("direct", sentence.index, "states", cue, speakers, content, quote.outer_start, cue[1], (quote,))

    def _at(self, i: int, sentence: Sentence, found: list[Speech]) -> tuple[Speech | None, int]:
        token = self.tokens[i]
        if token.kind != "word" or self.scene.quoted[i]:
            return None, i + 1
        group = self.scene.group_of.get(i)
        for k in range(i, group.last if group is not None and group.first == i else i + 1):
            unable = self.lexicon.unable_phrases.at(self.tokens, k, sentence.last)
            if unable is not None:
                return self._unable(k, unable.last, sentence), unable.last
        claimed = self._claimed(i, sentence)
        if claimed is not None:
            return claimed
        according = self.lexicon.according.at(self.tokens, i, sentence.last)
        if according is not None and self._allowed(according.value[0], i, according.last, sentence):
            return self._according(i, according.last, according.value[0].own, sentence, found)
        noun = self.lexicon.nouns.at(self.tokens, i, sentence.last)
        if noun is not None and i not in self.scene.group_of:
            speech = self._noun(i, noun.last, noun.value[0].stance, noun.value[0].by, sentence)
            if speech is not None:
                return speech, noun.last
        inverted = self.lexicon.inverted.match(token.lower) if self.lexicon.inverted is not None else None
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
        if following.lower != "," and following.lower not in self.lexicon.that:
            return False
        subject = self.scene.mention_of.get(i - 1)
        if before.lower in self.lexicon.led or before.kind != "word":
            return False
        return following.lower in self.lexicon.that or (
            subject is not None and following.lower == "," and self.tokens[subject.first - 1].lower == ","
        )
