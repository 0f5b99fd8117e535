"""Acts compared by their taxonomy: an *air strike* is a kind of *bombardment*, that one of *attack*."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache

from trucewatch.vocabulary.codes import broader_acts, family_of

__all__ = ["acts_agree", "agreed_act", "is_bound_to_place", "is_rare", "is_state", "root_act"]

_UNBOUND = frozenset({"political", "information"})
_COMMON = frozenset({"talks", "ceasefire_violated", "sanctions", "legislation"})
_STATES = frozenset({"siege", "mobilisation", "services_cut", "internet_shutdown", "ceasefire_in_force"})


@cache
def acts_agree(a: str, b: str) -> bool:
    """True when one act is the other or a kind of it. Siblings (air strike, shelling) do not agree."""
    return a == b or a in broader_acts(b) or b in broader_acts(a)


@cache
def root_act(act: str) -> str:
    """The broadest act that includes ``act``; acts that agree have the same one."""
    return (act, *broader_acts(act))[-1]


@cache
def is_bound_to_place(act: str) -> bool:
    """False for what happens between bodies rather than on the ground (a truce agreed, a vote, a rumour)."""
    return act == "ceasefire_violated" or family_of(act) not in _UNBOUND


@cache
def is_rare(act: str) -> bool:
    """True for acts that hardly happen twice in one theatre on one day (a veto, a truce entering into force)."""
    return family_of(act) == "political" and act not in _COMMON


def is_state(act: str) -> bool:
    """True for what goes on for weeks: two claims that it goes on mean one occurrence, also without a date."""
    return act in _STATES


def agreed_act(acts: Iterable[str]) -> str:
    """The most specific act on which all agree.

    Where some do not agree at all, the broader act that includes them; without one the most frequent.
    """
    counts = Counter(acts)
    by_depth = sorted(counts, key=lambda a: (-len(broader_acts(a)), -counts[a], a))
    for act in by_depth:
        if all(other == act or other in broader_acts(act) for other in counts):
            return act
    common = set.intersection(*({act, *broader_acts(act)} for act in counts))
    if common:
        return min(common, key=lambda a: (-len(broader_acts(a)), a))
    return min(counts, key=lambda a: (-counts[a], a))
