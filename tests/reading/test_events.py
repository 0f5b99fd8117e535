"""Events: roles, times, polarity, re-mentions; and what must hold for any text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.reading.actor_lexicon import actor_lexicon
from trucewatch.reading.actors import find_actors
from trucewatch.reading.control import find_control
from trucewatch.reading.events import find_events
from trucewatch.reading.found import FoundEvent, FoundTime
from trucewatch.reading.parsed import parse_text
from trucewatch.vocabulary.codes import family_of

_STATUSES = {"occurred", "ongoing", "ended", "attempted", "planned", "threatened", "demanded", "hypothetical"}
_PIECES = (
    "L'armée a bombardé la ville", "une trêve", "Le cessez-le-feu", "qui", "que", ",", ".", "«", "»", "en cas de",
    "frappes", "n'a pas", "été", "tués", "par", "Moscou", "entre", "et", "lundi", "The army shelled", "the truce",
    "was", "to", "no", "قصف الجيش", "المدينة", "هدنة", "لم", "أن", "\n", "12", "aucun", "(", ")", "-held", "demande",
    "le retrait des troupes",
)  # fmt: skip


def read(text: str, lang: str, **layers: object) -> tuple[FoundEvent, ...]:
    parsed = parse_text(text, lang)
    return find_events(parsed, actors=find_actors(parsed, actor_lexicon(lang)), **layers)  # type: ignore[arg-type]  # layers by name


def roles(event: FoundEvent) -> set[tuple[str | None, str]]:
    return {(actor.role, actor.name) for actor in event.actors}


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("fr", "L'armée syrienne a bombardé les rebelles.", {("agent", "armée syrienne"), ("target", "rebelles")}),
        (
            "fr",
            "Les rebelles ont été attaqués par l'armée syrienne.",
            {("agent", "armée syrienne"), ("target", "rebelles")},
        ),
        ("fr", "De violents combats opposaient l'armée aux rebelles.", set()),
        ("fr", "Des combats entre l'armée et les rebelles ont éclaté.", {("party", "armée"), ("party", "rebelles")}),
        ("fr", "Moscou a nié avoir bombardé la zone.", {("agent", "Moscou")}),
        ("fr", "L'armée a accusé les rebelles d'avoir violé la trêve.", {("agent", "rebelles")}),
        ("en", "Rebels attacked the army.", {("agent", "Rebels"), ("target", "army")}),
        ("en", "The army was attacked by rebels.", {("agent", "rebels"), ("target", "army")}),
    ],
)
def test_roles(lang: str, text: str, expected: set[tuple[str, str]]) -> None:
    event = read(text, lang)[0]
    assert expected <= roles(event)


@pytest.mark.parametrize(
    ("lang", "text", "polarity"),
    [
        ("fr", "L'armée a nié avoir bombardé l'hôpital.", "denied"),
        ("fr", "L'armée affirme avoir pris la ville, ce que les rebelles démentent.", "contested"),
        ("fr", "Les deux camps se sont mutuellement accusés de violer la trêve.", "contested"),
        ("fr", "L'armée a bombardé l'hôpital.", "asserted"),
        ("en", "The army denied that it had shelled the hospital.", "denied"),
    ],
)
def test_polarity(lang: str, text: str, polarity: str) -> None:
    assert [event.polarity for event in read(text, lang)] == [polarity]


def test_journalistic_conditional_is_hedged() -> None:
    (event,) = read("L'armée aurait bombardé l'hôpital.", "fr")
    assert (event.status, event.hedged) == ("occurred", True)


def test_a_reference_back_does_not_count_again() -> None:
    events = read("Des frappes ont visé le marché de Douma. Ces frappes sont inacceptables.", "fr")
    assert [event.act for event in events] == ["air_strike"]


def test_a_headline_that_the_text_repeats_does_not_count_again() -> None:
    text = "Syrie: une école bombardée\n\nUne école a été bombardée mardi, selon des secouristes."
    assert [event.act for event in read(text, "fr")] == ["bombardment"]


def test_objects_and_weapon_are_those_of_the_clause() -> None:
    (event,) = read("Des obus de mortier sont tombés sur une école.", "fr")
    assert [code for code, _, _ in event.objects] == ["school"]
    assert event.weapon is not None
    assert event.weapon[0] == "mortar"


def _day(text: str, words: str, day: str) -> FoundTime:
    at = text.index(words)
    return FoundTime(at, at + len(words), day, day, "day", ("times.test",), anchored=True)


def test_the_day_of_a_verb_of_saying_is_not_that_of_the_event() -> None:
    text = "Le ministère a indiqué lundi que l'armée avait bombardé le village samedi."
    times = (_day(text, "lundi", "2016-12-05"), _day(text, "samedi", "2016-12-03"))
    (event,) = read(text, "fr", times=times)
    assert event.time is not None
    assert event.time.value_start == "2016-12-03"


def test_what_is_dated_after_publication_is_planned() -> None:
    text = "Le président a annoncé la tenue mercredi d'un sommet."
    (event,) = read(text, "fr", times=(_day(text, "mercredi", "2025-01-29"),), published=date(2025, 1, 27))
    assert event.status == "planned"


def test_swapping_the_parties_changes_no_act() -> None:
    text = "{a} a bombardé un hôpital. {b} a riposté par des tirs de roquettes. {a} et {b} ont convenu d'une trêve."
    one = read(text.format(a="L'Arménie", b="La Turquie"), "fr")
    two = read(text.format(a="La Turquie", b="L'Arménie"), "fr")
    assert [(e.act, e.status, e.polarity) for e in one] == [(e.act, e.status, e.polarity) for e in two]


@settings(deadline=None)
@given(st.sampled_from(("fr", "en", "ar")), st.lists(st.sampled_from(_PIECES), max_size=24), st.booleans())
def test_any_text_gives_well_formed_events(lang: str, pieces: list[str], tight: bool) -> None:
    text = ("" if tight else " ").join(pieces)
    parsed = parse_text(text, lang)
    actors = find_actors(parsed, actor_lexicon(lang))
    events = find_events(parsed, actors=actors)
    assert events == find_events(parsed, actors=actors)
    for event in events:
        assert 0 <= event.start <= event.trigger_start < event.trigger_end <= event.end <= len(parsed.view.text)
        assert event.status in _STATUSES
        assert family_of(event.act)
        assert all(actor.role is not None for actor in event.actors)
    for control in find_control(parsed, actors=actors):
        assert 0 <= control.start < control.end <= len(parsed.view.text)
