"""Counting a vote under a decision rule: pure, exact and in whole numbers.

Order of the tests: quorum, then the majorities (or consensus), then the veto. A motion that has not the votes
is *rejected* even when a veto holder is against it, as the Security Council counts; it is *vetoed* when it has
the votes and a veto holder is against. In no case is anything adopted against a veto holder's negative vote.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from msgspec import Struct

from trucewatch.vocabulary.decision_rules import Base, DecisionRule, Member, Position, Share, VoteOutcome

__all__ = ["CountReason", "Counted", "Tally", "count_vote", "needed", "reached", "tally_of"]

_IN_ROOM: Final = ("yes", "no", "abstain", "not_participating")


class Tally(Struct, frozen=True, kw_only=True):
    """How many of ``members`` did what. ``absent`` are those who cast nothing."""

    members: int
    yes: int
    no: int
    abstain: int
    not_participating: int
    absent: int

    @property
    def present(self) -> int:
        """Members in the room."""
        return self.yes + self.no + self.abstain + self.not_participating

    def base(self, of: Base) -> int:
        """What a share is of."""
        if of == "votes_cast":
            return self.yes + self.no
        return self.present if of == "present" else self.members


class CountReason(Struct, frozen=True, kw_only=True):
    """One test of the count: ``code`` of the list ``count_reason``, whether it holds, what was there and needed.

    ``subject`` is the group or the members it is about.
    """

    code: str
    holds: bool
    had: int = 0
    needs: int = 0
    subject: tuple[str, ...] = ()


class Counted(Struct, frozen=True, kw_only=True):
    """The outcome of a vote with every test made. ``dissents`` voted no; ``casting`` is the chair's vote on a tie."""

    outcome: VoteOutcome
    tally: Tally
    reasons: tuple[CountReason, ...]
    vetoed_by: tuple[str, ...] = ()
    dissents: tuple[str, ...] = ()
    abstained: tuple[str, ...] = ()
    casting: Position | None = None


def tally_of(members: Iterable[str], votes: Mapping[str, Position]) -> Tally:
    """Count the votes of ``members``; votes of others are not counted."""
    ids = list(members)
    found = {position: sum(votes.get(member) == position for member in ids) for position in _IN_ROOM}
    return Tally(members=len(ids), absent=len(ids) - sum(found.values()), **found)


def needed(share: Share, base: int) -> int:
    """The least number of votes in favour that reaches ``share`` of ``base``; never less than one."""
    if share.count is not None:
        least = share.count
    elif share.more_than is not None:
        top, bottom = share.more_than
        least = base * top // bottom + 1
    else:
        top, bottom = share.at_least or (1, 1)
        least = -(-base * top // bottom)
    return max(1, least)


def reached(share: Share, tally: Tally) -> CountReason:
    """Whether the votes in favour reach ``share``."""
    needs = needed(share, tally.base(share.of))
    return CountReason(code="majority", holds=tally.yes >= needs, had=tally.yes, needs=needs)


def count_vote(
    rule: DecisionRule,
    members: Collection[Member],
    votes: Mapping[str, Position],
    *,
    casting: Position | None = None,
) -> Counted:
    """The outcome of ``votes`` (member id to position) under ``rule``.

    ``casting`` is the chair's vote on a tie, used only where the rule lets the chair cast it and there is a tie.
    """
    tally = tally_of((member.id for member in members), votes)
    dissents = tuple(sorted(m.id for m in members if votes.get(m.id) == "no"))
    abstained = tuple(sorted(m.id for m in members if votes.get(m.id) == "abstain"))
    reasons = _quorum(rule, members, tally, votes)
    used: Position | None = None
    vetoed_by: tuple[str, ...] = ()
    outcome: VoteOutcome
    if not all(reason.holds for reason in reasons):
        outcome = "no_quorum"
    else:
        tests = _consensus(rule, tally) if rule.method == "consensus" else _majorities(rule, members, tally, votes)
        outcome = "adopted" if all(test.holds for test in tests) else "rejected"
        if outcome == "rejected" and _tied(rule, members, tally, votes):
            tests += (CountReason(code="tie", holds=False, had=tally.yes, needs=tally.yes + 1),)
            outcome, used = _on_tie(rule, casting)
        reasons += tests
        against = tuple(sorted(set(rule.veto) & set(dissents)))
        if against:
            reasons += (CountReason(code="veto", holds=False, had=len(against), subject=against),)
            if outcome in ("adopted", "tied"):
                vetoed_by = against if outcome == "adopted" else ()
                outcome = "vetoed" if outcome == "adopted" else "rejected"
    return Counted(
        outcome=outcome,
        tally=tally,
        reasons=reasons,
        vetoed_by=vetoed_by,
        dissents=dissents,
        abstained=abstained,
        casting=used,
    )


def _quorum(
    rule: DecisionRule, members: Collection[Member], tally: Tally, votes: Mapping[str, Position]
) -> tuple[CountReason, ...]:
    wanted = rule.quorum
    out = [CountReason(code="quorum", holds=tally.present >= wanted.present, had=tally.present, needs=wanted.present)]
    for group, number in sorted(wanted.groups.items()):
        there = _group(members, votes, group).present
        out.append(CountReason(code="group_quorum", holds=there >= number, had=there, needs=number, subject=(group,)))
    return tuple(out)


def _consensus(rule: DecisionRule, tally: Tally) -> tuple[CountReason, ...]:
    out = [
        CountReason(code="objection", holds=tally.no == 0, had=tally.no),
        CountReason(code="support", holds=tally.yes > 0, had=tally.yes, needs=1),
    ]
    if rule.abstention_blocks:
        aside = tally.abstain + tally.not_participating
        out.append(CountReason(code="abstention", holds=aside == 0, had=aside))
    if rule.absence_blocks:
        out.append(CountReason(code="absence", holds=tally.absent == 0, had=tally.absent))
    return tuple(out)


def _majorities(
    rule: DecisionRule, members: Collection[Member], tally: Tally, votes: Mapping[str, Position]
) -> tuple[CountReason, ...]:
    out: list[CountReason] = []
    if rule.share is not None:
        out.append(reached(rule.share, tally))
    for wanted in rule.groups:
        had = reached(wanted.share, _group(members, votes, wanted.group))
        out.append(
            CountReason(code="group_majority", holds=had.holds, had=had.had, needs=had.needs, subject=(wanted.group,))
        )
    return tuple(out)


def _group(members: Collection[Member], votes: Mapping[str, Position], group: str) -> Tally:
    return tally_of((member.id for member in members if member.group == group), votes)


def _tied(rule: DecisionRule, members: Collection[Member], tally: Tally, votes: Mapping[str, Position]) -> bool:
    """Yes and no are equal, nothing else is missing, and one casting vote would reach the share.

    Not of a share of those present: there a member who comes in and votes yes could undo what the chair carried.
    """
    if rule.method != "majority" or rule.share is None or rule.share.count is not None or rule.share.of == "present":
        return False
    if tally.yes != tally.no or tally.yes == 0:
        return False
    cast = 1 if rule.share.of == "votes_cast" else 0
    groups = _majorities(rule, members, tally, votes)[1:]
    return all(group.holds for group in groups) and tally.yes + 1 >= needed(
        rule.share, tally.base(rule.share.of) + cast
    )


def _on_tie(rule: DecisionRule, casting: Position | None) -> tuple[VoteOutcome, Position | None]:
    if rule.tie == "deferred":
        return "tied", None
    if rule.tie == "chair_casts":
        if casting is None:
            return "tied", None
        return ("adopted" if casting == "yes" else "rejected"), casting
    return "rejected", None
