"""The unit and the container file call commands and paths that exist, and give away no rights."""

from __future__ import annotations

import configparser
import re
import shlex
from pathlib import Path

from typer.main import get_command

from trucewatch.cli.main import application

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "deploy" / "trucewatch@.service"
CONTAINER = ROOT / "deploy" / "Containerfile"


def unit() -> configparser.ConfigParser:
    read = configparser.ConfigParser(interpolation=None, strict=True)
    read.optionxform = str  # type: ignore[assignment,method-assign]  # keys of a unit keep their case
    read.read_string(UNIT.read_text(encoding="utf-8"))
    return read


def options_of(command: str) -> set[str]:
    found = get_command(application()).commands[command]  # type: ignore[attr-defined]  # the application is a group
    return {name for parameter in found.params for name in parameter.opts}


def test_the_unit_calls_serve_with_options_that_exist() -> None:
    words = shlex.split(unit()["Service"]["ExecStart"])
    assert words[1] == "serve"
    assert {word for word in words if word.startswith("--")} <= options_of("serve")


def test_the_unit_writes_only_in_its_case_and_gains_nothing() -> None:
    service = unit()["Service"]
    assert service["ProtectSystem"] == "strict"
    assert service["ReadWritePaths"] == "/srv/trucewatch/%i"
    assert service["NoNewPrivileges"] == "yes"
    assert service["CapabilityBoundingSet"] == ""
    assert service["User"] not in {"root", ""}


def test_the_image_installs_by_digest_and_runs_as_nobody_special() -> None:
    text = CONTAINER.read_text(encoding="utf-8")
    assert "--require-hashes --requirement /install/requirements.lock" in text
    assert re.search(r"^USER trucewatch$", text, re.MULTILINE)
    copied = re.search(r"^COPY (.+) /install/$", text, re.MULTILINE)
    assert copied is not None
    assert (ROOT / copied[1].split()[0]).is_file()
    assert "/health" in text
