"""The parts that are handed on with a release: Python packages, and the npm packages inside its scripts and fonts.

Python parts are the closure of the requirements of the installed ``trucewatch`` without its extras; their hashes come
from ``requirements.lock``. npm parts are the closure of what the bundles hold (:data:`BUNDLED`), from
``frontend/package-lock.json``.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

__all__ = ["BUNDLED", "Part", "SupplyError", "npm_parts", "pinned", "python_parts"]

ROOT = Path(__file__).resolve().parents[1]
BUNDLED = ("maplibre-gl", "@expo-google-fonts/amiri", "@expo-google-fonts/noto-sans")
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


class SupplyError(Exception):
    """A file of the supply chain does not say what it must."""


@dataclass(frozen=True)
class Part:
    """One package: its ecosystem as package URLs name it (``pypi``, ``npm``), and the digests that the lock holds."""

    ecosystem: str
    name: str
    version: str
    licence: str | None
    sha256: tuple[str, ...] = ()
    sha512: str | None = None
    needs: tuple[str, ...] = ()


def pinned(lock: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Version and SHA-256 digests by canonical name, from the text of a pip lock."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    name = version = ""
    for line in lock.splitlines():
        if begun := _PIN.match(line):
            name, version = canonicalize_name(begun[1]), begun[2]
            found[name] = (version, ())
        elif name and (digest := _HASH.search(line)):
            found[name] = (version, (*found[name][1], digest[1]))
    return found


def python_parts(lock: str, look_up: Callable[[str], Distribution] = distribution) -> tuple[Part, ...]:
    """The packages that an installation by default brings, without trucewatch itself, by name.

    Raises :class:`SupplyError` for a needed package that is not installed or not in the lock.
    """
    pins = pinned(lock)
    parts: dict[str, Part] = {}
    waiting = list(_needs(look_up("trucewatch"), ()))
    while waiting:
        name, extras = waiting.pop()
        try:
            found = look_up(name)
        except PackageNotFoundError as error:
            raise SupplyError(f"{name} is needed but not installed: run make setup") from error
        needs = tuple(_needs(found, extras))
        before = parts.get(name)
        if before and set(before.needs) >= {need for need, _ in needs}:
            continue
        if name not in pins:
            raise SupplyError(f"requirements.lock: {name} is needed and not pinned: run make lock")
        told = tuple(sorted({need for need, _ in needs} | set(before.needs if before else ())))
        parts[name] = Part("pypi", name, found.version, licence_of(found), pins[name][1], needs=told)
        waiting += needs
    return tuple(parts[name] for name in sorted(parts))


def _needs(found: Distribution, extras: tuple[str, ...]) -> Iterable[tuple[str, tuple[str, ...]]]:
    for line in found.requires or ():
        need = Requirement(line)
        wanted = need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in (*extras, ""))
        if wanted:
            yield canonicalize_name(need.name), tuple(sorted(need.extras))


def licence_of(found: Distribution) -> str | None:
    """What the package says of its licence: the SPDX expression, else its classifiers, else a short free text."""
    told = found.metadata
    free = told.get_all("License") or [""]
    if expression := told.get_all("License-Expression"):
        return str(expression[0])
    classes = [c.rsplit(" :: ", 1)[1] for c in told.get_all("Classifier") or () if c.startswith("License :: ")]
    named = [c for c in classes if c != "OSI Approved"]
    if named:
        return " AND ".join(sorted(named))
    words = str(free[0]).strip()
    return words if words and len(words) < 80 and "\n" not in words else None


def npm_parts(lock: str, roots: Iterable[str] = BUNDLED) -> tuple[Part, ...]:
    """The npm packages inside the bundles, by name.

    Raises :class:`SupplyError` when the lock does not hold one of them.
    """
    packages = json.loads(lock)["packages"]
    parts: dict[str, Part] = {}
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name in parts:
            continue
        told = packages.get(f"node_modules/{name}")
        if told is None:
            raise SupplyError(f"package-lock.json: {name} is bundled and not locked: run npm install in frontend/")
        kind, _, digest = str(told.get("integrity", "")).partition("-")
        sha512 = base64.b64decode(digest).hex() if kind == "sha512" else None
        needs = tuple(sorted(told.get("dependencies", {})))
        parts[name] = Part("npm", name, told["version"], told.get("license"), sha512=sha512, needs=needs)
        waiting += needs
    return tuple(parts[name] for name in sorted(parts))
