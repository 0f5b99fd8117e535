"""A case served anew for each test, with tokens, over one folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from litestar import Litestar
from litestar.testing import TestClient
from tests.web.api.clocks import Ticking, chance

from trucewatch.case import Case
from trucewatch.intake.parsing import InProcess
from trucewatch.record import FileStore
from trucewatch.store import SqliteStore
from trucewatch.web.api.service import service_file
from trucewatch.web.api.tokens import Tokens
from trucewatch.web.app import create_app
from trucewatch.web.people.doorway import Doorway
from trucewatch.web.serving import head_of

__all__ = ["Server"]

Client = TestClient[Litestar]


class Server:
    """A case served anew for each test, with tokens; it can be started again over the same folder."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.clock = Ticking()
        self.tokens = Tokens(service_file(case.folder.root), self.clock)
        self.random = chance()

    def headers(self, author: str = "desk", *scopes: str, role: str = "observer", key: str = "k1") -> dict[str, str]:
        wanted = scopes or ("read", "documents", "forms", "observations", "acts")
        token = self.tokens.create(name="t", author=author, roles=[role], days=9, random=self.random, scopes=wanted)[1]
        return {"Authorization": f"Bearer {token}", "Idempotency-Key": key}

    @contextmanager
    def app(self) -> Iterator[Litestar]:
        files = FileStore(self.case.folder.record / "files")
        with SqliteStore.open(self.case.folder.database, files) as store:
            yield create_app(self.case, store, files, lambda: head_of(self.case), doorway=Doorway(clock=self.clock),
                             parser=lambda: nullcontext(InProcess()), reach=frozenset({"loopback"}))  # fmt: skip

    @contextmanager
    def client(self) -> Iterator[Client]:
        with self.app() as app, TestClient(app) as client:
            yield client

    def size(self) -> int:
        head = head_of(self.case)
        return head.size if head else 0
