"""Every operation, called as its description allows and as it does not, by every role.

No server error, nothing that the description does not say, and no planted value for a role that may not see it.
``make soak`` goes on for ten minutes (TRUCEWATCH_FUZZ_SECONDS) with other seeds, which are printed.
"""

from __future__ import annotations

import os
import random
import sys
import time
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from tests.web.api.conftest import Planted, leaks

from trucewatch.protection.rights import ROLES, audience_of

EXAMPLES = int(os.environ.get("TRUCEWATCH_FUZZ_EXAMPLES", "2"))
SECONDS = float(os.environ.get("TRUCEWATCH_FUZZ_SECONDS", "0"))
# a cursor, and the id of a record in it, cannot be told by a schema: what was not given out is refused with 400
LEFT_OUT = [positive_data_acceptance]


def described(planted: Planted) -> list[Any]:
    schema: Any = schemathesis.openapi.from_asgi("/schema", planted.app, headers=planted.headers("observer"))
    return [found.ok() for found in schema.get_all_operations()]


def call_all(planted: Planted, role: str | None, examples: int, chosen: int) -> int:
    """Call every operation as a role, None for one without a token; returns how many calls there were."""
    calls = 0
    headers = planted.headers(role) if role else {"Authorization": "Bearer nobody"}
    blind = role is None or audience_of(role) is not None
    for operation in described(planted):

        @seed(chosen)
        @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None,
                  phases=[Phase.generate])  # fmt: skip
        @given(case=operation.as_strategy())
        def one(case: Any) -> None:
            nonlocal calls
            calls += 1
            case.headers = {**(case.headers or {}), **headers}
            response = case.call()
            case.validate_response(response, excluded_checks=LEFT_OUT)
            said = response.content + str(response.headers).encode()
            assert not (blind and leaks(said))
            assert planted.texts[role or "observer"][-43:].encode() not in said

        one()
    return calls


@pytest.mark.parametrize("role", [*ROLES, None])
def test_no_server_error_and_no_leak(planted: Planted, role: str | None) -> None:
    assert call_all(planted, role, EXAMPLES, 20161205) >= len(described(planted))


@pytest.mark.skipif(not SECONDS, reason="make soak sets TRUCEWATCH_FUZZ_SECONDS")
def test_for_long(planted: Planted) -> None:
    end = time.monotonic() + SECONDS
    calls = rounds = 0
    while time.monotonic() < end:
        chosen = random.SystemRandom().randrange(2**32)
        role = ROLES[rounds % len(ROLES)]
        sys.stdout.write(f"seed {chosen} role {role}\n")
        calls += call_all(planted, role, 25, chosen)
        rounds += 1
    sys.stdout.write(f"{calls} calls in {rounds} rounds\n")
    assert rounds
