"""Tables with a row of HXL hashtags: the tags are the mapping (Humanitarian Exchange Language 1.1).

The tags used are those the Humanitarian Data Exchange puts on event tables: ``#date+start``, ``#adm1+name``,
``#loc+name``, ``#geo+lat``, ``#affected+killed``, ``#event+type``, ``#meta+source`` and their like.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from trucewatch.intake.datasets.mapping import (
    ROW_ID,
    ActColumns,
    ActorColumn,
    CountColumn,
    DateColumns,
    PlaceColumns,
    TableMapping,
    VoiceColumn,
)
from trucewatch.intake.datasets.rows import Row, split_rows
from trucewatch.vocabulary.claims import Outcome, PlacePrecision, Who

__all__ = ["HxlTable", "hxl_table"]

_TAG: Final = re.compile(r"#[a-z][a-z0-9_]*(?:\s*\+\s*[a-z][a-z0-9_]*)*", re.IGNORECASE)
_TOP_ROWS: Final = 25
_LEVELS: Final[tuple[tuple[str, PlacePrecision], ...]] = (
    ("#loc+name", "locality"),
    ("#loc", "locality"),
    ("#adm4+name", "quarter"),
    ("#adm3+name", "town"),
    ("#adm2+name", "admin2"),
    ("#adm1+name", "admin1"),
    ("#country+name", "country"),
)
_OUTCOMES: Final[dict[str, Outcome]] = {
    "killed": "killed",
    "injured": "injured",
    "missing": "missing",
    "idps": "displaced",
    "displaced": "displaced",
    "evacuated": "evacuated",
    "detained": "detained",
}
_WHO: Final[dict[str, Who]] = {
    "children": "child",
    "child": "child",
    "f": "woman",
    "civilians": "civilian",
    "civilian": "civilian",
}
_DATES: Final = ("%Y-%m-%d", "%d/%m/%Y", "%Y/%m/%d", "%d.%m.%Y")


class HxlTable:
    """A table with hashtags: its mapping, the line of the tags and the header line above it."""

    def __init__(self, mapping: TableMapping, tag_line: int, header_line: int) -> None:
        self.mapping = mapping
        self.tag_line = tag_line
        self.header_line = header_line


def hxl_table(text: str) -> HxlTable | None:
    """The mapping a row of hashtags makes, or null when the table has none or tells nothing we know."""
    header: Row | None = None
    for number, row in enumerate(split_rows(text[:200_000])):
        if number > _TOP_ROWS or not isinstance(row, Row):
            return None
        tags = [field.value.strip() for field in row.fields]
        filled = [tag for tag in tags if tag]
        if filled and all(_TAG.fullmatch(tag) for tag in filled):
            if header is None or len(header.fields) != len(row.fields):
                return None
            names = [field.value.strip().lstrip("\ufeff") or f"column {i}" for i, field in enumerate(header.fields, 1)]
            mapping = _mapping(names, tags)
            return HxlTable(mapping, row.line, header.line) if mapping else None
        header = row
    return None


def _mapping(names: Sequence[str], tags: Sequence[str]) -> TableMapping | None:
    columns = {_spelled(tag): name for name, tag in zip(names, tags, strict=True) if tag}
    counts = tuple(_counts(columns))
    event = _first(columns, "#event+type", "#event", "#incident+type")
    if event is None and not counts:
        return None
    start = _first(columns, "#date+start", "#date+occurred", "#date")
    place = [(columns[tag], level) for tag, level in _LEVELS if tag in columns]
    source = _first(columns, "#meta+source", "#source")
    ids = [name for tag in ("#event+id", "#event+code", "#meta+id", "#activity+id") if (name := columns.get(tag))]
    actors = [name for tag in ("#org+actor", "#group", "#group+name") if (name := columns.get(tag))]
    return TableMapping(
        id="hxl",
        name="HXL table",
        source="HXL 1.1 hashtags of the table itself",
        columns=tuple(dict.fromkeys(columns.values())),
        id_columns=tuple(ids) or (ROW_ID,),
        date=DateColumns(start=start, end=columns.get("#date+end"), formats=_DATES) if start else None,
        place=PlaceColumns(
            name=tuple(name for name, _ in place),
            lat=columns.get("#geo+lat"),
            lon=columns.get("#geo+lon"),
            levels=dict(place),
            pcode=_first(columns, "#adm4+code", "#adm3+code", "#adm2+code", "#adm1+code"),
        )
        if place or "#geo+lat" in columns
        else None,
        act=ActColumns(columns=(event,)) if event else None,
        actors=tuple(ActorColumn(column=name) for name in actors),
        counts=counts,
        voices=VoiceColumn(column=source) if source else None,
    )


def _spelled(tag: str) -> str:
    """A hashtag with its attributes in order, lower case, without spaces: *#geo +lat* is *#geo+lat*."""
    head, *attributes = re.sub(r"\s+", "", tag.lower()).split("+")
    return "+".join((head, *sorted(attributes)))


def _first(columns: Mapping[str, str], *tags: str) -> str | None:
    return next((columns[_spelled(tag)] for tag in tags if _spelled(tag) in columns), None)


def _counts(columns: Mapping[str, str]) -> list[CountColumn]:
    found: list[CountColumn] = []
    for tag, name in columns.items():
        head, *attributes = tag.split("+")
        if head not in ("#affected", "#inneed", "#reached"):
            continue
        outcome = next((_OUTCOMES[a] for a in attributes if a in _OUTCOMES), None)
        if outcome is None:
            continue
        who = next((_WHO[a] for a in attributes if a in _WHO), None)
        found.append(CountColumn(column=name, outcome=outcome, who=who))
    return sorted(found, key=lambda column: column.who is not None)
