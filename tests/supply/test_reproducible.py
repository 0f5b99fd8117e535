"""Two wheels are compared file by file."""

from __future__ import annotations

import zipfile
from pathlib import Path

from supply.reproducible import differences


def wheel(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        for name, text in files.items():
            packed.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text)
    return path


def test_equal_wheels_differ_in_nothing(tmp_path: Path) -> None:
    assert differences(wheel(tmp_path / "a", x="1", y="2"), wheel(tmp_path / "b", x="1", y="2")) == ()


def test_what_differs_is_named(tmp_path: Path) -> None:
    first = wheel(tmp_path / "a", x="1", y="2")
    assert differences(first, wheel(tmp_path / "b", x="1", y="3", z="4")) == ("y", "z")
    assert differences(first, wheel(tmp_path / "c", y="2", x="1")) == ("the order or the attributes of the files",)
