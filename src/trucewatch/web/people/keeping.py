"""Everything about the people of a case in one hand: accounts, ways to sign in, sessions and the trail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from trucewatch.vocabulary.yaml_input import load_yaml
from trucewatch.web.people.accounts import Accounts
from trucewatch.web.people.database import PeopleFile, people_path
from trucewatch.web.people.doors import PasswordDoor
from trucewatch.web.people.oidc import Ask, OidcDoor, Provider, check_provider
from trucewatch.web.people.oidc_asking import ask_provider
from trucewatch.web.people.passkeys import PasskeyDoor
from trucewatch.web.people.passwords import Passwords
from trucewatch.web.people.sessions import Sessions
from trucewatch.web.people.subjects import Subjects
from trucewatch.web.people.trail import Trail

__all__ = ["CALLBACK", "People", "open_people"]

CALLBACK = "/sign-in/provider/back"


@dataclass(frozen=True)
class People:
    """What the pages and the commands use. ``oidc`` is None where no provider is named."""

    file: PeopleFile
    trail: Trail
    accounts: Accounts
    sessions: Sessions
    by_password: PasswordDoor
    by_passkey: PasskeyDoor
    subjects: Subjects
    oidc: OidcDoor | None
    clock: Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(UTC)


def open_people(
    root: Path,
    case: str,
    *,
    origin: str | None = None,
    make: bool = False,
    clock: Callable[[], datetime] = _now,
    passwords: Passwords | None = None,
    ask: Ask = ask_provider,
) -> People:
    """Open the accounts of the case folder ``root``; ``case`` is its name as authenticators show it.

    Raises :class:`StoreError` where there are none or they cannot be opened, :class:`InputError` for a provider
    (``private/oidc.yaml``) that cannot be used.
    """
    path = people_path(root)
    file = PeopleFile.open(path, make=make)
    trail = Trail(file, clock)
    accounts = Accounts(file, trail, clock)
    return People(
        file,
        trail,
        accounts,
        Sessions(file, trail, clock),
        PasswordDoor(file, accounts, trail, passwords or Passwords(), clock),
        PasskeyDoor(file, accounts, trail, clock, case),
        Subjects(file, accounts, trail),
        _provider(path.with_name("oidc.yaml"), origin, clock, ask),
        clock,
    )


def _provider(path: Path, origin: str | None, clock: Callable[[], datetime], ask: Ask) -> OidcDoor | None:
    if origin is None or not path.is_file():
        return None
    provider: Provider = load_yaml(path, Provider)
    check_provider(provider, str(path))
    return OidcDoor(provider, ask, clock, origin + CALLBACK)
