"""What must hold for figures whatever the numbers: spaces, values, zero and attribution."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.reading.actor_lexicon import actor_lexicon
from trucewatch.reading.actors import find_actors
from trucewatch.reading.figures import find_figures
from trucewatch.reading.found import FoundFigure
from trucewatch.reading.parsed import parse_text

_TEMPLATES = {
    "fr": "Les tirs ont tué {a} civils et blessé {b} soldats, dont {c} officiers, selon une ONG.",
    "en": "The shelling killed {a} civilians and wounded {b} soldiers, including {c} officers, according to a group.",
    "ar": "أدى القصف إلى مقتل {a} مدنيا وإصابة {b} جنديا، بينهم {c} ضابطا، بحسب منظمة.",
}
_WORDS = (
    "12",
    "1.000",
    "trois",
    "tués",
    "dont",
    "et",
    ",",
    ".",
    "un",
    "des",
    "les",
    "civils",
    "plus",
    "de",
    "%",
    "par",
)
_VALUES = st.integers(min_value=12, max_value=99)


def figures(lang: str, text: str) -> tuple[FoundFigure, ...]:
    parsed = parse_text(text, lang)
    return find_figures(parsed, actors=find_actors(parsed, actor_lexicon(lang)))


def told(lang: str, text: str) -> list[tuple[object, ...]]:
    return [(f.low, f.best, f.high, f.qualifier, f.what, f.who, f.subset_of) for f in figures(lang, text)]


@pytest.mark.parametrize("lang", sorted(_TEMPLATES))
@settings(max_examples=25, deadline=None)
@given(a=_VALUES, b=_VALUES, c=_VALUES, other=_VALUES)
def test_a_changed_number_changes_only_its_figure(lang: str, a: int, b: int, c: int, other: int) -> None:
    before = told(lang, _TEMPLATES[lang].format(a=a, b=b, c=c))
    after = told(lang, _TEMPLATES[lang].format(a=a, b=other, c=c))
    assert [row[1] for row in before] == [a, b, c]
    assert [row[1] for row in after] == [a, other, c]
    assert [row[4:] for row in before] == [row[4:] for row in after]


@pytest.mark.parametrize("lang", sorted(_TEMPLATES))
@settings(max_examples=25, deadline=None)
@given(value=st.integers(min_value=10_000, max_value=999_999))
def test_every_kind_of_space_gives_the_same_figure(lang: str, value: int) -> None:
    spaced = f"{value:,}"
    rows = [
        told(lang, _TEMPLATES[lang].format(a=spaced.replace(",", space), b=20, c=12))
        for space in (" ", "\u00a0", "\u202f", "\u2009")
    ]
    assert rows[0][0][1] == value
    assert rows.count(rows[0]) == len(rows)


@pytest.mark.parametrize(
    ("lang", "counted", "none"),
    [
        ("fr", "Le tir a fait 12 morts.", "Le tir n'a fait aucun mort."),
        ("en", "The strike caused 12 deaths.", "The strike caused no deaths."),
        ("ar", "سقط الصاروخ وأدى إلى إصابة 12 شخصا.", "سقط الصاروخ من دون وقوع إصابات."),
    ],
)
def test_a_word_of_none_gives_zero(lang: str, counted: str, none: str) -> None:
    assert [f.best for f in figures(lang, counted)] == [12]
    assert [(f.best, f.qualifier) for f in figures(lang, none)] == [(0, "none")]


@pytest.mark.parametrize(
    ("lang", "said", "plain"),
    [
        ("fr", "Douze civils ont été tués, selon l'ONU.", "Douze civils ont été tués."),
        ("en", "Twelve civilians were killed, according to the UN.", "Twelve civilians were killed."),
        ("ar", "مقتل 12 مدنيا، بحسب الأمم المتحدة.", "مقتل 12 مدنيا."),
    ],
)
def test_who_says_it_changes_no_figure(lang: str, said: str, plain: str) -> None:
    assert told(lang, said) == told(lang, plain) != []


@given(st.text(max_size=200), st.sampled_from(sorted(_TEMPLATES)))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read(text: str, lang: str) -> None:
    for figure in figures(lang, text):
        assert figure.start <= figure.number_start < figure.number_end <= figure.end
        assert figure.best is None or figure.low is None or figure.low <= figure.best + 1


@given(st.lists(st.sampled_from(_WORDS), max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_row_of_number_words_is_read(words: list[str]) -> None:
    found = figures("fr", " ".join(words))
    for figure in found:
        for link in (figure.subset_of, figure.of):
            assert link is None or 0 <= link < len(found)
