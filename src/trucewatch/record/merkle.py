"""The Merkle tree of RFC 6962 over SHA-256: hashes, roots, inclusion and consistency proofs.

Proof algorithms are those of RFC 9162, sections 2.1.3 and 2.1.4. Hashes are 32 bytes. A subtree is named
by ``(level, index)``: it covers leaves ``index * 2**level`` to ``(index + 1) * 2**level``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import TypeAlias

__all__ = [
    "EMPTY_ROOT",
    "HASH_SIZE",
    "SubtreeHash",
    "consistency_path",
    "inclusion_path",
    "leaf_hash",
    "node_hash",
    "range_root",
    "root_of",
    "verify_consistency",
    "verify_inclusion",
]

HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

SubtreeHash: TypeAlias = Callable[[int, int], bytes]
"""Gives the hash of the complete subtree ``(level, index)``."""


def leaf_hash(data: bytes) -> bytes:
    """SHA-256 of 0x00 and the leaf data."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of 0x01 and the two child hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over ``hashes`` in order (leaf hashes, or hashes of complete subtrees of one level)."""
    if not hashes:
        return EMPTY_ROOT
    level = list(hashes)
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        paired = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs]
        if len(level) % 2:
            paired.append(level[-1])
        level = paired
    return level[0]


def range_root(get: SubtreeHash, low: int, high: int) -> bytes:
    """The hash over leaves ``low`` to ``high`` (exclusive), a range that the recursion of the RFC makes."""
    width = high - low
    if width & (width - 1) == 0:
        level = width.bit_length() - 1
        return get(level, low >> level)
    split = _split(width)
    return node_hash(range_root(get, low, low + split), range_root(get, low + split, high))


def inclusion_path(get: SubtreeHash, index: int, size: int) -> tuple[bytes, ...]:
    """The audit path of leaf ``index`` in a tree of ``size`` leaves, from the leaf upward."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(range_root(get, middle, high))
            high = middle
        else:
            path.append(range_root(get, low, middle))
            low = middle
    return tuple(reversed(path))


def consistency_path(get: SubtreeHash, first: int, second: int) -> tuple[bytes, ...]:
    """The proof that the tree of ``first`` leaves is a prefix of the tree of ``second`` leaves."""
    if not 0 < first <= second:
        raise ValueError(f"no consistency proof leads from {first} to {second}")
    path: list[bytes] = []
    low, high, whole = 0, second, True
    while high != first:
        middle = low + _split(high - low)
        if first <= middle:
            path.append(range_root(get, middle, high))
            high = middle
        else:
            path.append(range_root(get, low, middle))
            low, whole = middle, False
    if not whole:
        path.append(range_root(get, low, high))
    return tuple(reversed(path))


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether ``path`` proves that the leaf hash stands at ``index`` of the tree (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes((leaf, root, *path)):
        return False
    node, last, current = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            current = node_hash(sibling, current)
            while node and not node & 1:
                node >>= 1
                last >>= 1
        else:
            current = node_hash(current, sibling)
        node >>= 1
        last >>= 1
    return last == 0 and current == root


def verify_consistency(first: int, second: int, path: Sequence[bytes], first_root: bytes, second_root: bytes) -> bool:
    """Whether ``path`` proves that the second tree extends the first (RFC 9162, 2.1.4.2).

    A tree of size 0 proves nothing and is refused. Roots must be 32 bytes also where sizes are equal.
    """
    if not 0 < first <= second or not _are_hashes((first_root, second_root, *path)):
        return False
    if first == second:
        return not path and first_root == second_root
    if not path:
        return False
    steps = list(path) if first & (first - 1) else [first_root, *path]
    node, last = first - 1, second - 1
    while node & 1:
        node >>= 1
        last >>= 1
    old = new = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old = node_hash(sibling, old)
            new = node_hash(sibling, new)
            while node and not node & 1:
                node >>= 1
                last >>= 1
        else:
            new = node_hash(new, sibling)
        node >>= 1
        last >>= 1
    return last == 0 and old == first_root and new == second_root


def _split(width: int) -> int:
    """The largest power of two smaller than ``width``."""
    return 1 << ((width - 1).bit_length() - 1)


def _are_hashes(values: Sequence[bytes]) -> bool:
    return all(len(value) == HASH_SIZE for value in values)
