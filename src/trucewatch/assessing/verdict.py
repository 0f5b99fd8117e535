"""What one test yields before it is put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from trucewatch.vocabulary.assessments import Truth

__all__ = ["Verdict"]


@dataclass(frozen=True)
class Verdict:
    """The truth of a test, the code of its reason with the values of its sentence, and the claims it used.

    ``need`` is the code of what would decide it, set when the truth is unknown.
    """

    truth: Truth
    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    claims: tuple[str, ...] = ()
    need: str | None = None
