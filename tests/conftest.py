"""Settings of all tests: hypothesis prints how to repeat a failure and never measures time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.database.cluster import Cluster

settings.register_profile(
    "trucewatch", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)
settings.load_profile("trucewatch")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server with the roles of the program, a database and a login; skips where none can be started."""
    from tests.database.cluster import Cluster, missing

    reason = missing()
    if reason is not None:
        pytest.skip(reason)
    started = Cluster()
    try:
        started.prepare()
        yield started
    finally:
        started.remove()
