"""What a token may be used for, beside what its role may do: one table (``data/scopes.yaml``), one function."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any, Final

from msgspec import Struct

from trucewatch.protection.rights import Decision
from trucewatch.vocabulary.yaml_input import decode_yaml
from trucewatch.web.people.needs import Need, allowed, needs
from trucewatch.web.people.visitor import Visitor

__all__ = ["SCOPES", "decide_scope", "need_of_scope", "opt_of_scope"]


class _Scope(Struct, frozen=True, forbid_unknown_fields=True):
    action: str
    classification: str
    label: dict[str, str]


class _Table(Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    scopes: dict[str, _Scope]


@cache
def _table() -> dict[str, _Scope]:
    name = "scopes.yaml"
    text = (resources.files("trucewatch.web.api") / "data" / name).read_text(encoding="utf-8")
    return decode_yaml(text, _Table, name, own=True).scopes


SCOPES: Final = tuple(_table())


def need_of_scope(scope: str) -> Need:
    """The right behind a scope."""
    row = _table()[scope]
    return Need(row.action, row.classification)


def opt_of_scope(scope: str) -> dict[str, Any]:
    """The ``opt`` of a route whose operation has this scope."""
    row = _table()[scope]
    return needs(row.action, row.classification)


def decide_scope(visitor: Visitor, granted: frozenset[str] | None, scope: str) -> Decision:
    """Whether the visitor may use an operation of ``scope``. ``granted`` are the scopes of the token; None where the
    visitor came without one. Names that no list holds are refused."""
    if scope not in SCOPES:
        return Decision(False, f"there is no scope {scope!r}")
    if granted is not None and scope not in granted:
        return Decision(False, f"the token has no scope {scope}")
    need = need_of_scope(scope)
    if not allowed(visitor, need):
        return Decision(False, f"the role may not {need.action} this")
    return Decision(True, f"the role may {need.action} this")
