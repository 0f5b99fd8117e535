"""Many claims: the fitted model takes the place of the written weights, with its evidence and its warnings."""

from __future__ import annotations

import random
from functools import cache

import numpy as np
from benchmarks.linking_speed import ACTORS, SOURCES, World, build_world, generate, pair_scores
from msgspec.structs import replace

from trucewatch.linking import LinkResult, link
from trucewatch.vocabulary.claims import EventClaim
from trucewatch.vocabulary.documents import Document


@cache
def made() -> tuple[list[EventClaim], dict[str, Document], list[int], World]:
    dice = random.Random(11)
    world = build_world(dice, dense=False)
    near = World(world.towns[:12], world.places, 365)
    return *generate(6000, near, dice), near


def linked(claims: list[EventClaim], fit_from: int) -> LinkResult:
    _, documents, _, world = made()
    return link(claims, documents=documents, sources=SOURCES, actors=ACTORS, places=world.places, fit_from=fit_from)


@cache
def fitted() -> LinkResult:
    return linked(made()[0], 1000)


def test_a_case_of_few_claims_keeps_the_written_weights() -> None:
    result = linked(made()[0][:300], 1000)
    assert result.model is None
    assert result.warnings == ()


def test_many_claims_are_linked_by_the_fitted_model_with_its_evidence() -> None:
    claims, _, truth, _ = made()
    result = fitted()
    assert result.model is not None
    precision, recall = pair_scores(claims, truth, result.incidents)
    assert precision > 0.6
    assert recall > 0.3
    told = [reason for incident in result.incidents for reason in incident.reasons]
    assert any(reason.startswith("days apart: 0:") for reason in told)


def test_the_order_of_many_claims_changes_nothing() -> None:
    mixed = list(made()[0])
    random.Random(3).shuffle(mixed)
    assert linked(mixed, 1000) == fitted()


def test_every_claim_of_many_is_in_one_incident() -> None:
    held = [
        claim
        for incident in fitted().incidents
        for claim in (*incident.supporting, *incident.contradicting, *incident.repeating)
    ]
    assert sorted(held) == sorted(claim.id for claim in made()[0])


def test_one_point_for_a_city_is_told() -> None:
    claims = [
        replace(claim, place=replace(claim.place, id=None, lat=36.2, lon=37.1, name="City", precision="locality"))
        if claim.place is not None and np.random.default_rng(n).random() < 0.4
        else claim
        for n, claim in enumerate(made()[0])
    ]
    assert "one_point" in [warning.code for warning in linked(claims, 1000).warnings]
