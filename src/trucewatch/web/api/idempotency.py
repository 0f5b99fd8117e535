"""The same submission twice is one submission: keys that clients choose, and the answers given to them.

After draft-ietf-httpapi-idempotency-key-header-07. A key holds for one author and one operation. The same key with
another content is refused (422); one whose first request is still being worked on is refused (409). Answers are kept
in the file of the server and survive a restart; a request that a crash cut off is carried out again, which adds
nothing twice, since documents and acts are known by their content.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import threading
from collections.abc import Callable
from typing import Any, Final

import msgspec
from litestar import Response

from trucewatch.errors import TrucewatchError
from trucewatch.web.api.operation import Answer, Call
from trucewatch.web.api.problem import RefusalError, as_problem
from trucewatch.web.api.service import ServiceFile

__all__ = ["HEADER", "KEPT_DAYS", "Once"]

HEADER: Final = "Idempotency-Key"
KEPT_DAYS: Final = 90
_KEY: Final = re.compile(r"[\x21-\x7e]{1,200}")


class Once:
    """The keys of a server."""

    def __init__(self, file: ServiceFile, clock: Callable[[], dt.datetime]) -> None:
        self._file = file
        self._clock = clock
        self._working: set[tuple[str, str, str]] = set()
        self._lock = threading.Lock()

    def answer(self, call: Call, work: Callable[[], Answer], *, key: str | None = None) -> Response[Any]:
        """Do ``work`` once for the key of the request, and give the kept answer every other time.

        ``key`` stands for the content itself, however it was written down: nothing else is then compared.
        """
        chosen = key if key is not None else call.header(HEADER) or ""
        if not _KEY.fullmatch(chosen):
            raise RefusalError(400, "the submission needs a key", where=HEADER, expected="1 to 200 letters, no space")
        slot = (call.visitor.id, call.operation.id, chosen)
        with self._lock:
            if slot in self._working:
                raise RefusalError(409, "the first request with this key is still being worked on", where=HEADER)
            self._working.add(slot)
        try:
            return self._answer(call, work, slot, _digest(call) if key is None else chosen)
        finally:
            with self._lock:
                self._working.discard(slot)

    def _answer(self, call: Call, work: Callable[[], Answer], slot: tuple[str, str, str], digest: str) -> Response[Any]:
        kept = self._kept(slot, digest)
        if kept is not None:
            return kept
        try:
            made = work()
        except TrucewatchError as error:
            refused = as_problem(error)
            status = refused.status_code or 500
            if status < 500 and status not in (409, 429):
                self._keep(slot, status, str(refused.media_type), bytes(refused.content))
            raise
        body = made.content if isinstance(made.content, bytes) else msgspec.json.encode(made.content)
        status = made.status or call.operation.status
        self._keep(slot, status, made.media, body)
        return Response(body, status_code=status, media_type=made.media, headers=dict(made.headers))

    def _kept(self, slot: tuple[str, str, str], digest: str) -> Response[Any] | None:
        """The kept answer; None where the work is to be done, and then the key is held."""
        now = self._clock().astimezone(dt.UTC)
        with self._file.writing() as connection:
            old = (now - dt.timedelta(days=KEPT_DAYS)).isoformat()
            connection.execute("DELETE FROM submissions WHERE at < ?", (old,))
            query = "SELECT * FROM submissions WHERE author = ? AND operation = ? AND key = ?"
            row = connection.execute(query, slot).fetchone()
            if row is None:
                values = (*slot, digest, now.isoformat())
                connection.execute(
                    "INSERT INTO submissions (author, operation, key, digest, at) VALUES (?, ?, ?, ?, ?)", values
                )
                return None
        if row["digest"] != digest:
            raise RefusalError(422, "the key was used for another content", where=HEADER, hint="choose a new key")
        if row["status"] is None:
            return None
        headers = {"Idempotency-Replayed": "true", "Cache-Control": "no-store"}
        return Response(bytes(row["answer"]), status_code=row["status"], media_type=row["media"], headers=headers)

    def _keep(self, slot: tuple[str, str, str], status: int, media: str, body: bytes) -> None:
        query = (
            "UPDATE submissions SET status = ?, media = ?, answer = ? WHERE author = ? AND operation = ? AND key = ?"
        )
        with self._file.writing() as connection:
            connection.execute(query, (status, media, body, *slot))


def _digest(call: Call) -> str:
    asked = msgspec.json.encode([msgspec.to_builtins(call.query, str_keys=True), call.media], enc_hook=str)
    path = call.request.url.path.encode("utf-8", "surrogatepass")
    return hashlib.sha256(b"\n".join((path, asked, call.body))).hexdigest()
