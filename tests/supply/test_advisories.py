"""Locked packages against advisories in the OSV format."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from supply.advisories import advisories_in, check, locked, main
from supply.parts import SupplyError

PACKAGES = {("PyPI", "thing-x"): {"1.5"}, ("npm", "@a/b"): {"2.0.1"}}


def advisory(name: str, ecosystem: str = "PyPI", **affected: Any) -> dict[str, Any]:
    return {
        "id": "OSV-1",
        "summary": "it breaks",
        "affected": [{"package": {"name": name, "ecosystem": ecosystem}, **affected}],
    }


def between(*events: dict[str, str], kind: str = "ECOSYSTEM") -> list[dict[str, Any]]:
    return [{"type": kind, "events": list(events)}]


@pytest.mark.parametrize(
    ("ranges", "hit"),
    [
        (between({"introduced": "0"}), True),
        (between({"introduced": "0"}, {"fixed": "1.5"}), False),
        (between({"introduced": "0"}, {"fixed": "1.6"}), True),
        (between({"introduced": "1.6"}), False),
        (between({"introduced": "1.0"}, {"last_affected": "1.5"}), True),
        (between({"introduced": "1.0"}, {"last_affected": "1.4"}), False),
        (between({"introduced": "0"}, {"fixed": "1.2"}, {"introduced": "1.4"}, {"fixed": "1.5.1"}), True),
        (between({"introduced": "0"}, kind="GIT"), False),
    ],
)
def test_ranges(ranges: list[dict[str, Any]], hit: bool) -> None:
    assert bool(check(PACKAGES, [advisory("Thing_X", ranges=ranges)])) is hit


def test_named_versions_and_other_ecosystems() -> None:
    assert check(PACKAGES, [advisory("thing-x", versions=["1.5"])])[0].line() == "PyPI: thing-x 1.5: OSV-1: it breaks"
    assert check(PACKAGES, [advisory("thing-x", ecosystem="npm", versions=["1.5"])]) == ()
    assert check(PACKAGES, [advisory("@a/b", ecosystem="npm", ranges=between({"introduced": "0"}, kind="SEMVER"))])
    assert check(PACKAGES, [{**advisory("thing-x", versions=["1.5"]), "withdrawn": "2026-01-01T00:00:00Z"}]) == ()


def test_a_version_that_cannot_be_compared_is_for_a_person() -> None:
    found = check({("npm", "x"): {"1.0-beta-what"}}, [advisory("x", "npm", ranges=between({"introduced": "0"}))])
    assert [f.certain for f in found] == [False]
    assert "a person must judge" in found[0].line()


@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 30))
def test_a_range_holds_from_introduction_to_fix(own: int, start: int, length: int) -> None:
    events = between({"introduced": f"1.{start}"}, {"fixed": f"1.{start + length}"})
    found = check({("PyPI", "x"): {f"1.{own}"}}, [advisory("x", ranges=events)])
    assert bool(found) is (start <= own < start + length)


def test_each_way_of_bringing_them_is_read_alike(tmp_path: Path) -> None:
    one, two = advisory("a"), {**advisory("b"), "id": "OSV-2"}
    (tmp_path / "list.json").write_text(json.dumps([one, two]))
    (tmp_path / "lines.jsonl").write_text(json.dumps(one) + "\n" + json.dumps(two) + "\n")
    (tmp_path / "folder").mkdir()
    for item in (one, two):
        (tmp_path / "folder" / f"{item['id']}.json").write_text(json.dumps(item))
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as packed:
        for item in (one, two):
            packed.writestr(f"{item['id']}.json", json.dumps(item))
    for name in ("list.json", "lines.jsonl", "folder", "all.zip"):
        assert [a["id"] for a in advisories_in(tmp_path / name)] == ["OSV-1", "OSV-2"], name


@pytest.mark.parametrize("text", ["{", "[1]", '{"id": "x", "affected": 1}', '{"affected": []}', "\x00"])
def test_what_is_no_advisory_is_refused_with_its_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.json").write_text(text)
    with pytest.raises(SupplyError, match=r"bad\.json"):
        list(advisories_in(tmp_path / "bad.json"))


def test_nothing_brought_is_not_called_clean(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert main([str(tmp_path / "absent")]) == 2
    assert "nothing is checked" in capsys.readouterr().err


def test_the_locks_are_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json").write_text(json.dumps(advisory("litestar", ranges=between({"introduced": "0"}))))
    assert main([str(tmp_path / "a.json")]) == 1
    assert capsys.readouterr().out.startswith("PyPI: litestar ")
    (tmp_path / "a.json").write_text(json.dumps(advisory("litestar", ranges=between({"introduced": "900"}))))
    assert main([str(tmp_path / "a.json")]) == 0


def test_npm_names_come_from_the_path_or_the_alias() -> None:
    lock = {
        "packages": {
            "": {},
            "node_modules/a/node_modules/@b/c": {"version": "1"},
            "node_modules/r": {"name": "s", "version": "2"},
        }
    }
    assert locked("", json.dumps(lock)) == {("npm", "@b/c"): {"1"}, ("npm", "s"): {"2"}}
