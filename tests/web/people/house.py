"""A small case with accounts, a clock that stands until it is moved, and cheap hashes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
from argon2 import PasswordHasher
from litestar import Litestar
from litestar.testing import TestClient

from trucewatch.case import Case
from trucewatch.record import FileStore
from trucewatch.store import SqliteStore
from trucewatch.web.app import create_app
from trucewatch.web.people.doorway import Doorway
from trucewatch.web.people.keeping import People, open_people
from trucewatch.web.people.oidc import Ask
from trucewatch.web.people.oidc_asking import ask_provider
from trucewatch.web.people.passwords import Passwords
from trucewatch.web.people.sessions import Session
from trucewatch.web.serving import head_of

START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PASSWORD = "seven wells under the hill"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class Hands:
    """The clock."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class House:
    """Accounts, and the application that serves them."""

    people: People
    hands: Hands
    app: Litestar
    doorway: Doorway
    secrets: dict[str, str] = field(default_factory=dict)

    def add(self, account: str, *roles: str, party: str | None = None) -> str:
        """A person, and the token of their invitation."""
        self.people.accounts.add(account, account.title(), party, roles or ("observer",))
        return self.people.accounts.invite(account)

    def settle(self, account: str, *roles: str, party: str | None = None) -> tuple[str, ...]:
        """A person with password and authenticator; their recovery codes."""
        token = self.add(account, *roles, party=party)
        secret = self.people.by_password.offered(token)
        done = self.people.by_password.enrol(token, PASSWORD, pyotp.TOTP(secret).at(self.hands.now))
        assert not isinstance(done, str), done
        self.secrets[account] = secret
        self.hands.move(30)
        return done[1]

    def code(self, account: str) -> str:
        """What the person's authenticator shows."""
        return pyotp.TOTP(self.secrets[account]).at(self.hands.now)

    def client(self, account: str | None = None, **headers: str) -> TestClient[Litestar]:
        """A browser, with a session of a person."""
        client = TestClient(self.app, base_url="http://localhost:8642")
        client.headers.update({"Accept-Language": "en", **headers})
        client.follow_redirects = False
        if account is not None:
            client.cookies.set("trucewatch", self.session(account).token or "")
        return client

    def session(self, account: str) -> Session:
        """A new session of a person."""
        return self.people.sessions.begin(account, "password", "test")


def people_at(root: Path, hands: Hands, *, origin: str | None = None, ask: Ask = ask_provider) -> People:
    """Accounts under a folder."""
    return open_people(root, "Small", make=True, clock=hands, origin=origin, passwords=Passwords(CHEAP), ask=ask)


def open_house(
    case: Case,
    root: Path,
    *,
    origin: str = "http://localhost:8642",
    ask: Ask = ask_provider,
    clock: Hands | None = None,
) -> House:
    """Serve the case with accounts under ``root``."""
    hands = clock or Hands()
    people = people_at(root, hands, origin=origin, ask=ask)
    files = FileStore(case.folder.record / "files")
    store = SqliteStore.open(case.folder.database, files)
    doorway = Doorway(origin, frozenset(), clock=hands, key=people.file.form_key)

    application = create_app(
        case,
        store,
        files,
        lambda: head_of(case),
        doorway=doorway,
        people=people,
    )
    return House(people, hands, application, doorway)


def field_of(page: str, name: str = "form_token") -> str:
    """The value of a hidden field of a page."""
    mark = f'name="{name}" value="'
    start = page.index(mark) + len(mark)
    return page[start : page.index('"', start)]
