"""Each estimator against published and reproduced figures, and against small tables worked by hand."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tests.analysis.capture_cases import SPINA_BIFIDA, generated, published

from trucewatch.analysis.capture import CaptureTable
from trucewatch.analysis.chao import chao2
from trucewatch.analysis.decomposable import decomposable_graphs
from trucewatch.analysis.graph_averaging import average_graphs
from trucewatch.analysis.latent_classes import latent_classes
from trucewatch.analysis.loglinear import (
    Fit,
    best_by_aic,
    fit,
    identifiable,
    model_name,
    no_highest_interaction,
    stepwise,
)
from trucewatch.errors import InputError

# independence and stepwise choice: 2.5 %, estimate, 97.5 %, from SparseMSE 2.0.1
SPARSE = {
    "UKdat": ((10988.8, 12214.0, 13621.3), (9977.3, 11418.0, 13145.7)),
    "UKdat_5": ((11985.2, 13444.1, 15133.4), (9884.4, 11313.0, 13027.4)),
    "Ned": ((48523.9, 52823.5, 57581.9), (92439.9, 111139.4, 133991.5)),
    "Ned_5": ((48594.5, 52923.9, 57717.7), (98675.4, 121521.6, 150138.9)),
    "NewOrl": ((644.9, 996.7, 1617.5), (720.9, 1183.7, 2046.1)),
    "NewOrl_5": ((658.3, 1034.2, 1708.6), (658.3, 1034.2, 1708.6)),
    "Western": ((1420.4, 2007.1, 2914.0), (1657.1, 2483.4, 3830.0)),
}


def figures(found: Fit | None) -> tuple[float, float, float]:
    assert found is not None
    low, high = found.interval()
    return round(low, 1), round(found.total, 1), round(high, 1)


@pytest.mark.parametrize("name", SPARSE)
def test_log_linear_models_give_the_published_digits(name: str) -> None:
    table = published(f"{name}.csv")
    independence, chosen = SPARSE[name]
    assert figures(fit(table, ())) == independence
    assert figures(stepwise(table)) == chosen


def test_kosovo_gives_the_published_digits() -> None:
    table = published("kosovo_counts.csv")
    independence, all_pairs, best = fit(table, ()), fit(table, table.pairs), best_by_aic(table)
    nearly_saturated = no_highest_interaction(table)
    assert independence is not None
    assert all_pairs is not None
    assert best is not None
    assert nearly_saturated is not None
    assert (round(independence.total, 1), round(independence.aic, 1)) == (7394.6, 357.4)
    assert (round(all_pairs.total, 1), round(all_pairs.aic, 1)) == (14402.5, 163.3)
    assert (round(best.total, 1), round(best.aic, 1)) == (14341.7, 161.3)
    assert model_name(table, best.pairs) == "EXH:ABA, EXH:OSCE, EXH:HRW, ABA:OSCE, OSCE:HRW"
    assert round(nearly_saturated.total, 1) == 16941.9
    assert round(chao2(table).total) == 8797


@pytest.mark.parametrize(
    ("delta", "expected"),
    [(1 / 16, (12749, 12595, 9827, 16543)), (0.5, (11031, 11323, 4500, 14486)), (1.0, (4829, 4617, 4408, 6860))],
)
def test_graphs_of_kosovo_give_the_published_digits(delta: float, expected: tuple[int, ...]) -> None:
    found = average_graphs(published("kosovo_counts.csv"), upper=20_000, delta=delta)
    answers = (found.mean, found.median, found.quantile(0.025), found.quantile(0.975))
    assert tuple(round(a) for a in answers) == expected


def test_graphs_of_spina_bifida_give_the_published_digits() -> None:
    def prior(total: np.ndarray) -> np.ndarray:
        return np.asarray(stats.nbinom.logpmf(total, 13.14, 1 / (1 + 55.17)))

    found = average_graphs(SPINA_BIFIDA, upper=300, delta=1.0, log_prior=prior)
    assert round(float(found.by_graph.max()), 2) == 0.37
    assert (round(found.relative_mean(best=True)), found.mode(best=True)) == (731, 729)
    assert (round(found.relative_mean()), found.mode()) == (731, 728)


def test_latent_classes_of_kosovo_lie_near_the_published_median() -> None:
    found = latent_classes(published("kosovo_counts.csv"), np.random.default_rng(5), burn_in=6_000, draws=6_000)
    assert found.median == pytest.approx(10_487, rel=0.12)


def test_there_are_as_many_decomposable_graphs_as_the_encyclopedia_says() -> None:
    assert [len(decomposable_graphs(n)) for n in range(1, 6)] == [1, 2, 8, 61, 822]
    with pytest.raises(ValueError, match="7 points"):
        decomposable_graphs(7)


def test_cliques_and_separators_of_a_path() -> None:
    path = next(g for g in decomposable_graphs(3) if g.edges == {(0, 1), (1, 2)})
    assert sorted(path.cliques) == [0b011, 0b110]
    assert path.separators == (0b010,)


@pytest.mark.parametrize("graph", decomposable_graphs(4), ids=lambda g: str(sorted(g.edges)))
def test_cliques_hold_every_point_and_edge_once_more_than_separators(graph: object) -> None:
    cliques, separators = graph.cliques, graph.separators  # type: ignore[attr-defined]
    assert len(cliques) == len(separators) + 1
    for point in range(4):
        assert sum(c >> point & 1 for c in cliques) - sum(s >> point & 1 for s in separators) == 1


@given(st.integers(10, 400), st.integers(10, 400), st.integers(5, 200))
def test_two_lists_give_lincoln_and_petersen(only_a: int, only_b: int, both: int) -> None:
    found = fit(CaptureTable(("a", "b"), (0, only_a, only_b, both)), ())
    assert found is not None
    assert found.hidden == pytest.approx(only_a * only_b / both, rel=1e-6)


@given(st.lists(st.integers(1, 60), min_size=7, max_size=7))
def test_all_pairs_of_three_lists_are_the_closed_form(cells: list[int]) -> None:
    table = CaptureTable(("a", "b", "c"), (0, *cells))
    found, closed = fit(table, table.pairs), no_highest_interaction(table)
    assert found is not None
    assert closed is not None
    assert found.hidden == pytest.approx(closed.hidden, rel=1e-5)
    assert found.log_error == pytest.approx(closed.log_error, rel=1e-4)


@given(st.permutations(range(4)), st.integers(0, 3))
def test_the_order_of_lists_changes_nothing(order: list[int], seed: int) -> None:
    table = generated(seed, 300, (0.3, 0.4, 0.2, 0.5))
    counts = [0] * 16
    for history, number in enumerate(table.counts):
        counts[sum(1 << new for new, old in enumerate(order) if history >> old & 1)] = number
    other = CaptureTable(tuple(table.lists[old] for old in order), tuple(counts))
    assert chao2(other).total == pytest.approx(chao2(table).total)
    assert figures(fit(other, ())) == figures(fit(table, ()))
    graphs = [average_graphs(t, upper=2_000, each_up_to=200).mean for t in (table, other)]
    assert graphs[0] == pytest.approx(graphs[1], rel=1e-6)


def test_independent_lists_recover_the_total() -> None:
    table = generated(3, 1_000, (0.4, 0.35, 0.3, 0.45))
    independence = fit(table, ())
    assert independence is not None
    low, high = independence.interval()
    assert low < 1_000 < high
    graphs = average_graphs(table, upper=5_000)
    assert graphs.quantile(0.025) < 1_000 < graphs.quantile(0.975)
    classes = latent_classes(table, np.random.default_rng(1), burn_in=1_000, draws=2_000)
    assert classes.quantile(0.005) < 1_000 < classes.quantile(0.995)


def test_six_lists_choose_by_steps() -> None:
    table = generated(4, 400, (0.3, 0.2, 0.25, 0.3, 0.2, 0.25))
    found = best_by_aic(table)
    independent = fit(table, ())
    assert found is not None
    assert independent is not None
    assert found.aic <= independent.aic
    assert identifiable(table, found.pairs)


def test_a_model_that_the_table_cannot_tell_is_not_identifiable() -> None:
    artificial = CaptureTable(("A", "B", "C"), (0, 40, 30, 6, 20, 0, 0, 0))
    assert not identifiable(artificial, artificial.pairs)
    assert identifiable(artificial, ())


def test_the_same_seed_gives_the_same_draws() -> None:
    table = generated(5, 200, (0.3, 0.3, 0.3))
    first, again = (latent_classes(table, np.random.default_rng(9), burn_in=50, draws=50) for _ in range(2))
    assert (first.hidden == again.hidden).all()


def test_a_table_says_what_is_wrong_with_it() -> None:
    for counts in ((0, 1, 2), (5, 1, 2, 3), (0, -1, 2, 3)):
        with pytest.raises(InputError):
            CaptureTable(("a", "b"), counts)
    with pytest.raises(InputError):
        CaptureTable(tuple("abcdefghijk"), (0,) * 2**11)


def test_lists_of_one_group_merge() -> None:
    table = published("UKdat.csv").merged({"PF": "PFNCA", "NCA": "PFNCA"})
    other = published("UKdat_5.csv")
    assert table.observed == other.observed
    for pair in itertools.combinations(range(5), 2):
        names = table.lists[pair[0]], table.lists[pair[1]]
        assert table.overlap(pair) == other.overlap((other.lists.index(names[0]), other.lists.index(names[1])))


def test_chao_is_exact_on_a_small_table() -> None:
    found = chao2(CaptureTable(("a", "b", "c"), (0, 4, 3, 1, 3, 0, 0, 0)))
    assert found.hidden == pytest.approx(2 / 3 * 10 * 9 / (2 * 2))
    assert math.isfinite(found.interval()[1])
