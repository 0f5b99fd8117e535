"""Build the wheel twice, from two copies of the tree, and compare the bytes.

The moment of the build is taken from the last commit (``SOURCE_DATE_EPOCH``, as reproducible-builds.org specifies it),
so that anyone who builds the same commit with the same lock can compare the digest that is printed.

Usage: ``python -m supply.reproducible DIST``
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from supply.parts import ROOT

__all__ = ["build", "differences", "main", "moment_of"]


def moment_of(root: Path) -> int:
    """Seconds since 1970 of the last commit."""
    told = subprocess.run(
        ["git", "-C", str(root), "log", "-1", "--format=%ct"],  # noqa: S607  # git is found on the path of who builds
        check=True,
        capture_output=True,
        text=True,
    )
    return int(told.stdout)


def build(root: Path, at: Path, moment: int, environment: Mapping[str, str]) -> Path:
    """Check the last commit of ``root`` out below ``at`` and build its wheel there, bundles and fonts included."""
    tree = at / "tree"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(root), str(tree)], check=True)  # noqa: S607
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(at / "dist"), str(tree)]
    subprocess.run(
        command, check=True, env={**environment, "SOURCE_DATE_EPOCH": str(moment)}, stdout=subprocess.DEVNULL
    )
    return next((at / "dist").glob("*.whl"))


def differences(first: Path, second: Path) -> tuple[str, ...]:
    """The names of files in which two wheels differ; empty when all bytes are equal."""
    if first.read_bytes() == second.read_bytes():
        return ()
    with zipfile.ZipFile(first) as one, zipfile.ZipFile(second) as two:
        names = sorted({*one.namelist(), *two.namelist()})
        differing = [n for n in names if _held(one, n) != _held(two, n)]
    return tuple(differing or ["the order or the attributes of the files"])


def _held(packed: zipfile.ZipFile, name: str) -> bytes | None:
    return packed.read(name) if name in packed.namelist() else None


def main(out: Path) -> int:
    """Put the wheel below ``out`` and print its SHA-256; 1 when two builds differ."""
    moment = moment_of(ROOT)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        wheels = [build(ROOT, Path(at), moment, os.environ) for at in (one, two)]
        differing = differences(*wheels)
        for name in differing:
            print(f"two builds differ in {name}", file=sys.stderr)
        if differing:
            return 1
        out.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(wheels[0], out / wheels[0].name)
        print(f"{hashlib.sha256(wheels[0].read_bytes()).hexdigest()}  {wheels[0].name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "dist")))
