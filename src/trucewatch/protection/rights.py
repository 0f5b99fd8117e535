"""Who may do what: one function, one table (``data/rights.yaml``). What the table does not name is refused."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Literal, TypeAlias, cast, get_args

from msgspec import Struct

from trucewatch.errors import InputError, ProtectionError
from trucewatch.vocabulary.yaml_input import decode_yaml

__all__ = [
    "ACTIONS",
    "CLASSES",
    "DEFAULT_ROLE",
    "ROLES",
    "Action",
    "Classification",
    "Decision",
    "Role",
    "audience_of",
    "decide",
    "require",
    "roles_of",
]

Role: TypeAlias = Literal[
    "public",
    "partner",
    "party_submitter",
    "committee_member",
    "guarantor",
    "observer",
    "verifier",
    "custodian",
    "auditor",
    "host_operator",
]
Action: TypeAlias = Literal["read", "export", "enter", "correct", "ask", "approve", "open", "audit"]
Classification: TypeAlias = Literal["public", "restricted", "confidential", "protected"]
ROLES: Final[tuple[str, ...]] = get_args(Role)
ACTIONS: Final[tuple[str, ...]] = get_args(Action)
CLASSES: Final[tuple[str, ...]] = get_args(Classification)
DEFAULT_ROLE: Final = "observer"
"""The role of pages on this machine: the working pages show sources and words, which is confidential at most."""


class _Rights(Struct, frozen=True, forbid_unknown_fields=True):
    audience: str | None
    may: dict[Action, tuple[Classification, ...]]


class _Enrolled(Struct, frozen=True, forbid_unknown_fields=True):
    side: tuple[Role, ...]
    other: tuple[Role, ...]


class _Table(Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    enrolled: dict[str, _Enrolled]
    roles: dict[Role, _Rights]


@dataclass(frozen=True)
class Decision:
    """Whether it is allowed, and the one reason in plain words."""

    allowed: bool
    reason: str


def decide(role: str, action: str, classification: str) -> Decision:
    """Whether ``role`` may do ``action`` with something of ``classification``.

    Names that no list holds are refused, never raised: a caller that errs gets no access.
    """
    rights = _rights().get(role)
    if rights is None:
        return Decision(False, f"there is no role {role!r}")
    if action not in ACTIONS or classification not in CLASSES:
        return Decision(False, f"there is no right to {action!r} what is {classification!r}")
    allowed = classification in rights.may[cast("Action", action)]
    return Decision(allowed, f"{role} {'may' if allowed else 'may not'} {action} what is {classification}")


def require(role: str, action: str, classification: str, *, where: str | None = None) -> None:
    """Raise :class:`ProtectionError` where :func:`decide` refuses. The message names no value."""
    decision = decide(role, action, classification)
    if not decision.allowed:
        raise ProtectionError(decision.reason, where=where, expected="a role with that right", got=role)


def audience_of(role: str) -> str | None:
    """The redaction profile through which ``role`` sees a case; None for records as they are.

    Raises :class:`ProtectionError` for a role of no list.
    """
    rights = _rights().get(role)
    if rights is None:
        raise ProtectionError("there is no such role", got=role[:60], expected=", ".join(ROLES))
    return rights.audience


def roles_of(key_role: str, *, side: bool) -> tuple[str, ...]:
    """The roles in which a party may act with a key that the trust root enrols as ``key_role``; none for other keys."""
    enrolled = _table().enrolled.get(key_role)
    return () if enrolled is None else enrolled.side if side else enrolled.other


def _rights() -> dict[str, _Rights]:
    return {str(role): rights for role, rights in _table().roles.items()}


@cache
def _table() -> _Table:
    name = "rights.yaml"
    text = (resources.files("trucewatch.protection") / "data" / name).read_text(encoding="utf-8")
    table = decode_yaml(text, _Table, name, own=True)
    for role in ROLES:
        rights = table.roles.get(cast("Role", role))
        missing = set(ACTIONS) - set(rights.may if rights else ())
        if missing:
            raise InputError("the table of rights has a gap", where=f"{name}: {role}", expected=", ".join(missing))
    return table
