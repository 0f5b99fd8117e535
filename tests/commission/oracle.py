"""A second engine, written from the rules in words and not from the code: slow, by fractions and by lists of names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from trucewatch.vocabulary.decision_rules import DecisionRule, Member, Share


def outcome(rule: DecisionRule, members: Sequence[Member], votes: Mapping[str, str], casting: str | None) -> str:
    """What the vote comes to, said as a meeting would say it."""
    room = [m for m in members if m.id in votes]
    if len(room) < rule.quorum.present:
        return "no_quorum"
    if any(len([m for m in room if m.group == g]) < n for g, n in rule.quorum.groups.items()):
        return "no_quorum"
    yes = [m for m in room if votes[m.id] == "yes"]
    no = [m for m in room if votes[m.id] == "no"]
    veto_used = any(m.id in rule.veto for m in no)
    if rule.method == "consensus":
        blocked = bool(no) or not yes
        blocked |= rule.abstention_blocks and len(yes) + len(no) < len(room)
        blocked |= rule.absence_blocks and len(room) < len(members)
        carried, tied = not blocked, False
    else:
        groups_agree = all(
            enough(g.share, [m for m in members if m.group == g.group], votes, extra=0) for g in rule.groups
        )
        whole = rule.share is None or enough(rule.share, members, votes, extra=0)
        carried = groups_agree and whole
        tied = (
            not carried
            and rule.share is not None
            and rule.share.count is None
            and rule.share.of != "present"
            and len(yes) == len(no) > 0
            and groups_agree
            and enough(rule.share, members, votes, extra=1)
        )
    if tied and rule.tie == "chair_casts" and casting == "yes":
        carried, tied = True, False
    elif tied and (rule.tie == "rejected" or (rule.tie == "chair_casts" and casting is not None)):
        tied = False
    if veto_used:
        return "vetoed" if carried else "rejected"
    if carried:
        return "adopted"
    return "tied" if tied else "rejected"


def enough(share: Share, members: Sequence[Member], votes: Mapping[str, str], *, extra: int) -> bool:
    """Whether the ayes, with ``extra`` casting votes among them, are enough."""
    ayes = sum(votes.get(m.id) == "yes" for m in members) + extra
    if ayes == 0:
        return False
    if share.count is not None:
        return ayes >= share.count
    if share.of == "all_members":
        whole = len(members)
    elif share.of == "present":
        whole = sum(m.id in votes for m in members)
    else:
        whole = sum(votes.get(m.id) in ("yes", "no") for m in members) + extra
    if share.more_than is not None:
        return Fraction(ayes) > Fraction(whole) * Fraction(*share.more_than)
    assert share.at_least is not None
    return Fraction(ayes) >= Fraction(whole) * Fraction(*share.at_least)
