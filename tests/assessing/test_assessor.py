"""The fast way gives what the plain way gives, whatever was assessed before."""

from __future__ import annotations

import pytest
from hypothesis import given
from tests.assessing.strategies import incidents
from tests.assessing.test_assess import INSTRUMENTS, WORLD, told
from tests.terms.support import TRUCE, truce

from trucewatch.assessing import Assessor, assess
from trucewatch.vocabulary.incidents import Incident

# one for all examples: what it keeps from one incident must not leak into another
ASSESSOR = Assessor(INSTRUMENTS, world=WORLD)


@given(incidents())
def test_same_as_the_plain_way(incident: Incident) -> None:
    assert ASSESSOR.assess(incident) == assess(incident, INSTRUMENTS, world=WORLD)


@given(incidents())
def test_same_after_other_incidents(incident: Incident) -> None:
    fresh = Assessor(INSTRUMENTS, world=WORLD)
    fresh.assess(told())
    assert fresh.assess(incident) == ASSESSOR.assess(incident)


def test_claims_are_those_of_the_incident() -> None:
    first, second = told(supporting=("c2", "c1")), told(supporting=("c9",))
    for incident in (first, second, first):
        used = {claim for a in ASSESSOR.assess(incident) for claim in a.claims}
        assert used == {claim for a in assess(incident, INSTRUMENTS, world=WORLD) for claim in a.claims}


def test_full_caches_are_emptied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trucewatch.assessing.assessor._KEPT", 1)
    small = Assessor((truce(TRUCE),), world=WORLD)
    for _ in range(3):
        assert small.assess(told()) == assess(told(), (truce(TRUCE),), world=WORLD)
