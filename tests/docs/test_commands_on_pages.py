"""Commands that pages tell the reader to type exist, with these options; two pages are run as they stand."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from tests.web.samples import build, clock
from typer.testing import CliRunner

from trucewatch.cli.main import application
from trucewatch.record import Draft, Log, read_checkpoint

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
TO_FILL_IN = {"OPP_HOLDS": "1"}
"""Numbers that the reader takes from what was printed before."""


def commands(page: Path) -> Iterator[list[str]]:
    """The words of each command in an indented block, without ``trucewatch``."""
    for line in page.read_text(encoding="utf-8").splitlines():
        if re.match(r"\s{4,}trucewatch ", line):
            yield [TO_FILL_IN.get(word, word) for word in shlex.split(line, comments=True)[1:]]


@pytest.mark.parametrize("page", [p for p in PAGES if p.name != "commands.md"], ids=lambda p: p.name)
def test_commands_of_a_page_are_understood(page: Path) -> None:
    for words in commands(page):
        command: Any = typer.main.get_command(application())
        name, rest = "trucewatch", words
        while hasattr(command, "commands") and rest:
            assert rest[0] in command.commands, f"{page.name}: {' '.join(words)}"
            name, command, rest = rest[0], command.commands[rest[0]], rest[1:]
        if not hasattr(command, "commands"):
            command.make_context(name, list(rest))  # raises where an option or argument is not understood


def test_the_search_finds_commands() -> None:
    """Else the test above could not fail."""
    assert sum(len(list(commands(page))) for page in PAGES) > 100


@pytest.mark.parametrize("name", ["publish-a-redacted-copy.md", "work-away-and-merge.md"])
def test_the_page_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    build(tmp_path / "river-front")
    shutil.copytree("river-front", "our-copy")
    head = read_checkpoint(Path("our-copy/record"))
    with Log.open(Path("our-copy/record"), head.origin, clock) as log:
        log.append([Draft(type="correction", author="party-a", body={"id": "c1", "reason": "the other bank"})])
    profile = ROOT / "src" / "trucewatch" / "protection" / "data" / "audiences" / "partners.yaml"
    shutil.copyfile(profile, "our-donors.yaml")
    ran = 0
    for words in commands(ROOT / "docs" / "how-to" / name):
        if words[0] == "serve":
            continue
        if "--day" in words and words[0] == "bundle":
            words[words.index("--day") + 1] = "2016-12-05"
        done = CliRunner().invoke(application(), words)
        assert done.exit_code == 0, (words, done.output, done.exception)
        ran += 1
    assert ran >= 2
    left = {"publish-a-redacted-copy.md": "public-copy", "work-away-and-merge.md": "party-a.submission"}
    assert Path(left[name]).exists()
