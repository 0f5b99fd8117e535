"""Days of the month, months and years as they are written, without what they mean."""

from __future__ import annotations

from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.times_lexicon import Atoms

__all__ = ["Words"]

_SUFFIXES = frozenset({"er", "st", "nd", "rd", "th", "e"})
_WHOLE_NAMES = frozenset({"mars", "mai", "juin", "août", "aout", "may", "june", "july"})
_PLURALS = ("s", "x", "men", "ple", "ren")


class Words:
    """Reads numbers and names that make up a date."""

    def __init__(self, text: ParsedText, atoms: Atoms) -> None:
        self.text, self.tokens, self.atoms = text, text.tokens, atoms

    def counts(self, i: int, stop: int) -> bool:
        """Do the digits at ``i`` count the word behind them? A verb, a mark or a short word is not counted."""
        if i + 1 >= stop:
            return False
        following = self.tokens[i + 1]
        if following.kind == "number" or following.lower == "%":
            return True
        if following.kind == "mark" or len(following.lower) <= 3 or self.atoms.any(i + 1):
            return False
        if self.text.lang == "ar":
            return False
        return following.lower.endswith(_PLURALS)

    def day_number(self, i: int) -> int | None:
        """A day of the month in digits or, as an ordinal, in words."""
        if not 0 <= i < len(self.tokens):
            return None
        token = self.tokens[i]
        if token.kind == "number":
            joined = i + 1 < len(self.tokens) and self.tokens[i + 1].kind == "number"
            value = int(token.lower) if len(token.lower) <= 2 and not joined else 0
            return value if 1 <= value <= 31 else None
        hit = self.atoms.get(i, "ordinal")
        return hit[1] if hit is not None and hit[1] <= 31 else None

    def behind_number(self, i: int, stop: int) -> int:
        """The token behind a day of the month and its ending (*1er*, *3rd*)."""
        hit = self.atoms.get(i, "ordinal")
        last = hit[0] if hit is not None else i + 1
        if last < stop and self.tokens[last].lower in _SUFFIXES and self.tokens[last].start == self.tokens[i].end:
            last += 1
        return last

    def decimal(self, i: int) -> bool:
        """Do the digits at ``i`` go on behind a point or comma?"""
        tokens = self.tokens
        if i + 2 >= len(tokens) or tokens[i + 1].lower not in ".,":
            return False
        return tokens[i + 2].kind == "number" and tokens[i].end + 1 == tokens[i + 2].start

    def month_name(self, i: int, stop: int) -> tuple[int, int] | None:
        """The token behind a month and its number; the same month under a second name is taken in."""
        hit = self.atoms.get(i, "month") if i < stop else None
        if hit is None:
            return None
        last, month = hit
        word = self.tokens[i].lower
        if last + 1 < stop and self.tokens[last].lower == "." and len(word) <= 5 and word not in _WHOLE_NAMES:
            last += 1
        elif self.text.lang != "ar" and len(word) <= 4 and word not in _WHOLE_NAMES:
            near = self.tokens[i - 1].kind == "number" if i else False
            if not near and not (last < stop and self.tokens[last].kind == "number"):
                return None
        if last + 1 < stop and self.tokens[last].lower in "/(-":
            other = self.atoms.get(last + 1, "month")
            if other is not None and other[1] == month:
                last = other[0]
                last += 1 if last < stop and self.tokens[last].lower == ")" else 0
        return last, month

    def is_year(self, i: int) -> bool:
        """Four digits that can be a year."""
        token = self.tokens[i]
        if token.kind != "number" or len(token.lower) != 4 or not 1900 <= int(token.lower) <= 2100:
            return False
        return not self.decimal(i)
