"""Rows of a mapped table to claims, without reading prose. The row is the claim's text, its cells the slots' spans."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec import UNSET, UnsetType

from trucewatch.errors import InputError
from trucewatch.intake.datasets.cells import (
    Cells,
    act_of,
    cell_span,
    count,
    degrees,
    geopoint,
    metres,
    precision_of,
    time_of_row,
    value_of,
)
from trucewatch.intake.datasets.mapping import ROW_ID, CountColumn, TableMapping, packaged_mappings
from trucewatch.intake.datasets.refusals import RefusedRow, RowError, TableReading
from trucewatch.intake.datasets.rows import Field, Malformed, Row, split_rows
from trucewatch.vocabulary.claims import (
    Abstention,
    Attachment,
    EventActor,
    EventClaim,
    Evidence,
    FigureClaim,
    PlacePrecision,
    PlaceRef,
    Quantity,
    Span,
    Submission,
    TimeSpan,
    Voice,
)

__all__ = ["MAX_ROWS", "mapping_for", "read_mapped"]

MAX_ROWS: Final = 100_000


@dataclass(frozen=True)
class _Taken:
    """A row under a mapping."""

    row: Row
    cells: Cells
    id: str
    document: str
    text: str
    mapping: TableMapping


def mapping_for(text: str, mappings: Sequence[TableMapping] = ()) -> TableMapping | None:
    """The first mapping whose columns all stand in the first line: the given ones before the packaged ones."""
    first = next(split_rows(text[:50_000]), None)
    if not isinstance(first, Row):
        return None
    names = {field.value.strip().lstrip("\ufeff") for field in first.fields}
    return next((m for m in (*mappings, *packaged_mappings()) if set(m.columns) <= names), None)


def read_mapped(
    text: str, mapping: TableMapping, *, document: str, header_line: int = 1, skip: frozenset[int] = frozenset()
) -> TableReading:
    """Claims of the rows of ``text``, the stored text of the document with digest ``document``.

    ``header_line`` is the line with the names of the columns; what stands above it, and the lines of ``skip`` (a row of
    hashtags), are no rows. Raises :class:`InputError` when the header names a
    column twice or the table is too long; a row that is wrong is refused by itself and the rest is kept.
    """
    columns = _header(text, header_line)
    claims: list[EventClaim | FigureClaim] = []
    refused: list[RefusedRow] = []
    seen: dict[str, int] = {}
    rows = split_rows(text, len(columns))
    for number, row in enumerate(rows):
        if number > MAX_ROWS:
            raise InputError("the table has too many rows", expected=f"at most {MAX_ROWS}", hint="split the file")
        if row.line <= header_line or row.line in skip:
            continue
        if isinstance(row, Malformed):
            refused.append(
                RefusedRow(line=row.line, field="the row", expected=f"{len(columns)} fields", got=row.reason)
            )
            continue
        cells = dict(zip(columns, row.fields, strict=True))
        row_id = _row_id(cells, mapping, row.line)
        try:
            if not row_id:
                raise RowError(mapping.id_columns[0], "an id", "")
            if row_id in seen:
                raise RowError(
                    mapping.id_columns[0], f"an id that does not stand on line {seen[row_id]} already", row_id
                )
            made = tuple(_claims(_Taken(row, cells, row_id, document, text, mapping)))
        except RowError as error:
            refused.append(
                RefusedRow(
                    line=row.line, field=error.field, expected=error.expected, got=error.got[:80], row_id=row_id or None
                )
            )
            continue
        seen[row_id] = row.line
        claims += made
    return TableReading(claims=tuple(claims), refused=tuple(refused), mapping=mapping.id)


def _row_id(cells: Cells, mapping: TableMapping, line: int) -> str:
    if mapping.id_columns == (ROW_ID,):
        return f"line {line}"
    return next((value for name in mapping.id_columns if (value := value_of(cells, name))), "")[:120]


def _header(text: str, line: int) -> tuple[str, ...]:
    first = next((row for row in split_rows(text) if row.line >= line), None)
    if not isinstance(first, Row):
        raise InputError("the table has no header", where=f"line {line}", expected="the names of the columns")
    names = tuple(field.value.strip().lstrip("\ufeff") for field in first.fields)
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise InputError("the table names a column twice", where=f"line {line}", got=", ".join(twice))
    return tuple(name or f"column {i}" for i, name in enumerate(names, start=1))


def _claims(taken: _Taken) -> Iterator[EventClaim | FigureClaim]:
    mapping = taken.mapping
    time = time_of_row(taken.cells, mapping.date) if mapping.date else None
    place = _place(taken)
    if mapping.act is None:
        yield from _figures(taken, time, place)
        return
    if mapping.act.otherwise_none and not any(value_of(taken.cells, f.column) == f.equals for f in mapping.act.flags):
        return
    act, cell, others = act_of(taken.cells, mapping.act)
    aggregate = _aggregate(taken)
    quantities, zeros = _toll(taken)
    abstained = [Abstention(slot="weapon", reason="the table does not code the means")]
    abstained += [Abstention(slot="casualties", reason="the table writes 0 for what reports do not tell")] * zeros
    if others:
        abstained.append(Abstention(slot="act", reason="the row marks several acts", candidates=(act, *others)))
    status = value_of(taken.cells, mapping.validation)
    unsure = bool(status) and "not_approved" in status
    if unsure:
        abstained.append(Abstention(slot="validation", reason="a supervisor did not approve the submission"))
    if aggregate:
        abstained.append(Abstention(slot="occurrence", reason="the row sums up several occurrences"))
    yield EventClaim(
        id=_id(taken, "event"),
        document=taken.document,
        lang=mapping.lang,
        span=taken.row.span,
        text=_row_text(taken),
        attribution=tuple(_voices(taken)),
        submission=_submission(taken),
        confidence="low" if unsure else "medium" if aggregate or others else "high",
        rules=(f"table.{mapping.id}", *((f"table.{mapping.id}.aggregate",) if aggregate else ())),
        abstained=tuple(abstained),
        evidence={"act": Evidence(span=cell_span(cell))},
        act=act,
        status="occurred",
        actors=tuple(_actors(taken)),
        place=place,
        time=time,
        casualties=quantities,
    )


def _submission(taken: _Taken) -> Submission | UnsetType:
    """What the tool that collected a form adds: the supervisor's mark, the accuracy, the files; unset where nothing."""
    mapping = taken.mapping
    files = tuple(
        Attachment(question=column, name=written, span=cell_span(taken.cells[column]))
        for column in mapping.attachments
        if (written := value_of(taken.cells, column))
    )
    status = value_of(taken.cells, mapping.validation) or None
    accuracy = metres(taken.cells, mapping.place.accuracy) if mapping.place else None
    if mapping.place is not None and mapping.place.geopoint:
        point = geopoint(taken.cells, mapping.place.geopoint, lon_first=mapping.place.lon_first)
        accuracy = point[2] if point is not None and point[2] is not None else accuracy
    if status is None and accuracy is None and not files:
        return UNSET
    return Submission(id=taken.id, validation=status, accuracy=accuracy, attachments=files)


def _figures(taken: _Taken, time: TimeSpan | None, place: PlaceRef | None) -> Iterator[FigureClaim]:
    for column in taken.mapping.counts:
        quantity = _quantity(taken, column, toll=False)
        if quantity is None:
            continue
        yield FigureClaim(
            id=_id(taken, column.column),
            document=taken.document,
            lang=taken.mapping.lang,
            span=taken.row.span,
            text=_row_text(taken),
            attribution=tuple(_voices(taken)),
            confidence="high",
            rules=(f"table.{taken.mapping.id}",),
            measure=column.measure or column.outcome,
            quantity=quantity,
            place=place,
            time=time,
        )


def _id(taken: _Taken, what: str) -> str:
    # a lasting id names the row in every export: the same submission in two files is one claim
    document = "" if taken.mapping.lasting_ids else taken.document
    parts = (document, taken.mapping.id, taken.id, what)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _row_text(taken: _Taken) -> str:
    return taken.text[taken.row.span[0] : taken.row.span[1]]


def _aggregate(taken: _Taken) -> bool:
    rule = taken.mapping.aggregate
    return rule is not None and value_of(taken.cells, rule.column) in rule.values


def _place(taken: _Taken) -> PlaceRef | None:
    columns = taken.mapping.place
    if columns is None:
        return None
    named = next((name for name in columns.name if value_of(taken.cells, name)), None)
    lat, lon = degrees(taken.cells, columns.lat, 90), degrees(taken.cells, columns.lon, 180)
    if (lat is None) != (lon is None):
        raise RowError(str(columns.lon if lon is None else columns.lat), "both coordinates or none", "")
    precision: PlacePrecision | None = columns.levels.get(named) if named else None
    pointed = True
    if columns.precision is not None:
        code = value_of(taken.cells, columns.precision.column)
        if code and code not in columns.precision.codes:
            raise RowError(columns.precision.column, " or ".join(columns.precision.codes), code)
        precision = columns.precision.codes.get(code, precision)
        # beyond these codes the coordinates are the middle of an area: a false point
        pointed = not columns.precision.pointed or code in columns.precision.pointed
    accuracy = metres(taken.cells, columns.accuracy)
    if columns.geopoint:
        point = geopoint(taken.cells, columns.geopoint, lon_first=columns.lon_first)
        if point is not None:
            lat, lon = point[:2]
            accuracy = point[2] or accuracy
    precision = precision_of(accuracy) or precision
    if named is None and lat is None:
        return None
    field = taken.cells[named or str(columns.lat or columns.geopoint)]
    return PlaceRef(
        name=field.value.strip(),
        id=value_of(taken.cells, columns.pcode) or None,
        lat=lat if pointed else None,
        lon=lon if pointed else None,
        precision=precision,
        span=cell_span(field),
    )


def _actors(taken: _Taken) -> Iterator[EventActor]:
    for column in taken.mapping.actors:
        field = taken.cells.get(column.column)
        if field is not None:
            for name, span in _names(field, column.split):
                yield EventActor(name=name, span=span, role=column.role)


def _voices(taken: _Taken) -> Iterator[Voice]:
    """Those the row names as its reports speak; the dataset relays."""
    rule = taken.mapping.voices
    heard: set[str] = set()
    field = taken.cells.get(rule.column) if rule else None
    if field is not None and rule is not None:
        for name, span in _names(field, rule.split):
            if name.casefold() not in heard:
                heard.add(name.casefold())
                yield Voice(name=name, span=span)
    if taken.mapping.relay is not None or not heard:
        yield Voice(name=taken.mapping.name, id=taken.mapping.relay, via=bool(heard))


def _names(field: Field, split: str | None) -> Iterator[tuple[str, Span]]:
    whole = cell_span(field)
    if field.span[1] - field.span[0] != len(field.value) or split is None:  # doubled quotes shift offsets
        for name in field.value.split(split) if split else (field.value,):
            if name.strip():
                yield name.strip(), whole
        return
    for found in re.finditer(f"[^{re.escape(split)}]+", field.value):
        name = found[0].strip()
        if name:
            start = field.span[0] + found.start() + len(found[0]) - len(found[0].lstrip())
            yield name, (start, start + len(name))


def _toll(taken: _Taken) -> tuple[tuple[Quantity, ...], int]:
    """The counts of an event, and how many zeros tell nothing."""
    made: list[Quantity] = []
    zeros = 0
    for column in taken.mapping.counts:
        quantity = _quantity(taken, column, toll=True, whole=bool(made))
        if quantity is not None:
            made.append(quantity)
        elif column.zero == "unknown" and count(taken.cells, column.column) == 0:
            zeros += 1
    return tuple(made), min(zeros, 1)


def _quantity(taken: _Taken, column: CountColumn, *, toll: bool, whole: bool = False) -> Quantity | None:
    best = count(taken.cells, column.column) if column.column in taken.cells else None
    if best is None or (best == 0 and column.zero == "unknown"):
        return None
    low = count(taken.cells, column.low) if column.low else None
    high = count(taken.cells, column.high) if column.high else None
    low, high = best if low is None else low, best if high is None else high
    if not low <= best <= high:
        raise RowError(column.column, "low, best and high in rising order", f"{low}, {best}, {high}")
    return Quantity(
        low=low,
        best=best,
        high=high,
        qualifier="between" if low != high else ("exact" if best else "none"),
        unit="persons",
        outcome=column.outcome if toll else UNSET,
        who=column.who,
        subset_of=0 if column.subset and whole else None,
        span=cell_span(taken.cells[column.column]),
    )
