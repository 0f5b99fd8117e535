"""Which candidates are figures, and what became of those they count."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Literal

from trucewatch.reading.counted import CountedLexicon, CountedNoun
from trucewatch.reading.figure_candidates import Candidate
from trucewatch.reading.figure_lot import Lot
from trucewatch.reading.figure_states import State, States
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.sentences import Sentence
from trucewatch.vocabulary.claims import Confidence, Unit, Who

__all__ = ["Lots"]

_HARM = frozenset({"killed", "injured", "missing", "detained"})
_GOVERNED = frozenset({"evacuated", "killed", "detained", "other", "displaced"})
_MOVED = frozenset({"displaced", "evacuated", "besieged", "killed", "injured", "missing", "detained", "other"})
_THINGS = frozenset({"buildings_damaged", "aid_deliveries", "violations"})
_FEW = 5
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


class Lots:
    """Decides on the candidates of one sentence."""

    def __init__(
        self,
        text: ParsedText,
        counted: CountedLexicon,
        sentence: Sentence,
        timed: Set[int],
        mentions: Sequence[tuple[int, CountedNoun]],
    ) -> None:
        self.tokens = text.tokens
        self.counted = counted
        self.sentence = sentence
        self.mentions = mentions
        self.states = States(text, counted, sentence, timed)
        self.governor: State | None = None  # what governs the run of joined candidates
        self.accepted: list[tuple[Candidate, Lot]] = []

    def of(self, candidates: Sequence[Candidate], before: Sequence[Lot]) -> list[tuple[Candidate, Lot]]:
        """The candidates that are figures, with their lots. ``before`` are the lots of the sentence before."""
        previous: Candidate | None = None
        self.seen: list[Candidate] = list(candidates)
        for i, candidate in enumerate(candidates):
            joined = previous is not None and self.states.joined(previous, candidate)
            left = self.states.left(candidate.first)
            if left is not None or not joined:
                self.governor = left
            lot = self._lot(candidate, candidates[i + 1 :], left, joined, before)
            if lot is not None:
                self.accepted.append((candidate, lot))
            previous = candidate
        return self.accepted

    def _lot(
        self, c: Candidate, following: Sequence[Candidate], left: State | None, joined: bool, before: Sequence[Lot]
    ) -> Lot | None:
        if c.kind == "zero":
            return self._zero(c)
        if c.base:
            return self._base(c)
        if c.subset or c.of_them:
            return self._part(c, following, left, before)
        if c.kind == "share":
            return self._share(c, following, left)
        if joined and self._continues_part(c):
            return self._part(c, following, left, before)
        if c.kind in ("bare", "unknown"):
            return self._bare(c, following, left, joined)
        return self._counted(c, following, left, joined)

    # -- with a noun ---------------------------------------------------------------------------

    def _counted(self, c: Candidate, following: Sequence[Candidate], left: State | None, joined: bool) -> Lot | None:
        noun = c.noun
        if noun is None or (self.states.quoted(c) and left is None):
            return None
        who = c.who or noun.who
        right = self.states.right(c, following)
        state = self._choose(left, right, joined, who)
        if c.kind == "single":
            return self._single(c, state, joined, who)
        if noun.what is not None and not noun.weak:
            return self._own(c, noun, left, right, who)
        if state is not None and (noun.unit in ("persons", "other")) == (state.what not in _THINGS):
            return self._made(state, who)
        if noun.what is not None:
            return Lot(noun.what, who)
        if noun.unit != "persons" and noun.unit != "other":
            return None
        if c.lot is not None:
            return Lot(c.lot, who)
        if noun.unit == "other" or noun.office or self._few(c) or self.states.speaks(c) or self._owned(c):
            return None
        if joined and self.accepted and self.accepted[-1][0].last <= c.first and self._same_noun(c):
            return Lot(self.accepted[-1][1].what, who, confidence="medium")
        topic = self.states.topic(c, ()) if self.states.rises(c.first) else None
        if topic is not None:
            return self._made(topic[0], who)
        return Lot("fighters" if who == "combatant" else "other", who, confidence="medium")

    def _few(self, c: Candidate) -> bool:
        """Two or three of whom nothing is told are people of the story, not a count."""
        return (c.best or c.high or c.low or 0) < _FEW and self.states.left(c.first) is None

    def _owned(self, c: Candidate) -> bool:
        """*ses sept enfants*: a family is no count."""
        before = self.tokens[c.first - 1].lower if c.first > self.sentence.first else ""
        return before in self.counted.data.possessives and (c.best or 0) < 20

    def _same_noun(self, c: Candidate) -> bool:
        return self.accepted[-1][0].kind == "counted" and c.kind == "counted" and self.accepted[-1][1].what in _HARM

    def _choose(self, left: State | None, right: State | None, joined: bool, who: Who | None) -> State | None:
        """What governs it, else what it is the subject of, else what governs the run it is part of."""
        adjacent = left if left is not None and left.reach == "adjacent" else None
        for state in (adjacent, right, left, self.governor if joined else None):
            if state is not None and state.fits(who):
                return state
        return None

    def _own(
        self, c: Candidate, noun: CountedNoun, left: State | None, right: State | None, who: Who | None
    ) -> Lot | None:
        """A noun that tells its measure; the wounded may be evacuated, inhabitants may flee."""
        what = noun.what
        assert what is not None
        who = self._kind(c, who)
        object_ = left is not None and (left.reach == "adjacent" or self.counted.arabic)
        adjacent = left if left is not None and object_ and left.fits(who) else None
        if noun.unit != "persons":
            near = left or right
            if what == "aid_deliveries" and near is not None and near.what == "buildings_damaged":
                return None
            if what == "aid_deliveries" and not self.states.aid_near(c.first):
                return None
            return Lot(what, who)
        if what in ("injured", "displaced"):
            if adjacent is not None and adjacent.what in _GOVERNED and adjacent.what != what:
                return self._made(adjacent, who)
            marked = c.last < self.sentence.last and self.tokens[c.last].kind == "mark"
            moved = right is not None and right.what in ("evacuated", "other", "killed") and right.fits(who)
            if right is not None and moved and not marked:
                return self._made(right, who)
        elif what in ("population", "other"):
            for state in (adjacent, right):
                if state is not None and state.what in _MOVED and state.fits(who):
                    return self._made(state, who)
            if self.states.speaks(c):
                return None
        return Lot(what, who)

    def _kind(self, c: Candidate, who: Who | None) -> Who | None:
        """*douze civils ont été tués et 121 blessés*: the wounded are civilians too; those of its ranks fight."""
        if who != "person":
            return who
        if c.last < self.sentence.last and self.counted.ranks.at(self.tokens, c.last, self.sentence.last):
            return "combatant"
        if not self.accepted or c.first == self.sentence.first or c.one:
            return who
        before, lot = self.accepted[-1]
        joins = self.tokens[c.first - 1].lower in self.counted.coordinators and c.first - before.last <= 8
        told = before.noun is not None and before.noun.what is None and lot.what in ("killed", "injured")
        return lot.who if joins and told and lot.who in ("civilian", "combatant") else who

    def _single(self, c: Candidate, state: State | None, joined: bool, who: Who | None) -> Lot | None:
        if state is None or state.what not in (*_HARM, "evacuated", "other", "buildings_damaged"):
            own = c.noun.what if c.noun is not None and not c.noun.weak else None
            return Lot(own, who, confidence="medium") if own in ("killed", "injured") else None
        near = c.first - self._governor_end(state) <= 4 or state.start > self.tokens[c.first].start
        if state.what in _THINGS:
            things = c.noun is not None and c.noun.unit == "places"
            return self._made(state, None) if things and state.what == "buildings_damaged" else None
        if state.what not in _HARM and state.what not in ("other", "evacuated"):
            return None
        if self.counted.arabic and not self._bound(c, state, joined):
            return None
        if state.what in ("other", "evacuated") and state.reach != "adjacent":
            return None
        return self._made(state, who, "medium") if near or joined else None

    def _bound(self, c: Candidate, state: State, joined: bool) -> bool:
        """Without an article a singular counts only close to what tells its lot, or joined by *wa*."""
        if joined and self.tokens[c.first].fold.startswith("و"):
            return True
        if state.start > self.tokens[c.first].start:
            return self._close(c, state, 1)
        return c.first - self._governor_end(state) <= 2

    def _governor_end(self, state: State) -> int:
        for k in range(self.sentence.first, self.sentence.last):
            if self.tokens[k].start >= state.end:
                return k
        return self.sentence.last

    # -- without a noun ------------------------------------------------------------------------

    def _bare(self, c: Candidate, following: Sequence[Candidate], left: State | None, joined: bool) -> Lot | None:
        antecedent = self._antecedent()
        who: Who | None = self.accepted[-1][1].who if self.accepted else "person"
        if self._year(c) or self.states.quoted(c) or (left is None and self._age(c)):
            return None
        right = self.states.right(c, following)
        told = self.states.rises(c.first) or self.states.estimated(c.first)
        if told or (not c.one and self.states.about(c.first)):
            topic = self.states.topic(c, self.mentions)
            if topic is not None:
                told_who = self._topic_who(topic, antecedent)
                return self._made(topic[0], told_who, "medium")
            if antecedent is not None and c.kind == "bare":
                return Lot(antecedent[1].what, who, unit=self._unit(antecedent[0]), confidence="medium")
        if c.kind == "unknown" and not c.others:
            return self._unknown(c, left, right, joined)
        if left is not None and left.reach == "adjacent" and left.what not in _THINGS:
            return self._made(left, self._taken_who(antecedent), "medium")
        if c.one and self._one_of_them(c):
            return Lot(self.accepted[-1][1].what, self.accepted[-1][1].who, part="here", confidence="medium")
        if c.one and not joined:
            return None
        if right is not None and right.what not in _THINGS and self._close(c, right):
            return self._made(right, who, "medium")
        if c.others and antecedent is not None:
            state = right or (self.governor if joined else None)
            return self._made(state, who) if state is not None else Lot(antecedent[1].what, who, confidence="medium")
        if antecedent is not None and not c.one and c.best != 1 and self._distributed(c):
            return Lot(antecedent[1].what, who, unit=self._unit(antecedent[0]), confidence="medium")
        return None

    def _topic_who(self, topic: tuple[State, Who | None], antecedent: tuple[Candidate, Lot] | None) -> Who | None:
        """Fighters are combatants; a total takes the kind of the count it adds up (*quatre soldats ... à treize*)."""
        if topic[0].what == "fighters":
            return "combatant"
        if antecedent is not None and topic[0].what == antecedent[1].what and topic[1] in (None, "person"):
            return antecedent[1].who
        return topic[1] or "person"

    def _one_of_them(self, c: Candidate) -> bool:
        """*two peacekeepers, one from Gabon and one from Morocco*."""
        if not self.accepted or c.last >= self.sentence.last or c.first - self.accepted[-1][0].last > 6:
            return False
        return self.tokens[c.last].lower in self.counted.data.part_after

    def _unknown(self, c: Candidate, left: State | None, right: State | None, joined: bool) -> Lot | None:
        """A noun no lexicon knows: those who are killed or wounded are persons, what is burnt down is a building."""
        state = left if left is not None and left.reach == "adjacent" else None
        if state is not None and state.what in ("killed", "injured"):
            return self._made(state, "person", "medium") if state.sure else None
        if state is None and right is not None and (not c.one or self._close(c, right, 3)):
            many = right.what == "displaced" and (c.best or c.low or 0) >= 100
            if many or right.what in _HARM:
                return self._made(right, "person", "medium")
        if joined and self.accepted and self.accepted[-1][0].first < c.first and self.governor is not None:
            what = self.governor.what
            if what in ("killed", "injured") and self.governor.sure:
                return self._made(self.governor, "person", "medium")
            if what == "buildings_damaged" and self.accepted[-1][1].what == what:
                return self._made(self.governor, None, "medium", "places")
        return None

    def _close(self, c: Candidate, state: State, words: int = 2) -> bool:
        """Does the state stand right behind the number?"""
        at = c.last
        while at < self.sentence.last and self.tokens[at].start < state.start:
            at += 1
        return at - c.last <= words

    def _year(self, c: Candidate) -> bool:
        if c.kind != "bare" or c.best is None or c.last - c.number_first != 1 or c.qualifier != "exact":
            return False
        return c.rule == "digits" and _FIRST_YEAR <= c.best <= _LAST_YEAR

    def _age(self, c: Candidate) -> bool:
        """*a boy of 11*."""
        if (
            c.kind != "bare"
            or c.first - 2 < self.sentence.first
            or self.tokens[c.first - 1].lower not in self.counted.base
        ):
            return False
        return any(other.last == c.first - 1 and other.one for other in self.seen)

    def _distributed(self, c: Candidate) -> bool:
        """*188 000 en Thaïlande et 140 000 au Cambodge*: the noun is that of the number before."""
        if c.first == self.sentence.first:
            return False
        before = self.tokens[c.first - 1]
        leads = before.lower in self.counted.coordinators or before.lower in self.counted.data.parallels
        leads = leads or before.fold in self.counted.data.parallels or before.lower in (":", ";", "(")
        if not leads and not (self.counted.arabic and self.tokens[c.first].fold.startswith("و")):
            return False
        if c.last >= self.sentence.last:
            return True
        following = self.tokens[c.last]
        if following.kind == "mark":
            return following.lower in (",", ".", ";", ")", "»", "–")
        return following.lower in self.counted.elided_after or following.fold in self.counted.elided_after

    def _antecedent(self) -> tuple[Candidate, Lot] | None:
        for candidate, lot in reversed(self.accepted):
            if not candidate.one and candidate.kind != "share":
                return candidate, lot
        return None

    def _taken_who(self, antecedent: tuple[Candidate, Lot] | None) -> Who | None:
        """*killing 35 civilians and injuring 37*: the number takes over the noun."""
        if antecedent is not None and antecedent[1].who is not None and antecedent[1].part is None:
            return antecedent[1].who
        return "person"

    def _unit(self, candidate: Candidate) -> Unit:
        return candidate.noun.unit if candidate.noun is not None else "persons"

    # -- parts, wholes, shares, none -----------------------------------------------------------

    def _continues_part(self, c: Candidate) -> bool:
        """*dont 39 enfants et 33 femmes*: joined to a part, with no lot of its own."""
        if not self.accepted or self.accepted[-1][1].part is None or c.kind == "share":
            return False
        noun = c.noun
        return noun is not None and noun.what is None and c.first - self.accepted[-1][0].last <= 3

    def _part(
        self, c: Candidate, following: Sequence[Candidate], left: State | None, before: Sequence[Lot]
    ) -> Lot | None:
        whole = next((lot for _, lot in reversed(self.accepted) if lot.part is None), None)
        place: Literal["here", "earlier"] = "here"
        if whole is None:
            if not c.of_them or not before:
                return self._counted(c, following, left, False) if c.noun is not None else None
            whole, place = before[-1], "earlier"
        noun = c.noun
        who = c.who or (noun.who if noun is not None else None)
        if who in (None, "person") and (noun is None or noun.what is not None):
            who = whole.who
        what, state = whole.what, None
        right = self.states.right(c, following)
        near = right if right is not None and self._close(c, right, 3) and right.fits(who) else None
        governed = left if left is not None and left.reach == "adjacent" else None
        if noun is not None and noun.what in _HARM and whole.what in ("killed", "injured", "missing"):
            what = noun.what
        elif noun is not None and noun.unit != "persons":
            return Lot(noun.what, None, part=place) if noun.what is not None else None
        elif near is not None and near.what in _HARM and (c.kind != "share" or c.of_them):
            what, state = near.what, (near.start, near.end)
        elif governed is not None and governed.what in _HARM and c.of_them:
            what, state = governed.what, (governed.start, governed.end)
        return Lot(what, who, state, place)

    def _base(self, c: Candidate) -> Lot | None:
        noun = c.noun
        if noun is None:
            return None
        if noun.unit == "persons" and noun.what in (None, "population"):
            return Lot("population", noun.who)
        if noun.what is not None:
            return Lot(noun.what, noun.who)
        return None

    def _share(self, c: Candidate, following: Sequence[Candidate], left: State | None) -> Lot | None:
        """A share counts when it is one of territory, or of people whose lot is told."""
        tokens = self.tokens
        behind = self.counted.shares_of.at(tokens, c.last, self.sentence.last) if c.last < self.sentence.last else None
        if c.noun is not None and c.noun.unit == "persons":
            right = self.states.right(c, following)
            state = left or right
            return self._made(state, c.noun.who) if state is not None else Lot("other", c.noun.who)
        near = (max(self.sentence.first, c.first - 9), min(self.sentence.last, c.last + 7))
        if any(True for _ in self.counted.territory.find(tokens, *near)):
            return Lot("control_share", None)
        if behind is not None:
            return Lot("other", "person")
        return None

    def _zero(self, c: Candidate) -> Lot | None:
        noun = c.noun
        assert noun is not None
        if c.lot is not None:
            return Lot(c.lot, noun.who)
        state = self.states.negated_right(c)
        if state is None or state.what not in _HARM:
            return None
        return self._made(state, noun.who)

    def _made(self, state: State, who: Who | None, confidence: Confidence | None = None, unit: Unit = "persons") -> Lot:
        sure: Confidence = "high" if state.reach == "adjacent" else "medium"
        return Lot(state.what, who, (state.start, state.end), unit=unit, confidence=confidence or sure)
