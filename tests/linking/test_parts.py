"""The parts of linking by themselves: blocs, origins, chains of copies, acts, groups, settings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.linking.case import ACTORS, SOURCES, document

from trucewatch.errors import UsageError
from trucewatch.linking import LinkSettings
from trucewatch.linking.blocs import Blocs
from trucewatch.linking.grouping import average_linkage
from trucewatch.linking.likeness import LikenessGraph
from trucewatch.linking.origins import first_documents
from trucewatch.linking.taxonomy import acts_agree, agreed_act, root_act
from trucewatch.vocabulary.codes import load_code_list

ACTS = load_code_list("acts").names()


def test_an_ally_is_in_the_bloc_of_its_side_and_an_outlet_in_that_of_its_interest() -> None:
    blocs = Blocs(SOURCES, ACTORS)
    assert blocs.of_source("state-news") == blocs.of_source("ally-news") == blocs.of_actor("army")
    assert blocs.of_source("radio") == blocs.of_source("tv")
    assert blocs.of_source("rebel-news") != blocs.of_source("state-news")
    assert blocs.is_side(blocs.of_source("rebel-news"))
    assert not blocs.is_side(blocs.of_source("paper"))


def test_a_chain_of_copies_leads_to_its_first_text_and_a_loop_ends() -> None:
    chain = {
        n: document(n, "paper", copy_of=of) for n, of in (("a", None), ("b", "a"), ("c", "b"), ("x", "y"), ("y", "x"))
    }
    assert first_documents(chain) == {"a": "a", "b": "a", "c": "a", "x": "x", "y": "x"}
    assert first_documents({"z": document("z", "paper", copy_of="not here")})["z"] == "not here"


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=12), st.randoms(use_true_random=False))
def test_first_documents_do_not_depend_on_order(links: list[tuple[int, int]], dice: object) -> None:
    copies = {a: b for a, b in links if a != b}
    documents = [document(f"d{n}", "paper", copy_of=f"d{copies[n]}" if n in copies else None) for n in range(8)]
    one = first_documents({d.id: d for d in documents})
    dice.shuffle(documents)  # type: ignore[attr-defined]
    assert first_documents({d.id: d for d in documents}) == one


@given(st.sampled_from(ACTS), st.sampled_from(ACTS))
def test_acts_that_agree_share_their_broadest_act(a: str, b: str) -> None:
    assert acts_agree(a, b) == acts_agree(b, a)
    if acts_agree(a, b):
        assert root_act(a) == root_act(b)
        assert agreed_act([a, b]) in (a, b)


def test_siblings_do_not_agree_and_meet_in_the_broader_act() -> None:
    assert not acts_agree("air_strike", "shelling")
    assert acts_agree("air_strike", "attack")
    assert agreed_act(["air_strike", "shelling"]) == "bombardment"
    assert agreed_act(["bombardment", "attack", "air_strike"]) == "air_strike"


def graph(*edges: tuple[int, int, float]) -> LikenessGraph:
    made = LikenessGraph()
    for edge in edges:
        made.add(*edge)
    return made


def test_a_chain_of_likenesses_makes_no_group() -> None:
    chain = graph((0, 1, 0.6), (1, 2, 0.6), (2, 3, 0.6), (3, 4, 0.6))
    groups = average_linkage(["t0", "t1", "t2", "t3", "t4"], chain, 0.5, lambda i, j: True)
    assert max(len(group) for group in groups) == 2


def test_what_one_text_keeps_apart_no_third_claim_joins() -> None:
    star = graph((0, 2, 0.9), (1, 2, 0.9), (0, 1, 0.9))
    groups = average_linkage(["text", "text", "other"], star, 0.5, lambda i, j: False)
    assert groups == [[0, 2], [1]]
    assert average_linkage(["text", "text", "other"], star, 0.5, lambda i, j: True) == [[0, 1, 2]]


@pytest.mark.parametrize("wrong", [{"sparse": 0.0}, {"sparse": 0.9}, {"days": -1}, {"same_act": float("nan")}])
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(UsageError):
        LinkSettings(**wrong)  # type: ignore[arg-type]
