"""The log beside pymerkle, in turns on one disk. Prints figures; asserts nothing.

    python benchmarks/log_beside_pymerkle.py [--singles 500] [--batch 20000] [--large 1000000] [--rounds 5]

pymerkle (GPL-3.0, extra ``bench``) is measured where it is installed and never imported by the program. Both store the
same bytes; medians are over rounds in which each takes its turn. Flushes are counted by ``strace -c -f``, not here.

What "durable" means: ours is one ``fdatasync`` of the journal an append (and one of the head where it is signed), so
that neither a killed process nor a loss of power takes it back. pymerkle leaves SQLite as it is: journal mode DELETE,
synchronous FULL, which flushes the rollback journal, its folder and the database, but not the folder once the journal
is gone: a loss of power may still undo the last commit. EXTRA flushes that too; WAL flushes once.
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
from typing import Any, TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from trucewatch.record.checkpoint import empty_checkpoint
from trucewatch.record.disk import Disk
from trucewatch.record.entry import Draft
from trucewatch.record.log import Log
from trucewatch.record.merkle import inclusion_path, leaf_hash
from trucewatch.record.signers import FileSigner
from trucewatch.record.signing import LogSigning
from trucewatch.record.staging import CHECKPOINT, make_batch
from trucewatch.record.tiles import RightEdge, TileReader
from trucewatch.record.writer import Writer
from trucewatch_verify.verifier import Audit, Tree, read_entries

ORIGIN = "benchmark.example/log/1"
Append: TypeAlias = Callable[[list[bytes]], None]


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
        self.folder = folder
        folder.mkdir(parents=True)
        head = empty_checkpoint(ORIGIN)
        (folder / CHECKPOINT).write_bytes(head.text().encode())
        self.writer = Writer(folder, Disk(), head, RightEdge(), lambda after: after.text().encode())

    def append(self, entries: list[bytes]) -> None:
        self.writer.append(make_batch(self.writer.head, self.writer.edge, entries))


def log_appender(folder: Path, *, signed: bool) -> Append:
    signer = FileSigner(Ed25519PrivateKey.generate())
    heads = folder.with_name(f"{folder.name}-heads")
    log = Log.open(folder, ORIGIN, clock, signing=LogSigning(signer, {"a": signer}, heads) if signed else None)

    def append(entries: list[bytes]) -> None:
        log.append([Draft(type="run", author="a", body={"n": data.decode("ascii")}) for data in entries])

    return append


def their_appender(path: Path, pragmas: str = "") -> Append:
    tree: Any = importlib.import_module("pymerkle").SqliteTree(str(path), algorithm="sha256")
    tree.con.executescript(pragmas)

    def append(entries: list[bytes]) -> None:
        if len(entries) == 1:
            tree.append_entry(entries[0])
        else:
            tree.append_entries(entries, len(entries))

    return append


def appenders(folder: Path) -> dict[str, Append]:
    found: dict[str, Append] = {
        "ours: bytes only": Store(folder / "bytes").append,
        "ours: whole entries": log_appender(folder / "log", signed=False),
        "ours: signed entries, signed checkpoints": log_appender(folder / "signed", signed=True),
    }
    if importlib.util.find_spec("pymerkle") is None:
        say("pymerkle", "not installed: pip install .[bench]")
        return found
    extra, wal = "PRAGMA synchronous=EXTRA;", "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
    found["pymerkle: as it is (delete, FULL)"] = their_appender(folder / "as-is.db")
    found["pymerkle: delete, EXTRA"] = their_appender(folder / "extra.db", extra)
    found["pymerkle: WAL, FULL"] = their_appender(folder / "wal.db", wal)
    return found


def in_turns(what: str, found: dict[str, Append], width: int, count: int, rounds: int) -> None:
    """Each appends ``count`` entries in batches of ``width`` a round; the median rate over the rounds."""
    rates: dict[str, list[float]] = {name: [] for name in found}
    for number in range(rounds):
        first = number * count
        batches = [
            [entry(width * 10**7 + n) for n in range(at, at + width)] for at in range(first, first + count, width)
        ]
        for name, append in found.items():
            start = time.perf_counter()
            for part in batches:
                append(part)
            rates[name].append(count / (time.perf_counter() - start))
    for name, measured in rates.items():
        say(f"{name}: {what}", f"{statistics.median(measured):,.0f}/s")


def large_tree(folder: Path, large: int) -> None:
    store = Store(folder / "large")
    start = time.perf_counter()
    for at in range(0, large, 20_000):
        store.append([entry(n) for n in range(at, min(at + 20_000, large))])
    took = time.perf_counter() - start
    say(f"ours: to {large:,} in batches of 20,000", f"{large / took:,.0f}/s")
    store.writer.settle()
    reader = TileReader(store.folder, large)
    times = []
    for n in range(1000):
        index = n * 3323 % large
        times.append(seconds(lambda i=index: inclusion_path(reader.subtree, i, large)))  # type: ignore[misc]  # a bound value
    say(f"ours: inclusion proof at {large:,}, one reader, median", f"{statistics.median(times) * 1000:.3f} ms")
    found = list(read_entries(store.folder, min(large, 200_000), Audit(store.folder)))
    took = seconds(lambda: Tree([leaf_hash(data) for data in found]).root(len(found)))
    say("ours: re-hash of leaves and tree", f"{len(found) / took:,.0f} entries/s")


def their_large_tree(folder: Path, large: int) -> None:
    if importlib.util.find_spec("pymerkle") is None:
        return
    tree: Any = importlib.import_module("pymerkle").SqliteTree(str(folder / "large.db"), algorithm="sha256")
    took = seconds(lambda: tree.append_entries((entry(n) for n in range(large)), 20_000))
    say(f"pymerkle: to {large:,} in one transaction", f"{large / took:,.0f}/s")
    times = [seconds(lambda i=n: tree.prove_inclusion(i * 3323 % large + 1)) for n in range(20)]  # type: ignore[misc]  # a bound value
    say(f"pymerkle: inclusion proof at {large:,}, median", f"{statistics.median(times) * 1000:.3f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--singles", type=int, default=500)
    parser.add_argument("--batch", type=int, default=20_000)
    parser.add_argument("--large", type=int, default=1_000_000, help="0 leaves the large tree out")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = appenders(folder)
        in_turns("single appends", found, 1, options.singles // options.rounds, options.rounds)
        in_turns("batches of 1,000", found, 1000, options.batch // options.rounds, options.rounds)
        if options.large:
            large_tree(folder, options.large)
            their_large_tree(folder, options.large)


if __name__ == "__main__":
    main()
