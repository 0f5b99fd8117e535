"""Known weaknesses of the locked packages, from a file of advisories that was brought here: no network is needed.

The file holds advisories in the OSV format (version 1.6): one JSON object, a list of them, one a line, a folder of
``.json`` files, or a zip of them, as the OSV database hands them out by ecosystem. Both locks are checked:
``requirements.lock`` (PyPI, development tools as well) and ``frontend/package-lock.json`` (npm).

A version that cannot be compared is reported for a person to judge, never passed over.

Usage: ``python -m supply.advisories PyPI.zip npm.zip``
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from supply.parts import ROOT, SupplyError, pinned

__all__ = ["Finding", "advisories_in", "check", "locked", "main"]

_LARGEST = 4_000_000
"""Bytes of one advisory; a larger one is refused."""


@dataclass(frozen=True)
class Finding:
    """An advisory that touches a locked package; ``certain`` is false where versions could not be compared."""

    ecosystem: str
    name: str
    version: str
    advisory: str
    summary: str
    certain: bool

    def line(self) -> str:
        """The finding in one line."""
        doubt = "" if self.certain else " (versions cannot be compared: a person must judge)"
        return f"{self.ecosystem}: {self.name} {self.version}: {self.advisory}: {self.summary}{doubt}"


def locked(pip_lock: str, npm_lock: str) -> dict[tuple[str, str], set[str]]:
    """The locked versions by ecosystem (as OSV names it) and package."""
    found = {("PyPI", name): {version} for name, (version, _) in pinned(pip_lock).items()}
    for path, told in json.loads(npm_lock)["packages"].items():
        if path:
            name = told.get("name") or path.rpartition("node_modules/")[2]
            found.setdefault(("npm", name), set()).add(told["version"])
    return found


def advisories_in(path: Path) -> Iterator[Mapping[str, Any]]:
    """Every advisory of a file, folder or zip. Raises :class:`SupplyError` for what is not in the format."""
    if path.is_dir():
        for file in sorted(path.rglob("*.json")):
            yield from _parsed(file.read_bytes(), str(file))
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            for item in packed.infolist():
                if item.filename.endswith(".json"):
                    if item.file_size > _LARGEST:
                        raise SupplyError(f"{path}: {item.filename} has more than {_LARGEST} bytes")
                    yield from _parsed(packed.read(item), f"{path}: {item.filename}")
    elif path.is_file():
        yield from _parsed(path.read_bytes(), str(path))
    else:
        raise SupplyError(f"{path}: no such file; bring the OSV export of PyPI and of npm here")


def _parsed(data: bytes, where: str) -> Iterator[Mapping[str, Any]]:
    try:
        whole = json.loads(data)
    except ValueError:
        try:
            whole = [json.loads(line) for line in data.splitlines() if line.strip()]
        except ValueError as error:
            raise SupplyError(f"{where}: neither JSON nor JSON Lines: {error}") from error
    for advisory in whole if isinstance(whole, list) else [whole]:
        if not isinstance(advisory, dict) or "id" not in advisory or not isinstance(advisory.get("affected", []), list):
            raise SupplyError(f"{where}: not an advisory in the OSV format (an object with id and affected)")
        yield advisory


def check(packages: Mapping[tuple[str, str], set[str]], advisories: Iterable[Mapping[str, Any]]) -> tuple[Finding, ...]:
    """What of the advisories touches the packages; a withdrawn advisory touches nothing."""
    found = set()
    for advisory in advisories:
        if advisory.get("withdrawn"):
            continue
        for affected in advisory.get("affected", []):
            told = affected.get("package", {})
            ecosystem = str(told.get("ecosystem", "")).partition(":")[0]
            name = str(told.get("name", ""))
            key = (ecosystem, canonicalize_name(name) if ecosystem == "PyPI" else name)
            for version in packages.get(key, ()):
                hit = _touches(version, affected)
                if hit is not False:
                    said = str(advisory.get("summary") or advisory.get("details") or "no summary").splitlines()[0][:200]
                    found.add(Finding(*key, version, str(advisory["id"]), said, certain=hit is True))
    return tuple(sorted(found, key=lambda f: (f.ecosystem, f.name, f.advisory)))


def _touches(version: str, affected: Mapping[str, Any]) -> bool | None:
    """True or false; None where it cannot be told."""
    if version in affected.get("versions", ()):
        return True
    ranges = [r for r in affected.get("ranges", ()) if r.get("type") in {"ECOSYSTEM", "SEMVER"}]
    try:
        own = Version(version)
        if any(_in_range(own, r.get("events", ())) for r in ranges):
            return True
    except InvalidVersion:
        return None
    return False


def _in_range(own: Version, events: Sequence[Mapping[str, str]]) -> bool:
    """OSV's evaluation: the last event at or below the version says whether it is affected."""
    marks = []
    for event in events:
        for kind, told in event.items():
            if kind in {"introduced", "fixed", "last_affected"}:
                marks.append((Version("0.dev0") if told == "0" else Version(told), kind))
    inside = False
    # at one version, a fix is said after an introduction
    for at, kind in sorted(marks, key=lambda mark: (mark[0], mark[1] != "introduced")):
        if kind == "introduced" and own >= at:
            inside = True
        elif (kind == "fixed" and own >= at) or (kind == "last_affected" and own > at):
            inside = False
    return inside


def main(paths: Sequence[str]) -> int:
    """Print the findings; 0 when there are none, 1 when there are, 2 when nothing could be checked."""
    if not paths:
        print("expected: files of advisories in the OSV format; got: none; nothing is checked", file=sys.stderr)
        return 2
    try:
        packages = locked(
            (ROOT / "requirements.lock").read_text(encoding="utf-8"),
            (ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"),
        )
        read = [advisory for path in paths for advisory in advisories_in(Path(path))]
        findings = check(packages, read)
    except (SupplyError, zipfile.BadZipFile, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    for finding in findings:
        print(finding.line())
    print(f"{len(packages)} packages against {len(read)} advisories: {len(findings)} found", file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
