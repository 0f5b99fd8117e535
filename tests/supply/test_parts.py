"""What a release is made of, and the rule its licences keep."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from supply.licences import broken, licence_words, table
from supply.parts import Part, SupplyError, npm_parts, pinned, python_parts

ROOT = Path(__file__).resolve().parents[2]
PIP = (ROOT / "requirements.lock").read_text(encoding="utf-8")
NPM = (ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8")


def test_every_part_that_is_handed_on_keeps_the_rule() -> None:
    parts = (*python_parts(PIP), *npm_parts(NPM))
    assert broken(parts) == ()
    names = {part.name for part in parts}
    assert {"litestar", "duckdb", "maplibre-gl"} <= names
    assert names.isdisjoint({"pytest", "mypy", "schemathesis", "vite", "typescript"})
    assert all(part.sha256 for part in parts if part.ecosystem == "pypi")
    assert all(part.sha512 for part in parts if part.ecosystem == "npm")


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "AGPL-3.0-or-later", "MIT AND GPL-2.0-only", "Proprietary", None])
def test_what_breaks_the_rule_is_named(licence: str | None) -> None:
    lines = broken([Part("pypi", "thing", "1.0", licence)])
    assert len(lines) == 1
    assert lines[0].startswith("thing 1.0: ")


@pytest.mark.parametrize(
    ("told", "ways"),
    [
        ("MIT", (("MIT",),)),
        ("(MIT OR Apache-2.0)", (("MIT",), ("Apache-2.0",))),
        ("MIT AND OFL-1.1", (("MIT", "OFL-1.1"),)),
        ("Apache-2.0 WITH LLVM-exception", (("Apache-2.0",),)),
        ("Mozilla Public License 2.0 (MPL 2.0)", (("Mozilla Public License 2.0 (MPL 2.0)",),)),
    ],
)
def test_expressions(told: str, ways: tuple[tuple[str, ...], ...]) -> None:
    assert licence_words(told) == ways


def test_a_choice_of_licences_is_ours_to_make() -> None:
    assert broken([Part("pypi", "thing", "1", "MPL-1.1 OR GPL-2.0-only")]) == ()


def test_the_lock_is_read_with_its_digests() -> None:
    text = (
        "one==1.0 \\\n    --hash=sha256:"
        + "a" * 64
        + " \\\n    --hash=sha256:"
        + "b" * 64
        + "\n    # via two\nTwo_x==2\n"
    )
    assert pinned(text) == {"one": ("1.0", ("a" * 64, "b" * 64)), "two-x": ("2", ())}


def test_a_bundled_package_that_is_not_locked_is_refused() -> None:
    with pytest.raises(SupplyError, match="is bundled and not locked"):
        npm_parts(json.dumps({"packages": {}}))


def test_a_needed_package_that_is_not_pinned_is_refused() -> None:
    with pytest.raises(SupplyError, match="is needed and not pinned"):
        python_parts("")


def test_the_report_has_a_row_for_each_part() -> None:
    assert table([Part("npm", "a", "1", "MIT"), Part("pypi", "b", "2", None)]).splitlines()[2:] == [
        "| npm: a | 1 | MIT |",
        "| pypi: b | 2 | not told |",
    ]
