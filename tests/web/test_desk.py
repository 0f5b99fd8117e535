"""The review desk: every decision is an entry, and two people at once lose nothing."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.web.samples import DIGEST, TEXTS, build, span_of

from trucewatch.case import Case, load_case
from trucewatch.protection.redacted_case import MARK
from trucewatch.record import FileStore
from trucewatch.store import SqliteStore
from trucewatch.vocabulary.claims import EventClaim
from trucewatch.web.app import create_app
from trucewatch.web.people.visitor import local_visitor
from trucewatch.web.serving import head_of

Client = TestClient[Litestar]
DOCUMENT = f"/desk/documents/{DIGEST['fr']}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("desk") / "small").folder.root


@pytest.fixture
def case(built: Path, tmp_path: Path) -> Case:
    shutil.copytree(built, tmp_path / "small")
    return load_case(tmp_path / "small")


@pytest.fixture
def store(case: Case) -> Iterator[SqliteStore]:
    with SqliteStore.open(case.folder.database, FileStore(case.folder.record / "files")) as opened:
        yield opened


def client_of(case: Case, store: SqliteStore, name: str) -> Client:
    files = FileStore(case.folder.record / "files")
    return TestClient(create_app(case, store, files, lambda: head_of(case), local_visitor(name)))


@pytest.fixture
def client(case: Case, store: SqliteStore) -> Iterator[Client]:
    with client_of(case, store, "A. Analyst") as opened:
        yield opened


def form(page: str, action: str, number: int = 0) -> dict[str, str]:
    """The fields of a form of a page as a browser sends them."""
    forms = re.findall(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.DOTALL)
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", forms[number]):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and "checkbox" not in tag:
            found[html.unescape(name[1])] = html.unescape(value[1]) if value else ""
    for select in re.findall(r"<select.*?</select>", forms[number], re.DOTALL):
        name = re.search(r'name="([^"]*)"', select)
        chosen = re.search(r'value="([^"]*)" selected', select)
        assert name
        found[name[1]] = chosen[1] if chosen else ""
    return found


def opened(client: Client, claim: str, document: str = DOCUMENT) -> str:
    page = client.get(f"{document}?claim={claim}")
    assert page.status_code == 200
    return page.text


def sent(client: Client, page: str, action: str, at: int = 0, /, **values: str) -> int:
    answered = client.post(action, data=form(page, action, at) | values, follow_redirects=False)
    return answered.status_code


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
@pytest.mark.parametrize(
    "path", ["/desk", "/desk?queue=unreviewed", f"{DOCUMENT}?claim=c2", f"{DOCUMENT}?add=event", "/desk/incidents/i1"]
)
def test_every_page_answers_in_every_language(client: Client, path: str, lang: str) -> None:
    page = client.get(path, headers={"Accept-Language": lang})
    assert page.status_code == 200
    assert f'<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}">' in page.text
    assert not re.search(r"<script(?! type=\"module\" src=\"/static/)|<style|\sstyle=|\son\w+=", page.text)
    assert len(page.content) < 150_000


def test_the_least_certain_come_first(client: Client) -> None:
    page = client.get("/desk").text
    assert page.count('class="hit"') == 1
    assert f"{DOCUMENT}?claim=c2" in page


def test_a_claim_is_confirmed_corrected_and_rejected(client: Client, store: SqliteStore) -> None:
    action = "/desk/claims/c2"
    assert sent(client, opened(client, "c2"), action, 0, do="confirm") == 303
    page = opened(client, "c2")
    fields = {"slot_act": "air_strike", "slot_start": "2016-12-04", "slot_agent": "L’armée", "reason": "lundi"}
    assert sent(client, page, action, 2, do="correct", **fields) == 303
    claim = store.claim("c2")
    assert isinstance(claim, EventClaim)
    assert (claim.act, claim.review, claim.polarity) == ("air_strike", "corrected", "denied")
    assert claim.actors[0].span == span_of("fr", "L’armée")
    assert claim.place is not None
    assert claim.place.id == "aleppo-city"
    assert sent(client, opened(client, "c2"), action, 1, do="reject", reason="a headline") == 303
    state = store.claim_state("c2")
    assert state is not None
    assert [(row.review.kind, row.author) for row in state.reviews] == [
        ("confirm", "A. Analyst"),
        ("correct", "A. Analyst"),
        ("reject", "A. Analyst"),
    ]
    page = opened(client, "c2")
    assert "<del" in page
    assert "a headline" in page
    assert "c2" in client.get("/desk?queue=rejected").text


def test_a_form_without_a_change_or_a_token_enters_nothing(client: Client, store: SqliteStore) -> None:
    page = opened(client, "c2")
    assert sent(client, page, "/desk/claims/c2", 2, do="correct", reason="x") == 400
    assert sent(client, page, "/desk/claims/c2", 2, do="erase", reason="x") == 400
    assert sent(client, page, "/desk/claims/c2", 0, do="confirm", form_token="none") == 403
    assert store.claim_reviews() == ()


def test_a_review_is_taken_back(client: Client, store: SqliteStore) -> None:
    sent(client, opened(client, "c1"), "/desk/claims/c1", 1, do="reject", reason="no")
    (review,) = store.claim_reviews()
    assert sent(client, opened(client, "c1"), f"/desk/reviews/{review.id}/undo", reason="mistaken") == 303
    assert store.claim_reviews() == ()
    assert "mistaken" in opened(client, "c1")


def test_two_people_at_once_see_both_sides(client: Client, case: Case, store: SqliteStore) -> None:
    mine = opened(client, "c2")
    with client_of(case, store, "B. Analyst") as other:
        assert sent(other, opened(other, "c2"), "/desk/claims/c2", 1, do="reject", reason="their reason") == 303
    values = form(mine, "/desk/claims/c2", 2) | {"do": "correct", "slot_act": "air_strike", "reason": "my reason"}
    conflict = client.post("/desk/claims/c2", data=values, follow_redirects=False)
    assert conflict.status_code == 409
    for told in ("B. Analyst", "their reason", "my reason", "air strike"):
        assert told in conflict.text
    assert len(store.claim_reviews()) == 1
    assert sent(client, conflict.text, "/desk/claims/c2") == 303
    claim = store.claim("c2")
    assert claim is not None
    assert claim.review == "corrected"
    assert len(store.claim_reviews()) == 2


def test_words_are_added_by_selection_and_by_form(client: Client, store: SqliteStore) -> None:
    document = f"/desk/documents/{DIGEST['ar']}"
    page = client.get(f"{document}?add=event").text
    words = "ناشطون"
    start, end = span_of("ar", words)
    fields = {"words": words, "slot_act": "shelling", "reason": "missed"}
    assert sent(client, page, f"{document}/claims", start=str(start), **fields) == 303
    assert sent(client, page, f"{document}/claims", start="", **(fields | {"words": "القصف"})) == 303
    assert sent(client, page, f"{document}/claims", start=str(start + 1), **fields) == 400
    assert sent(client, page, f"{document}/claims", start="", **(fields | {"words": "غير موجود"})) == 400
    spans = {review.made.span for review in store.claim_reviews()}
    assert spans == {(start, end), span_of("ar", "القصف")}
    assert all(TEXTS["ar"][a:b] == r.made.text for r in store.claim_reviews() for a, b in [r.made.span])


def test_the_text_at_the_desk_is_the_text_as_stored(client: Client) -> None:
    for lang, text in TEXTS.items():
        page = client.get(f"/desk/documents/{DIGEST[lang]}").text
        pieces = re.findall(r'data-at="(\d+)"[^>]*>(.*?)</(?:mark|span)>', page, re.DOTALL)
        assert "".join(html.unescape(piece) for _, piece in pieces) == text
        for at, piece in pieces:
            assert text[int(at) :].startswith(html.unescape(piece))


def test_incidents_are_put_together_and_set_apart(client: Client, store: SqliteStore) -> None:
    page = client.get("/desk/incidents/i1").text
    assert sent(client, page, "/desk/incidents/i1/split", claim="c2", reason="another day") == 303
    (decision,) = store.link_decisions()
    assert (decision.kind, decision.claims, decision.by) == ("split", ("c2",), "A. Analyst")
    page = client.get("/desk/incidents/i1").text
    assert "another day" in page
    assert sent(client, page, f"/desk/links/{decision.id}/withdraw") == 303
    assert store.link_decisions() == ()
    stale = form(page, "/desk/incidents/i1/split") | {"claim": "c2", "reason": "x", "version": "0" * 64}
    assert client.post("/desk/incidents/i1/split", data=stale).status_code == 409
    assert store.link_decisions() == ()


def test_linking_anew_shows_what_was_entered(client: Client, store: SqliteStore) -> None:
    sent(
        client, opened(client, "c3", f"/desk/documents/{DIGEST['en']}"), "/desk/claims/c3", 1, do="reject", reason="no"
    )
    page = client.get("/desk").text
    assert sent(client, page, "/desk/link") == 303
    assert store.incidents_of_claim("c3") == ()
    assert store.claim("c3") is not None


def test_nothing_is_entered_into_a_copy_or_without_the_right(case: Case, store: SqliteStore) -> None:
    files = FileStore(case.folder.record / "files")
    app = create_app(case, store, files, lambda: head_of(case), local_visitor("P", role="public"))
    with TestClient(app) as stranger:
        assert stranger.get("/desk").status_code == 403
        assert stranger.post("/desk/claims/c2", data={"do": "confirm"}).status_code == 403
    (case.folder.root / MARK).write_text("{}")
    with client_of(case, store, "A. Analyst") as copy:
        page = copy.get(DOCUMENT).text
        assert 'method="post" action="/desk/claims' not in page
        token = {"form_token": "x"}
        assert copy.post("/desk/claims/c2", data=token | {"do": "confirm", "version": ""}).status_code == 403
    assert store.claim_reviews() == ()
