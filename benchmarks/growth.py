"""How time, memory and disk grow with the number of reports, each size in a process of its own.

python -m benchmarks.growth [--chain 10000,100000] [--claims 1000000] [--links 10000000] [--seed N] [--out FILE]

``chain`` takes generated texts from the inbox to the report; ``claims`` begins with claims in place of texts; and
``links`` only links rows. Stages are printed as they end. Each finished size is a line of JSON at the end of FILE, and
a size that stands there for this seed is passed over unless ``--again`` is given: what was interrupted goes on.
``python -m benchmarks.growth_page`` makes the page of the documentation from FILE.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import msgspec

from benchmarks.growth_runs import run
from benchmarks.growth_stages import Run

__all__ = ["KINDS", "RESULTS", "read_runs"]

RESULTS: Final = Path(__file__).resolve().parent / "growth.jsonl"
KINDS: Final = {"chain": "10000,100000", "claims": "1000000", "links": "10000000"}


def read_runs(file: Path) -> list[Run]:
    """The runs of a file of results, in their order; none where there is no file."""
    if not file.is_file():
        return []
    return [msgspec.json.decode(line, type=Run) for line in file.read_bytes().splitlines() if line.strip()]


def one(kind: str, number: int, seed: int, out: Path, at: Path | None) -> None:
    """Measure one size here and append its line."""
    with tempfile.TemporaryDirectory(dir=at) as name:
        made = run(kind, number, seed, Path(name))
    q = made.quality
    print(
        f"  pairs: precision {q.precision:.3f}, recall {q.recall:.3f}, F1 {q.f1:.3f}; {q.found:,} incidents of"
        f" {q.true:,}; peak {made.peak:.0f} MB; load {made.load[0]} to {made.load[1]}"
    )
    with out.open("ab") as results:
        results.write(msgspec.json.encode(made) + b"\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for kind, usual in KINDS.items():
        parser.add_argument(f"--{kind}", default=None, help=f"numbers of reports, {usual} where no kind is named")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=RESULTS)
    parser.add_argument("--work", type=Path, help="where the cases lie while they are measured")
    parser.add_argument("--again", action="store_true", help="measure what stands in the results already")
    parser.add_argument("--one", nargs=2, metavar=("KIND", "NUMBER"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        one(asked.one[0], int(asked.one[1]), asked.seed, asked.out, asked.work)
        return
    named = {kind: getattr(asked, kind) for kind in KINDS}
    chosen = {kind: given for kind, given in named.items() if given} or KINDS
    there = {(made.kind, made.reports, made.seed) for made in read_runs(asked.out)}
    for kind, numbers in chosen.items():
        for number in (int(each) for each in numbers.split(",")):
            if (kind, number, asked.seed) in there and not asked.again:
                print(f"{kind} {number:,}, seed {asked.seed}: stands in {asked.out.name}")
                continue
            print(f"{kind} {number:,}, seed {asked.seed}", flush=True)
            command = [sys.executable, "-m", "benchmarks.growth", "--one", kind, str(number)]
            command += ["--seed", str(asked.seed), "--out", str(asked.out)]
            subprocess.run([*command, *(("--work", str(asked.work)) if asked.work else ())], check=True)


if __name__ == "__main__":
    main()
