"""Merkle proofs against the vectors of transparency-dev/merkle."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from trucewatch.record.merkle import verify_consistency, verify_inclusion

VECTORS = (
    Path(__file__).resolve().parents[2].parent / "shared" / "data" / "tlog" / "transparency-dev-merkle" / "testdata"
)

# The vector compares made-up roots of 12 bytes; here a root is 32 bytes or proves nothing.
DEVIATIONS = {"consistency/additional/sizes-are-equal-one-and-proof-is-empty.json"}


def vectors(kind: str) -> list[Path]:
    return sorted((VECTORS / kind).rglob("*.json"))


def read(path: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return value


def binary(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def require_vectors() -> None:
    if not VECTORS.is_dir():
        pytest.skip(f"the vectors are not there: {VECTORS}")


def test_inclusion_vectors() -> None:
    require_vectors()
    paths = vectors("inclusion")
    assert len(paths) == 98
    for path in paths:
        v = read(path)
        proof = [binary(p) for p in v["proof"] or []]
        holds = verify_inclusion(binary(v["leafHash"]), v["leafIdx"], v["treeSize"], proof, binary(v["root"]))
        assert holds == (not v["wantErr"]), path.name


def test_consistency_vectors() -> None:
    require_vectors()
    paths = vectors("consistency")
    assert len(paths) == 98
    for path in paths:
        v = read(path)
        proof = [binary(p) for p in v["proof"] or []]
        holds = verify_consistency(v["size1"], v["size2"], proof, binary(v["root1"]), binary(v["root2"]))
        expected = not v["wantErr"] and path.relative_to(VECTORS).as_posix() not in DEVIATIONS
        assert holds == expected, path.name
