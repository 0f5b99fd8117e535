"""How fast an evidence bundle is made and verified, with and without the trust root. Prints figures; asserts nothing.

    python -m benchmarks.bundle_speed [--entries 2000] [--bundled 40] [--rounds 9]

The log is signed by its key, each entry by its author, and the checkpoint cosigned by three parties. With the trust
root every one of these signatures is checked; without it the hashes, proofs and forms alone.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tests.record.parties import ORIGIN, PARTIES, Cast

from trucewatch.record import Draft, Log, LogSigning
from trucewatch.record.bundle import make_bundle
from trucewatch.record.cosigned import accept_cosignatures
from trucewatch.record.disk import Disk
from trucewatch.record.signers import cosign
from trucewatch_verify.verifier import audit_log

TIME = datetime(2016, 12, 6, tzinfo=UTC)


def median(work: Callable[[], object], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=2000)
    parser.add_argument("--bundled", type=int, default=40, help="entries of one incident")
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    cast = Cast()
    root = cast.signed()
    signing = LogSigning(cast.signer("un", "log"), {"mission": cast.signer("mission", "machine")})
    with (
        tempfile.TemporaryDirectory() as name,
        Log.open(Path(name) / "r", ORIGIN, lambda: TIME, signing=signing) as log,
    ):
        log.append(Draft(type="run", author="mission", body={"n": n, "t": "x" * 900}) for n in range(options.entries))
        text = log.checkpoint.text()
        stamp = int(TIME.timestamp())
        lines = [
            cosign(text, f"{p}.example/witness", cast.signer(p, "witness"), stamp).line().encode() for p in PARTIES
        ]
        accept_cosignatures(log.folder, None, (log.folder / "checkpoint").read_bytes(), lines, root.root, Disk())
        chosen = range(0, options.entries, max(1, options.entries // options.bundled))
        pages = {"README.md": b"read me\n"}
        path = Path(name) / "evidence.zip"

        def make() -> None:
            path.write_bytes(make_bundle(log, chosen, pages=pages, roots=[root]).data)

        print(f"make a bundle of {len(chosen)} entries:              {median(make, options.rounds):8.1f} ms")
        print(
            f"verify, no trust root (no signature checked): {median(lambda: audit_log(path), options.rounds):8.1f} ms"
        )
        held = [root.data]
        took = median(lambda: audit_log(path, trust=held), options.rounds)
        print(f"verify with it (every signature checked):     {took:8.1f} ms")
        for line in audit_log(path, trust=held).statements:
            print(f"  {line.holds} {line.name}: {line.detail}")


if __name__ == "__main__":
    main()
