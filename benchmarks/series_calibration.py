"""Calibration of the series on generated data with known truth: python -m benchmarks.series_calibration

Flat and broken series of a year: negative binomial, with a weekly rhythm and autocorrelated noise. Prints false alarms
and recall of breaks, the coverage of the interval of a rate ratio and that of projections, and the seed.
"""

from __future__ import annotations

import argparse
import itertools

import numpy as np
from numpy.typing import NDArray

from trucewatch.analysis.before_after import rate_ratio
from trucewatch.analysis.dispersion import effective_shape
from trucewatch.analysis.projection import project
from trucewatch.analysis.segmentation import find_breaks

Array = NDArray[np.float64]

DAYS = 365
SHIFTS = ((120, 0.4), (240, 2.5))


def generate(
    generator: np.random.Generator,
    mean: float,
    shape: float,
    autocorrelation: float,
    *,
    days: int = DAYS,
    shifts: tuple[tuple[int, float], ...] = (),
) -> Array:
    """Daily counts. ``shifts`` multiply the mean from a day on; the noise on its logarithm has deviation 0.3."""
    noise = np.zeros(days)
    if autocorrelation:
        step = 0.3 * (1 - autocorrelation**2) ** 0.5
        for day in range(days):
            noise[day] = autocorrelation * noise[day - 1] + generator.normal(0, step)
    level = np.full(days, mean)
    for day, factor in shifts:
        level[day:] *= factor
    level *= (1 + 0.3 * np.sin(2 * np.pi * np.arange(days) / 7)) * np.exp(noise)
    return generator.negative_binomial(shape, shape / (shape + level)).astype(np.float64)


def breaks_of(counts: Array) -> tuple[int, ...]:
    """The breaks as the program finds them, with even effort."""
    exposure = np.ones(len(counts))
    return find_breaks(counts, exposure, effective_shape(counts, exposure))


def false_alarms(generator: np.random.Generator, mean: float, shape: float, rho: float, runs: int, days: int) -> float:
    """The share of flat series in which a break is found."""
    return sum(bool(breaks_of(generate(generator, mean, shape, rho, days=days))) for _ in range(runs)) / runs


def recall(generator: np.random.Generator, mean: float, shape: float, rho: float, runs: int) -> tuple[float, float]:
    """The share of true breaks found within seven days, and how many breaks are found."""
    hits = found = 0
    for _ in range(runs):
        breaks = breaks_of(generate(generator, mean, shape, rho, shifts=SHIFTS))
        found += len(breaks)
        hits += sum(any(abs(b - day) <= 7 for b in breaks) for day, _ in SHIFTS)
    return hits / (2 * runs), found / runs


def coverage_of_ratio(generator: np.random.Generator, mean: float, shape: float, rho: float, runs: int) -> float:
    """How often the 95 % interval holds a true ratio of 0.6."""
    after = np.arange(DAYS) >= 240
    held = 0
    for _ in range(runs):
        counts = generate(generator, mean, shape, rho, shifts=((240, 0.6),))
        found = rate_ratio(counts, np.ones(DAYS), after, np.arange(DAYS) % 7)
        held += found is not None and found.low <= 0.6 <= found.high
    return held / runs


def coverage_of_projection(
    generator: np.random.Generator, mean: float, shape: float, rho: float, runs: int
) -> tuple[float, float]:
    """How often 28 days fall into the 80 % and 95 % intervals of a projection from the days before."""
    held = [0, 0]
    for _ in range(runs):
        counts = generate(generator, mean, shape, rho)
        found = project(counts[:-28], np.ones(DAYS - 28), 28)
        assert found is not None
        came = counts[-28:].sum()
        held[0] += found.low_80 <= came <= found.high_80
        held[1] += found.low_95 <= came <= found.high_95
    return held[0] / runs, held[1] / runs


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20260)
    options = parser.parse_args()
    print(f"seed {options.seed}, {options.runs} series a cell, {DAYS} days")
    print(
        "mean shape rho | false alarm 365 d, 120 d | recall, breaks found (true 2) | ratio 95 % | projection 80 %, 95 %"
    )
    for mean, shape, rho in itertools.product((0.5, 2.0, 8.0, 30.0), (1.5, 8.0), (0.0, 0.5)):
        generator = np.random.default_rng([options.seed, int(10 * mean), int(10 * shape), int(10 * rho)])
        alarms = [false_alarms(generator, mean, shape, rho, options.runs, days) for days in (DAYS, 120)]
        hit, found = recall(generator, mean, shape, rho, options.runs)
        ratio = coverage_of_ratio(generator, mean, shape, rho, options.runs)
        ahead = coverage_of_projection(generator, mean, shape, rho, min(options.runs, 100))
        print(
            f"{mean:4} {shape:5} {rho:3} | {alarms[0]:.3f} {alarms[1]:.3f} | {hit:.2f} {found:.2f} | {ratio:.2f} "
            f"| {ahead[0]:.2f} {ahead[1]:.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
