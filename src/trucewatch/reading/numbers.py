"""Numbers as news writes them: digits with any separator, words, collective numbers, ranges, zero.

The parser gives an interval and says how it was told; what is counted is not its concern.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from trucewatch.reading.number_lexicon import NumberLexicon, QualifierWords
from trucewatch.reading.plain_numbers import Amount, PlainNumber, clean, plain_at, scale_behind
from trucewatch.reading.tokens import Token
from trucewatch.vocabulary.claims import Qualifier

__all__ = ["Number", "NumberLexicon", "interval", "number_at"]

_BETWEEN_GAP = 2  # words that may stand between the first number of a range and its *and*


class Number(Struct, frozen=True, gc=False):
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


def number_at(tokens: Sequence[Token], i: int, stop: int, lexicon: NumberLexicon) -> Number | None:
    """The number that begins at token ``i``, with its qualifier; None when none does."""
    token = tokens[i]
    if not lexicon.begins(token):
        return None
    if token.kind == "word":
        match = lexicon.before.at(tokens, i, stop)
        if match is not None and match.last < stop:
            inner = number_at(tokens, match.last, stop, lexicon)
            if inner is not None:
                return _qualified(inner, match.value[0], i)
        ranged = _framed(tokens, i, stop, lexicon)
        if ranged is not None:
            return ranged
    return _bare(tokens, i, stop, lexicon)


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
        return clean(best * 0.9), clean(best * 1.1)
    return best, best


# -- with a qualifier ------------------------------------------------------------------------------


def _qualified(number: Number, words: QualifierWords, first: int) -> Number:
    low, best, high = number.low, number.best, number.high
    qualifier = words.qualifier
    bounding = qualifier in ("more_than", "at_least", "at_most", "less_than")
    if best is not None and (bounding or number.qualifier == "exact"):
        low, high = interval(best, qualifier)
    else:
        qualifier = number.qualifier
    rule = f"{number.rule}.{words.id}"
    return replace(number, first=first, low=low, high=high, qualifier=qualifier, rule=rule)


def _bare(tokens: Sequence[Token], i: int, stop: int, lexicon: NumberLexicon) -> Number | None:
    number = _collective(tokens, i, stop, lexicon)
    if number is None:
        plain = plain_at(tokens, i, stop, lexicon)
        if plain is None:
            return None
        ranged = _to(tokens, i, i, plain, stop, lexicon)
        if ranged is not None:
            return ranged
        rule = "digits" if plain.digits else "words"
        last, percent = _percent(tokens, plain.last, stop, lexicon)
        value = plain.value
        number = Number(i, last, i, value, value, value, "exact", percent, rule, plain.digits)
    after = lexicon.after.at(tokens, number.last, stop) if number.last < stop else None
    if after is not None:
        return _qualified(replace(number, last=after.last), after.value[0], i)
    return number


def _collective(tokens: Sequence[Token], i: int, stop: int, lexicon: NumberLexicon) -> Number | None:
    match = lexicon.collectives.at(tokens, i, stop)
    if match is None:
        return None
    c, last, scale = match.value[0], match.last, 1
    if c.qualifier != "exact":
        last, scale = scale_behind(tokens, last, stop, lexicon)
    elif not c.percent:
        longer = plain_at(tokens, i + 1, stop, lexicon)
        if longer is not None and longer.last > last:  # *a hundred and twenty*
            return Number(i, longer.last, i, longer.value, longer.value, longer.value, "exact", False, "words", False)
    return Number(
        i, last, i, _times(c.low, scale), _times(c.best, scale), _high(c.high, scale), c.qualifier, c.percent,
        "collective", False,
    )  # fmt: skip


def _percent(tokens: Sequence[Token], i: int, stop: int, lexicon: NumberLexicon) -> tuple[int, bool]:
    sign = lexicon.percent.at(tokens, i, stop) if i < stop else None
    return (sign.last, True) if sign is not None else (i, False)


# -- ranges ----------------------------------------------------------------------------------------


def _framed(tokens: Sequence[Token], i: int, stop: int, lexicon: NumberLexicon) -> Number | None:
    """*entre 10 et 15*, *de 80 à 100*, *between 3,000 and 4,000*."""
    token = tokens[i]
    if _any(token, lexicon.between):
        j = i + 1
        while j < stop and tokens[j].lower in lexicon.data.indefinite:
            j += 1
        a = plain_at(tokens, j, stop, lexicon)
        return _between(tokens, i, a, stop, lexicon) if a is not None else None
    if token.lower in lexicon.range_from:
        a = plain_at(tokens, i + 1, stop, lexicon)
        return _to(tokens, i, i + 1, a, stop, lexicon) if a is not None else None
    return None


def _between(tokens: Sequence[Token], i: int, a: PlainNumber, stop: int, lexicon: NumberLexicon) -> Number | None:
    for j in range(a.last, min(stop, a.last + _BETWEEN_GAP + 1)):
        b: PlainNumber | None = None
        if _any(tokens[j], lexicon.range_and):
            b = plain_at(tokens, j + 1, stop, lexicon)
        elif lexicon.joined and tokens[j].fold.startswith("و"):
            b = plain_at(tokens, j, stop, lexicon)
        if b is not None:
            return _range(i, i + 1, a, b, tokens, stop, lexicon)
    return None


def _to(
    tokens: Sequence[Token], first: int, i: int, a: PlainNumber, stop: int, lexicon: NumberLexicon
) -> Number | None:
    j = a.last
    if j + 1 >= stop or tokens[j].lower not in lexicon.range_to:
        return None
    b = plain_at(tokens, j + 1, stop, lexicon)
    return _range(first, i, a, b, tokens, stop, lexicon) if b is not None and b.value > a.value else None


def _range(
    first: int, number: int, a: PlainNumber, b: PlainNumber, tokens: Sequence[Token], stop: int, lexicon: NumberLexicon
) -> Number | None:
    low = a.value
    if b.scaled and not a.scaled and low < 1000 <= b.value:  # *3 à 4 millions*
        low = low * (1_000_000 if b.value >= 1_000_000 else 1000)
    if b.value <= low:
        return None
    last, percent = _percent(tokens, b.last, stop, lexicon)
    return Number(first, last, number, clean(low), None, b.value, "between", percent, "range", a.digits)


def _any(token: Token, words: frozenset[str]) -> bool:
    return token.lower in words or (len(token.forms) > 1 and not words.isdisjoint(token.forms[1:3]))


def _times(value: Amount | None, scale: int) -> Amount | None:
    return None if value is None else value * scale


def _high(value: Amount | None, scale: int) -> Amount | None:
    """*des dizaines de milliers* ends at 99 999, not at 99 000."""
    if value is None or scale == 1:
        return value
    return (value + 1) * scale - 1 if value % 10 == 9 else value * scale
