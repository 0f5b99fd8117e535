"""The rules on acts that words leave open, read from ``vague_acts.yaml``."""

from __future__ import annotations

from functools import cache
from importlib import resources

from msgspec import Struct

from trucewatch.vocabulary.codes import load_code_list
from trucewatch.vocabulary.yaml_input import decode_yaml

__all__ = ["ActRules", "VagueAct", "WeaponAct", "act_rules", "expand"]


class VagueAct(Struct, frozen=True, forbid_unknown_fields=True):
    """An act and the acts or families that it may have been."""

    act: str
    may_be: tuple[str, ...]


class WeaponAct(Struct, frozen=True, forbid_unknown_fields=True):
    """A weapon and the act that its use is."""

    weapon: str
    act: str


class ActRules(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    source: str
    vague: tuple[VagueAct, ...]
    weapons: tuple[WeaponAct, ...]
    mutual: tuple[str, ...]


@cache
def act_rules() -> ActRules:
    """The rules of the package."""
    name = "vague_acts.yaml"
    text = (resources.files("trucewatch.assessing") / name).read_text(encoding="utf-8")
    return decode_yaml(text, ActRules, name)


@cache
def expand(codes: tuple[str, ...]) -> frozenset[str]:
    """The acts that codes and families stand for. A family stands for its acts."""
    acts = load_code_list("acts").codes
    return frozenset(code for code in codes) | frozenset(a.code for a in acts if a.family in codes)
