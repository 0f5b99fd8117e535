"""The commands of the how-tos of the procedure, run in the order in which they stand."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trucewatch.case import load_case
from trucewatch.cli.main import application
from trucewatch.errors import TrucewatchError

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("rapporteur", "delegation", "chair", "lawyer", "analyst")


def commands(page: str) -> list[tuple[list[str], bool]]:
    """The commands of a page, and whether each is meant to be refused."""
    out: list[tuple[list[str], bool]] = []
    for line in (ROOT / "docs" / "how-to" / f"{page}.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("    trucewatch "):
            command, _, note = line.partition("   # ")
            out.append((shlex.split(command)[1:], note.startswith("refused")))
    return out


@pytest.fixture(scope="module")
def work_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("how-to")
    case = folder / "aleppo-2016"
    shutil.copytree(ROOT / "cases" / "aleppo-2016", case, ignore=shutil.ignore_patterns("inbox", "record"))
    (case / "inbox").mkdir()
    return folder


def test_every_command_does_what_its_page_says(work_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(work_in)
    loaded = load_case(Path("aleppo-2016"))
    for module in ("acting", "docket", "cases"):  # the files of the case do not change: read them once
        monkeypatch.setattr(f"trucewatch.cli.{module}.load_case", lambda _: loaded)
    runner = CliRunner()
    assert runner.invoke(application(), ["run", "aleppo-2016"], catch_exceptions=False).exit_code == 0
    number = 0
    for page in PAGES:
        found = commands(page)
        assert found, page
        for arguments, refused in found:
            result = runner.invoke(application(), arguments)
            said = f"{page}: {shlex.join(arguments)}\n{result.output}\n{result.exception!r}"
            if refused:
                assert isinstance(result.exception, TrucewatchError), said
                assert result.exception.where, said
            else:
                assert result.exit_code == 0, said
            number += 1
    assert number > 35
