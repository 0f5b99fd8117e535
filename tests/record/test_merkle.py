"""The tree against a plain recursion of the RFC, and proofs against every change."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.record.merkle import (
    SubtreeHash,
    consistency_path,
    inclusion_path,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)


def plain_root(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(plain_root(leaves[:k]), plain_root(leaves[k:]))


def leaves_of(size: int) -> list[bytes]:
    return [leaf_hash(str(n).encode()) for n in range(size)]


def getter(leaves: Sequence[bytes]) -> SubtreeHash:
    return lambda level, index: plain_root(leaves[index << level : (index + 1) << level])


@pytest.mark.parametrize("size", [*range(40), 255, 256, 257, 511])
def test_roots(size: int) -> None:
    leaves = leaves_of(size)
    assert root_of(leaves) == plain_root(leaves)


@settings(deadline=None)
@given(st.integers(1, 300), st.data())
def test_inclusion_proofs_hold_and_break_with_any_change(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves = leaves_of(size)
    root = plain_root(leaves)
    path = inclusion_path(getter(leaves), index, size)
    assert verify_inclusion(leaves[index], index, size, path, root)
    assert not verify_inclusion(leaf_hash(b"other"), index, size, path, root)
    assert not verify_inclusion(leaves[index], index, size, (*path, root), root)
    assert not verify_inclusion(leaves[index], index, 0, path, root)
    assert not verify_inclusion(leaves[index], -1, size, path, root)
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        flipped = bytes([path[at][0] ^ 1]) + path[at][1:]
        assert not verify_inclusion(leaves[index], index, size, (*path[:at], flipped, *path[at + 1 :]), root)
        assert not verify_inclusion(leaves[index], index, size, path[:-1], root)


@settings(deadline=None)
@given(st.integers(1, 300), st.data())
def test_consistency_proofs_hold_and_break_with_any_change(second: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, second))
    leaves = leaves_of(second)
    old, new = plain_root(leaves[:first]), plain_root(leaves)
    path = consistency_path(getter(leaves), first, second)
    assert verify_consistency(first, second, path, old, new)
    assert not verify_consistency(first, second, (*path, new), old, new)
    assert not verify_consistency(0, second, path, old, new)
    assert not verify_consistency(first, second, path, leaf_hash(b"other"), new)
    assert not verify_consistency(first, second, path, old, leaf_hash(b"other"))
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        flipped = bytes([path[at][0] ^ 1]) + path[at][1:]
        assert not verify_consistency(first, second, (*path[:at], flipped, *path[at + 1 :]), old, new)


def test_a_node_cannot_pass_for_a_leaf() -> None:
    left, right = leaves_of(2)
    assert leaf_hash(left + right) != node_hash(left, right)


def test_hashes_of_another_length_prove_nothing() -> None:
    assert not verify_inclusion(b"", 0, 1, (), b"")
    assert not verify_consistency(1, 1, (), b"x", b"x")


@pytest.mark.parametrize("size", [2**63, 10**30])
def test_huge_sizes_end_at_once(size: int) -> None:
    (leaf,) = leaves_of(1)
    assert not verify_inclusion(leaf, size - 1, size, (leaf,) * 3, leaf)
    assert not verify_consistency(1, size, (leaf,) * 3, leaf, leaf)


def test_proofs_outside_the_tree_are_refused() -> None:
    with pytest.raises(ValueError, match="not in a tree"):
        inclusion_path(getter([]), 0, 0)
    with pytest.raises(ValueError, match="no consistency proof"):
        consistency_path(getter([]), 0, 1)
