"""The nine access constraints of humanitarian practice, read from acts and what was struck."""

from __future__ import annotations

from functools import cache
from importlib import resources

from msgspec import Struct

from trucewatch.tracking.acts import expand
from trucewatch.vocabulary.claims import ProtectedObject
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.tracking import AccessConstraint
from trucewatch.vocabulary.yaml_input import decode_yaml

__all__ = ["constraint_of"]


class _Rule(Struct, frozen=True, forbid_unknown_fields=True):
    acts: tuple[str, ...]
    constraint: AccessConstraint
    objects: tuple[ProtectedObject, ...] = ()


class _Rules(Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    rules: tuple[_Rule, ...]


def constraint_of(incident: Incident) -> AccessConstraint | None:
    """The constraint that an incident is, None where no rule fits."""
    for rule in _rules():
        if incident.act in expand(rule.acts) and (not rule.objects or set(rule.objects) & set(incident.objects)):
            return rule.constraint
    return None


@cache
def _rules() -> tuple[_Rule, ...]:
    name = "access_constraints.yaml"
    text = (resources.files("trucewatch.tracking") / name).read_text(encoding="utf-8")
    return decode_yaml(text, _Rules, name).rules
