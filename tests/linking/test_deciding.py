"""What people decide holds against the evidence; the later decision holds against the earlier one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trucewatch.linking.deciding import decide
from trucewatch.linking.likeness import LikenessGraph
from trucewatch.vocabulary.link_decisions import LinkDecision, LinkDecisionKind

INDEX = {f"c{n}": n for n in range(6)}


def decision(kind: LinkDecisionKind, claims: str, others: str = "", at: int = 0) -> LinkDecision:
    return LinkDecision(
        id=f"{at}",
        kind=kind,
        claims=tuple(f"c{n}" for n in claims),
        others=tuple(f"c{n}" for n in others),
        by="A",
        at=f"2026-01-01T00:00:{at:02}Z",
        reason="why",
    )


def test_a_claim_that_a_split_does_not_name_goes_where_it_is_more_alike() -> None:
    graph = LikenessGraph()
    for i, j, score in ((0, 1, 0.6), (1, 2, 0.9), (0, 2, 0.4)):
        graph.add(i, j, score)
    assert decide([[0, 1, 2]], [decision("split", "1", "0")], INDEX, graph) == [[0], [1, 2]]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["merge", "split"]),
            st.sets(st.sampled_from("0123456789")),
            st.sets(st.sampled_from("01234")),
        ),
        max_size=6,
    ),
    st.randoms(use_true_random=False),
)
def test_the_last_decision_holds_and_no_claim_is_lost(
    told: list[tuple[LinkDecisionKind, set[str], set[str]]], dice: object
) -> None:
    made = [decision(kind, "".join(sorted(a)), "".join(sorted(b - a)), n) for n, (kind, a, b) in enumerate(told)]
    groups = [[0, 1], [2, 3, 4], [5]]
    found = decide(groups, made, INDEX, LikenessGraph())
    assert sorted(index for group in found for index in group) == list(range(6))
    assert found == decide(groups, list(reversed(made)), INDEX, LikenessGraph())
    if made:
        last = made[-1]
        inside = [index for index, group in enumerate(found) if {INDEX.get(c) for c in last.claims} & set(group)]
        assert len(inside) <= 1
        if last.kind == "split" and inside:
            assert not {INDEX.get(c) for c in last.others} & set(found[inside[0]])
