"""Figures: a number, what it counts, what became of them, and how it hangs together with its neighbours.

Numbers that count nothing of the interchange (ages, calibres, prices, resolutions, dates) give no
figure. A count of persons needs a word that says what became of them; without one there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from trucewatch.reading.actors import ActorMention
from trucewatch.reading.counted import CountedLexicon, CountedNoun
from trucewatch.reading.found import FoundActor, FoundFigure, FoundTime
from trucewatch.reading.numbers import Number, NumberLexicon, number_at
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.sentences import Sentence
from trucewatch.reading.tokens import Token
from trucewatch.vocabulary.claims import Measure, Who

__all__ = ["find_figures"]

_NEAR_AFTER = 7
_NEAR_BEFORE = 5
_FAR = 30
_SINGLE_REACH = 6


@lru_cache(maxsize=8)
def _lexicons(lang: str) -> tuple[NumberLexicon, CountedLexicon]:
    return NumberLexicon(lang), CountedLexicon(lang)


def find_figures(
    text: ParsedText, *, actors: tuple[ActorMention, ...], times: tuple[FoundTime, ...] = ()
) -> tuple[FoundFigure, ...]:
    """All figures of a text in order; ``subset_of`` and ``of`` are indices into the result."""
    numbers, counted = _lexicons(text.lang)
    finder = _Finder(text, numbers, counted, actors, times)
    for sentence in text.sentences:
        finder.sentence(sentence)
    return tuple(finder.found)


@dataclass(frozen=True, slots=True)
class _State:
    what: Measure
    start: int
    end: int
    rule: str


class _Finder:
    def __init__(
        self,
        text: ParsedText,
        numbers: NumberLexicon,
        counted: CountedLexicon,
        actors: tuple[ActorMention, ...],
        times: tuple[FoundTime, ...],
    ) -> None:
        self.text = text
        self.tokens = text.tokens
        self.numbers = numbers
        self.counted = counted
        self.actors = actors
        self.timed: set[int] = set()
        for time in times:
            first = text.token_at(time.start)
            while first < len(self.tokens) and self.tokens[first].start < time.end:
                self.timed.add(first)
                first += 1
        self.found: list[FoundFigure] = []
        self.by_head = {group.head: group for group in text.verbs}
        self.open = 0  # index of the first figure of the present sentence
        self.noun: CountedNoun | None = None

    def sentence(self, sentence: Sentence) -> None:
        self.open = len(self.found)
        self.noun = None
        i, stop = sentence.first, sentence.last
        while i < stop:
            i = self._at(i, sentence)

    def _at(self, i: int, sentence: Sentence) -> int:
        token, stop = self.tokens[i], sentence.last
        zero = self._zero(i, stop)
        if zero is not None:
            self.found.append(zero[0])
            return zero[1]
        if i in self.timed:
            return i + 1
        single = self._single(i, sentence)
        if single is not None:
            self.found.append(single[0])
            return single[1]
        noun = self.counted.nouns.at(self.tokens, i, stop) if token.kind == "word" else None
        number = number_at(self.tokens, i, stop, self.numbers)
        if number is None:
            if noun is not None:
                self.noun = noun.value[0]
                return noun.last
            return i + 1
        if any(k in self.timed for k in range(number.number_first, number.last)):
            return number.last
        figure = self._figure(number, sentence)
        if figure is None:
            return max(i + 1, number.last)
        self.found.append(figure[0])
        return figure[1]

    # -- one number ----------------------------------------------------------------------------

    def _figure(self, number: Number, sentence: Sentence) -> tuple[FoundFigure, int] | None:
        stop = sentence.last
        if self._never(number, stop):
            return None
        if number.percent:
            return self._share(number, sentence)
        noun, last = self._noun(number.last, stop)
        whole = self._whole(number.first, sentence)
        base = None
        if noun is None:
            base = self._base(number, stop)
            noun, last = self._unnamed(number, stop, whole=whole, base=base)
            if noun is None and whole is None:
                return None
        state = self._state(number.first, last, sentence, noun)
        who: Who | None = noun.who if noun else None
        what: Measure | None = None
        if whole is not None and (noun is None or noun.needs_state or noun.what in (None, "population")):
            near = state if state is not None and state.rule == "near" else None
            what = near.what if near else self.found[whole].what
            who = who or self.found[whole].who
        elif noun is not None and noun.what is not None and not (noun.weak and state is not None):
            what = self._own_measure(noun, state)
        elif state is not None:
            what = state.what
        elif noun is not None and noun.who == "combatant" and (number.best or number.low or 0) >= 100:
            what = "fighters"
        if what is None:
            return None
        if noun is not None and noun.unit != "persons" and what in ("killed", "injured"):
            return None
        rules = (f"figures.{self.text.lang}.{number.rule}", f"figures.{self.text.lang}.{noun.id if noun else 'elided'}")
        figure = FoundFigure(
            start=self.tokens[number.first].start,
            end=self.tokens[last - 1].end,
            number_start=self.tokens[number.number_first].start,
            number_end=self.tokens[number.last - 1].end,
            low=number.low,
            best=number.best,
            high=number.high,
            qualifier=number.qualifier,
            unit=noun.unit if noun else "persons",
            what=what,
            rules=rules,
            who=who,
            side=self._side(number.last, last),
            state=(state.start, state.end) if state is not None and state.what == what else None,
            subset_of=whole,
            of=len(self.found) + 1 if base is not None else None,
            total=True if self._total(sentence) else None,
            confidence="high" if state is None or state.rule != "far" else "medium",
        )
        if base is not None:
            return figure, number.last
        return figure, last

    def _unnamed(
        self, number: Number, stop: int, *, whole: int | None, base: tuple[CountedNoun, int] | None
    ) -> tuple[CountedNoun | None, int]:
        """Who is counted where no known noun follows: the base, the part of a whole, the noun of the sentence,
        or persons of any name that a verb of the lexicon befalls."""
        if base is not None:
            return base[0], number.last
        part = self.counted.parts.at(self.tokens, number.last, stop) if number.last < stop else None
        if part is not None and self.found:
            return CountedNoun(id="part", forms=(), who=self.found[-1].who, needs_state=True), part.last
        if whole is not None:
            return self.noun, number.last
        if self._befalls(number.last, stop):
            return self.noun or _PERSONS, number.last
        if self._elided(number, stop):
            return self.noun, number.last
        if number.last < stop and self._unknown_plural(number.last) and self._befalls(number.last + 1, stop):
            return _PERSONS, number.last + 1
        return None, number.last

    def _befalls(self, i: int, stop: int) -> bool:
        """Whether a verb that tells the lot of persons stands right behind, but for a few words."""
        for k in range(i, min(stop, i + 5)):
            group = self.by_head.get(k)
            if group is None:
                if self.tokens[k].kind == "mark" or self.tokens[k].kind == "number":
                    return False
                continue
            state = self.counted.lemmas.get(group.lemma or "")
            direct = group.first <= i + 1
            return direct and state is not None and state.what in _PERSONAL and not group.negated
        return False

    def _unknown_plural(self, i: int) -> bool:
        token = self.tokens[i]
        return token.kind == "word" and len(token.lower) > 4 and token.lower.endswith(("s", "x"))

    def _own_measure(self, noun: CountedNoun, state: _State | None) -> Measure | None:
        """Prisoners are *other* unless a word says that they were taken; inhabitants may have fled."""
        if state is None:
            return noun.what
        if noun.what == "other" and state.what in ("killed", "detained", "injured"):
            return state.what
        if noun.what == "population" and state.what in ("displaced", "evacuated", "besieged", "killed"):
            return state.what
        return noun.what

    def _never(self, number: Number, stop: int) -> bool:
        before = self.tokens[number.first - 1] if number.first else None
        if before is not None and before.lower.rstrip(".") in self.counted.never_before:
            return True
        spaced = number.first > 1 and before is not None and before.lower in (".", "°", "n")
        if spaced and self.tokens[number.first - 2].lower in self.counted.never_before:
            return True
        if number.last < stop:
            after = self.counted.never_after.at(self.tokens, number.last, stop)
            if after is not None:
                return True
            following = self.tokens[number.last]
            if following.lower in ("-", "/", "°", ":") and following.start == self.tokens[number.last - 1].end:
                return True
        joined = before is not None and before.end == self.tokens[number.number_first].start
        return bool(joined and before is not None and before.lower in ("-", "/", ":", "$", "€"))

    def _noun(self, i: int, stop: int) -> tuple[CountedNoun | None, int]:
        for k in range(i, min(stop, i + 4)):
            if self.tokens[k].kind != "word":
                break
            match = self.counted.nouns.at(self.tokens, k, stop)
            if match is not None:
                return match.value[0], match.last
            token = self.tokens[k]
            joins = token.lower in self.counted.between or token.fold in self.counted.between
            if not joins and (k > i or not self._adjective(token)):
                break
        return None, i

    def _adjective(self, token: Token) -> bool:
        """One unknown word may stand between number and noun (*deux jeunes femmes*, *two Syrian soldiers*)."""
        return self.text.lang == "en" and token.lower not in self.counted.base and len(token.lower) > 3

    def _whole(self, first: int, sentence: Sentence) -> int | None:
        if len(self.found) == self.open:
            return None
        for k in range(max(sentence.first, first - 4), first):
            match = self.counted.subset.at(self.tokens, k, first)
            if match is not None and first - match.last <= 1:
                index = len(self.found) - 1
                while self.found[index].subset_of is not None and index > self.open:
                    index -= 1
                return index
        return None

    def _base(self, number: Number, stop: int) -> tuple[CountedNoun, int] | None:
        """*plus de 50 000 des 250 000 habitants*: the second number is the base of the first."""
        j = number.last
        if j + 1 >= stop or self.tokens[j].lower not in self.counted.base:
            return None
        if self.tokens[j + 1].lower in self.counted.base or self.tokens[j + 1].lower in ("les", "the"):
            j += 1
        inner = number_at(self.tokens, j + 1, stop, self.numbers) if j + 1 < stop else None
        if inner is None:
            return None
        noun, last = self._noun(inner.last, stop)
        return (replace_noun(noun), last) if noun is not None else None

    def _elided(self, number: Number, stop: int) -> bool:
        """A bare number takes over the noun of its sentence when no noun of its own follows."""
        if self.noun is None and len(self.found) == self.open:
            return False
        if number.best is not None and number.best < 2:
            return False
        if number.last >= stop:
            return True
        following = self.tokens[number.last]
        if following.kind == "mark":
            return following.lower in (",", ".", ";", ")", "»", "–")
        known = following.lower in (
            "selon",
            "d'",
            "d",
            "et",
            "and",
            "according",
            "ont",
            "were",
            "are",
            "étaient",
            "sont",
        )
        return known or following.fold in ("بحسب", "وفق", "وفقا", "حسب") or following.index in self.by_head

    def _verb(self, token: Token) -> bool:
        return token.index in self.by_head or bool(self.text.data.forms(token))

    # -- what became of them -------------------------------------------------------------------

    def _state(self, first: int, last: int, sentence: Sentence, noun: CountedNoun | None) -> _State | None:
        end = min(sentence.last, last + _NEAR_AFTER)
        near = self._state_in(last, self._clause_end(last, end), "near")
        if near is not None:
            return near
        start = max(sentence.first, first - _NEAR_BEFORE)
        before = self._state_before(start, first)
        if before is not None:
            return before
        if noun is not None and noun.what is not None and noun.what not in ("population", "other"):
            return None
        return self._verb_after(last, sentence) or self._state_before(max(sentence.first, first - _FAR), first, "far")

    def _clause_end(self, i: int, stop: int) -> int:
        for k in range(i, stop):
            if self.tokens[k].lower in (";", ".", ":"):
                return k
        return stop

    def _state_in(self, i: int, stop: int, rule: str) -> _State | None:
        for k in range(i, stop):
            if k > i and self.tokens[k].kind == "number":
                return None
            found = self._state_at(k, stop)
            if found is not None:
                return _State(found[0], self.tokens[found[1]].start, self.tokens[found[2] - 1].end, rule)
        return None

    def _state_before(self, i: int, stop: int, rule: str = "near") -> _State | None:
        for k in range(stop - 1, i - 1, -1):
            if rule == "near" and self.tokens[k].lower in (";", ".", ":", "»"):
                return None
            found = self._state_at(k, stop)
            if found is not None:
                return _State(found[0], self.tokens[found[1]].start, self.tokens[found[2] - 1].end, rule)
        return None

    def _state_at(self, k: int, stop: int) -> tuple[Measure, int, int] | None:
        group = self.by_head.get(k)
        if group is not None and group.lemma in self.counted.lemmas and not group.negated:
            return self.counted.lemmas[group.lemma].what, group.first, group.last
        match = self.counted.words.at(self.tokens, k, stop)
        if match is not None:
            return match.value[0].what, match.first, match.last
        return None

    def _verb_after(self, i: int, sentence: Sentence) -> _State | None:
        limit = min(sentence.last, i + _FAR)
        for group in self.text.verbs_in(self.tokens[i - 1].end, self.tokens[limit - 1].end):
            state = self.counted.lemmas.get(group.lemma or "")
            if state is not None and not group.negated:
                return _State(state.what, group.start, group.end, "far")
        return None

    # -- special numbers -----------------------------------------------------------------------

    def _share(self, number: Number, sentence: Sentence) -> tuple[FoundFigure, int] | None:
        """A share counts when it is one of territory, or of people whose lot is told."""
        tokens = self.tokens
        words = [
            (m.value[0].what, m.start, m.end) for m in self.counted.words.find(tokens, sentence.first, sentence.last)
        ]
        territory = [w for w in words if w[0] == "control_share" and abs(w[1] - tokens[number.last - 1].end) < 90]
        what: Measure
        who: Who | None = None
        whole = self._whole(number.first, sentence)
        if whole is not None:
            what, who = self.found[whole].what, self.found[whole].who
        elif territory:
            what = "control_share"
        else:
            return None
        figure = FoundFigure(
            start=tokens[number.first].start,
            end=tokens[number.last - 1].end,
            number_start=tokens[number.number_first].start,
            number_end=tokens[number.last - 1].end,
            low=number.low,
            best=number.best,
            high=number.high,
            qualifier=number.qualifier,
            unit="percent",
            what=what,
            rules=(f"figures.{self.text.lang}.{number.rule}", f"figures.{self.text.lang}.share"),
            who=who,
            subset_of=whole,
        )
        return figure, number.last

    def _zero(self, i: int, stop: int) -> tuple[FoundFigure, int] | None:
        tokens = self.tokens
        phrase = self.counted.zero_states.at(tokens, i, stop)
        if phrase is not None:
            what: Measure = "injured" if self.text.lang == "ar" else "killed"
            return self._none(i, phrase.last, what, "person"), phrase.last
        if tokens[i].lower not in self.numbers.data.zero or i + 1 >= stop:
            return None
        noun, last = self._noun(i + 1, stop)
        if noun is None or noun.what not in ("killed", "injured", "violations", "aid_deliveries"):
            return None
        return self._none(i, last, noun.what, noun.who), last

    def _none(self, first: int, last: int, what: Measure, who: Who | None) -> FoundFigure:
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        rules = (f"figures.{self.text.lang}.zero",)
        return FoundFigure(start, end, start, end, 0, 0, 0, "none", "persons", what, rules, who=who)

    def _single(self, i: int, sentence: Sentence) -> tuple[FoundFigure, int] | None:
        """*un moine a été tué*, *killed a nurse*: one, when the words beside it say what became of them."""
        token, stop = self.tokens[i], sentence.last
        if self.text.lang == "ar":
            noun_at = i
            if number_at(self.tokens, i, stop, self.numbers) is not None:
                return None
        elif token.lower in self.counted.articles:
            noun_at = i + 1
        else:
            return None
        match = self.counted.nouns.at(self.tokens, noun_at, stop) if noun_at < stop else None
        if match is None and self.text.lang == "en" and noun_at + 1 < stop:
            match = self.counted.nouns.at(self.tokens, noun_at + 1, stop)
        if match is None or not match.value[0].single or self._plural(match.first):
            return None
        noun = match.value[0]
        state = self._single_state(i, match.last, sentence)
        if state is None:
            return None
        start, end = self.tokens[i].start, self.tokens[match.last - 1].end
        rules = (f"figures.{self.text.lang}.single", f"figures.{self.text.lang}.{noun.id}")
        figure = FoundFigure(
            start, end, start, end, 1, 1, 1, "exact", "persons", state.what, rules, who=noun.who,
            side=self._side(noun_at, match.last), state=(state.start, state.end), confidence="medium",
        )  # fmt: skip
        return figure, match.last

    def _plural(self, i: int) -> bool:
        token = self.tokens[i]
        if self.text.lang != "ar":
            return False
        return (
            token.fold.startswith("ال") or token.fold.endswith(("ين", "ون", "ات")) or token.fold in self.counted.plurals
        )

    def _single_state(self, first: int, last: int, sentence: Sentence) -> _State | None:
        after = min(sentence.last, last + _SINGLE_REACH)
        for group in self.text.verbs_in(self.tokens[last - 1].end, self.tokens[after - 1].end + 1):
            state = self.counted.lemmas.get(group.lemma or "")
            if state is None or group.negated:
                return None
            intransitive = (
                state.what in ("killed", "missing") and not group.passive and group.lemma in self.counted.intransitive
            )
            if group.passive or intransitive:
                return _State(state.what, group.start, group.end, "near")
            return None
        before = self._state_before(max(sentence.first, first - 3), first)
        if before is not None and before.what in ("killed", "injured", "detained", "missing"):
            return before
        return None

    # -- context -------------------------------------------------------------------------------

    def _side(self, first: int, last: int) -> FoundActor | None:
        if first >= len(self.tokens):
            return None
        a, b = self.tokens[first].start, self.tokens[min(last, len(self.tokens)) - 1].end
        for mention in self.actors:
            if mention.start > b:
                break
            if mention.end > a and (mention.of_id or mention.id):
                name = self.text.text(mention.name_start, mention.name_end)
                return FoundActor(name, mention.of_id or mention.id, mention.name_start, mention.name_end)
        return None

    def _total(self, sentence: Sentence) -> bool:
        return next(self.counted.total.find(self.tokens, sentence.first, sentence.last), None) is not None


_PERSONS = CountedNoun(id="unnamed", forms=(), who="person", needs_state=True)
_PERSONAL = frozenset({"killed", "injured", "missing", "detained", "displaced", "evacuated"})


def replace_noun(noun: CountedNoun) -> CountedNoun:
    """The part of a base is persons of unknown lot until a word tells it."""
    return CountedNoun(id=f"{noun.id}.part", forms=(), who=noun.who, needs_state=True) if noun.what else noun
