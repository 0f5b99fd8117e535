"""Ed25519 edge cases, with the keys that are refused here pinned: fewer are accepted than by the library."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from trucewatch.errors import KeyRefusedError
from trucewatch.record.ed25519 import check_public_key, verifies
from trucewatch_verify import verifier

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "tlog" / "ed25519"
BY_THE_LIBRARY = 208
"""Cases that ``cryptography`` accepts, measured with version 50."""


def read(name: str) -> Any:
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"the vectors are not there: {path}")
    return json.loads(path.read_text("utf-8"))


def refused(key: bytes) -> bool:
    try:
        check_public_key(key)
    except KeyRefusedError:
        return True
    return False


def test_weak_and_non_canonical_keys_are_refused() -> None:
    cases = read("ed25519vectors.json")
    assert len(cases) == 914
    for case in cases:
        flags = set(case["flags"] or ())
        expected = bool(flags & {"low_order_A", "non_canonical_A"})
        assert refused(bytes.fromhex(case["key"])) == expected, case["number"]


def test_the_accepted_set_is_pinned() -> None:
    accepted = []
    for case in read("ed25519vectors.json"):
        key, signature, message = bytes.fromhex(case["key"]), bytes.fromhex(case["sig"]), case["msg"].encode()
        holds = verifies(key, signature, message)
        assert verifier.signature_holds(key, signature, message) == holds, case["number"]
        if holds:
            accepted.append(set(case["flags"] or ()))
    assert not any(flags & {"low_order_A", "non_canonical_A"} for flags in accepted)
    assert len(accepted) == PINNED < BY_THE_LIBRARY


PINNED = 86


def test_wycheproof() -> None:
    count = 0
    for group in read("wycheproof_ed25519_test.json")["testGroups"]:
        key = bytes.fromhex(group["publicKey"]["pk"])
        for case in group["tests"]:
            holds = verifies(key, bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"]))
            assert holds == (case["result"] == "valid"), case["tcId"]
            count += 1
    assert count == 151
