"""Numbers as news writes them: digits with any separator, words, collective numbers, ranges, zero.

The parser gives an interval and says how it was told; what is counted is not its concern. Words,
multipliers and collective numbers are data (``numbers.yaml``); intervals follow the interchange
(*une trentaine* 25 to 35, *des dizaines* 20 to 99).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from msgspec import Struct

from trucewatch.reading.language_data import load_lexicon
from trucewatch.reading.phrases import PhraseMatcher
from trucewatch.reading.tokens import Token
from trucewatch.reading.view import fold_text, normalise
from trucewatch.vocabulary.claims import Qualifier

__all__ = ["Number", "NumberLexicon", "number_at"]

Amount = int | float


class Collective(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A collective number and its interval; an open end is null."""

    forms: tuple[str, ...]
    low: int | float | None
    best: int | float | None
    high: int | float | None
    qualifier: Qualifier = "about"
    percent: bool = False


class QualifierWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words before (or behind) a number that qualify it."""

    id: str
    qualifier: Qualifier
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class NumberData(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``numbers.yaml`` of a language."""

    id: str
    source: str
    words: dict[str, int]
    multipliers: dict[str, int]
    joiners: tuple[str, ...] = ()
    decimal: str
    percent: tuple[str, ...]
    half: tuple[str, ...] = ()
    collectives: tuple[Collective, ...] = ()
    qualifiers: tuple[QualifierWords, ...] = ()
    between: tuple[str, ...] = ()
    range_and: tuple[str, ...] = ()
    range_to: tuple[str, ...] = ()
    zero: tuple[str, ...] = ()
    indefinite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Number:
    """A number over the tokens ``[first, last)``; ``number_first`` is where the number itself begins."""

    first: int
    last: int
    number_first: int
    low: Amount | None
    best: Amount | None
    high: Amount | None
    qualifier: Qualifier
    percent: bool
    rule: str
    digits: bool


class NumberLexicon:
    """The numbers of one language, compiled."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        data = load_lexicon(lang, "numbers", NumberData)
        self.data = data
        arabic = lang == "ar"
        self.words = {fold_text(normalise(k)) if arabic else k: v for k, v in data.words.items()}
        self.multipliers = {fold_text(normalise(k)) if arabic else k: v for k, v in data.multipliers.items()}
        self.joiners = frozenset(data.joiners)
        self.percent: PhraseMatcher[bool] = PhraseMatcher()
        for form in data.percent:
            self.percent.add(form, True)
        self.collectives: PhraseMatcher[Collective] = PhraseMatcher()
        for collective in data.collectives:
            for form in collective.forms:
                self.collectives.add(form, collective)
        self.before: PhraseMatcher[QualifierWords] = PhraseMatcher()
        self.after: PhraseMatcher[QualifierWords] = PhraseMatcher()
        for words in data.qualifiers:
            for form in words.before:
                self.before.add(form, words)
            for form in words.after:
                self.after.add(form, words)
        self.zero = frozenset(data.zero)
        self.between = frozenset(data.between)
        self.range_and = frozenset(data.range_and)
        self.range_to = frozenset(data.range_to)


@dataclass(frozen=True, slots=True)
class _Plain:
    last: int
    value: Amount
    digits: bool
    scaled: bool = False


def number_at(tokens: Sequence[Token], i: int, stop: int, lexicon: NumberLexicon) -> Number | None:
    """The number that begins at token ``i``, with its qualifier; None when none does."""
    match = lexicon.before.at(tokens, i, stop)
    if match is not None and match.last < stop:
        inner = _bare(tokens, match.last, stop, lexicon)
        if inner is not None:
            return _qualified(inner, match.value[0], i)
    token = tokens[i]
    if _any(token, lexicon.between) and i + 1 < stop:
        ranged = _between(tokens, i, stop, lexicon)
        if ranged is not None:
            return ranged
    return _bare(tokens, i, stop, lexicon)


def _bare(tokens: Sequence[Token], i: int, stop: int, lexicon: NumberLexicon) -> Number | None:
    collective = lexicon.collectives.at(tokens, i, stop)
    if collective is not None:
        c = collective.value[0]
        scale = 1
        last = collective.last
        if c.high is not None or c.best is None:
            last, scale = _scale_behind(tokens, last, stop, lexicon)
        return Number(
            i, last, i, _times(c.low, scale), _times(c.best, scale), _high(c.high, scale), c.qualifier, c.percent,
            "collective", False,
        )  # fmt: skip
    plain = _plain(tokens, i, stop, lexicon)
    if plain is None:
        return None
    ranged = _to(tokens, i, plain, stop, lexicon)
    if ranged is not None:
        return ranged
    last = plain.last
    percent = False
    sign = lexicon.percent.at(tokens, last, stop) if last < stop else None
    if sign is not None:
        last, percent = sign.last, True
    number = Number(
        i, last, i, plain.value, plain.value, plain.value, "exact", percent, "digits" if plain.digits else "words",
        plain.digits,
    )  # fmt: skip
    after = lexicon.after.at(tokens, last, stop) if last < stop else None
    if after is not None:
        return _qualified(Number(i, after.last, i, number.low, number.best, number.high, "exact", percent, number.rule,
                                 number.digits), after.value[0], i)  # fmt: skip
    return number


def _qualified(number: Number, words: QualifierWords, first: int) -> Number:
    low, best, high = number.low, number.best, number.high
    qualifier = words.qualifier
    if number.qualifier != "exact":
        if qualifier in ("more_than", "at_least") and best is not None:
            low, high = (best + 1 if qualifier == "more_than" else best), None
        elif qualifier in ("at_most", "less_than") and best is not None:
            low, high = None, (best if qualifier == "at_most" else best - 1)
        else:
            qualifier = number.qualifier
    elif best is not None:
        low, high = interval(best, qualifier)
    rule = f"{number.rule}.{words.id}"
    return replace(number, first=first, low=low, high=high, qualifier=qualifier, rule=rule)


def interval(best: Amount, qualifier: Qualifier) -> tuple[Amount | None, Amount | None]:
    """Low and high of a qualified number, by the table of the interchange."""
    if qualifier == "at_least":
        return best, None
    if qualifier == "more_than":
        return best + 1, None
    if qualifier == "at_most":
        return None, best
    if qualifier == "less_than":
        return None, best - 1
    if qualifier == "about":
        return _clean(best * 0.9), _clean(best * 1.1)
    return best, best


def _clean(value: float) -> Amount:
    rounded = round(value, 2)
    return int(rounded) if rounded == int(rounded) else rounded


def _between(tokens: Sequence[Token], i: int, stop: int, lexicon: NumberLexicon) -> Number | None:
    a = _plain(tokens, i + 1, stop, lexicon)
    if a is None:
        return None
    j = a.last
    skipped = 0
    while j < stop and not _any(tokens[j], lexicon.range_and) and skipped < 2:
        if not (lexicon.lang == "ar" and tokens[j].fold.startswith("و")):
            j += 1
            skipped += 1
        else:
            break
    if j >= stop:
        return None
    b = _plain(tokens, j, stop, lexicon) if lexicon.lang == "ar" else None
    if b is None:
        b = _plain(tokens, j + 1, stop, lexicon) if j + 1 < stop else None
    return _range(i, i + 1, a, b, tokens, stop, lexicon)


def _to(tokens: Sequence[Token], i: int, a: _Plain, stop: int, lexicon: NumberLexicon) -> Number | None:
    j = a.last
    if j + 1 >= stop or tokens[j].lower not in lexicon.range_to:
        return None
    b = _plain(tokens, j + 1, stop, lexicon)
    return _range(i, i, a, b, tokens, stop, lexicon) if b is not None and b.value > a.value else None


def _range(
    first: int, number: int, a: _Plain, b: _Plain | None, tokens: Sequence[Token], stop: int, lexicon: NumberLexicon
) -> Number | None:
    if b is None:
        return None
    low = a.value
    if b.scaled and not a.scaled and low < 1000 <= b.value:
        low = low * _magnitude(b.value)
    if b.value <= low:
        return None
    last, percent = b.last, False
    sign = lexicon.percent.at(tokens, last, stop) if last < stop else None
    if sign is not None:
        last, percent = sign.last, True
    return Number(first, last, number, low, None, b.value, "between", percent, "range", a.digits)


def _magnitude(value: Amount) -> int:
    return 1_000_000 if value >= 1_000_000 else 1000


def _plain(tokens: Sequence[Token], i: int, stop: int, lexicon: NumberLexicon) -> _Plain | None:
    if i >= stop:
        return None
    token = tokens[i]
    if token.kind == "number":
        return _digits(tokens, i, stop, lexicon)
    if token.kind == "word":
        return _words(tokens, i, stop, lexicon)
    return None


def _digits(tokens: Sequence[Token], i: int, stop: int, lexicon: NumberLexicon) -> _Plain | None:
    text = tokens[i].lower
    joined = i > 0 and tokens[i - 1].end == tokens[i].start and tokens[i - 1].kind == "word"
    if len(text) > 12 or (joined and (lexicon.lang != "ar" or len(tokens[i - 1].fold) > 1)):
        return None
    j = i + 1
    separator: str | None = None
    if len(text) <= 3 and not text.startswith("0"):
        while j < stop:
            found = _group(tokens, j, stop)
            if found is None or (separator is not None and found[1] != separator):
                break
            separator = found[1]
            text += tokens[found[0]].lower
            j = found[0] + 1
    value: Amount = int(text)
    if separator is None and j + 1 < stop and tokens[j].lower in (",", ".") and tokens[j + 1].kind == "number":
        close = tokens[j].start == tokens[j - 1].end and tokens[j + 1].start == tokens[j].end
        if close and len(tokens[j + 1].lower) <= 2:
            value = float(f"{text}.{tokens[j + 1].lower}")
            j += 2
    last, scale = _scale_behind(tokens, j, stop, lexicon)
    if scale > 1:
        value = _clean(value * scale)
        rest = _words(tokens, last, stop, lexicon) if lexicon.lang == "ar" and last < stop else None
        if rest is not None and rest.value < scale and tokens[last].fold.startswith("و"):
            return _Plain(rest.last, value + rest.value, True, True)
    return _Plain(last, value, True, scale > 1)


def _group(tokens: Sequence[Token], j: int, stop: int) -> tuple[int, str] | None:
    """Index of the token with the next three digits, and the separator before them."""
    before, token = tokens[j - 1], tokens[j]
    if token.kind == "number":
        return (j, " ") if len(token.lower) == 3 and token.start == before.end + 1 else None
    if token.lower in (",", ".", "'") and j + 1 < stop and tokens[j + 1].kind == "number":
        after = tokens[j + 1]
        tight = token.start == before.end and after.start == token.end
        return (j + 1, token.lower) if tight and len(after.lower) == 3 else None
    return None


def _scale_behind(tokens: Sequence[Token], j: int, stop: int, lexicon: NumberLexicon) -> tuple[int, int]:
    scale = 1
    k = j
    if k < stop and tokens[k].lower in lexicon.data.indefinite:
        k += 1
    while k < stop and tokens[k].kind == "word":
        value = _lookup(tokens[k], lexicon.multipliers)
        if value is None or value < 1000:
            break
        scale *= value
        k += 1
        j = k
    return (j, scale) if scale > 1 else (j, 1)


def _words(tokens: Sequence[Token], i: int, stop: int, lexicon: NumberLexicon) -> _Plain | None:
    total = current = 0
    seen = scaled = False
    j, last = i, i
    while j < stop and tokens[j].kind == "word":
        parts = _parts(tokens[j], lexicon)
        if parts is None:
            if seen and tokens[j].lower in lexicon.joiners and j + 1 < stop and _parts(tokens[j + 1], lexicon):
                j += 1
                continue
            if seen and tokens[j].lower in lexicon.joiners and j + 1 < stop:
                half = tokens[j + 1].lower in lexicon.data.half
                if half and total:
                    total += _last_scale(total) // 2
                    last = j + 2
            break
        for value in parts:
            if value >= 1000:
                total += max(1, current) * value
                current, scaled = 0, True
            elif value == 100:
                current = max(1, current) * 100
            elif value == 20 and current == 4 and lexicon.lang == "fr":
                current = 80
            else:
                current += value
        seen = True
        j += 1
        last = j
    if not seen or total + current == 0:
        return None
    return _Plain(last, total + current, False, scaled)


def _last_scale(total: int) -> int:
    return 1_000_000 if total % 1_000_000 == 0 else 1000


def _parts(token: Token, lexicon: NumberLexicon) -> tuple[int, ...] | None:
    value = _value(token.lower, token, lexicon)
    if value is not None:
        return (value,)
    if "-" in token.lower:
        found = [
            lexicon.words.get(p, lexicon.multipliers.get(p)) for p in token.lower.split("-") if p not in lexicon.joiners
        ]
        if found and all(f is not None for f in found):
            return tuple(f for f in found if f is not None)
    return None


def _value(word: str, token: Token, lexicon: NumberLexicon) -> int | None:
    found = lexicon.words.get(word)
    if found is None:
        found = lexicon.multipliers.get(word)
    if found is None and lexicon.lang == "ar":
        found = _lookup(token, lexicon.words)
        if found is None:
            found = _lookup(token, lexicon.multipliers)
    return found


def _lookup(token: Token, table: dict[str, int]) -> int | None:
    for form in (token.lower, *token.forms[:3]):
        if form in table:
            return table[form]
    return None


def _any(token: Token, words: frozenset[str]) -> bool:
    return token.lower in words or any(form in words for form in token.forms[1:2])


def _times(value: Amount | None, scale: int) -> Amount | None:
    return None if value is None else value * scale


def _high(value: Amount | None, scale: int) -> Amount | None:
    """*des dizaines de milliers* ends at 99 999, not at 99 000."""
    if value is None or scale == 1:
        return value
    return (value + 1) * scale - 1 if value % 10 == 9 else value * scale
