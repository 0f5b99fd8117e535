"""Acts and the families and broader acts that stand for them."""

from __future__ import annotations

from functools import cache

from trucewatch.vocabulary.codes import broader_acts, load_code_list

__all__ = ["expand", "speaks_of"]


@cache
def expand(codes: tuple[str, ...]) -> frozenset[str]:
    """The acts that codes and families stand for, those that are narrower included."""
    acts = load_code_list("acts").codes
    wanted = set(codes)
    return frozenset(
        a.code for a in acts if a.code in wanted or a.family in wanted or wanted.intersection(broader_acts(a.code))
    )


def speaks_of(told: str, act: str) -> bool:
    """Whether an event told as ``told`` may be the announced ``act``: the same, or narrower."""
    return told in expand((act,))
