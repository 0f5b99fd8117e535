"""Accounts from the command line, and a server that is not opened to others without them."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from tests.web.samples import CASES
from typer.testing import CliRunner

from trucewatch.cli.main import application
from trucewatch.errors import TrucewatchError
from trucewatch.web.people.database import people_path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    case = tmp_path / "case"
    case.mkdir()
    for name in ("case.yaml", "actors.yaml", "sources.yaml", "places.yaml", "areas.geojson"):
        shutil.copyfile(CASES / name, case / name)
    return case


def people(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(application(("people",)), ["people", *map(str, arguments)])
    if isinstance(done.exception, TrucewatchError):
        raise done.exception
    return done.exit_code, done.stdout


def test_a_person_from_the_first_link_to_the_last_line_of_the_trail(folder: Path) -> None:
    code, link = people(
        *("add", folder, "amal", "--name", "Amal", "--role", "auditor", "--role", "observer"),
        *("--address", "https://watch.example/"),
    )
    assert code == 0
    assert link.startswith("https://watch.example/join/")
    again = people("invite", folder, "amal")[1]
    assert again.startswith("http://localhost:8642/join/")
    assert again.split("/")[-1] != link.split("/")[-1]
    people("change", folder, "amal", "--role", "party_submitter", "--party", "syria-gov")
    assert people("list", folder)[1] == "amal\tAmal\tsyria-gov\tparty_submitter\tinvited\n"
    people("reset", folder, "amal")
    people("remove", folder, "amal")
    assert people("list", folder)[1].endswith("removed\n")
    events = [line.split("\t")[3] for line in people("trail", folder)[1].splitlines()]
    wanted = ["account_added", "invited", "invited", "account_changed", "account_reset", "invited", "account_removed"]
    assert events == wanted
    assert people("trail", folder, "--event", "account_removed")[1].count("\n") == 1


def test_a_trail_that_was_changed_is_told(folder: Path) -> None:
    people("add", folder, "amal", "--name", "Amal", "--role", "observer")
    with sqlite3.connect(people_path(folder)) as connection:
        connection.execute("UPDATE trail SET who = 'somebody'")
    assert people("trail", folder)[0] == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "amal", "--name", "A", "--role", "nobody"),
        ("add", "amal", "--name", "A", "--role", "observer", "--party", "no-such-party"),
        ("add", "Amal!", "--name", "A", "--role", "observer"),
    ],
)
def test_what_cannot_be_is_refused(folder: Path, arguments: tuple[str, ...]) -> None:
    with pytest.raises(TrucewatchError):
        people(arguments[0], folder, *arguments[1:])


def test_a_case_without_accounts(folder: Path) -> None:
    for command in ("list", "trail"):
        with pytest.raises(TrucewatchError, match="no accounts"):
            people(command, folder)
