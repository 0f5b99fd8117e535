"""A writer that is killed at any moment loses nothing that it acknowledged. ``make soak`` runs sixty rounds."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.record.conftest import ORIGIN, clock

from trucewatch.record import Log, case_signing, make_case_keys, verify_log

ROUNDS = int(os.environ.get("TRUCEWATCH_KILL_ROUNDS", "3"))
WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from trucewatch.record import Draft, Log, case_signing
folder, keys, start = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
log = Log.open(folder, sys.argv[4], lambda: datetime.now(UTC), signing=case_signing(keys, "mission"))
for n in range(start, start + 100_000):
    (entry,) = log.append([Draft(type="run", author="mission", body={"n": n})])
    sys.stdout.write(f"{n} {entry.index} {entry.leaf}\\n")
    sys.stdout.flush()
"""


def test_killed_writers_lose_nothing_acknowledged(tmp_path: Path) -> None:
    folder, keys = tmp_path / "record", tmp_path / "keys"
    make_case_keys(keys)
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    acknowledged: dict[int, str] = {}
    for number in range(ROUNDS):
        command = [sys.executable, "-c", WRITER, str(folder), str(keys), str(number * 100_000), ORIGIN]
        path = os.pathsep.join(p for p in sys.path if p)
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": path}) as run:
            assert run.stdout is not None
            first = run.stdout.readline()
            assert first, f"round {number}, seed {seed}: the writer did not start"
            deadline = time.monotonic() + chance.random() * 0.4
            lines = [first]
            while time.monotonic() < deadline:
                lines.append(run.stdout.readline())
            run.send_signal(signal.SIGKILL)
            lines += run.stdout.readlines()
        whole = [line.split() for line in lines if line.endswith("\n")]
        acknowledged |= {int(index): leaf for _, index, leaf in whole}
        with Log.open(folder, ORIGIN, clock, signing=case_signing(keys, "mission")) as log:
            assert log.size > max(acknowledged), f"round {number}, seed {seed}"
            for index, leaf in acknowledged.items():
                assert log.entry(index).leaf == leaf, f"round {number}, entry {index}, seed {seed}"
    assert len(acknowledged) >= ROUNDS
    assert verify_log(folder).verified
