"""Submissions of the packaged forms, as KoboToolbox and ODK Central export them, to the mapping that reads them.

The exports name columns differently: Kobo puts groups before a slash, ODK before a hyphen; a geopoint is one cell
(Kobo), four columns (ODK CSV) or a GeoJSON point (OData). The answers are the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from trucewatch.intake.datasets.mapping import PlaceColumns, TableMapping
from trucewatch.intake.datasets.rows import Row, split_rows
from trucewatch.intake.forms.definitions import ID_COLUMNS, form_definitions, form_mapping

__all__ = ["submissions_mapping"]

_STATUS = ("_validation_status/uid", "_validation_status", "__system/reviewState", "ReviewState")


def submissions_mapping(text: str) -> TableMapping | None:
    """The mapping of a table of submissions, or null when it is none: an id of a submission and every required answer
    must have a column. Where several forms fit, the one with the most questions in the header is taken."""
    first = next(split_rows(text[:50_000]), None)
    if not isinstance(first, Row):
        return None
    header = [field.value.strip().lstrip("\ufeff") for field in first.fields]
    if not any(_column(header, name) for name in ID_COLUMNS):
        return None
    best: tuple[int, TableMapping] | None = None
    for form in form_definitions():
        mapping = form_mapping(form.id)
        names = {question.name: _column(header, question.name) for question in form.questions}
        if all(names[name] for name in mapping.columns):
            known = sum(found is not None for found in names.values())
            if best is None or known > best[0]:
                best = known, _renamed(mapping, header)
    return best[1] if best else None


def _column(header: Sequence[str], name: str) -> str | None:
    """The column of a question: its name, or its name behind groups."""
    for wanted in (name, name.replace("/", "-")):
        for column in header:
            if column == wanted or column.endswith((f"/{wanted}", f"-{wanted}")):
                return column
    return None


def _renamed(mapping: TableMapping, header: Sequence[str]) -> TableMapping:
    def name(column: str) -> str:
        return _column(header, column) or column

    replace = msgspec.structs.replace
    act, date, place = mapping.act, mapping.date, mapping.place
    return replace(
        mapping,
        columns=tuple(name(column) for column in mapping.columns),
        id_columns=tuple(found for column in mapping.id_columns if (found := _column(header, column))),
        act=act
        and replace(
            act,
            columns=tuple(name(column) for column in act.columns),
            flags=tuple(replace(flag, column=name(flag.column)) for flag in act.flags),
        ),
        date=date and replace(date, start=name(str(date.start))),
        place=place and _place(place, header, name(place.name[0])),
        actors=tuple(replace(actor, column=name(actor.column)) for actor in mapping.actors),
        counts=tuple(replace(column, column=name(column.column)) for column in mapping.counts),
        voices=mapping.voices and replace(mapping.voices, column=name(mapping.voices.column)),
        attachments=tuple(found for column in mapping.attachments if (found := _column(header, column))),
        validation=next((found for column in _STATUS if (found := _column(header, column))), None),
    )


def _place(place: PlaceColumns, header: Sequence[str], named: str) -> PlaceColumns:
    replace = msgspec.structs.replace
    point = str(place.geopoint)
    latitude, longitude = _column(header, f"{point}-Latitude"), _column(header, f"{point}-Longitude")
    if latitude and longitude:
        accuracy = _column(header, f"{point}-Accuracy")
        return replace(place, name=(named,), geopoint=None, lat=latitude, lon=longitude, accuracy=accuracy)
    feature = _column(header, f"{point}/coordinates")
    if feature:
        accuracy = _column(header, f"{point}/properties/accuracy")
        return replace(place, name=(named,), geopoint=feature, lon_first=True, accuracy=accuracy)
    return replace(place, name=(named,), geopoint=_column(header, point))
