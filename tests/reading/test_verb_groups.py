"""Verb groups: modals behind an auxiliary, quotations inside a group, articles before a participle."""

from __future__ import annotations

import pytest

from trucewatch.reading.parsed import parse_text


@pytest.mark.parametrize(
    ("text", "words", "lemma", "tense", "modal"),
    [
        ("Le convoi a dû rebrousser chemin.", "a dû rebrousser", "rebrousser", "past", "must"),
        ("Ils ont commencé à échanger les corps.", "ont commencé à échanger", "échanger", "past", "begin"),
        ("Elle affirme avoir «pris la ville».", "avoir «pris", "prendre", "past", None),
        ("Ils sont accusés de violer la trêve.", "violer", "violer", "infinitive", None),
        ("Des avions les bombardent.", "les bombardent", "bombarder", "present", None),
        ("Le pont, détruit lundi, est fermé.", "détruit", "détruire", "participle", None),
    ],
)
def test_group(text: str, words: str, lemma: str, tense: str, modal: str | None) -> None:
    parsed = parse_text(text, "fr")
    groups = {parsed.text(g.start, g.end): g for g in parsed.verbs}
    assert words in groups
    group = groups[words]
    assert (group.lemma, group.tense, group.modal) == (lemma, tense, modal)


def test_a_participle_behind_an_article_is_a_noun() -> None:
    parsed = parse_text("L'armée et les déplacés attendent.", "fr")
    assert all(g.lemma not in ("armer", "déplacer") for g in parsed.verbs)


def test_elision_before_a_quotation_is_a_token() -> None:
    parsed = parse_text("Il parle d'« une trêve ».", "fr")
    assert "d'" in [t.lower for t in parsed.tokens]
