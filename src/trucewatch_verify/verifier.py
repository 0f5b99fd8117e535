"""Verify a trucewatch record offline: one file, Python 3.11 or later, standard library only.

    python -m trucewatch_verify PATH [--kept FILE]... [--no-files] [--json]

PATH is a case folder or its ``record`` folder. Everything is computed again from the stored entries; the
tiles, the checkpoint, the authors' chains and the files are held against it. Exit code 0: verified,
1: not verified, 2: wrong usage. Formats: RFC 6962 tree, C2SP tlog-tiles and tlog-checkpoint, RFC 8785.

What no single copy can show: that the whole log was rewritten or its end cut off, with everything made
to fit. Only a checkpoint that somebody kept shows that (``--kept``). An unsigned log does not prove who
wrote an entry.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NoReturn

PAYLOAD_TYPE = "application/vnd.trucewatch.entry.v1+json"
WIDTH = 256
MAX_PAYLOAD, MAX_DEPTH, MAX_INTEGER = 32 * 1024, 16, 2**53 - 1
MEMBERS = {"v", "log", "type", "id", "author", "seq", "seen", "claimed_at", "body", "refs", "files"}
IDENTIFIERS = {"author", "claim", "claimed_at", "document", "id", "incident", "kind", "leaf", "log", "media"}
IDENTIFIERS |= {"rel", "target_id", "target_type", "type"}
HEX = re.compile(r"[0-9a-f]{64}")
_HEAD = b'{"payload":"'
_TAIL = b'","payloadType":"' + PAYLOAD_TYPE.encode("ascii") + b'","signatures":[]}'
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LONG_NUMBER = re.compile(r"[0-9]{16}")
_LOCATED = {"removed", "added", "moved", "changed"}


class UnusableError(Exception):
    """The bytes are not what the format asks for."""


@dataclass(frozen=True)
class Checkpoint:
    """Size and root (32 bytes) of the log ``origin``."""

    origin: str
    size: int
    root: bytes


@dataclass(frozen=True)
class Finding:
    """Something that does not hold. ``kind``: changed, removed, moved, added, unreadable, tile, checkpoint,
    chain, file_missing, file_changed, kept. ``entry`` is the index in the log, where there is one."""

    kind: str
    entry: int | None
    detail: str


@dataclass(frozen=True)
class Statement:
    """One line of the verdict. ``holds`` is None for what was not or cannot be checked."""

    name: str
    holds: bool | None
    detail: str


@dataclass
class Audit:
    """The result: ``first`` is the finding that concerns the earliest entry."""

    folder: Path
    origin: str = ""
    size: int = 0
    root: str = ""
    statements: list[Statement] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def verified(self) -> bool:
        return not self.findings and bool(self.statements)

    @property
    def first(self) -> Finding | None:
        placed = [f for f in self.findings if f.entry is not None]
        ordered = sorted(placed, key=lambda f: (f.entry, f.kind not in _LOCATED))
        return ordered[0] if ordered else (self.findings[0] if self.findings else None)

    def say(self, name: str, holds: bool | None, detail: str) -> None:
        self.statements.append(Statement(name, holds, detail))

    def find(self, kind: str, entry: int | None, detail: str) -> None:
        self.findings.append(Finding(kind, entry, detail))


@dataclass
class _Entry:
    author: str
    seq: int
    prev: str | None
    seen: tuple[int, str]  # size and root of a checkpoint
    files: tuple[tuple[str, int], ...]  # digests and sizes
    digest: str  # of the payload


class Tree:
    """All complete subtrees over a list of leaf hashes (RFC 6962)."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.levels = [list(leaves)]
        while len(self.levels[-1]) > 1:
            row = self.levels[-1]
            pairs = zip(row[0::2], row[1::2], strict=False)
            self.levels.append([hashlib.sha256(b"\1" + left + right).digest() for left, right in pairs])

    def root(self, size: int) -> bytes:
        """The root over the first ``size`` leaves."""
        result = b""
        while size:
            level = (size & -size).bit_length() - 1
            part = self.levels[level][(size >> level) - 1]
            result = hashlib.sha256(b"\1" + part + result).digest() if result else part
            size &= size - 1
        return result or hashlib.sha256(b"").digest()


def parse_checkpoint(data: bytes) -> Checkpoint:
    try:
        lines = data.decode("utf-8").split("\n")
        root = base64.b64decode(lines[2].encode("ascii"), validate=True)
    except (ValueError, IndexError) as error:
        raise UnusableError(f"the checkpoint cannot be read: {error}") from error
    head = Checkpoint(lines[0], int(lines[1]) if re.fullmatch(r"0|[1-9][0-9]{0,17}", lines[1]) else -1, root)
    text = f"{head.origin}\n{head.size}\n{base64.b64encode(root).decode('ascii')}\n"
    if text.encode("utf-8") != data or not head.origin or head.size < 0 or len(root) != 32:
        raise UnusableError("a checkpoint is three lines: origin, size, base64 of a root of 32 bytes")
    return head


def read_tile(folder: Path, level: int | str, number: int, width: int) -> tuple[bytes, bool] | None:
    """A tile's bytes and whether the file is the exact one (a wider one begins with the same bytes)."""
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
        if path.is_file() and path.stat().st_size <= WIDTH * (65_537 if level == "entries" else 32):
            return path.read_bytes(), path == exact
    return None


def read_entries(folder: Path, size: int, audit: Audit) -> Iterator[bytes]:
    """The leaf data in order, as far as the bundles go."""
    for number in range((size + WIDTH - 1) // WIDTH):
        width = min(WIDTH, size - number * WIDTH)
        found = read_tile(folder, "entries", number, width)
        if found is None:
            audit.find("removed", number * WIDTH, f"entry bundle {number} is missing")
            return
        bundle, exact = found
        at = count = 0
        while at < len(bundle) and (exact or count < width):
            end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
            if at + 2 > len(bundle) or end > len(bundle):
                audit.find("removed", number * WIDTH + count, f"entry bundle {number} is cut off")
                return
            yield bundle[at + 2 : end]
            at, count = end, count + 1
        if count < width:
            return  # the comparison that follows tells which entry is gone


def read_tile_hashes(folder: Path, size: int) -> list[bytes]:
    """The leaf hashes that the tiles of level 0 hold, as far as they go."""
    hashes: list[bytes] = []
    for number in range((size + WIDTH - 1) // WIDTH):
        width = min(WIDTH, size - number * WIDTH)
        found = read_tile(folder, 0, number, width)
        data = found[0][: width * 32] if found else b""
        hashes += [data[i : i + 32] for i in range(0, len(data) - 31, 32)]
        if len(data) < width * 32:
            break
    return hashes


def open_entry(data: bytes, origin: str) -> _Entry:
    """Take leaf data apart; raise :class:`UnusableError` where they are not in the one canonical form."""
    if not (data.startswith(_HEAD) and data.endswith(_TAIL)):
        raise UnusableError("its envelope is not the canonical one of an unsigned entry")
    encoded = data[len(_HEAD) : -len(_TAIL)]
    try:
        payload = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise UnusableError("its payload is not base64") from error
    if base64.b64encode(payload) != encoded:
        raise UnusableError("its payload is not canonical base64")
    value = parse_strict(payload)
    names = set(value) - {"prev"}
    if names != MEMBERS or value["v"] != 1 or value["log"] != origin:
        raise UnusableError("its members are not those of an entry of this log")
    try:
        seen = (value["seen"]["size"], value["seen"]["root"])
        files = tuple((item["sha256"], item["size"]) for item in value["files"])
        digest = hashlib.sha256(payload).hexdigest()
        entry = _Entry(value["author"], value["seq"], value.get("prev"), seen, files, digest)
        numbers = [entry.seq, seen[0], *(size for _, size in files)]
        digests = [seen[1], *(digest for digest, _ in files)]
        right = type(entry.author) is str and all(type(n) is int and n >= 0 for n in numbers)
        if not right or not all(HEX.fullmatch(digest) for digest in digests):
            raise TypeError
    except (KeyError, TypeError) as error:
        raise UnusableError("a member of it has the wrong form") from error
    return entry


def parse_strict(payload: bytes) -> dict[str, Any]:
    """Parse a payload of the record's JSON subset; raise :class:`UnusableError` for anything else."""
    if len(payload) > MAX_PAYLOAD:
        raise UnusableError("its payload is too large")
    try:
        text = payload.decode("utf-8")
        value = json.loads(text, parse_float=_no_number, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise UnusableError(f"its payload is not admissible JSON: {error}") from error
    if not isinstance(value, dict):
        raise UnusableError("its payload is no object")
    # The walk is slow; in plain ASCII without these signs it has nothing to find.
    nested = text.count("{") + text.count("[") > MAX_DEPTH
    if nested or not text.isascii() or "null" in text or "\\" in text or _LONG_NUMBER.search(text):
        _walk(value, "", 1)
    try:
        written = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
        if written.encode("utf-8") != payload:
            raise UnusableError("its bytes are not canonical")
    except ValueError as error:
        raise UnusableError(f"its payload is not admissible JSON: {error}") from error
    return value


def _no_number(text: str) -> NoReturn:
    raise UnusableError(f"its payload holds the number {text[:40]}")


def _walk(value: object, member: str, depth: int) -> None:
    if isinstance(value, str):
        plain = "\0" not in value and (value.isascii() or unicodedata.is_normalized("NFC", value))
        if not plain or (member in IDENTIFIERS and _DIRECTION.search(value)):
            raise UnusableError(f"the string in {member!r} is not admissible")
    elif isinstance(value, dict | list):
        if depth > MAX_DEPTH:
            raise UnusableError("its payload is nested too deeply")
        pairs = value.items() if isinstance(value, dict) else ((member, item) for item in value)
        for name, item in pairs:
            if isinstance(value, dict) and (not name or not name.isascii() or not name.isprintable()):
                raise UnusableError("a member name is not plain")
            _walk(item, name, depth + 1)
    elif value is None or (isinstance(value, int) and abs(value) > MAX_INTEGER):
        raise UnusableError(f"{member!r} holds a null or a number out of range")


def audit_log(path: Path, kept: Sequence[Checkpoint] = (), *, files: bool = True) -> Audit:
    """Recompute everything that the record in ``path`` holds; raise :class:`UnusableError` where there is none."""
    folder = path if (path / "checkpoint").is_file() else path / "record"
    if not (folder / "checkpoint").is_file():
        raise UnusableError(f"{path} is no record: there is no file named checkpoint")
    audit = Audit(folder)
    try:
        checkpoint = parse_checkpoint((folder / "checkpoint").read_bytes())
    except UnusableError as error:
        audit.find("checkpoint", None, str(error))
        audit.say("checkpoint", False, str(error))
        return audit
    audit.origin, audit.size, audit.root = checkpoint.origin, checkpoint.size, checkpoint.root.hex()
    audit.say("checkpoint", True, f"{checkpoint.origin}, {checkpoint.size} entries, root {audit.root[:8]}")
    leaves: list[bytes] = []
    entries: list[_Entry | None] = []
    for index, data in enumerate(read_entries(folder, checkpoint.size, audit)):
        leaves.append(hashlib.sha256(b"\0" + data).digest())
        try:
            entries.append(open_entry(data, checkpoint.origin))
        except UnusableError as error:
            entries.append(None)
            audit.find("unreadable", index, str(error))
    audit.say("entries", not audit.findings, f"{len(leaves)} hashed, {entries.count(None)} not in the one form")
    tree = Tree(leaves)
    located = _check_tree(audit, folder, checkpoint, tree)
    _check_chains(audit, entries, located)
    _check_seen(audit, entries, tree, located)
    _check_vouching(audit, entries)
    _check_kept(audit, kept, tree)
    _check_files(audit, folder, entries, files)
    audit.say("signatures", None, "the log is unsigned: who wrote an entry is not proven")
    return audit


def _check_tree(audit: Audit, folder: Path, checkpoint: Checkpoint, tree: Tree) -> bool:
    """Hold entries, tiles and checkpoint against each other; whether the tiles told what was done to the entries."""
    leaves = tree.levels[0]
    tiles = read_tile_hashes(folder, checkpoint.size)
    agrees = len(leaves) == checkpoint.size and tree.root(len(leaves)) == checkpoint.root
    audit.say("tree", agrees, f"the root over the entries is {'' if agrees else 'not '}that of the checkpoint")
    if not agrees:
        if len(tiles) == checkpoint.size and Tree(tiles).root(len(tiles)) == checkpoint.root:
            _name_difference(audit, tiles, leaves)
            return True
        audit.find("checkpoint", None, "neither entries nor tiles give the root of the checkpoint")
        if len(leaves) < checkpoint.size:
            audit.find("removed", len(leaves), f"the checkpoint counts {checkpoint.size} entries; here they end")
        return False
    damaged = 0
    for level in range(0, len(tree.levels), 8):
        row = tree.levels[level]
        for number in range((len(row) + WIDTH - 1) // WIDTH):
            part = row[number * WIDTH : (number + 1) * WIDTH]
            found = read_tile(folder, level // 8, number, len(part))
            if found is None or found[0][: 32 * len(part)] != b"".join(part):
                damaged += 1
                at = number * WIDTH << level
                audit.find(
                    "tile", at, f"tile {number} of level {level // 8} is missing or was changed; entries are whole"
                )
    audit.say("tiles", not damaged, f"recomputed from the entries, {damaged} differ")
    return False


def _name_difference(audit: Audit, tiles: list[bytes], leaves: list[bytes]) -> None:
    """Say what happened at the first place where entries and tiles part."""
    pairs = enumerate(zip(tiles, leaves, strict=False))
    at = next((i for i, (tile, leaf) in pairs if tile != leaf), min(len(tiles), len(leaves)))
    if at >= len(tiles):
        audit.find("added", at, "an entry stands here that the tiles do not know")
    elif at >= len(leaves):
        audit.find("removed", at, "this entry and what follows it are gone from the bundles")
    elif tiles[at] in set(leaves[at:]):
        if leaves[at] in set(tiles[at:]):
            audit.find("moved", at, f"the entry of this place stands at {leaves.index(tiles[at], at)}")
        else:
            audit.find("added", at, "an entry was put in before the one of this place")
    elif leaves[at] in set(tiles[at:]):
        audit.find("removed", at, f"the entry of this place is gone; that of {tiles.index(leaves[at], at)} stands here")
    else:
        audit.find("changed", at, "its bytes do not give the hash that the tiles hold")


def _check_chains(audit: Audit, entries: Sequence[_Entry | None], located: bool) -> None:
    """Each author's entries count from 0 and name the one before; a break confirms what is ``located``."""
    heads: dict[str, tuple[int, str, int]] = {}
    later = {(e.author, e.seq): i for i, e in enumerate(entries) if e}
    count = 0
    for index, entry in enumerate(entries):
        if entry is None:
            continue
        seq, digest, at = heads.get(entry.author, (-1, "", -1))
        heads[entry.author] = (max(seq, entry.seq), entry.digest, index)
        broken = _chain_break(entry, index, (seq, digest, at), later)
        if not broken or None in entries[at + 1 : index]:
            continue  # an entry that cannot be read is named already
        count += 1
        kind, place, detail = ("chain", index, broken[2]) if located else broken
        audit.find(kind, place, f"author {entry.author}: {detail}")
    audit.say("chains", not count, f"{len(heads)} authors, {count} breaks")


def _chain_break(
    entry: _Entry, index: int, head: tuple[int, str, int], later: dict[tuple[str, int], int]
) -> tuple[str, int, str] | None:
    """What a chain shows at an entry: kind, the place it points to, and a sentence."""
    seq, digest, at = head
    if entry.seq > seq + 1:
        stands = later.get((entry.author, seq + 1))
        if stands is not None:
            return "moved", index, f"number {seq + 1} stands at {stands}, after number {entry.seq}"
        return "removed", at + 1, f"number {seq + 1} is gone; it stood between entries {at} and {index}"
    if entry.seq <= seq:
        return "moved", index, f"number {entry.seq} stands after number {seq}"
    if (entry.prev or "") != digest:
        return "changed", max(at, 0), f"number {seq} is not the one that number {entry.seq} (entry {index}) follows"
    return None


def _check_seen(audit: Audit, entries: Sequence[_Entry | None], tree: Tree, located: bool) -> None:
    """Each entry names a checkpoint that its author held; the log must still have had it."""
    known: dict[tuple[int, str], bool] = {}
    for index, entry in enumerate(entries):
        if entry is None or (entry.seen in known and entry.seen[0] <= index):
            continue
        size, root = entry.seen
        known[entry.seen] = size <= index and tree.root(size).hex() == root
        if not known[entry.seen]:
            place = index if located or size > index else max(0, size - 1)
            detail = f"entry {index} was written on a log whose first {size} entries had another root"
            audit.find("chain", place, detail)
    gone = list(known.values()).count(False)
    audit.say("history", not gone, f"{len(known)} earlier checkpoints named by entries, {gone} no longer hold")


def _check_vouching(audit: Audit, entries: Sequence[_Entry | None]) -> None:
    """Where only the checkpoint disagrees, the entries that nothing later vouches for are left to doubt."""
    vouched = max((e.seen[0] for e in entries if e), default=0)
    heads = {e.author: i for i, e in enumerate(entries) if e}
    doubtful = sorted(i for i in heads.values() if i >= vouched)
    if {f.kind for f in audit.findings} == {"checkpoint"} and len(entries) == audit.size and doubtful:
        names = ", ".join(map(str, doubtful))
        audit.find("changed", doubtful[0], f"no later entry vouches for {names}; all before hang together")


def _check_kept(audit: Audit, kept: Sequence[Checkpoint], tree: Tree) -> None:
    if not kept:
        audit.say("kept", None, "no kept checkpoint given: a cut end or a log rewritten whole cannot be told")
    for head in kept:
        if head.origin != audit.origin:
            problem = f"the kept checkpoint is of another log, {head.origin}"
        elif head.size > len(tree.levels[0]):
            problem = f"the kept checkpoint has {head.size} entries, this copy {len(tree.levels[0])}"
        elif tree.root(head.size) != head.root:
            problem = f"the first {head.size} entries are not those of the kept checkpoint"
        else:
            audit.say("kept", True, f"extends the kept checkpoint of {head.size} entries")
            continue
        audit.find("kept", None, problem)
        audit.say("kept", False, problem)


def _check_files(audit: Audit, folder: Path, entries: Sequence[_Entry | None], wanted: bool) -> None:
    named: dict[str, tuple[int, int]] = {}
    for index, entry in enumerate(entries):
        for digest, size in entry.files if entry else ():
            named.setdefault(digest, (index, size))
    if not wanted:
        audit.say("files", None, f"{len(named)} files are named by entries; not checked")
        return
    bad = 0
    for digest, (index, size) in named.items():
        path = folder / "files" / digest[:2] / digest[2:]
        if path.is_file():
            with path.open("rb") as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()
            if found == digest and path.stat().st_size == size:
                continue
        kind = "changed" if path.is_file() else "missing"
        audit.find(f"file_{kind}", index, f"file {digest} is {kind}")
        bad += 1
    audit.say("files", not bad, f"{len(named)} files named by entries; {bad} missing or changed")


def main(arguments: Sequence[str]) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="trucewatch_verify", description="Verify a trucewatch record offline.")
    parser.add_argument("path", type=Path, help="a case folder or its record folder")
    parser.add_argument("--kept", type=Path, action="append", default=[], help="a checkpoint you kept")
    parser.add_argument("--no-files", action="store_true", help="do not check the files that entries name")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal without Arabic must not stop the verdict
    try:
        options = parser.parse_args(arguments)
        kept = [parse_checkpoint(path.read_bytes()) for path in options.kept]
        audit = audit_log(options.path, kept, files=not options.no_files)
    except SystemExit as stop:
        return 0 if stop.code == 0 else 2
    except (UnusableError, OSError) as error:
        sys.stderr.write(f"trucewatch_verify: {error}\n")
        return 2
    first = audit.first
    if options.json:
        result = asdict(audit) | {"folder": str(audit.folder), "verified": audit.verified}
        result["first"] = asdict(first) if first else None
        sys.stdout.write(json.dumps(result, ensure_ascii=True, indent=2, sort_keys=True) + "\n")
    else:
        for line in audit.statements:
            mark = {True: "ok  ", False: "FAIL", None: "--  "}[line.holds]
            sys.stdout.write(f"{mark} {line.name}: {_plain(line.detail)}\n")
        place = f"entry {first.entry} {first.kind}" if first and first.entry is not None else "the log"
        sys.stdout.write("VERIFIED\n" if not first else f"NOT VERIFIED: {place}: {_plain(first.detail)}\n")
    return 0 if audit.verified else 1


def _plain(text: str) -> str:
    """Text from a hostile record without what moves the cursor or reorders the line."""
    return "".join(c if c.isprintable() and not _DIRECTION.match(c) else "?" for c in text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
