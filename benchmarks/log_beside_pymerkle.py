"""The log beside pymerkle, in one run on one disk. Prints figures; asserts nothing.

    python benchmarks/log_beside_pymerkle.py [--singles 500] [--batch 20000] [--large 1000000]

pymerkle (GPL-3.0, extra ``bench``) is measured where it is installed and never imported by the program. Singles are one
append at a time, each on the disk when it returns. Both store the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from trucewatch.record.checkpoint import Checkpoint, empty_checkpoint
from trucewatch.record.disk import Disk
from trucewatch.record.entry import Draft
from trucewatch.record.log import Log
from trucewatch.record.merkle import inclusion_path, leaf_hash
from trucewatch.record.signers import FileSigner
from trucewatch.record.signing import LogSigning
from trucewatch.record.staging import carry_through, clean_up, make_batch, stage
from trucewatch.record.tiles import RightEdge, TileReader
from trucewatch_verify.verifier import Audit, Tree, read_entries

ORIGIN = "benchmark.example/log/1"


def clock() -> datetime:
    return datetime(2016, 12, 6, tzinfo=UTC)


def say(what: str, value: str) -> None:
    print(f"{what:58} {value}", flush=True)


def entry(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).hexdigest().encode() * 9


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


class Store:
    """The log's own tree, tiles and durable writes, without the entry format: what pymerkle does as well."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.disk = folder, Disk()
        folder.mkdir(parents=True)
        self.head: Checkpoint = empty_checkpoint(ORIGIN)
        self.edge = RightEdge()

    def append(self, entries: list[bytes]) -> int:
        batch = make_batch(self.head, self.edge, entries)
        stage(self.folder, self.disk, batch)
        carry_through(self.folder, self.disk, batch, lambda head: head.text().encode())
        clean_up(self.folder, self.disk, batch.before.size, batch.after.size)
        self.head, self.edge = batch.after, batch.edge
        return self.head.size


def ours(folder: Path, singles: int, batch: int, large: int) -> None:
    store = Store(folder / "one")
    took = seconds(lambda: [store.append([entry(n)]) for n in range(singles)])
    say("ours: durable single appends, bytes only", f"{singles / took:,.0f}/s")
    log = Log.open(folder / "log", ORIGIN, clock)
    took = seconds(lambda: [log.append([Draft(type="run", author="a", body={"n": n})]) for n in range(singles)])
    say("ours: durable single appends of whole entries", f"{singles / took:,.0f}/s")
    signer = FileSigner(Ed25519PrivateKey.generate())
    signed = Log.open(folder / "signed", ORIGIN, clock, signing=LogSigning(signer, {"a": signer}))
    took = seconds(lambda: [signed.append([Draft(type="run", author="a", body={"n": n})]) for n in range(singles)])
    say("ours: the same, signed entry and signed checkpoint", f"{singles / took:,.0f}/s")
    many = Store(folder / "many")
    made = [entry(n) for n in range(batch)]
    took = seconds(lambda: [many.append(made[n : n + 1000]) for n in range(0, batch, 1000)])
    say("ours: durable batches of 1,000", f"{batch / took:,.0f}/s")
    took = seconds(lambda: many.append([entry(n) for n in range(batch, large)]))
    say(f"ours: to {large:,} in one batch", f"{(large - batch) / took:,.0f}/s")
    reader = TileReader(many.folder, large)
    times = []
    for n in range(1000):
        index = n * 3323 % large
        times.append(seconds(lambda i=index: inclusion_path(reader.subtree, i, large)))  # type: ignore[misc]  # a bound value
    say(f"ours: inclusion proof at {large:,}, one reader, median", f"{statistics.median(times) * 1000:.3f} ms")
    found = list(read_entries(many.folder, min(large, 200_000), Audit(many.folder)))
    took = seconds(lambda: Tree([leaf_hash(data) for data in found]).root(len(found)))
    say("ours: re-hash of leaves and tree", f"{len(found) / took:,.0f} entries/s")


def theirs(folder: Path, singles: int, batch: int, large: int) -> None:
    if importlib.util.find_spec("pymerkle") is None:
        say("pymerkle", "not installed: pip install .[bench]")
        return
    pymerkle: Any = importlib.import_module("pymerkle")
    tree = pymerkle.SqliteTree(str(folder / "singles.db"), algorithm="sha256")
    took = seconds(lambda: [tree.append_entry(entry(n)) for n in range(singles)])
    say("pymerkle: single appends", f"{singles / took:,.0f}/s")
    many = pymerkle.SqliteTree(str(folder / "many.db"), algorithm="sha256")
    made = [entry(n) for n in range(batch)]
    took = seconds(lambda: [many.append_entries(made[n : n + 1000], 1000) for n in range(0, batch, 1000)])
    say("pymerkle: batches of 1,000", f"{batch / took:,.0f}/s")
    took = seconds(lambda: many.append_entries((entry(n) for n in range(batch, large)), 10_000))
    say(f"pymerkle: to {large:,}", f"{(large - batch) / took:,.0f}/s")
    times = [seconds(lambda i=n: many.prove_inclusion(i * 3323 % large + 1)) for n in range(20)]  # type: ignore[misc]  # a bound value
    say(f"pymerkle: inclusion proof at {large:,}, median", f"{statistics.median(times) * 1000:.3f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--singles", type=int, default=500)
    parser.add_argument("--batch", type=int, default=20_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    options = parser.parse_args()
    for measure in (ours, theirs):
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), options.singles, options.batch, options.large)


if __name__ == "__main__":
    main()
