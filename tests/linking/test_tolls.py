"""Low, best and high by rule: never a mean, one origin once, a group once, with reasons."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.linking.case import ACTORS, PLACES, SOURCES, claim, document

from trucewatch.linking import link
from trucewatch.linking.tolls import lower_median
from trucewatch.vocabulary.grades import SourceReliability
from trucewatch.vocabulary.incidents import CasualtyRange

VOICES = ("wire-agency", "paper", "second-agency", "radio", "tv")


def toll(*told: tuple[str, int], unnamed: tuple[int, ...] = (), low: str | None = None) -> CasualtyRange:
    """The range of what sources tell of one shelling; ``unnamed`` speakers through the site; ``low`` is marked E."""
    mark = SourceReliability(grade="E", by="A. Analyst", on="2017-01-01", topic="hostilities", reason="withdrew twice")
    sources = tuple(replace(s, reliability=(mark,)) if s.id == low else s for s in SOURCES)
    documents = {f"d{n}": document(f"d{n}", voice) for n, (voice, _) in enumerate(told)}
    claims = [claim(f"c{n}", f"d{n}", killed=number) for n, (_, number) in enumerate(told)]
    for n, number in enumerate(unnamed):
        documents[f"u{n}"] = document(f"u{n}", "site")
        claims.append(claim(f"v{n}", f"u{n}", said_by=f"resident number {n}", killed=number))
    (incident,) = link(claims, documents=documents, sources=sources, actors=ACTORS, places=PLACES).incidents
    (found,) = incident.casualties
    return found


def test_the_middle_of_three_groups() -> None:
    found = toll(("wire-agency", 8), ("paper", 12), ("second-agency", 9))
    assert (found.low, found.best, found.high) == (8, 9, 12)
    assert found.reasons == ("middle_group",)


def test_of_two_groups_the_lower() -> None:
    found = toll(("wire-agency", 12), ("paper", 8))
    assert (found.low, found.best, found.high) == (8, 8, 12)
    assert found.reasons == ("lower_of_two_middle",)


def test_outlets_of_one_owner_weigh_once() -> None:
    found = toll(("radio", 12), ("tv", 12), ("paper", 8), ("wire-agency", 8))
    assert (found.best, found.reasons) == (8, ("middle_group",))
    assert len(found.values) == 4


def test_unnamed_speakers_count_only_in_high() -> None:
    found = toll(("wire-agency", 12), ("paper", 12), unnamed=(3, 40))
    assert (found.low, found.best, found.high) == (12, 12, 40)
    assert found.reasons == ("groups_agree", "unnamed_only_in_high")


def test_without_a_named_source_that_is_said() -> None:
    found = toll(unnamed=(3,))
    assert (found.low, found.best, found.high) == (3, 3, 3)
    assert "no_named_source" in found.reasons


def test_a_source_marked_e_is_left_out_and_stays_listed() -> None:
    found = toll(("wire-agency", 12), ("paper", 60), low="paper")
    assert (found.low, found.best, found.high) == (12, 12, 12)
    assert found.reasons == ("one_group", "discounted_left_out")
    assert {value.origin for value in found.values} == {"wire-agency", "paper"}
    only = toll(("paper", 60), low="paper")
    assert (only.best, only.reasons) == (60, ("one_group", "all_discounted"))


@given(
    st.lists(st.tuples(st.sampled_from(VOICES), st.integers(2, 6)), min_size=1, max_size=5, unique_by=lambda t: t[0])
)
def test_every_number_is_one_that_somebody_told(told: list[tuple[str, int]]) -> None:
    found = toll(*told)
    numbers = {number for _, number in told}
    assert found.best in numbers
    assert (found.low, found.high) == (min(numbers), max(numbers))


@given(st.lists(st.integers(0, 100), min_size=1))
def test_the_lower_middle_has_as_many_below_as_above(values: list[int]) -> None:
    middle = lower_median(values)
    assert sum(v < middle for v in values) <= len(values) / 2
    assert sum(v > middle for v in values) <= len(values) / 2
