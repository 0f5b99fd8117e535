"""Signing in, setting up, one's own account and signing out, asked in process."""

from __future__ import annotations

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient
from tests.web.people.house import PASSWORD, House, field_of

from trucewatch.web.app import POLICY
from trucewatch.web.people.answers import local_path
from trucewatch.web.people.sessions import FRESH, IDLE


def test_a_stranger_is_led_to_the_door_and_back(house: House) -> None:
    house.settle("amal")
    with house.client() as client:
        turned = client.get("/incidents?act=bombardment", headers={"Accept": "text/html"})
        assert (turned.status_code, turned.headers["Location"]) == (
            303,
            "/sign-in?next=%2Fincidents%3Fact%3Dbombardment",
        )
        assert client.get("/api/incidents").status_code == 401
        door = client.get(turned.headers["Location"])
        given_fields = {
            "form_token": field_of(door.text),
            "next": field_of(door.text, "next"),
            "name": "amal",
            "password": PASSWORD,
            "code": house.code("amal"),
        }
        opened = client.post("/sign-in", data=given_fields)
        assert (opened.status_code, opened.headers["Location"]) == (303, "/incidents?act=bombardment")
        page = client.get("/incidents")
        assert page.status_code == 200
        assert "Amal" in page.text
        assert page.headers["Cache-Control"] == "no-store"


def test_a_wrong_word_and_a_strange_name_get_the_same_page(house: House) -> None:
    house.settle("amal")
    pages = []
    for name in ("amal", "nobody", "x" * 59):
        with house.client() as client:
            token = field_of(client.get("/sign-in").text)
            sent = {"form_token": token, "name": name, "password": "not the password", "code": "123456"}
            answer = client.post("/sign-in", data=sent)
            assert answer.status_code == 401
            assert client.cookies.get("trucewatch") is None
            pages.append([line for line in answer.text.splitlines() if "token" not in line])
    assert pages[0] == pages[1] == pages[2]


def test_attempts_in_one_name_are_slowed_whether_it_exists_or_not(house: House) -> None:
    house.settle("amal")
    for name in ("amal", "nobody"):
        with house.client() as client:
            token = field_of(client.get("/sign-in").text)
            sent = {"form_token": token, "name": name, "password": "x", "code": "1"}
            codes = [client.post("/sign-in", data=sent).status_code for _ in range(11)]
            assert codes == [401] * 10 + [429]
            late = client.post("/sign-in", data=sent)
            assert late.headers["Retry-After"] == "90"
            assert "Too many requests" in late.text
    house.hands.move(90)
    with house.client() as client:
        token = field_of(client.get("/sign-in").text)
        sent = {"form_token": token, "name": "amal", "password": PASSWORD, "code": house.code("amal")}
        assert client.post("/sign-in", data=sent).status_code == 303


def test_signing_in_gives_another_session_and_ends_the_former(house: House) -> None:
    house.settle("amal")
    with house.client("amal") as client:
        former = client.cookies["trucewatch"]
        sent = {"name": "amal", "password": PASSWORD, "code": house.code("amal")}
        assert client.post("/sign-in", data=sent).status_code == 403  # no form token
        token = field_of(client.get("/sign-in").text)
        assert client.post("/sign-in", data={**sent, "form_token": token}).status_code == 303
        assert client.cookies.get("trucewatch", domain="localhost.local") != former
    assert house.people.sessions.find(former) is None


def test_a_session_that_ended_says_so(house: House) -> None:
    house.settle("amal")
    with house.client("amal") as client:
        assert client.get("/terms").status_code == 200
        house.hands.move(IDLE)
        turned = client.get("/terms", headers={"Accept": "text/html"})
        assert turned.headers["Location"].endswith("&ended=1")
        assert "Max-Age=0" in turned.headers["Set-Cookie"]
        assert "Your session has ended" in client.get(turned.headers["Location"]).text


def test_signing_out_ends_it_on_the_server_too(house: House) -> None:
    house.settle("amal")
    with house.client("amal") as client:
        kept = client.cookies["trucewatch"]
        token = field_of(client.get("/account").text)
        gone = client.post("/sign-out", data={"form_token": token})
        assert gone.headers["Location"] == "/sign-in?out=1"
        assert gone.headers["Clear-Site-Data"] == '"cache", "storage"'
        assert house.people.sessions.find(kept) is None
    assert [line.event for line in house.people.trail.lines()][-1] == "signed_out"


def test_a_person_sets_up_by_the_link_and_is_in(house: House) -> None:
    token = house.add("amal")
    with house.client() as client:
        page = client.get(f"/join/{token}")
        assert page.headers["Content-Security-Policy"] == POLICY
        assert page.headers["Cache-Control"] == "no-store"
        assert "data:image/png;base64," in page.text
        secret = house.people.by_password.offered(token)
        assert secret[:4] in page.text
        sent = {"form_token": field_of(page.text), "password": PASSWORD, "code": "000000"}
        wrong = client.post(f"/join/{token}", data=sent)
        assert wrong.status_code == 422
        assert "does not fit" in wrong.text
        sent["code"] = pyotp.TOTP(secret).at(house.hands.now)
        done = client.post(f"/join/{token}", data=sent)
        assert done.text.count("<li><code>") == 10
        assert client.get("/").status_code == 200
        assert client.get(f"/join/{token}").status_code == 404
    with house.client() as other:
        gone = other.get("/join/no-such-token")
        assert gone.status_code == 404
        assert "does not work" in gone.text


def test_ones_own_account(house: House) -> None:
    house.settle("amal", "party_submitter", party="syria-gov")
    other = house.session("amal")
    with house.client("amal") as client:
        page = client.get("/account")
        for words in ("Amal", "delegation of a party", "this one", "Recovery codes left: 10"):
            assert words in page.text
        token = field_of(page.text)
        assert client.post(f"/account/sessions/{other.id}/end", data={"form_token": token}).status_code == 303
        assert house.people.sessions.find(other.token or "") is None
        assert client.post(f"/account/sessions/{other.id}/end", data={"form_token": token}).status_code == 404
        assert (
            client.post("/account/password", data={"form_token": token, "former": PASSWORD, "password": "short"})
            .headers["Location"]
            .endswith("password_not_changed")
        )
        new = "eight wells under the hill"
        wrong = client.post("/account/password", data={"form_token": token, "former": new, "password": new})
        assert wrong.headers["Location"].endswith("password_not_changed")
        done = client.post("/account/password", data={"form_token": token, "former": PASSWORD, "password": new})
        assert done.headers["Location"].endswith("said=done")
        assert client.post("/account/recovery", data={"form_token": token}).text.count("<li><code>") == 10
        house.hands.move(FRESH + 1)
        for path in ("/account/password", "/account/recovery"):
            late = client.post(path, data={"form_token": token, "password": new})
            assert late.headers["Location"].endswith("sign_in_again")
        assert client.post("/account/passkeys/options", headers={"X-Form-Token": token}).status_code == 403
    assert house.people.by_password.knock("amal", new, house.code("amal")) is not None


def test_guessing_the_present_password_is_slowed(house: House) -> None:
    house.settle("amal")
    with house.client("amal") as client:
        sent = {"form_token": field_of(client.get("/account").text), "former": "x", "password": "nine wells and a hill"}
        said = [client.post("/account/password", data=sent).status_code for _ in range(11)]
        assert said == [303] * 10 + [429]
    refused = [line.who for line in house.people.trail.lines("sign_in_refused")]
    assert refused == ["amal"] * 10


def test_what_is_refused_to_a_person_is_written_down_once(house: House) -> None:
    house.settle("amal", "guarantor", party="syria-gov")
    with house.client("amal") as client:
        for _ in range(3):
            assert client.post("/account/sessions/x/end", data={"form_token": "of another page"}).status_code == 403
            assert client.get("/desk").status_code == 403
    told = [(line.who, line.event, line.subject) for line in house.people.trail.lines() if "refused" in line.event]
    assert told == [
        ("amal", "form_refused", "POST /account/sessions/x/end"),
        ("amal", "right_refused", "GET /desk"),
    ]
    with house.client() as stranger:
        assert stranger.get("/desk").status_code == 401
    assert len(house.people.trail.lines("right_refused")) == 1


@pytest.mark.parametrize("path", ["/", "/incidents", "/account", "/api/incidents", "/static/people.css"])
def test_trace_is_not_answered(house: House, path: str) -> None:
    with house.client() as client:
        assert client.request("TRACE", path).status_code in (401, 405)


def test_an_account_without_a_session_and_a_page_beside_a_token(house: House) -> None:
    house.settle("amal")
    with house.client() as client:
        assert client.get("/account").status_code == 401
    with house.client("amal") as client:
        assert client.get("/terms", headers={"Authorization": "Bearer nonsense"}).status_code == 401


@pytest.mark.parametrize("path", ["/sign-in", "/join/x", "/account", "/no-such-page", "/static/people.css"])
def test_every_page_of_people_keeps_the_policy(house: House, path: str) -> None:
    house.settle("amal")
    with house.client("amal") as client:
        page = client.get(path)
        assert page.headers["Content-Security-Policy"] == POLICY
        for forbidden in ("<style", " style=", "<script>", " onclick", "javascript:"):
            assert forbidden not in page.text


@given(st.text(max_size=60))
def test_where_one_goes_next_is_always_here(text: str) -> None:
    for asked in (text, f"/{text}", f"//{text}", f"/\\{text}"):
        path = local_path(asked)
        assert path.startswith("/")
        assert not path.startswith(("//", "/\\"))
        assert "\n" not in path
        assert "\r" not in path


def test_pages_of_ours_are_kept_as_they_are() -> None:
    assert local_path("/documents/a?x=1&y=%2F#claim-1") == "/documents/a?x=1&y=%2F#claim-1"
    for asked in ("https://elsewhere.example/", "/sign-out", "/join/abc", None, ""):
        assert local_path(asked) == "/"


def test_a_server_without_accounts_has_no_door(client: TestClient[Litestar]) -> None:
    for path in ("/sign-in", "/account", "/join/x"):
        assert client.get(path).status_code == 404
    assert "/sign-in" not in client.get("/").text


@pytest.mark.parametrize("path", ["/", "/incidents", "/account"])
def test_every_page_has_a_button_to_sign_out(house: House, path: str) -> None:
    house.settle("amal")
    with house.client() as client:
        fields = {"form_token": field_of(client.get("/sign-in").text), "name": "amal", "password": PASSWORD}
        client.post("/sign-in", data={**fields, "code": house.code("amal")})
        page = client.get(path).text
        header = page[: page.index("<main")]
        assert 'action="/sign-out"' in header
        left = client.post("/sign-out", data={"form_token": field_of(header)})
        assert left.status_code == 303
        assert client.get("/api/incidents").status_code == 401
