"""Accounts beside the small case."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.web.people.house import Hands, House, open_house, people_at

from trucewatch.case import Case
from trucewatch.web.people.keeping import People


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def people(tmp_path: Path, hands: Hands) -> People:
    return people_at(tmp_path, hands)


@pytest.fixture
def house(case: Case, tmp_path: Path) -> House:
    return open_house(case, tmp_path)
