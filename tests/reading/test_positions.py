"""Stands that speakers take, and the words that show stance and topic."""

from __future__ import annotations

import pytest

from trucewatch.reading.actors import actor_lexicon, find_actors
from trucewatch.reading.attribution import find_attributions
from trucewatch.reading.language_data import LANGUAGES
from trucewatch.reading.parsed import parse_text
from trucewatch.reading.positions import find_positions
from trucewatch.reading.stances import StanceExample, StanceSyntax, stance_lexicon
from trucewatch.reading.tokens import tokenise
from trucewatch.reading.view import make_view

_EXAMPLES = [(lang, example) for lang in LANGUAGES for example in stance_lexicon(lang).syntax.examples]


def _read(raw: str, lang: str) -> list[tuple[str, str, str | None]]:
    text = parse_text(raw, lang)
    actors = find_actors(text, actor_lexicon(lang))
    found = find_positions(text, actors, find_attributions(text, actors))
    return [(p.speaker.name, p.stance, text.text(*p.quote) if p.quote else None) for p in found]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Le Hezbollah a revendiqué l'attaque.", ("Hezbollah", "claims_responsibility", None)),
        ("Paris a condamné « un acte lâche ».", ("Paris", "condemns", "un acte lâche")),
        ("Kiev a rejeté cette offre.", ("Kiev", "rejects", None)),
        ("L'ONU a demandé un arrêt des combats.", ("ONU", "demands", None)),
        ("Moscou accuse Kiev d'avoir violé la trêve.", ("Moscou", "accuses", None)),
        ("« Le pont tient », a dit le maire, Jean Dumas.", ("Jean Dumas", "states", "Le pont tient")),
        ("Une trêve rejetée par les rebelles.", ("rebelles", "rejects", None)),
        ("Le Conseil se réunit à la demande de la Russie.", ("Russie", "demands", None)),
        ("La mission n'a pas pu confirmer ces chiffres.", ("mission", "doubts", None)),
    ],
)
def test_a_stand_is_found(raw: str, expected: tuple[str, str, str | None]) -> None:
    assert expected in _read(raw, "fr")


@pytest.mark.parametrize(
    "raw",
    [
        "L'armée a annoncé la mort de douze civils.",
        "L'armée n'a pas confirmé ces captures.",
        "Selon l'ONU, douze civils sont morts.",
        "L'ONU a fait état de douze morts.",
    ],
)
def test_a_fact_reported_is_no_stand(raw: str) -> None:
    assert _read(raw, "fr") == []


@pytest.mark.parametrize(("lang", "example"), _EXAMPLES)
def test_examples_of_the_stance_lists(lang: str, example: StanceExample) -> None:
    lexicon = stance_lexicon(lang)
    tokens = tokenise(make_view(example.text))
    topic = lexicon.topic(tokens, 0, len(tokens))
    assert lexicon.stance(tokens, 0, len(tokens)) == example.stance
    assert (topic[0] if topic else "other") == example.topic


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_stance_list_has_examples(lang: str) -> None:
    syntax: StanceSyntax = stance_lexicon(lang).syntax
    assert syntax.examples
