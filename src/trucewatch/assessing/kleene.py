"""Three-valued logic after Kleene: unknown stays unknown until a value decides it."""

from __future__ import annotations

from collections.abc import Iterable

from trucewatch.vocabulary.assessments import Truth

__all__ = ["all_of", "any_of"]


def all_of(values: Iterable[Truth]) -> Truth:
    """False when one is false, else unknown when one is unknown, else true."""
    found = set(values)
    return "false" if "false" in found else "unknown" if "unknown" in found else "true"


def any_of(values: Iterable[Truth]) -> Truth:
    """True when one is true, else unknown when one is unknown, else false."""
    found = set(values)
    return "true" if "true" in found else "unknown" if "unknown" in found else "false"
