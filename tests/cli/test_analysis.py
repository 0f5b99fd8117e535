"""The commands of analysis: figures to standard output, warnings to standard error, wrong tables named by line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from trucewatch.starting import start_case


def trucewatch(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "trucewatch.cli.main", *arguments]
    return subprocess.run(command, capture_output=True, check=False, encoding="utf-8")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    start_case(tmp_path / "case", name="River front", zone="Africa/Juba")
    return tmp_path / "case"


def test_undercount_of_a_table(case: Path, tmp_path: Path) -> None:
    table = tmp_path / "counts.csv"
    table.write_text("A,B,C,n\n1,0,0,60\n0,1,0,50\n0,0,1,40\n1,1,0,20\n1,0,1,18\n0,1,1,15\n1,1,1,6\n", encoding="utf-8")
    done = trucewatch("undercount", str(case), "--table", str(table), "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["observed"] == 209
    assert len(found["estimates"]) == 6
    assert found["low"] < found["high"]


def test_a_wrong_table_is_named_by_line(case: Path, tmp_path: Path) -> None:
    table = tmp_path / "counts.csv"
    table.write_text("A,B,C,n\n1,0,0,60\n1,yes,0,3\n", encoding="utf-8")
    done = trucewatch("undercount", str(case), "--table", str(table))
    assert done.returncode == 1
    assert f"{table}:3" in done.stderr
    assert "Traceback" not in done.stderr


def test_undercount_of_an_empty_case_is_refused_with_reasons(case: Path) -> None:
    done = trucewatch("undercount", str(case), "--lang", "fr")
    assert done.returncode == 0, done.stderr
    assert "moins de trois listes indépendantes" in done.stdout
