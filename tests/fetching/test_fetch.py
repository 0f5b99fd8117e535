"""Fetching: what may be visited, what is pinned, what is cut off, what is kept."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fetching.server import answer, redirect, serving
from warcio.archiveiterator import ArchiveIterator

from trucewatch.fetching import Exchange, FetchCaps, FetchError, Reach, address_kind, fetch, write_warc

NOW = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)
PAGE = b"<html><body><p>Three rounds were counted.</p></body></html>"
LOCAL: frozenset[Reach] = frozenset({"loopback"})


def got(url: str, resolver: Callable[[str, int], list[str]] | None = None, **caps: float) -> tuple[Exchange, ...]:
    chosen = FetchCaps(max_seconds=caps.get("seconds", 20.0), max_bytes=int(caps.get("size", 100_000)))
    here = resolver or (lambda host, port: [host])
    return fetch(url, allow=LOCAL, clock=lambda: NOW, caps=chosen, resolver=here)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("127.0.0.1", "loopback"),
        ("127.9.9.9", "loopback"),
        ("::1", "loopback"),
        ("::ffff:127.0.0.1", "loopback"),
        ("10.1.2.3", "private"),
        ("172.16.0.1", "private"),
        ("192.168.1.1", "private"),
        ("fd00::1", "private"),
        ("8.8.8.8", "public"),
        ("2606:4700::1111", "public"),
        ("::ffff:10.0.0.1", "private"),
        ("100.64.0.1", None),
        ("169.254.169.254", None),
        ("::ffff:169.254.169.254", None),
        ("fe80::1%eth0", None),
        ("0.0.0.0", None),
        ("::", None),
        ("224.0.0.1", None),
        ("255.255.255.255", None),
        ("192.0.2.1", None),
        ("64:ff9b::7f00:1", None),
        ("64:ff9b:1::a00:1", None),
        ("2002:7f00:1::", None),
        ("2001:0:1::1", None),
        ("::127.0.0.1", None),
        ("0177.0.0.1", None),
        ("2130706433", None),
        ("localhost", None),
    ],
)
def test_addresses_are_judged_by_what_they_are(address: str, kind: str | None) -> None:
    assert address_kind(address) == kind


@given(st.ip_addresses())
def test_public_is_never_said_of_an_address_that_is_not_global(address: object) -> None:
    if address_kind(str(address)) == "public":
        assert address.is_global  # type: ignore[attr-defined]


def test_fetching_is_off_without_an_allowance() -> None:
    with pytest.raises(FetchError, match="off"):
        fetch("http://127.0.0.1:9/", allow=frozenset(), clock=lambda: NOW)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "gopher://127.0.0.1:70/1",
        "http://user:secret@127.0.0.1/",
        "http://127.0.0.1:22/",
        "http://127.0.0.1:99999/",
        "http:///x",
        "http://127.0.0.1/\r\nX: y",
        "http://[::1/",
        "//127.0.0.1/",
        "http://127.0.0.1/ü",
    ],
)
def test_addresses_of_another_kind_are_refused_before_any_connection(url: str) -> None:
    def resolver(host: str, port: int) -> list[str]:
        raise AssertionError(host)

    with pytest.raises(FetchError):
        got(url, resolver)


def test_an_answer_is_kept_as_warc_with_headers_address_time_and_digest() -> None:
    with serving({"/a?b=1": answer(PAGE, Server="test")}) as server:
        made = got(f"http://127.0.0.1:{server.port}/a?b=1")
    warc = write_warc(made, software="test")
    assert write_warc(made, software="test") == warc
    records = []
    for record in ArchiveIterator(io.BytesIO(warc), check_digests=True):
        content = record.content_stream().read()
        records.append((record.rec_type, content, record.rec_headers, record.digest_checker.passed))
    assert [kind for kind, *_ in records] == ["warcinfo", "response", "request"]
    assert records[1][1] == PAGE
    assert records[1][3] is True
    assert records[1][2].get_header("WARC-IP-Address") == "127.0.0.1"
    assert records[1][2].get_header("WARC-Date") == "2026-11-24T08:00:00Z"


def test_a_loopback_address_is_refused_where_only_public_ones_are_allowed() -> None:
    with serving({"/": answer(PAGE)}) as server, pytest.raises(FetchError, match="may not be visited"):
        fetch(f"http://127.0.0.1:{server.port}/", allow=frozenset({"public"}), clock=lambda: NOW)
    assert server.seen == []


@pytest.mark.parametrize(
    "target", ["http://10.0.0.1/", "http://169.254.169.254/latest", "file:///etc/passwd", "//[::]/"]
)
def test_each_redirect_is_checked(target: str) -> None:
    with serving({"/": redirect(target)}) as server, pytest.raises(FetchError):
        got(f"http://127.0.0.1:{server.port}/")


def test_redirects_are_followed_counted_and_kept() -> None:
    with serving({"/": redirect("/b"), "/b": answer(PAGE), "/loop": redirect("/loop")}) as server:
        made = got(f"http://127.0.0.1:{server.port}/")
        assert [e.status for e in made] == [302, 200]
        with pytest.raises(FetchError, match="too many redirects"):
            got(f"http://127.0.0.1:{server.port}/loop")


def test_the_checked_address_is_pinned_and_a_name_that_changes_is_caught() -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    asked: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    with serving({"/": answer(PAGE), "/go": redirect("/")}) as server:
        # the system knows no such name: only the pinned address can have been connected to
        (made,) = got(f"http://news.invalid:{server.port}/", resolver)
        assert made.address == "127.0.0.1"
        assert asked == ["news.invalid"]
        assert server.seen[0]["Host"] == f"news.invalid:{server.port}"
        with pytest.raises(FetchError, match="may not be visited"):
            got(f"http://news.invalid:{server.port}/", resolver)
        assert len(server.seen) == 1
        # and between two hops of one fetch
        answers = iter([["127.0.0.1"], ["192.168.0.1"]])
        with pytest.raises(FetchError, match="may not be visited"):
            got(f"http://news.invalid:{server.port}/go", resolver)


def test_one_forbidden_answer_among_many_refuses_all() -> None:
    with pytest.raises(FetchError, match="may not be visited"):
        got("http://news.invalid/", lambda host, port: ["127.0.0.1", "10.0.0.1"])
    with pytest.raises(FetchError, match="no address"):
        got("http://news.invalid/", lambda host, port: [])


@pytest.mark.parametrize("head", [True, False])
def test_a_server_that_drips_is_cut_off(head: bool) -> None:
    with serving({}) as server:

        def drip(handler: BaseHTTPRequestHandler) -> None:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"X: " if head else b"Content-Length: 9000\r\n\r\n"))
            try:
                while not server.closing.wait(0.01):
                    handler.wfile.write(b"x")
                    handler.wfile.flush()
            except OSError:
                return

        handlers = server.http.RequestHandlerClass
        handlers.do_GET = drip  # type: ignore[attr-defined]
        with pytest.raises(FetchError, match="took too long"):
            got(f"http://127.0.0.1:{server.port}/", seconds=0.3)


def test_too_much_is_refused_whatever_the_header_says() -> None:
    def lying(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 5000)
        handler.close_connection = True

    def short(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort")
        handler.close_connection = True

    with serving({"/stated": answer(b"x" * 5000), "/lying": lying, "/short": short}) as server:
        for path in ("/stated", "/lying"):
            with pytest.raises(FetchError, match="too large"):
                got(f"http://127.0.0.1:{server.port}{path}", size=1000)
        with pytest.raises(FetchError):
            got(f"http://127.0.0.1:{server.port}/short")


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    with serving({"/": answer(PAGE)}) as server:
        assert got(f"http://127.0.0.1:{server.port}/")[0].body == PAGE
        assert "Cookie" not in server.seen[0]
        assert "Authorization" not in server.seen[0]
