"""``trucewatch terms`` over the packaged case and over a broken one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.cli.test_commands import trucewatch

CASE = Path(__file__).parents[2] / "cases" / "aleppo-2016"


def test_help_has_an_example() -> None:
    for command in ("check", "show", "diff", "at"):
        shown = trucewatch("terms", command, "--help")
        assert f"Example: trucewatch terms {command}".encode() in shown.stdout


def test_check_counts_and_names_drafts() -> None:
    done = trucewatch("terms", "check", str(CASE))
    assert done.returncode == 0
    assert done.stdout.startswith(b"9 instruments, ")
    assert b"draft-s-2016-1026" in done.stderr


def test_a_broken_clause_is_refused_with_file_and_line(tmp_path: Path) -> None:
    case = tmp_path / "case"
    shutil.copytree(CASE, case, ignore=shutil.ignore_patterns("record", "*.db"))
    file = case / "terms" / "2016-10-20-humanitarian-pause.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("bound: [", "bound: [nobody-known, ", 1), encoding="utf-8")
    done = trucewatch("terms", "check", str(case))
    assert done.returncode == 1
    assert b"2016-10-20-humanitarian-pause.yaml:" in done.stderr
    assert b"clauses[0].bound" in done.stderr
    assert b"Traceback" not in done.stderr


def test_at_and_diff_of_dates() -> None:
    rows = [json.loads(r) for r in trucewatch("terms", "at", str(CASE), "2016-09-13", "--json").stdout.splitlines()]
    assert {"instrument": "arrangement-2016-09", "clause": "arrangement-2016-09/flights", "in_force": "true"} in rows
    changed = trucewatch("terms", "diff", str(CASE), "2016-09-11", "2016-09-13").stdout.decode()
    assert "arrangement-2016-09/flights  force\n  - false\n  + true" in changed


@pytest.mark.parametrize("arguments", [("show", "nothing"), ("at", "someday"), ("diff", "a", "b")])
def test_wrong_usage_is_exit_2(arguments: tuple[str, ...]) -> None:
    done = trucewatch("terms", arguments[0], str(CASE), *arguments[1:])
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_show_prints_the_words_in_the_language_asked_for() -> None:
    shown = trucewatch("terms", "show", str(CASE), "coh-2016-02/attacks", "--lang", "ar").stdout.decode()
    assert "وقف الأعمال" in shown
