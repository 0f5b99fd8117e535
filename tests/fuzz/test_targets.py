"""Each target holds on a few damaged inputs, on its own seeds, and on everything that once broke it."""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzz.__main__ import try_out
from fuzz.damage import damaged
from fuzz.targets import TARGETS, Target, refuses_or_reads
from hypothesis import HealthCheck, given, settings

BROKEN = sorted((Path(__file__).parent / "broken").glob("*/*"))
NAMES = [target.name for target in TARGETS]


def test_targets_have_names_of_their_own() -> None:
    assert len(set(NAMES)) == len(NAMES) >= 20


@pytest.mark.parametrize("target", TARGETS, ids=NAMES)
def test_damaged_input_is_read_or_refused(target: Target) -> None:
    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(damaged(target.seeds))
    def holds(data: bytes) -> None:
        refuses_or_reads(target, data)

    holds()


@pytest.mark.parametrize("target", TARGETS, ids=NAMES)
def test_the_empty_input_and_the_seeds_are_read_or_refused(target: Target) -> None:
    for data in (b"", *target.seeds[:3]):
        refuses_or_reads(target, data)


def test_what_once_broke_holds() -> None:
    targets = {target.name: target for target in TARGETS}
    for path in BROKEN:
        refuses_or_reads(targets[path.parent.name], path.read_bytes())


def test_a_defect_is_found_and_made_small() -> None:
    def run(data: bytes) -> None:
        if b"\x00" in data:
            raise ValueError("a defect")

    _, found = try_out(Target("planted", run, (b"abc",)), 1, 400)
    # the smallest noise that breaks it, or the seed with the one byte that does
    assert found in (b"\x00", b"\x00abc", b"abc\x00")
