"""Tokens by which programs authenticate: shown once, kept as a digest, with scopes, an end and a way to revoke them."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Callable, Sequence
from typing import Final

import msgspec
from msgspec import Struct

from trucewatch.errors import UsageError
from trucewatch.pipeline import AUTHOR
from trucewatch.protection import audience_of
from trucewatch.web.api.scopes import SCOPES
from trucewatch.web.api.service import ServiceFile
from trucewatch.web.people.visitor import Visitor

__all__ = ["MOST_DAYS", "Token", "TokenState", "Tokens", "credentials"]

MOST_DAYS: Final = 400
_TEXT: Final = re.compile(r"tw_([a-z2-7]{16})_([A-Za-z0-9_-]{43})")
_NAME: Final = re.compile(r"[^\x00-\x1f\x7f]{1,100}")
_PACE: Final = dt.timedelta(minutes=1)
Random = Callable[[int], bytes]
Clock = Callable[[], dt.datetime]


class Token(Struct, frozen=True, kw_only=True):
    """What a token stands for. Its text is nowhere here.

    ``author`` stands in the record for what is entered with it; ``party`` is the delegation it acts for.
    """

    id: str
    name: str
    author: str
    roles: tuple[str, ...]
    scopes: tuple[str, ...]
    created: str
    expires: str
    party: str | None = None

    @property
    def visitor(self) -> Visitor:
        """Whom the token makes of a request."""
        return Visitor(self.author, self.name, self.party, self.roles, signed_in=True)


class TokenState(Struct, frozen=True, kw_only=True):
    """A token as a list shows it: ``state`` is valid, expired or revoked; ``used`` to the minute."""

    token: Token
    state: str
    revoked: str | None
    used: str | None


class Tokens:
    """The tokens of a case."""

    def __init__(self, file: ServiceFile, clock: Clock) -> None:
        self._file = file
        self._clock = clock

    def create(
        self,
        *,
        name: str,
        author: str,
        roles: Sequence[str],
        scopes: Sequence[str],
        days: int,
        random: Random,
        party: str | None = None,
    ) -> tuple[Token, str]:
        """A new token and its text, which is shown once and kept nowhere. Raises :class:`UsageError`."""
        _check(name, author, scopes, days)
        for role in roles:
            audience_of(role)
        now = self._clock().astimezone(dt.UTC)
        token = Token(
            id=base64.b32encode(random(10)).decode("ascii").lower(),
            name=name,
            author=author,
            party=party,
            roles=tuple(roles),
            scopes=tuple(scope for scope in SCOPES if scope in scopes),
            created=_instant(now),
            expires=_instant(now + dt.timedelta(days=days)),
        )
        secret = base64.urlsafe_b64encode(random(32)).decode("ascii").rstrip("=")
        row = (token.id, _digest(secret), msgspec.json.encode(token).decode(), token.expires)
        with self._file.writing() as connection:
            connection.execute("INSERT INTO tokens (id, digest, json, expires) VALUES (?, ?, ?, ?)", row)
        return token, f"tw_{token.id}_{secret}"

    def of(self, text: str) -> Token | None:
        """The token with this text where it is valid now. The comparison takes the same time for any text."""
        found = _TEXT.fullmatch(text)
        if found is None or not self._file.path.is_file():
            return None
        now = self._clock().astimezone(dt.UTC)
        with self._file.reading() as connection:
            row = connection.execute("SELECT * FROM tokens WHERE id = ?", (found[1],)).fetchone()
        kept = row["digest"] if row is not None else "0" * 64
        if not hmac.compare_digest(kept, _digest(found[2])) or row is None:
            return None
        if row["revoked"] is not None or row["expires"] <= _instant(now):
            return None
        if row["used"] is None or row["used"] < _instant(now - _PACE):
            with self._file.writing() as connection:
                connection.execute("UPDATE tokens SET used = ? WHERE id = ?", (_instant(now), found[1]))
        return msgspec.json.decode(row["json"], type=Token)

    def valid(self, token_id: str) -> bool:
        """Whether the token of this id is neither at its end nor revoked."""
        return any(state.token.id == token_id and state.state == "valid" for state in self.all())

    def all(self) -> tuple[TokenState, ...]:
        """Every token, the oldest first."""
        now = _instant(self._clock().astimezone(dt.UTC))
        with self._file.reading() as connection:
            rows = connection.execute("SELECT * FROM tokens ORDER BY rowid").fetchall()
        return tuple(
            TokenState(
                token=msgspec.json.decode(row["json"], type=Token),
                state="revoked" if row["revoked"] else "expired" if row["expires"] <= now else "valid",
                revoked=row["revoked"],
                used=row["used"],
            )
            for row in rows
        )

    def revoke(self, token_id: str) -> None:
        """End a token now. Raises :class:`UsageError` where there is none of this id."""
        now = _instant(self._clock().astimezone(dt.UTC))
        with self._file.writing() as connection:
            query = "UPDATE tokens SET revoked = coalesce(revoked, ?) WHERE id = ?"
            if not connection.execute(query, (now, token_id)).rowcount:
                raise UsageError("there is no such token", got=token_id[:40], hint="trucewatch token list CASE")


def credentials(header: str | None) -> str | None:
    """The text of a token in the header ``Authorization``: after ``Bearer`` or ``Token``, or as the password of
    ``Basic``. Empty where the header holds no such thing; None where there is no header."""
    if header is None:
        return None
    scheme, _, rest = header.strip().partition(" ")
    if scheme.lower() in ("bearer", "token"):
        return rest.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        said = base64.b64decode(rest.strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return said.partition(":")[2]


def _check(name: str, author: str, scopes: Sequence[str], days: int) -> None:
    for where, value in (("--name", name), ("--as", author)):
        if not _NAME.fullmatch(value):
            raise UsageError("the name is unusable", where=where, expected="1 to 100 letters on one line")
    if author == AUTHOR:
        raise UsageError("the machine enters for itself", where="--as", got=author, expected="another name")
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        got = unknown[0][:40] if unknown else "none"
        raise UsageError("there is no such scope", where="--scope", expected=", ".join(SCOPES), got=got)
    if not 1 <= days <= MOST_DAYS:
        raise UsageError("the token lasts too long", where="--days", expected=f"1 to {MOST_DAYS}", got=str(days))


def _digest(secret: str) -> str:
    """256 random bits need no slow digest: there is nothing to guess."""
    return hashlib.sha256(secret.encode("ascii")).hexdigest()


def _instant(at: dt.datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
