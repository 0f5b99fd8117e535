"""The table of linking: ours, Splink and MELTT's logic on the same reports, with time and memory, in one run.

python -m benchmarks.linking_table REPORTS [--hard] [--seed N] [--memory MB] [--only ours,splink,meltt]

Reports come from ``benchmarks.linking_reports``; ``--file`` takes a parquet file of its columns instead. Each method
runs in a process of its own, so that its peak memory is its own. Where Splink is not installed its row says so.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from benchmarks.linking_reports import write
from benchmarks.linking_scores import ClusterScore, LinkScore, score_clusters, score_links, true_pairs
from benchmarks.meltt_logic import match
from benchmarks.splink_recipe import predict
from trucewatch.linking.statistical import add_reports, cluster_table, fit_model, open_table
from trucewatch.linking.statistical import score_links as score_pairs

REACH = "CASE grain WHEN 1 THEN 4 WHEN 2 THEN 14 ELSE 62 END"
COLUMNS = {"reach": REACH, "actor1": "first", "actor2": "second"}
METHODS = ("ours", "splink", "meltt")


def truth_of(file: Path) -> Any:
    """The incident of each report, by report id."""
    told = duckdb.connect().execute(f"SELECT incident FROM read_parquet('{file}') ORDER BY id").fetchnumpy()
    return told["incident"].astype(np.int64)


def peak() -> float:
    """Peak memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def show(name: str, seconds: str, memory: float, links: LinkScore | None, clusters: ClusterScore | None) -> None:
    """One row of the table."""
    print(f"{name:7s} {seconds}, peak {memory:.0f} MB")
    if links is not None:
        told = ", ".join(f"{promise:.0%} promised {true:.2%} true" for promise, true in links.promises.items())
        print(
            f"        pairs: best F1 {links.best:.3f} at {links.at:.2f}; at 0.5 precision {links.precision:.3f},"
            f" recall {links.recall:.3f}, F1 {links.f1:.3f}{'; wrong links: ' + told if told else ''}"
        )
    if clusters is not None:
        print(
            f"        clusters: pair precision {clusters.precision:.3f}, recall {clusters.recall:.3f},"
            f" F1 {clusters.f1:.3f}; B-cubed F1 {clusters.bcubed:.3f}; largest {clusters.largest}",
            flush=True,
        )


def ours(file: Path, memory: int) -> None:
    """Fit, score and cluster on disk."""
    with tempfile.TemporaryDirectory() as folder:
        connection = open_table(Path(folder) / "reports.duckdb", memory_mb=memory, spill=Path(folder))
        started = time.perf_counter()
        number = add_reports(connection, f"read_parquet('{file}')", COLUMNS)
        model = fit_model(connection)
        fitted = time.perf_counter()
        score_pairs(connection, model)
        scored, memory_scored = time.perf_counter(), peak()
        labels = cluster_table(connection, number)
        clustered, memory_all = time.perf_counter(), peak()
        links = judged(connection, file, model.bounds)
        seconds = f"load and fit {fitted - started:.1f} s, scoring {scored - fitted:.1f} s at {memory_scored:.0f} MB"
        seconds += f", clusters {clustered - scored:.1f} s"
        show("ours", seconds, memory_all, links, score_clusters(truth_of(file), labels))


def judged(connection: Any, file: Path, bounds: dict[float, float]) -> LinkScore:
    """Score the table ``link``, level by level of probability, so that many links cost nothing."""
    connection.execute(f"CREATE TEMP TABLE truth AS SELECT id, incident FROM read_parquet('{file}')")
    each = "SELECT count(*) AS n FROM truth GROUP BY incident"
    every = float(connection.execute(f"SELECT sum(n * (n - 1) / 2) FROM ({each})").fetchall()[0][0])
    got = connection.execute(
        "SELECT p, x.incident = y.incident AS truly, count(*) AS n FROM link JOIN truth x ON x.id = a"
        " JOIN truth y ON y.id = b GROUP BY ALL"
    ).fetchnumpy()
    repeat = got["n"].astype(np.int64)
    p, right = np.repeat(got["p"].astype(np.float32), repeat), np.repeat(got["truly"].astype(bool), repeat)
    return score_links(p, right, every, bounds)


def splink(file: Path, memory: int) -> None:
    """Splink's own prediction; clusters are left out, because it only has connected components."""
    started = time.perf_counter()
    try:
        found = predict(file, memory_mb=max(memory, 4000))
    except ImportError:
        print("splink  not installed: pip install trucewatch[bench]")
        return
    seconds, memory_used = time.perf_counter() - started, peak()
    truth = truth_of(file)
    right = truth[found["a"].astype(np.int64)] == truth[found["b"].astype(np.int64)]
    links = score_links(found["p"].astype(np.float64), right, true_pairs(truth), {})
    show("splink", f"{seconds:.1f} s", memory_used, links, None)


def meltt(file: Path, memory: int) -> None:
    """MELTT's logic."""
    connection = open_table(None, memory_mb=max(memory, 4000))
    started = time.perf_counter()
    add_reports(connection, f"read_parquet('{file}')", COLUMNS)
    pairs, labels = match(connection)
    seconds, memory_used = time.perf_counter() - started, peak()
    truth = truth_of(file)
    right = truth[pairs["a"]] == truth[pairs["b"]]
    links = score_links(np.ones(len(right)), right, true_pairs(truth), {})
    show("meltt", f"{seconds:.1f} s", memory_used, links, score_clusters(truth, labels))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=int, nargs="?", default=100_000)
    parser.add_argument("--hard", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--memory", type=int, default=700, help="memory limit of DuckDB in MB")
    parser.add_argument("--only", default=",".join(METHODS))
    parser.add_argument("--file", type=Path)
    parser.add_argument("--method", choices=METHODS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.method and given.file:
        {"ours": ours, "splink": splink, "meltt": meltt}[given.method](given.file, given.memory)
        return
    with tempfile.TemporaryDirectory() as folder:
        file = given.file or Path(folder) / "reports.parquet"
        if given.file is None:
            number = write(round(given.reports / 3.4), file, hard=given.hard, seed=given.seed)
            print(f"seed {given.seed}{', hard' if given.hard else ''}: {number:,} reports", flush=True)
        for method in given.only.split(","):
            command = (sys.executable, "-m", "benchmarks.linking_table", "--method", method, "--file", str(file))
            subprocess.run((*command, "--memory", str(given.memory)), check=True)


if __name__ == "__main__":
    main()
