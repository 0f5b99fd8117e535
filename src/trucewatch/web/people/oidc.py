"""Signing in with an organisation's own accounts: OpenID Connect Core 1.0, authorization code with PKCE (RFC 7636).

A person is known by issuer and subject, bound when the invitation is used; an e-mail address proves nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol
from urllib.parse import urlencode, urlsplit

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, KeySet

from trucewatch.errors import InputError

__all__ = ["ALGORITHMS", "Ask", "OidcDoor", "Provider", "check_provider"]

ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures that are accepted: none with a secret that both sides hold, and never ``none``."""
LEEWAY: Final = 60
ROUND_SECONDS: Final = 600
KEYS_EACH: Final = 60
"""Seconds between two looks at the provider's keys, however many unknown key ids come."""
_MOST_ROUNDS: Final = 10_000


class Provider(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``oidc.yaml``: where accounts are kept elsewhere. ``label`` is shown on the page, by language."""

    issuer: str
    client_id: str
    client_secret: str
    label: dict[str, str]


class Ask(Protocol):
    """Asks the provider: GET, or POST of a form. Raises :class:`OSError` or :class:`TrucewatchError`."""

    def __call__(
        self, url: str, form: Mapping[str, str] | None = None, basic: tuple[str, str] | None = None
    ) -> bytes: ...


class _Discovery(msgspec.Struct, frozen=True):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    authorization_response_iss_parameter_supported: bool = False


class _Tokens(msgspec.Struct, frozen=True):
    id_token: str


class _Keys(msgspec.Struct, frozen=True):
    keys: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class _Round:
    browser: str
    nonce: str
    verifier: str
    purpose: str
    until: float


def check_provider(provider: Provider, where: str) -> None:
    """Raise :class:`InputError` where the provider is not reached over TLS; loopback is for tests."""
    _encrypted(provider.issuer, where)
    if not provider.client_id or not provider.client_secret:
        raise InputError("the provider needs a client", where=where, expected="client_id and client_secret")


@dataclass
class OidcDoor:
    """One provider. ``redirect`` is this server's own address that the provider sends people back to."""

    provider: Provider
    ask: Ask
    clock: Callable[[], datetime]
    redirect: str
    _rounds: dict[str, _Round] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _known: _Discovery | None = None
    _keys: KeySet | None = None
    _looked: float = 0.0

    def begin(self, browser: str, purpose: str) -> str:
        """The provider's address to send the browser to. ``purpose`` comes back with the answer."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        now = self.clock().timestamp()
        with self._lock:
            if len(self._rounds) >= _MOST_ROUNDS:
                self._rounds = {key: kept for key, kept in self._rounds.items() if kept.until > now}
            while len(self._rounds) >= _MOST_ROUNDS:
                self._rounds.pop(next(iter(self._rounds)))
            self._rounds[state] = _Round(browser, nonce, verifier, purpose, now + ROUND_SECONDS)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "response_type": "code",
            "client_id": self.provider.client_id,
            "redirect_uri": self.redirect,
            "scope": "openid",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        endpoint = self._discovered().authorization_endpoint
        return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}"

    def finish(self, browser: str, answer: Mapping[str, str]) -> tuple[str, str] | None:
        """Subject and purpose of an answer that holds; None for one that does not, without saying why.

        The state is good once, for ten minutes, and in the browser that was sent out.
        """
        with self._lock:
            asked = self._rounds.pop(answer.get("state", ""), None)
        now = self.clock().timestamp()
        if asked is None or asked.until <= now or not hmac.compare_digest(asked.browser, browser):
            return None
        code = answer.get("code", "")
        if not code or len(code) > 4096 or not self._right_issuer(answer):
            return None
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect,
            "code_verifier": asked.verifier,
        }
        client = (self.provider.client_id, self.provider.client_secret)
        try:
            body = self.ask(self._discovered().token_endpoint, form, client)
            token = msgspec.json.decode(body, type=_Tokens).id_token
        except (OSError, ValueError, msgspec.DecodeError):
            return None
        subject = self._subject(token, asked.nonce)
        return (subject, asked.purpose) if subject else None

    def _right_issuer(self, answer: Mapping[str, str]) -> bool:
        """RFC 9207: an answer of another provider is not taken for this one's."""
        told = answer.get("iss")
        if told is None:
            return not self._discovered().authorization_response_iss_parameter_supported
        return told == self.provider.issuer

    def _subject(self, token: str, nonce: str) -> str | None:
        claims = self._verified(token)
        if claims is None:
            return None
        now = int(self.clock().timestamp())
        rules = jwt.JWTClaimsRegistry(
            now=now,
            leeway=LEEWAY,
            iss={"essential": True, "value": self.provider.issuer},
            aud={"essential": True, "value": self.provider.client_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
        )
        try:
            rules.validate(claims)
        except (JoseError, ValueError, TypeError):
            return None
        audience = claims["aud"]
        others = isinstance(audience, list) and len(audience) > 1
        if (others or "azp" in claims) and claims.get("azp") != self.provider.client_id:
            return None
        subject = claims["sub"]
        return subject if isinstance(subject, str) and 0 < len(subject) <= 255 else None

    def _verified(self, token: str) -> dict[str, Any] | None:
        """The claims of a token signed by the provider; keys are looked up anew where none fits."""
        for again in (False, True):
            keys = self._key_set(again)
            if keys is None:
                return None
            try:
                read = jwt.decode(token, keys, algorithms=list(ALGORITHMS))
                # a token of another kind, an access or logout token (RFC 9068), names its kind in the header
                return dict(read.claims) if str(read.header.get("typ", "JWT")).upper() == "JWT" else None
            except (JoseError, ValueError, KeyError, TypeError):
                continue
        return None

    def _key_set(self, again: bool) -> KeySet | None:
        now = self.clock().timestamp()
        with self._lock:
            if self._keys is not None and (not again or now - self._looked < KEYS_EACH):
                return None if again else self._keys
            self._looked = now
        try:
            listed = msgspec.json.decode(self.ask(self._discovered().jwks_uri), type=_Keys).keys
            keys = KeySet([key for listed_key in listed if (key := _key(listed_key)) is not None])
        except (OSError, ValueError, msgspec.DecodeError):
            return None
        self._keys = keys
        return keys

    def _discovered(self) -> _Discovery:
        if self._known is None:
            address = self.provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
            try:
                found = msgspec.json.decode(self.ask(address), type=_Discovery)
            except msgspec.DecodeError as error:
                raise InputError("the provider's description cannot be read", where=address, got=str(error)) from error
            if found.issuer != self.provider.issuer:
                raise InputError("the description is of another provider", where=address, got=found.issuer[:120])
            for endpoint in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
                _encrypted(endpoint, address)
            self._known = found
        return self._known


def _key(listed: dict[str, Any]) -> Any:
    """A signing key of the provider; None for one of a kind that is not known here."""
    if listed.get("use", "sig") != "sig" or listed.get("kty") == "oct":
        return None
    try:
        return JWKRegistry.import_key(listed)
    except (JoseError, ValueError, KeyError, TypeError):
        return None


def _encrypted(url: str, where: str) -> None:
    parts = urlsplit(url)
    local = parts.hostname in ("127.0.0.1", "::1", "localhost")
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise InputError("the provider is reached without encryption", where=where, got=url[:120], expected="https://")
