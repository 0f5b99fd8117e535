"""Figures: what is counted, what became of them, subsets and bases; and what is never a figure."""

from __future__ import annotations

import pytest

from trucewatch.reading.actor_lexicon import actor_lexicon
from trucewatch.reading.actors import find_actors
from trucewatch.reading.figures import find_figures
from trucewatch.reading.found import FoundFigure
from trucewatch.reading.parsed import parse_text


def figures(lang: str, text: str) -> tuple[FoundFigure, ...]:
    parsed = parse_text(text, lang)
    return find_figures(parsed, actors=find_actors(parsed, actor_lexicon(lang)))


def test_a_subset_is_linked_to_its_whole() -> None:
    found = figures("fr", "Au moins 324 civils ont été tués, dont 44 enfants, selon une ONG.")
    assert [(f.best, f.what, f.who, f.subset_of) for f in found] == [
        (324, "killed", "civilian", None),
        (44, "killed", "child", 0),
    ]


def test_a_base_is_a_figure_of_its_own() -> None:
    found = figures("fr", "Plus de 50 000 des 250 000 habitants de la ville ont fui depuis mardi.")
    assert [(f.best, f.what, f.of) for f in found] == [(50000, "displaced", 1), (250000, "population", None)]


@pytest.mark.parametrize(
    ("lang", "text", "best", "what", "who"),
    [
        ("fr", "Un médecin a été tué dans une frappe.", 1, "killed", "medical"),
        ("fr", "L'attaque a fait 12 morts.", 12, "killed", "person"),
        ("fr", "Trois soldats ont été blessés.", 3, "injured", "combatant"),
        ("en", "The shelling wounded four children.", 4, "injured", "child"),
        ("en", "Two nurses were killed on Monday.", 2, "killed", "medical"),
        ("ar", "مقتل 12 مدنيا في غارة", 12, "killed", "civilian"),
        ("ar", "أصيب خمسة جنود بجروح", 5, "injured", "combatant"),
    ],
)
def test_counts_of_persons(lang: str, text: str, best: int, what: str, who: str) -> None:
    assert [(f.best, f.what, f.who) for f in figures(lang, text)] == [(best, what, who)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "La résolution 2254 a été adoptée par 14 voix."),
        ("fr", "L'homme de 45 ans habite à 12 kilomètres de la ville."),
        ("fr", "Des missiles S-300 et 40 roquettes de 122 mm ont été tirés."),
        ("fr", "Le pain coûte 300 livres depuis deux mois et demi."),
        ("en", "The 34-year-old walked 5 km; talks lasted 3 hours on 5 December 2016."),
        ("ar", "القرار 2254 صدر قبل 3 سنوات"),
    ],
)
def test_numbers_that_are_no_figures(lang: str, text: str) -> None:
    assert figures(lang, text) == ()


def test_zero_is_told_as_zero() -> None:
    assert [(f.best, f.qualifier) for f in figures("fr", "Le tir n'a fait aucun mort.")] == [(0, "none")]
