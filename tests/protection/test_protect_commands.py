"""The commands of protection, from the first handle to a value that nobody can open again."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pyrage
import pytest
from typer.testing import CliRunner

from trucewatch.cli.main import application
from trucewatch.errors import ProtectionError
from trucewatch.record import Entry, Log, read_checkpoint

SECRET = "the well behind the third mill"


def run(*words: str) -> str:
    result = CliRunner().invoke(application(), list(words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return str(result.stdout)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "river"
    run("init", str(folder))
    rows = []
    for name in ("ana", "ben"):
        key = pyrage.x25519.Identity.generate()
        (tmp_path / f"{name}.key").write_text(str(key))
        rows.append(f"- {{id: {name}, name: {name}, organisation: {name}, recipient: {key.to_public()}}}\n")
    (folder / "custodians.yaml").write_text("".join(rows))
    return folder


def entries(case: Path) -> list[Entry]:
    head = read_checkpoint(case / "record")
    with Log.open(case / "record", head.origin, lambda: datetime.now(UTC), mode="read") as log:
        return list(log.entries())


def approved(case: Path, index: str, kind: str, *more: str) -> str:
    words = ("--kind", kind, "--basis", "danger", "--as", "mission", "--role", "verifier", *more)
    request = run("protect", "ask", str(case), index, *words).strip()
    for who in ("party-a", "party-b"):
        run("protect", "approve", str(case), request, "--as", who, "--role", "committee_member")
    run("protect", "carry-out", str(case), request, "--as", "mission")
    return request


def test_a_value_is_hidden_revealed_and_destroyed(case: Path, tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    file.write_text(f'{{"statement": "{SECRET}"}}')
    index = run("protect", "hide", str(case), str(file), "--kind", "witness_statement", "--as", "mission").split()[0]
    opening = ("protect", "open", str(case), index, "--identity", str(tmp_path / "ana.key"), "--as", "ana", "--request")
    with pytest.raises(ProtectionError, match="no reveal"):
        run(*opening, "none")
    request = approved(case, index, "disclosure_notice", "--to", "inquiry panel")
    assert run(*opening, request) == f"statement: {SECRET}\n"
    assert run(*opening, request) == f"statement: {SECRET}\n"
    read = [entry for entry in entries(case) if entry.type == "access"]
    assert [(e.author, e.body()["kind"], e.body()["request"], e.body()["role"]) for e in read][:1] == [
        ("ana", "reading", request, "custodian")
    ]
    assert len({str(e.body()["at"]) for e in read}) == len(read)
    approved(case, index, "redaction")
    assert run(*opening, request) == ""
    run("verify", str(case))
    run("bundle", str(case), "-o", str(tmp_path / "evidence.zip"))
    with zipfile.ZipFile(tmp_path / "evidence.zip") as bundle:
        assert not [name for name in bundle.namelist() if SECRET.encode() in bundle.read(name)]
        assert not [name for name in bundle.namelist() if "vault" in name or name.endswith(".age")]
    kept = [p for p in case.rglob("*") if p.is_file()]
    assert kept
    assert not [p for p in kept if SECRET.encode() in p.read_bytes()]


def test_handles_differ() -> None:
    assert run("protect", "handle") != run("protect", "handle")


def test_a_file_that_cannot_be_read_is_not_repeated(case: Path, tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    file.write_text(f'["{SECRET}"]')
    with pytest.raises(Exception, match="no JSON object") as refused:
        run("protect", "hide", str(case), str(file), "--kind", "witness_statement", "--as", "mission")
    assert SECRET not in str(refused.value)
