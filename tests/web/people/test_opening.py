"""Beyond this machine nothing is served without accounts and TLS."""

from __future__ import annotations

from pathlib import Path

import pytest

from trucewatch.errors import UsageError
from trucewatch.web.people.opening import Access, is_loopback, plan

TLS = Access("https://watch.example", Path("c.pem"), Path("k.pem"))
PROXY = Access("https://watch.example", proxy="10.0.0.2")


@pytest.mark.parametrize(
    ("host", "people", "access", "said"),
    [
        ("0.0.0.0", False, TLS, "no accounts"),
        ("192.0.2.7", False, Access(), "no accounts"),
        ("127.0.0.1", False, PROXY, "no accounts"),
        ("0.0.0.0", True, Access("https://watch.example"), "clear text"),
        ("::", True, Access(), "clear text"),
        ("watch.example", True, Access(certificate=Path("c"), key=Path("k")), "address that browsers use"),
        ("0.0.0.0", True, Access("http://watch.example", proxy="10.0.0.2"), "cannot be used"),
        ("0.0.0.0", True, Access("https://watch.example/pages", proxy="10.0.0.2"), "cannot be used"),
        ("127.0.0.1", True, Access("http://watch.example"), "cannot be used"),
        ("127.0.0.1", True, Access(certificate=Path("c")), "certificate and its key"),
    ],
)
def test_what_is_refused(host: str, people: bool, access: Access, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        plan(host, 8642, people, access)


def test_what_is_opened() -> None:
    here = plan("127.0.0.1", 8642, False, Access())
    assert here.origin == "http://localhost:8642"
    assert here.hosts == {"localhost:8642", "127.0.0.1:8642", "[::1]:8642"}
    assert plan("::1", 1, True, Access()).origin == "http://localhost:1"
    there = plan("0.0.0.0", 8642, True, TLS)
    assert there.origin == "https://watch.example"
    assert there.hosts == {"watch.example", "watch.example:443"}
    assert plan("127.0.0.1", 8642, True, PROXY).origin == "https://watch.example"
    odd = plan("0.0.0.0", 8642, True, Access("https://watch.example:8443", Path("c"), Path("k")))
    assert odd.hosts == {"watch.example:8443"}


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("", False)],
)
def test_what_this_machine_is(host: str, local: bool) -> None:
    assert is_loopback(host) is local
