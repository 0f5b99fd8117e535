"""``trucewatch search`` on a small case."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.web.samples import build
from typer.testing import CliRunner

from trucewatch.cli.main import application


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("search") / "small").folder.root


def asked(case: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(application(["searching"]), ["search", str(case), *arguments])
    return done.exit_code, done.stdout


def test_hits_are_printed_with_their_words(case: Path) -> None:
    code, said = asked(case, "dement", "--kind", "claim")
    assert (code, said) == (0, "claim\tc2\tL’armée [dément] tout tir.\n")


def test_filters_and_pages(case: Path) -> None:
    code, said = asked(case, "", "--only", "lang_of=ar", "--kind", "claim", "--limit", "1")
    assert (code, said.count("\n"), said[:8]) == (0, 1, "claim\tc4")


def test_a_filter_that_is_none_is_wrong_usage(case: Path) -> None:
    assert asked(case, "x", "--only", "colour=red")[0] == 2
