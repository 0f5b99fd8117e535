"""The diagnostic: refusals by reason, warnings, estimates side by side, draws of the linkage."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analysis.capture_cases import generated, published

from trucewatch.analysis.capture import CaptureTable
from trucewatch.analysis.case_undercount import LinkageRates, linkage_rates
from trucewatch.analysis.linkage_draws import DoubtfulPair, draw_tables
from trucewatch.analysis.mixing import split_r_hat
from trucewatch.analysis.suitability import reasons_to_refuse
from trucewatch.analysis.undercount import SamplerLength, undercount
from trucewatch.vocabulary.link_models import FittedModel
from trucewatch.vocabulary.undercount import CaptureList, UndercountDiagnostic

SHORT = SamplerLength(burn_in=200, draws=200, doublings=0, burn_in_of_draw=50, draws_of_draw=50)
ARTIFICIAL = CaptureTable(("A", "B", "C"), (0, 40, 30, 6, 20, 0, 0, 0))


def diagnose(*tables: CaptureTable, lists: tuple[CaptureList, ...] = ()) -> UndercountDiagnostic:
    return undercount(tables, lists, np.random.default_rng(11), length=SHORT, seed=11)


def reasons(table: CaptureTable, *lists: CaptureList) -> set[str]:
    return {refusal.reason for refusal in reasons_to_refuse(table, lists)}


def test_the_artificial_table_is_refused() -> None:
    found = diagnose(ARTIFICIAL)
    assert {r.reason for r in found.refused} == {"too_sparse", "not_identifiable"}
    assert found.estimates == ()
    assert (found.low, found.high) == (None, None)


def test_the_published_artificial_table_is_refused() -> None:
    table = published("Artificial_3.csv")
    assert table == ARTIFICIAL
    assert "not_identifiable" in reasons(table)


def test_two_lists_are_refused() -> None:
    assert reasons(CaptureTable(("a", "b"), (0, 50, 40, 30))) == {"too_few_lists"}


def test_lists_of_parties_alone_are_refused() -> None:
    table = generated(1, 300, (0.4, 0.4, 0.4))
    sides = [CaptureList(key=key, name=key, side=side) for key, side in zip("abc", ("x", "y", None), strict=True)]
    assert reasons(table, *sides) == {"too_few_non_party"}
    assert reasons(table, *sides[1:]) == set()


def test_a_compilation_is_refused_whether_or_not_it_says_of_what() -> None:
    table = generated(1, 300, (0.4, 0.4, 0.4))
    for origin in ("b", "undeclared"):
        assert reasons(table, CaptureList(key="a", name="a", compiled_from=(origin,))) == {"dependent_by_construction"}
    assert reasons(table, CaptureList(key="a", name="a", compiled_from=("elsewhere",))) == set()


def test_lists_of_two_sides_that_avoid_one_another_are_refused() -> None:
    units = [["a", "c"]] * 20 + [["b", "d"]] * 20 + [["c", "d"]] * 20 + [["a"]] * 40 + [["b"]] * 40 + [["a", "b"]]
    table = CaptureTable.of_histories(("a", "b", "c", "d"), units)
    opposed = (CaptureList(key="a", name="a", side="x"), CaptureList(key="b", name="b", side="y"))
    assert reasons(table, *opposed) == {"disjoint_sides"}
    assert reasons(table, opposed[0], CaptureList(key="b", name="b", side="x")) == set()


def test_estimates_stand_side_by_side_and_none_is_preferred() -> None:
    found = diagnose(generated(2, 500, (0.4, 0.3, 0.35)))
    assert [e.estimator for e in found.estimates] == [
        "chao2",
        "log_linear_independence",
        "log_linear_aic",
        "log_linear_stepwise",
        "graph_averaging",
        "latent_classes",
    ]
    bounds = [b for e in found.estimates for b in (e.low, e.high) if b is not None]
    assert (found.low, found.high) == (min(bounds), max(bounds))
    assert [w.reason for w in found.warnings][-1] == "linkage_taken_as_exact"
    assert sum(number for _, number in found.histories) == found.observed


def test_the_netherlands_is_shown_as_the_warning_it_is() -> None:
    found = diagnose(published("Ned_5.csv"))
    assert found.refused == ()
    assert "estimators_disagree" in {w.reason for w in found.warnings}
    totals = {e.estimator: e.total for e in found.estimates}
    assert totals["log_linear_independence"] == 52923.9
    assert totals["log_linear_stepwise"] == 121521.6


def test_more_than_six_lists_leave_graphs_out() -> None:
    found = diagnose(generated(6, 300, (0.3,) * 7))
    graphs = next(e for e in found.estimates if e.estimator == "graph_averaging")
    assert (graphs.unavailable, graphs.total) == ("too_many_lists", None)


def test_draws_of_the_linkage_widen_the_interval_and_are_counted() -> None:
    units = [["a", "b"]] * 60 + [["a", "c"]] * 50 + [["b", "c"]] * 40 + [["a"]] * 80 + [["b"]] * 70 + [["c"]] * 60
    generator = np.random.default_rng(3)
    tables = draw_tables(("a", "b", "c"), units, generator, draws=6, false_links=0.2)
    assert all(t.observed >= tables[0].observed for t in tables[1:])
    plain, drawn = diagnose(tables[0]), diagnose(*tables)
    assert drawn.linkage_draws == 7
    assert "linkage_taken_as_exact" not in {w.reason for w in drawn.warnings}
    wider = [
        (b.high or 0) - (b.low or 0) > (a.high or 0) - (a.low or 0)
        for a, b in zip(plain.estimates[:2], drawn.estimates[:2], strict=True)
    ]
    assert wider == [True, True]


@pytest.mark.parametrize(("chance", "observed"), [(0.0, 3), (1.0, 1)])
def test_doubtful_pairs_join_by_their_chance(chance: float, observed: int) -> None:
    pairs = [DoubtfulPair(0, 1, chance), DoubtfulPair(1, 2, chance), DoubtfulPair(0, 2, chance)]
    tables = draw_tables(("a", "b", "c"), [["a"], ["b"], ["c"]], np.random.default_rng(0), draws=1, doubtful=pairs)
    assert [t.observed for t in tables] == [3, observed]


def test_chains_that_disagree_give_no_figure() -> None:
    table = published("UKdat_5.csv")
    length = SamplerLength(burn_in=300, draws=300, doublings=0)
    found = undercount([table], (), np.random.default_rng(1), length=length)
    latent = next(e for e in found.estimates if e.estimator == "latent_classes")
    assert latent.unavailable == "sampler_not_mixed"
    assert latent.total is None
    assert latent.r_hat is not None
    assert latent.r_hat >= 1.2
    assert "sampler_not_mixed" not in {w.reason for w in found.warnings}


def test_the_agreement_of_the_chains_is_shown_with_the_figure() -> None:
    length = SamplerLength(burn_in=500, draws=1_500, doublings=1)
    found = undercount([generated(2, 500, (0.4, 0.3, 0.35))], (), np.random.default_rng(3), length=length)
    latent = next(e for e in found.estimates if e.estimator == "latent_classes")
    assert latent.total is not None
    assert latent.r_hat is not None
    assert latent.r_hat < 1.2
    warned = "sampler_not_mixed" in {w.reason for w in found.warnings}
    assert warned == (latent.r_hat >= 1.05)


@given(st.integers(0, 2**32 - 1), st.integers(2, 5), st.floats(0.5, 5))
def test_r_hat_is_near_one_for_one_law_and_large_for_several(seed: int, chains: int, apart: float) -> None:
    generator = np.random.default_rng(seed)
    alike = generator.normal(size=(chains, 2_000))
    assert split_r_hat(alike) < 1.02
    assert split_r_hat(alike + apart * np.arange(chains)[:, None]) > 1.02
    assert split_r_hat(np.zeros((chains, 10))) == 1.0
    assert np.isnan(split_r_hat(alike[:1]))


def fitted(wrong: float | None, missed: float | None) -> FittedModel:
    return FittedModel(
        id="fit-1",
        model="link-model-1",
        digest="0" * 64,
        at="2026-01-01T00:00:00Z",
        day="2025-12-31",
        reports=30_000,
        pairs=90_000,
        by_chance=8_000,
        share=0.2,
        wrong=wrong,
        missed=missed,
    )


def test_the_rates_are_those_given_else_the_fitted_models_else_the_usual_ones() -> None:
    model = fitted(0.03, 0.2)
    assert linkage_rates(model) == (LinkageRates(0.03, 0.0, "fitted"), 0.2)
    assert linkage_rates(model, false_links=0.01) == (LinkageRates(0.01, 0.1, "given"), None)
    assert linkage_rates(fitted(None, None)) == (LinkageRates(0.05, 0.1, "usual"), None)
    assert linkage_rates(None) == (LinkageRates(), None)
