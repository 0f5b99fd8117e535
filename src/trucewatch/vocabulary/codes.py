"""Code lists: what every code means, in English, French and Arabic.

Each list is a YAML file of ``vocabulary/codes/``. A code is never reused: one that is no longer
written is marked ``retired`` and stays, so that old records keep their meaning. The acts carry their
family, the unit that the family counts, the broader act and the nearest types of ACLED, CAMEO and PLOVER.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final

from msgspec import Struct

from trucewatch.errors import InputError
from trucewatch.vocabulary.yaml_input import decode_yaml

__all__ = [
    "LANGUAGES",
    "Code",
    "CodeList",
    "Family",
    "acts_of",
    "broader_acts",
    "code_list_ids",
    "family_of",
    "label",
    "load_code_list",
    "parse_code_list",
    "unit_of",
]

LANGUAGES: Final = ("en", "fr", "ar")


class Code(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One code. ``label`` and ``definition`` map a language to words; ``family``, ``parents`` and
    ``crosswalk`` (scheme to the nearest types there) are filled for acts; ``replaced_by`` for retired codes."""

    code: str
    label: dict[str, str]
    definition: dict[str, str] = {}
    retired: bool = False
    replaced_by: str | None = None
    family: str | None = None
    parents: tuple[str, ...] = ()
    crosswalk: dict[str, tuple[str, ...]] = {}
    source: str | None = None
    note: str | None = None


class Family(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A family of acts and the unit that is counted in it. Counts of different units are never added."""

    code: str
    unit: str
    label: dict[str, str]
    definition: dict[str, str] = {}
    retired: bool = False


class CodeList(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A list of codes with its version and where it comes from."""

    id: str
    version: str
    source: str
    codes: tuple[Code, ...]
    families: tuple[Family, ...] = ()

    def names(self, *, retired: bool = False) -> tuple[str, ...]:
        """The codes in the order of the file; those retired only when asked for."""
        return tuple(c.code for c in self.codes if retired or not c.retired)

    def get(self, code: str) -> Code | None:
        """The entry of ``code``, also when it is retired, or None."""
        return next((c for c in self.codes if c.code == code), None)


def code_list_ids() -> tuple[str, ...]:
    """The ids of the lists that the package holds, sorted."""
    return tuple(sorted(entry.name[:-5] for entry in _folder().iterdir() if entry.name.endswith(".yaml")))


def load_code_list(list_id: str) -> CodeList:
    """The list ``list_id`` of the package. Raises :class:`InputError` when there is none."""
    return _loaded(list_id)


def parse_code_list(text: str, name: str) -> CodeList:
    """Decode and check one list; ``name`` is the file shown in errors.

    Raises :class:`InputError` when a code stands twice, a label is missing in one of the languages, or
    a family or parent is not in the list.
    """
    codes = decode_yaml(text, CodeList, name)
    seen: set[str] = set()
    families = {family.code for family in codes.families}
    known = {c.code for c in codes.codes}
    entries: tuple[Code | Family, ...] = (*codes.families, *codes.codes)
    for entry in entries:
        for language in LANGUAGES:
            if not entry.label.get(language, "").strip():
                raise InputError(f"the code {entry.code!r} has no label in {language!r}", where=name)
    for code in codes.codes:
        if code.code in seen:
            raise InputError(f"the code {code.code!r} stands twice", where=name, hint="a code is never reused")
        seen.add(code.code)
        if families and code.family not in families:
            raise InputError(f"the code {code.code!r} has no known family", where=name, got=str(code.family))
        for parent in code.parents:
            if parent not in known or parent == code.code:
                raise InputError(f"the code {code.code!r} has an unknown parent", where=name, got=parent)
    return codes


def label(list_id: str, code: str, lang: str) -> str:
    """The label of ``code`` in ``lang`` (a BCP 47 tag; English where the language has none).

    ``families`` as ``list_id`` gives the labels of the families of acts. Raises :class:`InputError`
    when the list or the code does not exist.
    """
    entry: Code | Family | None
    if list_id == "families":
        entry = next((f for f in _loaded("acts").families if f.code == code), None)
    else:
        entry = _by_code(list_id).get(code)
    if entry is None:
        raise _unknown(list_id, code)
    return entry.label.get(lang.split("-")[0].lower(), entry.label["en"])


def family_of(act: str) -> str:
    """The family of an act. Raises :class:`InputError` when the act does not exist."""
    return str(_act(act).family)


def acts_of(family: str) -> tuple[str, ...]:
    """The acts of a family, in the order of the file. Raises :class:`InputError` when there is no such family."""
    unit_of(family)
    return tuple(c.code for c in _loaded("acts").codes if c.family == family)


def unit_of(family: str) -> str:
    """What one counts in a family: ``event`` or ``victim``. Raises :class:`InputError` for an unknown family."""
    for entry in _loaded("acts").families:
        if entry.code == family:
            return entry.unit
    raise _unknown("families", family)


@cache
def broader_acts(act: str) -> tuple[str, ...]:
    """The acts that say less than ``act`` and include it, nearest first: drone_strike gives air_strike,
    bombardment, attack. Raises :class:`InputError` when the act does not exist."""
    found: list[str] = []
    queue = list(_act(act).parents)
    while queue:
        parent = queue.pop(0)
        if parent not in found and parent != act:
            found.append(parent)
            queue.extend(_act(parent).parents)
    return tuple(found)


def _act(act: str) -> Code:
    entry = _by_code("acts").get(act)
    if entry is None:
        raise _unknown("acts", act)
    return entry


def _folder() -> resources.abc.Traversable:
    return resources.files("trucewatch.vocabulary") / "codes"


@cache
def _loaded(list_id: str) -> CodeList:
    # the id is matched against the folder's own names, so no id can reach another file
    if list_id not in code_list_ids():
        raise InputError(
            f"there is no code list {list_id!r}", expected="one of " + ", ".join(code_list_ids()), got=list_id
        )
    name = f"{list_id}.yaml"
    codes = parse_code_list((_folder() / name).read_text(encoding="utf-8"), name)
    if codes.id != list_id:
        raise InputError("the id of the list is not the name of its file", where=name, got=codes.id)
    return codes


@cache
def _by_code(list_id: str) -> dict[str, Code]:
    return {c.code: c for c in _loaded(list_id).codes}


def _unknown(list_id: str, code: str) -> InputError:
    return InputError(
        f"{code!r} is no code of the list {list_id!r}",
        got=code,
        hint="see docs/reference/codes.md for the codes of each list",
    )
