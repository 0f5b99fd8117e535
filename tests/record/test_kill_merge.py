"""A merge killed at any moment: all of a submission is in the log or nothing, and doing it again completes it."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.record.conftest import ORIGIN, clock

from trucewatch.record import Draft, FileRef, Log, verify_log
from trucewatch.record.submission import make_submission, merge_in

ROUNDS = int(os.environ.get("TRUCEWATCH_KILL_ROUNDS", "3"))
MERGER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from trucewatch.record import Draft, Log
from trucewatch.record.submission import merge_in
folder, origin, number = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
log = Log.open(folder, origin, lambda: datetime.now(UTC))
(mine,) = log.append([Draft(type="run", author="mission", body={"n": number})])
sys.stdout.write(f"acknowledged {mine.index} {mine.leaf}\\n")
sys.stdout.flush()
for file in sys.argv[4:]:
    merged = merge_in(log, Path(file).read_bytes())
    sys.stdout.write(f"merged {merged.author} {merged.new} {log.size}\\n")
    sys.stdout.flush()
sys.stdout.write("done\\n")
sys.stdout.flush()
"""
ENTRIES = 40


def bring(base: Path, copy: Path, author: str, number: int) -> Path:
    """What one author brings back: entries with words and files, one at a time."""
    shutil.copytree(base, copy)
    with Log.open(copy, ORIGIN, clock) as log:
        for n in range(ENTRIES):
            data = f"{author} {number} {n}".encode()
            digest = log.files.put(data)
            ref = FileRef(sha256=digest, size=len(data), media="text/plain")
            body = {"id": f"{number}-{n}", "reason": f"word {n}"}
            log.append([Draft(type="correction", author=author, body=body, files=(ref,))])  # type: ignore[arg-type]  # texts are JSON
        made = make_submission(log.entries(), author, log.files)
    file = copy.with_suffix(".submission")
    file.write_bytes(made)
    return file


def words_of(log: Log, author: str) -> list[str]:
    return [str(e.body()["id"]) for e in log.entries() if e.author == author]


def test_killed_merges_lose_nothing_and_are_completed_by_doing_them_again(tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    folder = tmp_path / "record"
    with Log.open(folder, ORIGIN, clock) as log:
        log.append([Draft(type="run", author="mission", body={"n": "first"})])
    files = [bring(folder, tmp_path / f"copy-{author}", author, 0) for author in ("gov", "opp")]
    fresh = tmp_path / "fresh"
    shutil.copytree(folder, fresh)
    acknowledged: dict[int, str] = {}
    for number in range(ROUNDS):
        if number % 4 == 0:  # every few rounds the merge begins anew, so that kills fall on unmerged logs
            shutil.rmtree(folder)
            shutil.copytree(fresh, folder)
            acknowledged = {}
        told = f"round {number}, seed {seed}"
        command = [sys.executable, "-c", MERGER, str(folder), ORIGIN, str(number), *map(str, files)]
        path = os.pathsep.join(p for p in sys.path if p)
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": path}) as run:
            assert run.stdout is not None
            first = run.stdout.readline()
            assert first, f"{told}: the merger did not start"
            deadline = time.monotonic() + chance.random() * 0.08
            while time.monotonic() < deadline and run.poll() is None:
                pass
            run.send_signal(signal.SIGKILL)
            lines = [first, *run.stdout.readlines()]
        lines = [line for line in lines if line.endswith("\n")]
        _, index, leaf = lines[0].split()
        acknowledged[int(index)] = leaf
        with Log.open(folder, ORIGIN, clock) as log:
            for at, known in acknowledged.items():
                assert log.entry(at).leaf == known, told
            counts = {author: len(words_of(log, author)) for author in ("gov", "opp")}
            assert set(counts.values()) <= {0, ENTRIES}, f"{told}: a part of a submission is in the log: {counts}"
            for line in lines:
                if line.startswith("merged"):
                    assert counts[line.split()[1]] == ENTRIES, f"{told}: an acknowledged merge is gone"
            if number % 2 == 0:
                continue
            for _ in range(2):
                for file in files:
                    merge_in(log, file.read_bytes())
                for author in ("gov", "opp"):
                    assert words_of(log, author) == [f"0-{n}" for n in range(ENTRIES)], told
            size = log.size
            assert [merge_in(log, file.read_bytes()).new for file in files] == [0, 0]
            assert log.size == size
            marks = [e for e in log.entries() if e.type == "submission"]
            assert len(marks) == 2, told
        result = verify_log(folder)
        assert result.verified, (told, result.findings)
    with Log.open(folder, ORIGIN, clock) as log:
        for file in files:
            merge_in(log, file.read_bytes())
        assert [len(words_of(log, author)) for author in ("gov", "opp")] == [ENTRIES, ENTRIES]
    assert verify_log(folder).verified
