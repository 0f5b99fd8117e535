"""A delegation works on a copy and brings its file back; a head is stamped by nobody."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trucewatch.cli.main import application
from trucewatch.errors import UsageError


def run(*words: str) -> str:
    result = CliRunner().invoke(application(), list(words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return str(result.output)


def test_a_copy_brings_its_work_back_once(tmp_path: Path) -> None:
    main, copy, file = tmp_path / "river", tmp_path / "copy", tmp_path / "machine.submission"
    run("init", str(main))
    shutil.copytree(main, copy)
    (copy / "inbox" / "note.txt").write_text("Shells fell on the town of Malakal on 5 December 2016.\n")
    run("ingest", str(copy), str(copy / "inbox" / "note.txt"))
    run("submit", str(copy), "--as", "trucewatch", "-o", str(file))
    with pytest.raises(UsageError, match="exists"):
        run("submit", str(copy), "--as", "trucewatch", "-o", str(file))
    assert "0 were known" in run("merge-in", str(main), str(file))
    assert "0 entries are new" in run("merge-in", str(main), str(file))
    run("verify", str(main))
    with pytest.raises(UsageError, match="does not exist"):
        run("merge-in", str(main), str(tmp_path / "none"))


def test_without_a_token_the_head_is_not_timestamped(tmp_path: Path) -> None:
    run("init", str(tmp_path / "river"))
    assert "not timestamped" in run("timestamp", "check", str(tmp_path / "river"))
