"""Evidence bundles, and what an attacker tries on them: each attack with its verdict and exit code."""

from __future__ import annotations

import base64
import io
import json
import os
import random
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.record.parties import ORIGIN, Cast

from trucewatch.record import Draft, FileRef, Json, Log, LoggedRoot, LogSigning, Reaffirmation, record_draft, verify_log
from trucewatch.record.bundle import make_bundle
from trucewatch.record.cosigned import accept_cosignatures
from trucewatch.record.disk import Disk
from trucewatch.record.signers import cosign
from trucewatch.record.submission import make_submission, merge_in
from trucewatch.record.trust import Revocation, SignedRoot
from trucewatch_verify.verifier import UnusableError, audit_log, main, parse_strict, zip_of

OpenLog = Callable[..., Log]
TIME = int(datetime(2016, 12, 6, tzinfo=UTC).timestamp())


@dataclass
class Scene:
    cast: Cast
    log: Log
    root: SignedRoot
    folder: Path

    @property
    def trust(self) -> Path:
        path = self.folder / "held.json"
        path.write_bytes(self.root.data)
        return path

    def add(self, author: str, *numbers: int) -> None:
        self.log.append([Draft(type="run", author=author, body={"n": n}) for n in numbers])

    def install(self, root: SignedRoot) -> None:
        text = base64.b64encode(root.data).decode()
        body = LoggedRoot(id=f"trust-root-{root.root.version}", version=root.root.version, root=text)
        self.log.append([record_draft(body, "mission", self.log.files)])

    def cosign(self, *parties: str) -> None:
        text = self.log.checkpoint.text()
        lines = [
            cosign(text, f"{p}.example/witness", self.cast.signer(p, "witness"), TIME).line().encode() for p in parties
        ]
        note = (self.log.folder / "checkpoint").read_bytes()
        accept_cosignatures(self.log.folder, None, note, lines, self.root.root, Disk())

    def bundle(self, *indices: int) -> Path:
        path = self.folder / "evidence.zip"
        pages = {"README.md": b"read me\n"}
        path.write_bytes(make_bundle(self.log, indices, pages=pages, roots=[self.root]).data)
        return path

    def verdict(self, path: Path, *more: str) -> int:
        return main([str(path), "--trust", str(self.trust), *more])


@pytest.fixture
def scene(open_log: OpenLog, tmp_path: Path) -> Scene:
    cast = Cast()
    authors = {"mission": cast.signer("mission", "machine"), "gov": cast.signer("gov", "submitter")}
    log = open_log(signing=LogSigning(cast.signer("un", "log"), authors))
    made = Scene(cast, log, cast.signed(), tmp_path)
    made.install(made.root)
    digest = log.files.put(b"a photograph")
    log.append([Draft(type="run", author="gov", body={"n": 0}, files=(FileRef(sha256=digest, size=12, media="a/b"),))])
    made.add("mission", 1, 2, 3)
    made.add("gov", 4)
    made.cosign("gov", "opp", "un")
    return made


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def test_a_bundle_verifies_and_says_what_it_shows(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    path = scene.bundle(1, 3)
    assert scene.verdict(path) == 0
    said = capsys.readouterr().out
    for line in ("2 entries of 6: 1, 3", "signed by the log", "3 of 3, 2 needed", "acknowledged by all sides"):
        assert line in said
    assert "2 signed by a key valid then" in said
    assert verify_log(path, trust=[scene.root.data]).verified


def test_the_same_evidence_is_the_same_bytes(scene: Scene) -> None:
    assert scene.bundle(3, 1, 1).read_bytes() == scene.bundle(1, 3).read_bytes()


def test_keys_of_the_bundle_raise_nothing(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(scene.bundle(1))]) == 0
    said = capsys.readouterr().out
    assert "no trust root given" in said
    assert "witnessed" not in said
    assert "ok   signatures" not in said


def test_another_trust_root_gives_no_verdict(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    path = scene.bundle(1)
    foreign = Cast()
    for name in ("log", "witness", "root", "submitter", "machine"):
        for party in ("gov", "opp", "un", "mission"):
            foreign.signers[party, name] = foreign.signer(f"x{party}", name)
    scene.root = foreign.signed()
    assert scene.verdict(path) == 1
    assert "FAIL log key: no signature of the log holds" in capsys.readouterr().out


@pytest.mark.parametrize(("parties", "code"), [(("gov",), 3), ((), 3), (("gov", "un"), 0)])
def test_too_few_cosignatures_end_with_three(scene: Scene, parties: tuple[str, ...], code: int) -> None:
    scene.add("mission", 9)
    if parties:
        scene.cosign(*parties)
    assert scene.verdict(scene.bundle(6)) == code


ATTACKS: dict[str, tuple[Callable[[dict[str, bytes]], dict[str, bytes]], int]] = {
    "another entry": (lambda m: m | {"entries/1.json": m["entries/3.json"]}, 1),
    "another index": (lambda m: _renamed(m, "1", "2"), 1),
    "an index beyond the log": (lambda m: _renamed(m, "1", str(2**63)), 1),
    "no proof": (lambda m: _without(m, "entries/1.tlog-proof"), 1),
    "a proof cut short": (lambda m: m | {"entries/1.tlog-proof": _shorter(m["entries/1.tlog-proof"])}, 1),
    "a larger size": (lambda m: m | {"checkpoint": m["checkpoint"].replace(b"\n6\n", b"\n7\n")}, 1),
    "no log signature": (lambda m: m | {"checkpoint": _unsigned(m["checkpoint"], ORIGIN)}, 1),
    "a file changed": (lambda m: _file(m, b"another one!"), 1),
    "a file gone": (lambda m: {n: d for n, d in m.items() if not n.startswith("files/")}, 1),
    "nothing listed": (lambda m: m | {"index": b""}, 1),
    "garbage listed": (lambda m: m | {"index": b"../../etc/passwd\n"}, 1),
    "a reading page changed": (lambda m: m | {"README.md": b"all is well\n"}, 0),
}


def _renamed(m: dict[str, bytes], old: str, new: str) -> dict[str, bytes]:
    moved = {name.replace(f"/{old}.", f"/{new}."): data for name, data in m.items()}
    proof = moved[f"entries/{new}.tlog-proof"].replace(f"index {old}\n".encode(), f"index {new}\n".encode())
    return moved | {f"entries/{new}.tlog-proof": proof, "index": m["index"].replace(old.encode(), new.encode(), 1)}


def _without(m: dict[str, bytes], name: str) -> dict[str, bytes]:
    return {n: d for n, d in m.items() if n != name}


def _shorter(proof: bytes) -> bytes:
    head, _, note = proof.partition(b"\n\n")
    return head.rsplit(b"\n", 1)[0] + b"\n\n" + note


def _unsigned(note: bytes, name: str) -> bytes:
    lines = note.decode().split("\n")
    return "\n".join(line for line in lines if not line.startswith(f"— {name} ")).encode()


def _file(m: dict[str, bytes], data: bytes) -> dict[str, bytes]:
    return {n: (data if n.startswith("files/") else d) for n, d in m.items()}


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_on_a_bundle(scene: Scene, attack: str) -> None:
    path = scene.bundle(1, 3)
    change, code = ATTACKS[attack]
    path.write_bytes(zip_of(change(members(path))))
    assert scene.verdict(path) == code


def test_a_zip_of_another_form_is_refused(scene: Scene) -> None:
    path = scene.bundle(1)
    whole = members(path)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in whole.items():
            bundle.writestr(name, data)
    path.write_bytes(out.getvalue())
    assert scene.verdict(path) == 2  # nothing is unpacked
    path.write_bytes(b"PK\x03\x04 but no zip")
    assert scene.verdict(path) == 2


def test_single_bits_of_a_bundle(scene: Scene) -> None:
    """A sample here; the soak flips every bit. Nothing is accepted when all parties are asked for."""
    root = replace(scene.root.root, quorum=3)
    scene.root = scene.cast.signed(root)
    path = scene.bundle(2)
    whole = path.read_bytes()
    assert scene.verdict(path) == 0
    seed = random.randrange(2**32)  # named in the message of a failure
    every = range(len(whole) * 8)
    chosen = every if os.environ.get("TRUCEWATCH_ALL_BITS") else sorted(random.Random(seed).sample(every, 150))
    for at in chosen:
        flipped = bytearray(whole)
        flipped[at // 8] ^= 1 << at % 8
        path.write_bytes(bytes(flipped))
        try:
            audit = audit_log(path, trust=[scene.root.data])
        except UnusableError:
            continue
        assert audit.code != 0, f"bit {at}, seed {seed}"


def test_a_party_does_not_sign_for_another(scene: Scene, open_log: OpenLog) -> None:
    scene.log.close()
    authors = {"gov": scene.cast.signer("mission", "machine")}
    with open_log(signing=LogSigning(scene.cast.signer("un", "log"), authors)) as log:
        log.append([Draft(type="run", author="gov", body={"n": 9})])
    result = verify_log(scene.log.folder, trust=[scene.root.data])
    assert [(f.kind, f.entry) for f in result.findings] == [("author", 6)]


def test_an_unsigned_entry_under_a_party_that_has_a_key(scene: Scene, open_log: OpenLog) -> None:
    second = scene.cast.signed(replace(scene.root.root, version=2, prev=scene.root.digest))
    scene.install(second)
    scene.log.close()
    with open_log(signing=LogSigning(scene.cast.signer("un", "log"), {})) as log:
        log.append([Draft(type="run", author="gov", body={"n": 9})])
        size = log.size
    result = verify_log(scene.log.folder, trust=[second.data, scene.root.data])
    assert [(f.kind, f.entry) for f in result.findings] == [("author", size - 1)]
    assert result.code == 1


def test_entries_before_the_first_trust_root_may_be_unsigned(scene: Scene, open_log: OpenLog, tmp_path: Path) -> None:
    signing = LogSigning(scene.cast.signer("un", "log"), {"mission": scene.cast.signer("mission", "machine")})
    with Log.open(tmp_path / "young", ORIGIN, scene.log._clock, signing=signing) as log:
        log.append([Draft(type="run", author="gov", body={"n": 1})])
        text = base64.b64encode(scene.root.data).decode()
        log.append([record_draft(LoggedRoot(id="trust-root-1", version=1, root=text), "mission", log.files)])
    assert not verify_log(tmp_path / "young", trust=[scene.root.data]).findings


def away(scene: Scene, base: Path, copy: Path, *signers: str) -> bytes:
    """What the government brings back from a copy, signed there by ``signers``."""
    shutil.copytree(base, copy, ignore=shutil.ignore_patterns("lock"))
    held = {"gov": scene.cast.signer(signers[0], "submitter")} if signers else {}
    with Log.open(copy, ORIGIN, scene.log._clock, signing=LogSigning(scene.cast.signer("un", "log"), held)) as log:
        body: dict[str, Json] = {"id": "r1", "reason": "seen from the other bank", "target_type": "x", "target_id": "y"}
        log.append([Draft(type="correction", author="gov", body=body)])
        return make_submission(log.entries(), "gov", log.files)


def test_a_signature_made_away_from_the_record_holds_in_the_record(scene: Scene, tmp_path: Path) -> None:
    file = away(scene, scene.log.folder, tmp_path / "copy", "gov")
    main = tmp_path / "main"
    shutil.copytree(scene.log.folder, main, ignore=shutil.ignore_patterns("lock"))
    signing = LogSigning(scene.cast.signer("un", "log"), {"trucewatch": scene.cast.signer("mission", "machine")})
    with Log.open(main, ORIGIN, scene.log._clock, signing=signing) as log:
        assert merge_in(log, file, root=scene.root.root).signed == 1
        merged = next(e.index for e in log.entries() if e.type == "correction")
        mark = next(e for e in log.entries() if e.type == "submission")
        assert not log.entry(merged).signatures
        bundles = [
            make_bundle(log, chosen, pages={}, roots=[scene.root]) for chosen in ((0, merged, mark.index), (0, merged))
        ]
    assert not verify_log(main, trust=[scene.root.data]).findings
    said = []
    for number, made in enumerate(bundles):
        path = tmp_path / f"{number}.zip"
        path.write_bytes(made.data)
        said.append([(f.kind, f.entry) for f in audit_log(path, trust=[scene.root.data]).findings])
    assert said == [[], [("author", merged)]]  # nobody vouches without the file


def test_a_merge_that_the_author_did_not_sign_is_told(scene: Scene, tmp_path: Path) -> None:
    for number, signers in enumerate(((), ("opp",))):
        shutil.copytree(scene.log.folder, tmp_path / f"main{number}", ignore=shutil.ignore_patterns("lock"))
        file = away(scene, scene.log.folder, tmp_path / f"copy{number}", *signers)
        signing = LogSigning(scene.cast.signer("un", "log"), {})
        with Log.open(tmp_path / f"main{number}", ORIGIN, scene.log._clock, signing=signing) as log:
            assert merge_in(log, file, root=scene.root.root).signed == 0
            merged = next(e.index for e in log.entries() if e.type == "correction")
        found = verify_log(tmp_path / f"main{number}", trust=[scene.root.data]).findings
        assert ("author", merged) in {(f.kind, f.entry) for f in found}


def redacted(scene: Scene) -> Path:
    path = scene.folder / "redacted.zip"
    made = make_bundle(
        scene.log, [1, 3, 4], pages={"README.md": b"x\n"}, roots=[scene.root], redactions={1: b"", 3: b'{"n":2}'}
    )
    path.write_bytes(made.data)
    assert made.redacted == (1, 3)
    return path


def test_a_redacted_entry_keeps_its_proof_and_shows_nothing(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    path = redacted(scene)
    names = set(members(path))
    assert {"entries/1.leaf", "entries/1.tlog-proof", "shown/3.json", "entries/4.json"} <= names
    assert not names & {"entries/1.json", "entries/3.json", "shown/1.json"}
    assert not [name for name in names if name.startswith("files/")]
    assert scene.verdict(path) == 0
    said = capsys.readouterr().out
    assert "3 entries of 6: 1, 3, 4" in said
    assert "--   redacted: 2 of them are in the log, not here: 1, 3" in said
    leaf = members(path)["entries/1.leaf"].decode().strip()
    assert leaf == scene.log.entry(1).leaf


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m | {"entries/1.leaf": m["entries/3.leaf"]},
        lambda m: m | {"entries/1.leaf": m["entries/1.leaf"].upper()},
        lambda m: m | {"entries/1.leaf": m["entries/1.leaf"].strip()},
        lambda m: m | {"entries/1.leaf": b""},
        lambda m: {name: data for name, data in m.items() if name != "entries/1.leaf"},
        lambda m: m | {"entries/4.leaf": m["entries/1.leaf"]},  # both the entry and a hash
    ],
)
def test_attacks_on_a_redacted_bundle(scene: Scene, change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> None:
    path = redacted(scene)
    path.write_bytes(zip_of(change(members(path))))
    assert scene.verdict(path) == 1


def test_single_bits_of_a_redacted_leaf(scene: Scene) -> None:
    path = redacted(scene)
    held = members(path)
    for name in ("entries/1.leaf", "entries/1.tlog-proof"):
        for at in range(0, 8 * len(held[name]), 7):
            flipped = bytearray(held[name])
            flipped[at // 8] ^= 1 << at % 8
            path.write_bytes(zip_of(held | {name: bytes(flipped)}))
            assert audit_log(path, trust=[scene.root.data]).code == 1, (name, at)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"n":null}', "null"),
        (b'{"n":9007199254740992}', "out of range"),
        (b'{"n":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}', "too deep"),
        (b'{"id":"a\xe2\x80\xaeb"}', "direction mark"),
        (b'{"id":["x","a\xe2\x80\xaeb"]}', "direction mark"),
        (b'{"n":"e\xcc\x81"}', "NFC"),
        (b'{"n":"\\u0000"}', "U+0000"),
    ],
)
def test_the_verifier_alone_refuses_what_the_record_does_not_admit(body: bytes, told: str) -> None:
    """Its bytes are canonical JSON; a log of another writer could hold them."""
    with pytest.raises(UnusableError, match=re.escape(told)):
        parse_strict(body)
    for good in (
        b'{"n":[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]}',
        b'{"n":"a\xe2\x80\xaeb"}',
        b'{"n":-9007199254740991}',
        b'{"m":{"n":"\\"id\\":"}}',
    ):
        parse_strict(good)


def test_a_revoked_key_is_contested_then_reaffirmed_and_signs_nothing_more(scene: Scene, open_log: OpenLog) -> None:
    lost = next(key for key in scene.root.root.keys if key.role == "submitter" and key.party == "gov")
    keys = tuple(key for key in scene.root.root.keys if key != lost)
    fresh = scene.cast.key("gov", "submitter", slot="-2")
    gone = (Revocation(key=lost.digest, suspect_from=2, reason="lost"),)
    second = replace(scene.root.root, version=2, prev=scene.root.digest, keys=(*keys, fresh), revoked=gone)
    scene.install(scene.cast.signed(second, by=("opp", "un")))

    def said() -> str:
        result = verify_log(scene.log.folder, trust=[scene.root.data])
        return next(s.detail for s in result.statements if s.name == "signatures")

    assert "1 contested" in said()
    scene.log.close()
    signing = LogSigning(scene.cast.signer("un", "log"), {"gov": scene.cast.signer("gov", "submitter-2")})
    with open_log(signing=signing) as log:
        stands = Reaffirmation(id="r", payloads=tuple(e.payload_digest for e in log.entries() if e.author == "gov"))
        log.append([record_draft(stands, "gov", log.files)])
    assert "contested" not in said()
    with open_log(signing=LogSigning(signing.log, {"gov": scene.cast.signer("gov", "submitter")})) as log:
        log.append([Draft(type="run", author="gov", body={"n": 99})])
    result = verify_log(scene.log.folder, trust=[scene.root.data])
    assert [(f.kind, f.entry) for f in result.findings] == [("author", 8)]


def test_payload_type_and_envelope_are_bound(scene: Scene) -> None:
    path = scene.bundle(1)
    whole = members(path)
    leaf = json.loads(whole["entries/1.json"])
    for change in ({"payloadType": "text/plain"}, {"signatures": leaf["signatures"] * 2}, {"extra": 1}):
        data = json.dumps(leaf | change, sort_keys=True, separators=(",", ":")).encode()
        path.write_bytes(zip_of(whole | {"entries/1.json": data}))
        assert scene.verdict(path) == 1


def test_a_kept_head_that_is_contradicted_ends_with_four(scene: Scene) -> None:
    kept = scene.folder / "kept"
    kept.write_text(f"{ORIGIN}\n6\n{base64.b64encode(bytes(32)).decode()}\n")
    assert scene.verdict(scene.bundle(1), "--kept", str(kept)) == 4
    assert scene.verdict(scene.log.folder, "--kept", str(kept)) == 4
