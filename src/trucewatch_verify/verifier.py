"""Verify a trucewatch record or evidence bundle offline: one file, Python 3.11 or later and ``cryptography``.

    python -m trucewatch_verify PATH [--trust ROOT]... [--kept FILE]... [--no-files] [--json]

PATH is a case, its ``record`` folder, or a bundle (.zip). All is computed again from the stored bytes; trust comes from
you alone, never from PATH. Formats: RFC 6962, RFC 8785, DSSE, C2SP tlog-tiles, -checkpoint, -cosignature, -proof. Exit
codes: 0 verified; 1 not; 2 wrong usage; 3 whole, but too few parties vouch for it; 4 contradicts a kept checkpoint.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import re
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

try:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:  # hashes can still be checked
    Ed25519PublicKey = None  # type: ignore[assignment,misc]

ENTRY = "application/vnd.trucewatch.entry.v1+json"
ROOT = "application/vnd.trucewatch.trust-root.v1+json"
WIDTH, MAX_PAYLOAD, MAX_ZIP = 256, 32 * 1024, 2_000_000_000
MEMBERS = {"v", "log", "type", "id", "author", "seq", "seen", "claimed_at", "body", "refs", "files"}
AUTHORS, WORDS = ("machine", "submitter", "approver"), ("author", "type", "body", "files")
PRIME, EIGHTH = 2**255 - 19, 2707385501144840649318225287225658788936804267575313519463743609750303402022
WEAK = {0, 1, PRIME - 1, EIGHTH, PRIME - EIGHTH}  # y of the points whose order divides 8
HEX, NUMBER = re.compile(r"[0-9a-f]{64}"), re.compile(r"0|[1-9][0-9]{0,17}")
_ENVELOPE = re.compile(rb'\A\{"payload":"([A-Za-z0-9+/=]*)","payloadType":"([^"]*)","signatures":\[(.*)\]\}\Z')
_SIGNED = re.compile(rb'\{"keyid":"([0-9a-f]{64})","sig":"([A-Za-z0-9+/]{86}==)"\}')
_STRING, _NESTING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"'), re.compile(r"[][{}]")
_NAMED = re.compile(
    r'"(author|claim(ed_at)?|document|incident|kind|leaf|log|media|rel|(target_)?(id|type))":(\[.*?]|"[^"]*)'
)
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CHECKPOINT = "a checkpoint is three lines (origin, size, base64 of a root of 32 bytes), then signature lines"
Read: TypeAlias = Callable[[str], bytes | None]
Value: TypeAlias = dict[str, Any]  # of an entry or a trust root, with what was computed under names with @
Entries: TypeAlias = dict[int, Value | None]


class UnusableError(Exception): ...  # the bytes are not what the format asks for


class Checkpoint(NamedTuple):
    origin: str
    size: int
    root: bytes
    text: str = ""  # what was signed
    lines: tuple[tuple[str, bytes], ...] = ()  # name; key id with signature


@dataclass(frozen=True)
class Finding:  # what does not hold: its kind, the index of the entry where there is one, a sentence
    kind: str
    entry: int | None
    detail: str


@dataclass(frozen=True)
class Statement:  # a line of the verdict; ``holds`` is None for what was not or cannot be checked
    name: str
    holds: bool | None
    detail: str


@dataclass
class Audit:
    folder: Path
    origin: str = ""
    size: int = 0
    root: str = ""
    witnessed: bool | None = None  # None: no quorum was asked for
    statements: list[Statement] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def code(self) -> int:
        if self.findings:
            return 4 if all(f.kind == "kept" for f in self.findings) else 1
        return 3 if self.witnessed is False else 0

    def say(self, name: str, holds: bool | None, detail: str, kind: str = "") -> None:
        self.statements.append(Statement(name, holds, detail))
        if kind and not holds:
            self.find(kind, None, detail)

    def find(self, kind: str, entry: int | None, detail: str) -> None:
        self.findings.append(Finding(kind, entry, detail))

    def proven(self, read: Read, head: Checkpoint) -> Iterator[tuple[int, bytes]]:  # entries of a bundle
        listed, note = (read("index") or b"").decode("ascii", "replace").split() or [""], read("checkpoint")
        redacted = [name for name in listed if read(f"entries/{name}.json") is None]
        for name in listed:
            index, leaf = int(name) if NUMBER.fullmatch(name) else -1, read(f"entries/{name}.json")
            bare, proof = read(f"entries/{name}.leaf") or b"", read(f"entries/{name}.tlog-proof") or b""
            lines, _, signed = proof.partition(b"\n\n")
            rows = lines.decode("ascii", "replace").split("\n")
            try:
                need(rows[:2] == ["c2sp.org/tlog-proof@v1", f"index {name}"] and signed == note, "it is another's")
                need((leaf is None) == bool(re.fullmatch(rb"[0-9a-f]{64}\n", bare)), "there is none, or two")
                found = bytes.fromhex(bare.decode()) if leaf is None else sha256(b"\0" + leaf).digest()
                need(included(found, index, head, [binary(row) for row in rows[2:]]), "it leads elsewhere")
                if leaf is not None:
                    yield index, leaf
            except UnusableError as error:
                self.find("proof", max(index, 0), f"its proof does not lead to the checkpoint: {error}")
        bad = sum(f.kind == "proof" for f in self.findings)
        self.say("in the log", not bad, f"{len(listed) - bad} entries of {head.size}: {', '.join(listed)[:80]}")
        if redacted:
            self.say("redacted", None, f"{len(redacted)} of them are in the log, not here: {', '.join(redacted)[:80]}")

    def check_chains(self, entries: Entries, *, whole: bool) -> None:  # in a bundle some are left out
        heads: dict[str, tuple[int, str, int]] = {}
        before = len(self.findings)
        for index, e in sorted((index, e) for index, e in entries.items() if e):
            seq, digest, at = heads.get(e["author"], (-1, "", -1))
            heads[e["author"]] = (max(seq, e["seq"]), e["@digest"], index)
            follows = e["seq"] == seq + 1 and (e.get("prev", "") == digest or (at < 0 and not whole))
            if not follows and (whole or e["seq"] <= seq + 1) and None not in entries.values():
                place = max(at, 0) if e["seq"] == seq + 1 else index  # the one before was changed
                self.find("chain", place, f"number {e['seq']} of {e['author']} does not follow number {seq} at {at}")
        breaks = len(self.findings) - before
        self.say("chains", not breaks, f"{len(heads)} authors, {breaks} breaks{'' if whole else ' in what is here'}")

    def check_seen(self, entries: Entries, tree: Tree) -> None:  # what entries name, the log must still have had
        named = {(e["seen"]["size"], e["seen"]["root"]): index for index, e in reversed(entries.items()) if e}
        gone = [(at, size) for (size, root), at in named.items() if size > at or tree.root(size).hex() != root]
        for index, size in sorted(gone):
            self.find("chain", index, f"it was written on a log whose first {size} entries were others")
        self.say("history", not gone, f"{len(named)} earlier checkpoints named by entries, {len(gone)} no longer hold")

    def check_kept(self, kept: Sequence[Checkpoint], tree: Tree | None, now: Checkpoint) -> None:
        for head in kept:
            said = f"the kept checkpoint of {head.size} entries of {head.origin}"
            root = tree.root(min(head.size, len(tree.levels[0]))) if tree else now.root
            holds = (head.origin, head.root) == (now.origin, root) and head.size <= now.size
            shown = tree is not None or head.size >= now.size or head.origin != now.origin
            word = "extends" if holds else "does not extend" if shown else "it is not shown that this extends"
            self.say("kept", holds if shown else None, f"{word} {said}", "kept" if shown else "")
        if not kept:
            self.say("kept", None, "no kept checkpoint given: a cut end or a log rewritten whole cannot be told")

    def check_files(self, read: Read, entries: Entries, wanted: bool) -> None:
        named = {f["sha256"]: (i, f["size"]) for i, e in reversed(entries.items()) if e for f in e["files"]}
        for digest, (index, size) in sorted(named.items(), key=lambda pair: pair[1]) if wanted else ():
            data = read(f"files/{digest[:2]}/{digest[2:]}")
            if data is None or len(data) != size or sha256(data).hexdigest() != digest:
                self.find("file_missing" if data is None else "file_changed", index, f"file {digest}")
        bad = sum(f.kind.startswith("file_") for f in self.findings)
        self.say("files", not bad if wanted else None, f"{len(named)} files named by entries; {bad} missing or changed")

    def submitted(self, read: Read, entries: Entries) -> Value:  # entries as signed away from here, by words
        brought = {}
        for file in (f for e in entries.values() if e and e["type"] == "submission" for f in e["files"]):
            try:
                made = json.loads(read(f"files/{file['sha256'][:2]}/{file['sha256'][2:]}") or b"")
                for inner in (open_entry(binary(text), self.origin) for text in made["entries"]):
                    brought[json.dumps([inner[name] for name in WORDS], sort_keys=True)] = inner
            except (UnusableError, ValueError, LookupError, TypeError, RecursionError):
                continue  # then nobody vouches for what came in with it
        return brought

    def roots(self, given: Sequence[bytes], entries: Entries) -> list[Value]:  # from yours on, those that follow
        roots: list[Value] = []
        logged = {str(e["body"].get("root")): i for i, e in entries.items() if e and e["type"] == "trust-root"}
        numbered = {(str(parse_strict(open_envelope(data, ROOT)[0]).get("version")).zfill(9), data) for data in given}
        for _, data in sorted(numbered):
            start = logged.pop(base64.b64encode(data).decode(), -1)
            roots.append(open_root(data, roots[-1] if roots else None, start if roots else -1) | {"@logged": start})
        for text, index in logged.items():
            try:
                roots.append(open_root(binary(text), roots[-1], index))
            except UnusableError as error:
                self.say("trust root", None, f"the one of entry {index} is passed over: {error}")
        return roots

    def check_trust(self, head: Checkpoint, entries: Entries, given: Sequence[bytes], brought: Value) -> None:
        if not given or Ed25519PublicKey is None:
            why = "the package cryptography is missing" if given else "no trust root given"
            signed = sum(1 for e in entries.values() if e and e["@signed"])
            said = f"{len(head.lines)} on the checkpoint, {signed} of {len(entries)} entries signed: {why}"
            self.witnessed = False if given else None
            return self.say("signatures", None, said if head.lines or signed else "the log is unsigned")
        roots = self.roots(given, entries)
        now = [root for root in roots if root["@start"] < head.size][-1]
        self.say("trust root", now["log"] == head.origin, f"version {now['version']} of {now['log']}, brought by you")
        held: dict[tuple[str, str], int] = {}
        for key in now["keys"] if now["log"] == head.origin else ():
            try:
                time = cosigned(head, key) if key["role"] in ("log", "witness") else None
            except UnusableError as error:
                self.find("signature", None, str(error))
                continue
            if time is not None:
                held[key["role"], key["party"]] = min(time, held.get((key["role"], key["party"]), time))
        log = any(role == "log" for role, _ in held)
        times = {party: time for (role, party), time in held.items() if role == "witness"}
        said = "the checkpoint is signed by the log" if log else "no signature of the log holds"
        self.say("log key", log, said, "log_key")
        self.witnessed = len(times) >= now["quorum"]
        told = [f"{p} {datetime.fromtimestamp(min(t, 2**37), UTC):%Y-%m-%dT%H:%MZ}" for p, t in sorted(times.items())]
        sides = {party["id"] for party in now["parties"] if party["side"]}
        rank = "acknowledged by all sides" if sides and sides <= times.keys() else "not acknowledged by all sides"
        of = len({key["party"] for key in now["keys"] if key["role"] == "witness"})
        said = f"{len(times)} of {of}, {now['quorum']} needed: {', '.join(told)}; {rank}"
        self.say("witnessed", self.witnessed, said)
        self.check_authors(entries, roots, brought)

    def check_authors(self, entries: Entries, roots: Sequence[Value], brought: Value) -> None:
        suspect = {r["key"]: (r["suspect_from"], root["@start"]) for root in reversed(roots) for r in root["revoked"]}
        count = dict.fromkeys(("signed by a key valid then", "contested", "unsigned", "by authors without a key"), 0)
        affirmed: set[tuple[str, str]] = set()
        for index, e in sorted(((index, e) for index, e in entries.items() if e), reverse=True):
            keys = [root for root in roots if root["@start"] < index][-1]["@keys"]
            mine = {d: key for d, key in keys.items() if key["party"] == e["author"] and key["role"] in AUTHORS}
            words = json.dumps([e[name] for name in WORDS], sort_keys=True) if mine and not e["@signed"] else ""
            good = signers(mine, brought.get(words, e)["@signed"], brought.get(words, e)["@payload"], ENTRY)
            since, until = suspect.get(min(good, default=""), (0, -1))
            if good and e["type"] == "reaffirmation" and not since <= index <= until:
                affirmed |= {(e["author"], str(digest)) for digest in e["body"].get("payloads", ())}
            if good:
                doubt = since <= index <= until and (e["author"], e["@digest"]) not in affirmed
                count["contested" if doubt else "signed by a key valid then"] += 1
            elif mine and (e["@signed"] or index > roots[0]["@logged"] >= 0):
                self.find("author", index, f"it is not signed by a key that {e['author']} held then")
            else:
                count["unsigned" if mine else "by authors without a key"] += 1
        bad = sum(f.kind == "author" for f in self.findings)
        said = ", ".join(f"{number} {what}" for what, number in count.items() if number)
        self.say("signatures", False if bad else not count["contested"] or None, f"{said}; {bad} not by their author")


class Tree:  # all complete subtrees over a list of leaf hashes (RFC 6962)
    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.levels = [list(leaves)]
        while len(self.levels[-1]) > 1:
            row = self.levels[-1]
            self.levels.append([sha256(b"\1" + a + b).digest() for a, b in zip(row[::2], row[1::2], strict=False)])

    def root(self, size: int) -> bytes:
        result = b""
        while size:
            level = (size & -size).bit_length() - 1
            part = self.levels[level][(size >> level) - 1]
            result = sha256(b"\1" + part + result).digest() if result else part
            size &= size - 1
        return result or sha256(b"").digest()


def need(holds: object, problem: str) -> None:
    if not holds:
        raise UnusableError(problem)


def included(leaf: bytes, index: int, head: Checkpoint, path: Sequence[bytes]) -> bool:  # RFC 9162, 2.1.3.2
    node, last, found = index, head.size - 1, leaf
    for part in path:
        if last == 0 or len(part) != 32:
            return False
        right = node & 1 or node == last
        found = sha256(b"\1" + (part + found if right else found + part)).digest()
        while right and node and not node & 1:
            node, last = node >> 1, last >> 1
        node, last = node >> 1, last >> 1
    return 0 <= index < head.size and last == 0 and found == head.root


def binary(text: str | bytes) -> bytes:  # base64 in its one form, or :class:`UnusableError`
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raw = b""
    need(base64.b64encode(raw) == (text if isinstance(text, bytes) else text.encode()), "it is not canonical base64")
    return raw


def signature_holds(public: bytes, signature: bytes, message: bytes) -> bool:  # and the key is not weak
    y = int.from_bytes(public, "little") & (2**255 - 1)
    try:
        need(len(public) == 32 and y < PRIME and y not in WEAK, "the key is weak")
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except Exception:  # noqa: BLE001 - whatever the library raises, the signature does not hold
        return False
    return True


def parse_checkpoint(data: bytes) -> Checkpoint:  # in its one form; signatures are not verified
    head, blank, tail = data.decode("utf-8", "replace").partition("\n\n")
    parts = (head if blank else head.removesuffix("\n")).split("\n")
    need(len(parts) == 3 and parts[0] and NUMBER.fullmatch(parts[1]), _CHECKPOINT)
    lines = tuple((name, binary(raw)) for name, raw in re.findall(r"— ([^ \n+]+) ([^ \n]+)\n", tail))
    text = "\n".join(parts) + "\n"
    signed = "".join(f"— {name} {base64.b64encode(raw).decode()}\n" for name, raw in lines)
    need((text + "\n" + signed if lines else text).encode() == data and len(lines) <= 100, _CHECKPOINT)
    need(len(binary(parts[2])) == 32 and all(len(raw) > 4 for _, raw in lines), _CHECKPOINT)
    return Checkpoint(parts[0], int(parts[1]), binary(parts[2]), text, lines)


def cosigned(head: Checkpoint, key: Mapping[str, str]) -> int | None:  # its POSIX time; 0 for a log's
    kind, public = (4 if key["role"] == "witness" else 1), binary(key["key"])
    number = sha256(key["name"].encode() + b"\n" + bytes([kind]) + public).digest()[:4]
    for name, raw in head.lines:
        if name == key["name"] and raw[:4] == number:
            time = int.from_bytes(raw[4:12], "big") if kind == 4 else 0
            message = f"cosignature/v1\ntime {time}\n{head.text}" if kind == 4 else head.text
            holds = time < 2**63 and signature_holds(public, raw[12 if kind == 4 else 4 :], message.encode())
            need(holds, f"the signature of {name} on the checkpoint does not hold")
            return time
    return None


def open_envelope(data: bytes, kind: str) -> tuple[bytes, dict[str, bytes]]:  # payload and signatures
    encoded, name, signatures = next(iter(_ENVELOPE.findall(data)), (b"", b"", b""))
    need(name == kind.encode(), "its envelope is not the canonical one")
    pairs = sorted(set(_SIGNED.findall(signatures)))
    written = b",".join(b'{"keyid":"%s","sig":"%s"}' % pair for pair in pairs)
    signed = {key.decode(): binary(signature) for key, signature in pairs}
    need(written == signatures and len(signed) == len(pairs), "its signatures are not in their one form")
    return binary(encoded), signed


def signers(keys: Mapping[str, dict[str, str]], signed: Mapping[str, bytes], payload: bytes, kind: str) -> set[str]:
    message = b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload), payload)  # as DSSE signs
    return {d for d, s in signed.items() if d in keys and signature_holds(binary(keys[d]["key"]), s, message)}


def open_root(data: bytes, former: Value | None, start: int) -> Value:  # signed by its own and the former threshold
    payload, signed = open_envelope(data, ROOT)
    root = parse_strict(payload)
    try:
        keys = {sha256(binary(key["key"])).hexdigest(): key for key in root["keys"]}
        gone = keys.keys() & {item["key"] for item in root["revoked"]}
        need(len(keys) == len(root["keys"]) and not gone, "a key stands twice or is revoked")
        root |= {"@keys": keys, "@digest": sha256(payload).hexdigest(), "@start": start}
        for judge in (root, former) if former else (root,):
            held = {digest: key for digest, key in judge["@keys"].items() if key["role"] == "root"}
            parties = {held[digest]["party"] for digest in signers(held, signed, payload, ROOT)}
            need(len(parties) >= max(1, judge["threshold"]), "too few parties of a version signed it")
            follows = judge is root or (root["version"], root["prev"]) == (judge["version"] + 1, judge["@digest"])
            need(follows and root["log"] == judge["log"], "it does not follow the version before")
    except (KeyError, TypeError, AttributeError) as error:
        raise UnusableError("a member of the trust root has the wrong form") from error
    return root


def read_entries(folder: Path, size: int, audit: Audit) -> Iterator[bytes]:  # leaf data, in order
    for number in range((size + WIDTH - 1) // WIDTH):
        width, digits = min(WIDTH, size - number * WIDTH), f"{number:0{(len(str(number)) + 2) // 3 * 3}}"
        path = folder / "tile/entries" / re.sub(r"(\d{3})(?=\d)", r"x\1/", digits)
        partial = [path.with_name(f"{path.name}.p") / str(w) for w in range(width, WIDTH)]
        found = next((p for p in (*partial, path) if p.is_file()), path)  # a wider bundle begins with the same bytes
        bundle, exact = found.read_bytes() if found.is_file() else b"", found == (*partial, path)[0]
        at = count = 0
        while at < len(bundle) and (count < width or exact):
            end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
            if at + 2 > len(bundle) or end > len(bundle):
                break
            yield bundle[at + 2 : end]
            at, count = end, count + 1
        if count != width or (at < len(bundle) and exact):
            audit.find("removed", number * WIDTH + min(count, width), f"bundle {number} does not hold {width} entries")
            return


def open_entry(data: bytes, origin: str) -> Value:  # leaf data in the one canonical form, taken apart
    payload, signed = open_envelope(data, ENTRY)
    e = parse_strict(payload)
    right = set(e) - {"prev"} == MEMBERS and e["v"] == 1 and e["log"] == origin
    try:
        pairs = [(e["seen"]["root"], e["seen"]["size"]), *((item["sha256"], item["size"]) for item in e["files"])]
        right &= all(HEX.fullmatch(name) and type(size) is int and size >= 0 for name, size in pairs)
        right &= type(e["author"]) is str and type(e["seq"]) is int and e["seq"] >= 0 and type(e["body"]) is dict
    except (KeyError, TypeError):
        right = False
    need(right, "its members are not those of an entry of this log")
    return e | {"@payload": payload, "@signed": signed, "@digest": sha256(payload).hexdigest()}


def parse_strict(payload: bytes) -> dict[str, Any]:  # canonical JSON, or UnusableError
    try:
        value = json.loads(text := payload.decode("utf-8"), parse_float=int, parse_constant=int)
        written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise UnusableError(f"its payload is not JSON of the record: {error}") from error
    need(isinstance(value, dict) and written == payload and len(payload) <= MAX_PAYLOAD, "its bytes are not canonical")
    bare = _STRING.sub("", text)  # what is left are the marks and the numbers
    deepest = max(accumulate(1 if mark in "{[" else -1 for mark in _NESTING.findall(bare)))
    need(deepest <= 16 and "null" not in bare, "it is nested too deeply, or holds a null")
    need(all(int(number) < 2**53 for number in re.findall(r"[0-9]+", bare)), "it holds a number out of range")
    marked = not text.isascii() and any(_DIRECTION.search(name[0]) for name in _NAMED.finditer(text))
    need(not marked, "an identifier holds a direction mark")
    need(unicodedata.is_normalized("NFC", text) and "\\u0000" not in text, "its text is not in NFC, or holds U+0000")
    return value  # type: ignore[no-any-return]  # checked above


def audit_log(path: Path, kept: Sequence[Checkpoint] = (), *, files: bool = True, trust: Sequence[bytes] = ()) -> Audit:
    """Recompute what ``path`` holds. ``trust`` are trust roots that you hold, ``kept`` checkpoints that you kept."""
    packed = path.is_file()
    folder = path if packed or (path / "checkpoint").is_file() else path / "record"
    need(packed or (folder / "checkpoint").is_file(), f"{path} is no record: there is no file named checkpoint")
    audit, entries, leaves = Audit(folder), Entries(), list[bytes]()
    read = read_zip(path, audit) if packed else lambda n: (folder / n).read_bytes() if (folder / n).is_file() else None
    try:
        head = parse_checkpoint(read("checkpoint") or b"")
        more = read(f"cosigned/{head.size}") or b""
        head = parse_checkpoint(more) if more.startswith(head.text.encode()) else head
    except UnusableError as error:
        audit.say("checkpoint", False, str(error), "checkpoint")
        return audit
    audit.origin, audit.size, audit.root = head.origin, head.size, head.root.hex()
    audit.say("checkpoint", True, f"{head.origin}, {head.size} entries, root {audit.root[:8]}")
    for index, data in audit.proven(read, head) if packed else enumerate(read_entries(folder, head.size, audit)):
        leaves.append(sha256(b"\0" + data).digest())
        entries[index] = None
        try:
            entries[index] = open_entry(data, head.origin)
        except UnusableError as error:
            audit.find("unreadable", index, str(error))
    audit.say("entries", not audit.findings, f"{len(entries)} hashed, {sum(not e for e in entries.values())} refused")
    tree = None if packed else Tree(leaves)
    if tree:
        agrees = len(leaves) == head.size and tree.root(len(leaves)) == head.root
        audit.say("tree", agrees, f"the entries {'' if agrees else 'do not '}give the checkpoint's root", "checkpoint")
        audit.check_seen(entries, tree)
    audit.check_chains(entries, whole=not packed)
    audit.check_kept(kept, tree, head)
    audit.check_files(read, entries, files)
    audit.check_trust(head, entries, trust, audit.submitted(read, entries))
    return audit


def read_zip(path: Path, audit: Audit) -> Read:  # its members, if it is the very zip that they make
    try:
        with zipfile.ZipFile(path) as bundle:
            need(sum(i.file_size + MAX_ZIP * i.compress_type for i in bundle.infolist()) < MAX_ZIP, "packed or large")
            members = {item.filename: bundle.read(item) for item in bundle.infolist()}
        same = zip_of(members) == path.read_bytes()
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError) as error:
        raise UnusableError(f"{path} is no bundle: {error}") from error
    audit.say("bundle", same, f"{len(members)} members, {'' if same else 'not '}the one zip that they make", "changed")
    return members.get


def zip_of(members: Mapping[str, bytes]) -> bytes:  # stored, in the order of names, without dates
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:
        for name in sorted(members):
            item = zipfile.ZipInfo(name)
            item.create_system, item.external_attr = 3, 0o644 << 16
            bundle.writestr(item, members[name])
    return out.getvalue()


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="trucewatch_verify", description="Verify a trucewatch record offline.")
    parser.add_argument("path", type=Path, help="a case, its record folder or a bundle")
    parser.add_argument("--trust", type=Path, action="append", default=[], help="a trust root that you hold")
    parser.add_argument("--kept", type=Path, action="append", default=[], help="a checkpoint you kept")
    parser.add_argument("--no-files", action="store_true", help="do not check the files that entries name")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal without Arabic must not stop the verdict
    try:
        o = parser.parse_args(arguments)
        kept, trust = [parse_checkpoint(path.read_bytes()) for path in o.kept], [path.read_bytes() for path in o.trust]
        audit = audit_log(o.path, kept, files=not o.no_files, trust=trust)
    except SystemExit as stop:
        return 0 if stop.code == 0 else 2
    except (UnusableError, OSError) as error:
        sys.stderr.write(f"trucewatch_verify: {error}\n")
        return 2
    ends = {0: "VERIFIED", 3: "NOT WITNESSED: the bytes hold, too few parties vouch for them"}
    marks = {True: "ok  ", False: "FAIL", None: "--  "}
    lines = [f"{marks[line.holds]} {line.name}: {line.detail}" for line in audit.statements]
    first = min(audit.findings, key=lambda f: 2**63 if f.entry is None else f.entry, default=None)
    place = "the log" if first is None or first.entry is None else f"entry {first.entry} {first.kind}"
    lines.append(f"NOT VERIFIED: {place}: {first.detail}" if first else ends[audit.code])
    if o.json:
        result = vars(audit) | {"folder": str(audit.folder), "verified": not audit.findings, "code": audit.code}
        lines = [json.dumps(result | {"first": first}, indent=2, sort_keys=True, default=vars)]
    for line in "\n".join(lines).split("\n"):  # without what moves the cursor or reorders the line
        sys.stdout.write("".join(c if c.isprintable() and not _DIRECTION.match(c) else "?" for c in line) + "\n")
    return audit.code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
