"""Copies are found, corrections and expansions are not taken for copies."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.intake.support import ARABIC, FRENCH, read

from trucewatch.intake.documents import Intaken
from trucewatch.intake.duplicates import SeenTexts, mark_duplicate
from trucewatch.intake.shingles import normalised_words, shingle, text_key

SEED = 7
VOCABULARY = {
    "fr": [
        *FRENCH.split(),
        "convoi",
        "évacuation",
        "civils",
        "quartier",
        "trêve",
        "mission",
        "blessés",
        "négociations",
    ],
    "ar": [*ARABIC.split(), "قافلة", "إجلاء", "مدنيين", "حي", "هدنة", "بعثة", "جرحى", "مفاوضات"],
}


def story(lang: str, length: int, seed: int = SEED) -> str:
    rng = random.Random(f"{lang}-{seed}")
    words = [f"{rng.choice(VOCABULARY[lang])}" for _ in range(length)]
    return " ".join(word + ("." if n % 12 == 11 else "") for n, word in enumerate(words))


def taken(text: str) -> Intaken:
    return read(text.encode("utf-8"))


def marked(*texts: str) -> list[Intaken]:
    seen = SeenTexts()
    return [mark_duplicate(taken(text), seen) for text in texts]


def test_the_same_bytes() -> None:
    one, two = marked(FRENCH, FRENCH)
    assert one.document.duplicate is None
    assert (two.document.duplicate, two.document.duplicate_of) == ("same_bytes", one.document.id)
    assert two.document.similarity == 1.0


def test_the_same_bytes_of_an_unread_document() -> None:
    seen = SeenTexts()
    data = b"%PDF-1.7 nothing"
    assert mark_duplicate(read(data), seen).document.duplicate is None
    assert mark_duplicate(read(data), seen).document.duplicate == "same_bytes"
    assert mark_duplicate(read(b"\x00\x01"), seen).document.duplicate is None


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (FRENCH, FRENCH.upper().replace("\n", "\r\n\r\n")),
        (FRENCH, "« " + FRENCH.replace("d'", "d’").replace(",", " ,") + " »"),
        (ARABIC, ARABIC.replace("أ", "ا").replace("ة", "ه")),
        (ARABIC, ARABIC.replace("المخيم", "المُخَيَّم")),
        ("Le 5 mai, 12 tirs au camp.", "Le ٥ mai, ١٢ tirs au camp."),
    ],
)
def test_the_same_text(one: str, two: str) -> None:
    first, second = marked(one, two)
    assert second.document.id != first.document.id
    assert (second.document.duplicate, second.document.duplicate_of) == ("same_text", first.document.id)


def test_another_number_is_another_text() -> None:
    assert marked("Le bilan est de 12 tirs au camp.", "Le bilan est de 13 tirs au camp.")[1].document.duplicate is None


@pytest.mark.parametrize("lang", ["fr", "ar"])
@pytest.mark.parametrize("length", [80, 300, 2_500])
def test_wire_copies_with_another_headline_and_a_cut_tail(lang: str, length: int) -> None:
    original = story(lang, length)
    words = original.split()
    copy = "Un autre titre du journal " + " ".join(words[: int(length * 0.6)])
    edited = " ".join("mot" if n % 60 == 59 else word for n, word in enumerate(words))
    first, cut, changed = marked(original, copy, edited)
    for found in (cut, changed):
        assert (found.document.duplicate, found.document.duplicate_of) == ("near_identical", first.document.id)
        assert found.document.similarity is not None
        assert 0.8 <= found.document.similarity <= 1.0


def test_a_longer_story_that_holds_an_earlier_brief_is_no_copy() -> None:
    brief = story("fr", 80)
    one, two = marked(brief, brief + " " + story("fr", 400, seed=8))
    assert one.document.duplicate is None
    assert two.document.duplicate is None
    assert any(one.document.id[:16] in note for note in two.notes)


def test_a_brief_of_a_long_story_is_a_copy() -> None:
    long = story("fr", 700)
    one, two = marked(long, " ".join(long.split()[100:200]))
    assert (two.document.duplicate, two.document.duplicate_of) == ("near_identical", one.document.id)


def test_a_correction_keeps_its_own_identity_in_either_order() -> None:
    text = story("fr", 200)
    corrected = "CORRECTION\n" + text.replace("trois", "quatre")
    for order in ((text, corrected), (corrected, text)):
        one, two = marked(*order)
        assert two.document.duplicate is None
        assert any("correction kept apart" in note and one.document.id[:16] in note for note in two.notes)
    _, copy = marked(corrected, "Le Quotidien\n" + corrected)
    assert copy.document.duplicate == "near_identical"


def test_a_copy_of_a_correction_is_a_copy() -> None:
    corrected = "CORRECTION\n" + story("fr", 200)
    one, two = marked(corrected, corrected + " Fin du message.")
    assert (two.document.duplicate, two.document.duplicate_of) == ("near_identical", one.document.id)


def test_the_earliest_of_equal_copies_is_the_original() -> None:
    text = story("fr", 200)
    found = marked(text, text + " (AFP)", text + " (Reuters)")
    assert [f.document.duplicate_of for f in found] == [None, found[0].document.id, found[0].document.id]


def test_different_stories_of_one_vocabulary_are_not_copies() -> None:
    assert all(f.document.duplicate is None for f in marked(*(story("fr", 150, seed) for seed in range(60))))


def test_short_texts_are_only_compared_for_sameness() -> None:
    assert marked("Calme au camp ce lundi matin.", "Calme au camp ce lundi soir.")[1].document.duplicate is None


def test_matching_adds_nothing() -> None:
    seen = SeenTexts()
    assert seen.match("a", FRENCH) is None
    assert len(seen) == 0
    assert seen.add("a", FRENCH) is None
    assert len(seen) == 1


@given(st.text(max_size=400))
def test_normalisation_is_stable_and_shingles_are_bounded(text: str) -> None:
    words = normalised_words(text)
    assert text_key(normalised_words(" ".join(words))) == text_key(words)
    shingles = shingle(words)
    assert len(shingles.hashes) <= min(512, max(len(words), 1))
    assert list(shingles.hashes) == sorted(set(shingles.hashes))


@given(st.lists(st.sampled_from(FRENCH.split()), min_size=25, max_size=60), st.integers(0, 5))
def test_any_text_is_a_copy_of_itself_with_more_white_space(words: list[str], gap: int) -> None:
    seen = SeenTexts()
    seen.add("a", " ".join(words))
    found = seen.match("b", ("\n" + " " * gap).join(words))
    assert found is not None
    assert (found.kind, found.contained) == ("same_text", 1.0)


def test_a_long_text_is_thinned_and_still_compared() -> None:
    text = story("fr", 9_000)
    assert shingle(normalised_words(text)).level > 0
    _, two = marked(text, " ".join(text.split()[:6_000]))
    assert two.document.duplicate == "near_identical"
