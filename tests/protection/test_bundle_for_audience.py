"""A bundle for an audience: no planted value in any member, every proof valid, and said what was redacted."""

from __future__ import annotations

import base64
import json
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.protection.canaries import CANARIES, DIGITS, clock, plant
from typer.testing import CliRunner

from trucewatch.case import Case
from trucewatch.cli.main import application
from trucewatch.errors import ProtectionError
from trucewatch.protection import Request, approve, ask, carry_out, protection_state
from trucewatch.record import Log, LogSigning
from trucewatch.record.access import AccessNotice
from trucewatch.record.signers import FileSigner
from trucewatch_verify.verifier import audit_log

PLANTED = (*CANARIES.values(), *DIGITS, "secret-claim", "secret-1")


def signing() -> LogSigning:
    key = FileSigner(Ed25519PrivateKey.from_private_bytes(b"m" * 32))
    return LogSigning(None, {"mission": key})


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """With a sealed entry; what was there before the planted entries is unsigned."""
    made = plant(tmp_path_factory.mktemp("planted") / "case", signing())
    with Log.open(made.folder.record, made.settings.log_origin, clock, signing=signing()) as log:
        leaf = next(e.leaf for e in log.entries() if e.type == "incident" and e.body().get("id") == "open-1")
        request = Request(id="s", kind="sealing", leaf=leaf, classification="restricted", basis="order")
        log.append([ask(request, "mission", "verifier")])
        for who in ("a", "b"):
            log.append([approve(protection_state(log.entries()), "s", who, "committee_member")])
        log.append([carry_out(protection_state(log.entries()), "s", "mission")[1]])
    return made


def run(*words: str) -> str:
    result = CliRunner().invoke(application(("evidence",)), list(words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return str(result.output)


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def leaks(name: str, data: bytes) -> list[str]:
    """The planted values in a member, also in the payload of an entry's envelope."""
    text = name + data.decode("utf-8", "replace")
    if name.startswith("entries/") and name.endswith(".json"):
        text += base64.b64decode(json.loads(data)["payload"]).decode()
    return [value for value in PLANTED if value in text]


@pytest.mark.parametrize("audience", ["public", "partners", "parties"])
def test_no_member_holds_a_planted_value_and_every_proof_holds(case: Case, audience: str, tmp_path: Path) -> None:
    path = tmp_path / "evidence.zip"
    run("bundle", str(case.folder.root), "--audience", audience, "-o", str(path))
    held = members(path)
    for name, data in held.items():
        assert not leaks(name, data), name
    result = audit_log(path)
    assert result.code == 0, result.findings
    told = next(s.detail for s in result.statements if s.name == "redacted")
    redacted = {name for name in held if name.endswith(".leaf")}
    assert told.startswith(f"{len(redacted)} of them")
    readme = held["README.md"].decode()
    assert f"for the audience `{audience}`" in readme
    assert "could be guessed" in readme
    whole = {name for name in held if name.startswith("entries/") and name.endswith(".json")}
    assert bool(whole) == (audience == "parties")  # whoever does not hold the log gets no bytes of it but keys
    assert [name for name in held if name.startswith("shown/")]
    with Log.open(case.folder.record, case.settings.log_origin, clock, mode="read") as log:
        sealed = next(e.index for e in log.entries() if e.type == "incident" and e.body().get("id") == "open-1")
        assert f"shown/{sealed}.json" not in held
        assert f"entries/{sealed}.json" not in held
        notice = log.entry(log.size - 1).record(AccessNotice)
        assert (notice.kind, notice.audience, notice.subject) == ("bundle", audience, "case")
        if audience != "parties":
            kept = [int(name.split("/")[1].split(".")[0]) for name in redacted]
            assert kept
            assert all(log.entry(index).signatures for index in kept)
    again = tmp_path / "again.zip"
    run("bundle", str(case.folder.root), "--audience", audience, "-o", str(again))
    assert again.read_bytes() == path.read_bytes()


def test_the_search_finds_what_a_whole_entry_holds(case: Case) -> None:
    """Else the test above could not fail."""
    with Log.open(case.folder.record, case.settings.log_origin, clock, mode="read") as log:
        found = {value for entry in log.entries() for value in leaks(f"entries/{entry.index}.json", entry.data)}
    assert found == set(PLANTED)


def test_an_unsigned_log_gives_the_public_no_hashes(tmp_path: Path) -> None:
    unsigned = plant(tmp_path / "case")
    with pytest.raises(ProtectionError, match="could be guessed"):
        run("bundle", str(unsigned.folder.root), "--audience", "public", "-o", str(tmp_path / "x.zip"))
    assert not (tmp_path / "x.zip").exists()
