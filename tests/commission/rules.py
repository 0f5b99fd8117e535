"""Decision rules, members and votes drawn at random."""

from __future__ import annotations

from hypothesis import strategies as st

from trucewatch.vocabulary.decision_rules import DecisionRule, GroupShare, Member, Position, Quorum, Share

GROUPS = ("north", "south")
MEMBERS = tuple(Member(id=f"m{n}", group=GROUPS[n % 2]) for n in range(6))
CASTS: tuple[Position | None, ...] = ("yes", "no", "abstain", "not_participating", None)
COUNCIL = tuple(Member(id=f"p{n}") for n in range(5)) + tuple(Member(id=f"e{n}") for n in range(10))
COUNCIL_RULE = DecisionRule(
    id="substantive", method="majority", share=Share(count=9), veto=tuple(m.id for m in COUNCIL[:5])
)

bases = st.sampled_from(("votes_cast", "present", "all_members"))
proper = st.integers(1, 4).flatmap(lambda bottom: st.tuples(st.integers(0, bottom - 1), st.just(bottom)))
parts = st.integers(1, 4).flatmap(lambda bottom: st.tuples(st.integers(1, bottom), st.just(bottom)))
shares = st.one_of(
    st.builds(Share, of=bases, more_than=proper),
    st.builds(Share, of=bases, at_least=parts),
    st.builds(Share, count=st.integers(1, 6)),
)
rules = st.builds(
    DecisionRule,
    id=st.just("rule"),
    method=st.sampled_from(("consensus", "majority", "majority")),
    share=shares,
    groups=st.lists(st.builds(GroupShare, group=st.sampled_from(GROUPS), share=shares), max_size=2).map(tuple),
    veto=st.lists(st.sampled_from([m.id for m in MEMBERS]), max_size=2, unique=True).map(tuple),
    quorum=st.builds(
        Quorum, present=st.integers(0, 6), groups=st.dictionaries(st.sampled_from(GROUPS), st.integers(0, 3))
    ),
    abstention_blocks=st.booleans(),
    absence_blocks=st.booleans(),
    tie=st.sampled_from(("rejected", "chair_casts", "deferred")),
)
votes = st.fixed_dictionaries({m.id: st.sampled_from(CASTS) for m in MEMBERS}).map(
    lambda cast: {member: position for member, position in cast.items() if position is not None}
)
castings = st.sampled_from((None, "yes", "no"))
