"""Write the page of measured growth from the results of ``benchmarks.growth``; what was not measured is marked.

python -m benchmarks.growth_page [--results FILE] [--out docs/reference/growth.md]
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Final

from benchmarks.growth import RESULTS, read_runs
from benchmarks.growth_stages import Run, Stage

__all__ = ["page"]

OUT: Final = Path(__file__).resolve().parents[1] / "docs" / "reference" / "growth.md"
LIMIT_MB: Final = 4096
KINDS: Final = {
    "chain": "The whole chain, on texts",
    "claims": "The chain behind reading, on generated claims",
    "links": "Linking alone, on rows",
}
WANTED: Final = {"chain": 100_000, "claims": 1_000_000, "links": 10_000_000}


def page(runs: list[Run]) -> str:
    """The page; of several runs of one size the last counts."""
    lines = ["# Measured growth", "", "Written by `python -m benchmarks.growth_page` from what", ""]
    lines += ["    python -m benchmarks.growth", "", "measured. A peak is that of the process while the stage ran.", ""]
    for kind, title in KINDS.items():
        sizes = {run.reports: run for run in runs if run.kind == kind}
        lines += [f"## {title}", ""]
        if not sizes:
            lines += ["Not measured.", ""]
            continue
        for number in sorted(sizes):
            lines += _table(sizes[number])
        lines += _growth([sizes[number] for number in sorted(sizes)], WANTED[kind])
    return "\n".join(lines).rstrip() + "\n"


def _table(run: Run) -> list[str]:
    q = run.quality
    head = [f"### {run.reports:,}", "", f"{run.at[:16].replace('T', ' ')} UTC, seed {run.seed}, {run.machine},"]
    head += [f"{run.cores} cores, load average {run.load[0]} before and {run.load[1]} after.", ""]
    head += ["| stage | s | s of a core | peak MB | disk MB |", "| --- | ---: | ---: | ---: | ---: |"]
    rows = [f"| {s.name} | {s.seconds:,.0f} | {s.busy:,.0f} | {s.peak:,.0f} | {s.disk:,.0f} |" for s in run.stages]
    over = [s.name for s in run.stages if s.peak > LIMIT_MB]
    told = f"Pairs: precision {q.precision:.3f}, recall {q.recall:.3f}, F1 {q.f1:.3f};"
    end = ["", told, f"{q.found:,} incidents found, {q.true:,} true.", ""]
    if over:
        end += [f"**Over 4 GB: {', '.join(over)}.**", ""]
    return [*head, *rows, *end]


def _growth(runs: list[Run], wanted: int) -> list[str]:
    """The exponent of each stage between the last two sizes, and an extrapolation to the size asked for."""
    if len(runs) < 2:
        return []
    small, large = runs[-2:]
    before = {stage.name: stage for stage in small.stages}
    lines = [f"### From {small.reports:,} to {large.reports:,}", ""]
    lines += ["The exponent is 1 where growth is linear; seconds are those of a core.", ""]
    more = wanted > large.reports
    lines += [f"| stage | exponent | extrapolated to {wanted:,}: s | peak MB |" if more else "| stage | exponent |"]
    lines += ["| --- | ---: | ---: | ---: |" if more else "| --- | ---: |"]
    for stage in large.stages:
        if stage.name not in before:
            continue
        power = _power(before[stage.name].busy, stage.busy, small.reports, large.reports)
        row = f"| {stage.name} | {power:.2f} |"
        lines.append(row + _further(before[stage.name], stage, small, large, wanted) if more else row)
    return [*lines, ""]


def _further(before: Stage, stage: Stage, small: Run, large: Run, wanted: int) -> str:
    """Seconds at the measured exponent; memory along the straight line through both sizes. An extrapolation."""
    times = wanted / large.reports
    seconds = stage.busy * times ** _power(before.busy, stage.busy, small.reports, large.reports)
    slope = max(0.0, (stage.peak - before.peak) / (large.reports - small.reports))
    return f" {seconds:,.0f} | {stage.peak + slope * (wanted - large.reports):,.0f} |"


def _power(before: float, after: float, small: int, large: int) -> float:
    return math.log(max(after, 0.01) / max(before, 0.01)) / math.log(large / small)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    asked.out.write_text(page(read_runs(asked.results)), encoding="utf-8")


if __name__ == "__main__":
    main()
