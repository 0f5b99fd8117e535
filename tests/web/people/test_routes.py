"""Every route by every role: the right that the route needs is said here a second time and decided by the table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute
from tests.web.people.house import House
from tests.web.samples import DIGEST

from trucewatch.protection.rights import ROLES, decide
from trucewatch.web.people.needs import OWN, need_of
from trucewatch.web.people.visitor import Visitor

# The class of what each role is served: its copy of the case.
VIEW = {
    **dict.fromkeys(("observer", "verifier", "custodian", "auditor"), "confidential"),
    **dict.fromkeys(("party_submitter", "committee_member", "guarantor"), "restricted"),
    **dict.fromkeys(("public", "partner", "host_operator"), "public"),
}
OPEN = re.compile(r"/(sign-in|sign-out|join|static|health)(/|$)")
ACCOUNT = re.compile(r"/account(/|$)")
RECORD = re.compile(r"/record/(checkpoint|cosigned|tile)")
# Phones that collect forms know no session: they send a token, and a challenge is part of what they speak.
TOKENS_ONLY = re.compile(r"/(openrosa|kobo)(/|$)")
# What somebody subscribed to is seen by who may enter, and only their own.
SUBSCRIBED = re.compile(r"/api/webhooks(/|$)")
# The desk is for who may correct: it shows no one else even the queue.
DESK = re.compile(r"/desk(/|$)")
FILLED = {
    "incident_id": "i1",
    "document_id": DIGEST["fr"],
    "instrument_id": "coh-2016-02",
    "name": "situation-report-2016-12-05.en.html",
    "ref": "none",
    "size": "1",
    "index": "0",
}


def routes(app: Litestar) -> Iterator[tuple[str, str, Any]]:
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                for method in sorted(handler.http_methods):
                    if method != "OPTIONS":
                        yield route.path_format, str(method), handler


def test_each_route_needs_what_is_written_here(house: House) -> None:
    seen = 0
    for path, method, handler in routes(house.app):
        need = need_of(handler.opt, method)
        where = f"{method} {path}"
        if OPEN.match(path):
            assert need is None, where
        elif ACCOUNT.match(path):
            assert need == OWN, where
        elif RECORD.match(path):
            assert need is not None, where
            assert (need.action, need.classification) == ("read", "restricted"), where
        elif DESK.match(path):
            assert need is not None, where
            assert need.action == "correct", where
        elif TOKENS_ONLY.match(path) or SUBSCRIBED.match(path):
            assert need is not None, where
            assert need.action == "enter", where
        else:
            assert need is not None, where
            assert need.action in ("read", "export", "audit") if method in ("GET", "HEAD") else need.action != "read", (
                where
            )
        seen += 1
    assert seen > 40


@pytest.mark.parametrize("role", ROLES)
def test_a_role_gets_what_the_table_says_and_nothing_else(house: House, role: str) -> None:
    house.add("amal", role)
    assert VIEW[role] == {None: "confidential", "parties": "restricted"}.get(
        Visitor("a", "A", None, (role,)).audience, "public"
    )
    wrong: list[str] = []
    with house.client("amal") as client:
        for path, method, handler in routes(house.app):
            need = need_of(handler.opt, method)
            if need in (None, OWN) or method != "GET":
                continue
            address = re.sub(r"\{(\w+)(?::\w+)?\}", lambda m: FILLED.get(m[1], "x"), path)
            action, classification = need.action, need.classification
            asked = VIEW[role] if classification == "view" else classification
            allowed = decide(role, action, asked).allowed
            status = client.get(address).status_code
            if TOKENS_ONLY.match(path):
                wrong += [] if status == 401 else [f"{address}: {status} without a token"]
                continue
            if (status == 403) is allowed or status in (401, 500):
                wrong.append(f"{address}: {status}, {'allowed' if allowed else 'refused'}")
    assert wrong == []


def test_a_stranger_gets_nothing_at_all(house: House) -> None:
    wrong: list[str] = []
    with house.client() as client:
        for path, method, handler in routes(house.app):
            if need_of(handler.opt, method) is None:
                continue
            address = re.sub(r"\{(\w+)(?::\w+)?\}", lambda m: FILLED.get(m[1], "x"), path)
            status = client.request(method, address, headers={"Content-Type": "application/json"}).status_code
            if status != 401:
                wrong.append(f"{method} {address}: {status}")
    assert wrong == []


def test_a_writing_route_refuses_who_may_not_write(house: House) -> None:
    house.add("amal", "public")
    wrong: list[str] = []
    with house.client("amal") as client:
        token = client.get("/account").text.split('name="form_token" value="')[1].split('"')[0]
        for path, method, handler in routes(house.app):
            need = need_of(handler.opt, method)
            if method in ("GET", "HEAD") or need in (None, OWN):
                continue
            address = re.sub(r"\{(\w+)(?::\w+)?\}", lambda m: FILLED.get(m[1], "x"), path)
            status = client.request(method, address, headers={"X-Form-Token": token}).status_code
            if status != (401 if TOKENS_ONLY.match(path) else 403):
                wrong.append(f"{method} {address}: {status}")
    assert wrong == []


def test_a_party_is_served_a_copy_without_what_is_hidden_from_it(house: House) -> None:
    house.add("amal", "observer")
    house.add("ben", "public")
    with house.client("amal") as client, house.client("ben") as public:
        assert client.get(f"/documents/{DIGEST['fr']}").status_code == 200
        assert public.get(f"/documents/{DIGEST['fr']}").status_code == 404
        assert "obus" not in public.get("/").text


def test_reads_stand_in_the_trail_before_they_are_shown(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.add("amal", "observer")
    house.add("ben", "public")

    def reads() -> list[tuple[str, str]]:
        return [(line.who, line.subject) for line in house.people.trail.lines("read")]

    with house.client("amal") as client, house.client("ben") as public:
        path = f"/documents/{DIGEST['fr']}"
        for _ in range(3):
            client.get(path)
        client.get("/incidents/i1?lang=fr")
        client.get("/static/style.css")
        public.get("/incidents")
        assert reads() == [("amal", path), ("amal", "/incidents/i1")]
        house.hands.move(601)
        client.get(path)
        assert reads()[-1] == ("amal", path)
        assert len(reads()) == 3

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(house.people.trail, "add", full)
        unwritten = client.get(f"/documents/{DIGEST['ar']}")
        assert unwritten.status_code == 500
        assert "القصف" not in unwritten.text
