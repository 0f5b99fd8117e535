"""Accounts kept elsewhere: which person a provider's subject is, bound once by an invitation."""

from __future__ import annotations

from trucewatch.web.people.accounts import Account, Accounts
from trucewatch.web.people.database import PeopleFile
from trucewatch.web.people.trail import Trail

__all__ = ["Subjects"]


class Subjects:
    """Pairs of issuer and subject in the file of accounts."""

    def __init__(self, file: PeopleFile, accounts: Accounts, trail: Trail) -> None:
        self._file = file
        self._accounts = accounts
        self._trail = trail

    def knock(self, issuer: str, subject: str) -> Account | None:
        """The account of a subject; None where nobody bound it."""
        row = self._file.row("SELECT account FROM subjects WHERE issuer = ? AND subject = ?", issuer, subject)
        account = self._accounts.find(row[0]) if row else None
        if account is None:
            self._trail.add("unknown", "sign_in_refused", "provider")
        return account

    def bind(self, issuer: str, subject: str, token: str) -> Account | None:
        """Bind a subject to the account of an invitation, which is used up; None where either is taken or gone."""
        with self._file.change() as connection:
            account = self._accounts.invited(token)
            known = self._file.row("SELECT 1 FROM subjects WHERE issuer = ? AND subject = ?", issuer, subject)
            if account is None or known or not self._accounts.accept(token):
                return None
            connection.execute("INSERT INTO subjects VALUES (?, ?, ?)", (issuer, subject, account.id))
            self._trail.add(account.id, "joined", "provider")
            return account
