"""What stands before every handler: host, origin, token, pace, headers."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from litestar import Litestar, Request, get, post
from litestar.datastructures import State
from litestar.testing import TestClient

from trucewatch.case import Case
from trucewatch.record import FileStore
from trucewatch.store import SqliteStore
from trucewatch.web.app import create_app
from trucewatch.web.people.doorway import Doorway, DoorwayMiddleware, form_token, pace, written_here
from trucewatch.web.people.rate import Limit
from trucewatch.web.people.recognising import recognise
from trucewatch.web.people.visitor import LOCAL

Asked = Request[object, object, State]


@get("/form")
async def form(request: Asked) -> str:
    return form_token(request)


@post("/write")
async def write(request: Asked) -> str:
    found = await request.form()
    return str(found.get("said", ""))


def door(doorway: Doorway) -> Litestar:
    state = State({"doorway": doorway, "local": LOCAL})
    return Litestar([form, write], state=state, middleware=[DoorwayMiddleware(recognise)], guards=[written_here, pace])


@dataclass
class Own:
    client: TestClient[Litestar]

    def send(self, token: str | None, **headers: str) -> int:
        given = {"said": "x"} | ({"form_token": token} if token is not None else {})
        return self.client.post("/write", data=given, headers=headers).status_code


def test_a_form_needs_the_token_of_its_own_browser() -> None:
    application = door(Doorway())
    with TestClient(application) as client, TestClient(application) as other:
        token, second = client.get("/form").text, client.get("/form").text
        foreign = other.get("/form").text
        assert token != second
        own = Own(client)
        assert (own.send(token), own.send(second)) == (201, 201)
        assert [own.send(bad) for bad in (None, "", "x" * 86, foreign)] == [403] * 4
        kept = client.cookies.get("trucewatch-form")
        assert kept
        assert client.post("/write", data={"said": "x"}, headers={"X-Form-Token": token}).status_code == 201
        for site in ("cross-site", "same-site", "none"):
            assert own.send(token, **{"Sec-Fetch-Site": site}) == 403
        assert own.send(token, Origin="https://elsewhere.example") == 403
        assert own.send(token, Origin="null", **{"Sec-Fetch-Site": "same-origin"}) == 201
        assert client.post("/write", content="{}", headers={"Content-Type": "application/json"}).status_code == 201
        assert client.post("/write", content="x").status_code == 403
        client.cookies.clear()
        assert client.post("/write", data={"said": "x"}, headers={"Authorization": "Bearer t"}).status_code == 201


def test_other_hosts_are_not_answered_and_the_cookie_is_bound_to_ours() -> None:
    doorway = Doorway("https://watch.example", frozenset({"watch.example"}))
    with TestClient(door(doorway), base_url="https://watch.example") as client:
        page = client.get("/form")
        cookie = page.headers["Set-Cookie"]
        assert cookie.startswith("__Host-trucewatch-form=")
        assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
        assert client.get("/form", headers={"Host": "rebound.example"}).status_code == 421
        assert Own(client).send(page.text, Origin="https://watch.example") == 201


def test_writes_are_paced_and_the_answer_says_when_to_come_back() -> None:
    doorway = Doorway(writes=Limit(2, 60))
    with TestClient(door(doorway)) as client:
        own = Own(client)
        token = client.get("/form").text
        assert [own.send(token) for _ in range(2)] == [201, 201]
        late = client.post("/write", data={"form_token": token})
        assert (late.status_code, late.headers["Retry-After"]) == (429, "30")


@pytest.fixture
def served(case: Case) -> TestClient[Litestar]:
    files = FileStore(case.folder.record / "files")
    store = SqliteStore.open(case.folder.database, files)
    doorway = Doorway("https://watch.example", frozenset({"watch.example"}))
    return TestClient(create_app(case, store, files, lambda: None, doorway=doorway), base_url="https://watch.example")


@pytest.mark.parametrize(
    "path", ["/", "/no-such-page", "/static/style.css", "/schema/openapi.json", "/incidents?page=x"]
)
def test_every_answer_has_the_headers(served: TestClient[Litestar], path: str) -> None:
    found = served.get(path)
    policy = found.headers["Content-Security-Policy"]
    assert not re.search(r"unsafe|\*|https?:", policy)
    assert "default-src 'none'" in policy
    assert found.headers["Strict-Transport-Security"].startswith("max-age=63072000")
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert found.headers["Referrer-Policy"] == "no-referrer"
    assert found.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert found.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in found.headers["Permissions-Policy"]


def test_behind_tls_every_cookie_is_secure_and_bound_to_the_host(served: TestClient[Litestar]) -> None:
    answer = served.get("/terms?lang=fr")
    cookies = answer.headers.get_list("set-cookie")
    assert any(cookie.startswith("__Host-lang=fr") for cookie in cookies)
    for cookie in cookies:
        parts = {part.strip().lower() for part in cookie.split(";")}
        assert cookie.startswith("__Host-")
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= parts
    assert '<html lang="fr"' in served.get("/terms", headers={"Accept-Language": "ar"}).text
