"""Subscribers are told of new entries: a faithful receiver that takes, fails, hangs and redirects."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from tests.web.api.submitting import Server

from trucewatch.fetching import FetchCaps
from trucewatch.fetching.post import post
from trucewatch.web.api.deliveries import MOST_TRIES, pause_after


class Receiver:
    """Answers as it is told: statuses in turn, 0 for no answer at all."""

    def __init__(self) -> None:
        self.plan: list[int] = []
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.over = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                status = receiver.plan.pop(0) if receiver.plan else 204
                if status == 0:
                    receiver.over.wait(30)
                    return
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
                del format, args

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.over.set()
    made.server.shutdown()
    made.server.server_close()


def hand_in(client: Any, server: Server, number: int) -> None:
    headers = {**server.headers("desk", "documents", key=f"k{number}"), "Content-Type": "text/plain"}
    assert client.post(f"/api/documents?name={number}.txt", headers=headers, content=f"{number}\n").status_code == 201


def test_it_fails_hangs_redirects_and_is_told_again(server: Server, receiver: Receiver) -> None:
    hooks = server.headers("desk", "webhooks", "read")
    with server.client() as client:
        made = client.post("/api/webhooks", headers=hooks, json={"url": receiver.url, "types": ["document"]})
        assert made.status_code == 201, made.text
        name, secret = made.json()["subscription"]["id"], made.json()["secret"]
        deliveries = client.app.state.deliveries
        deliveries._send = partial(post, allow=frozenset({"loopback"}), caps=FetchCaps(max_seconds=0.5))
        assert deliveries.work() == 0
        hand_in(client, server, 1)
        receiver.plan = [500, 0, 302, 204]
        assert deliveries.work() == 0
        assert deliveries.work() == 0
        assert len(receiver.got) == 1
        for tries in (1, 2, 3):
            server.clock.ahead += pause_after(tries)
            assert deliveries.work() == int(tries == 3)
        server.clock.ahead += timedelta(days=1)
        assert deliveries.work() == 0
        assert [path for path, _, _ in receiver.got] == ["/hook"] * 4
        assert len({headers["trucewatch-delivery"] for _, headers, _ in receiver.got}) == 1
        assert len({body for _, _, body in receiver.got}) == 1
        for _, headers, body in receiver.got:
            stamp, _, digest = headers["trucewatch-signature"].partition(",v1=")
            key = urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
            signed = f"{stamp.removeprefix('t=')}.".encode() + body
            assert hmac.new(key, signed, hashlib.sha256).hexdigest() == digest
        told = json.loads(receiver.got[0][2])
        assert [entry["type"] for entry in told["entries"]] == ["document"]
        log = client.get(f"/api/webhooks/{name}/deliveries", headers=hooks).json()["items"]
        assert [each["state"] for each in log] == ["delivered"]
        assert [try_["status"] for try_ in log[0]["attempts"]] == [500, None, 302, 204]
        assert secret not in client.get("/api/webhooks", headers=hooks).text


def test_it_is_given_up_after_so_many_tries(server: Server, receiver: Receiver) -> None:
    hooks = server.headers("desk", "webhooks")
    with server.client() as client:
        name = client.post("/api/webhooks", headers=hooks, json={"url": receiver.url}).json()["subscription"]["id"]
        deliveries = client.app.state.deliveries
        hand_in(client, server, 1)
        receiver.plan = [503] * 50
        for _ in range(MOST_TRIES + 3):
            deliveries.work()
            server.clock.ahead += timedelta(hours=6)
        log = client.get(f"/api/webhooks/{name}/deliveries", headers=hooks).json()["items"]
        assert (log[0]["state"], len(log[0]["attempts"]), len(receiver.got)) == ("given_up", MOST_TRIES, MOST_TRIES)


def test_a_subscription_ends_with_its_token_or_when_it_is_taken_back(server: Server, receiver: Receiver) -> None:
    hooks = server.headers("desk", "webhooks")
    with server.client() as client:
        made = client.post("/api/webhooks", headers=hooks, json={"url": receiver.url}).json()["subscription"]
        where = f"/api/webhooks/{made['id']}"
        tag = client.get(where, headers=hooks).headers["etag"]
        assert client.delete(where, headers={**hooks, "If-Match": '"other"'}).status_code == 412
        assert client.get(where, headers=server.headers("other", "webhooks")).status_code == 404
        assert client.delete(where, headers={**hooks, "If-Match": tag}).status_code == 204
        assert client.get(where, headers=hooks).status_code == 404
        again = client.post("/api/webhooks", headers=hooks, json={"url": receiver.url}).json()["subscription"]
        server.tokens.revoke(again["token"])
        hand_in(client, server, 1)
        assert client.app.state.deliveries.work() == 0
        assert receiver.got == []


@pytest.mark.parametrize("url", ["http://192.168.1.1/", "http://169.254.169.254/", "file:///etc/passwd",
                                 "http://a:b@127.0.0.1/",
                                 "ftp://127.0.0.1/", "http://127.0.0.1:22/", "x"])  # fmt: skip
def test_an_address_that_may_not_be_visited_is_refused(server: Server, url: str) -> None:
    with server.client() as client:
        answer = client.post("/api/webhooks", headers=server.headers("desk", "webhooks"), json={"url": url})
        assert answer.status_code == 422
        client.app.state.reach = frozenset({"public"})
        loopback = {"url": "http://127.0.0.1:8000/"}
        assert (
            client.post("/api/webhooks", headers=server.headers("desk", "webhooks"), json=loopback).status_code == 422
        )
