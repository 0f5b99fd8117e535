"""Run every target in turn until the time is over: ``python -m fuzz --seconds 600 [--seed N] [--only NAME]``.

What breaks is made small, shown with its seed and kept under ``tests/fuzz/broken/TARGET/``, where it is a test from
then on. Exit code 1 when anything broke.
"""

from __future__ import annotations

import argparse
import hashlib
import secrets
import sys
import time
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from fuzz.damage import damaged
from fuzz.targets import TARGETS, Target, refuses_or_reads

KEPT = Path(__file__).resolve().parents[1] / "tests" / "fuzz" / "broken"


def try_out(target: Target, number: int, examples: int) -> tuple[int, bytes | None]:
    """How many inputs were tried, and the smallest that broke the target, or None."""
    tried = 0
    broke: list[bytes] = []

    @seed(number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(damaged(target.seeds))
    def attempt(data: bytes) -> None:
        nonlocal tried
        tried += 1
        try:
            refuses_or_reads(target, data)
        except Exception:
            broke.append(data)
            raise

    try:
        attempt()
    except Exception as error:  # noqa: BLE001  # any exception is what is looked for
        print(f"{target.name}: {type(error).__name__}: {error}"[:2000], file=sys.stderr)
        return tried, broke[-1] if broke else b""
    return tried, None


def keep(target: Target, data: bytes) -> Path:
    """Keep what broke a target as a test."""
    path = KEPT / target.name / hashlib.sha256(data).hexdigest()[:16]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def main() -> int:
    """Go round the targets until the time is over."""
    parser = argparse.ArgumentParser(prog="python -m fuzz")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--only", choices=[target.name for target in TARGETS], default=None)
    asked = parser.parse_args()
    number = secrets.randbelow(2**32) if asked.seed is None else asked.seed
    print(f"seed {number}", file=sys.stderr)
    chosen = [target for target in TARGETS if asked.only in (None, target.name)]
    tried = dict.fromkeys((target.name for target in chosen), 0)
    broken: set[str] = set()
    end = time.monotonic() + asked.seconds
    while time.monotonic() < end and len(broken) < len(chosen):
        for target in chosen:
            if target.name in broken or time.monotonic() >= end:
                continue
            count, data = try_out(target, number, 100)
            tried[target.name] += count
            if data is not None:
                broken.add(target.name)
                print(
                    f"{target.name} broke; kept as {keep(target, data).relative_to(KEPT.parents[2])}", file=sys.stderr
                )
        number += 1
    for name, count in tried.items():
        print(f"{name}\t{count}\t{'broke' if name in broken else 'held'}")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
