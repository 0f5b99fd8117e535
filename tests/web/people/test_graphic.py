"""A document marked graphic stays covered until the reader asks, with and without script."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from litestar.testing import TestClient
from tests.web.samples import DIGEST, TEXTS

from trucewatch.case import Case, load_case
from trucewatch.record import FileStore
from trucewatch.store import SqliteStore
from trucewatch.web.app import create_app


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_the_words_are_covered_everywhere_and_shown_when_asked(case: Case, lang: str) -> None:
    marked = replace(case, graphic=frozenset({DIGEST["fr"]}))
    files = FileStore(case.folder.record / "files")
    with (
        SqliteStore.open(case.folder.database, files) as store,
        TestClient(create_app(marked, store, files, lambda: None)) as client,
    ):
        client.headers["Accept-Language"] = lang
        path = f"/documents/{DIGEST['fr']}"
        covered = client.get(path).text
        assert "obus" not in covered
        assert "Trêve" not in covered
        assert 'name="graphic" value="show"' in covered
        assert "L’armée dément tout tir." in client.get(f"{path}?graphic=show").text
        incident = client.get("/incidents/i1").text
        quoted = re.findall(r'(<details class="veil"><summary>[^<]+</summary>)?<q [^>]+>([^<]+)</q>', incident)
        assert {bool(cover) for cover, words in quoted if words in TEXTS["fr"]} == {True}
        assert {bool(cover) for cover, words in quoted if words in TEXTS["en"] + TEXTS["ar"]} == {False}
        assert "graphic" not in client.get(f"/documents/{DIGEST['ar']}").text.replace("/static/people.css", "")


def test_the_marks_are_a_file_of_the_case(case: Case, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(case.folder.root, copy, ignore=shutil.ignore_patterns("record", "audiences", "*.db*"))
    (copy / "graphic.yaml").write_text(f"- id: {DIGEST['fr']}\n  why: photographs of the dead\n", encoding="utf-8")
    assert load_case(copy).graphic == {DIGEST["fr"]}
    assert case.graphic == frozenset()
