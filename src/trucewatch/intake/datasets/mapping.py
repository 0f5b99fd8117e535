"""A mapping: which columns of a table tell what, as data. Packaged for known datasets, written by users for others.

``docs/reference/mappings.md`` describes the file. A mapping never names a violator: a column of actors gives
``party`` unless the dataset defines a direction, and then the mapping says why.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct

from trucewatch.errors import InputError
from trucewatch.vocabulary.claims import ActorRole, Measure, Outcome, PlacePrecision, TimePrecision, Who
from trucewatch.vocabulary.codes import load_code_list
from trucewatch.vocabulary.yaml_input import decode_yaml, load_yaml, parse_yaml, read_text

__all__ = [
    "ROW_ID",
    "ActColumns",
    "ActFlag",
    "ActorColumn",
    "AggregateColumn",
    "CountColumn",
    "DateColumns",
    "PlaceColumns",
    "TableMapping",
    "VoiceColumn",
    "keep_mapping",
    "load_mapping",
    "packaged_mappings",
]


ROW_ID: Final = "\0line"
"""The column of ids of a table that has none: the number of the line."""


class TimeCodes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The column of a dataset's time precision and what its codes mean."""

    column: str
    codes: dict[str, TimePrecision]


class PlaceCodes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The column of a dataset's place precision and its codes. ``pointed`` codes have a point of their own."""

    column: str
    codes: dict[str, PlacePrecision]
    pointed: tuple[str, ...] = ()


class DateColumns(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When it happened: a column (and one for the end), or year, month and day apart (0 is untold).

    ``formats`` are ``strptime`` patterns, tried in order. ``reported`` is the column with the day of the report.
    """

    start: str | None = None
    end: str | None = None
    year: str | None = None
    month: str | None = None
    day: str | None = None
    formats: tuple[str, ...] = ("%Y-%m-%d",)
    precision: TimeCodes | None = None
    reported: str | None = None


class PlaceColumns(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where: the first of the ``name`` columns that is filled, a point and its precision.

    ``geopoint`` is a cell with latitude, longitude, height and accuracy in metres, as Kobo and ODK write it; with
    ``lon_first`` the longitude comes first, as in GeoJSON. ``accuracy`` is a column of metres.
    ``levels`` gives the precision by the column that named the place, where no code does.
    """

    name: tuple[str, ...]
    lat: str | None = None
    lon: str | None = None
    geopoint: str | None = None
    lon_first: bool = False
    accuracy: str | None = None
    precision: PlaceCodes | None = None
    levels: dict[str, PlacePrecision] = {}
    pcode: str | None = None


class ActFlag(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A column that marks an act by holding ``equals``."""

    column: str
    act: str
    equals: str = "1"


class ActColumns(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What happened: words of the first filled column by ``codes``, or the first flag that is set.

    Own codes and their labels in three languages need no entry. ``otherwise_none``: a row without a flag tells of no
    event and is no mistake.
    """

    columns: tuple[str, ...] = ()
    codes: dict[str, str] = {}
    flags: tuple[ActFlag, ...] = ()
    otherwise_none: bool = False


class ActorColumn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who took part. ``why`` is needed where the role is a direction (agent, target)."""

    column: str
    role: ActorRole = "party"
    split: str | None = None
    why: str | None = None


class CountColumn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A count. ``zero: unknown`` where the dataset writes 0 for what reports do not tell."""

    column: str
    outcome: Outcome
    who: Who | None = None
    low: str | None = None
    high: str | None = None
    zero: Literal["none", "unknown"] = "none"
    subset: bool = False
    measure: Measure | None = None


class VoiceColumn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From whom the dataset has it."""

    column: str
    split: str | None = ";"


class AggregateColumn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rows that sum up several occurrences."""

    column: str
    values: tuple[str, ...]


class TableMapping(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of table. ``columns`` must all stand in its header for it to be recognised.

    ``relay`` is the id of the dataset among the sources; ``compiled_from`` says what it is made of, for independence.
    Without ``act`` the counts of a row are figures, not the toll of an event. ``lasting_ids``: an id names the same row
    in every export, so a repeated export adds nothing. ``validation`` is the column in which a supervisor approves,
    ``attachments`` are columns that name files.
    """

    id: str
    name: str
    source: str
    columns: tuple[str, ...]
    id_columns: tuple[str, ...]
    relay: str | None = None
    compiled_from: str | None = None
    lang: Literal["fr", "en", "ar"] = "en"
    date: DateColumns | None = None
    place: PlaceColumns | None = None
    act: ActColumns | None = None
    actors: tuple[ActorColumn, ...] = ()
    counts: tuple[CountColumn, ...] = ()
    voices: VoiceColumn | None = None
    aggregate: AggregateColumn | None = None
    lasting_ids: bool = False
    validation: str | None = None
    attachments: tuple[str, ...] = ()
    example: str | None = None


def load_mapping(path: Path) -> TableMapping:
    """Read a mapping that a person wrote. Raises :class:`InputError` with file, line and field."""
    mapping = load_yaml(path, TableMapping)
    _check(mapping, read_text(path), str(path))
    return mapping


def keep_mapping(folder: Path, path: Path) -> Path:
    """Copy a mapping into the mappings of a case under its id, so that every later run reads the same tables alike.

    Raises :class:`InputError` when it is wrong, or when another mapping has its id.
    """
    mapping = load_mapping(path)
    target = folder / f"{mapping.id}.yaml"
    if target.exists() and target.read_bytes() != path.read_bytes():
        raise InputError(
            f"another mapping has the id {mapping.id!r}",
            where=str(path),
            got=str(target),
            hint="give it an id of its own",
        )
    folder.mkdir(parents=True, exist_ok=True)
    target.write_bytes(path.read_bytes())
    return target


@cache
def packaged_mappings() -> tuple[TableMapping, ...]:
    """The mappings of known datasets, by name of their files."""
    folder = resources.files("trucewatch.intake.datasets") / "mappings"
    found = []
    for item in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if item.name.endswith(".yaml"):
            text = item.read_text(encoding="utf-8")
            mapping = decode_yaml(text, TableMapping, item.name)
            _check(mapping, text, item.name)
            found.append(mapping)
    return tuple(found)


def _check(mapping: TableMapping, text: str, name: str) -> None:
    tree = parse_yaml(text, name)
    if not mapping.columns or not mapping.id_columns:
        raise InputError(
            "a mapping needs the columns that tell its table and a column of ids",
            where=tree.where(("columns",)),
            expected="columns and id_columns with at least one name each",
        )
    acts = {code.code for code in load_code_list("acts").codes}
    if mapping.act is not None:
        for word, act in mapping.act.codes.items():
            if act not in acts:
                raise InputError("the act is unknown", where=tree.where(("act", "codes", word)), got=act)
        for number, flag in enumerate(mapping.act.flags):
            if flag.act not in acts:
                raise InputError("the act is unknown", where=tree.where(("act", "flags", number)), got=flag.act)
    for number, actor in enumerate(mapping.actors):
        if actor.role in ("agent", "target") and not actor.why:
            raise InputError(
                "a direction between actors needs a reason",
                where=tree.where(("actors", number)),
                expected="why: the words of the codebook that define it",
                hint="use role: party where the order of the actors means nothing",
            )
