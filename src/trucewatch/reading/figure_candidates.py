"""Numbers that may be figures: a number and the noun it counts, one person, two in one word, none at all.

What became of the counted is told by the words around (:mod:`trucewatch.reading.figure_states`); here
only what never counts is left out: ages, calibres, prices, dates, names with digits.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Set
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from trucewatch.reading.counted import CountedLexicon, CountedNoun, replace_who
from trucewatch.reading.numbers import Number, NumberLexicon, interval, number_at
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.plain_numbers import Amount
from trucewatch.reading.sentences import Sentence
from trucewatch.reading.tokens import Token
from trucewatch.vocabulary.claims import Measure, Qualifier, Who

__all__ = ["Candidate", "CandidateFinder", "CandidateKind"]

CandidateKind: TypeAlias = Literal["counted", "bare", "unknown", "share", "single", "zero"]

_NOUN_REACH = 6
_FORCES = frozenset(("combatants", "police", "peacekeepers", "pows"))
_MODIFIERS = 4
_BASE_REACH = 4
_RATES = frozenset({3, 4, 5, 10, 100, 1000})  # *one in three*
_TIGHT = frozenset("-/°:$€£")
_OPENING = frozenset('«"(')


class Candidate(Struct, frozen=True, gc=False):
    """A number over the tokens ``[first, last)`` with its noun; ``unknown`` counts a noun no lexicon knows.

    ``subset`` follows *dont*, ``of_them`` precedes *d'entre eux*, ``base`` is the whole of the candidate
    before it. ``lot`` is a measure told by a modifier of the noun (*wounded soldiers*) or by a zero.
    """

    first: int
    last: int
    number_first: int
    number_last: int
    low: Amount | None
    best: Amount | None
    high: Amount | None
    qualifier: Qualifier
    kind: CandidateKind
    rule: str
    noun: CountedNoun | None = None
    who: Who | None = None
    lot: Measure | None = None
    subset: bool = False
    of_them: bool = False
    base: bool = False
    has_base: bool = False
    others: bool = False

    @property
    def one(self) -> bool:
        """A single victim, told by an article or a singular."""
        return self.best == 1 and self.rule.startswith("single")


class CandidateFinder:
    """Finds candidates sentence by sentence; ``mentions`` are counted nouns that stand without a number."""

    def __init__(
        self, text: ParsedText, numbers: NumberLexicon, counted: CountedLexicon, timed: Set[int], heads: Set[int]
    ) -> None:
        self.tokens = text.tokens
        self.nouns_begin = counted.begins(text.tokens)
        self.zeros_begin = counted.zeros.places(text.tokens) | counted.zero_before.places(text.tokens)
        self.parts_begin = counted.subset.places(text.tokens) | counted.out_of.places(text.tokens)
        self.numbers_begin = numbers.begin(text.tokens)
        self.candidates = sorted(self.numbers_begin | self.nouns_begin)
        self.numbers = numbers
        self.counted = counted
        self.timed = timed
        self.heads = heads
        self.mentions: list[tuple[int, CountedNoun]] = []

    def sentence(self, sentence: Sentence) -> list[Candidate]:
        """The candidates of a sentence, in order."""
        self.mentions = []
        found: list[Candidate] = []
        behind, stop = sentence.first, sentence.last
        for i in self.candidates[bisect_left(self.candidates, behind) : bisect_left(self.candidates, stop)]:
            if i < behind:
                continue
            candidate, behind = self._at(i, stop)
            if candidate is not None and not self._sent(candidate, sentence):
                found.append(self._placed(candidate, sentence, found))
        return found

    def _at(self, i: int, stop: int) -> tuple[Candidate | None, int]:
        token = self.tokens[i]
        word = token.kind == "word" and i in self.nouns_begin
        if word and i in self.zeros_begin:
            zero = self._zero(i, stop)
            if zero is not None:
                return zero, zero.last
        if i in self.timed:
            return None, i + 1
        number = number_at(self.tokens, i, stop, self.numbers) if i in self.numbers_begin else None
        if number is not None:
            if any(k in self.timed for k in range(number.number_first, number.last)) or self._never(number, stop):
                return None, number.last
            changed = self._changed(number)
            if changed is not None:
                return None, changed
            candidate = self._bounded(self._counted(number, stop), stop)
            return candidate, candidate.last
        if not word:
            return None, i + 1
        single = self._single_arabic(i, stop) if self.counted.arabic else self._single(i, stop)
        if single is not None:
            return single, single.last
        noun = self.counted.nouns.at(self.tokens, i, stop)
        if noun is not None:
            self.mentions.append((i, noun.value[0]))
            return None, noun.last
        return None, i + 1

    # -- numbers -------------------------------------------------------------------------------

    def _counted(self, number: Number, stop: int) -> Candidate:
        made = Candidate(
            number.first, number.last, number.number_first, number.last, number.low, number.best, number.high,
            number.qualifier, "share" if number.percent else "bare", number.rule,
        )  # fmt: skip
        of_them = self.counted.of_them.at(self.tokens, number.last, stop) if number.last < stop else None
        if of_them is None and number.percent:  # *half of them*: the preposition is part of the fraction
            of_them = self.counted.of_them.at(self.tokens, number.last - 1, stop)
        joined = number.percent and self.tokens[number.number_first].fold.endswith(
            self.counted.data.of_them_endings or ("\0",)
        )
        if of_them is not None or joined:
            last = of_them.last if of_them else number.last
            kind = self.counted.nouns.at(self.tokens, last, stop) if last < stop else None
            told = kind.value[0] if kind is not None and kind.value[0].what is None else None
            return replace(made, last=last, of_them=True, who=told.who if told is not None else None)
        inner = self._base(number, stop)
        if inner is not None:
            noun, _, _ = self._noun(inner.last, stop)
            kind_of: CandidateKind = "share" if number.percent else "counted" if noun is not None else "bare"
            return replace(made, noun=noun, has_base=True, kind=kind_of)
        if number.percent:
            noun, last, _ = self._noun(number.last, stop)
            whole = noun is not None and noun.unit == "persons" and noun.what in (None, "population")
            return replace(made, noun=noun, last=last) if whole else made
        noun, last, lot = self._noun(number.last, stop)
        if noun is not None and self._never_noun(last, stop):
            return made
        if noun is not None:
            who = self.counted.data.who_words.get(self.tokens[last].lower) if last < stop else None
            return replace(made, kind="counted", noun=noun, last=last, lot=lot, who=who)
        after = number.last
        while after < stop and self.tokens[after].lower in self.numbers.data.indefinite:
            after += 1
        if after < stop and self._other(self.tokens[after]):
            return replace(made, last=after + 1, others=True)
        if after < stop and self._plain_noun(after):
            return replace(made, kind="unknown", last=after + 1)
        return made

    def _sent(self, candidate: Candidate, sentence: Sentence) -> bool:
        """*l'envoi de 120 gendarmes*, *would deploy 200 police*: forces that are not there yet are no stock."""
        if candidate.noun is None or candidate.noun.id not in _FORCES:
            return False
        before = self.tokens[max(sentence.first, candidate.first - 4) : candidate.first]
        return any(token.lower in self.counted.sending or token.fold in self.counted.sending for token in before)

    def _bounded(self, candidate: Candidate, stop: int) -> Candidate:
        """*60 personnes au moins*, *60 people at least*: the qualifier stands behind the noun."""
        if candidate.qualifier != "exact" or candidate.best is None or candidate.last == candidate.number_last:
            return candidate
        for k in range(candidate.last, min(candidate.last + 2, stop)):
            words = self.numbers.after.at(self.tokens, k, stop)
            if words is not None:
                qualifier = words.value[0].qualifier
                low, high = interval(candidate.best, qualifier)
                rule = f"{candidate.rule}.{words.value[0].id}"
                return replace(candidate, low=low, high=high, qualifier=qualifier, rule=rule, last=words.last)
            if self.tokens[k].kind != "word" or k in self.heads:
                break
        return candidate

    def _changed(self, number: Number) -> int | None:
        """*est passé de 12 à 27 morts* is no range: the second number counts."""
        if number.qualifier != "between" or self.tokens[number.first].lower not in self.numbers.range_from:
            return None
        behind = number.first - 1 in self.heads
        if not behind:
            return None
        for k in range(number.last - 1, number.first, -1):
            if self.tokens[k].lower in self.numbers.range_to:
                return k + 1
        return None

    def _base(self, number: Number, stop: int) -> Number | None:
        """*plus de 50 000 des 250 000 habitants*, *200,000 of the city's 400,000 residents*."""
        j = number.last
        if j >= stop or (
            self.tokens[j].lower not in self.counted.base and self.tokens[j - 1].lower not in self.counted.base
        ):
            return None
        for k in range(j, min(stop, j + _BASE_REACH + 1)):
            if self.tokens[k].kind == "number" and k > j - 1 and k not in self.timed:
                return number_at(self.tokens, k, stop, self.numbers)
            if self.tokens[k].kind == "mark" or (k > j and self.counted.nouns.at(self.tokens, k, stop)):
                return None
        return None

    def _never(self, number: Number, stop: int) -> bool:
        tokens = self.tokens
        before = tokens[number.first - 1] if number.first else None
        if before is not None:
            if before.lower.rstrip(".") in self.counted.never_before or before.fold in self.counted.never_before:
                return True
            if number.best in _RATES and (before.lower in self.counted.rates or before.fold in self.counted.rates):
                return True  # *three children in ten*, *un enfant sur cinq*
            sign = before.lower in (".", "°", "n") and number.first > 1
            if sign and tokens[number.first - 2].lower in self.counted.never_before:
                return True
            if before.end == tokens[number.number_first].start and before.lower in _TIGHT:
                return True
        if number.last >= stop:
            return False
        following = tokens[number.last]
        if following.start == tokens[number.last - 1].end and number.digits:
            tied = following.lower in _TIGHT or (following.kind == "word" and following.lower != "'s")
            if tied and not number.percent:  # *1er*, *122mm*, *34-year-old*
                return True
        after = number.last
        while after < stop and tokens[after].lower in self.numbers.data.indefinite:
            after += 1
        return self.counted.never_after.at(tokens, number.last, stop) is not None or (
            after > number.last and self.counted.never_after.at(tokens, after, stop) is not None
        )

    # -- nouns ---------------------------------------------------------------------------------

    def _noun(self, i: int, stop: int) -> tuple[CountedNoun | None, int, Measure | None]:
        """The noun behind a number, the token behind it, and what a modifier tells (*wounded soldiers*)."""
        modifiers = 0
        for k in range(i, min(stop, i + _NOUN_REACH)):
            token = self.tokens[k]
            match = self.counted.nouns.at(self.tokens, k, stop)
            if match is not None:
                return self._compound(match.value[0], match.last, stop)
            if token.lower in _OPENING or token.lower in self.counted.noun_between:
                continue
            if token.fold in self.counted.noun_between:
                continue
            if not self._modifier(token) or modifiers == _MODIFIERS:
                break
            modifiers += 1
        return None, i, None

    def _compound(self, noun: CountedNoun, last: int, stop: int) -> tuple[CountedNoun, int, Measure | None]:
        if not self.counted.data.noun_modifiers or last >= stop:
            return noun, last, None
        second = self.counted.nouns.at(self.tokens, last, stop)
        if second is None or second.value[0].unit != noun.unit:
            return noun, last, None
        if noun.what is None and second.value[0].what is not None:  # *civilian deaths*
            return replace_who(second.value[0], noun.who), second.last, None
        return second.value[0], second.last, noun.what

    def _modifier(self, token: Token) -> bool:
        """Where adjectives stand before the noun, unknown words may lie between (*two Syrian soldiers*)."""
        if not self.counted.data.noun_modifiers or token.kind != "word" or token.index in self.heads:
            return False
        function = token.lower in self.counted.prepositions or token.lower in self.counted.coordinators
        return not function and token.lower not in self.counted.relatives and (len(token.lower) > 2 or token.capital)

    def _never_noun(self, last: int, stop: int) -> bool:
        """*500 Sudanese pounds*: an adjective of the lexicon before a noun that never counts."""
        modifiers = self.counted.data.noun_modifiers and last < stop
        return modifiers and self.counted.never_after.at(self.tokens, last, stop) is not None

    def _other(self, token: Token) -> bool:
        return token.kind == "word" and (
            token.lower in self.counted.data.others or token.fold in self.counted.data.others
        )

    def _plain_noun(self, i: int) -> bool:
        token = self.tokens[i]
        if token.kind != "word" or token.index in self.heads or i in self.timed:
            return False
        if self.counted.subset.at(self.tokens, i, min(len(self.tokens), i + 3)) is not None:
            return False
        c = self.counted
        known = token.lower in c.prepositions or token.lower in c.coordinators or token.lower in c.relatives
        return not known and token.lower not in c.elided_after and token.fold not in c.elided_after

    # -- one, two and none ---------------------------------------------------------------------

    def _single(self, i: int, stop: int) -> Candidate | None:
        """*un moine*, *a six-year-old girl*, *l'un de leurs commandants*; whether it counts, the words around tell."""
        one_of = self.counted.one_of.at(self.tokens, i, stop)
        first = one_of.last if one_of is not None else i + 1
        owner = one_of is None and self.tokens[i].lower in self.counted.owners
        if one_of is None and not owner and self.tokens[i].lower not in self.counted.ones:
            return None
        made = Candidate(i, i + 1, i, i + 1, 1, 1, 1, "exact", "bare", "single")
        noun, last = self._single_noun(first, stop)
        if owner and noun is not None and noun.id != "kin":
            return None
        if noun is not None:
            return replace(made, kind="single", noun=noun, last=last) if noun.single else None
        if first >= stop or one_of is not None or owner:
            return None
        if self._plain_noun(first):
            return replace(made, kind="unknown", last=first + 1)
        return made

    def _single_noun(self, i: int, stop: int) -> tuple[CountedNoun | None, int]:
        for k in range(i, min(stop, i + _MODIFIERS + 1)):
            match = self.counted.nouns.at(self.tokens, k, stop)
            if match is not None:
                noun, last, _ = self._compound(match.value[0], match.last, stop)
                return noun, last
            token = self.tokens[k]
            aged = token.lower == "-" or (
                token.kind == "number" and self.tokens[k + 1 : k + 2] != () and self.tokens[k + 1].lower == "-"
            )
            if token.lower in self.numbers.data.indefinite:
                return None, i
            if not aged and token.lower not in self.counted.noun_between and not self._modifier(token):
                return None, i
        return None, i

    def _single_arabic(self, i: int, stop: int) -> Candidate | None:
        token = self.tokens[i]
        dual = self.counted.duals.at(self.tokens, i, stop)
        made = Candidate(i, i + 1, i, i + 1, 1, 1, 1, "exact", "single", "single")
        if dual is not None and not token.fold.removeprefix("و").startswith("ال"):
            return replace(made, kind="counted", rule="dual", low=2, best=2, high=2, last=dual.last, noun=dual.value[0])
        match = self.counted.nouns.at(self.tokens, i, stop)
        if match is None or not match.value[0].single or self._plural(token):
            return None
        return replace(made, last=match.last, noun=match.value[0])

    def _plural(self, token: Token) -> bool:
        defined = any(form.startswith("ال") for form in token.forms[:3])
        return (
            defined
            or token.fold.endswith(("ين", "ون", "ات"))
            or any(form in self.counted.broken_plurals for form in token.forms)
        )

    def _zero(self, i: int, stop: int) -> Candidate | None:
        made = Candidate(i, i, i, i, 0, 0, 0, "none", "zero", "zero")
        phrase = self.counted.zeros.at(self.tokens, i, stop)
        if phrase is not None:
            told = phrase.value[0]
            noun = CountedNoun(id="zero", forms=(), who=told.who, what=told.what, unit=told.unit)
            return replace(made, last=phrase.last, number_last=phrase.last, noun=noun, lot=told.what)
        before = self.counted.zero_before.at(self.tokens, i, stop)
        if before is None:
            return None
        noun_at = before.last
        if noun_at < stop and self.tokens[noun_at].lower in self.counted.noun_between:
            noun_at += 1
        match = self.counted.nouns.at(self.tokens, noun_at, stop) if noun_at < stop else None
        if match is None and self.counted.data.noun_modifiers and noun_at + 1 < stop:
            match = self.counted.nouns.at(self.tokens, noun_at + 1, stop)
        if match is None:
            return None
        noun_found = match.value[0]
        lot = noun_found.what if noun_found.what in ("killed", "injured", "violations", "aid_deliveries") else None
        return replace(made, last=match.last, number_last=match.last, noun=noun_found, lot=lot)

    # -- places --------------------------------------------------------------------------------

    def _placed(self, candidate: Candidate, sentence: Sentence, found: list[Candidate]) -> Candidate:
        """The candidate with what stands before it: *dont*, *sur les*."""
        first = candidate.first
        for k in range(max(sentence.first, first - 4), first):
            if k not in self.parts_begin:
                continue
            subset = self.counted.subset.at(self.tokens, k, first)
            if subset is not None and first - subset.last <= 1:
                return replace(candidate, subset=True)
            out_of = self.counted.out_of.at(self.tokens, k, first)
            counts = candidate.kind in ("bare", "counted", "unknown") and not candidate.one
            if not counts or out_of is None or out_of.last != first or not found:
                continue
            if not found[-1].one and first - found[-1].last <= 4:
                noun = candidate.noun or found[-1].noun
                return replace(candidate, base=True, noun=noun)
        if found and found[-1].has_base:
            return replace(candidate, base=True)
        return candidate
