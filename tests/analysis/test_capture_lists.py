"""From incidents to lists: independence groups, sides, compilations, what is left out, and the order of the input."""

from __future__ import annotations

import random

import numpy as np
import pytest

from trucewatch.analysis.capture_lists import capture_lists
from trucewatch.analysis.case_undercount import spread_missed, undercount_of_incidents
from trucewatch.analysis.undercount import SamplerLength
from trucewatch.vocabulary.actors import Actor
from trucewatch.vocabulary.claims import Polarity
from trucewatch.vocabulary.documents import Source
from trucewatch.vocabulary.incidents import Incident, IncidentPlace, IncidentTime, Origin
from trucewatch.vocabulary.link_models import FittedModel

ACTORS = (
    Actor(id="army", kind="armed_forces", label={"en": "Army"}, side="army"),
    Actor(id="council", kind="armed_group", label={"en": "Council"}, side="council"),
)
SOURCES = (
    Source(id="army-news", name="Army News", kind="state_media", interest="army"),
    Source(id="radio", name="Radio", kind="broadcaster"),
    Source(id="daily", name="Daily", kind="newspaper", owner="house"),
    Source(id="weekly", name="Weekly", kind="newspaper", owner="house"),
    Source(id="events", name="Events", kind="dataset", relays=("radio",)),
    Source(id="blind", name="Blind", kind="dataset"),
)


def incident(number: int, *keys: str, polarity: Polarity = "asserted") -> Incident:
    return Incident(
        id=f"i{number}",
        act="shelling",
        family="hostilities",
        status="occurred",
        polarity="asserted",
        time=IncidentTime(start=f"2020-01-{number % 28 + 1:02d}", precision="day"),
        place=IncidentPlace(name="Juba"),
        origins=tuple(Origin(key=key, name=key, polarity=polarity) for key in keys),
        corroboration="single_source",
    )


def test_outlets_of_one_house_and_media_of_a_side_are_one_list() -> None:
    told = [incident(n, "daily", "weekly", "army", "army-news") for n in range(5)]
    found = capture_lists(told, SOURCES, ACTORS)
    assert [(item.key, item.side) for item in found.lists] == [("army", "army"), ("daily", None)]
    assert found.lists[1].members == ("daily", "weekly")
    assert found.units[0] == ("daily", "army")


def test_a_denial_lists_nothing_and_small_groups_are_named() -> None:
    told = [incident(n, "radio") for n in range(5)] + [incident(9, "weekly")]
    told += [incident(20 + n, "council", polarity="denied") for n in range(6)]
    found = capture_lists(told, SOURCES, ACTORS)
    assert [item.key for item in found.lists] == ["radio"]
    assert found.left_out == ("daily",)
    assert len(found.units) == 5


def test_datasets_say_what_they_are_compiled_from_or_are_taken_as_compiled() -> None:
    told = [incident(n, "events", "blind", "radio") for n in range(5)]
    by_key = {item.key: item for item in capture_lists(told, SOURCES, ACTORS).lists}
    assert by_key["events"].compiled_from == ("radio",)
    assert by_key["blind"].compiled_from == ("undeclared",)
    assert by_key["radio"].compiled_from == ()
    left = capture_lists(told, SOURCES, ACTORS, without=("events", "blind"))
    assert [item.key for item in left.lists] == ["radio"]


def test_an_unknown_speaker_counts_with_whom_linking_put_it() -> None:
    told = [incident(n, "radio") for n in range(4)]
    unknown = Origin(key="name:x", name="a witness", counts_with="radio")
    other = incident(7)
    found = capture_lists([*told, _with(other, unknown)], SOURCES, ACTORS)
    assert [(item.key, item.size) for item in found.lists] == [("radio", 5)]


def _with(base: Incident, origin: Origin) -> Incident:
    return Incident(
        id=base.id,
        act=base.act,
        family=base.family,
        status=base.status,
        polarity=base.polarity,
        time=base.time,
        place=base.place,
        origins=(origin,),
        corroboration=base.corroboration,
    )


def test_the_order_of_incidents_and_declarations_changes_no_list() -> None:
    generator = random.Random(4)
    names = ("radio", "daily", "weekly", "army", "council", "events")
    told = [incident(n, *generator.sample(names, generator.randint(1, 3))) for n in range(60)]
    first = capture_lists(told, SOURCES, ACTORS)
    generator.shuffle(told)
    again = capture_lists(told, SOURCES[::-1], ACTORS[::-1])
    assert [(item.key, item.size, item.members) for item in first.lists] == [
        (item.key, item.size, item.members) for item in again.lists
    ]


def test_a_case_with_three_lists_of_non_parties_is_estimated_and_repeats() -> None:
    draw = np.random.default_rng(2)
    keys = ("radio", "daily", "army")
    told = [incident(n, *(k for k, c in zip(keys, draw.random(3) < 0.45, strict=True) if c)) for n in range(120)]
    length = SamplerLength(burn_in=50, draws=50, burn_in_of_draw=20, draws_of_draw=20)
    first, again = (
        undercount_of_incidents(told, SOURCES, ACTORS, np.random.default_rng(8), draws=3, length=length, seed=8)
        for _ in range(2)
    )
    assert first.refused == ()
    assert first == again
    assert first.linkage_draws == 4
    assert (first.rates_from, first.false_links, first.missed_links) == ("usual", 0.05, 0.1)
    fit = FittedModel(
        id="f",
        model="m",
        digest="0" * 64,
        at="2026-01-01T00:00:00Z",
        day="2025-12-31",
        reports=9,
        pairs=9,
        by_chance=1,
        share=0.5,
        wrong=0.25,
        missed=0.0,
    )
    fitted = undercount_of_incidents(
        told, SOURCES, ACTORS, np.random.default_rng(8), model=fit, draws=3, length=length, seed=8
    )
    assert (fitted.rates_from, fitted.false_links, fitted.missed_links) == ("fitted", 0.25, 0.0)
    certain = undercount_of_incidents(told, SOURCES, ACTORS, np.random.default_rng(8), draws=0, length=length)
    assert (certain.rates_from, certain.false_links) == (None, None)


def test_as_many_links_are_joined_as_the_model_says_were_missed() -> None:
    # ten incidents of two lists, and ten pairs of one list each that are alike and left apart
    together = [incident(n, "radio", "daily") for n in range(10)]
    apart = [incident(100 + n, ("radio", "daily", "army")[n % 3]) for n in range(20)]
    captured = capture_lists([*together, *apart], SOURCES, ACTORS)
    links = sum(len(unit) - 1 for unit in captured.units)
    assert links == 10
    assert spread_missed(captured, 0.0, 0.2, 10) == pytest.approx(10 * 0.2 / 0.8 / 10)
    assert spread_missed(captured, 0.5, 0.2, 10) == pytest.approx(5 * 0.2 / 0.8 / 10)
    assert spread_missed(captured, 0.0, 0.2, 0) == 0.0
    assert spread_missed(captured, 0.0, 1.0, 1) == 0.9


def test_no_incident_is_a_refusal() -> None:
    found = undercount_of_incidents([], SOURCES, ACTORS, np.random.default_rng(1))
    assert "too_few_lists" in {r.reason for r in found.refused}
