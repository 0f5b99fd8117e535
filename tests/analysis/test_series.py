"""Series: counts by day, effort, late reports, breaks, clauses, projection, and what is said where one is missing."""

from __future__ import annotations

import datetime as dt
import itertools
import math

import numpy as np
import pytest
from benchmarks.series_calibration import breaks_of, coverage_of_ratio, false_alarms, generate, recall
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from trucewatch.analysis.before_after import Change, clause_effects, rate_ratio
from trucewatch.analysis.counting import DailySeries, daily_series, day_of, effort_statement
from trucewatch.analysis.dispersion import effective_shape
from trucewatch.analysis.nowcast import completeness, recent_days
from trucewatch.analysis.projection import project
from trucewatch.analysis.segmentation import find_breaks, segments_of
from trucewatch.analysis.series import analyse_series
from trucewatch.vocabulary.claims import TimePrecision
from trucewatch.vocabulary.incidents import Incident, IncidentActor, IncidentPlace, IncidentTime
from trucewatch.vocabulary.series import EffortStatement, ObservationEffort

START = dt.date(2020, 1, 1)
SEED = 77


def incident(
    number: int, day: str | None, precision: TimePrecision = "day", *, agents: tuple[str, ...] = ()
) -> Incident:
    return Incident(
        id=f"i{number}",
        act="shelling",
        family="hostilities",
        status="occurred",
        polarity="asserted",
        time=IncidentTime(start=day, end=day, precision=precision),
        place=IncidentPlace(name="Juba", id="juba"),
        agents=tuple(IncidentActor(name=name) for name in agents),
        corroboration="single_source",
    )


def areas(one: Incident) -> list[str]:
    return [one.place.name] if one.place else ["unknown"]


def series_of(counts: np.ndarray, code: str = "hostilities") -> DailySeries:
    return DailySeries("family", code, START, tuple(int(c) for c in counts), 0)


def flat(mean: float, days: int, seed: int = SEED) -> np.ndarray:
    return generate(np.random.default_rng(seed), mean, 8.0, 0.0, days=days)


def test_an_incident_counts_on_its_day_and_one_without_a_day_is_left_out() -> None:
    told = [incident(1, "2020-01-01"), incident(2, "2020-01-03T10:00", "instant"), incident(3, "2020-01-01", "week")]
    told += [incident(4, None), incident(5, "2021-01-01")]
    (found,) = daily_series(told, "family", START, dt.date(2020, 1, 3), areas)
    assert (found.counts, found.imprecise, found.end) == ((1, 0, 1), 2, dt.date(2020, 1, 3))


def test_an_incident_counts_once_for_each_party_and_area() -> None:
    told = [incident(1, "2020-01-01", agents=("army", "council")), incident(2, "2020-01-02")]
    by_party = {s.code: s.counts for s in daily_series(told, "party", START, dt.date(2020, 1, 2), areas)}
    assert by_party == {"army": (1, 0), "council": (1, 0), "unattributed": (0, 1)}
    assert [s.code for s in daily_series(told, "area", START, dt.date(2020, 1, 2), areas)] == ["Juba"]


@given(st.permutations(range(8)))
def test_the_order_of_incidents_changes_no_count(order: list[int]) -> None:
    told = [incident(n, f"2020-01-0{n % 3 + 1}") for n in range(8)]
    shuffled = [told[n] for n in order]
    end = dt.date(2020, 1, 3)
    assert daily_series(told, "act", START, end, areas) == daily_series(shuffled, "act", START, end, areas)


def test_a_day_of_two_dates_is_no_day() -> None:
    two = IncidentTime(start="2020-01-01", end="2020-01-02", precision="day")
    assert day_of(incident(1, None)) is None
    assert two.end is not None
    assert day_of(incident(1, "2020-01-01")) == START


def test_effort_is_unknown_known_in_part_or_known() -> None:
    none, notes = effort_statement([], START, 4, None)
    assert (none, [n.reason for n in notes]) == (EffortStatement(), ["effort_unknown"])
    first = ObservationEffort(id="a", start="2019-12-30", end="2020-01-02", measure="patrols", per_day=4)
    part, notes = effort_statement([first], START, 4, None)
    assert (part.per_day, part.adjusted) == ((4.0, 4.0, None, None), False)
    assert [(n.reason, n.detail) for n in notes] == [("effort_partly_unknown", "2/4")]
    second = ObservationEffort(id="b", start="2020-01-02", end="2020-02-01", measure="patrols", per_day=2)
    whole, notes = effort_statement([first, second], START, 4, None)
    assert (whole.per_day, whole.adjusted, notes) == ((4.0, 6.0, 2.0, 2.0), True, ())


def test_effort_of_an_area_comes_before_that_of_the_theatre() -> None:
    whole = ObservationEffort(id="a", start="2020-01-01", end="2020-01-02", measure="posts", per_day=9)
    part = ObservationEffort(id="b", start="2020-01-01", end="2020-01-02", measure="posts", per_day=1, area="juba")
    assert effort_statement([whole, part], START, 2, "juba")[0].per_day == (1.0, 1.0)
    assert effort_statement([whole, part], START, 2, "other")[0].per_day == (9.0, 9.0)


def test_fewer_patrols_are_no_break_where_the_effort_is_known() -> None:
    exposure = np.where(np.arange(200) < 100, 1.6, 0.4)
    counts = np.random.default_rng(SEED).poisson(10 * exposure).astype(float)
    assert find_breaks(counts, exposure, effective_shape(counts, exposure)) == ()
    assert breaks_of(counts) != ()
    effort = EffortStatement(measure="patrols", per_day=tuple(exposure * 5), adjusted=True)
    assert len(analyse_series(series_of(counts), unit="event", effort=effort).segments) == 1
    assert len(analyse_series(series_of(counts), unit="event", effort=EffortStatement()).segments) > 1


def test_flat_series_raise_few_false_alarms() -> None:
    runs = 60
    for mean, rho in itertools.product((2.0, 8.0), (0.0, 0.5)):
        alarms = false_alarms(np.random.default_rng([SEED, int(mean), int(10 * rho)]), mean, 8.0, rho, runs, 365)
        assert alarms <= 0.05, f"seed {SEED}, mean {mean}, autocorrelation {rho}: {alarms}"


def test_true_breaks_are_found_within_a_week() -> None:
    hit, found = recall(np.random.default_rng(SEED), 8.0, 8.0, 0.0, 20)
    assert hit >= 0.9
    assert found == pytest.approx(2, abs=0.3)


def test_segments_cover_the_series_and_their_totals_add_up() -> None:
    counts = generate(np.random.default_rng(SEED), 6.0, 8.0, 0.0, shifts=((150, 0.3),))
    exposure = np.ones(len(counts))
    shape = effective_shape(counts, exposure)
    found = segments_of(counts, exposure, shape, find_breaks(counts, exposure, shape), START)
    assert len(found) == 2
    assert sum(s.total for s in found) == counts.sum()
    assert dt.date.fromisoformat(found[1].start) - dt.date.fromisoformat(found[0].end) == dt.timedelta(days=1)
    assert all(s.low <= s.rate <= s.high for s in found)
    assert found[0].low > found[1].high


@pytest.mark.parametrize("counts", [np.zeros(60), np.zeros(3), np.array([]), np.full(60, 1e6)])
def test_extreme_series_have_no_break(counts: np.ndarray) -> None:
    exposure = np.ones(len(counts))
    assert find_breaks(counts, exposure, effective_shape(counts, exposure)) == ()


def test_the_interval_of_a_ratio_holds_under_autocorrelation() -> None:
    assert coverage_of_ratio(np.random.default_rng(SEED), 8.0, 8.0, 0.5, 60) >= 0.85


def test_the_ratio_of_even_counts_is_exact() -> None:
    counts = np.concatenate([np.full(70, 8.0), np.full(70, 4.0)])
    found = rate_ratio(counts, np.ones(140), np.arange(140) >= 70, np.arange(140) % 7)
    assert found is not None
    assert found.ratio == pytest.approx(0.5)


def test_the_last_weeks_alone_are_never_the_baseline() -> None:
    counts = flat(6.0, 120)
    early = clause_effects(counts, np.ones(120), START, Change("truce", ("1",), START + dt.timedelta(days=40)))
    assert [(e.baseline, e.unavailable, e.ratio) for e in early] == [
        ("all_before", "baseline_too_short", None),
        ("all_but_last_weeks", "baseline_too_short", None),
    ]
    late = clause_effects(counts, np.ones(120), START, Change("truce", ("1",), START + dt.timedelta(days=110)))
    assert late[0].unavailable == "after_too_short"
    both = clause_effects(counts, np.ones(120), START, Change("truce", ("1",), START + dt.timedelta(days=80)))
    assert [e.days_before for e in both] == [80, 52]
    assert all(e.ratio is not None for e in both)


def test_a_fall_from_a_peak_is_told_apart_from_an_effect() -> None:
    counts = flat(6.0, 160)
    counts[92:120] = flat(24.0, 28)
    change = Change("truce", ("1",), START + dt.timedelta(days=120))
    found = analyse_series(series_of(counts), unit="event", effort=EffortStatement(), changes=[change])
    reasons = {n.reason for n in found.notes}
    assert {"rise_before", "baseline_matters"} <= reasons
    assert found.effects[1].low is not None
    assert found.effects[1].low < 1 < (found.effects[1].high or math.inf)


def test_a_clause_that_ended_is_compared_while_it_held() -> None:
    change = Change("truce", (), START + dt.timedelta(days=80), START + dt.timedelta(days=99))
    found = clause_effects(flat(6.0, 160), np.ones(160), START, change)[0]
    assert (found.days_after, found.until) == (20, (START + dt.timedelta(days=99)).isoformat())


def reports(generator: np.random.Generator, days: int, mean: float) -> list[tuple[dt.date, dt.date]]:
    """Ten incidents a day, each told after a geometric number of days."""
    found = []
    for number in range(days):
        for wait in generator.geometric(1 / (1 + mean), 10) - 1:
            day = START + dt.timedelta(days=number)
            found.append((day, day + dt.timedelta(days=int(wait))))
    return found


def test_completeness_is_that_of_the_delays() -> None:
    as_of = START + dt.timedelta(days=119)
    told = [pair for pair in reports(np.random.default_rng(SEED), 120, 3.0) if pair[1] <= as_of]
    known = completeness(told, as_of)
    assert known is not None
    for age in (0, 2, 5, 10):
        assert known.at(age) == pytest.approx(stats.geom.cdf(age + 1, 0.25), abs=0.06)
    assert known.at(1000) == 1.0
    assert list(known.by_age) == sorted(known.by_age)


def test_recent_days_expect_what_has_not_come_in() -> None:
    as_of = START + dt.timedelta(days=119)
    told = [pair for pair in reports(np.random.default_rng(SEED), 120, 3.0) if pair[1] <= as_of]
    known = completeness(told, as_of)
    assert known is not None
    counts = [sum(day == START + dt.timedelta(days=n) for day, _ in told) for n in range(120)]
    found = recent_days(counts, START, as_of, known)
    assert found[-1].day == as_of.isoformat()
    held = [r.low <= 10 <= r.high for r in found]
    assert sum(held) >= 0.8 * len(held)
    assert all(r.low <= r.expected + 1 and r.reported <= r.expected for r in found)


def test_late_reports_alone_make_no_break() -> None:
    as_of = START + dt.timedelta(days=119)
    told = [pair for pair in reports(np.random.default_rng(SEED), 120, 6.0) if pair[1] <= as_of]
    counts = np.asarray([sum(day == START + dt.timedelta(days=n) for day, _ in told) for n in range(120)])
    known = completeness(told, as_of)
    found = analyse_series(series_of(counts), unit="event", effort=EffortStatement(), known=known, as_of=as_of)
    assert len(found.segments) == 1
    assert found.recent


def test_too_few_delays_tell_nothing() -> None:
    assert completeness([(START, START)] * 29, START) is None


def test_a_projection_carries_its_calibration_and_assumptions() -> None:
    found = project(flat(5.0, 300), np.ones(300), 28)
    assert found is not None
    assert found.origins >= 10
    assert found.low_95 <= found.low_80 <= found.expected <= found.high_80 <= found.high_95
    assert found.coverage_95 >= 0.8
    assert set(found.assumptions) == {"rate_holds", "effort_holds", "reporting_holds", "linking_holds"}


def test_a_short_series_has_no_projection_and_says_so() -> None:
    found = analyse_series(series_of(flat(5.0, 100)), unit="event", effort=EffortStatement())
    assert found.projection is None
    assert "too_short_to_calibrate" in {n.reason for n in found.notes}
    assert "late_reports_unknown" in {n.reason for n in found.notes}


@pytest.mark.parametrize(("counts", "reason"), [([9] * 20, "too_few_days"), ([0] * 50 + [1] * 9, "too_few_incidents")])
def test_what_is_too_little_is_shown_and_not_tested(counts: list[int], reason: str) -> None:
    found = analyse_series(series_of(np.asarray(counts)), unit="event", effort=EffortStatement())
    assert reason in {n.reason for n in found.notes}
    assert (found.segments, found.effects, found.projection) == ((), (), None)
    assert found.counts == tuple(counts)
