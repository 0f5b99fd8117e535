"""Name what was done to a log that does not verify: which entry was changed, removed, moved or added.

The verifier says that a record does not hold. Here the tiles, the authors' chains and the checkpoints that
entries name are held against one another to say where, for whoever has to repair it from a copy.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from trucewatch.errors import RecordError
from trucewatch.record.canonical import admit
from trucewatch_verify.verifier import (
    WIDTH,
    Audit,
    Checkpoint,
    Finding,
    Statement,
    Tree,
    UnusableError,
    Value,
    open_entry,
    parse_checkpoint,
    read_entries,
)

__all__ = ["LOCATED", "diagnose"]

LOCATED = frozenset({"removed", "added", "moved", "changed"})
_PLAIN = frozenset({"chain", "checkpoint"})


@dataclass
class _Found:
    findings: list[Finding] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)

    def find(self, kind: str, entry: int | None, detail: str) -> None:
        self.findings.append(Finding(kind, entry, detail))

    def say(self, name: str, holds: bool | None, detail: str) -> None:
        self.statements.append(Statement(name, holds, detail))


def diagnose(audit: Audit) -> tuple[list[Finding], list[Statement]]:
    """The findings of an audit of a record folder, made exact, and the statement about tiles."""
    folder = audit.folder
    try:
        head = parse_checkpoint((folder / "checkpoint").read_bytes())
    except (UnusableError, OSError):
        return audit.findings, []
    found = _Found([f for f in audit.findings if f.kind not in _PLAIN])
    leaves: list[bytes] = []
    entries: list[Value | None] = []
    for data in read_entries(folder, head.size, Audit(folder)):
        leaves.append(hashlib.sha256(b"\0" + data).digest())
        entries.append(_admitted(found, data, head.origin, len(entries)))
    tree = Tree(leaves)
    located = _check_tree(found, folder, head, tree)
    _check_chains(found, entries, located)
    _check_seen(found, entries, tree, located)
    _check_vouching(found, entries, head.size)
    return found.findings, found.statements


def _admitted(found: _Found, data: bytes, origin: str, index: int) -> Value | None:
    try:
        entry = open_entry(data, origin)
    except UnusableError:
        return None  # found by the verifier
    try:
        admit(entry["@payload"])
    except RecordError as error:
        found.find("unreadable", index, error.message)
        return None
    return entry


def _read_tile(folder: Path, level: int, number: int, width: int) -> bytes | None:
    """A tile's bytes; a wider one begins with the same bytes."""
    groups = [f"{number % 1000:03}"]
    rest = number // 1000
    while rest:
        groups.append(f"x{rest % 1000:03}")
        rest //= 1000
    full = folder / "tile" / str(level) / "/".join(reversed(groups))
    partials = full.with_name(full.name + ".p")
    exact = full if width == WIDTH else partials / str(width)
    others = [full]
    if partials.is_dir():
        names = sorted(int(p.name) for p in partials.iterdir() if re.fullmatch(r"[0-9]{1,3}", p.name))
        others += [partials / str(name) for name in names if name > width]
    for path in [exact, *others]:
        if path.is_file() and path.stat().st_size <= WIDTH * 32:
            return path.read_bytes()
    return None


def _read_tile_hashes(folder: Path, size: int) -> list[bytes]:
    """The leaf hashes that the tiles of level 0 hold, as far as they go."""
    hashes: list[bytes] = []
    for number in range((size + WIDTH - 1) // WIDTH):
        width = min(WIDTH, size - number * WIDTH)
        found = _read_tile(folder, 0, number, width)
        data = found[: width * 32] if found else b""
        hashes += [data[i : i + 32] for i in range(0, len(data) - 31, 32)]
        if len(data) < width * 32:
            break
    return hashes


def _check_tree(found: _Found, folder: Path, checkpoint: Checkpoint, tree: Tree) -> bool:
    """Hold entries, tiles and checkpoint against each other; whether the tiles told what was done to the entries."""
    leaves = tree.levels[0]
    tiles = _read_tile_hashes(folder, checkpoint.size)
    agrees = len(leaves) == checkpoint.size and tree.root(len(leaves)) == checkpoint.root
    if not agrees:
        if len(tiles) == checkpoint.size and Tree(tiles).root(len(tiles)) == checkpoint.root:
            _name_difference(found, tiles, leaves)
            return True
        found.find("checkpoint", None, "neither entries nor tiles give the root of the checkpoint")
        if len(leaves) < checkpoint.size:
            found.find("removed", len(leaves), f"the checkpoint counts {checkpoint.size} entries; here they end")
        return False
    damaged = 0
    for level in range(0, len(tree.levels), 8):
        row = tree.levels[level]
        for number in range((len(row) + WIDTH - 1) // WIDTH):
            part = row[number * WIDTH : (number + 1) * WIDTH]
            held = _read_tile(folder, level // 8, number, len(part))
            if held is None or held[: 32 * len(part)] != b"".join(part):
                damaged += 1
                at = number * WIDTH << level
                found.find(
                    "tile", at, f"tile {number} of level {level // 8} is missing or was changed; entries are whole"
                )
    found.say("tiles", not damaged, f"recomputed from the entries, {damaged} differ")
    return False


def _name_difference(found: _Found, tiles: list[bytes], leaves: list[bytes]) -> None:
    """Say what happened at the first place where entries and tiles part."""
    pairs = enumerate(zip(tiles, leaves, strict=False))
    at = next((i for i, (tile, leaf) in pairs if tile != leaf), min(len(tiles), len(leaves)))
    if at >= len(tiles):
        found.find("added", at, "an entry stands here that the tiles do not know")
    elif at >= len(leaves):
        found.find("removed", at, "this entry and what follows it are gone from the bundles")
    elif tiles[at] in set(leaves[at:]):
        if leaves[at] in set(tiles[at:]):
            found.find("moved", at, f"the entry of this place stands at {leaves.index(tiles[at], at)}")
        else:
            found.find("added", at, "an entry was put in before the one of this place")
    elif leaves[at] in set(tiles[at:]):
        found.find("removed", at, f"the entry of this place is gone; that of {tiles.index(leaves[at], at)} stands here")
    else:
        found.find("changed", at, "its bytes do not give the hash that the tiles hold")


def _check_chains(found: _Found, entries: Sequence[Value | None], located: bool) -> None:
    """Each author's entries count from 0 and name the one before; a break confirms what is ``located``."""
    heads: dict[str, tuple[int, str, int]] = {}
    later = {(e["author"], e["seq"]): i for i, e in enumerate(entries) if e}
    for index, entry in enumerate(entries):
        if entry is None:
            continue
        seq, digest, at = heads.get(entry["author"], (-1, "", -1))
        heads[entry["author"]] = (max(seq, entry["seq"]), hashlib.sha256(entry["@payload"]).hexdigest(), index)
        broken = _chain_break(entry, index, (seq, digest, at), later)
        if not broken or None in entries[at + 1 : index]:
            continue  # an entry that cannot be read is named already
        kind, place, detail = ("chain", index, broken[2]) if located else broken
        found.find(kind, place, f"author {entry['author']}: {detail}")


def _chain_break(
    entry: Value, index: int, head: tuple[int, str, int], later: dict[tuple[str, int], int]
) -> tuple[str, int, str] | None:
    """What a chain shows at an entry: kind, the place it points to, and a sentence."""
    seq, digest, at = head
    if entry["seq"] > seq + 1:
        stands = later.get((entry["author"], seq + 1))
        if stands is not None:
            return "moved", index, f"number {seq + 1} stands at {stands}, after number {entry['seq']}"
        return "removed", at + 1, f"number {seq + 1} is gone; it stood between entries {at} and {index}"
    if entry["seq"] <= seq:
        return "moved", index, f"number {entry['seq']} stands after number {seq}"
    if entry.get("prev", "") != digest:
        return "changed", max(at, 0), f"number {seq} is not the one that number {entry['seq']} (entry {index}) follows"
    return None


def _check_seen(found: _Found, entries: Sequence[Value | None], tree: Tree, located: bool) -> None:
    """Each entry names a checkpoint that its author held; the log must still have had it."""
    known: dict[tuple[str, int], bool] = {}
    for index, entry in enumerate(entries):
        if entry is None:
            continue
        root, size = entry["seen"]["root"], entry["seen"]["size"]
        if (root, size) in known and size <= index:
            continue
        known[root, size] = size <= index and tree.root(size).hex() == root
        if not known[root, size]:
            place = index if located or size > index else max(0, size - 1)
            detail = f"entry {index} was written on a log whose first {size} entries had another root"
            found.find("chain", place, detail)


def _check_vouching(found: _Found, entries: Sequence[Value | None], size: int) -> None:
    """Where only the checkpoint disagrees, the entries that nothing later vouches for are left to doubt."""
    vouched = max((e["seen"]["size"] for e in entries if e), default=0)
    heads = {e["author"]: i for i, e in enumerate(entries) if e}
    doubtful = sorted(i for i in heads.values() if i >= vouched)
    if {f.kind for f in found.findings} == {"checkpoint"} and len(entries) == size and doubtful:
        names = ", ".join(map(str, doubtful))
        found.find("changed", doubtful[0], f"no later entry vouches for {names}; all before hang together")
