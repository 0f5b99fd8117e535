"""What became of the counted: the verb, participle or noun that tells it, before or behind the number.

Three places are read: what governs the number (*tuant deux médecins*, *la mort de huit personnes*),
what it is the subject of (*12 civils ont été tués*), and what the sentence is about (*le bilan s'élève
à 30*). Numbers joined by *and* share both.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from trucewatch.reading.counted import CountedLexicon, CountedNoun, StateWord
from trucewatch.reading.figure_candidates import Candidate
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.sentences import Sentence
from trucewatch.reading.verbs import VerbGroup
from trucewatch.vocabulary.claims import Measure, Who

__all__ = ["State", "StateReach", "States"]

StateReach: TypeAlias = Literal["adjacent", "near", "topic"]

_LEFT = 4  # words that may part a verb and its object
_LEFT_VERB_FIRST = 9
_RIGHT = 22
_NEAR_WORDS = 7
_JOIN = 14
_AID_WINDOW = 60
_SPEECH = 16
_JOIN_GAP = 4  # words between *and* and the number
_BREAKS = frozenset((";", ":", ".", "!", "?", "…"))


class State(Struct, frozen=True, gc=False):
    """A measure, the words ``[start, end)`` that tell it, and how near they stand."""

    what: Measure
    start: int
    end: int
    reach: StateReach
    who: tuple[Who, ...] = ()
    sure: bool = True  # false for verbs whose object may be a thing: *abattre*, *lose*

    def fits(self, who: Who | None) -> bool:
        """Does the state hold for this kind of person?"""
        return not self.who or who in self.who


class States:
    """The state words of one sentence."""

    def __init__(self, text: ParsedText, counted: CountedLexicon, sentence: Sentence, timed: Set[int]) -> None:
        self.tokens = text.tokens
        self.counted = counted
        self.sentence = sentence
        self.timed = timed
        self.ending: dict[int, VerbGroup] = {}
        self.starting: dict[int, VerbGroup] = {}
        for group in text.verbs_in(sentence.start, sentence.end):
            self.ending[group.last] = group
            self.starting[group.first] = group
            self.starting.setdefault(group.head, group)
        self.before = {m.last: m for m in counted.before.find(text.tokens, sentence.first, sentence.last)}

    # -- what governs it -----------------------------------------------------------------------

    def left(self, first: int) -> State | None:
        """The state that governs the number at token ``first``."""
        others, verb_first = 0, self.counted.arabic
        k = first - 1
        while k >= self.sentence.first:
            noun = self.before.get(k + 1)
            if noun is not None and others <= 1:
                return self._made(noun.value[0], noun.start, noun.end, "near" if others else "adjacent")
            group = self.ending.get(k + 1)
            if group is not None:
                return self._governs(group, others)
            token = self.tokens[k]
            if k in self.timed or token.lower in self.counted.links or token.lower in ('"', "«"):
                k -= 1
                continue
            if token.kind != "word" or token.lower in self.counted.relatives:
                return None
            if token.lower in self.counted.prepositions and not verb_first:
                return None
            others += 1
            if others > (_LEFT_VERB_FIRST if verb_first else _LEFT):
                return None
            k -= 1
        return None

    def _governs(self, group: VerbGroup, others: int) -> State | None:
        if group.negated:
            return None
        state = self.counted.lemmas.get(group.lemma or "")
        if state is None and (self.counted.arabic or others == 0):
            state = self.counted.intransitive.get(group.lemma or "")
        if state is None or (group.passive and others and not self.counted.arabic):
            return None
        sure = group.lemma not in self.counted.data.of_things
        return replace(self._made(state, group.start, group.end, "near" if others else "adjacent"), sure=sure)

    # -- what it is the subject of -------------------------------------------------------------

    def right(self, candidate: Candidate, following: Sequence[Candidate]) -> State | None:
        """The state that the number is the subject of, over coordinated numbers and asides."""
        k, stop = candidate.last, min(self.sentence.last, candidate.last + _RIGHT)
        rest = list(following)
        relative = False
        aside: State | None = None  # told by a relative clause: holds unless the main verb tells another
        linked = candidate.last
        if self._no_subject(candidate.first):
            return None
        while k < stop:
            while rest and rest[0].first < k:
                rest.pop(0)
            if rest and k == rest[0].first:
                part = rest[0].subset or rest[0].of_them
                if not (part or rest[0].base or self._joins(candidate.last, k)):
                    return aside
                k = rest.pop(0).last
                while part and k < stop and self.tokens[k].kind == "word" and k not in self.starting:
                    k += 1
                linked = k
                continue
            token = self.tokens[k]
            if token.lower in _BREAKS:
                return aside
            if token.lower in self.counted.relatives:
                relative = True
            group = self.starting.get(k)
            inside = range(k, min(stop, group.last + 2)) if group is not None else range(k, k + 1)
            if k - linked < _NEAR_WORDS or group is not None:
                words = self._words(inside, stop, group)
                if words is not None and not relative:
                    return words
                aside = aside or words
            if group is not None and group.head >= k:
                told = self._undergone(group)
                if told is not None and not relative:
                    return told
                aside = aside or told
                if self._stops(group, relative):
                    return aside
                if group.tense != "participle":
                    relative = False
                k = max(k + 1, group.last)
                linked = k
                continue
            k += 1
        return aside

    def _no_subject(self, first: int) -> bool:
        """*rice for 13,000 people had crossed*: what stands behind such a preposition is no subject."""
        before = self.tokens[first - 1] if first > self.sentence.first else None
        return before is not None and before.lower in self.counted.data.no_subject

    def _words(self, inside: range, stop: int, group: VerbGroup | None) -> State | None:
        """A phrase that tells the state, in the verb group or right behind it (*sont portés disparus*)."""
        if group is not None and group.negated:
            return None
        words = self.counted.words.first(self.tokens, inside.start, inside.stop, stop)
        return None if words is None else self._made(words.value[0], words.start, words.end, "near")

    def _undergone(self, group: VerbGroup) -> State | None:
        lemma = group.lemma or ""
        if group.negated and lemma not in self.counted.intransitive and lemma not in self.counted.lemmas:
            return None
        intransitive = self.counted.intransitive.get(lemma)
        if intransitive is not None and not group.negated:
            return self._made(intransitive, group.start, group.end, "near")
        state = self.counted.lemmas.get(lemma)
        if state is None or group.negated:
            return None
        if self.counted.arabic or group.passive or self._participle(group):
            return self._made(state, group.start, group.end, "near")
        return None

    def _participle(self, group: VerbGroup) -> bool:
        """A bare participle tells what was done to them; in English the next word shows that it is one."""
        if group.perfect or group.progressive:
            return False
        if group.tense == "participle":
            return True
        if not self.counted.agent_after or group.tense != "past":
            return False
        if group.last >= self.sentence.last:
            return True
        following = self.tokens[group.last]
        return following.kind == "mark" or following.lower in self.counted.agent_after or group.last in self.timed

    def _stops(self, group: VerbGroup, relative: bool) -> bool:
        """Another finite verb ends the search, unless it is that of a relative clause or a mere *be*."""
        if group.tense in ("participle", "gerund", "infinitive") and not group.perfect:
            return False
        if relative:
            return False
        return group.lemma not in self.counted.data.copulas

    def aid_near(self, first: int) -> bool:
        """Trucks count where the words around speak of aid: armies have trucks too."""
        window = (max(0, first - _AID_WINDOW), min(len(self.tokens), first + _AID_WINDOW))
        return next(self.counted.aid.find(self.tokens, *window), None) is not None

    def negated_right(self, candidate: Candidate) -> State | None:
        """*aucun civil n'a été tué*: the state that a zero is denied."""
        for k in range(candidate.last, min(self.sentence.last, candidate.last + _NEAR_WORDS)):
            group = self.starting.get(k)
            if group is not None:
                lemma = group.lemma or ""
                state = self.counted.lemmas.get(lemma) or self.counted.intransitive.get(lemma)
                return self._made(state, group.start, group.end, "near") if state is not None else None
        return None

    # -- how numbers hang together -------------------------------------------------------------

    def joined(self, before: Candidate, candidate: Candidate) -> bool:
        """Are the two joined by *and* or a comma without a verb between them?"""
        return self._joins(before.last, candidate.first)

    def _joins(self, i: int, j: int) -> bool:
        if j - i > _JOIN or j < i:
            return False
        joined = self.counted.arabic and self.tokens[j].fold.startswith("و")
        before = self.tokens[j - 1].lower
        if before in self.counted.prepositions and before not in self.counted.data.repeated and not self.counted.arabic:
            return False  # *wounding 12, he said in a statement*
        for k in range(i, j):
            token = self.tokens[k]
            if k in self.timed:
                continue
            if token.lower in _BREAKS or token.lower in self.counted.relatives:
                return False
            group = self.starting.get(k)
            if group is not None and (group.tense not in ("participle", "gerund") or group.perfect):
                return False
            joined = joined or (token.lower in self.counted.coordinators and j - k <= _JOIN_GAP)
        return joined

    def quoted(self, candidate: Candidate) -> bool:
        """*selon six habitants*, *d'après une infirmière*."""
        for k in self.counted.speakers.inside(
            self.tokens, max(self.sentence.first, candidate.first - 4), candidate.first
        ):
            match = self.counted.speakers.at(self.tokens, k, candidate.first)
            if match is not None and candidate.first - match.last <= 1:
                return True
        return False

    def speaks(self, candidate: Candidate) -> bool:
        """*deux témoins racontent*, *two officials, asking not to be named, said*: those who tell are not counted."""
        before = self.ending.get(candidate.first)
        if before is not None and before.lemma in self.counted.speech:
            inverted = before.first > self.sentence.first and self.tokens[before.first - 1].kind == "mark"
            if inverted or self.counted.arabic:
                return True
        aside = False
        for k in range(candidate.last, min(self.sentence.last, candidate.last + _SPEECH)):
            token = self.tokens[k]
            if token.lower == ",":
                aside = not aside
            elif token.kind == "mark":
                return False
            if token.lower in self.counted.data.reached or token.fold in self.counted.data.reached:
                return True
            group = self.starting.get(k)
            if group is not None and not aside:
                if group.lemma in self.counted.speech and not group.passive:
                    return True
                if group.tense != "participle" and not self._participle(group):
                    return False
        return False

    # -- what the sentence is about ------------------------------------------------------------

    def rises(self, first: int) -> bool:
        """*porte à 13*, *s'élève à 30*, *bringing to 13*."""
        for k in self.counted.rises.inside(self.tokens, max(self.sentence.first, first - 5), first):
            match = self.counted.rises.at(self.tokens, k, first)
            if match is not None and match.last == first:
                return True
        if first == self.sentence.first or self.tokens[first - 1].lower not in self.counted.data.estimate_to:
            return False
        for k in range(first - 1, max(self.sentence.first, first - 4) - 1, -1):  # *s'élève désormais à*
            group = self.ending.get(k)
            if group is not None:
                return group.lemma in self.counted.data.rise_verbs
        return False

    def estimated(self, first: int) -> bool:
        """*était estimé, avant l'offensive, à 8000*: a verb of counting before, and *à* at the number."""
        if first == self.sentence.first or self.tokens[first - 1].lower not in self.counted.data.estimate_to:
            return False
        verbs = self.counted.data.estimates
        return any(group.lemma in verbs for group in self.starting.values() if group.last < first)

    def about(self, first: int) -> bool:
        """*le nombre de victimes entre 385 000 et 600 000*: the topic stands right before the number."""
        found = self.counted.topics.find(self.tokens, max(self.sentence.first, first - 8), first)
        for match in found:
            gap = self.tokens[match.last : first]
            if len(gap) <= 4 and all(token.kind == "word" and token.index not in self.starting for token in gap):
                return True
        return False

    def topic(
        self, candidate: Candidate, mentions: Sequence[tuple[int, CountedNoun]]
    ) -> tuple[State, Who | None] | None:
        """What a bare number is about: the nearest word behind it, else before it."""
        found: list[tuple[int, int, State, Who | None]] = []
        for match in self.counted.topics.find(self.tokens, self.sentence.first, self.sentence.last):
            state = self._made(match.value[0], match.start, match.end, "topic")
            found.append((*self._distance(candidate, match.first), state, None))
        for at, noun in mentions:
            if noun.what is not None:
                token = self.tokens[at]
                state = State(noun.what, token.start, token.end, "topic")
                found.append((*self._distance(candidate, at), state, noun.who))
        if not found:
            return None
        best = min(found, key=lambda item: item[:2])
        return best[2], best[3]

    def _distance(self, candidate: Candidate, at: int) -> tuple[int, int]:
        if at >= candidate.last:
            return (0 if at - candidate.last < _NEAR_WORDS else 2, at - candidate.last)
        return (1, candidate.first - at)

    def _made(self, state: StateWord, start: int, end: int, reach: StateReach) -> State:
        return State(state.what, start, end, reach, state.who)
