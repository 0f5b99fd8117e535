"""``trucewatch evaluate`` and ``python -m trucewatch.evaluation`` on a small set."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from trucewatch.cli import main as cli
from trucewatch.evaluation.__main__ import main

KEY = {
    "doc": "one.txt",
    "lang": "fr",
    "published": "2016-12-05",
    "outlet": None,
    "story": "s",
    "split": "development",
    "figures": [
        {
            "anchor": "douze civils",
            "low": 12,
            "best": 12,
            "high": 12,
            "qualifier": "exact",
            "what": "killed",
            "who": "civilian",
            "side": None,
            "by": None,
            "subset_of": None,
            "place": None,
        }
    ],
    "events": [],
    "positions": [],
    "control": [],
    "traps": [{"anchor": "2254", "must_not": "figure"}],
}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    folder = tmp_path / "gold"
    folder.mkdir()
    (folder / "one.txt").write_text("Au total, douze civils ont été tués. La résolution 2254 reste en vigueur.\n")
    (folder / "one.json").write_bytes(msgspec.json.encode(KEY))
    return folder


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["trucewatch", "evaluate", *arguments])
    with pytest.raises(SystemExit) as stop:
        cli.run()
    return int(stop.value.code or 0)


def test_the_command_writes_all_forms(
    gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page, report = tmp_path / "r.html", tmp_path / "r.json"
    options = ["--json", str(report), "--html", str(page), "--accept", "--outside", str(tmp_path / "none")]
    assert run(monkeypatch, str(gold), *options) == 0
    out = capsys.readouterr().out
    assert "Claims found" in out
    assert "seed" in out
    assert msgspec.json.decode(report.read_bytes())["texts"] == 1
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (tmp_path / "accepted.json").exists()
    assert run(monkeypatch, str(gold), "--json", "-", "--outside", str(tmp_path / "none")) == 0
    assert msgspec.json.decode(capsys.readouterr().out)["changes"]["lost"] == []


def test_a_floor_that_is_undercut_ends_with_1(
    gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    floors = tmp_path / "floors.yaml"
    floors.write_text(
        "id: x\nsource: x\nsets:\n  - {split: development, texts: {fr: 2}, floors: {fr: {positions.f1: 0.5}}}\n"
    )
    assert run(monkeypatch, str(gold), "--floors", str(floors), "--outside", str(tmp_path)) == 1
    assert capsys.readouterr().err.count("floor undercut") == 2


def test_wrong_use_ends_with_2(gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, str(gold), "--split", "train") == 2
    assert run(monkeypatch, str(tmp_path / "none")) == 2
    assert run(monkeypatch, str(gold), "--split", "test") == 2


def test_the_module(gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(gold), "--errors"]) == 0
    assert "figures" in capsys.readouterr().out
    assert main([str(tmp_path / "none")]) == 2
    assert "does not exist" in capsys.readouterr().err
