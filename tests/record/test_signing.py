"""Signed checkpoints and entries, and a log that refuses to go back."""

from __future__ import annotations

import base64
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from trucewatch.errors import KeyRefusedError, RecordError
from trucewatch.record import Draft, Log, case_signing, load_signer, make_case_keys, read_checkpoint, verify_log
from trucewatch.record.checkpoint import parse_signed
from trucewatch.record.disk import Disk
from trucewatch.record.envelope import pae
from trucewatch.record.note import ED25519, VerifierKey, open_note
from trucewatch.record.signers import CommandSigner, new_key_file
from trucewatch_verify.verifier import signature_holds

OpenLog = Callable[..., Log]


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    make_case_keys(tmp_path / "keys")
    return tmp_path / "keys"


@pytest.fixture
def open_signed(open_log: OpenLog, keys: Path) -> OpenLog:
    return lambda **more: open_log(signing=case_signing(keys, "mission"), **more)


def add(log: Log, *numbers: int) -> None:
    log.append([Draft(type="run", author="mission", body={"n": n}) for n in numbers])


def test_a_signed_log_verifies_and_its_note_opens(open_signed: OpenLog, folder: Path, keys: Path) -> None:
    with open_signed() as log:
        add(log, 1, 2, 3)
        origin = log.origin
        payloads = [(e.signatures, e) for e in log.entries()]
    public = load_signer(keys / "log.key").public
    head, note = parse_signed((folder / "checkpoint").read_bytes())
    assert open_note(note, [VerifierKey(origin, ED25519, public)]).verified
    assert head.size == 3
    assert all(len(signatures) == 1 for signatures, _ in payloads)
    result = verify_log(folder)
    assert result.verified
    assert {s.name: s.holds for s in result.statements}["signatures"] is None  # no trust root was given


def test_an_entry_signature_is_over_the_stored_payload(open_signed: OpenLog, keys: Path) -> None:
    with open_signed() as log:
        add(log, 1)
        entry = log.entry(0)
    payload = base64.b64decode(json.loads(entry.data)["payload"])
    machine = load_signer(keys / "machine.key").public
    assert signature_holds(machine, entry.signatures[0][1], pae(payload))
    assert not signature_holds(machine, entry.signatures[0][1], payload)


def test_an_unsigned_record_is_signed_from_the_next_opening_on(
    open_log: OpenLog, open_signed: OpenLog, folder: Path
) -> None:
    with open_log() as log:
        add(log, 1)
    assert not parse_signed((folder / "checkpoint").read_bytes())[1].signatures
    with open_signed() as log:
        assert len(parse_signed((folder / "checkpoint").read_bytes())[1].signatures) == 1
        add(log, 2)
    assert verify_log(folder).verified


def test_a_signed_log_takes_nothing_without_its_key(open_log: OpenLog, open_signed: OpenLog) -> None:
    with open_signed() as log:
        add(log, 1)
    with open_log() as log, pytest.raises(RecordError, match="its key is not here"):
        add(log, 2)


@pytest.mark.parametrize("cut", [1, 2])
def test_an_old_backup_is_not_signed(open_signed: OpenLog, folder: Path, tmp_path: Path, cut: int) -> None:
    for step in range(3):
        if step == cut:
            shutil.copytree(folder, tmp_path / "backup")
        with open_signed() as log:
            add(log, step)
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "backup", folder)
    before = (folder / "checkpoint").read_bytes()
    with pytest.raises(RecordError, match="older than a head that was signed"):
        open_signed()
    assert (folder / "checkpoint").read_bytes() == before


def test_another_history_of_the_same_size_is_not_signed(open_signed: OpenLog, folder: Path, tmp_path: Path) -> None:
    open_signed().close()
    shutil.copytree(folder, tmp_path / "empty")
    with open_signed() as log:
        add(log, 1)
        root = log.root()
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "empty", folder)
    shutil.rmtree(tmp_path / "keys" / "heads")
    with open_signed() as log:
        add(log, 2)
        assert log.root() != root
    (tmp_path / "keys" / "heads" / "kept").write_text(f"{log.origin}\n1\n{_b64(root)}\n")
    with pytest.raises(RecordError, match="another history"):
        open_signed()


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def test_an_append_cut_before_the_checkpoint_is_completed_and_signed(
    open_signed: OpenLog, folder: Path, keys: Path
) -> None:
    with open_signed() as log:
        add(log, 1)

    def stop(step: str) -> None:
        if step == "rename checkpoint":
            raise KeyboardInterrupt

    log = open_signed(disk=Disk(stop))
    with pytest.raises(KeyboardInterrupt):
        add(log, 2)
    log.close()
    assert read_checkpoint(folder).size == 1
    with open_signed() as log:
        assert log.size == 2
        add(log, 3)
    assert verify_log(folder).verified


@pytest.mark.parametrize("age", [False, True])
def test_key_files_open_with_their_passphrase_only(tmp_path: Path, age: bool) -> None:
    path = tmp_path / "party.key"
    made = new_key_file(path, "three words here", age=age)
    assert load_signer(path, "three words here").public == made.public
    for wrong in (None, "other words"):
        with pytest.raises(KeyRefusedError):
            load_signer(path, wrong)
    with pytest.raises(KeyRefusedError, match="exists"):
        new_key_file(path, "x")
    assert path.stat().st_mode & 0o077 == 0


def test_a_signer_command_is_believed_only_when_its_signature_holds(tmp_path: Path) -> None:
    key = new_key_file(tmp_path / "held.key", None)
    program = (
        "import sys, pathlib; from cryptography.hazmat.primitives.serialization import load_pem_private_key as load; "
        "key = load(pathlib.Path(sys.argv[1]).read_bytes(), None); "
        "sys.stdout.buffer.write(key.sign(sys.stdin.buffer.read()))"
    )
    command = (sys.executable, "-c", program, str(tmp_path / "held.key"))
    file = tmp_path / "token.json"
    file.write_text(json.dumps({"public": base64.b64encode(key.public).decode(), "command": command}))
    signer = load_signer(file)
    assert signature_holds(signer.public, signer.sign(b"message"), b"message")
    other = new_key_file(tmp_path / "other.key", None)
    with pytest.raises(RecordError, match="no signature of its key"):
        CommandSigner(other.public, command).sign(b"message")
    with pytest.raises(RecordError, match="does not answer"):
        CommandSigner(key.public, (str(tmp_path / "nothing"),)).sign(b"message")
