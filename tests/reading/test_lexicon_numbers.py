"""Examples of the number lexicons run as tests."""

from __future__ import annotations

import pytest

from trucewatch.reading.language_data import LANGUAGES
from trucewatch.reading.number_lexicon import NumberExample, NumberLexicon
from trucewatch.reading.numbers import number_at
from trucewatch.reading.tokens import tokenise
from trucewatch.reading.view import make_view

_LEXICONS = {lang: NumberLexicon(lang) for lang in LANGUAGES}
_EXAMPLES = [(lang, example) for lang, lexicon in _LEXICONS.items() for example in lexicon.data.examples]


@pytest.mark.parametrize(("lang", "example"), _EXAMPLES, ids=lambda value: getattr(value, "text", value))
def test_example(lang: str, example: NumberExample) -> None:
    tokens = tokenise(make_view(example.text))
    number = number_at(tokens, 0, len(tokens), _LEXICONS[lang])
    assert number is not None
    assert (number.low, number.best, number.high, number.qualifier) == example.told
    assert number.percent is example.percent
