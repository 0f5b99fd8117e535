"""Figures: a number, what it counts, what became of them, and how it hangs together with its neighbours.

Numbers that count nothing of the interchange (ages, calibres, prices, resolutions, dates) give no
figure. Persons whose lot no word tells are *other*; a single person counts only with a lot.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from msgspec.structs import replace

from trucewatch.reading.actors import ActorMention
from trucewatch.reading.counted import CountedLexicon
from trucewatch.reading.figure_candidates import Candidate, CandidateFinder
from trucewatch.reading.figure_lot import Lot
from trucewatch.reading.figure_lots import Lots
from trucewatch.reading.found import FoundActor, FoundFigure, FoundTime
from trucewatch.reading.numbers import NumberLexicon
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.sentences import Sentence
from trucewatch.vocabulary.claims import Unit

__all__ = ["figure_lexicons", "find_figures"]


@lru_cache(maxsize=8)
def figure_lexicons(lang: str) -> tuple[NumberLexicon, CountedLexicon]:
    """The numbers of a language and what they count, compiled once."""
    return NumberLexicon(lang), CountedLexicon(lang)


def find_figures(
    text: ParsedText, *, actors: tuple[ActorMention, ...], times: tuple[FoundTime, ...] = ()
) -> tuple[FoundFigure, ...]:
    """All figures of a text in order; ``subset_of`` and ``of`` are indices into the result."""
    numbers, counted = figure_lexicons(text.lang)
    timed = _timed(text, times)
    heads = {i for group in text.verbs for i in range(group.first, group.last)}
    candidates = CandidateFinder(text, numbers, counted, timed, heads)
    builder = _Builder(text, counted, actors)
    before: list[tuple[Candidate, Lot, int]] = []
    for sentence in text.sentences:
        found = candidates.sentence(sentence)
        if not found:
            before = []
            continue
        lots = Lots(text, counted, sentence, timed, candidates.mentions)
        before = builder.sentence(sentence, lots.of(found, [lot for _, lot, _ in before]), before)
    return _once(text, builder.found)


def _timed(text: ParsedText, times: tuple[FoundTime, ...]) -> set[int]:
    """Indices of the tokens that tell a time."""
    timed: set[int] = set()
    for time in times:
        i = text.token_at(time.start)
        while i < len(text.tokens) and text.tokens[i].start < time.end:
            timed.add(i)
            i += 1
    return timed


class _Builder:
    def __init__(self, text: ParsedText, counted: CountedLexicon, actors: tuple[ActorMention, ...]) -> None:
        self.text = text
        self.tokens = text.tokens
        self.counted = counted
        self.actors = actors
        self.found: list[FoundFigure] = []

    def sentence(
        self, sentence: Sentence, lots: Sequence[tuple[Candidate, Lot]], before: list[tuple[Candidate, Lot, int]]
    ) -> list[tuple[Candidate, Lot, int]]:
        """Add the figures of a sentence; ``before`` are those of the sentence before it."""
        total = next(self.counted.total.find(self.tokens, sentence.first, sentence.last), None) is not None
        made: list[tuple[Candidate, Lot, int]] = []
        for i, (candidate, lot) in enumerate(lots):
            index = len(self.found)
            whole = self._whole(lot, made, before)
            based = candidate.has_base and i + 1 < len(lots) and lots[i + 1][0].base
            self.found.append(self._figure(candidate, lot, whole, index + 1 if based else None, total))
            made.append((candidate, lot, index))
        return made

    def _whole(
        self, lot: Lot, made: list[tuple[Candidate, Lot, int]], before: list[tuple[Candidate, Lot, int]]
    ) -> int | None:
        if not lot.part:
            return None
        for _, other, index in reversed(made):
            if not other.part:
                return index
        if lot.part == "earlier":
            for candidate, other, index in reversed(before):
                if not other.part and not candidate.one:
                    return index
        return None

    def _figure(self, candidate: Candidate, lot: Lot, whole: int | None, base: int | None, total: bool) -> FoundFigure:
        tokens, noun = self.tokens, candidate.noun
        lang = self.text.lang
        name = noun.id if noun is not None else candidate.kind
        unit: Unit = "persons"
        if candidate.kind == "share":
            unit = "percent"
        elif noun is not None:
            unit = noun.unit
        elif lot.what in ("buildings_damaged", "violations", "aid_deliveries"):
            unit = lot.unit
        return FoundFigure(
            start=tokens[candidate.first].start,
            end=tokens[candidate.last - 1].end,
            number_start=tokens[candidate.number_first].start,
            number_end=tokens[candidate.number_last - 1].end,
            low=candidate.low,
            best=candidate.best,
            high=candidate.high,
            qualifier=candidate.qualifier,
            unit=unit,
            what=lot.what,
            rules=(f"figures.{lang}.{candidate.rule}", f"figures.{lang}.{name}"),
            who=lot.who,
            side=self._side(candidate),
            state=lot.state,
            subset_of=whole,
            of=base,
            total=True if total else None,
            confidence=lot.confidence,
        )

    def _side(self, candidate: Candidate) -> FoundActor | None:
        first, last = candidate.number_last, candidate.last
        if candidate.best == 0 or first >= len(self.tokens):
            return None
        a, b = self.tokens[first].start, self.tokens[min(last, len(self.tokens)) - 1].end
        for mention in self.actors:
            if mention.start > b:
                break
            if mention.end > a and (mention.of_id or mention.id):
                name = self.text.text(mention.name_start, mention.name_end)
                return FoundActor(name, mention.of_id or mention.id, mention.name_start, mention.name_end)
        return None


def _once(text: ParsedText, found: list[FoundFigure]) -> tuple[FoundFigure, ...]:
    """A headline that repeats a figure of the body does not count again."""
    kinds = [text.sentence(figure.start).kind for figure in found]
    told = {_value(figure) for figure, kind in zip(found, kinds, strict=True) if kind == "body"}
    kept = [
        i
        for i, (figure, kind) in enumerate(zip(found, kinds, strict=True))
        if kind == "body" or _value(figure) not in told
    ]
    if len(kept) == len(found):
        return tuple(found)
    place = {old: new for new, old in enumerate(kept)}
    return tuple(_moved(found[i], place) for i in kept)


def _value(figure: FoundFigure) -> tuple[float | None, ...]:
    return (figure.best,) if figure.best is not None else (figure.low, figure.high)


def _moved(figure: FoundFigure, place: dict[int, int]) -> FoundFigure:
    subset = place.get(figure.subset_of) if figure.subset_of is not None else None
    base = place.get(figure.of) if figure.of is not None else None
    return replace(figure, subset_of=subset, of=base)
