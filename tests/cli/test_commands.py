"""Commands as a user meets them: exit codes, messages, no traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = (
    *("init", "ingest", "run", "read", "report", "serve", "verify", "rebuild", "demo", "evaluate", "schema"),
    *("docket", "acts", "complain", "inquiry", "notify", "answer", "visit", "motion", "amend", "vote", "silence"),
    *("rule", "decide", "withdraw", "remedy", "draft", "undercount", "series"),
)
STORY = "Deux civils ont été tués lundi dans une frappe aérienne sur Alep, selon l'OSDH.\n"


def trucewatch(*arguments: str, cwd: Path | None = None, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "trucewatch.cli.main", *arguments]
    return subprocess.run(command, cwd=cwd, input=given, capture_output=True, check=False)


def test_help_of_every_command_has_an_example() -> None:
    for command in COMMANDS:
        shown = trucewatch(command, "--help")
        assert shown.returncode == 0, command
        assert b"Example: trucewatch " + command.encode() in shown.stdout, command


def test_read_writes_claims_with_sorted_keys(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(STORY, encoding="utf-8")
    done = trucewatch("read", str(file), "--published", "2016-12-05")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.decode().splitlines()
    claims = [json.loads(line) for line in lines]
    assert [c["kind"] for c in claims] == ["event"]
    assert lines[0] == json.dumps(claims[0], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    start, end = claims[0]["span"]
    assert STORY[start:end] == claims[0]["text"]
    assert claims[0]["casualties"][0]["best"] == 2
    assert claims[0]["time"]["start"] == "2016-12-05"


def test_read_of_standard_input_and_stored_text() -> None:
    assert trucewatch("read", "-", "--text", given=STORY.encode()).stdout.decode() == STORY
    assert b'"kind":"event"' in trucewatch("read", "-", given=STORY.encode()).stdout


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("binary.bin", bytes(range(256)) * 8, "binary"),
        ("large.txt", b"a" * 10_000_001, "too_large"),
        ("broken.pdf", b"%PDF-1.7\nbroken", "broken"),
        ("broken.docx", b"PK\x03\x04broken", "unsupported"),
        ("missing.txt", None, "missing"),
    ],
)
def test_what_cannot_be_read_is_a_record_and_exit_1(tmp_path: Path, name: str, data: bytes | None, reason: str) -> None:
    file = tmp_path / name
    if data is not None:
        file.write_bytes(data)
    done = trucewatch("read", str(file))
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    record = json.loads(done.stdout.decode())
    assert (record["kind"], record["reason"]) == ("unread", reason)
    assert reason.encode() in done.stderr


def test_one_bad_document_keeps_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    done = trucewatch("read", str(tmp_path / "none.txt"), str(tmp_path / "a.txt"))
    assert done.returncode == 1
    assert {json.loads(line)["kind"] for line in done.stdout.decode().splitlines()} == {"unread", "event"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("read", "-", "--published", "yesterday"),
        ("read", "-", "--published", "1616-12-05"),
        ("read",),
        ("run", "no-such-case"),
        ("verify", "no-such-case"),
        ("serve", "no-such-case"),
        ("schema", "nothing"),
        ("init", "x", "--zone", "Nowhere/Land"),
        ("nonsense",),
    ],
)
def test_wrong_usage_is_exit_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = trucewatch(*arguments, cwd=tmp_path, given=STORY.encode())
    assert done.returncode == 2, done.stderr
    assert b"Traceback" not in done.stderr
    assert done.stderr


def test_init_run_report_verify_rebuild(tmp_path: Path) -> None:
    assert trucewatch("init", "case", "--zone", "Asia/Damascus", cwd=tmp_path).returncode == 0
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    assert trucewatch("ingest", "case", "a.txt", "--published", "2016-12-05", cwd=tmp_path).returncode == 0
    run = trucewatch("run", "case", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert b"situation-report" in run.stdout
    report = trucewatch("report", "case", "--day", "2016-12-05", "--lang", "fr", "--format", "md", cwd=tmp_path)
    assert report.returncode == 0
    assert "Alep" in (tmp_path / report.stdout.decode().strip()).read_text(encoding="utf-8")
    assert trucewatch("verify", "case", cwd=tmp_path).returncode == 0
    assert trucewatch("rebuild", "case", cwd=tmp_path).returncode == 0
    assert trucewatch("init", "case", cwd=tmp_path).returncode == 2


def test_verify_names_a_changed_entry(tmp_path: Path) -> None:
    trucewatch("init", "case", cwd=tmp_path)
    (tmp_path / "case" / "inbox" / "a.txt").write_text(STORY, encoding="utf-8")
    trucewatch("run", "case", cwd=tmp_path)
    (bundle,) = [p for p in (tmp_path / "case" / "record" / "tile" / "entries").rglob("*") if p.is_file()]
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    bundle.write_bytes(bytes(data))
    done = trucewatch("verify", "case", cwd=tmp_path)
    assert done.returncode == 1
    assert b"entry" in done.stdout


def test_broken_yaml_names_file_and_line(tmp_path: Path) -> None:
    trucewatch("init", "case", cwd=tmp_path)
    actors = tmp_path / "case" / "actors.yaml"
    actors.write_text("- id: a\n  kind: no_such_kind\n  label: {en: A}\n", encoding="utf-8")
    done = trucewatch("run", "case", cwd=tmp_path)
    assert done.returncode == 1
    assert b"actors.yaml:2" in done.stderr
    actors.write_text("- id: a\n kind: x\n", encoding="utf-8")
    assert b"actors.yaml:2" in trucewatch("run", "case", cwd=tmp_path).stderr
