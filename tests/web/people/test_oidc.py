"""Signing in at a provider: what holds is let in, and each thing that does not hold is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, RSAKey
from tests.web.people.house import Hands, House, open_house
from tests.web.people.provider import ISSUER, SECRET, FaithfulProvider

from trucewatch.case import Case
from trucewatch.errors import InputError
from trucewatch.web.people.oidc import KEYS_EACH, ROUND_SECONDS, OidcDoor, Provider, check_provider

BACK = "http://localhost:8642/sign-in/provider/back"


@pytest.fixture
def provider(hands: Hands) -> FaithfulProvider:
    return FaithfulProvider(hands)


@pytest.fixture
def door(provider: FaithfulProvider, hands: Hands) -> OidcDoor:
    named = Provider(issuer=ISSUER, client_id="trucewatch", client_secret=SECRET, label={"en": "Mission"})
    return OidcDoor(named, provider, hands, BACK)


def test_a_round_that_holds_gives_subject_and_purpose_once(door: OidcDoor, provider: FaithfulProvider) -> None:
    brought = provider.authorize(door.begin("browser", "next /terms"), "s-1")
    assert door.finish("browser", brought) == ("s-1", "next /terms")
    assert door.finish("browser", brought) is None
    first, second = (provider.authorize(door.begin("browser", "x"), "s-1") for _ in range(2))
    sent = provider.sent
    assert first["state"] != second["state"]
    for name in ("state", "nonce", "code_challenge"):
        assert len({asked[name] for asked in sent}) == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://other.example"},
        {"aud": "another client"},
        {"aud": ["trucewatch", "another"]},
        {"aud": ["trucewatch", "another"], "azp": "another"},
        {"azp": "another"},
        {"nonce": "an earlier one"},
        {"exp": 1},
        {"iat": 4_000_000_000},
        {"sub": ""},
        {"sub": 7},
    ],
    ids=str,
)
def test_claims_that_do_not_hold(door: OidcDoor, provider: FaithfulProvider, wrong: dict[str, Any]) -> None:
    provider.wrong = wrong
    assert door.finish("browser", provider.authorize(door.begin("browser", "x"), "s-1")) is None


@pytest.mark.parametrize("kind", ["at+jwt", "logout+jwt", "secevent+jwt"])
def test_a_token_of_another_kind_is_not_taken(door: OidcDoor, provider: FaithfulProvider, kind: str) -> None:
    provider.heading = {"typ": "jwt"}
    assert door.finish("browser", provider.authorize(door.begin("browser", "x"), "s-1")) == ("s-1", "x")
    provider.heading = {"typ": kind}
    assert door.finish("browser", provider.authorize(door.begin("browser", "x"), "s-1")) is None


@pytest.mark.parametrize("name", ["iss", "aud", "nonce", "exp", "iat", "sub"])
def test_claims_that_are_missing(door: OidcDoor, provider: FaithfulProvider, name: str) -> None:
    provider.left_out = (name,)
    assert door.finish("browser", provider.authorize(door.begin("browser", "x"), "s-1")) is None


def test_several_audiences_hold_where_the_token_was_made_for_us(door: OidcDoor, provider: FaithfulProvider) -> None:
    provider.wrong = {"aud": ["trucewatch", "another"], "azp": "trucewatch"}
    assert door.finish("browser", provider.authorize(door.begin("browser", "x"), "s-1")) == ("s-1", "x")


@pytest.mark.parametrize(
    "changed",
    [{"state": "another"}, {"state": ""}, {"code": "stolen"}, {"code": ""}, {"iss": "https://mix-up.example"}],
    ids=str,
)
def test_answers_that_do_not_hold(door: OidcDoor, provider: FaithfulProvider, changed: dict[str, str]) -> None:
    brought = provider.authorize(door.begin("browser", "x"), "s-1")
    assert door.finish("browser", {**brought, **changed}) is None


def test_an_answer_without_issuer_in_another_browser_or_too_late(
    door: OidcDoor, provider: FaithfulProvider, hands: Hands
) -> None:
    brought = provider.authorize(door.begin("browser", "x"), "s-1")
    assert door.finish("browser", {name: value for name, value in brought.items() if name != "iss"}) is None
    assert door.finish("other", provider.authorize(door.begin("browser", "x"), "s-1")) is None
    late = provider.authorize(door.begin("browser", "x"), "s-1")
    hands.move(ROUND_SECONDS)
    assert door.finish("browser", late) is None


def test_a_changed_key_is_looked_up_and_a_stranger_is_not_looked_up_for_ever(
    door: OidcDoor, provider: FaithfulProvider, hands: Hands
) -> None:
    assert door.finish("browser", provider.authorize(door.begin("browser", "x"), "s-1"))
    provider.key = ECKey.generate_key("P-256", {"kid": "two", "use": "sig"})
    provider.algorithm = "ES256"
    hands.move(KEYS_EACH)
    assert door.finish("browser", provider.authorize(door.begin("browser", "x"), "s-1"))
    provider.listed = [provider.key]
    provider.key = ECKey.generate_key("P-256", {"kid": "two", "use": "sig"})
    hands.move(KEYS_EACH)
    looked = provider.asked.count(f"{ISSUER}/keys")
    for _ in range(4):
        assert door.finish("browser", provider.authorize(door.begin("browser", "x"), "s-1")) is None
    assert provider.asked.count(f"{ISSUER}/keys") == looked + 1


def test_a_signature_with_the_clients_secret_is_not_accepted(door: OidcDoor, provider: FaithfulProvider) -> None:
    provider.algorithm = "HS256"
    assert door.finish("browser", provider.authorize(door.begin("browser", "x"), "s-1")) is None


def test_another_providers_key_is_not_accepted(door: OidcDoor, provider: FaithfulProvider) -> None:
    provider.listed = [RSAKey.generate_key(2048, {"kid": "one"})]
    assert door.finish("browser", provider.authorize(door.begin("browser", "x"), "s-1")) is None


@pytest.mark.parametrize("issuer", ["http://accounts.example", "ftp://a.example", "accounts.example"])
def test_a_provider_without_encryption_is_refused(issuer: str) -> None:
    named = Provider(issuer=issuer, client_id="t", client_secret="s", label={})
    with pytest.raises(InputError, match="without encryption"):
        check_provider(named, "oidc.yaml")


def test_a_description_of_another_provider_is_refused(provider: FaithfulProvider, hands: Hands) -> None:
    named = Provider(issuer=f"{ISSUER}/", client_id="t", client_secret=SECRET, label={})
    with pytest.raises(InputError, match="another provider"):
        OidcDoor(named, provider, hands, BACK).begin("browser", "x")


@pytest.fixture
def mission(case: Case, tmp_path: Path, provider: FaithfulProvider, hands: Hands) -> House:
    folder = tmp_path / "private"
    folder.mkdir(mode=0o700)
    named = {"issuer": ISSUER, "client_id": "trucewatch", "client_secret": SECRET}
    lines = [f'{name}: "{value}"' for name, value in named.items()]
    (folder / "oidc.yaml").write_text("\n".join([*lines, "label: {en: Mission accounts}"]) + "\n", encoding="utf-8")
    return open_house(case, tmp_path, ask=provider, clock=hands)


def test_an_invited_person_is_bound_and_comes_back(mission: House, provider: FaithfulProvider) -> None:
    token = mission.add("amal")
    with mission.client() as client:
        assert "Mission accounts" in client.get(f"/join/{token}").text
        away = client.get(f"/sign-in/provider?join={token}")
        back = client.get("/sign-in/provider/back", params=provider.authorize(away.headers["Location"], "s-1"))
        assert (back.status_code, back.headers["Location"]) == (303, "/")
        assert client.get("/terms").status_code == 200
    with mission.client() as client:
        away = client.get("/sign-in/provider?next=/terms")
        back = client.get("/sign-in/provider/back", params=provider.authorize(away.headers["Location"], "s-1"))
        assert back.headers["Location"] == "/terms"
    with mission.client() as client:
        away = client.get("/sign-in/provider")
        strange = client.get("/sign-in/provider/back", params=provider.authorize(away.headers["Location"], "s-2"))
        assert strange.status_code == 401
        assert client.get("/sign-in/provider/back?state=x&code=y").status_code == 401
    other = mission.add("ben")
    with mission.client() as client:
        away = client.get(f"/sign-in/provider?join={other}")
        taken = client.get("/sign-in/provider/back", params=provider.authorize(away.headers["Location"], "s-1"))
        assert taken.status_code == 401
    assert mission.people.accounts.ways("ben") == ()
