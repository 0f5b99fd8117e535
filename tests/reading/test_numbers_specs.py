"""The number parser against the Recognizers-Text specifications, where they lie beside the project.

Those specifications serve assistants, not readers of news. Left out: inputs that are more than one whole
number, fractions, powers, negative numbers, numbers below two. Expected to differ: dozens behind a number
(*three dozens*), abbreviations (*10k*, *1.2b*), *322 hundred*, a number word broken by spaces around its hyphen.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from trucewatch.reading.number_lexicon import NumberLexicon
from trucewatch.reading.numbers import number_at
from trucewatch.reading.tokens import tokenise
from trucewatch.reading.view import make_view

_SPECS = Path(__file__).resolve().parents[3] / "shared" / "data" / "time_and_numbers" / "Number"
_FLOORS = {"French": 0.75, "English": 0.6, "Arabic": 0.5}
_CODES = {"French": "fr", "English": "en", "Arabic": "ar"}


def cases(language: str) -> list[tuple[str, float]]:
    """Whole numbers from 2 up that make up the whole input."""
    raw: list[dict[str, Any]] = json.loads((_SPECS / language / "NumberModel.json").read_text(encoding="utf-8-sig"))
    found = []
    for case in raw:
        results = case.get("Results") or []
        if len(results) != 1 or results[0]["Text"].lower() != case["Input"].strip().lower():
            continue
        resolution = results[0].get("Resolution") or {}
        try:
            value = float(str(resolution.get("value", "")).replace(",", "."))
        except ValueError:
            continue
        if resolution.get("subtype") == "integer" and 2 <= value < 1e12:
            found.append((case["Input"], value))
    return found


@pytest.mark.parametrize("language", sorted(_CODES))
def test_whole_numbers_of_the_specification(language: str) -> None:
    if not (_SPECS / language / "NumberModel.json").is_file():
        pytest.skip(f"the specifications of numbers are not here: {_SPECS.name}/{language}")
    lexicon = NumberLexicon(_CODES[language])
    known = cases(language)
    right, wrong = 0, []
    for text, value in known:
        tokens = tokenise(make_view(text))
        number = number_at(tokens, 0, len(tokens), lexicon) if tokens else None
        if number is not None and number.best == value:
            right += 1
        else:
            wrong.append((text, value, None if number is None else number.best))
    assert known
    assert right / len(known) >= _FLOORS[language], wrong
