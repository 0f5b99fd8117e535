"""Weights and limits of linking, in one place. ``docs/explanation/linking.md`` explains each of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from trucewatch.errors import UsageError

__all__ = ["DEFAULT_SETTINGS", "LinkSettings"]


@dataclass(frozen=True, kw_only=True)
class LinkSettings:
    """Evidence adds to a likeness of about -0.5 to 1.3; claims become one incident from ``threshold`` on.

    The weights are written by hand and not fitted to data. They are set so that act, day and a place that
    is told closely suffice together, any two of them do not, and a vague place or day needs a particular
    (actor, toll, object, words) besides. ``days`` is how far apart the days of two claims may lie,
    ``undated_days`` how many days before publication an undated claim is looked for. ``sparse`` is the
    likeness below which a pair counts as unlike. Raises :class:`UsageError` for a number that makes no sense.
    """

    threshold: float = 0.5
    sparse: float = 0.25
    days: int = 1
    undated_days: int = 3
    same_act: float = 0.15
    kind_of_act: float = 0.08
    rare_act: float = 0.30
    same_day: float = 0.25
    days_overlap: float = 0.20
    same_period: float = 0.10
    vague_day: float = -0.10
    day_apart: float = -0.20
    hours_apart: float = -0.25
    still_going_on: float = 0.10
    same_place: float = 0.30
    same_large_place: float = 0.22
    same_province: float = 0.08
    near_place: float = 0.20
    neighbouring_place: float = 0.10
    within_place: float = 0.15
    one_of_several_places: float = -0.05
    vague_place: float = -0.10
    same_agent: float = 0.12
    same_target: float = 0.08
    same_party: float = 0.12
    blame_differs: float = -0.08
    blame_differs_far: float = -0.25
    other_parties: float = -0.15
    same_object: float = 0.12
    other_objects: float = -0.15
    same_weapon: float = 0.05
    same_large_toll: float = 0.20
    same_toll: float = 0.12
    same_single_victim: float = 0.05
    tolls_overlap: float = 0.05
    tolls_far_apart: float = -0.10
    same_words: float = 0.15
    like_words: float = 0.08
    told_again: float = 0.20

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not isinstance(value, int | float) or not math.isfinite(value):
                raise UsageError(f"{field.name} of linking is no number", got=repr(value))
        if not 0 < self.sparse <= self.threshold:
            raise UsageError("sparse of linking lies above 0 and not above threshold", got=str(self.sparse))
        if self.days < 0 or self.undated_days < 0:
            raise UsageError("days of linking are 0 or more", got=f"{self.days}, {self.undated_days}")


DEFAULT_SETTINGS = LinkSettings()
