"""Columns of an export: a name, an HXL hashtag, a type and where the value comes from.

Hashtags follow the Humanitarian Exchange Language 1.1 (hxlstandard.org); P-codes are those of the case's places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, Literal, TypeAlias, TypeVar

from trucewatch.vocabulary.actors import GazetteerPlace

__all__ = ["Column", "Row", "Sheet", "Value", "codes_of_place", "join"]

Value: TypeAlias = str | int | float | None
Row: TypeAlias = tuple[Value, ...]
T = TypeVar("T")
_LEVELS = {"country": "country", "admin1": "adm1", "admin2": "adm2", "admin3": "adm3"}


@dataclass(frozen=True)
class Column(Generic[T]):
    """One column. ``kind`` is the type of all its values; None stands for what is not told."""

    name: str
    tag: str
    kind: Literal["text", "number", "integer"]
    value: Callable[[T], Value]


@dataclass(frozen=True)
class Sheet(Generic[T]):
    """A table: its columns, and its records as they come."""

    name: str
    columns: tuple[Column[T], ...]
    records: Callable[[], Iterable[T]]

    def rows(self) -> Iterator[Row]:
        """One row a record, in the order of the store."""
        for record in self.records():
            yield tuple(column.value(record) for column in self.columns)


def codes_of_place(place: str | None, places: Mapping[str, GazetteerPlace]) -> dict[str, str]:
    """P-codes of a place and of what contains it: ``country``, ``adm1`` to ``adm3``, ``loc`` for the place itself."""
    codes: dict[str, str] = {}
    seen: set[str] = set()
    at = place
    while at is not None and at in places and at not in seen:
        seen.add(at)
        known = places[at]
        if known.pcode is not None:
            level = _LEVELS.get(known.place_class)
            if level is not None:
                codes.setdefault(level, known.pcode)
            if at == place:
                codes["loc"] = known.pcode
        at = known.parent
    return codes


def join(values: Iterable[str | None]) -> str | None:
    """Several values in one cell; None where there is none."""
    return "; ".join(value for value in values if value) or None
