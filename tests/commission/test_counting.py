"""The counting of votes against an independent oracle, by properties, and on votes that were held."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.commission import oracle
from tests.commission.rules import CASTS, COUNCIL, COUNCIL_RULE, GROUPS, MEMBERS, castings, rules, votes

from trucewatch.commission import count_vote
from trucewatch.vocabulary.decision_rules import DecisionRule, GroupShare, Member, Position, Quorum, Share

Votes = dict[str, Position]
HALF = Share(more_than=(1, 2))
SMALL = MEMBERS[:4]
CASTINGS: tuple[Position | None, ...] = (None, "yes", "no")
RULES = (
    DecisionRule(id="simple", method="majority", share=HALF),
    DecisionRule(id="chair", method="majority", share=HALF, tie="chair_casts"),
    DecisionRule(id="wait", method="majority", share=HALF, tie="deferred", veto=("m0",)),
    DecisionRule(id="two-thirds", method="majority", share=Share(of="present", at_least=(2, 3))),
    DecisionRule(id="absolute", method="majority", share=Share(of="all_members", more_than=(1, 2)), tie="chair_casts"),
    DecisionRule(id="all", method="consensus"),
    DecisionRule(id="strict", method="consensus", abstention_blocks=True, absence_blocks=True, veto=("m1",)),
    DecisionRule(id="three", method="majority", share=Share(count=3), veto=("m0", "m3")),
    DecisionRule(
        id="each side",
        method="majority",
        share=HALF,
        groups=tuple(GroupShare(group=group, share=HALF) for group in GROUPS),
        quorum=Quorum(present=3, groups={"north": 1, "south": 1}),
        tie="chair_casts",
    ),
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_vote_of_four_members_agrees_with_the_oracle(rule: DecisionRule) -> None:
    for cast in itertools.product(CASTS, repeat=len(SMALL)):
        held = {m.id: position for m, position in zip(SMALL, cast, strict=True) if position is not None}
        for casting in CASTINGS:
            counted = count_vote(rule, SMALL, held, casting=casting)
            assert counted.outcome == oracle.outcome(rule, SMALL, held, casting), (held, casting)


@settings(max_examples=400)
@given(rules, votes, castings)
def test_any_rule_agrees_with_the_oracle(rule: DecisionRule, held: Votes, casting: Position | None) -> None:
    counted = count_vote(rule, MEMBERS, held, casting=casting)
    assert counted.outcome == oracle.outcome(rule, MEMBERS, held, casting)
    tally = counted.tally
    assert tally.yes + tally.no + tally.abstain + tally.not_participating + tally.absent == tally.members == 6


@settings(max_examples=400)
@given(rules, votes, castings)
def test_a_veto_is_never_outvoted(rule: DecisionRule, held: Votes, casting: Position | None) -> None:
    counted = count_vote(rule, MEMBERS, held, casting=casting)
    against = {member for member in rule.veto if held.get(member) == "no"}
    if against:
        assert counted.outcome != "adopted"
    assert (counted.outcome == "vetoed") == bool(counted.vetoed_by)
    assert set(counted.vetoed_by) <= against


@settings(max_examples=400)
@given(rules, votes, castings, st.sampled_from([m.id for m in MEMBERS]))
def test_one_more_yes_never_undoes_an_adoption(
    rule: DecisionRule, held: Votes, casting: Position | None, who: str
) -> None:
    if count_vote(rule, MEMBERS, held, casting=casting).outcome == "adopted":
        assert count_vote(rule, MEMBERS, {**held, who: "yes"}, casting=casting).outcome == "adopted"


@settings(max_examples=200)
@given(rules, votes, castings, st.permutations([f"other-{n}" for n in range(6)]))
def test_names_do_not_matter(rule: DecisionRule, held: Votes, casting: Position | None, names: list[str]) -> None:
    new = {member.id: name for member, name in zip(MEMBERS, names, strict=True)}
    renamed = replace(rule, veto=tuple(new[member] for member in rule.veto))
    members = [Member(id=new[m.id], group=m.group) for m in reversed(MEMBERS)]
    before = count_vote(rule, MEMBERS, held, casting=casting)
    after = count_vote(renamed, members, {new[m]: p for m, p in held.items()}, casting=casting)
    assert (before.outcome, before.tally) == (after.outcome, after.tally)
    assert {new[m] for m in before.vetoed_by} == set(after.vetoed_by)


def _council(yes: int, permanent_no: int = 0, abstain: int = 0) -> str:
    """``permanent_no`` permanent members against, others fill up in order."""
    kinds: tuple[Position, ...] = ("no", "yes", "abstain", "no")
    numbers = (permanent_no, yes, abstain, len(COUNCIL) - permanent_no - yes - abstain)
    cast = [kind for kind, number in zip(kinds, numbers, strict=True) for _ in range(number)]
    held = {member.id: position for member, position in zip(COUNCIL, cast, strict=True)}
    return count_vote(COUNCIL_RULE, COUNCIL, held).outcome


def test_the_council_of_fifteen() -> None:
    assert _council(15) == "adopted"
    assert _council(9, abstain=6) == "adopted"
    assert _council(8, abstain=7) == "rejected"
    assert _council(14, permanent_no=1) == "vetoed"
    # too few in favour is no veto, whoever is against
    assert _council(8, permanent_no=1, abstain=6) == "rejected"


def test_a_permanent_member_that_abstains_or_stays_away_does_not_block() -> None:
    held: Votes = {m.id: "yes" for m in COUNCIL[5:]}
    assert count_vote(COUNCIL_RULE, COUNCIL, held).outcome == "adopted"
    assert count_vote(COUNCIL_RULE, COUNCIL, {**held, "p0": "abstain"}).outcome == "adopted"
    assert count_vote(COUNCIL_RULE, COUNCIL, {**held, "p0": "no"}).vetoed_by == ("p0",)


def test_votes_of_strangers_are_not_counted() -> None:
    held: Votes = {m.id: "yes" for m in COUNCIL[5:13]}
    held["stranger"] = "yes"
    assert count_vote(COUNCIL_RULE, COUNCIL, held).outcome == "rejected"
