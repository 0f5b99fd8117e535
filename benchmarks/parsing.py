"""How long it takes to parse the packaged case in this process, in one child process and in two.

Run: python -m benchmarks.parsing [FOLDER] [--documents N]
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from pathlib import Path

from trucewatch.intake.given import Given
from trucewatch.intake.parsing import InProcess, Parser
from trucewatch.intake.sandbox import ChildProcesses
from trucewatch.pipeline.arrivals import inbox_files
from trucewatch.pipeline.receiving import Arrival, receive_all

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def seconds(parser: Parser, arrivals: list[Arrival]) -> float:
    """Seconds to receive all, after each worker has served once."""
    for part in (arrivals[:2], arrivals):
        started = time.perf_counter()
        for _ in receive_all(part, parser=parser, known=frozenset(), now=NOW, received_by="benchmark"):
            pass
    return time.perf_counter() - started


def main() -> None:
    """Print the three times."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", nargs="?", type=Path, default=Path("cases/aleppo-2016/inbox"))
    options.add_argument("--documents", type=int, default=300)
    chosen = options.parse_args()
    files = inbox_files(chosen.folder)
    arrivals = [Arrival(path=p, given=Given()) for p in files] * max(1, chosen.documents // max(1, len(files)))
    print(f"{len(arrivals)} documents")
    print(f"in this process  {seconds(InProcess(), arrivals):6.2f} s")
    for workers in (1, 2):
        with ChildProcesses(workers) as parser:
            print(f"children: {workers}      {seconds(parser, arrivals):6.2f} s")


if __name__ == "__main__":
    main()
