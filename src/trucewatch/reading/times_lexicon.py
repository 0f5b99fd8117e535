"""The words of time of a language (``times.yaml``), looked up at every token of a text.

A word of more than three letters is found with or without its accents; a shorter one only as written
(*dès*, *à*). An Arabic word is found behind joined particles, a short one only behind *wa-*.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal, TypeAlias

from msgspec import Struct

from trucewatch.reading.language_data import load_lexicon
from trucewatch.reading.times_days import Edge
from trucewatch.reading.tokens import Token, Tokens, tokenise
from trucewatch.reading.view import fold_text, lower_text, make_view

__all__ = ["Atoms", "TimeData", "TimeExample", "TimeLexicon", "ValueKind", "WordKind", "time_lexicon"]

ValueKind: TypeAlias = Literal[
    "weekday",  # Monday is 0
    "month",
    "offset",  # days from publication
    "story",  # days from the story's last date
    "week",  # weeks, weekends, months, years from those of publication
    "weekend",
    "month_from",
    "year_from",
    "unit",  # 1, 7, 30, 365 days
    "hours",  # a unit of hours (1) or minutes (0)
    "pair",  # an Arabic dual: two of a unit
    "number",
    "ordinal",
    "edge",  # 0 start, 1 middle, 2 end
    "apart",  # *deux jours après*: 1 if what follows lies back, -1 if ahead
    "apart_before",  # the same before the number: *à deux jours d'un sommet*
    "beside_noun",  # *au lendemain d'un raid*: days from that other thing to the story
    "in_edge",  # a unit with its article, behind an edge: *début de l'année*
]
WordKind: TypeAlias = Literal[
    "part",
    "part_alone",
    "midnight",
    "night",
    "night_alone",
    "night_before",
    "nth_before",
    "apart_of",
    "lasting_noun",  # *بعد تسعة أيام من القتال*: it lasted so long, it does not lie so far back
    "into",
    "next",
    "last",
    "following",
    "since",
    "since_date",
    "until",
    "lasting",
    "from",
    "to",
    "and",
    "or",
    "of",
    "on",
    "month_before",
    "year_before",
    "year_before_noun",
    "ago_before",
    "ago_after",
    "later",
    "earlier",
    "past",
    "within",
    "consecutive",
    "approximate",
    "bare_day",
    "after_bare_day",
    "clock_before",
    "hour_mark",
    "morning_mark",
    "evening_mark",
    "utc",
    "local",
    "season",
    "season_before",
    "future",
    "not_after_today",
]
Hit: TypeAlias = tuple[int, int]  # token behind the phrase, value


class TimeExample(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text and what it means; runs as a test. ``published`` anchors it."""

    text: str
    published: str
    start: str | None = None
    end: str | None = None
    precision: str = "day"


class TimeData(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``times.yaml`` of a language."""

    id: str
    source: str
    values: dict[ValueKind, dict[str, int]]
    words: dict[WordKind, tuple[str, ...]]
    edge_prefixes: dict[str, Edge] = {}
    ahead_lemmas: tuple[str, ...] = ()
    reporting_lemmas: tuple[str, ...] = ()
    present_looks_ahead: bool = False
    month_first: bool = False
    capital_months: bool = True
    examples: tuple[TimeExample, ...] = ()


_Entry: TypeAlias = tuple[tuple[tuple[str, str], ...], str, int]
_SHORT = 3
_NOTHING: dict[str, Hit] = {}
# Words without one of these (or digits) are no time: articles, prepositions, parts of the day, bare number words.
_TELLING = frozenset({
    "weekday", "month", "offset", "story", "week", "weekend", "month_from", "year_from", "unit", "hours", "pair",
    "ordinal", "in_edge", "beside_noun", "part_alone", "midnight", "night", "night_alone", "night_before", "season",
})  # fmt: skip


class TimeLexicon:
    """The phrases of a language, indexed by their first word."""

    def __init__(self, lang: str) -> None:
        self.data = load_lexicon(lang, "times", TimeData)
        self.lang = lang
        self.arabic = lang == "ar"
        self._index: dict[str, list[_Entry]] = {}
        self._more: dict[str, dict[str, list[_Entry]]] = {}
        for kind, table in self.data.values.items():
            for phrase, value in table.items():
                self._add(phrase, kind, value)
        for word_kind, phrases in self.data.words.items():
            for phrase in phrases:
                self._add(phrase, word_kind, 0)
        for key, entries in self._index.items():
            for entry in entries:
                if entry[0]:
                    self._more.setdefault(key, {}).setdefault(entry[0][0][1], []).append(entry)
        self._alone: dict[str, tuple[tuple[str, int], ...]] = {
            key: tuple({kind: (kind, value) for rest, kind, value in reversed(entries) if not rest}.values())
            for key, entries in self._index.items()
        }
        self.ahead_lemmas = frozenset(self.data.ahead_lemmas)
        self.reporting_lemmas = frozenset(self.data.reporting_lemmas)

    def _add(self, phrase: str, kind: str, value: int) -> None:
        words = [(t.lower, t.fold) for t in tokenise(make_view(phrase))]
        first, rest = words[0], tuple(words[1:])
        for key in {first[1]} if self.arabic else set(_keys(*first)):
            self._index.setdefault(key, []).append((rest, kind, value))

    def value(self, kind: ValueKind, word: str) -> int | None:
        """The value of a single word, for the parts of a compound (*mi-octobre*, *lundi-mardi*)."""
        fold = fold_text(lower_text(word))
        for rest, found, value in self._index.get(fold, ()):
            if found == kind and not rest:
                return value
        return None

    def begins(self, tokens: Sequence[Token]) -> Iterable[int]:
        """The tokens at which a phrase can begin."""
        if not isinstance(tokens, Tokens):
            return range(len(tokens))
        out: set[int] = set()
        for words in (tokens.places_of_words, tokens.places_of_forms):
            for word in self._index.keys() & words.keys():
                out.update(words[word])
        return out

    def found(self, tokens: Sequence[Token], i: int) -> dict[str, Hit] | None:
        """The longest phrase of each kind that begins at token ``i``: the token behind it and its value."""
        out: dict[str, Hit] = {}
        for key in self._forms(tokens[i]):
            alone = self._alone.get(key)
            if alone is None:
                continue
            for kind, value in alone:
                if kind not in out:
                    out[kind] = (i + 1, value)
            more = self._more.get(key)
            if more is not None and i + 1 < len(tokens):
                self._longer(more, tokens, i, out)
        return out or None

    def _longer(self, more: dict[str, list[_Entry]], tokens: Sequence[Token], i: int, out: dict[str, Hit]) -> None:
        """Add the phrases of several words: they are kept by the second one."""
        following = tokens[i + 1]
        for form in following.forms if self.arabic else (following.fold,):
            for rest, kind, value in more.get(form, ()):
                last = i + 1 + len(rest)
                if last > len(tokens) or not self._goes_on(tokens, i + 1, rest):
                    continue
                known = out.get(kind)
                if known is None or last > known[0]:
                    out[kind] = (last, value)

    def _goes_on(self, tokens: Sequence[Token], i: int, rest: tuple[tuple[str, str], ...]) -> bool:
        for lower, fold in rest:
            if not self._same(tokens[i], lower, fold):
                return False
            i += 1
        return True

    def _forms(self, token: Token) -> tuple[str, ...]:
        if not self.arabic:
            return _keys(token.lower, token.fold)
        forms = token.forms
        if len(forms) == 1:
            return forms
        joined = token.fold[1:] if token.fold[:1] in "وف" else ""
        return tuple(f for f in forms if len(f) > _SHORT or f in (forms[0], joined))

    def _same(self, token: Token, lower: str, fold: str) -> bool:
        if self.arabic:
            return fold in token.forms
        return token.lower == lower or (len(lower) > _SHORT and token.fold == fold)


def _keys(lower: str, fold: str) -> tuple[str, ...]:
    return (lower,) if len(lower) <= _SHORT or lower == fold else (lower, fold)


class Atoms:
    """The words of time found in a text: for each token the phrases that begin there, the longest of each kind."""

    def __init__(self, tokens: Sequence[Token], lexicon: TimeLexicon) -> None:
        self._size = len(tokens)
        self._at: list[dict[str, Hit] | None] = [None] * len(tokens)
        for i in lexicon.begins(tokens):
            self._at[i] = lexicon.found(tokens, i)
        self._near = self._near_telling(tokens, tuple(lexicon.data.edge_prefixes))

    def _near_telling(self, tokens: Sequence[Token], prefixes: tuple[str, ...]) -> list[bool]:
        """For each token: does an unbroken run of words of time and marks lead from it to one that tells a time?"""
        inside = [False] * self._size
        for i, found in enumerate(self._at):
            if found is not None:
                for last, _ in found.values():
                    for k in range(i, last):
                        inside[k] = True
        near = [False] * self._size
        leads = False
        for i in range(self._size - 1, -1, -1):
            token, found = tokens[i], self._at[i]
            if token.kind == "number":
                leads = leads or self._lives(tokens, i, inside)
            elif (
                (found is not None and not _TELLING.isdisjoint(found))
                or "-" in token.lower
                or token.lower.startswith(prefixes)
            ):
                leads = True
            elif token.kind == "word" and not inside[i]:
                leads = False
            near[i] = leads
        return near

    def _lives(self, tokens: Sequence[Token], i: int, inside: list[bool]) -> bool:
        """Can a number be part of a time? Not where it counts the word behind it (*45 civilians*), save a year."""
        token = tokens[i]
        if len(token.lower) == 4 or self._at[i] is not None or i + 1 >= self._size:
            return True
        following = tokens[i + 1]
        plain = following.kind == "word" and not inside[i + 1] and following.start > token.end
        return not plain or following.fold.startswith("و")

    def candidates(self, tokens: Sequence[Token]) -> list[int]:
        """The tokens at which an expression of time may begin."""
        near, at = self._near, self._at
        return [
            i
            for i, token in enumerate(tokens)
            if near[i] and (at[i] is not None or token.kind == "number" or "-" in token.lower)
        ]

    def any(self, i: int) -> bool:
        """Does any phrase begin at token ``i``?"""
        return i < self._size and self._at[i] is not None

    def kinds(self, i: int) -> dict[str, Hit]:
        """The phrases that begin at token ``i``, by kind."""
        return (self._at[i] if 0 <= i < self._size else None) or _NOTHING

    def get(self, i: int, kind: ValueKind | WordKind) -> Hit | None:
        """The longest phrase of a kind that begins at token ``i``: the token behind it and its value."""
        if not 0 <= i < self._size:
            return None
        found = self._at[i]
        return found.get(kind) if found else None

    def skip(self, i: int, stop: int, *kinds: WordKind) -> int:
        """The token behind all words of the kinds that stand from ``i`` on."""
        while i < stop:
            for kind in kinds:
                hit = self.get(i, kind)
                if hit is not None:
                    i = hit[0]
                    break
            else:
                return i
        return i


@lru_cache(maxsize=8)
def time_lexicon(lang: str) -> TimeLexicon:
    """The lexicon of a language, compiled once a process."""
    return TimeLexicon(lang)
