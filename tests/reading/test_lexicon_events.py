"""The examples that stand in acts.yaml and control.yaml of each language."""

from __future__ import annotations

from typing import Any

import pytest

from trucewatch.reading.actor_lexicon import actor_lexicon
from trucewatch.reading.actors import find_actors
from trucewatch.reading.control import find_control
from trucewatch.reading.events import find_events
from trucewatch.reading.language_data import LANGUAGES, lexicon_files, lexicon_text
from trucewatch.reading.parsed import parse_text
from trucewatch.vocabulary.codes import family_of
from trucewatch.vocabulary.yaml_input import parse_yaml


def _load(lang: str, name: str) -> dict[str, Any]:
    if f"{name}.yaml" not in lexicon_files(lang):
        return {}
    tree = parse_yaml(lexicon_text(lang, f"{name}.yaml"), name)
    assert isinstance(tree.value, dict)
    return tree.value


def _act_files(lang: str) -> list[str]:
    return [name.removesuffix(".yaml") for name in lexicon_files(lang) if name.startswith("acts")]


_FILES = [(lang, name) for lang in LANGUAGES for name in _act_files(lang)]
_EVENTS = [(lang, e["text"], e["events"]) for lang, name in _FILES for e in _load(lang, name).get("examples", [])]
_CONTROL = [(lang, e["text"], e["control"]) for lang in LANGUAGES for e in _load(lang, "control").get("examples", [])]


@pytest.mark.parametrize(("lang", "text", "expected"), _EVENTS)
def test_events_of_examples(lang: str, text: str, expected: list[str]) -> None:
    parsed = parse_text(text, lang)
    found = find_events(parsed, actors=find_actors(parsed, actor_lexicon(lang)))
    assert [f"{event.act}:{event.status}" for event in found] == expected
    for event in found:
        assert 0 <= event.start <= event.trigger_start < event.trigger_end <= event.end <= len(text)
        assert event.rules


@pytest.mark.parametrize(("lang", "text", "expected"), _CONTROL)
def test_control_of_examples(lang: str, text: str, expected: list[str]) -> None:
    parsed = parse_text(text, lang)
    found = find_control(parsed, actors=find_actors(parsed, actor_lexicon(lang)))
    assert [control.status for control in found] == expected


@pytest.mark.parametrize(("lang", "name"), _FILES)
def test_every_act_is_a_code(lang: str, name: str) -> None:
    acts = _load(lang, name)
    codes = [noun["act"] for noun in acts.get("nouns", [])]
    codes += [sense["act"] for verb in acts.get("verbs", []) for sense in verb.get("senses", []) if "act" in sense]
    codes += [verb["act"] for verb in acts.get("verbs", []) if "act" in verb]
    codes += [entry[key] for entry in acts.get("refine", []) for key in ("act", "becomes")]
    for code in codes:
        assert family_of(code)


@pytest.mark.parametrize(("lang", "name"), _FILES)
def test_every_condition_names_a_class_or_a_word(lang: str, name: str) -> None:
    acts = _load(lang, name)
    for verb in acts.get("verbs", []):
        for sense in verb.get("senses", []):
            for name in (*sense.get("object", []), *sense.get("subject", [])):
                assert isinstance(name, str), (verb["lemma"], name)
                if name.startswith("@"):
                    assert name in {"@place", "@name", "@actor", "@armed", "@people", "@number"}
