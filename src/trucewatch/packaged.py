"""The example case that comes with the program."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

from trucewatch.errors import UsageError

__all__ = ["EXAMPLE", "copy_example", "example_folder"]

EXAMPLE = "aleppo-2016"


def example_folder() -> Path:
    """Where the packaged case lies: in the installed package, else in the source tree beside it.

    Raises :class:`UsageError` when neither has it.
    """
    package = Path(str(resources.files("trucewatch")))
    for folder in (package / "cases" / EXAMPLE, package.parents[1] / "cases" / EXAMPLE):
        if (folder / "case.yaml").is_file():
            return folder
    raise UsageError(
        "the example case is not in this installation", expected=f"cases/{EXAMPLE}", hint="install the wheel again"
    )


def copy_example(target: Path) -> bool:
    """Copy the files that people write and the inbox to ``target``; False when a case is there already."""
    if (target / "case.yaml").is_file():
        return False
    if target.exists() and any(target.iterdir()):
        raise UsageError(
            "the folder is not empty and holds no case", where=str(target), hint="name a new or an empty folder"
        )
    shutil.copytree(
        example_folder(),
        target,
        dirs_exist_ok=True,
        ignore=shutil.ignore_patterns("record", "trucewatch.db*", "reports", "__pycache__"),
        copy_function=shutil.copyfile,
    )
    return True
