"""What each rule contributes: in how many right and wrong claims it took part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from trucewatch.evaluation.scoring import TextScore, claim_of
from trucewatch.evaluation.slots import CORE_SLOTS

__all__ = ["RuleShare", "rule_shares"]


class RuleShare(Struct, frozen=True, kw_only=True):
    """A rule took part in ``right`` matched items whose scored slots are all right, in ``flawed`` matched items with
    a wrong slot, in ``spurious`` finds that stand in no key and in ``trapped`` falls into a trap."""

    rule: str
    right: int
    flawed: int
    spurious: int
    trapped: int

    @property
    def precision(self) -> float:
        """Matched of found."""
        return (self.right + self.flawed) / (self.right + self.flawed + self.spurious or 1)


def rule_shares(scores: Iterable[TextScore]) -> tuple[RuleShare, ...]:
    """Every rule that fired, those that did most harm first (spurious and trapped), then by name."""
    right: Counter[str] = Counter()
    flawed: Counter[str] = Counter()
    spurious: Counter[str] = Counter()
    trapped: Counter[str] = Counter()
    for score in scores:
        for name, core in CORE_SLOTS.items():
            one = score.lists[name]
            for pair in one.matched:
                good = all(slot.right for slot in pair.slots if slot.name in core)
                (right if good else flawed).update(set(claim_of(one.found[pair.found]).rules))
            for index in one.spurious:
                spurious.update(set(claim_of(one.found[index]).rules))
        for trap in score.traps:
            if trap.fell is not None:
                trapped.update(set(trap.fell[2]))
    shares = [
        RuleShare(rule=rule, right=right[rule], flawed=flawed[rule], spurious=spurious[rule], trapped=trapped[rule])
        for rule in {*right, *flawed, *spurious, *trapped}
    ]
    return tuple(sorted(shares, key=lambda share: (-share.spurious - share.trapped, share.rule)))
