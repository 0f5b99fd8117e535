"""Passkeys (Web Authentication Level 2): the ceremonies of registration and of signing in, and the keys that are kept.

Keys are discoverable and need user verification, so that a passkey is two factors in one step and no name is typed:
the server tells nobody which accounts there are.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from trucewatch.web.people.accounts import Account, Accounts
from trucewatch.web.people.database import PeopleFile
from trucewatch.web.people.trail import Trail

__all__ = ["CHALLENGE_SECONDS", "Challenges", "PasskeyDoor", "PasskeyLine"]

CHALLENGE_SECONDS: Final = 300
MOST_BYTES: Final = 20_000
_MOST_CHALLENGES: Final = 10_000


class Challenges:
    """One challenge a browser and purpose, for five minutes, good for one answer."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._kept: dict[tuple[str, str], tuple[bytes, float]] = {}
        self._lock = threading.Lock()

    def keep(self, browser: str, purpose: str, challenge: bytes) -> None:
        """Remember what was asked; an earlier question of the same browser is void."""
        now = self._clock().timestamp()
        with self._lock:
            if len(self._kept) >= _MOST_CHALLENGES:
                self._kept = {key: kept for key, kept in self._kept.items() if kept[1] > now}
            while len(self._kept) >= _MOST_CHALLENGES:
                self._kept.pop(next(iter(self._kept)))
            self._kept[browser, purpose] = (challenge, now + CHALLENGE_SECONDS)

    def take(self, browser: str, purpose: str) -> bytes | None:
        """What was asked; None where nothing was, or too long ago. It is gone afterwards."""
        with self._lock:
            challenge, until = self._kept.pop((browser, purpose), (b"", 0.0))
        return challenge if until > self._clock().timestamp() else None


@dataclass(frozen=True)
class PasskeyLine:
    """A passkey of a person; times are POSIX seconds."""

    id: str
    created: float
    used: float | None


class _Told(msgspec.Struct, frozen=True):
    userHandle: str | None = None  # noqa: N815  # the member's name in the standard


class _Credential(msgspec.Struct, frozen=True):
    id: str
    response: _Told


class PasskeyDoor:
    """Both ceremonies for one origin. ``host`` is the relying party's id: the host of ``origin`` without its port."""

    def __init__(
        self, file: PeopleFile, accounts: Accounts, trail: Trail, clock: Callable[[], datetime], case: str
    ) -> None:
        self._file = file
        self._accounts = accounts
        self._trail = trail
        self._clock = clock
        self._case = case
        self._challenges = Challenges(clock)

    def offer(self, account: Account, browser: str, host: str) -> str:
        """What the browser makes a passkey from, as JSON."""
        known = [PublicKeyCredentialDescriptor(id=base64url_to_bytes(line.id)) for line in self.of(account.id)]
        options = webauthn.generate_registration_options(
            rp_id=host,
            rp_name=self._case,
            user_id=account.handle,
            user_name=account.id,
            user_display_name=account.name,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=known,
        )
        self._challenges.keep(browser, f"make {account.id}", options.challenge)
        return webauthn.options_to_json(options)

    def register(
        self, account: Account, browser: str, origin: str, host: str, answer: bytes, token: str | None = None
    ) -> bool:
        """Keep a new passkey; with ``token`` by an invitation, which is used up. False where it is not accepted."""
        challenge = self._challenges.take(browser, f"make {account.id}")
        if challenge is None or len(answer) > MOST_BYTES:
            return False
        try:
            made = webauthn.verify_registration_response(
                credential=answer.decode("utf-8"),
                expected_challenge=challenge,
                expected_rp_id=host,
                expected_origin=origin,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError):
            return False
        identity = bytes_to_base64url(made.credential_id)
        with self._file.change() as connection:
            taken = connection.execute("SELECT 1 FROM passkeys WHERE id = ?", (identity,)).fetchone()
            if taken or (token is not None and not self._accounts.accept(token)):
                return False
            connection.execute(
                "INSERT INTO passkeys VALUES (?, ?, ?, ?, ?, NULL)",
                (identity, account.id, made.credential_public_key, made.sign_count, self._clock().timestamp()),
            )
            self._trail.add(account.id, "passkey_added" if token is None else "joined", f"passkey {identity[:12]}")
        return True

    def ask(self, browser: str, host: str) -> str:
        """What the browser signs in with, as JSON: any passkey that it has for this host."""
        options = webauthn.generate_authentication_options(
            rp_id=host, user_verification=UserVerificationRequirement.REQUIRED
        )
        self._challenges.keep(browser, "sign in", options.challenge)
        return webauthn.options_to_json(options)

    def knock(self, browser: str, origin: str, host: str, answer: bytes) -> Account | None:
        """The account where the passkey's answer is right; else None, without saying why."""
        challenge = self._challenges.take(browser, "sign in")
        account = self._answered(challenge, origin, host, answer) if challenge and len(answer) <= MOST_BYTES else None
        if account is None:
            self._trail.add("unknown", "sign_in_refused", "passkey")
        return account

    def of(self, account: str) -> tuple[PasskeyLine, ...]:
        """The passkeys of a person."""
        rows = self._file.rows("SELECT id, created, used FROM passkeys WHERE account = ? ORDER BY created", account)
        return tuple(PasskeyLine(*row) for row in rows)

    def remove(self, account: str, passkey: str) -> bool:
        """Take a passkey away; False where it is none of the person's, or their last way to sign in."""
        with self._file.change() as connection:
            others = [line for line in self.of(account) if line.id != passkey]
            if not others and self._accounts.ways(account) == ("passkey",):
                return False
            done = connection.execute("DELETE FROM passkeys WHERE id = ? AND account = ?", (passkey, account))
            if done.rowcount:
                self._trail.add(account, "passkey_removed", passkey[:12])
            return done.rowcount == 1

    def _answered(self, challenge: bytes, origin: str, host: str, answer: bytes) -> Account | None:
        try:
            told = msgspec.json.decode(answer, type=_Credential)
            row = self._file.row("SELECT account, public, count FROM passkeys WHERE id = ?", told.id)
            account = self._accounts.find(row[0]) if row else None
            if account is None or base64url_to_bytes(told.response.userHandle or "") != account.handle:
                return None
            found = webauthn.verify_authentication_response(
                credential=answer.decode("utf-8"),
                expected_challenge=challenge,
                expected_rp_id=host,
                expected_origin=origin,
                credential_public_key=bytes(row[1]),
                credential_current_sign_count=row[2],
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError):
            return None
        with self._file.change() as connection:
            connection.execute(
                "UPDATE passkeys SET count = ?, used = ? WHERE id = ?",
                (found.new_sign_count, self._clock().timestamp(), told.id),
            )
        return account
