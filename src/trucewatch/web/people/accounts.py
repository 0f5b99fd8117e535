"""Accounts: who may sign in, for whom they act, in which roles; and invitations, by which they set up how."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from trucewatch.errors import UsageError
from trucewatch.protection.rights import CLASSES, ROLES, decide
from trucewatch.web.people.database import PeopleFile
from trucewatch.web.people.trail import Trail
from trucewatch.web.people.visitor import Visitor

__all__ = ["INVITATION_SECONDS", "KEEPER", "Account", "Accounts", "account_id", "check_roles"]

INVITATION_SECONDS: Final = 3 * 24 * 3600
KEEPER: Final = "keeper"
"""Who keeps the accounts, on the command line of the machine."""
_ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}\Z")
_RESERVED: Final = frozenset({KEEPER, "local", "trucewatch", "unknown"})
_CREDENTIALS: Final = ("passwords", "authenticators", "recovery", "passkeys", "subjects", "invitations", "sessions")


@dataclass(frozen=True)
class Account:
    """One person. ``id`` is the author of their entries and is never given to anybody else, even once removed."""

    id: str
    name: str
    party: str | None
    roles: tuple[str, ...]
    handle: bytes
    created: float
    removed: float | None = None

    @property
    def visitor(self) -> Visitor:
        """The person as handlers know them."""
        return Visitor(self.id, self.name, self.party, self.roles, signed_in=True)


def account_id(typed: str) -> str | None:
    """The account that a person means; None for what can be none."""
    found = typed.strip().lower()
    return found if _ID.match(found) else None


def check_roles(roles: Sequence[str]) -> tuple[str, ...]:
    """The roles in the order of the list. Raises :class:`UsageError` where one is unknown or two must be apart.

    Who opens hidden values approves nothing, and who approves opens nothing: one person cannot hold both.
    """
    strangers = sorted(set(roles) - set(ROLES))
    if strangers or not roles:
        raise UsageError(
            "the roles are not those of the list", got=", ".join(strangers) or "none", expected=_join(ROLES)
        )
    opening = [role for role in roles if any(decide(role, "open", c).allowed for c in CLASSES)]
    approving = [role for role in roles if any(decide(role, "approve", c).allowed for c in CLASSES)]
    if opening and approving:
        raise UsageError(
            "who opens hidden values does not approve that they are opened",
            got=_join((*opening, *approving)),
            expected="two persons",
        )
    return tuple(role for role in ROLES if role in roles)


class Accounts:
    """The accounts in their file."""

    def __init__(self, file: PeopleFile, trail: Trail, clock: Callable[[], datetime]) -> None:
        self._file = file
        self._trail = trail
        self._clock = clock

    def add(self, account: str, name: str, party: str | None, roles: Sequence[str], *, by: str = KEEPER) -> Account:
        """A new account, without any way to sign in yet. Raises :class:`UsageError`."""
        if account_id(account) != account or account in _RESERVED:
            raise UsageError(
                "the account has no usable name",
                got=account[:60],
                expected="2 to 40 of a-z, 0-9, dot, dash, underscore",
            )
        if self._row(account) is not None:
            raise UsageError("there is such an account, or there was one", got=account, hint="choose another name")
        made = Account(account, name, party, check_roles(roles), secrets.token_bytes(32), self._now())
        with self._file.change() as connection:
            connection.execute(
                "INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?, NULL)",
                (made.id, made.name, made.party, ",".join(made.roles), made.handle, made.created),
            )
            self._trail.add(by, "account_added", f"{account} {party or '-'} {','.join(made.roles)}")
        return made

    def change(self, account: str, party: str | None, roles: Sequence[str], *, by: str = KEEPER) -> Account:
        """Another delegation or other roles, from the next request on. Raises :class:`UsageError`."""
        self.get(account)
        checked = check_roles(roles)
        with self._file.change() as connection:
            connection.execute(
                "UPDATE accounts SET party = ?, roles = ? WHERE id = ?", (party, ",".join(checked), account)
            )
            self._trail.add(by, "account_changed", f"{account} {party or '-'} {','.join(checked)}")
        return self.get(account)

    def remove(self, account: str, *, by: str = KEEPER) -> None:
        """The person can sign in no more; sessions end. The name stays taken. Raises :class:`UsageError`."""
        self.get(account)
        with self._file.change() as connection:
            self._empty(account)
            connection.execute("UPDATE accounts SET removed = ? WHERE id = ?", (self._now(), account))
            self._trail.add(by, "account_removed", account)

    def reset(self, account: str, *, by: str = KEEPER) -> str:
        """Take every way to sign in away, end the sessions, and give a new invitation. Raises :class:`UsageError`."""
        self.get(account)
        with self._file.change():
            self._empty(account)
            self._trail.add(by, "account_reset", account)
            return self.invite(account, by=by)

    def invite(self, account: str, *, by: str = KEEPER) -> str:
        """The secret of a link by which the person sets up how to sign in: once, within three days.

        Raises :class:`UsageError` where the person has a way to sign in: that takes a reset.
        """
        self.get(account)
        if self.ways(account):
            raise UsageError("the account is set up", got=account, hint="trucewatch people reset")
        token = secrets.token_urlsafe(32)
        with self._file.change() as connection:
            connection.execute("DELETE FROM invitations WHERE account = ?", (account,))
            connection.execute(
                "INSERT INTO invitations VALUES (?, ?, ?, NULL)",
                (_digest(token), account, self._now() + INVITATION_SECONDS),
            )
            self._trail.add(by, "invited", account)
        return token

    def invited(self, token: str) -> Account | None:
        """Whose invitation it is, while it holds."""
        row = self._file.row(
            "SELECT account FROM invitations WHERE digest = ? AND used IS NULL AND expires > ?",
            _digest(token),
            self._now(),
        )
        return self.find(row[0]) if row else None

    def accept(self, token: str) -> bool:
        """Use an invitation up, within the change that sets up how to sign in; False where it is gone."""
        with self._file.change() as connection:
            done = connection.execute(
                "UPDATE invitations SET used = ? WHERE digest = ? AND used IS NULL AND expires > ?",
                (self._now(), _digest(token), self._now()),
            )
            return done.rowcount == 1

    def ways(self, account: str) -> tuple[str, ...]:
        """How the person can sign in: password, passkey, provider."""
        tables = {"password": "passwords", "passkey": "passkeys", "provider": "subjects"}
        query = "SELECT 1 FROM {} WHERE account = ?"
        return tuple(way for way, table in tables.items() if self._file.row(query.format(table), account))

    def find(self, account: str | None) -> Account | None:
        """An account that is not removed."""
        found = self._row(account) if account else None
        return found if found is not None and found.removed is None else None

    def get(self, account: str) -> Account:
        """An account that is not removed. Raises :class:`UsageError`."""
        found = self.find(account)
        if found is None:
            raise UsageError("there is no such account", got=account[:60], hint="trucewatch people list")
        return found

    def of_handle(self, handle: bytes) -> Account | None:
        """The account that a passkey names."""
        row = self._file.row("SELECT id FROM accounts WHERE handle = ?", handle)
        return self.find(row[0]) if row else None

    def all(self) -> tuple[Account, ...]:
        """Every account, removed ones too, by name."""
        return tuple(
            account for (i,) in self._file.rows("SELECT id FROM accounts ORDER BY id") if (account := self._row(i))
        )

    def _row(self, account: str) -> Account | None:
        row = self._file.row(
            "SELECT id, name, party, roles, handle, created, removed FROM accounts WHERE id = ?", account
        )
        return Account(row[0], row[1], row[2], tuple(row[3].split(",")), bytes(row[4]), row[5], row[6]) if row else None

    def _empty(self, account: str) -> None:
        with self._file.change() as connection:
            for table in _CREDENTIALS:
                connection.execute(f"DELETE FROM {table} WHERE account = ?", (account,))  # noqa: S608  # own names

    def _now(self) -> float:
        return self._clock().timestamp()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _join(words: Sequence[str]) -> str:
    return ", ".join(words)
