"""Passwords: Argon2id (RFC 9106, second recommended option), and what is accepted as one (NIST SP 800-63B, 3.1.1)."""

from __future__ import annotations

import threading
import unicodedata
from functools import cached_property
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from trucewatch.web.people.common_passwords import is_common

__all__ = ["MOST", "Passwords", "acceptable"]

LEAST: Final = 12
MOST: Final = 256
_DIFFERENT: Final = 5


def acceptable(password: str, account: str) -> bool:
    """Long enough, not one key held down, not the name of the account, and nothing that many people choose.

    No rule of kinds of characters.
    """
    folded = unicodedata.normalize("NFKC", password).casefold()
    fits = LEAST <= len(password) <= MOST and len(set(folded)) >= _DIFFERENT and account.casefold() not in folded
    return fits and not is_common(password, (account,))


class Passwords:
    """Makes and checks hashes. Two at a time: each takes 64 MiB, and a rush must not take the machine's memory."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4)
        self._turn = threading.BoundedSemaphore(2)

    def hash(self, password: str) -> str:
        """The hash to keep."""
        with self._turn:
            return self._hasher.hash(_normal(password))

    def verify(self, kept: str | None, password: str) -> bool:
        """Whether it is the password. Without a kept hash as much work is done, and the answer is no."""
        with self._turn:
            try:
                found = self._hasher.verify(kept or self._decoy, _normal(password))
            except (Argon2Error, InvalidHashError):
                return False
        return found and kept is not None

    def outdated(self, kept: str) -> bool:
        """Whether the hash was made with other costs than are used now."""
        return self._hasher.check_needs_rehash(kept)

    @cached_property
    def _decoy(self) -> str:
        return self._hasher.hash("no account has this password")


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password[:MOST])
