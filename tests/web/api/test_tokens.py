"""Tokens: shown once, kept hashed, limited by scopes, rights, time and pace, and found in no log."""

from __future__ import annotations

import base64
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.web.api.clocks import Ticking, chance
from tests.web.api.conftest import Planted, leaks, read_bytes
from tests.web.samples import build
from typer.testing import CliRunner

from trucewatch.cli.main import application
from trucewatch.errors import UsageError
from trucewatch.protection.rights import ACTIONS, CLASSES, ROLES, audience_of, decide
from trucewatch.web.api.scopes import SCOPES, decide_scope
from trucewatch.web.api.service import service_file
from trucewatch.web.api.tokens import Tokens, credentials
from trucewatch.web.people.visitor import NOBODY, Visitor

Client = TestClient[Litestar]


def made(tmp_path: Path, clock: Ticking, **changes: object) -> tuple[Tokens, str, str]:
    tokens = Tokens(service_file(tmp_path), clock)
    values = {"name": "Kobo", "author": "team", "roles": ["observer"], "scopes": ["forms"], "days": 1} | changes
    token, text = tokens.create(random=chance(), **values)  # type: ignore[arg-type]  # a test leaves out what it likes
    return tokens, token.id, text


def test_a_token_is_kept_as_a_digest_and_shown_nowhere(tmp_path: Path) -> None:
    tokens, _, text = made(tmp_path, Ticking())
    secret = text.rpartition("_")[2] if not text.endswith("_") else text[-43:]
    assert secret.encode() not in read_bytes(tmp_path)
    found = tokens.of(text)
    assert found is not None
    assert secret not in repr(found)
    assert (tmp_path / "service" / "service.db").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("change", [lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"), lambda t: t.upper(),
                                    lambda t: t + "x", lambda t: "tw_" + "a" * 16 + t[19:], lambda t: ""])  # fmt: skip
def test_another_text_is_no_token(tmp_path: Path, change: object) -> None:
    tokens, _, text = made(tmp_path, Ticking())
    assert tokens.of(change(text)) is None  # type: ignore[operator]  # a function of the list above


def test_a_token_ends_and_can_be_revoked(tmp_path: Path) -> None:
    clock = Ticking()
    tokens, _, text = made(tmp_path, clock)
    assert tokens.of(text) is not None
    clock.ahead = timedelta(days=2)
    assert tokens.of(text) is None
    assert tokens.all()[0].state == "expired"
    clock.ahead = timedelta()
    other = tokens.create(name="x", author="y", roles=["public"], scopes=["read"], days=2, random=lambda n: b"\1" * n)
    assert tokens.of(other[1]) is not None
    tokens.revoke(other[0].id)
    assert tokens.of(other[1]) is None
    assert tokens.all()[1].state == "revoked"
    with pytest.raises(UsageError):
        tokens.revoke("none")


@pytest.mark.parametrize("change", [{"scopes": ["all"]}, {"scopes": []}, {"days": 0}, {"days": 401}, {"name": "a\nb"},
                                    {"author": ""}, {"author": "trucewatch"}])  # fmt: skip
def test_what_no_token_may_be(tmp_path: Path, change: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        made(tmp_path, Ticking(), **change)


def test_a_scope_never_gives_more_than_the_role_has() -> None:
    for role in ROLES:
        visitor = Visitor("a", "a", None, (role,), signed_in=True)
        for scope in SCOPES:
            assert not decide_scope(visitor, frozenset(), scope).allowed
            alone = decide_scope(visitor, frozenset({scope}), scope).allowed
            assert alone == decide_scope(visitor, None, scope).allowed
            if scope in ("documents", "forms", "observations", "acts"):
                assert alone == decide(role, "enter", "restricted").allowed
            assert not decide_scope(NOBODY, None, scope).allowed
    assert not decide_scope(Visitor("a", "a", None, ("observer",)), None, "everything").allowed
    assert {"enter", "read"} <= set(ACTIONS)
    assert "restricted" in CLASSES


@pytest.mark.parametrize(
    ("header", "text"),
    [
        (None, None),
        ("Bearer abc", "abc"),
        ("bearer  abc ", "abc"),
        ("Token abc", "abc"),
        ("Basic " + base64.b64encode(b"qui:a:b").decode(), "a:b"),
        ("Basic !!", ""),
        ("Digest username=x", ""),
        ("", ""),
    ],
)
def test_credentials(header: str | None, text: str | None) -> None:
    assert credentials(header) == text


def test_a_wrong_token_is_never_served_as_somebody_else(planted_client: Client, planted: Planted) -> None:
    # what other tests asked from here is an hour ago: the pace of wrong tokens is not what is looked at
    planted.clock.ahead += timedelta(hours=1)
    for header in ("Bearer x", "Bearer ", "Basic eDp4", "Negotiate y", f"Bearer {planted.texts['public'][:-2]}"):
        answer = planted_client.get("/api/incidents", headers={"Authorization": header})
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_served_its_own_copy(planted_client: Client, planted: Planted, role: str) -> None:
    answer = planted_client.get("/api/incidents?limit=1000", headers=planted.headers(role))
    assert answer.status_code == 200
    hidden = audience_of(role) is not None
    assert bool(leaks(answer.content)) is not hidden
    record = planted_client.get("/record/checkpoint", headers=planted.headers(role))
    # tiles are for who may read what is restricted; a copy for an audience has none
    refused = 404 if decide(role, "read", "restricted").allowed else 403
    assert record.status_code == (refused if hidden else 200)
    proof = planted_client.get("/api/record/proofs/inclusion?index=1", headers=planted.headers(role))
    assert proof.status_code == (404 if hidden else 200)


def test_the_pace_of_a_token(planted_client: Client, planted: Planted) -> None:
    kept, planted.clock.step = planted.clock.step, timedelta()
    try:
        headers = planted.headers("auditor")
        statuses = [planted_client.get("/api/claims/none", headers=headers).status_code for _ in range(601)]
        assert statuses[:600] == [404] * 600
        late = planted_client.get("/health", headers=headers)
        assert late.status_code == 429
        assert int(late.headers["retry-after"]) >= 1
    finally:
        planted.clock.step = kept
        planted.clock.ahead += timedelta(hours=1)


def test_no_log_line_holds_a_token(planted_client: Client, planted: Planted, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    text = planted.texts["observer"]
    for header in (text, text[:-1] + "x"):
        planted_client.get("/api/incidents?limit=x", headers={"Authorization": f"Bearer {header}"})
        planted_client.post("/api/incidents", headers={"Authorization": f"Bearer {header}"})
    assert text[-43:-1] not in caplog.text


def test_the_commands(tmp_path: Path) -> None:
    case = build(tmp_path / "case")
    run = CliRunner()
    words = ["token", "create", str(case.folder.root), "--name", "Kobo", "--as", "team", "--role", "observer"]
    done = run.invoke(application(["tokens"]), [*words, "--scope", "forms", "--scope", "read"])
    assert done.exit_code == 0, done.output
    text = done.stdout.strip()
    tokens = Tokens(service_file(case.folder.root), Ticking())
    token = tokens.all()[0].token
    assert text.startswith(f"tw_{token.id}_")
    assert token.scopes == ("read", "forms")
    listed = run.invoke(application(["tokens"]), ["token", "list", str(case.folder.root)], env={"COLUMNS": "200"})
    assert token.id in listed.stdout
    assert text not in listed.stdout
    gone = run.invoke(application(["tokens"]), ["token", "revoke", str(case.folder.root), token.id])
    assert gone.exit_code == 0
    assert tokens.of(text) is None
    assert tokens.all()[0].state == "revoked"
    for wrong in (["--scope", "read", "--party", "nobody"],):
        assert isinstance(run.invoke(application(["tokens"]), [*words, *wrong]).exception, UsageError)
