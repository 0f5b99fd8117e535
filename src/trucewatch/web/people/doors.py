"""Signing in with a password and a second factor, and setting these up. Every refusal looks and lasts the same."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Final

from trucewatch.web.people.accounts import Account, Accounts, account_id
from trucewatch.web.people.database import PeopleFile
from trucewatch.web.people.passwords import Passwords, acceptable
from trucewatch.web.people.second_factor import digest_of, enrolment_secret, fresh_counter, recovery_codes
from trucewatch.web.people.trail import Trail

__all__ = ["PasswordDoor"]

_DECOY: Final = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class PasswordDoor:
    """Names, passwords and codes against the file of accounts."""

    def __init__(
        self,
        file: PeopleFile,
        accounts: Accounts,
        trail: Trail,
        passwords: Passwords,
        clock: Callable[[], datetime],
        random: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self._file = file
        self._accounts = accounts
        self._trail = trail
        self._passwords = passwords
        self._clock = clock
        self._random = random

    def knock(self, name: str, password: str, code: str) -> Account | None:
        """The account where name, password and code are right; the code is spent. Else None, without saying why.

        The same work is done for a name that nobody has, for one without a password, and for a wrong code.
        """
        account = self._accounts.find(account_id(name))
        kept = self._file.row("SELECT hash FROM passwords WHERE account = ?", account.id if account else "")
        right = self._passwords.verify(kept[0] if kept else None, password)
        spend = self._code(account.id if account else "", code)
        if account is None or not right or spend is None or not spend():
            self._trail.add("unknown" if account is None else account.id, "sign_in_refused", "password")
            return None
        if self._passwords.outdated(kept[0]):
            self._keep_password(account.id, password)
        return account

    def enrol(self, token: str, password: str, code: str) -> tuple[Account, tuple[str, ...]] | str:
        """Set up password and authenticator by an invitation; the account and its recovery codes.

        Else what was wrong: ``join_gone``, ``password_refused`` or ``code_refused``; then nothing was set up.
        """
        account = self._accounts.invited(token)
        if account is None:
            return "join_gone"
        if not acceptable(password, account.id):
            return "password_refused"
        secret = self.offered(token)
        counter = fresh_counter(secret, code, self._clock(), -1)
        if counter is None:
            return "code_refused"
        digest = self._passwords.hash(password)
        with self._file.change() as connection:
            if not self._accounts.accept(token):
                return "join_gone"
            now = self._clock().timestamp()
            connection.execute("INSERT OR REPLACE INTO passwords VALUES (?, ?, ?)", (account.id, digest, now))
            connection.execute("INSERT OR REPLACE INTO authenticators VALUES (?, ?, ?)", (account.id, secret, counter))
            codes = self.renew_recovery(account.id)
            self._trail.add(account.id, "joined", "password")
        return account, codes

    def offered(self, token: str) -> str:
        """The authenticator's secret that an invitation offers."""
        return enrolment_secret(self._file.form_key, token)

    def renew_recovery(self, account: str) -> tuple[str, ...]:
        """New recovery codes in place of all former ones."""
        codes = recovery_codes(self._random)
        with self._file.change() as connection:
            connection.execute("DELETE FROM recovery WHERE account = ?", (account,))
            rows = [(account, digest_of(code)) for code in codes]
            connection.executemany("INSERT INTO recovery VALUES (?, ?, NULL)", rows)
            self._trail.add(account, "recovery_made", str(len(codes)))
        return codes

    def recovery_left(self, account: str) -> int:
        """How many recovery codes are unused."""
        count: int = self._file.row("SELECT count(*) FROM recovery WHERE account = ? AND used IS NULL", account)[0]
        return count

    def change_password(self, account: str, former: str, password: str) -> bool:
        """Another password; False where the former one is wrong, which the trail tells, or the new one is refused."""
        kept = self._file.row("SELECT hash FROM passwords WHERE account = ?", account)
        if not self._passwords.verify(kept[0] if kept else None, former):
            self._trail.add(account, "sign_in_refused", "password change")
            return False
        if not acceptable(password, account):
            return False
        self._keep_password(account, password)
        self._trail.add(account, "password_changed")
        return True

    def _keep_password(self, account: str, password: str) -> None:
        digest = self._passwords.hash(password)
        with self._file.change() as connection:
            now = self._clock().timestamp()
            connection.execute("INSERT OR REPLACE INTO passwords VALUES (?, ?, ?)", (account, digest, now))

    def _code(self, account: str, code: str) -> Callable[[], bool] | None:
        """How to spend a code that is right; None for a wrong one. Both kinds are always compared."""
        row = self._file.row("SELECT secret, used FROM authenticators WHERE account = ?", account)
        secret, used = (row[0], row[1]) if row else (_DECOY, -1)
        counter = fresh_counter(secret, code, self._clock(), used)
        digest = digest_of(code[:100])
        kept = self._file.rows("SELECT digest FROM recovery WHERE account = ? AND used IS NULL", account)
        recovery = [one for (one,) in kept if hmac.compare_digest(one, digest)]
        if row is not None and counter is not None:
            return lambda: self._spend_counter(account, counter)
        if recovery:
            return lambda: self._spend_recovery(account, digest)
        return None

    def _spend_counter(self, account: str, counter: int) -> bool:
        with self._file.change() as connection:
            done = connection.execute(
                "UPDATE authenticators SET used = ? WHERE account = ? AND used < ?", (counter, account, counter)
            )
            return done.rowcount == 1

    def _spend_recovery(self, account: str, digest: str) -> bool:
        with self._file.change() as connection:
            done = connection.execute(
                "UPDATE recovery SET used = ? WHERE account = ? AND digest = ? AND used IS NULL",
                (self._clock().timestamp(), account, digest),
            )
            if done.rowcount:
                self._trail.add(account, "recovery_used", str(self.recovery_left(account)))
            return done.rowcount == 1
