"""Telling subscribers of new entries: signed, tried again with longer and longer pauses, each attempt kept.

A delivery has one id over all its attempts, by which a receiver knows it again. The signature is an HMAC-SHA256 over
time and body. A subscription sees what its audience sees, and ends with the token that made it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Final

import msgspec
from msgspec import Struct

from trucewatch.fetching import SIGNATURE, FetchError, signature
from trucewatch.store import EntryRow
from trucewatch.web.api.service import ServiceFile
from trucewatch.web.api.tokens import Tokens
from trucewatch.web.views import Views

__all__ = ["MOST_TRIES", "Attempt", "Deliveries", "Delivery", "Subscription", "pause_after"]

MOST_TRIES: Final = 12
_AT_ONCE: Final = 100
Send = Callable[[str, bytes, dict[str, str]], int]
Clock = Callable[[], dt.datetime]


class Subscription(Struct, frozen=True, kw_only=True):
    """Who is told where. ``types`` are types of entries, all where none is named."""

    id: str
    url: str
    types: tuple[str, ...] = ()
    token: str
    audience: str | None = None


class Attempt(Struct, frozen=True, kw_only=True):
    """One try: the status of the answer, or why there was none."""

    at: str
    status: int | None
    said: str | None


class Delivery(Struct, frozen=True, kw_only=True):
    """A message with its attempts. ``state`` is waiting, delivered or given_up."""

    id: str
    first_entry: int
    last_entry: int
    state: str
    due: str | None
    attempts: tuple[Attempt, ...]


class Deliveries:
    """The subscriptions of a server, and what was sent to them."""

    def __init__(self, file: ServiceFile, views: Views, tokens: Tokens, clock: Clock, send: Send) -> None:
        self._file, self._views, self._tokens, self._clock, self._send = file, views, tokens, clock, send

    def subscribe(self, subscription: Subscription, author: str, secret: str) -> None:
        """Keep a subscription; it is told of entries from now on."""
        place = self._views.whole.store.applied() - 1
        row = (
            subscription.id,
            author,
            subscription.audience,
            msgspec.json.encode(subscription).decode(),
            secret,
            place,
        )
        with self._file.writing() as connection:
            columns = "(id, author, audience, json, secret, place)"
            connection.execute(f"INSERT INTO subscriptions {columns} VALUES (?, ?, ?, ?, ?, ?)", row)  # noqa: S608 - own

    def of(self, author: str) -> tuple[Subscription, ...]:
        """The subscriptions of an author that have not ended."""
        with self._file.reading() as connection:
            query = "SELECT json FROM subscriptions WHERE author = ? AND ended IS NULL ORDER BY rowid"
            return tuple(
                msgspec.json.decode(row["json"], type=Subscription) for row in connection.execute(query, (author,))
            )

    def end(self, subscription_id: str) -> None:
        """Tell a subscriber no more."""
        with self._file.writing() as connection:
            query = "UPDATE subscriptions SET ended = ? WHERE id = ?"
            connection.execute(query, (self._now().isoformat(), subscription_id))

    def log(self, subscription_id: str) -> tuple[Delivery, ...]:
        """The deliveries of a subscription with all attempts, the oldest first."""
        with self._file.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM deliveries WHERE subscription = ? ORDER BY rowid", (subscription_id,)
            ).fetchall()
            made = []
            for row in rows:
                query = "SELECT at, status, said FROM attempts WHERE delivery = ? ORDER BY number"
                tries = tuple(Attempt(**dict(each)) for each in connection.execute(query, (row["id"],)))
                names = ("id", "first_entry", "last_entry", "state", "due")
                made.append(Delivery(**{name: row[name] for name in names}, attempts=tries))
        return tuple(made)

    def work(self) -> int:
        """Write down what is to be told and send what is due. Returns how many were sent; called again and again."""
        with self._file.reading() as connection:
            live = connection.execute("SELECT * FROM subscriptions WHERE ended IS NULL ORDER BY rowid").fetchall()
        for row in live:
            subscription = msgspec.json.decode(row["json"], type=Subscription)
            if self._tokens.valid(subscription.token):
                self._note(subscription, row["place"])
            else:
                self.end(subscription.id)
        with self._file.reading() as connection:
            query = (
                "SELECT d.*, s.json AS told, s.secret FROM deliveries d JOIN subscriptions s ON s.id = d.subscription "
                "WHERE d.state = 'waiting' AND d.due <= ? AND s.ended IS NULL ORDER BY d.rowid"
            )
            due = connection.execute(query, (self._now().isoformat(),)).fetchall()
        return sum(self._try(row["id"], row["told"], row["secret"], bytes(row["body"]), row["tries"]) for row in due)

    def _note(self, subscription: Subscription, place: int) -> None:
        rows = self._views.of(subscription.audience).store.entry_rows(after=place, limit=_AT_ONCE)
        if not rows:
            return
        told = [row for row in rows if _tells(subscription, row)]
        name = hashlib.sha256(f"{subscription.id} {rows[0].index}".encode()).hexdigest()[:32]
        now = self._now().isoformat()
        body = msgspec.json.encode({"id": name, "subscription": subscription.id, "entries": told})
        with self._file.writing() as connection:
            if told:
                connection.execute(
                    "INSERT OR IGNORE INTO deliveries (id, subscription, first_entry, last_entry, body, state, tries, "
                    "due, made) VALUES (?, ?, ?, ?, ?, 'waiting', 0, ?, ?)",
                    (name, subscription.id, told[0].index, told[-1].index, body, now, now),
                )
            query = "UPDATE subscriptions SET place = ? WHERE id = ?"
            connection.execute(query, (rows[-1].index, subscription.id))

    def _try(self, name: str, told: str, secret: str, body: bytes, tries: int) -> int:
        subscription = msgspec.json.decode(told, type=Subscription)
        at = self._now()
        headers = {"Content-Type": "application/json", "Trucewatch-Delivery": name}
        headers[SIGNATURE] = signature(secret, body, int(at.timestamp()))
        status, said = None, None
        try:
            status = self._send(subscription.url, body, headers)
        except FetchError as error:
            said = error.message[:200]
        sent = status is not None and 200 <= status < 300
        state = "delivered" if sent else "given_up" if tries + 1 >= MOST_TRIES else "waiting"
        due = (at + pause_after(tries + 1)).isoformat() if state == "waiting" else None
        with self._file.writing() as connection:
            attempt = (name, tries + 1, at.isoformat(), status, said)
            connection.execute(
                "INSERT INTO attempts (delivery, number, at, status, said) VALUES (?, ?, ?, ?, ?)", attempt
            )
            query = "UPDATE deliveries SET state = ?, tries = ?, due = ?, done = ? WHERE id = ?"
            connection.execute(query, (state, tries + 1, due, at.isoformat() if sent else None, name))
        return int(sent)

    def _now(self) -> dt.datetime:
        return self._clock().astimezone(dt.UTC)


def pause_after(tries: int) -> dt.timedelta:
    """How long to wait after so many tries: a minute, doubled each time, six hours at most."""
    return min(dt.timedelta(minutes=1 << (tries - 1)), dt.timedelta(hours=6))


def _tells(subscription: Subscription, row: EntryRow) -> bool:
    return row.type != "withheld" and (not subscription.types or row.type in subscription.types)
