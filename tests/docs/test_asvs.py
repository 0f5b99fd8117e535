"""The table of ASVS 5.0.0 is complete, says why, and cites what exists."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
STANDARD = ROOT.parent / "shared/data/tlog/asvs/OWASP_Application_Security_Verification_Standard_5.0.0_en.flat.json"


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_asvs", ROOT / "docs" / "make_asvs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_asvs"] = module
    spec.loader.exec_module(module)
    return module


ROWS = maker().requirements()


def test_each_requirement_stands_once() -> None:
    ids = [row.id for row in ROWS]
    assert len(ids) == 253
    assert len(set(ids)) == 253


def test_the_ids_and_levels_are_those_of_the_standard() -> None:
    if not STANDARD.exists():
        pytest.skip(f"the standard is not here: {STANDARD.name}")
    listed = json.loads(STANDARD.read_text(encoding="utf-8"))["requirements"]
    theirs = {one["req_id"].removeprefix("V"): int(one["L"]) for one in listed if one["L"] in {"1", "2"}}
    assert {row.id: row.level for row in ROWS} == theirs


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_says_why_and_cites_what_exists(row: object) -> None:
    assert isinstance(row, type(ROWS[0]))
    assert 3 <= len(row.subject.split()) <= 8
    assert row.evidence if row.status == "met" else row.note
    assert row.note.startswith("Not met: ") == (row.status == "not_met")
    for cited in row.evidence:
        path, _, name = cited.partition("::")
        assert (ROOT / path).exists(), f"{row.id} cites {path}, which does not exist"
        if path.startswith("tests/") and name:
            assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), f"{row.id} cites {cited}: no such test"
        elif name:
            assert name in (ROOT / path).read_text(encoding="utf-8"), f"{row.id} cites {cited}: no such name"


def test_the_page_is_current_and_counts() -> None:
    written = (ROOT / "docs" / "reference" / "asvs.md").read_text(encoding="utf-8")
    assert written == maker().page(), "run: make docs"
    assert "| all | 253 | |" in written
