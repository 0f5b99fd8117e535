"""The statistical linker: the order of input, names of parties and the day of arrival change nothing."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from benchmarks.linking_scores import score_clusters
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.linking.statistical.made import model, reports, table_of

from trucewatch.errors import InputError, UsageError
from trucewatch.linking.statistical import (
    LinkModel,
    add_reports,
    cluster_links,
    cluster_table,
    diagnose,
    fit_model,
    open_table,
    score_links,
)
from trucewatch.linking.statistical.isotonic import isotonic
from trucewatch.linking.statistical.levels import COMPARISONS, PATTERNS, unpack


def clusters(rows: pa.Table, fitted: LinkModel | None = None) -> np.ndarray:
    connection = table_of(rows)
    score_links(connection, fitted or model())
    return cluster_table(connection, rows.num_rows)


def test_clusters_are_near_the_truth_and_chains_do_not_form() -> None:
    score = score_clusters(reports()["incident"].to_numpy(), clusters(reports()))
    assert score.precision > 0.9
    assert score.recall > 0.7
    assert score.largest <= 66


def test_a_promised_share_of_wrong_links_is_kept_within_a_fifth() -> None:
    rows = reports(9_000, 3)
    connection = table_of(rows)
    fitted = fit_model(connection)
    score_links(connection, fitted)
    links = connection.execute("SELECT a, b, p FROM link").fetchnumpy()
    truth = rows["incident"].to_numpy()
    kept = links["p"] >= np.float32(fitted.bounds[0.1]) - 1e-6
    wrong = float((truth[links["a"][kept]] != truth[links["b"][kept]]).mean())
    assert kept.sum() > 10_000
    assert wrong == pytest.approx(0.1, rel=0.2)


def test_the_share_of_wrong_links_is_near_the_truth() -> None:
    rows = reports(9_000, 3)
    connection = table_of(rows)
    fitted = fit_model(connection)
    score_links(connection, fitted)
    links = connection.execute("SELECT a, b FROM link WHERE p >= 0.5").fetchnumpy()
    truth = rows["incident"].to_numpy()
    assert fitted.wrong == pytest.approx(float((truth[links["a"]] != truth[links["b"]]).mean()), rel=0.25)
    assert 0 < fitted.missed < 0.5


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_order_of_input_changes_nothing(seed: int) -> None:
    rows = reports()
    mixed = rows.take(pa.array(np.random.default_rng(seed).permutation(rows.num_rows)))
    assert np.array_equal(clusters(rows), clusters(mixed))


@settings(max_examples=3, deadline=None)
@given(st.permutations(range(3)), st.permutations(range(3, 9)), st.permutations(range(120)))
def test_names_of_parties_and_sources_change_nothing(first: list[int], second: list[int], sources: list[int]) -> None:
    rows = reports()
    named = {"first": [*first, *second, -1], "second": [*first, *second, -1], "source": sources}
    renamed = rows
    for column, names in named.items():
        values = pa.array(np.asarray(names)[rows[column].to_numpy().astype(int)])
        renamed = renamed.set_column(renamed.column_names.index(column), column, values)
    fitted = fit_model(table_of(renamed))
    assert fitted.id == model().id
    assert np.array_equal(clusters(rows), clusters(renamed, fitted))


@settings(max_examples=4, deadline=None)
@given(st.integers(1, 400), st.integers(0, 2**32 - 1))
def test_a_days_reports_come_to_the_same_clusters_as_the_whole(late: int, seed: int) -> None:
    rows = reports()
    order = np.random.default_rng(seed).permutation(rows.num_rows)
    mixed = rows.take(pa.array(order))
    mixed = mixed.set_column(0, "id", pa.array(np.arange(rows.num_rows)))
    connection = table_of(mixed.slice(0, rows.num_rows - late))
    score_links(connection, model())
    connection.register("late", mixed.slice(rows.num_rows - late))
    columns = {"reach": "CASE grain WHEN 1 THEN 4 WHEN 2 THEN 14 ELSE 62 END", "actor1": "first", "actor2": "second"}
    assert add_reports(connection, "late", columns) == late
    score_links(connection, model(), since=rows.num_rows - late)
    assert np.array_equal(cluster_table(connection, rows.num_rows), clusters(mixed))


def test_no_pair_leaves_the_window_or_the_reach_of_both() -> None:
    connection = table_of(reports())
    score_links(connection, model(), sparse=0.01)
    worst = connection.execute(
        "SELECT max(y.day - x.day), min(y.day - x.day), count(*) FILTER (a = b), count(*) - count(DISTINCT (a, b)),"
        " max(111.2 * sqrt(power(x.lat - y.lat, 2) + power((x.lon - y.lon) * (x.shrink + y.shrink) / 2, 2))"
        " - x.reach - y.reach) FROM link JOIN report x ON x.id = a JOIN report y ON y.id = b"
    ).fetchall()[0]
    assert worst[0] <= 7
    assert worst[1] >= 0
    assert worst[2:4] == (0, 0)
    assert worst[4] <= 1e-6


def test_a_model_is_written_and_read_back() -> None:
    data = model().to_bytes()
    again = LinkModel.from_bytes(data, where="model")
    assert again.to_bytes() == data
    assert again.id == model().id
    assert again.bounds == model().bounds
    assert again.measured == model().measured
    assert (again.wrong, again.missed) == (model().wrong, model().missed)
    for wrong in (b"no model", b"", data[:-200]):
        with pytest.raises(InputError, match="no link model"):
            LinkModel.from_bytes(wrong, where="model")


def test_the_error_that_is_promised_is_the_error_that_the_control_counts() -> None:
    for promise, measured in model().measured.items():
        assert measured == pytest.approx(promise, abs=0.025)


def test_labelled_pairs_move_the_fit_towards_what_people_decided() -> None:
    rows = reports()
    connection = table_of(rows)
    score_links(connection, model())
    doubtful = connection.execute("SELECT a, b, pattern FROM link WHERE p BETWEEN 0.3 AND 0.7 LIMIT 600").fetchall()
    patterns = np.asarray([pattern for _, _, pattern in doubtful])
    told = {
        same: fit_model(connection, {(a, b): same for a, b, _ in doubtful}).probability[patterns].mean()
        for same in (True, False)
    }
    before = model().probability[patterns].mean()
    assert told[False] < before < told[True]
    labelled = fit_model(connection, {(a, b): True for a, b, _ in doubtful})
    assert (labelled.same, labelled.apart) == (len(doubtful), 0)


@given(st.integers(0, PATTERNS - 1))
def test_evidence_adds_up_to_the_score(pattern: int) -> None:
    told = model().explain(pattern)
    assert {weight.comparison for weight in told} == {c.name for c in COMPARISONS} | {"hang_together"}
    assert sum(weight.weight for weight in told) == pytest.approx(float(model().score[pattern]), abs=0.01)


def test_patterns_unpack_to_levels_that_exist() -> None:
    levels = unpack(np.arange(PATTERNS))
    assert [int(column.max()) + 1 for column in levels.T] == [len(c.levels) for c in COMPARISONS]


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(0.1, 9)), min_size=1, max_size=30))
def test_isotonic_never_falls_and_keeps_the_mean(points: list[tuple[float, float]]) -> None:
    values, weights = (np.asarray(column) for column in zip(*points, strict=True))
    found = isotonic(values, weights)
    assert (np.diff(found) >= -1e-9).all()
    assert float((found * weights).sum()) == pytest.approx(float((values * weights).sum()), abs=1e-6)


def test_a_chain_is_not_one_cluster() -> None:
    a, b = np.arange(9), np.arange(1, 10)
    found = cluster_links(a, b, np.full(9, 0.6), 10)
    assert len(set(found.tolist())) == 5
    assert max(np.bincount(found)) == 2


def test_a_column_that_no_report_has_is_refused() -> None:
    connection = open_table(None, memory_mb=100)
    connection.execute("CREATE TABLE rows AS SELECT 1 AS id")
    with pytest.raises(UsageError):
        add_reports(connection, "rows", {"mood": "1"})


def test_counts_outside_of_any_place_are_left_alone() -> None:
    rows = reports()
    nowhere = pc.is_null(rows["lat"]).to_numpy()
    found = clusters(rows)
    assert (found[nowhere] == np.flatnonzero(nowhere)).all()


def test_bursts_and_waves_of_reports_are_told() -> None:
    steady = [warning.code for warning in diagnose(table_of(reports()), model())]
    assert not {"rate_changes", "bursts", "one_point", "promise_not_kept"} & set(steady)
    rows = reports()
    wave = rows["day"].to_numpy().copy()
    wave[: len(wave) // 2] = 100 + wave[: len(wave) // 2] % 20
    connection = table_of(rows.set_column(rows.column_names.index("day"), "day", pa.array(wave)))
    assert "rate_changes" in [warning.code for warning in diagnose(connection, fit_model(connection))]


def test_too_few_pairs_are_told() -> None:
    connection = table_of(reports().slice(0, 200))
    assert "few_pairs" in [warning.code for warning in diagnose(connection, fit_model(connection))]
