"""Handing in: once, whole, under the author of the token, and through the same steps as the command line."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Callable
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.web.api.live import serving
from tests.web.api.submitting import Server

from trucewatch.case import Case
from trucewatch.record import Log

Client = TestClient[Litestar]
TEXT = "Des tirs ont été entendus à Alep lundi, selon un observatoire.\n".encode()


def test_a_document_is_kept_once_with_who_handed_it_in(server: Server) -> None:
    headers = {**server.headers("kobo-desk"), "Content-Type": "text/plain"}
    before = server.size()
    with server.client() as client:
        first = client.post("/api/documents?name=depeche.txt&lang=fr", headers=headers, content=TEXT)
        assert first.status_code == 201, first.text
        digest = hashlib.sha256(TEXT).hexdigest()
        assert first.json() == {"id": digest, "name": "depeche.txt", "state": "kept", "media": "text/plain",
                                "reason": None, "detail": None}  # fmt: skip
        after = server.size()
        assert after > before
        again = client.post("/api/documents?name=depeche.txt&lang=fr", headers=headers, content=TEXT)
        assert (again.status_code, again.content) == (201, first.content)
        assert again.headers["idempotency-replayed"] == "true"
        other = client.post("/api/documents?name=depeche.txt&lang=fr", headers=headers, content=TEXT + b"x")
        assert other.status_code == 422
        new_key = client.post("/api/documents?name=depeche.txt&lang=fr", headers={**headers, "Idempotency-Key": "k2"},
                              content=TEXT)  # fmt: skip
        assert new_key.json() == first.json()
        assert server.size() == after
        shown = client.get(f"/api/documents/{digest}", headers=headers).json()
        assert [custody["received_by"] for custody in shown["custody"]] == ["kobo-desk"]
        assert (server.case.folder.inbox / "depeche.txt").read_bytes() == TEXT
    with server.client() as restarted:
        kept = restarted.post("/api/documents?name=depeche.txt&lang=fr", headers=headers, content=TEXT)
        assert (kept.status_code, kept.content) == (201, first.content)
        refused = restarted.post("/api/documents?name=depeche.txt", headers=headers, content=b"other")
        assert refused.status_code == 422
    assert server.size() == after


def test_a_request_that_a_crash_cut_off_is_done_when_it_comes_again(server: Server, monkeypatch: Any) -> None:
    headers = {**server.headers(), "Content-Type": "text/plain"}
    with server.client() as client:
        once = client.app.state.once
        with monkeypatch.context() as patched:
            patched.setattr(once, "_keep", lambda *_: (_ for _ in ()).throw(OSError("cut off")))
            lost = client.post("/api/documents?name=a.txt", headers=headers, content=TEXT)
            assert lost.status_code == 500
    size = server.size()
    with server.client() as client:
        again = client.post("/api/documents?name=a.txt", headers=headers, content=TEXT)
        assert again.status_code == 201
        assert again.json()["state"] == "kept"
    assert server.size() == size


def test_what_cannot_be_read_is_recorded_and_said(server: Server) -> None:
    headers = {**server.headers(), "Content-Type": "application/pdf"}
    with server.client() as client:
        answer = client.post("/api/documents?name=../../etc/passwd.pdf", headers=headers, content=b"%PDF-1.7\nbroken")
        assert answer.status_code == 201
        assert answer.json()["state"] == "unread"
        assert answer.json()["reason"]
    names = {path.name for path in server.case.folder.inbox.rglob("*")}
    assert names == {"passwd.pdf"}


@pytest.mark.parametrize(
    ("query", "changes", "status"),
    [
        ("name=a.txt", {"Idempotency-Key": ""}, 400),
        ("name=a.txt", {"Idempotency-Key": "x" * 201}, 400),
        ("", {}, 400),
        ("name=a.txt&source=nobody", {}, 422),
        ("name=a.txt&published=1066-01-01", {}, 400),
        ("name=a.txt&lang=!!", {}, 400),
    ],
)
def test_a_submission_that_is_wrong_adds_nothing(
    server: Server, query: str, changes: dict[str, str], status: int
) -> None:
    headers = {**server.headers(), "Content-Type": "text/plain", **changes}
    size = server.size()
    with server.client() as client:
        answer = client.post(f"/api/documents?{query}", headers=headers, content=TEXT)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert client.post("/api/documents?name=a.txt", headers=headers, content=b"").status_code in (400, 422)
    assert server.size() == size


def test_who_may_hand_in(server: Server) -> None:
    with server.client() as client:
        for role in ("public", "partner", "guarantor", "auditor", "host_operator"):
            headers = {**server.headers(role, role=role), "Content-Type": "text/plain"}
            assert client.post("/api/documents?name=a.txt", headers=headers, content=TEXT).status_code == 403
        headers = {**server.headers("desk", "read", "acts"), "Content-Type": "text/plain"}
        answer = client.post("/api/documents?name=a.txt", headers=headers, content=TEXT)
        assert answer.status_code == 403
        assert "scope" in answer.json()["detail"]


def test_too_large_another_media_type_and_cut_off(server: Server) -> None:
    headers = server.headers()
    with server.client() as client:
        large = client.post(
            "/api/acts", headers={**headers, "Content-Type": "application/json"}, content=b" " * 1_000_001
        )
        assert large.status_code == 413
        wrong = client.post("/api/acts", headers={**headers, "Content-Type": "text/csv"}, content=b"{}")
        assert wrong.status_code == 415
        short = {**headers, "Content-Type": "application/json", "Content-Length": "90"}
        assert client.post("/api/acts", headers=short, content=b"{}").status_code == 400
        deep = b"[" * 100_000
        assert client.post("/api/acts", headers={**headers, "Content-Type": "application/json"},
                           content=deep).status_code == 422  # fmt: skip
        assert client.post("/api/forms/incident", headers={**headers, "Content-Type": "application/json"},
                           content=b'{"a":' * 50_000).status_code == 422  # fmt: skip


def test_a_body_whose_line_breaks_is_not_taken(server: Server) -> None:
    size = server.size()
    head = "".join(f"{name}: {value}\r\n" for name, value in server.headers().items())
    with server.app() as app, serving(app) as origin:
        host, port = origin.removeprefix("http://").split(":")
        for framing, body in (
            ("Content-Length: 5000\r\n", TEXT),
            ("Transfer-Encoding: chunked\r\n", b"5\r\nhello\r\n"),
        ):
            with socket.create_connection((host, int(port)), timeout=20) as line:
                start = f"POST /api/documents?name=a.txt HTTP/1.1\r\nHost: {host}\r\nContent-Type: text/plain\r\n"
                line.sendall(f"{start}{head}{framing}\r\n".encode() + body)
                line.shutdown(socket.SHUT_WR)
                while line.recv(4096):
                    pass
    assert server.size() == size
    assert not list(server.case.folder.inbox.rglob("a.txt"))


def test_while_a_run_writes_the_client_is_told_to_come_again(server: Server) -> None:
    headers = {**server.headers(), "Content-Type": "text/plain"}
    case = server.case
    with server.client() as client:
        with Log.open(case.folder.record, case.settings.log_origin, server.clock):
            busy = client.post("/api/documents?name=a.txt", headers=headers, content=TEXT)
            assert busy.status_code == 503
            assert int(busy.headers["retry-after"]) > 0
        assert client.post("/api/documents?name=a.txt", headers=headers, content=TEXT).status_code == 201


def test_observations_are_a_table_of_observations(server: Server) -> None:
    headers = {**server.headers(), "Content-Type": "text/csv"}
    table = (
        "observer,lat,lon,observed,time,observation,count,bearing,range,means\n"
        "Post 4,36.2,37.1,2016-12-05,10:00,explosion,3,90,2 km,heard\n"
    )
    with server.client() as client:
        assert client.post("/api/observations?name=p1", headers=headers, content=b"a,b\n1,2\n").status_code == 422
        answer = client.post("/api/observations?name=p1", headers=headers, content=table.encode())
        assert answer.status_code == 201, answer.text
        assert (answer.json()["state"], answer.json()["media"]) == ("kept", "text/csv")


def complaint(**changes: Any) -> dict[str, Any]:
    made = {
        "act": "complaint", "body": "", "by": "", "at": "2016-12-05T10:00+02:00", "ref": "api-1", "what": "shelling",
        "place": "east-aleppo", "day": "2016-12-05", "words": {"en": "Shells fell."}, "against": [],
    }  # fmt: skip
    return made | changes


def seat_of(case: Case, number: int = 0) -> tuple[str, str]:
    body = case.bodies[0]
    return body.id, body.members[number].id


def test_an_act_stands_under_the_seat_of_the_token(server: Server) -> None:
    body, seat = seat_of(server.case)
    headers = {**server.headers(f"{body}/{seat}"), "Content-Type": "application/json"}
    act = complaint(body=body, by=seat)
    size = server.size()
    with server.client() as client:
        other = client.post("/api/acts", headers={**headers, "Idempotency-Key": "a"},
                            json=complaint(body=body, by=seat_of(server.case, 1)[1]))  # fmt: skip
        assert other.status_code == 403
        assert server.size() == size
        answer = client.post("/api/acts", headers=headers, json=act)
        assert answer.status_code == 201, answer.text
        assert answer.json()["author"] == f"{body}/{seat}"
        assert server.size() == size + 1
        assert client.post("/api/acts", headers=headers, json=act).content == answer.content
        same = client.post("/api/acts", headers={**headers, "Idempotency-Key": "b"}, json=act)
        assert same.json() == answer.json()
        assert server.size() == size + 1
        entry = client.get(f"/api/record/entries/{size}", headers=headers).json()
        assert (entry["type"], entry["author"]) == ("act", f"{body}/{seat}")
        assert "api-1" in {line["ref"] for line in client.get("/api/docket", headers=headers).json()["items"]}
        unruly = {
            "act": "vote",
            "body": body,
            "by": seat,
            "at": "2016-12-05T11:00+02:00",
            "on": "none",
            "position": "yes",
        }
        refused = client.post("/api/acts", headers={**headers, "Idempotency-Key": "c"}, json=unruly)
        assert refused.status_code == 422
        assert refused.json()["field"] == "on"
    assert server.size() == size + 1


def test_the_answer_is_the_same_for_whoever_asks_at_once(server: Server) -> None:
    """Two requests with one key at one time: one does the work, the other is told to wait."""
    headers = {**server.headers(), "Content-Type": "text/plain"}
    with server.client() as client:
        desk = client.app.state.desk
        real: Callable[..., Any] = desk.take
        statuses: list[int] = []

        def nested(*given: Any) -> Any:
            statuses.append(client.post("/api/documents?name=a.txt", headers=headers, content=TEXT).status_code)
            return real(*given)

        desk.take = nested
        answer = client.post("/api/documents?name=a.txt", headers=headers, content=TEXT)
        assert (answer.status_code, statuses) == (201, [409])
