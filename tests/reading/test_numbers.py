"""Numbers as news writes them: the table of the interchange, in three languages."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.reading.numbers import NumberLexicon, number_at
from trucewatch.reading.tokens import tokenise
from trucewatch.reading.view import make_view

Told = tuple[float | None, float | None, float | None, str]


@lru_cache(maxsize=3)
def lexicon(lang: str) -> NumberLexicon:
    return NumberLexicon(lang)


def parse(lang: str, text: str) -> Told | None:
    tokens = tokenise(make_view(text))
    number = number_at(tokens, 0, len(tokens), lexicon(lang))
    return None if number is None else (number.low, number.best, number.high, number.qualifier)


@pytest.mark.parametrize(
    ("lang", "text", "told"),
    [
        ("fr", "324 civils", (324, 324, 324, "exact")),
        ("fr", "au moins 324", (324, 324, None, "at_least")),
        ("fr", "plus de 50 000", (50001, 50000, None, "more_than")),
        ("fr", "environ 900", (810, 900, 990, "about")),
        ("fr", "une trentaine de", (25, 30, 35, "about")),
        ("fr", "une centaine de", (90, 100, 110, "about")),
        ("fr", "entre 10 et 15", (10, None, 15, "between")),
        ("fr", "des dizaines de", (20, None, 99, "about")),
        ("fr", "des centaines de milliers de", (200000, None, 999999, "about")),
        ("fr", "un million et demi de", (1500000, 1500000, 1500000, "exact")),
        ("fr", "quatre-vingt-dix-sept", (97, 97, 97, "exact")),
        ("fr", "deux mille cinq cents morts", (2500, 2500, 2500, "exact")),
        ("fr", "1,5 million de", (1500000, 1500000, 1500000, "exact")),
        ("fr", "jusqu'à 40", (None, 40, 40, "at_most")),
        ("en", "at least nine", (9, 9, None, "at_least")),
        ("en", "more than 1.5 million people", (1500001, 1500000, None, "more_than")),
        ("en", "between 3,000 and 4,000", (3000, None, 4000, "between")),
        ("en", "Fifty-two trucks", (52, 52, 52, "exact")),
        ("ar", "٣٢٤ مدنيا", (324, 324, 324, "exact")),
        ("ar", "ثلاثمئة وأربعة وعشرين شخصا", (324, 324, 324, "exact")),
        ("ar", "بين ١٥٠٠ و٥٠٠٠", (1500, None, 5000, "between")),
        ("ar", "ما لا يقل عن 12", (12, 12, None, "at_least")),
        ("ar", "أكثر من 300 ألف", (300001, 300000, None, "more_than")),
    ],
)
def test_forms_of_the_table(lang: str, text: str, told: Told) -> None:
    assert parse(lang, text) == told


@pytest.mark.parametrize("text", ["S-300", "M23", "plusieurs civils", "quelques morts", "rien"])
def test_what_is_no_number(text: str) -> None:
    assert parse("fr", text) is None


@given(st.integers(min_value=2, max_value=999_999_999), st.sampled_from([" ", "\u00a0", "\u202f", ".", ","]))
def test_every_thousands_separator_gives_the_same_number(value: int, separator: str) -> None:
    text = f"{value:,}".replace(",", separator)
    assert parse("fr", f"{text} civils") == (value, value, value, "exact")
