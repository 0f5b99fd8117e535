"""A later day under a frozen model: only pairs that touch it are scored, and the incidents are those of the whole."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from benchmarks.linking_speed import ACTORS, SOURCES
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pipeline.test_models import made

from trucewatch.errors import InputError
from trucewatch.linking import LinkModel, LinkResult, ScoredPairs, link
from trucewatch.vocabulary.claims import EventClaim


@cache
def model() -> LinkModel:
    claims, documents, world = made()
    whole = link(claims, documents=documents, sources=SOURCES, actors=ACTORS, places=world.places, fit_from=1000)
    assert whole.fitted is not None
    return whole.fitted.model


def under(claims: list[EventClaim], known: ScoredPairs | None = None) -> LinkResult:
    _, documents, world = made()
    return link(
        claims,
        documents=documents,
        sources=SOURCES,
        actors=ACTORS,
        places=world.places,
        frozen=model(),
        known=known,
    )


@settings(max_examples=2, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.integers(0, 5))
def test_a_days_claims_come_to_the_incidents_of_the_whole(seed: int, late: int, changed: int) -> None:
    claims = list(made()[0][:600])
    order = np.random.default_rng(seed).permutation(len(claims))
    earlier = [claims[n] for n in order[late:]]
    before = under(earlier)
    assert before.fitted is not None
    known = before.fitted.scored
    # a claim of which something else was compared in the earlier run is scored anew
    for claim in [c.id for c in earlier if c.id in known.digests][:changed]:
        known.digests[claim] = "of other words"
    again = under(claims, ScoredPairs.from_bytes(known.to_bytes(), where="kept"))
    assert again == under(claims)
    assert again.fitted is not None
    assert again.fitted.fresh <= late + changed


def test_pairs_of_another_model_are_not_used() -> None:
    claims = list(made()[0][:400])
    first = under(claims)
    assert first.fitted is not None
    kept = first.fitted.scored
    other = ScoredPairs("other", kept.digests, kept.first, kept.second, kept.p, kept.pattern)
    again = under(claims, other)
    assert again == first
    assert again.fitted is not None
    assert again.fitted.fresh == len(kept.digests)
    none = under(claims, kept)
    assert none.fitted is not None
    assert none.fitted.fresh == 0


@pytest.mark.parametrize("data", [b"", b"no pairs", b"PK"])
def test_a_file_that_holds_no_pairs_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="no scored pairs"):
        ScoredPairs.from_bytes(data, where="kept")
