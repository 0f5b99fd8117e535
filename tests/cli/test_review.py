"""``trucewatch review`` on a small case: the same entries as the desk makes."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.web.samples import DIGEST, build
from typer.testing import CliRunner

from trucewatch.cli.main import application
from trucewatch.errors import ConflictError, UsageError

BY = ["--by", "A. Analyst", "--reason", "read again"]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return build(tmp_path / "small").folder.root


def review(*arguments: str) -> str:
    done = CliRunner().invoke(application(["reviewing"]), ["review", *arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return str(done.stdout)


def shown(case: Path, claim: str) -> dict[str, str]:
    lines = review("show", str(case), claim).splitlines()
    return {name: value for name, _, value in (line.partition(": ") for line in lines)}


def test_a_claim_goes_through_every_command(case: Path) -> None:
    root = str(case)
    assert review("queue", root, "--only", "low").startswith("c2\tlow\t")
    seen = shown(case, "c2")["version"]
    first = review("confirm", root, "c2", "--by", "A. Analyst", "--if-version", seen).strip()
    assert shown(case, "c2")["review"] == "confirmed"
    with pytest.raises(ConflictError):
        review("reject", root, "c2", *BY, "--if-version", seen)
    review("correct", root, "c2", "--set", "act=air_strike", "--set", "agent=", *BY)
    assert shown(case, "c2")["act"] == "air_strike"
    review("reject", root, "c2", *BY)
    assert review("queue", root, "--only", "rejected").startswith("c2\t")
    review("undo", root, first, *BY)
    told = review("history", root, "c2").splitlines()
    assert [line.split("\t")[2] for line in told] == ["confirm", "correct", "reject"]
    assert "taken back: read again" in told[0]


def test_a_claim_is_added_by_its_words(case: Path) -> None:
    words = ["--words", "الاثنين", "--set", "act=shelling", *BY]
    claim, _ = review("add", str(case), DIGEST["ar"], "event", *words).split()
    assert shown(case, claim)["words"] == "الاثنين"


def test_wrong_usage_is_told(case: Path) -> None:
    for wrong in (["queue", str(case), "--only", "x"], ["correct", str(case), "c2", "--set", "act", *BY]):
        with pytest.raises(UsageError):
            review(*wrong)


@pytest.mark.parametrize("command", ["queue", "show", "confirm", "correct", "reject", "add", "undo", "history"])
def test_help_has_an_example(command: str) -> None:
    assert "Example: trucewatch review" in " ".join(review(command, "--help").split())
