"""Every page in every language, and what the pages must never leave out."""

from __future__ import annotations

import re

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.web.samples import DIGEST, TEXTS

from trucewatch.web.app import POLICY

Client = TestClient[Litestar]
PATHS = [
    "/",
    "/today",
    "/map",
    "/map?family=hostilities&start=2016-12-01&on=2016-09-19",
    "/incidents",
    "/incidents?undated=only",
    "/incidents/i1",
    "/incidents/i3",
    "/incidents/i4",
    "/documents",
    f"/documents/{DIGEST['fr']}",
    f"/documents/{DIGEST['ar']}",
    "/figures",
    "/positions",
    "/control",
    "/terms",
    "/terms/coh-2016-02",
    "/tracking",
    "/tracking?as_of=2016-12-20",
    "/report",
    "/compliance",
    "/compliance?month=2016-12",
    "/series",
    "/sources",
    "/sources/sohr",
]


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
@pytest.mark.parametrize("path", PATHS)
def test_every_page_answers_in_every_language(client: Client, path: str, lang: str) -> None:
    page = client.get(path, headers={"Accept-Language": lang})
    assert page.status_code == 200
    assert f'<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}">' in page.text
    assert 'class="banner"' in page.text
    assert page.headers["Content-Security-Policy"] == POLICY
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert not re.search(r"<script(?! type=\"module\" src=\"/static/)|<style|\sstyle=|\son\w+=", page.text)
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", page.text)
    assert len(page.content) < 150_000


def test_a_language_asked_for_is_remembered(client: Client) -> None:
    page = client.get("/terms?lang=fr", headers={"Accept-Language": "ar"})
    assert '<html lang="fr"' in page.text
    assert '<html lang="fr"' in client.get("/terms", headers={"Accept-Language": "ar"}).text
    client.cookies.clear()


def test_hostile_text_is_shown_and_not_obeyed(client: Client) -> None:
    page = client.get(f"/documents/{DIGEST['fr']}").text
    assert "Trêve &lt;b&gt;rompue&lt;/b&gt;" in page
    assert "<b>rompue" not in page


@pytest.mark.parametrize("lang", ["fr", "en", "ar"])
def test_a_document_shows_its_whole_text_in_its_direction(client: Client, lang: str) -> None:
    page = client.get(f"/documents/{DIGEST[lang]}", headers={"Accept-Language": "en"}).text
    found = re.search(r'<div class="source" lang="(\w+)" dir="(\w+)">(.*?)</div>', page, re.DOTALL)
    assert found is not None
    assert (found[1], found[2]) == (lang, "rtl" if lang == "ar" else "ltr")
    plain = re.sub(r"<a class=\"anchor\".*?</a>|</?mark[^>]*>", "", found[3])
    assert plain.replace("&lt;", "<").replace("&gt;", ">") == TEXTS[lang]


def test_an_incident_keeps_the_denial_beside_the_claim(client: Client) -> None:
    page = client.get("/incidents/i1", headers={"Accept-Language": "en"}).text
    for words in ("L’armée dément tout tir.", "Des obus ont tué quatre civils", "القصف أصاب حيا"):
        assert words in page
    assert "would be a breach if the claims hold" in page.lower()
    assert "<summary>Tests (1)</summary>" in page
    assert f"/documents/{DIGEST['fr']}#claim-c2" in page
    assert re.search(r"<dt>Leaf</dt><dd><code dir=\"ltr\">[0-9a-f]{64}", page)


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ("", {"i1", "i2", "i4", "i3"}),
        ("act=shelling", {"i1"}),
        ("act=bombardment", {"i1", "i2"}),
        ("family=humanitarian", {"i3", "i4"}),
        ("party=saa", {"i1"}),
        ("area=aleppo-city", {"i1"}),
        ("start=2016-12-01&end=2016-12-15", {"i1", "i4"}),
        ("corroboration=contradicted", {"i1"}),
        ("outcome=breach", {"i1"}),
        ("lang_of=ar", {"i1"}),
        ("undated=only", {"i3"}),
    ],
)
def test_the_filter_in_the_address(client: Client, asked: str, ids: set[str]) -> None:
    page = client.get(f"/incidents?{asked}").text
    assert set(re.findall(r'href="/incidents/(\w+)"', page)) == ids
    items = client.get(f"/api/incidents?{asked}").json()
    assert {item["id"] for item in items["items"]} == ids
    assert items["total"] == len(ids)


@pytest.mark.parametrize("asked", ["start=yesterday", "page=0", "page=x", "act=nothing", "area=moon", "outcome=guilty"])
def test_a_wrong_filter_is_refused_in_words(client: Client, asked: str) -> None:
    page = client.get(f"/incidents?{asked}")
    assert page.status_code == 400
    assert "got:" in page.text


def test_what_does_not_exist(client: Client) -> None:
    for path in ("/incidents/none", "/documents/none", "/report/..%2fcase.yaml", "/report/none.html", "/nothing"):
        page = client.get(path)
        assert page.status_code == 404
        assert page.headers["Content-Security-Policy"] == POLICY


def test_a_region_has_no_point_on_the_map(client: Client) -> None:
    features = client.get("/api/incidents.geojson").json()["features"]
    assert {feature["id"] for feature in features} == {"i1", "i4"}
    assert all(feature["properties"]["radius"] > 0 for feature in features)
    assert client.get("/api/areas.geojson").json()["features"]


def test_a_report_keeps_its_style_and_runs_nothing(client: Client) -> None:
    page = client.get("/report/situation-report-2016-12-05.en.html")
    assert page.text.endswith("<h1>Report</h1>")
    policy = page.headers["Content-Security-Policy"]
    assert "style-src 'sha256-" in policy
    assert "script-src" not in policy


def test_a_printed_report_is_handed_out_as_a_file(client: Client) -> None:
    given = client.get("/report/situation-report-2016-12-05.en.pdf")
    assert given.content.startswith(b"%PDF")
    assert given.headers["Content-Type"] == "application/pdf"
    assert given.headers["Content-Disposition"].startswith("attachment")


def test_schema(client: Client) -> None:
    assert "/api/incidents" in client.get("/schema/openapi.json").json()["paths"]
