"""Who is bound, who is excluded, and on whose word an agent is named."""

from __future__ import annotations

import pytest
from tests.assessing.test_assess import WORLD, attacks, told

from trucewatch.assessing.who import reach
from trucewatch.vocabulary.incidents import CasualtyRange, IncidentActor, Origin


def by(*ids: str | None) -> tuple[IncidentActor, ...]:
    return tuple(IncidentActor(name=i or "masked men", id=i, claims=("c1",)) for i in ids)


@pytest.mark.parametrize(
    ("agent", "result", "reason"),
    [
        ("red", "true", "agent_bound"),
        ("red-army", "true", "agent_bound_through"),
        ("blue-brigade", "true", "agent_bound_through"),
        ("ally", "unknown", "agent_beside_bound"),
        ("ally-air-force", "unknown", "agent_beside_bound"),
        ("neutral", "false", "agent_not_bound"),
        ("townspeople", "false", "agent_not_bound"),
        ("unheard-of", "unknown", "agent_unidentified"),
        (None, "unknown", "agent_unidentified"),
    ],
)
def test_who_is_bound(agent: str | None, result: str, reason: str) -> None:
    test = next(t for t in attacks(told(agents=by(agent))).tests if t.test == "actor")
    assert (test.result, test.reason.code) == (result, reason)


def test_a_loop_of_affiliations_ends() -> None:
    firm, loose = reach("grey", WORLD)
    assert firm == frozenset()
    assert loose == {"mixed-front", "blue"}


@pytest.mark.parametrize(
    ("targets", "outcome"),
    [
        (("grey",), "permitted"),
        (("grey", "blue-brigade"), "indeterminate"),
        (("mixed-front",), "indeterminate"),
        (("blue-brigade",), "breach"),
        (("townspeople",), "breach"),
        ((), "indeterminate"),
        ((None,), "indeterminate"),
    ],
)
def test_force_against_an_excluded_actor(targets: tuple[str | None, ...], outcome: str) -> None:
    assert attacks(told(targets=by(*targets))).outcome == outcome


def test_an_excluded_agent_is_out_of_scope() -> None:
    assessment = attacks(told(agents=by("grey")))
    assert assessment.outcome == "out_of_scope"
    assert [r.code for r in assessment.reasons] == ["agent_excluded"]


def test_dead_fighters_beside_dead_civilians_leave_the_target_open() -> None:
    def killed(who: str) -> CasualtyRange:
        return CasualtyRange(outcome="killed", who=who, side=None, low=1, best=1, high=1, rule="r")  # type: ignore[arg-type]

    assert attacks(told(targets=(), casualties=(killed("civilian"),))).outcome == "breach"
    mixed = attacks(told(targets=(), casualties=(killed("civilian"), killed("combatant"))))
    assert mixed.outcome == "indeterminate"


def origin(key: str, polarity: str = "asserted") -> Origin:
    return Origin(key=key, name=key, claims=("c1",), polarity=polarity)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("origins", "disputed", "basis"),
    [
        ((origin("blue"),), (), "alleged_by"),
        ((origin("red-army"),), (), "claimed"),
        ((origin("blue"), origin("red-army")), (), "acknowledged"),
        ((), (), "alleged_by"),
        ((origin("blue"), origin("red-army", "denied")), (), "contested"),
        ((origin("blue"),), ("agent",), "contested"),
    ],
)
def test_attribution_is_a_judgement_of_its_own(
    origins: tuple[Origin, ...], disputed: tuple[str, ...], basis: str
) -> None:
    plain, named = told(), told(origins=origins, disputed=disputed)
    assert attacks(named).attribution.basis == basis
    assert attacks(named).outcome == attacks(plain).outcome


def test_without_an_agent_there_is_no_attribution() -> None:
    attribution = attacks(told(agents=())).attribution
    assert (attribution.basis, attribution.agents, attribution.by) == ("unattributed", (), ())


def test_an_alleged_agent_stays_alleged_by_whom() -> None:
    attribution = attacks(told(origins=(origin("a-paper"), origin("blue")))).attribution
    assert attribution.by == ("a-paper", "blue")
    assert attribution.agents == ("red-army",)
