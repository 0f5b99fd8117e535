"""Imports point down the river: a room may use the rooms above it in the flow and nothing below."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "trucewatch"

# Each room and what it may import of the others. `errors` and `vocabulary` are open to all.
MAY_USE: dict[str, frozenset[str]] = {
    "errors": frozenset(),
    "vocabulary": frozenset({"errors"}),
    "intake": frozenset(),
    "lexicon": frozenset(),
    "places": frozenset(),
    "reading": frozenset({"lexicon", "places"}),
    "proposing": frozenset({"reading"}),
    "linking": frozenset({"intake"}),
    "terms": frozenset(),
    "assessing": frozenset({"terms"}),
    "tracking": frozenset({"terms"}),
    "commission": frozenset({"terms"}),
    "database": frozenset(),
    "record": frozenset({"database"}),
    "store": frozenset({"record", "database"}),
    "analysis": frozenset({"linking"}),
    "evaluation": frozenset({"reading", "places", "lexicon"}),
    "case": frozenset({"terms", "proposing", "intake", "commission", "analysis"}),
    "protection": frozenset({"record", "store", "case"}),
    "packaged": frozenset(),
    "fetching": frozenset(),
    "alerting": frozenset({"fetching"}),
    "starter": frozenset(),
    "starting": frozenset({"case", "starter"}),
    "reviewing": frozenset({"reading"}),
    "reporting": frozenset({"analysis", "case", "store", "record", "terms", "assessing", "commission", "places"}),
}
WIRES = frozenset({"pipeline", "batch", "cli", "web"})


def _room(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "trucewatch" and len(parts) > 1 else None


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [node.module]
        found |= {room for name in names if (room := _room(name)) is not None}
    return found


def _rooms() -> list[str]:
    return sorted({p.name if p.is_dir() else p.stem for p in SOURCE.iterdir() if not p.name.startswith(("_", "."))})


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_room_imports_only_what_lies_above_it(path: Path) -> None:
    relative = path.relative_to(SOURCE)
    room = relative.parts[0] if len(relative.parts) > 1 else relative.stem
    if room in WIRES or room == "__init__":
        return
    assert room in MAY_USE, f"the room {room} has no place in the river"
    beyond = _imports(path) - {room, "errors", "vocabulary"} - MAY_USE[room]
    assert not beyond, f"{relative} imports {sorted(beyond)}"


def test_every_room_has_a_place() -> None:
    known = set(MAY_USE) | WIRES | {"py", "cases"}
    assert {room for room in _rooms() if room not in known} == set()


def test_the_verifier_imports_nothing_of_trucewatch() -> None:
    for path in (SOURCE.parent / "trucewatch_verify").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith("trucewatch."), path
