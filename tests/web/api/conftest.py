"""A case with planted values, served to every role by a token of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.protection.canaries import CANARIES, DIGITS, plant
from tests.web.api.clocks import Ticking, chance
from tests.web.api.submitting import Server
from tests.web.samples import build

from trucewatch.case import Case, load_case
from trucewatch.intake.parsing import InProcess
from trucewatch.protection.rights import ROLES
from trucewatch.record import FileStore
from trucewatch.store import SqliteStore
from trucewatch.web.api.scopes import SCOPES
from trucewatch.web.api.service import service_file
from trucewatch.web.api.tokens import Tokens
from trucewatch.web.app import create_app
from trucewatch.web.people.doorway import Doorway
from trucewatch.web.serving import head_of


@dataclass
class Planted:
    """The application, its case, and the header by which each role comes in."""

    app: Litestar
    case: Case
    clock: Ticking
    tokens: Tokens
    texts: dict[str, str]

    def headers(self, role: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.texts[role]}"}


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    case = plant(tmp_path_factory.mktemp("planted-api") / "case")
    files = FileStore(case.folder.record / "files")
    clock = Ticking()
    tokens = Tokens(service_file(case.folder.root), clock)
    bytes_of = chance()
    texts = {
        role: tokens.create(name=f"test {role}", author=f"desk-{role}", roles=[role], scopes=SCOPES, days=400,
                            random=bytes_of)[1]
        for role in ROLES
    }  # fmt: skip
    with SqliteStore.open(case.folder.database, files) as store:
        app = create_app(case, store, files, lambda: head_of(case), doorway=Doorway(clock=clock),
                         parser=lambda: nullcontext(InProcess()))  # fmt: skip
        yield Planted(app, case, clock, tokens, texts)
        app.state.views.close()


@pytest.fixture(scope="session")
def planted_client(planted: Planted) -> Iterator[TestClient[Litestar]]:
    with TestClient(planted.app) as opened:
        yield opened


def leaks(data: bytes) -> list[str]:
    """The planted values that stand in an answer."""
    text = data.decode("utf-8", "replace")
    return [value for value in (*CANARIES.values(), *DIGITS, "secret-claim", "secret-1") if value in text]


def read_bytes(folder: Path) -> bytes:
    """All bytes of the files of a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("submitted") / "case").folder.root


@pytest.fixture
def server(built: Path, tmp_path: Path) -> Server:
    shutil.copytree(built, tmp_path / "case")
    commission = Path(__file__).parents[3] / "cases" / "aleppo-2016" / "commission.yaml"
    shutil.copyfile(commission, tmp_path / "case" / "commission.yaml")
    return Server(load_case(tmp_path / "case"))
