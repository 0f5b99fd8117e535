"""Examples of what is counted run as tests: each figure told as *best what who*."""

from __future__ import annotations

import pytest

from trucewatch.reading.actor_lexicon import actor_lexicon
from trucewatch.reading.actors import find_actors
from trucewatch.reading.counted import CountedExample, CountedLexicon
from trucewatch.reading.figures import find_figures
from trucewatch.reading.language_data import LANGUAGES
from trucewatch.reading.parsed import parse_text

_EXAMPLES = [(lang, example) for lang in LANGUAGES for example in CountedLexicon(lang).data.examples]


@pytest.mark.parametrize(("lang", "example"), _EXAMPLES, ids=lambda value: getattr(value, "text", value))
def test_example(lang: str, example: CountedExample) -> None:
    parsed = parse_text(example.text, lang)
    found = find_figures(parsed, actors=find_actors(parsed, actor_lexicon(lang)))
    assert tuple(f"{figure.best} {figure.what} {figure.who or '-'}" for figure in found) == example.figures
