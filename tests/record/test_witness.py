"""A witness checks before it sets, and sets before it signs."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from litestar.testing import TestClient
from tests.record.parties import ORIGIN, Cast

from trucewatch.errors import NoteError, RecordError, UsageError
from trucewatch.record import Draft, Log, LogSigning
from trucewatch.record.checkpoint import Checkpoint, parse_checkpoint, parse_signed
from trucewatch.record.cosigned import accept_cosignatures, latest_cosigned
from trucewatch.record.disk import Disk
from trucewatch.record.misconduct import check_misconduct, equivocation, fork
from trucewatch.record.note import COSIGNATURE, ED25519, NoteSignature, SignedNote, VerifierKey, signature_holds
from trucewatch.record.proof import WitnessRequest
from trucewatch.record.signers import cosign, sign_note
from trucewatch.record.witness import Witness
from trucewatch.web.witness import create_witness_app

NOW = datetime(2016, 12, 6, 12, tzinfo=UTC)
OpenLog = Callable[..., Log]


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def log(open_log: OpenLog, cast: Cast) -> Log:
    return open_log(signing=LogSigning(log=cast.signer("un", "log")))


@pytest.fixture
def witness(tmp_path: Path, cast: Cast) -> Witness:
    Witness.create(tmp_path / "w", "gov.example/witness")
    made = Witness(tmp_path / "w", cast.signer("gov", "witness"), lambda: NOW)
    made.trust(VerifierKey(ORIGIN, ED25519, cast.signer("un", "log").public).vkey)
    return made


def grow(log: Log, count: int) -> None:
    log.append([Draft(type="run", author="a", body={"n": log.size + n}) for n in range(count)])


def ask(log: Log, old: int) -> bytes:
    path = log.consistency_proof(old) if 0 < old < log.size else ()
    return WitnessRequest(old, path, (log.folder / "checkpoint").read_bytes()).encode()


def signed(cast: Cast, head: Checkpoint) -> bytes:
    return SignedNote(head.text(), (sign_note(head.text(), head.origin, cast.signer("un", "log")),)).encode()


def test_it_cosigns_what_extends_what_it_holds(log: Log, witness: Witness, cast: Cast) -> None:
    key = VerifierKey("gov.example/witness", COSIGNATURE, cast.signer("gov", "witness").public)
    for old, count in ((0, 3), (3, 0), (3, 300), (303, 1)):
        grow(log, count)
        answer = witness.add_checkpoint(ask(log, old))
        assert answer.status == 200, answer.body
        name, raw = answer.body.decode().removeprefix("— ").split()
        line = NoteSignature(name, base64.b64decode(raw)[:4], base64.b64decode(raw)[4:])
        text = log.checkpoint.text()
        assert signature_holds(key, line, text)
        assert not signature_holds(key, line, text.replace(str(log.size), str(log.size + 1), 1))
        assert int.from_bytes(line.signature[:8], "big") == int(NOW.timestamp())
        held = witness.head(ORIGIN)
        assert held is not None
        assert held[0] == log.checkpoint


def test_statuses_of_the_specification(log: Log, witness: Witness, cast: Cast, tmp_path: Path) -> None:
    grow(log, 4)
    first = (log.folder / "checkpoint").read_bytes()
    good = ask(log, 0)
    assert witness.add_checkpoint(b"old 00\n\n" + first).status == 400
    assert witness.add_checkpoint(b"garbage").status == 400
    assert witness.add_checkpoint(good.replace(b"old 0", b"old 5")).status == 400
    assert witness.add_checkpoint(good.replace(b"aleppo", b"others")).status == 404
    assert witness.add_checkpoint(good.replace(b"\n4\n", b"\n5\n")).status == 403
    stranger = Cast().signer("x", "log")
    text = log.checkpoint.text()
    unknown = SignedNote(text, (sign_note(text, ORIGIN, stranger),)).encode()
    assert witness.add_checkpoint(b"old 0\n\n" + unknown).status == 403
    assert witness.add_checkpoint(ask(log, 3)).status == 409
    assert witness.add_checkpoint(good).status == 200
    grow(log, 3)
    stale = witness.add_checkpoint(ask(log, 0))
    assert (stale.status, stale.body, stale.media) == (409, b"4\n", "text/x.tlog.size")
    wrong = WitnessRequest(4, (bytes(32), *log.consistency_proof(4)[1:]), (log.folder / "checkpoint").read_bytes())
    assert witness.add_checkpoint(wrong.encode()).status == 422
    assert witness.add_checkpoint(ask(log, 4)).status == 200
    assert witness.add_checkpoint(b"old 4\n\n" + first).status == 409  # a rollback is no step forward
    held = witness.head(ORIGIN)
    assert held is not None
    assert held[0].size == 7
    assert [status for _, status, _ in witness.refusals()] == [409, 409, 422, 409]


def test_two_roots_of_one_size_are_refused_and_proven(log: Log, witness: Witness, cast: Cast, tmp_path: Path) -> None:
    grow(log, 4)
    assert witness.add_checkpoint(ask(log, 0)).status == 200
    other = signed(cast, Checkpoint(ORIGIN, 4, bytes(range(32))))
    assert witness.add_checkpoint(b"old 4\n\n" + other).status == 409
    (proof,) = (tmp_path / "w" / "misconduct").iterdir()
    keys = [VerifierKey(ORIGIN, ED25519, cast.signer("un", "log").public)]
    assert "two roots for 4 entries" in check_misconduct(proof.read_bytes(), keys)
    with pytest.raises(NoteError):
        check_misconduct(proof.read_bytes(), [VerifierKey(ORIGIN, ED25519, cast.signer("gov", "log").public)])


@pytest.mark.parametrize("first", [1, 2, 3, 4, 5, 7, 8])
def test_a_fork_is_proven_at_every_size_and_an_honest_log_cannot_be_accused(log: Log, cast: Cast, first: int) -> None:
    grow(log, 9)
    keys = [VerifierKey(ORIGIN, ED25519, cast.signer("un", "log").public)]
    note = (log.folder / "checkpoint").read_bytes()
    kept = signed(cast, Checkpoint(ORIGIN, first, bytes(range(32))))
    proof = fork(kept, note, log.root(first), log.consistency_proof(first))
    assert "are not those it signed before" in check_misconduct(proof.encode(), keys)
    honest = signed(cast, Checkpoint(ORIGIN, first, log.root(first)))
    for lie in (
        fork(honest, note, log.root(first), log.consistency_proof(first)),
        fork(honest, note, bytes(32), log.consistency_proof(first)),
        fork(kept, note, bytes(32), log.consistency_proof(first)),
        equivocation(note, note),
    ):
        with pytest.raises(NoteError):
            check_misconduct(lie.encode(), keys)


def test_two_requests_at_once_never_roll_back(log: Log, witness: Witness) -> None:
    grow(log, 2)
    assert witness.add_checkpoint(ask(log, 0)).status == 200
    requests = []
    for _ in range(8):
        grow(log, 1)
        requests.append(ask(log, 2))
    answers: list[int] = []
    threads = [threading.Thread(target=lambda r=r: answers.append(witness.add_checkpoint(r).status)) for r in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] + [409] * 7


def test_a_witness_is_made_once(tmp_path: Path, witness: Witness) -> None:
    with pytest.raises(UsageError):
        Witness.create(tmp_path / "w", "again")


def test_over_http(log: Log, witness: Witness) -> None:
    grow(log, 5)
    with TestClient(create_witness_app(witness)) as client:
        good = client.post("/add-checkpoint", content=ask(log, 0))
        assert good.status_code == 200
        assert good.text.startswith("— gov.example/witness ")
        grow(log, 2)
        stale = client.post("/add-checkpoint", content=ask(log, 0))
        assert (stale.status_code, stale.text, stale.headers["content-type"]) == (409, "5\n", "text/x.tlog.size")
        assert client.post("/add-checkpoint", content=b"x" * 2_000_000).status_code == 400
        assert client.get("/add-checkpoint").status_code == 405


def test_ranks_count_parties_and_times(log: Log, cast: Cast, tmp_path: Path) -> None:
    grow(log, 3)
    root = cast.root()
    note = (log.folder / "checkpoint").read_bytes()
    text = log.checkpoint.text()

    def line(party: str, after: int) -> bytes:
        time = int((NOW + timedelta(hours=after)).timestamp())
        return cosign(text, f"{party}.example/witness", cast.signer(party, "witness"), time).line().encode()

    rank = accept_cosignatures(log.folder, tmp_path / "heads", note, [line("gov", 0)], root, Disk())
    assert (rank.name, len(rank.parties), rank.of, rank.time) == ("logged", 1, 3, None)
    rank = accept_cosignatures(log.folder, tmp_path / "heads", note, [line("un", 5), line("gov", 1)], root, Disk())
    assert (rank.name, rank.time) == ("witnessed", NOW + timedelta(hours=5))
    rank = accept_cosignatures(log.folder, tmp_path / "heads", note, [line("opp", 2)], root, Disk())
    assert (rank.name, rank.time) == ("acknowledged", NOW + timedelta(hours=2))
    latest = latest_cosigned(log.folder, root)
    assert latest is not None
    assert latest.acknowledged
    assert parse_checkpoint((tmp_path / "heads" / "cosigned").read_bytes()) == log.checkpoint
    stranger = cosign(text, "gov.example/witness", cast.signer("x", "witness"), 1).line().encode()
    with pytest.raises(NoteError):
        accept_cosignatures(log.folder, None, note, [stranger], root, Disk())
    grow(log, 1)
    late = (log.folder / "checkpoint").read_bytes()
    with pytest.raises(NoteError, match="of another checkpoint"):
        accept_cosignatures(log.folder, None, late, [line("gov", 0)], root, Disk())


def test_the_case_of_the_witness_of_transparency_dev(tmp_path: Path, cast: Cast) -> None:
    file = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "tlog" / "derived" / "note_vectors.json"
    if not file.is_file():
        pytest.skip(f"the vectors are not there: {file}")
    case = json.loads(file.read_text("utf-8"))["witness_update"]
    Witness.create(tmp_path / "w", "w.example")
    witness = Witness(tmp_path / "w", cast.signer("gov", "witness"), lambda: NOW)
    witness.trust(case["log_vkey"])
    path = tuple(bytes.fromhex(value) for value in case["proof_hex"])
    assert witness.add_checkpoint(WitnessRequest(0, (), case["init"].encode()).encode()).status == 200
    assert witness.add_checkpoint(WitnessRequest(5, path[1:], case["next"].encode()).encode()).status == 422
    assert witness.add_checkpoint(WitnessRequest(5, path, case["next"].encode()).encode()).status == 200
    assert parse_signed(case["next"].encode())[0].size == 8


@pytest.mark.parametrize("time", [2**63, 2**64 - 1])
def test_a_time_beyond_the_format_is_no_cosignature(cast: Cast, time: int) -> None:
    text = f"{ORIGIN}\n0\n{base64.b64encode(bytes(32)).decode()}\n"
    key = VerifierKey("gov.example/witness", COSIGNATURE, cast.signer("gov", "witness").public)
    line = cosign(text, key.name, cast.signer("gov", "witness"), time)
    assert not signature_holds(key, line, text)


def test_a_log_key_is_no_witness_key(tmp_path: Path, cast: Cast) -> None:
    Witness.create(tmp_path / "w", "un.example/witness")
    witness = Witness(tmp_path / "w", cast.signer("un", "log"), lambda: NOW)
    with pytest.raises(RecordError, match="cannot be the witness's own"):
        witness.trust(VerifierKey(ORIGIN, ED25519, cast.signer("un", "log").public).vkey)
