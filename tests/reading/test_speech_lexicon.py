"""The examples of ``actors.yaml`` and ``speech.yaml`` of every language, and that every verb can fire."""

from __future__ import annotations

import pytest

from trucewatch.reading.actor_lexicon import ActorExample, actor_lexicon
from trucewatch.reading.actors import find_actors
from trucewatch.reading.attribution import find_attributions
from trucewatch.reading.language_data import LANGUAGES, load_language
from trucewatch.reading.parsed import parse_text
from trucewatch.reading.speakers import actor_of
from trucewatch.reading.speech_lexicon import SpeechExample, speech_lexicon
from trucewatch.reading.world_actors import world_actors

_ACTORS = [(lang, example) for lang in LANGUAGES for example in actor_lexicon(lang).syntax.examples]
_SPEECH = [(lang, example) for lang in LANGUAGES for example in speech_lexicon(lang).syntax.examples]


@pytest.mark.parametrize(("lang", "example"), _ACTORS)
def test_examples_of_actors(lang: str, example: ActorExample) -> None:
    text = parse_text(example.text, lang)
    found = [actor_of(text, m) for m in find_actors(text, actor_lexicon(lang))]
    names = [(actor.name.removeprefix("A ").removeprefix("The "), actor.id) for actor in found]
    assert (example.name, example.id) in names


@pytest.mark.parametrize(("lang", "example"), _SPEECH)
def test_examples_of_speech(lang: str, example: SpeechExample) -> None:
    text = parse_text(example.text, lang)
    at = text.view.text.index(example.word)
    ranges = find_attributions(text, find_actors(text, actor_lexicon(lang)))
    around = sorted((a for a in ranges if a.start <= at < a.end), key=lambda a: a.end - a.start)
    voice = around[0].voices[0].actor.name if around and around[0].voices else None
    assert voice == example.voice


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_verb_of_speech_has_forms(lang: str) -> None:
    known = {form.lemma for forms in load_language(lang).verb_forms.values() for form in forms}
    assert [verb.lemma for verb in speech_lexicon(lang).syntax.verbs if verb.lemma not in known] == []


def test_the_built_in_actors_are_named_once() -> None:
    ids = [actor.id for actor in world_actors()]
    assert len(ids) == len(set(ids))
    known = set(ids)
    assert [a.id for a in world_actors() if not set(a.affiliations) <= known] == []


def test_the_built_in_actors_are_named_in_french_and_english() -> None:
    assert [a.id for a in world_actors() if not a.names.get("fr") or not a.names.get("en")] == []
