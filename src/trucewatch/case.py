"""A case is a folder: its settings, who speaks, the parties, the places, the terms and what came in.

Loading a case reads and checks the files that people write (``case.yaml``, ``actors.yaml``,
``sources.yaml``, ``places.yaml``, ``areas.geojson``, ``terms/*.yaml``); it never touches the record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Struct
from shapely.geometry.base import BaseGeometry

from trucewatch.analysis.effort import check_efforts
from trucewatch.commission import bodies_schema, load_bodies
from trucewatch.errors import CaseError, InputError, UsageError
from trucewatch.intake.datasets.mapping import TableMapping, load_mapping
from trucewatch.proposing.settings import ModelSettings, check_settings
from trucewatch.terms import load_areas, load_instruments
from trucewatch.terms import schema as instrument_schema
from trucewatch.vocabulary.actors import Actor, GazetteerPlace
from trucewatch.vocabulary.control import StatedControl
from trucewatch.vocabulary.decision_rules import Body
from trucewatch.vocabulary.documents import Source
from trucewatch.vocabulary.follow_up import FollowUp
from trucewatch.vocabulary.series import ObservationEffort
from trucewatch.vocabulary.terms import Instrument
from trucewatch.vocabulary.tracking import ObservationEffort as Observed
from trucewatch.vocabulary.yaml_input import YamlTree, decode_yaml, parse_yaml, read_text

__all__ = ["Case", "CaseFolder", "CaseSettings", "Centre", "Period", "Theatre", "case_schemas", "load_case"]

Language = Literal["fr", "en", "ar"]


class Centre(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a map of the case opens, in degrees (WGS 84)."""

    lat: float
    lon: float


class Theatre(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The area of the case: the id of a feature of ``areas.geojson``, the centre and the gazetteer's file."""

    area: str | None = None
    centre: Centre | None = None
    places: str = "places.yaml"


class Period(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """First and last day, ISO dates, both included; the end is null while the case is open."""

    start: str | None = None
    end: str | None = None


class CaseSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``case.yaml``."""

    id: str
    name: dict[Language, str]
    time_zone: str
    log_origin: str
    languages: tuple[Language, ...] = ("en", "fr", "ar")
    theatre: Theatre = Theatre()
    period: Period = Period()
    banner: dict[Language, str] = {}
    store: str = "sqlite"
    record: Literal["folder", "database"] = "folder"
    language_model: ModelSettings | None = None


class GraphicMark(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``graphic.yaml``: a document, by the SHA-256 of its bytes, whose words or pictures stay covered at first."""

    id: str
    why: str = ""


T = TypeVar("T", Actor, Source, GazetteerPlace, ObservationEffort, GraphicMark)


@dataclass(frozen=True)
class CaseFolder:
    """Where the parts of a case lie."""

    root: Path

    @property
    def settings(self) -> Path:
        """The settings of the case."""
        return self.root / "case.yaml"

    @property
    def inbox(self) -> Path:
        """What came in."""
        return self.root / "inbox"

    @property
    def terms(self) -> Path:
        """The instruments."""
        return self.root / "terms"

    @property
    def commission(self) -> Path:
        """The bodies that decide, with their rules."""
        return self.root / "commission.yaml"

    @property
    def acts(self) -> Path:
        """Files of acts that people wrote down, entered by a run."""
        return self.root / "acts"

    @property
    def record(self) -> Path:
        """The log."""
        return self.root / "record"

    @property
    def mappings(self) -> Path:
        """Mappings of tables that came in."""
        return self.root / "mappings"

    @property
    def answers(self) -> Path:
        """Kept answers of the optional language model."""
        return self.root / "answers"

    @property
    def keys(self) -> Path:
        """Keys of the log and of the machine, and the heads that were signed: never part of a copy of the record."""
        return self.root / "keys"

    @property
    def trust(self) -> Path:
        """The trust roots in force, as files."""
        return self.root / "trust"

    @property
    def scored_pairs(self) -> Path:
        """Pairs that linking scored, derived and rebuilt at any time."""
        return self.root / "trucewatch.db.pairs.npz"

    @property
    def database(self) -> Path:
        """The read models in SQLite."""
        return self.root / "trucewatch.db"

    @property
    def reports(self) -> Path:
        """Reports as printed."""
        return self.root / "reports"


@dataclass(frozen=True)
class Case:
    """A loaded case. ``areas`` are geometries by id; the tuples keep the order of the files."""

    folder: CaseFolder
    settings: CaseSettings
    actors: tuple[Actor, ...]
    sources: tuple[Source, ...]
    places: tuple[GazetteerPlace, ...]
    areas: Mapping[str, BaseGeometry] = field(repr=False)
    instruments: tuple[Instrument, ...] = ()
    bodies: tuple[Body, ...] = ()
    mappings: tuple[TableMapping, ...] = ()
    effort: tuple[ObservationEffort, ...] = ()
    graphic: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """Stable name of the case."""
        return self.settings.id


def load_case(root: Path) -> Case:
    """Read and check a case folder.

    Raises :class:`UsageError` when the folder is no case, :class:`InputError` with file, line and field
    when one of its files does not say what it must.
    """
    folder = CaseFolder(root)
    if not root.is_dir():
        raise UsageError("the case folder does not exist", where=str(root), hint=f"trucewatch init {root}")
    if not folder.settings.is_file():
        raise UsageError(
            "the folder is no case: it holds no case.yaml", where=str(root), hint=f"trucewatch init {root}"
        )
    settings = _settings(folder)
    actors = _listed(root / "actors.yaml", Actor)
    sources = _listed(root / "sources.yaml", Source)
    places = _listed(root / settings.theatre.places, GazetteerPlace)
    areas_file = root / "areas.geojson"
    areas: Mapping[str, BaseGeometry] = load_areas(areas_file) if areas_file.is_file() else {}
    if settings.theatre.area is not None and areas and settings.theatre.area not in areas:
        raise CaseError(
            f"the theatre's area {settings.theatre.area!r} is not in areas.geojson",
            where=str(folder.settings),
            got="field theatre.area",
        )
    instruments: tuple[Instrument, ...] = ()
    if folder.terms.is_dir():
        instruments = load_instruments(folder.terms, actors=actors, places=places, areas=areas)
    bodies = load_bodies(folder.commission, actors=actors, instruments=instruments)
    mappings = tuple(load_mapping(path) for path in sorted(folder.mappings.glob("*.yaml")))
    effort = _listed(root / "effort.yaml", ObservationEffort)
    check_efforts(effort, {place.id for place in places}, str(root / "effort.yaml"))
    graphic = frozenset(mark.id for mark in _listed(root / "graphic.yaml", GraphicMark))
    return Case(folder, settings, actors, sources, places, areas, instruments, bodies, mappings, effort, graphic)


def case_schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema of each file that people write, by file name, made from the records."""
    draft = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    kinds: tuple[tuple[str, Any], ...] = (
        ("case", CaseSettings),
        ("actors", list[Actor]),
        ("sources", list[Source]),
        ("places", list[GazetteerPlace]),
        ("effort", list[ObservationEffort]),
        ("control", list[StatedControl]),
        ("follow_up", list[FollowUp]),
        ("observation", list[Observed]),
        ("graphic", list[GraphicMark]),
    )
    made = {name: {**draft, "title": f"{name}.yaml", **msgspec.json.schema(kind)} for name, kind in kinds}
    made["commission"] = {**draft, "title": "commission.yaml", **bodies_schema()}
    made["instrument"] = instrument_schema()
    return made


def _settings(folder: CaseFolder) -> CaseSettings:
    text = read_text(folder.settings)
    name = str(folder.settings)
    settings = decode_yaml(text, CaseSettings, name)
    tree = parse_yaml(text, name)
    try:
        ZoneInfo(settings.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CaseError(
            "the time zone is unknown",
            where=tree.where(("time_zone",)),
            got=settings.time_zone,
            expected="an IANA name such as Asia/Damascus",
        ) from error
    for key in ("start", "end"):
        _check_date(getattr(settings.period, key), tree, ("period", key))
    start, end = settings.period.start, settings.period.end
    if start and end and end < start:
        raise CaseError(
            "the period ends before it begins", where=tree.where(("period", "end")), got=f"{start} to {end}"
        )
    if settings.store != "sqlite" and not settings.store.startswith(("postgresql://", "postgres://")):
        raise CaseError(
            "the store is unknown",
            where=tree.where(("store",)),
            got=settings.store.partition("://")[0],
            expected="sqlite, or postgresql://LOGIN@HOST/NAME",
        )
    if settings.record == "database" and settings.store == "sqlite":
        raise CaseError(
            "the record is to be in a database, and store names none",
            where=tree.where(("record",)),
            got="store: sqlite",
            expected="store: postgresql://LOGIN@HOST/NAME",
        )
    if settings.language_model is not None:
        check_settings(settings.language_model, name)
    if not settings.name:
        raise CaseError("the case has no name", where=tree.where(("name",)), expected="a name in one language or more")
    return settings


def _check_date(value: str | None, tree: YamlTree, path: tuple[str | int, ...]) -> None:
    if value is None:
        return
    try:
        year = date.fromisoformat(value).year
    except ValueError as error:
        raise InputError(
            "the date is not readable", where=tree.where(path), got=value, expected="a date such as 2016-12-05"
        ) from error
    if not 1945 <= year <= 2100:
        raise InputError(
            "the date lies in the wrong century", where=tree.where(path), got=value, expected="1945 to 2100"
        )


def _listed(path: Path, kind: type[T]) -> tuple[T, ...]:
    """Decode a list of records with unique ids; a missing file is an empty list."""
    if not path.is_file():
        return ()
    text = read_text(path)
    items: list[T] = decode_yaml(text, list[kind], str(path)) if text.strip() else []  # type: ignore[valid-type]
    seen: dict[str, int] = {}
    for index, item in enumerate(items):
        if item.id in seen:
            tree = parse_yaml(text, str(path))
            raise InputError(
                f"the id {item.id!r} stands twice",
                where=tree.where((index, "id")),
                got=f"first on line {tree.line((seen[item.id], 'id'))}",
                hint="give one of the two another id",
            )
        seen[item.id] = index
    return tuple(items)
