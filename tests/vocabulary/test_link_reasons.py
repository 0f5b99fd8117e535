"""Reasons for links are codes that all languages have words for."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.linking.statistical.levels import COMPARISONS
from trucewatch.vocabulary.codes import label, load_code_list
from trucewatch.vocabulary.link_reasons import LinkReason, reason_words

LINKING = Path(__file__).resolve().parents[2] / "src" / "trucewatch" / "linking"
CODES = [code.code for code in load_code_list("link_reason").codes]


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
@pytest.mark.parametrize("code", CODES)
def test_every_reason_has_words_and_no_brace_is_left(code: str, lang: str) -> None:
    told = LinkReason(code=code, weight=0.25, count=1, of=2, by="A. Analyst", on="2026-11-24", text="one shell")
    assert "{" not in reason_words(told, lang).replace("{words}", "")


def test_every_level_of_a_comparison_has_words() -> None:
    known = {code.code for code in load_code_list("link_level").codes}
    parts = {part for c in COMPARISONS for level in c.levels for part in level.split(":") if not part.isdigit()}
    assert parts <= known
    for comparison in COMPARISONS:
        assert label("link_evidence", comparison.name, "ar")


@pytest.mark.parametrize("name", ["comparing.py", "place_relations.py", "deciding.py"])
def test_reasons_in_the_code_are_codes_of_the_list(name: str) -> None:
    tree = ast.parse((LINKING / name).read_text(encoding="utf-8"))
    spoken = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value
    }
    documented = {
        ast.get_docstring(node, clean=False)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
    }
    alone = {n.value.value for n in ast.walk(tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)}
    assert spoken - documented - alone == set()


def test_a_fitted_reason_tells_comparison_level_and_bits() -> None:
    reason = LinkReason(code="place", level="spot_spot:same_point", weight=7.5, count=2, of=3)
    assert reason_words(reason, "en") == "distance: both told to the spot, same point: 2 of 3 (+7.50)"
    assert "sur 3" in reason_words(reason, "fr")
    assert reason_words(LinkReason(code="days", level="0", weight=1, count=1, of=1), "en") == (
        "days apart: 0: 1 of 1 (+1.00)"
    )


@given(st.text())
def test_what_people_wrote_stays_as_it_is(text: str) -> None:
    reason = LinkReason(code="set_apart", by="B. Analyst", on="2026-11-24", text=text)
    assert reason_words(reason, "en") == f"set apart by B. Analyst on 2026-11-24: {text}"
