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


def test_series_of_an_empty_case_says_that_nothing_has_a_day(case: Path) -> None:
    done = trucewatch("series", str(case))
    assert done.returncode == 0, done.stderr
    assert "no incident has a day" in done.stderr
    assert done.stdout == ""


def test_a_wrong_dimension_is_wrong_usage(case: Path) -> None:
    done = trucewatch("series", str(case), "--by", "colour")
    assert done.returncode == 2
    assert "family, act, area, party" in done.stderr


def test_series_of_a_case_prints_json_and_draws(case: Path, tmp_path: Path) -> None:
    for number in range(1, 6):
        text = f"Two civilians were killed on {number} May 2020 in an air strike on Juba, the UN said.\n"
        (case / "inbox" / f"{number}.txt").write_text(text, encoding="utf-8")
    assert trucewatch("run", str(case)).returncode == 0
    done = trucewatch("series", str(case), "--by", "act", "--json", "--svg", str(tmp_path / "plots"), "--lang", "ar")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[0])
    assert (found["code"], sum(found["counts"])) == ("air_strike", 5)
    assert "too_few_days" in {note["reason"] for note in found["notes"]}
    assert "<svg" in (tmp_path / "plots" / "series-act-1.svg").read_text(encoding="utf-8")
    report = next((case / "reports").glob("*.fr.html")).read_text(encoding="utf-8")
    assert "Séries et évolution" in report
    assert "moins de trois listes indépendantes" in report
