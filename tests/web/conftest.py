"""The pages of a small case, asked in process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.web.samples import build

from trucewatch.case import Case
from trucewatch.record import FileStore
from trucewatch.store import SqliteStore
from trucewatch.web.app import create_app
from trucewatch.web.serving import head_of


@pytest.fixture(scope="session")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return build(tmp_path_factory.mktemp("case") / "small")


@pytest.fixture(scope="session")
def app(case: Case) -> Iterator[Litestar]:
    files = FileStore(case.folder.record / "files")
    with SqliteStore.open(case.folder.database, files) as store:
        yield create_app(case, store, files, lambda: head_of(case))


@pytest.fixture(scope="session")
def client(app: Litestar) -> Iterator[TestClient[Litestar]]:
    with TestClient(app) as opened:
        yield opened
