"""Attacks on log, keys and canonical form that no other test makes, and the list that names them all."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.record.parties import ORIGIN, Cast

from trucewatch.errors import RecordError
from trucewatch.record import Draft, Log, LogSigning
from trucewatch.record.bundle import make_bundle
from trucewatch.record.canonical import admit
from trucewatch.record.cosigned import accept_cosignatures
from trucewatch.record.disk import Disk
from trucewatch.record.signers import cosign
from trucewatch_verify.verifier import main

REPOSITORY = Path(__file__).resolve().parents[2]
LIST = REPOSITORY / "docs/reference/record-attacks.md"
TIME = datetime(2016, 12, 6, tzinfo=UTC)
Verdict = Callable[..., int]


def signing(cast: Cast) -> LogSigning:
    return LogSigning(cast.signer("un", "log"), {"mission": cast.signer("mission", "machine")})


def made(cast: Cast, folder: Path, numbers: list[int], *, origin: str = ORIGIN, author: str = "mission") -> Log:
    log = Log.open(folder, origin, lambda: TIME, signing=signing(cast))
    log.append([Draft(type="run", author=author, body={"n": n}) for n in numbers])
    return log


def witnessed(cast: Cast, log: Log, *parties: str, when: datetime = TIME) -> Path:
    text, at = log.checkpoint.text(), int(when.timestamp())
    lines = [cosign(text, f"{p}.example/witness", cast.signer(p, "witness"), at).line().encode() for p in parties]
    note = (log.folder / "checkpoint").read_bytes()
    accept_cosignatures(log.folder, None, note, lines, cast.root(), Disk())
    return log.folder / "cosigned" / str(log.size)


@pytest.fixture
def trust(tmp_path: Path) -> tuple[Cast, list[str]]:
    cast = Cast()
    (tmp_path / "held.json").write_bytes(cast.signed().data)
    return cast, ["--trust", str(tmp_path / "held.json")]


def test_a_log_rewritten_and_signed_by_its_host_lacks_witnesses(trust: tuple[Cast, list[str]], tmp_path: Path) -> None:
    cast, held = trust
    with made(cast, tmp_path / "first", [1, 2, 3]) as log:
        kept = witnessed(cast, log, "gov", "opp")
        assert main([str(log.folder), *held]) == 0
    with made(cast, tmp_path / "second", [1, 9, 3]) as rewritten:
        assert main([str(rewritten.folder), *held]) == 3
        assert main([str(rewritten.folder), *held, "--kept", str(kept)]) == 4
        (rewritten.folder / "cosigned").mkdir()
        (rewritten.folder / "cosigned/3").write_bytes(kept.read_bytes())
        assert main([str(rewritten.folder), *held]) == 3


def test_the_same_keys_on_another_log_vouch_for_nothing(
    trust: tuple[Cast, list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cast, held = trust
    with made(cast, tmp_path / "other", [1, 2], origin="monitor.example/aleppo/log/2") as log:
        assert main([str(log.folder), *held]) == 1
    assert "FAIL trust root" in capsys.readouterr().out


def test_an_old_checkpoint_replayed_contradicts_the_one_kept(trust: tuple[Cast, list[str]], tmp_path: Path) -> None:
    cast, held = trust
    with made(cast, tmp_path / "record", [1, 2]) as log:
        old = tmp_path / "old.zip"
        witnessed(cast, log, "gov", "opp")
        old.write_bytes(make_bundle(log, [0], pages={}).data)
        log.append([Draft(type="run", author="mission", body={"n": 3})])
        kept = witnessed(cast, log, "gov", "opp")
    assert main([str(old), *held]) == 0
    assert main([str(old), *held, "--kept", str(kept)]) == 4


@pytest.mark.parametrize("name", ["missiоn", "ｍission", "mıssion"])
def test_a_name_that_looks_like_a_party_is_not_that_party(
    trust: tuple[Cast, list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    cast, held = trust
    with made(cast, tmp_path / "record", [1, 2], author=name) as log:
        witnessed(cast, log, "gov", "opp")
    assert main([str(log.folder), *held]) == 0
    said = capsys.readouterr().out
    assert "2 by authors without a key" in said
    assert "signed by a key valid then" not in said


@pytest.mark.parametrize("name", ["", "a\u200bb", "a\u202eb", "e\u0301", "a\0b", "a\nb", "x" * 201])
def test_names_that_hide_something_are_refused(tmp_path: Path, name: str) -> None:
    with Log.open(tmp_path / "record", ORIGIN, lambda: TIME) as log:
        with pytest.raises(RecordError):
            log.append([Draft(type="run", author=name, body={"n": 1})])
        assert log.size == 0


def test_more_than_a_hundred_signatures_are_refused(trust: tuple[Cast, list[str]], tmp_path: Path) -> None:
    cast, held = trust
    with made(cast, tmp_path / "record", [1]) as log:
        path = log.folder / "checkpoint"
        head, _, line = path.read_bytes().partition(b"\n\n")
    path.write_bytes(head + b"\n\n" + line * 101)
    assert main([str(log.folder), *held]) == 1


@pytest.mark.parametrize(
    "data",
    [
        '{"a":1}'.encode("utf-16"),
        b"\xef\xbb\xbf{}",
        b'{"a":-0}',
        b'{"a":1e400}',
        b'{"a":' + b"9" * 5000 + b"}",
        b'{"a":9007199254740993}',
        b'{"a":1,"\\u0061":2}',
        b'{"a":NaN}',
        b'{"a":"\\ud800"}',
        b'{"a\\u0000":1}',
        b"\xff",
        b"{}{}",
    ],
)
def test_bytes_that_two_readers_read_in_two_ways(data: bytes) -> None:
    with pytest.raises(RecordError):
        admit(data)


def test_every_test_that_the_list_names_exists() -> None:
    """The list of attacks is of use only while it is true."""
    named = re.findall(r"`(tests/[a-z_/0-9]+\.py)::(test_[a-z0-9_]+)`", LIST.read_text("utf-8"))
    assert len(named) > 50
    for file, name in named:
        tree = ast.parse((REPOSITORY / file).read_text("utf-8"))
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, f"{file}::{name}"
