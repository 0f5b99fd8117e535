"""A fitted model as a record: its parameters in words, what it promises, and what it changes against what stood."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from trucewatch.linking.blocs import Groups
from trucewatch.linking.many_claims import FittedLikeness
from trucewatch.linking.statistical.levels import COMPARISONS
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.link_models import (
    FittedModel,
    IncidentChange,
    IncidentChangeKind,
    LevelWeight,
    PromisedError,
)

__all__ = ["model_changes", "model_record"]


def model_record(fitted: FittedLikeness, *, at: str, by: str | None = None) -> FittedModel:
    """The record of a model that was just fitted. ``at`` is an ISO 8601 instant in UTC, ``by`` who had it refitted."""
    model = fitted.model
    weights = tuple(
        LevelWeight(comparison=comparison.name, level=level, bits=round(float(model.weights[n][place]), 3))
        for n, comparison in enumerate(COMPARISONS)
        for place, level in enumerate(comparison.levels)
    )
    errors = tuple(
        PromisedError(
            promised=promise,
            bound=round(bound, 6) if bound <= 1 else None,
            measured=round(model.measured[promise], 4) if promise in model.measured else None,
        )
        for promise, bound in sorted(model.bounds.items())
    )
    return FittedModel(
        id="fit-" + hashlib.sha256(f"{model.id}\0{at}\0{by or ''}".encode()).hexdigest()[:20],
        model=model.id,
        digest=hashlib.sha256(model.to_bytes()).hexdigest(),
        at=at,
        by=by,
        day=dt.date.fromordinal(max(fitted.last_day, 1)).isoformat(),
        reports=model.reports,
        pairs=round(model.pairs),
        by_chance=round(model.expected),
        share=round(model.share, 6),
        wrong=None if math.isnan(model.wrong) else round(model.wrong, 6),
        missed=None if math.isnan(model.missed) else round(model.missed, 6),
        same=model.same,
        apart=model.apart,
        weights=weights,
        errors=errors,
        warnings=tuple(warning.code for warning in fitted.warnings),
    )


def model_changes(
    before: Sequence[Incident], after: Sequence[Incident]
) -> tuple[tuple[IncidentChange, ...], tuple[str, ...]]:
    """What became of the incidents that stood, and the ids of those whose claims stay together as they were.

    Incidents are held against each other by the claims that they share; what has only new claims is no change.
    """
    old, new = _members(before), _members(after)
    holder = {claim: incident for incident, claims in new.items() for claim in claims}
    groups: Groups[tuple[int, str]] = Groups()
    for incident, claims in old.items():
        for claim in claims:
            if claim in holder:
                groups.join((0, incident), (1, holder[claim]))
    parts: dict[tuple[int, str], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for side, incidents in enumerate((old, new)):
        for incident in incidents:
            parts[groups.find((side, incident))][side].append(incident)
    changes, unchanged = [], []
    for was, now in parts.values():
        if not was or not now:
            continue
        if len(was) == 1 and len(now) == 1:
            unchanged.append(was[0])
            continue
        kind: IncidentChangeKind = "merged" if len(now) == 1 else "split" if len(was) == 1 else "regrouped"
        changes.append(IncidentChange(kind=kind, before=tuple(sorted(was)), after=tuple(sorted(now))))
    return tuple(sorted(changes, key=lambda change: change.before)), tuple(sorted(unchanged))


def _members(incidents: Sequence[Incident]) -> Mapping[str, tuple[str, ...]]:
    return {i.id: (*i.supporting, *i.contradicting, *i.repeating) for i in incidents}
