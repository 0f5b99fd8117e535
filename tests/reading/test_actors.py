"""Mentions of actors: names, noun phrases, persons with titles, short names."""

from __future__ import annotations

import pytest

from trucewatch.reading.actors import ActorLexicon, ActorMention, actor_lexicon, find_actors
from trucewatch.reading.parsed import parse_text
from trucewatch.vocabulary.actors import Actor


def _found(raw: str, lang: str) -> list[tuple[str, str | None]]:
    text = parse_text(raw, lang)
    return [(text.text(m.name_start, m.name_end), m.id) for m in find_actors(text, actor_lexicon(lang))]


def _mentions(raw: str, lang: str) -> tuple[list[ActorMention], list[str], list[str | None]]:
    text = parse_text(raw, lang)
    found = list(find_actors(text, actor_lexicon(lang)))
    titles = [None if m.title_start is None else text.text(m.title_start, m.title_end or 0) for m in found]
    return found, [text.text(*m.named) for m in found], titles


@pytest.mark.parametrize(
    ("lang", "raw", "expected"),
    [
        ("fr", "Un convoi de l'ONU a été refoulé.", ("ONU", "un")),
        ("fr", "Selon l'armée russe, le pont tient.", ("armée russe", "russian-army")),
        ("fr", "Les Russes ont quitté la zone.", ("Russes", "russia")),
        ("fr", "La frappe visait Moscou.", ("Moscou", "russia")),
        ("en", "The Israeli military said it had struck a depot.", ("Israeli military", "idf")),
        ("en", "Government forces shelled the town.", ("Government forces", None)),
        ("en", "A senior UN official spoke.", ("senior UN official", None)),
        ("en", "The Russians left.", ("Russians", "russia")),
        ("ar", "أعلنت وزارة الدفاع الروسية ذلك", ("وزارة الدفاع الروسية", None)),
        ("ar", "قصفت قوات الدعم السريع المدينة", ("قوات الدعم السريع", "rsf")),
        ("ar", "قال مصدر عسكري إن القصف توقف", ("مصدر عسكري", None)),
    ],
)
def test_names_and_noun_phrases(lang: str, raw: str, expected: tuple[str, str | None]) -> None:
    assert expected in [(name.removeprefix("A ").removeprefix("The "), id_) for name, id_ in _found(raw, lang)]


@pytest.mark.parametrize(
    ("lang", "raw", "name"),
    [
        ("fr", "Un homme est mort.", "Un"),
        ("fr", "À New York, l'ambassadeur s'est tu.", "New York"),
        ("fr", "Un sommet se tient à Moscou.", "Moscou"),
        ("en", "Talks were held in Moscow.", "Moscow"),
        ("en", "It is a fact.", "It"),
        ("ar", "اجتمعوا في موسكو", "موسكو"),
    ],
)
def test_places_and_ordinary_words_are_no_actors(lang: str, raw: str, name: str) -> None:
    assert name not in [found for found, _ in _found(raw, lang)]


@pytest.mark.parametrize(
    ("lang", "raw", "name", "title"),
    [
        ("fr", "Le ministre, Jean Dumas, a parlé.", "Jean Dumas", "ministre"),
        ("fr", "Jean Dumas, porte-parole de l'ONU, a parlé.", "Jean Dumas", "porte-parole de l'ONU"),
        ("fr", "a affirmé à l'AFP Abou Omar al-Hamoui, un chef.", "Abou Omar al-Hamoui", "chef"),
        (
            "en",
            "Russian Defence Ministry spokesman Ivan Petrov said so.",
            "Ivan Petrov",
            "Russian Defence Ministry spokesman",
        ),
        ("ar", "قال وزير الخارجية الروسي إيفان بتروف إن", "إيفان بتروف", "وزير الخارجية الروسي"),
    ],
)
def test_titles_join_the_names_they_stand_with(lang: str, raw: str, name: str, title: str) -> None:
    _, names, titles = _mentions(raw, lang)
    assert (name, title) in list(zip(names, titles, strict=True))


def test_a_short_name_takes_the_full_one_of_the_text() -> None:
    _, names, _ = _mentions("Le ministre Jean Dumas est arrivé. Dumas a parlé. Le ministre est parti.", "fr")
    assert names == ["Jean Dumas", "Jean Dumas", "Jean Dumas"]


def test_the_case_wins_over_the_built_in_list() -> None:
    damascus = Actor(id="syria-gov", kind="government", label={"fr": "Gouvernement syrien"}, names={"fr": ("Damas",)})
    text = parse_text("Damas a nié.", "fr")
    assert [m.id for m in find_actors(text, ActorLexicon("fr", (damascus,)))] == ["syria-gov"]
