"""Time and peak memory of the whole chain over generated documents, in a folder that is removed afterwards.

python -m benchmarks.run_scale [NUMBER] [SEED]
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.documents import dispatches
from trucewatch.case import load_case
from trucewatch.cli.issuing import issue
from trucewatch.packaged import copy_example
from trucewatch.pipeline import open_workplace, run_case


def main(arguments: list[str]) -> None:
    number = int(arguments[0]) if arguments else 1000
    seed = int(arguments[1]) if len(arguments) > 1 else 2016
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary) / "case"
        copy_example(root)
        for old in (root / "inbox").iterdir():
            old.unlink()
        for index, d in enumerate(dispatches(number, seed=seed)):
            head = f"Source: {d.source}\nDate: {d.published.isoformat()}\nTitle: Dispatch {index}\n\n"
            (root / "inbox" / f"{index:06d}.txt").write_text(head + d.text, encoding="utf-8")
        stages: dict[str, tuple[float, float]] = {}

        def watch(stage: str, done: int, total: int) -> None:
            del done, total
            at = time.perf_counter()
            stages[stage] = (stages.get(stage, (at, at))[0], at)

        started = time.perf_counter()
        with open_workplace(load_case(root), lambda: dt.datetime.now(dt.UTC)) as work:
            counts = run_case(work, progress=watch)
            run = time.perf_counter() - started
            issue(work)
        whole = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = sum(p.stat().st_size for p in root.rglob("*") if p.is_file()) / 1e6
    print(f"seed {seed}; {number} documents: run {run:.1f} s, report {whole - run:.1f} s")
    print(f"  peak memory {peak:.0f} MB, case folder {size:.0f} MB")
    for stage, (first, last) in stages.items():
        print(f"  {stage}: {last - first:.1f} s")
    print("  " + ", ".join(f"{k} {v}" for k, v in sorted(counts.counts.items())))


if __name__ == "__main__":
    main(sys.argv[1:])
