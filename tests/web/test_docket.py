"""The pages of the procedure: docket, case, drafts side by side, in three languages."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from trucewatch.case import load_case
from trucewatch.pipeline import RunCounts, enter_act, enter_written_acts, open_workplace
from trucewatch.pipeline.workplace import quiet
from trucewatch.vocabulary.commission import CommissionAct
from trucewatch.web.app import POLICY, create_app
from trucewatch.web.serving import head_of

EXAMPLE = Path(__file__).parents[2] / "cases" / "aleppo-2016"
NOW = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)
HOSTILE = "<script>alert(1)</script>"
Client = TestClient[Litestar]
PATHS = (
    "/docket",
    "/docket/C1",
    "/docket/JCX/2016/0001",
    "/docket/V2",
    "/docket/H1",
    "/drafts",
    "/drafts/P1",
    "/drafts/P1?from=2&to=1",
    "/drafts/S-2016-1026?with=S-RES-2328",
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    root = tmp_path_factory.mktemp("case") / "aleppo"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns("inbox", "record"))
    case = load_case(root)
    with open_workplace(case, lambda: NOW) as work:
        enter_written_acts(work, RunCounts(), quiet)
        hostile = {"act": "complaint", "body": "joint-exercise", "by": "a-1", "at": "2016-12-20T10:00Z", "ref": "H1"}
        enter_act(work, msgspec.convert({**hostile, "words": {"en": HOSTILE}, "place": HOSTILE}, CommissionAct))
        app = create_app(case, work.store, work.log.files, lambda: head_of(case))
        with TestClient(app) as opened:
            yield opened


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
@pytest.mark.parametrize("path", PATHS)
def test_every_page_answers_in_every_language(client: Client, path: str, lang: str) -> None:
    page = client.get(path, headers={"Accept-Language": lang})
    assert page.status_code == 200, page.text
    assert f'<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}">' in page.text
    assert page.headers["Content-Security-Policy"] == POLICY
    assert "<script>" not in page.text
    assert not re.search(r"<style|\sstyle=|\son\w+=", page.text)
    assert len(page.content) < 150_000


def test_the_docket_shows_denominators_answers_and_bursts(client: Client) -> None:
    page = client.get("/docket", headers={"Accept-Language": "en"}).text
    for words in (
        "received",
        "unable to rule",
        "pending",
        "no response",
        "Burst of vague complaints",
        "Worked example",
    ):
        assert words in page, words
    assert "&lt;script&gt;" in page


def test_a_case_shows_answers_beside_the_allegation_and_the_dissents(client: Client) -> None:
    page = client.get("/docket/C1", headers={"Accept-Language": "en"}).text
    for words in ("Allegation and answers", "requests a joint visit", "Dissent", "late", "Kept out", "partly done"):
        assert words in page, words
    assert "clear and convincing" in page
    assert "urm-al-kubra" not in page


def test_a_draft_shows_what_changed_and_who_voted(client: Client) -> None:
    page = client.get("/drafts/P1", headers={"Accept-Language": "en"}).text
    assert "<del>ten</del>" in page
    assert "<ins>five</ins>" in page
    assert 'id="motion-P1-A2"' in page
    council = client.get("/drafts/S-2016-1026", headers={"Accept-Language": "en"}).text
    assert "vetoed" in council
    assert "Angola" in council


@pytest.mark.parametrize("path", ["/docket/none", "/drafts/none"])
def test_what_is_not_there_is_said(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
