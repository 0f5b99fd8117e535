"""A number without its qualifier: digits with any separator, words, or both with a scale behind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from msgspec import Struct

from trucewatch.reading.number_lexicon import NumberLexicon
from trucewatch.reading.tokens import Token

__all__ = ["Amount", "PlainNumber", "clean", "plain_at", "scale_behind"]

Amount: TypeAlias = int | float

_MAX_DIGITS = 12


class PlainNumber(Struct, frozen=True, gc=False):
    """A value up to the token ``last``; ``scaled`` when a word of thousands or more is part of it."""

    last: int
    value: Amount
    digits: bool
    scaled: bool = False


def plain_at(tokens: Sequence[Token], i: int, stop: int, lexicon: NumberLexicon) -> PlainNumber | None:
    """The plain number that begins at token ``i``."""
    if i >= stop:
        return None
    token = tokens[i]
    if token.kind == "number":
        return _digits(tokens, i, stop, lexicon)
    if token.kind == "word":
        return _words(tokens, i, stop, lexicon)
    return None


def clean(value: float) -> Amount:
    """A whole number as an integer, another to two places."""
    rounded = round(value, 2)
    return int(rounded) if rounded == int(rounded) else rounded


# -- digits ----------------------------------------------------------------------------------------


def _digits(tokens: Sequence[Token], i: int, stop: int, lexicon: NumberLexicon) -> PlainNumber | None:
    text = tokens[i].lower
    if len(text) > _MAX_DIGITS or _part_of_name(tokens, i, lexicon):
        return None
    text, j = _grouped(tokens, i, stop)
    value: Amount = int(text)
    if j == i + 1 or len(text) > 3:
        decimals = _decimals(tokens, j, stop)
        if decimals is not None:
            value = float(f"{text}.{decimals}")
            j += 2
    last, scale = scale_behind(tokens, j, stop, lexicon)
    if scale == 1:
        return PlainNumber(last, value, True)
    value = clean(value * scale)
    rest = _remainder(tokens, last, stop, scale, lexicon)
    if rest is not None:
        return PlainNumber(rest.last, value + rest.value, True, True)
    return PlainNumber(last, value, True, True)


def _part_of_name(tokens: Sequence[Token], i: int, lexicon: NumberLexicon) -> bool:
    """*M23*: letters joined to digits are a name; a joined Arabic particle is not."""
    if i == 0 or tokens[i - 1].end != tokens[i].start or tokens[i - 1].kind != "word":
        return False
    return not lexicon.joined or len(tokens[i - 1].fold) > 2


def _grouped(tokens: Sequence[Token], i: int, stop: int) -> tuple[str, int]:
    """The digits with their groups of three, and the token behind them."""
    text, j = tokens[i].lower, i + 1
    separator: str | None = None
    if len(text) > 3 or text.startswith("0"):
        return text, j
    while j < stop:
        found = _group(tokens, j, stop)
        if found is None or (separator is not None and found[1] != separator):
            break
        separator = found[1]
        text += tokens[found[0]].lower
        j = found[0] + 1
    return text, j


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


def _decimals(tokens: Sequence[Token], j: int, stop: int) -> str | None:
    if j + 1 >= stop or tokens[j].lower not in (",", ".") or tokens[j + 1].kind != "number":
        return None
    tight = tokens[j].start == tokens[j - 1].end and tokens[j + 1].start == tokens[j].end
    return tokens[j + 1].lower if tight and len(tokens[j + 1].lower) <= 2 else None


def scale_behind(tokens: Sequence[Token], j: int, stop: int, lexicon: NumberLexicon) -> tuple[int, int]:
    """The token behind the words of thousands and more at ``j``, and their product."""
    scale, last = 1, j
    k = j + 1 if j < stop and tokens[j].lower in lexicon.data.indefinite else j
    while k < stop and tokens[k].kind == "word":
        value = _lookup(tokens[k], lexicon.multipliers)
        if value is None or value < 1000:
            break
        scale *= value
        k += 1
        last = k
    return last, scale


def _remainder(tokens: Sequence[Token], i: int, stop: int, scale: int, lexicon: NumberLexicon) -> PlainNumber | None:
    """What follows a scale by *and*: 67 thousand *and 900*."""
    if not lexicon.joined or i >= stop or not tokens[i].fold.startswith("و"):
        return None
    if tokens[i].fold == "و":
        rest = plain_at(tokens, i + 1, stop, lexicon)
        if rest is None or tokens[i].end != tokens[i + 1].start:
            return None
    else:
        rest = _words(tokens, i, stop, lexicon)
    return rest if rest is not None and rest.value < scale else None


# -- words -----------------------------------------------------------------------------------------


def _words(tokens: Sequence[Token], i: int, stop: int, lexicon: NumberLexicon) -> PlainNumber | None:
    total = current = 0
    last, scaled = i, False
    j = i
    while j < stop and tokens[j].kind == "word":
        parts = _parts(tokens[j], lexicon)
        if parts is None:
            following = _joined(tokens, j, stop, current, total, lexicon) if j > i else None
            if following is not None and following.last == j + 1:
                j += 1
                continue
            if following is not None:  # *un million et demi*
                total, last = total + int(following.value), following.last
            break
        if j > i and lexicon.joined and not _adds(tokens[j], parts, current, total):
            break
        for value in parts:
            if value >= 1000:
                total += max(1, current) * value
                current, scaled = 0, True
            elif value == 100:
                current = max(1, current) * 100
            elif value == 20 and current % 100 == 4 and lexicon.lang == "fr":  # *cent quatre-vingt-douze*
                current += 76
            else:
                current += value
        j += 1
        last = j
    if last == i or total + current < 2:
        return None
    return PlainNumber(last, total + current, False, scaled)


def _joined(
    tokens: Sequence[Token], j: int, stop: int, current: int, total: int, lexicon: NumberLexicon
) -> PlainNumber | None:
    """What a joiner adds: the next word belongs to the number (*vingt et un*, *a hundred and five*), or a half."""
    if tokens[j].lower not in lexicon.joiners or j + 1 >= stop:
        return None
    parts = _parts(tokens[j + 1], lexicon)
    if parts is not None:
        one = parts[0] in (1, 11) and current % 10 == 0
        return PlainNumber(j + 1, 0, False) if one or (current % 100 == 0 and current + total > 0) else None
    if tokens[j + 1].lower in lexicon.half and total and not current:
        return PlainNumber(j + 2, (1_000_000 if total % 1_000_000 == 0 else 1000) // 2, False)
    return None


def _adds(token: Token, parts: tuple[int, ...], current: int, total: int) -> bool:
    """Arabic parts are joined by *wa*, save the teens and a scale behind its count."""
    joined = token.fold.startswith("و")
    if joined and parts[0] < 100:
        return current % 100 == 0 or (current % 100 < 10 and parts[0] >= 20)
    if joined and parts[0] < 1000:
        return current == 0
    if parts[0] in (10, 100):
        return 0 < current < 10
    return parts[0] >= 1000 and (current > 0 or (total > 0 and joined))


def _parts(token: Token, lexicon: NumberLexicon) -> tuple[int, ...] | None:
    value = _value(token, lexicon)
    if value is not None:
        return (value,)
    if "-" not in token.lower:
        return None
    found = [
        lexicon.words.get(part, lexicon.multipliers.get(part))
        for part in token.lower.split("-")
        if part not in lexicon.joiners
    ]
    values = tuple(value for value in found if value is not None)
    return values if values and len(values) == len(found) else None


def _value(token: Token, lexicon: NumberLexicon) -> int | None:
    if not lexicon.joined:
        found = lexicon.words.get(token.lower)
        return found if found is not None else lexicon.multipliers.get(token.lower)
    found = _lookup(token, lexicon.words)
    return found if found is not None else _lookup(token, lexicon.multipliers)


def _lookup(token: Token, table: dict[str, int]) -> int | None:
    """The value of the word, also behind joined particles; a pronoun behind it makes it another word."""
    for form in (token.lower, *token.forms):
        if form in table and (form == token.lower or token.fold.endswith(form)):
            value = table[form]
            return None if value <= 2 and token.fold.startswith("ال") else value  # *الاثنين* is Monday
    return None
