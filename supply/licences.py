"""The licence report of what is installed by default, and the rule it must keep.

The rule: permissive licences, and the MPL and LGPL for unmodified libraries; no GPL or AGPL. A package whose own words
name no licence, or one that is not in the table, is refused until a person has read it and entered it in :data:`READ`.

Usage: ``python -m supply.licences``
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

from supply.parts import ROOT, Part, SupplyError, npm_parts, python_parts

__all__ = ["READ", "broken", "licence_words", "main", "table"]

ALLOWED = {
    "0BSD",
    "Apache Software License",
    "Apache-2.0",
    "Apache License 2.0",
    "Apache License, Version 2.0",
    "BSD License",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSD 3-Clause License",
    "CC0-1.0",
    "CNRI-Python",
    "CC-BY-4.0",
    "GNU Lesser General Public License v3 (LGPLv3)",
    "ISC",
    "ISC License (ISCL)",
    "LGPL-2.1-or-later",
    "LGPL-3.0-only",
    "LGPL-3.0-or-later",
    "MIT",
    "MIT License",
    "MIT-0",
    "MIT-CMU",
    "MPL-1.1",
    "MPL-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)",
    "OFL-1.1",
    "PSF-2.0",
    "Python Software Foundation License",
    "Python-2.0",
    "Unlicense",
    "Unicode-3.0",
    "Zlib",
    "zlib-acknowledgement",
}
# Packages whose metadata does not name a licence in the table's words, and what their licence file says.
READ: dict[str, str] = {
    "pypi:pypdfium2": "BSD-3-Clause AND Apache-2.0",  # the binary's own parts are listed in its folder of licences
    "pypi:pyrage": "MIT",
    "pypi:rich-click": "MIT",
}


def licence_words(told: str) -> tuple[tuple[str, ...], ...]:
    """An expression as alternatives, each a set of licences that hold together."""
    flat = told.replace("(MPL 2.0)", "[MPL]").replace("(LGPLv3)", "[LGPL]").replace("(ISCL)", "[ISCL]")
    flat = re.sub(r"^\((.*)\)$", r"\1", flat)
    ways = []
    for way in re.split(r"\s+OR\s+|\s*/\s*", flat):
        names = re.split(r"\s+AND\s+|\s+and\s+|,\s*", way.strip("() "))
        ways.append(tuple(_whole(name.strip("() ")) for name in names))
    return tuple(ways)


def _whole(name: str) -> str:
    back = name.replace("[MPL]", "(MPL 2.0)").replace("[LGPL]", "(LGPLv3)").replace("[ISCL]", "(ISCL)")
    return re.sub(r"\s+WITH\s+.*", "", back)


def broken(parts: Iterable[Part]) -> tuple[str, ...]:
    """One line for each part that does not keep the rule."""
    lines = []
    for part in parts:
        told = READ.get(f"{part.ecosystem}:{part.name}") or part.licence
        if told is None:
            lines.append(f"{part.name} {part.version}: no licence is told; read its licence file and enter it in READ")
        elif not any(set(way) <= ALLOWED for way in licence_words(told)):
            lines.append(f"{part.name} {part.version}: {told} is not in the table of allowed licences")
    return tuple(lines)


def table(parts: Iterable[Part]) -> str:
    """The report as Markdown, one row a package."""
    rows = ["| package | version | licence |", "| --- | --- | --- |"]
    for part in parts:
        told = READ.get(f"{part.ecosystem}:{part.name}") or part.licence or "not told"
        rows.append(f"| {part.ecosystem}: {part.name} | {part.version} | {told} |")
    return "\n".join(rows)


def main() -> int:
    """Print the table; 1 when a part breaks the rule."""
    try:
        parts = (
            *python_parts((ROOT / "requirements.lock").read_text(encoding="utf-8")),
            *npm_parts((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8")),
        )
    except SupplyError as error:
        print(error, file=sys.stderr)
        return 1
    print(table(parts))
    lines = broken(parts)
    for line in lines:
        print(line, file=sys.stderr)
    return 1 if lines else 0


if __name__ == "__main__":
    raise SystemExit(main())
