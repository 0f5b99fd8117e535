"""The search page: hits with their words marked, views that can be sent, and hostile addresses."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient
from tests.web.samples import DIGEST

Client = TestClient[Litestar]


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_the_page_answers_in_every_language(client: Client, lang: str) -> None:
    page = client.get("/search?q=قصف", headers={"Accept-Language": lang})
    assert page.status_code == 200
    assert f'<html lang="{lang}"' in page.text
    assert not re.search(r"<script(?! type=\"module\" src=\"/static/)|<style|\sstyle=|\son\w+=", page.text)


def test_hits_are_marked_in_the_direction_of_their_text(client: Client) -> None:
    page = client.get("/search?q=الْقَصْف&kind=claim", headers={"Accept-Language": "en"}).text
    assert 'lang="ar" dir="rtl"><mark>القصف</mark>' in page
    assert f"/documents/{DIGEST['ar']}#claim-c4" in page


def test_a_document_is_opened_at_the_words(client: Client) -> None:
    page = client.get("/search?q=dement&kind=document", headers={"Accept-Language": "fr"}).text
    assert f"/documents/{DIGEST['fr']}#:~:text=d%C3%A9ment" in page
    assert "<mark>dément</mark>" in page


def test_a_view_can_be_sent(client: Client) -> None:
    page = client.get("/search?q=&kind=claim&lang_of=fr&confidence=low").text
    assert page.count('class="hit"') == 1
    assert '<option value="fr" selected>' in page
    assert '<option value="low" selected>' in page


def test_hostile_text_is_shown_and_not_obeyed(client: Client) -> None:
    page = client.get("/search?q=rompue&kind=document").text
    assert "&lt;b&gt;<mark>rompue</mark>&lt;/b&gt;" in page
    assert "<b>" not in page


@pytest.mark.parametrize(
    "address", ["kind=x", "act=none", "start=yesterday", "after=-1", f"after={'9' * 30}", f"q={'a' * 401}", "review=x"]
)
def test_what_cannot_be_read_is_refused(client: Client, address: str) -> None:
    assert client.get(f"/search?{address}").status_code == 400


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_no_query_breaks_the_page(client: Client, query: str) -> None:
    address = quote(query.encode("utf-8", "surrogatepass"))
    page = client.get(f"/search?q={address}")
    assert page.status_code == 200
    assert "<script" not in page.text
