"""Redaction profiles: what each audience sees, field by field, as data (``data/audiences/*.yaml``).

A field without a rule is hidden and so is a record without rules: a new field is hidden until somebody decides.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources
from typing import Literal, TypeAlias

from msgspec import Struct

from trucewatch.errors import InputError, ProtectionError
from trucewatch.protection.rights import Classification
from trucewatch.vocabulary.documents import SourceKind
from trucewatch.vocabulary.yaml_input import decode_yaml

__all__ = ["CaseFile", "Profile", "Rule", "audiences", "check_profile", "load_audience", "parse_profile"]

Rule: TypeAlias = Literal["show", "number", "grid", "aggregate"]
"""``show`` the value and all in it; ``number`` in place of an id made from content; ``grid`` the middle of a cell;
``aggregate`` a toll without who, side and sources, small numbers widened."""
CaseFile: TypeAlias = Literal["actors", "areas", "terms", "places", "places_of_terms", "commission", "sources"]
RecordKind: TypeAlias = Literal["incident", "claim", "claim_review", "document", "assessment", "act", "correction"]
ALL = "all"


class Profile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One audience. ``records`` maps a kind of record to rules by path of field (``place.lat``, or ``all``).

    Numbers of persons below ``small_count`` are widened to 1 … ``small_count`` - 1. ``grid`` is the width of a cell
    in degrees. Of documents only those of a source of ``document_kinds`` are shown, with their claims and what rests
    on them. ``in_full`` is for those who hold the log: leaf hashes, authors, times and stored texts go along; without
    it they stay out, since a hash of a record with few possible values can be guessed. ``case_files`` go along as
    well. Who gives it out needs the right to export its ``classification``.
    """

    id: str
    classification: Classification = "confidential"
    label: dict[str, str]
    source: str
    small_count: int
    grid: str | None = None
    document_kinds: tuple[SourceKind, ...] = ()
    in_full: bool = False
    case_files: tuple[CaseFile, ...] = ()
    records: dict[RecordKind, dict[str, Rule]]

    @property
    def cell(self) -> Decimal | None:
        """The width of a cell, in degrees."""
        return Decimal(self.grid) if self.grid is not None else None


def audiences() -> tuple[str, ...]:
    """The ids of the packaged profiles."""
    folder = resources.files("trucewatch.protection") / "data" / "audiences"
    return tuple(sorted(item.name.removesuffix(".yaml") for item in folder.iterdir() if item.name.endswith(".yaml")))


@cache
def load_audience(audience: str) -> Profile:
    """A packaged profile. Raises :class:`ProtectionError` where there is none of that name."""
    if audience not in audiences():
        raise ProtectionError("there is no such audience", got=audience[:60], expected=", ".join(audiences()))
    path = resources.files("trucewatch.protection") / "data" / "audiences" / f"{audience}.yaml"
    return parse_profile(path.read_text(encoding="utf-8"), f"{audience}.yaml")


def parse_profile(text: str, name: str) -> Profile:
    """A profile that a person wrote. Raises :class:`InputError` with file and field."""
    profile = decode_yaml(text, Profile, name)
    check_profile(profile, name)
    return profile


def check_profile(profile: Profile, name: str) -> None:
    """Raise :class:`InputError` where a profile contradicts itself."""
    uses_grid = any("grid" in rules.values() for rules in profile.records.values())
    try:
        cell = profile.cell
    except InvalidOperation:
        cell = Decimal(-1)
    if cell is not None and not Decimal("0.01") <= cell <= 10:
        raise InputError("the grid is unusable", where=name, expected="degrees from 0.01 to 10", got=profile.grid)
    if uses_grid and cell is None:
        raise InputError("a rule coarsens and the profile has no grid", where=f"{name}: grid", expected="degrees")
    if profile.small_count < 1:
        raise InputError("the threshold is unusable", where=f"{name}: small_count", expected="1 or more")
    if "claim" in profile.records and "document" not in profile.records:
        raise InputError("claims are shown without their documents", where=f"{name}: records")
