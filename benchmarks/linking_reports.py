"""Reports of incidents that are known: dates, places, acts, actors and tolls told as news tells them.

python -m benchmarks.linking_reports INCIDENTS OUT.parquet [--hard] [--seed N]

About three and a third reports an incident, thirty thousand incidents a theatre and year. Dates err by up to a week;
places are told to the spot, the district, the province or not at all; acts are confused within three levels; partisan
sources turn the blame and inflate tolls; one report in sixteen is a copy. Settlements have acts and sides of their own
and events come in bursts, so that neighbours that do not match look alike. ``--hard`` is a dense front: half the
extent each way and 45 % of the events in bursts.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

YEAR = 365
SOURCES = 120
INCIDENTS_A_THEATRE = 30_000
ACTS, KINDS, FAMILIES = 36, 12, 4
FIRST_ACTORS, ACTORS = 3, 9

Array = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Density:
    """How large a theatre is (half its extent in degrees), its settlements, and the share of events in bursts."""

    height: float
    width: float
    settlements: int
    bursts: float


PLAIN = Density(2.6, 3.2, 900, 0.20)
HARD = Density(1.3, 1.6, 400, 0.45)


@dataclass(frozen=True)
class Incidents:
    """What happened, one row an incident."""

    theatre: Whole
    settlement: Whole
    day: Array
    lat: Array
    lon: Array
    act: Whole
    first: Whole
    second: Whole
    toll: Whole


def happen(number: int, density: Density, dice: np.random.Generator) -> tuple[Incidents, Array, Array]:
    """Incidents, and the latitudes and longitudes of the settlements of each theatre."""
    theatres = max(1, round(number / INCIDENTS_A_THEATRE))
    across = int(np.ceil(np.sqrt(theatres * 2)))
    at = np.arange(theatres)
    middle_lat = np.clip(-37 + (at // across) * (90 / across), -50, 50)
    middle_lon = -170 + (at % across) * (340 / across)
    shape = (theatres, density.settlements)
    lat = middle_lat[:, None] + dice.uniform(-density.height, density.height, shape)
    lon = middle_lon[:, None] + dice.uniform(-density.width, density.width, shape)
    weight = np.arange(1, density.settlements + 1) ** -0.6
    theatre = dice.integers(0, theatres, number)
    place = dice.choice(density.settlements, number, p=weight / weight.sum())
    centres = dice.uniform(0, YEAR, (*shape, 4))
    burst = centres[theatre, place, dice.integers(0, 4, number)] + dice.exponential(4.0, number)
    day = np.where(dice.random(number) < density.bursts, burst, dice.uniform(0, YEAR, number)).clip(0, YEAR - 0.001)
    usual = dice.random(number) < 0.7
    kind, first, second = (
        dice.integers(*bounds, shape) for bounds in ((0, KINDS), (0, FIRST_ACTORS), (FIRST_ACTORS, ACTORS))
    )
    here = (theatre, place)
    told = lat[here] + dice.normal(0, 1.5 / 111, number)
    incidents = Incidents(
        theatre=theatre,
        settlement=place,
        day=day,
        lat=told,
        lon=lon[here] + dice.normal(0, 1.5 / 111, number) / np.cos(np.radians(told)),
        act=np.where(
            dice.random(number) < 0.55, kind[here] * 3 + dice.integers(0, 3, number), dice.integers(0, ACTS, number)
        ),
        first=np.where(usual, first[here], dice.integers(0, FIRST_ACTORS, number)),
        second=np.where(usual, second[here], dice.integers(FIRST_ACTORS, ACTORS, number)),
        toll=np.where(dice.random(number) < 0.55, 0, dice.negative_binomial(0.6, 0.1, number)),
    )
    return incidents, lat, lon


def report(happened: Incidents, lat: Array, lon: Array, density: Density, dice: np.random.Generator) -> pa.Table:
    """Reports of the incidents in random order; column ``incident`` is the truth."""
    often = 0.5 / (0.5 + 2.33 * np.where(happened.toll > 3, 2.2, 0.75))
    times = 1 + np.minimum(dice.negative_binomial(0.5, often), 60)
    incident = dice.permutation(np.repeat(np.arange(len(times)), times))
    number = len(incident)
    known = (happened.theatre[incident], happened.settlement[incident])
    popular = np.arange(1, SOURCES + 1) ** -0.7
    source = dice.choice(SOURCES, number, p=popular / popular.sum())
    side = dice.integers(0, 3, SOURCES)[source]
    grain = dice.choice(np.arange(1, 5), number, p=(0.62, 0.22, 0.12, 0.04))
    columns: dict[str, npt.NDArray[np.float64] | npt.NDArray[np.int64]] = {
        "day": _days(happened.day[incident], dice),
        "act": _acts(happened.act[incident], dice),
        "fine": (dice.random(number) < 0.88).astype(np.int64),
        "grain": grain,
    }
    middle = (lat.mean(axis=1)[known[0]], lon.mean(axis=1)[known[0]])
    for name, spot, towns, centre, extent in (
        ("lat", happened.lat, lat[known], middle[0], 0.87),
        ("lon", happened.lon, lon[known], middle[1], 1.07),
    ):
        district = np.round(towns / 0.15) * 0.15
        province = centre + (np.floor((towns - centre) / extent) + 0.5) * extent
        near = spot[incident] + dice.normal(0, 0.8 / 111, number)
        columns[name] = np.select([grain == 1, grain == 2, grain == 3], [near, district, province], np.nan)
    partisan = dice.random(number) < 0.12
    first = np.where(dice.random(number) < 0.12, -1, happened.first[incident])
    second = np.where(dice.random(number) < 0.18, -1, happened.second[incident])
    columns["first"] = np.where(partisan & (side == 1), dice.integers(0, FIRST_ACTORS, number), first)
    columns["second"] = np.where(partisan & (side == 2), dice.integers(FIRST_ACTORS, ACTORS, number), second)
    columns["toll"] = _tolls(happened.toll[incident], side, dice)
    order = np.argsort(incident, kind="stable")
    before = np.empty(number, dtype=np.int64)
    before[order[1:]], before[order[0]] = order[:-1], order[0]
    copied = (dice.random(number) < 0.11) & (incident[before] == incident)
    for values in columns.values():
        values[copied] = values[before[copied]]
    act = columns.pop("act").astype(np.int64)
    fine = columns.pop("fine") == 1
    table: dict[str, npt.NDArray[np.float64] | npt.NDArray[np.int64]] = {
        "id": np.arange(number),
        "incident": incident,
        "source": source,
        **columns,
        "act1": act // (ACTS // FAMILIES),
        "act2": act // (ACTS // KINDS),
        "act3": np.where(fine, act, -1),
    }
    return pa.table({name: pa.array(values, from_pandas=True) for name, values in table.items()})


def _days(day: Array, dice: np.random.Generator) -> Whole:
    number, chance = len(day), dice.random(len(day))
    ones, twos = dice.choice([-1, 1, 1], number), dice.choice([-2, 2, 2], number)
    error = np.select([chance < 0.72, chance < 0.88, chance < 0.95], [0, ones, twos], dice.integers(3, 8, number))
    told: Whole = (np.floor(day).astype(np.int64) + error).clip(0, YEAR + 7)
    return told


def _acts(act: Whole, dice: np.random.Generator) -> Whole:
    number, chance = len(act), dice.random(len(act))
    sibling = act // 3 * 3 + dice.integers(0, 3, number)
    cousin = act // 9 * 9 + dice.integers(0, 9, number)
    told = [act, sibling, cousin]
    return np.select([chance < 0.74, chance < 0.88, chance < 0.96], told, dice.integers(0, ACTS, number))


def _tolls(toll: Whole, side: Whole, dice: np.random.Generator) -> Array:
    number, chance = len(toll), dice.random(len(toll))
    near = np.maximum(toll + dice.poisson(np.maximum(0.15 * toll, 0.3)) * dice.choice([-1, 1], number), 0)
    inflated = np.where(side > 0, np.round(toll * dice.uniform(0.3, 3, number)), near)
    told: Array = np.select([chance < 0.58, chance < 0.86], [toll, near], inflated).astype(np.float64)
    told[dice.random(number) < 0.12] = np.nan
    return told


def write(incidents: int, out: Path, *, hard: bool, seed: int) -> int:
    """Write reports in row groups that DuckDB can read in parallel; returns how many."""
    dice, density = np.random.default_rng(seed), HARD if hard else PLAIN
    table = report(*happen(incidents, density, dice), density, dice)
    pq.write_table(table, out, compression="zstd", row_group_size=100_000)
    return int(table.num_rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("incidents", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--hard", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    number = write(given.incidents, given.out, hard=given.hard, seed=given.seed)
    print(f"seed {given.seed}{' hard' if given.hard else ''}: {number} reports of {given.incidents} incidents")


if __name__ == "__main__":
    main()
