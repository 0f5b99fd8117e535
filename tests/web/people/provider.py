"""An OpenID provider in process: discovery, authorization, token endpoint with PKCE, keys that can be changed."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from tests.web.people.house import Hands

ISSUER = "https://accounts.example"
SECRET = "a client's secret"


@dataclass
class FaithfulProvider:
    """Answers as the standard says. ``wrong`` changes claims of the next token; ``key`` signs."""

    hands: Hands
    key: RSAKey | ECKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    listed: list[Any] = field(default_factory=list)
    granted: dict[str, dict[str, str]] = field(default_factory=dict)
    wrong: dict[str, Any] = field(default_factory=dict)
    heading: dict[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    algorithm: str = "RS256"
    asked: list[str] = field(default_factory=list)
    sent: list[dict[str, str]] = field(default_factory=list)

    def __call__(self, url: str, form: Mapping[str, str] | None = None, basic: tuple[str, str] | None = None) -> bytes:
        """What the server asks it."""
        self.asked.append(url)
        path = url.removeprefix(ISSUER)
        if path == "/.well-known/openid-configuration":
            return self._json(
                issuer=ISSUER,
                authorization_endpoint=f"{ISSUER}/authorize",
                token_endpoint=f"{ISSUER}/token",
                jwks_uri=f"{ISSUER}/keys",
                authorization_response_iss_parameter_supported=True,
            )
        if path == "/keys":
            keys = [key.as_dict(private=False) for key in self.listed or [self.key]]
            return self._json(keys=[{"kty": "unheard-of", "kid": "x"}, *keys])
        if path == "/token":
            return self._token(dict(form or {}), basic)
        raise OSError(f"no such place: {path}")

    def authorize(self, address: str, subject: str) -> dict[str, str]:
        """The person signs in there: what the browser brings back."""
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{ISSUER}/authorize"
        asked = dict(parse_qsl(parts.query))
        assert asked["response_type"] == "code"
        assert asked["scope"].split()[0] == "openid"
        assert asked["code_challenge_method"] == "S256"
        self.sent.append(asked)
        code = secrets.token_urlsafe(16)
        self.granted[code] = {**asked, "sub": subject}
        return {"code": code, "state": asked["state"], "iss": ISSUER}

    def _token(self, form: dict[str, str], basic: tuple[str, str] | None) -> bytes:
        granted = self.granted.pop(form.get("code", ""), None)
        if granted is None or basic != (granted["client_id"], SECRET):
            raise OSError("the provider answers 401")
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if challenge != granted["code_challenge"] or form["redirect_uri"] != granted["redirect_uri"]:
            raise OSError("the provider answers 400")
        now = int(self.hands().timestamp())
        claims = {
            "iss": ISSUER,
            "sub": granted["sub"],
            "aud": granted["client_id"],
            "exp": now + 300,
            "iat": now,
            "nonce": granted["nonce"],
        } | self.wrong
        claims = {name: value for name, value in claims.items() if name not in self.left_out}
        header = {"alg": self.algorithm, "kid": self.key.kid, **self.heading}
        key = OctKey.import_key(SECRET.ljust(32, "x")) if self.algorithm == "HS256" else self.key
        token = jwt.encode(header, claims, key, algorithms=[self.algorithm])
        return self._json(id_token=token, access_token="unused", token_type="Bearer")

    @staticmethod
    def _json(**values: Any) -> bytes:
        return msgspec.json.encode(values)
