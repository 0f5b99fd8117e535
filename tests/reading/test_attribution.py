"""Who says what: verbs, incises, sources, denials, relays and what is carried over."""

from __future__ import annotations

import pytest

from trucewatch.reading.actors import actor_lexicon, find_actors
from trucewatch.reading.attribution import find_attributions
from trucewatch.reading.found import FoundAttribution
from trucewatch.reading.parsed import parse_text


def _at(raw: str, lang: str, word: str) -> FoundAttribution | None:
    """The smallest range that holds a word."""
    text = parse_text(raw, lang)
    position = raw.index(word)
    actors = find_actors(text, actor_lexicon(lang))
    around = [a for a in find_attributions(text, actors) if a.start <= position < a.end]
    return min(around, key=lambda a: a.end - a.start) if around else None


def _voice(raw: str, lang: str, word: str) -> str | None:
    found = _at(raw, lang, word)
    return found.voices[0].actor.name if found is not None and found.voices else None


@pytest.mark.parametrize(
    ("raw", "word", "voice"),
    [
        ("L'armée a affirmé que douze civils étaient morts.", "douze", "armée"),
        ("Douze civils sont morts, a affirmé l'armée.", "Douze", "armée"),
        ("Douze civils sont morts, selon l'ONU.", "Douze", "ONU"),
        ("Selon l'ONU, douze civils sont morts.", "douze", "ONU"),
        ("L'ONU a fait état de douze morts.", "douze", "ONU"),
        ("Il y en a 8 000 selon l'ONU et 15 000 selon l'OSDH.", "8 000", "ONU"),
        ("Il y en a 8 000 selon l'ONU et 15 000 selon l'OSDH.", "15 000", "OSDH"),
        ("Moscou accuse Kiev d'avoir bombardé le pont.", "bombardé", "Moscou"),
        ("« Le pont a été détruit », a déclaré à l'AFP Jean Dumas.", "détruit", "Jean Dumas"),
        ("Jean Dumas a parlé à la presse. « Le pont est détruit », a-t-il dit.", "détruit", "Jean Dumas"),
        ("L'armée, qui a perdu un pont, affirme avoir tué douze hommes.", "douze", "armée"),
        ("Le pont a été détruit lundi.", "détruit", None),
    ],
)
def test_the_speaker_of_a_word(raw: str, word: str, voice: str | None) -> None:
    assert _voice(raw, "fr", word) == voice


def test_a_denial_in_the_same_sentence_contests() -> None:
    found = _at("Les rebelles affirment avoir pris la ville, ce que Kinshasa dément.", "fr", "pris")
    assert found is not None
    assert (found.polarity, found.voices[0].actor.name) == ("contested", "rebelles")


def test_a_quotation_alone_is_carried_over() -> None:
    found = _at('Le ministre Jean Dumas a dit "non". "Le pont est détruit".', "fr", "Le pont")
    assert found is not None
    assert found.kind == "carried"
    assert found.voices[0].carried


def test_an_outlet_that_hears_the_speaker_is_a_relay() -> None:
    found = _at("Le maire a déclaré à l'AFP que douze civils étaient morts.", "fr", "douze")
    assert found is not None
    assert [(v.actor.name, v.via) for v in found.voices] == [("maire", False), ("AFP", True)]


@pytest.mark.parametrize(
    ("lang", "raw", "word", "voice"),
    [
        ("en", "The army said that twelve civilians had died.", "twelve", "army"),
        (
            "en",
            "Twelve civilians died, an army spokesman, John Smith, said in a statement.",
            "Twelve",
            "John Smith",
        ),
        ("en", "The mayor spoke on Monday. He said twelve civilians had died.", "twelve", "mayor"),
        ("en", "Initial reports indicate twelve deaths.", "twelve", "Initial reports"),
        ("ar", "قالت وزارة الصحة إن عشرة مدنيين قتلوا", "عشرة", "وزارة الصحة"),
        ("ar", "وكانت السلطات قد أعلنت مقتل عشرة مدنيين", "عشرة", "السلطات"),
        ("ar", "دعت برلين إلى وقف القصف", "القصف", "برلين"),
        ("ar", "نقلت رويترز عن مصادر أمنية أن عشرة قتلوا", "عشرة", "مصادر أمنية"),
    ],
)
def test_the_speaker_in_other_languages(lang: str, raw: str, word: str, voice: str) -> None:
    assert _voice(raw, lang, word) == voice


def test_a_communique_speaks_in_its_own_name() -> None:
    raw = (
        "Forces démocratiques syriennes\nCommuniqué\n\nLes Forces démocratiques syriennes affirment que le pont tient."
    )
    assert _voice(raw, "fr", "pont") is None


def test_known_background_stays_with_the_outlet() -> None:
    raw = "Moscou accuse Kiev d'avoir violé la trêve, en vigueur depuis lundi."
    assert _voice(raw, "fr", "violé") == "Moscou"
    assert _voice(raw, "fr", "vigueur") is None
