"""The how-to of three parties, run as it stands."""

from __future__ import annotations

import re
import shlex
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trucewatch.cli.main import application
from trucewatch.errors import TrucewatchError
from trucewatch.record.checkpoint import parse_checkpoint
from trucewatch.record.trust import parse_root
from trucewatch.record.witness import Witness
from trucewatch_verify.verifier import main as verify_alone

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "keep-the-record-together.md"


def commands() -> list[str]:
    return [line.strip() for line in PAGE.read_text("utf-8").splitlines() if line.startswith("    ")]


def run_line(line: str) -> tuple[int, str]:
    words = shlex.split(line, comments=True)
    if words[0] == "mkdir":
        for name in words[1:]:
            Path(name).mkdir()
    elif words[0] == "echo":
        Path(words[3]).write_text(words[1] + "\n", "utf-8")
    elif words[:2] == ["cp", "-r"]:
        shutil.copytree(words[2], words[3])
    elif words[0] == "cp":
        shutil.copyfile(words[1], words[2])
    elif words[:3] == ["python", "-m", "trucewatch_verify"]:
        return verify_alone(words[3:]), ""
    else:
        assert words[0] == "trucewatch", line
        done = CliRunner().invoke(application(), words[1:])
        if isinstance(done.exception, TrucewatchError):
            return done.exception.exit_code, str(done.exception)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.output
    return 0, ""


def filled(line: str) -> str:
    """The numbers that the reader takes from what was printed before."""
    if "GOV_ENTRIES_KEY" in line:
        root = parse_root(Path("1.json").read_bytes()).root
        line = line.replace("GOV_ENTRIES_KEY", next(k.digest[:16] for k in root.keys if k.role == "submitter"))
    if "OPP_HOLDS" in line:
        origin = parse_checkpoint(Path("river/record/checkpoint").read_bytes()).origin
        held = Witness(Path("opp/witness"), None, _never).head(origin)
        assert held is not None
        line = line.replace("OPP_HOLDS", str(held[0].size))
    return line


def _never() -> datetime:
    raise AssertionError("no clock is needed to read")


def test_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    said: dict[str, str] = {}
    lines = commands()
    assert len(lines) > 60
    for line in lines:
        expected = re.search(r"# exit (\d)$", line)
        code, output = run_line(filled(line))
        assert code == int(expected[1] if expected else 0), f"{line}\n{output}\n{capsys.readouterr().out}"
        said[line] = output
    statuses = [text for line, text in said.items() if line.startswith("trucewatch witness status")]
    assert len(said) == len({*lines})
    assert "witnessed" in statuses[-1]
    assert "signed" in said["trucewatch witness judge fork.json --root gov/1.json"]
    assert "too few parties signed" in next(
        text for line, text in said.items() if "install river 2.json    # exit 1" in line
    )
    assert "older than a head that was signed" in said["trucewatch run river    # exit 1"]
