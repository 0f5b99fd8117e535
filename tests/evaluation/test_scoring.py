"""The scores of a text with its key, slot by slot."""

from __future__ import annotations

import pytest
from tests.evaluation.support import (
    TEXT,
    actor,
    at,
    by,
    control,
    day,
    event,
    figure,
    key,
    key_control,
    key_event,
    key_figure,
    key_position,
    key_trap,
    position,
    quantity,
    quote,
)

from trucewatch.errors import InputError
from trucewatch.evaluation.found import FoundNumber
from trucewatch.evaluation.scoring import ListScore, TextScore, score_text
from trucewatch.evaluation.tally import by_language
from trucewatch.vocabulary.claims import Claim, PlaceRef


def right(score: ListScore) -> dict[str, bool]:
    (pair,) = score.matched
    return {slot.name: slot.right for slot in pair.slots}


def test_a_figure_is_matched_on_its_best_value() -> None:
    gold = key(figures=[key_figure("324 civils", 324), key_figure("44 enfants", 44)])
    score = score_text(gold, [figure("324 civils", 324), figure("44 enfants", 45)]).lists["figures"]
    assert [(pair.key, pair.found) for pair in score.matched] == [(0, 0)]
    assert score.missed == (1,)
    assert score.spurious == (1,)


def test_without_best_low_and_high_decide() -> None:
    gold = key(figures=[key_figure("324 civils", None, low=10, high=15, qualifier="between")])
    near = figure("324 civils", None, quantity=quantity("324 civils", None, low=10, high=15, qualifier="between"))
    far = figure("324 civils", None, quantity=quantity("324 civils", None, low=10, high=16, qualifier="between"))
    assert score_text(gold, [near]).lists["figures"].matched
    assert not score_text(gold, [far]).lists["figures"].matched


def test_the_slots_of_a_figure() -> None:
    gold = key(
        figures=[
            key_figure("324 civils", 324, high=None, qualifier="at_least", who="civilian", by="OSDH"),
            key_figure("44 enfants", 44, who="child", by="OSDH", subset_of="324 civils"),
        ]
    )
    whole = figure("324 civils", 324, id="w", attribution=by("l'OSDH"))
    part = figure(
        "44 enfants",
        44,
        id="p",
        attribution=by("Moscou"),
        subset_of="w",
        quantity=quantity("44 enfants", 44, who="child"),
    )
    score = score_text(gold, [whole, part]).lists["figures"]
    first, second = ({slot.name: slot.right for slot in pair.slots} for pair in score.matched)
    assert first["speaker"]
    assert not first["qualifier"]
    assert not first["bounds"]
    assert not first["who"]
    assert second["subset"]
    assert second["who"]
    assert not second["speaker"]


def test_numbers_come_from_casualties_and_shares_too_each_once() -> None:
    dead = quantity("44 enfants", 44, outcome="killed", who="child", subset_of=0)
    all_dead = quantity("324 civils", 324, outcome="killed", who="civilian")
    share = quantity("30 %", 30, unit="percent")
    claims: list[Claim] = [
        event("Au moins 324 civils ont été tués", "killing", casualties=(all_dead, dead)),
        event("dont 44 enfants", "killing", casualties=(quantity("44 enfants", 44, outcome="killed", who="child"),)),
        control("Les rebelles tiennent 30 % de la ville", "rebelles", share=share),
    ]
    gold = key(
        figures=[
            key_figure("44 enfants", 44, who="child", subset_of="324 civils"),
            key_figure("30 %", 30, what="control_share", who=None),
        ]
    )
    score = score_text(gold, claims).lists["figures"]
    assert [number.what for number in score.found if isinstance(number, FoundNumber)] == [
        "killed",
        "killed",
        "control_share",
    ]
    assert len(score.matched) == 2
    assert all(slot.right for pair in score.matched for slot in pair.slots if slot.name in ("what", "who", "subset"))


def test_the_span_of_the_number_counts_not_that_of_the_claim() -> None:
    gold = key(figures=[key_figure("44 enfants", 44)])
    far = figure("Au moins 324 civils ont été tués, dont 44 enfants", 44, number="324 civils")
    assert not score_text(gold, [far]).lists["figures"].matched


def test_an_event_by_family_and_by_act() -> None:
    gold = key(events=[key_event("ont bombardé Alep", "bombardment")])
    score = score_text(gold, [event("les rebelles ont bombardé Alep", "shelling")])
    assert len(score.lists["events"].matched) == 1
    assert not score.lists["acts"].matched
    other = score_text(gold, [event("les rebelles ont bombardé Alep", "talks")])
    assert not other.lists["events"].matched


def test_the_slots_of_an_event() -> None:
    gold = key(
        events=[
            key_event(
                "ont bombardé Alep",
                "shelling",
                agent=("rebelles",),
                place="Alep",
                lat=36.2,
                lon=37.16,
                start="2016-12-05",
                end="2016-12-05",
                by="OSDH",
            )
        ]
    )
    good = event(
        "les rebelles ont bombardé Alep",
        "shelling",
        actors=(actor("les rebelles", "agent"),),
        place=PlaceRef(name="Haleb", lat=36.21, lon=37.15),
        time=day("2016-12-05"),
        attribution=by("OSDH"),
    )
    assert all(right(score_text(gold, [good]).lists["events"]).values())
    bad = event(
        "les rebelles ont bombardé Alep",
        "shelling",
        status="planned",
        actors=(actor("les rebelles", "target"),),
        place=PlaceRef(name="Homs", lat=34.73, lon=36.71),
        time=day("2016-12-06"),
    )
    slots = right(score_text(gold, [bad]).lists["events"])
    assert {name for name, ok in slots.items() if ok} == {"act", "party", "objects", "polarity", "hedged"}


def test_a_position_is_matched_on_its_speaker() -> None:
    gold = key(positions=[key_position("Nous refusons", "Moscou", stance="rejects", quote="Nous refusons")])
    good = position("« Nous refusons », a dit Moscou", "Moscou", stance="rejects", quote=quote("Nous refusons"))
    slots = right(score_text(gold, [good]).lists["positions"])
    assert slots["stance"]
    assert slots["quote"]
    assert not score_text(gold, [position("« Nous refusons », a dit Moscou", "Washington")]).lists["positions"].matched


def test_control_is_matched_on_its_span() -> None:
    gold = key(control=[key_control("tiennent 30 %", "rebelles", percent=30)])
    found = control("Les rebelles tiennent 30 % de la ville", "régime", status="takes")
    assert right(score_text(gold, [found]).lists["control"]) == {
        "holder": False,
        "status": False,
        "place": True,
        "percent": False,
    }


def fell(score: TextScore) -> list[bool]:
    return [trap.fell is not None for trap in score.traps]


def test_traps() -> None:
    gold = key(
        traps=[key_trap("prise en 2012", "figure"), key_trap("bombardé", "event"), key_trap("refusons", "shelling")]
    )
    assert fell(score_text(gold, [])) == [False, False, False]
    whole = "Les rebelles tiennent 30 % de la ville, prise en 2012"
    wide = figure(whole, 30, number="30 %")
    assert fell(score_text(gold, [wide])) == [False, False, False]
    assert fell(score_text(gold, [figure(whole, 2012, number="2012")])) == [True, False, False]
    assert fell(score_text(gold, [event("les rebelles ont bombardé Alep", "shelling")])) == [False, True, False]
    assert (
        fell(score_text(gold, [event("les rebelles ont bombardé Alep", "shelling", status="planned")])) == [False] * 3
    )
    assert fell(score_text(gold, [event("Nous refusons", "talks")])) == [False, False, False]
    assert fell(score_text(gold, [event("Nous refusons", "shelling")])) == [False, False, True]


def test_a_trap_that_overlaps_a_keyed_item_of_its_kind_is_none() -> None:
    gold = key(events=[key_event("ont bombardé Alep", "shelling")], traps=[key_trap("bombardé", "event")])
    assert fell(score_text(gold, [event("les rebelles ont bombardé Alep", "talks")])) == [False]
    other = key(events=[key_event("ont bombardé Alep", "shelling")], traps=[key_trap("bombardé", "talks")])
    assert fell(score_text(other, [event("les rebelles ont bombardé Alep", "talks")])) == [True]


def test_grounding() -> None:
    good = position("« Nous refusons », a dit Moscou", "Moscou", quote=quote("Nous refusons"))
    changed = event("ont bombardé Alep", "shelling", text="ont bombardé alep")
    outside = event("ont bombardé Alep", "shelling", span=(0, len(TEXT) + 1))
    foreign = event("ont bombardé Alep", "shelling", document="0" * 64)
    slot = figure("44 enfants", 44, quantity=quantity("44 enfants", 44, span=(0, 10_000)))
    score = score_text(key(), [good, changed, outside, foreign, slot])
    assert [wrong.claim for wrong in score.ungrounded] == [changed, outside, foreign, slot]
    summary = by_language([score])["fr"]
    assert (summary.grounded.right, summary.grounded.of) == (1, 5)


def test_an_anchor_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="anchor"):
        score_text(key(figures=[key_figure("325 civils", 325)]), [])


def test_sums() -> None:
    gold = key(figures=[key_figure("324 civils", 324), key_figure("44 enfants", 44)])
    score = score_text(gold, [figure("324 civils", 324), figure("30 %", 30), figure("2012", 2012)])
    counts = by_language([score, score])["fr"].lists["figures"]
    assert (counts.keys, counts.found, counts.matched) == (4, 6, 2)
    assert counts.precision == pytest.approx(1 / 3)
    assert counts.recall == pytest.approx(1 / 2)
    assert counts.f1 == pytest.approx(0.4)
    empty = by_language([score])["fr"].lists["control"]
    assert (empty.precision, empty.recall, empty.f1) == (None, None, None)
    assert at("324")[0] == 9
