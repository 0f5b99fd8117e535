"""Tables in other clothes (XLSX, GeoJSON, JSON of an API, JSON Lines) to one stored text: CSV, a line a row.

The bytes stay as they came; spans of claims refer to this text. Formulas are not computed: the value that the file
keeps is taken, and a cell without one is empty.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import openpyxl

from trucewatch.errors import DocumentError
from trucewatch.intake.encoding import scrub
from trucewatch.intake.formats.archive import check_archive
from trucewatch.intake.formats.extracted import Extracted
from trucewatch.intake.limits import Deadline, Limits

__all__ = ["GEOJSON", "JSON", "XLSX", "extract_json", "extract_xlsx", "json_media"]

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GEOJSON: Final = "application/geo+json"
JSON: Final = "application/json"
_MAX_COLUMNS: Final = 1_000
_LISTS: Final = ("results", "Result", "value", "data", "items")  # Kobo and UCDP APIs, OData, and their like


def extract_xlsx(data: bytes, limits: Limits, deadline: Deadline) -> Extracted:
    """The first sheet that holds rows. Raises :class:`DocumentError`."""
    check_archive(data, limits, deadline)
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    deadline.check("opening")
    notes: list[str] = []
    chosen: tuple[str, list[list[str]]] | None = None
    for sheet in book.worksheets:
        rows = _sheet(sheet, limits, deadline)
        if not rows:
            continue
        if chosen is None:
            chosen = (sheet.title, rows)
        else:
            notes.append(f"the sheet {sheet.title!r} is not read: {len(rows)} rows")
    if chosen is None:
        raise DocumentError("the workbook holds no rows", reason="no_text")
    return Extracted(text=_written(chosen[1], limits), title=None, notes=tuple(notes))


def _sheet(sheet: Any, limits: Limits, deadline: Deadline) -> list[list[str]]:
    rows: list[list[str]] = []
    cells = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True)):
        cells += len(row)
        if cells > limits.max_elements * 10 or len(row) > _MAX_COLUMNS:
            raise DocumentError("the sheet is too large", reason="too_large")
        if number % 500 == 0:
            deadline.check("rows")
        written = [_cell(value) for value in row]
        if any(written):
            rows.append(written)
    width = max((_width(row) for row in rows), default=0)
    return [[*row[:width], *[""] * (width - len(row))] for row in rows]


def _width(row: Sequence[str]) -> int:
    return max((i for i, value in enumerate(row, start=1) if value), default=0)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def json_media(text: str) -> str | None:
    """The kind of table a text in JSON is, or null; decided on its first characters."""
    head = text[:2000].lstrip("\ufeff \t\r\n")
    if not head.startswith(("{", "[")):
        return None
    if '"FeatureCollection"' in head:
        return GEOJSON
    if head.startswith("[{") or head.replace("\n", "").replace(" ", "").startswith("[{"):
        return JSON
    if any(f'"{name}"' in text for name in _LISTS) or _is_lines(text):
        return JSON
    return None


def _is_lines(text: str) -> bool:
    lines = [line for line in text.split("\n", 3)[:2] if line.strip()]
    return len(lines) > 1 and all(line.lstrip().startswith("{") and line.rstrip().endswith("}") for line in lines)


def extract_json(text: str, limits: Limits, deadline: Deadline) -> Extracted:
    """Objects as rows: features, the list of an API's answer, or a line each. Raises :class:`DocumentError`."""
    if _nesting(text) > limits.max_depth:
        raise DocumentError("the JSON is nested too deep", reason="too_large")
    notes: tuple[str, ...] = ()
    if _is_lines(text):
        objects: list[Any] = []
        bad = 0
        for line in filter(str.strip, text.lstrip("\ufeff").split("\n")):
            try:
                objects.append(_parsed(line))
            except DocumentError:
                bad += 1
        notes = (f"{bad} lines are no JSON: left out",) if bad else ()
    else:
        objects = _listed(_parsed(text.lstrip("\ufeff")))
    deadline.check("parsing")
    rows = [dict(_flat(item, "")) for item in objects if isinstance(item, dict)]
    columns = list(dict.fromkeys(key for row in rows for key in row))
    if not rows or not columns:
        raise DocumentError("the JSON holds no rows", reason="no_text")
    if len(columns) > _MAX_COLUMNS:
        raise DocumentError("the JSON has too many fields", reason="too_large")
    table = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    return Extracted(text=_written(table, limits), notes=notes)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"the JSON is damaged: {error}"[:200], reason="broken") from error


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _nesting(text: str) -> int:
    """How deep brackets nest, without recursion; brackets inside strings are passed over."""
    depth = deepest = 0
    inside = escaped = False
    for char in text:
        if inside:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                inside = False
        elif char == '"':
            inside = True
        elif char in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif char in "}]":
            depth -= 1
    return deepest


def _listed(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        if isinstance(value.get("features"), list):
            return [_feature(feature) for feature in value["features"]]
        for name in _LISTS:
            if isinstance(value.get(name), list):
                return list(value[name])
    raise DocumentError("the JSON holds no list of rows", reason="unsupported", expected=", ".join(_LISTS))


def _feature(feature: Any) -> Any:
    """The properties of a feature; a point becomes latitude and longitude, another shape keeps its kind only."""
    if not isinstance(feature, dict):
        return feature
    row = dict(feature.get("properties") or {})
    if "id" in feature:
        row.setdefault("id", feature["id"])
    geometry = feature.get("geometry") or {}
    kind, at = geometry.get("type"), geometry.get("coordinates")
    if kind == "Point" and isinstance(at, list) and len(at) >= 2:
        row.setdefault("longitude", at[0])
        row.setdefault("latitude", at[1])
    elif kind:
        row.setdefault("geometry_type", kind)
    return row


def _flat(value: dict[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, item in value.items():
        name = f"{prefix}/{key}" if prefix else str(key)
        if isinstance(item, dict):
            yield from _flat(item, name)
        elif isinstance(item, list):
            flat = [
                _cell(part) if not isinstance(part, dict | list) else json.dumps(part, ensure_ascii=False)
                for part in item
            ]
            yield name, "; ".join(flat)
        else:
            yield name, _cell(item)


def _part(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else _cell(value)


def _written(rows: Iterable[Sequence[str]], limits: Limits) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    for row in rows:
        writer.writerow([scrub(value) for value in row])
        if stream.tell() > limits.max_text:
            raise DocumentError("the table is too long", reason="too_large")
    return stream.getvalue()
