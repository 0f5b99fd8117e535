"""RFC 8785 against the files of cyberphone/json-canonicalization."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from trucewatch.record.canonical import canonical

VECTORS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "tlog" / "json-canonicalization" / "testdata"


@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode", "values", "weird"])
def test_canonical_file(name: str) -> None:
    source = VECTORS / "input" / f"{name}.json"
    if not source.is_file():
        pytest.skip(f"the vectors are not there: {VECTORS}")
    value = json.loads(source.read_text("utf-8"))
    assert canonical(value) == (VECTORS / "output" / f"{name}.json").read_bytes()
