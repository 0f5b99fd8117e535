"""Rows that are not taken in, and why; the rest of the table is kept."""

from __future__ import annotations

from dataclasses import dataclass

from trucewatch.vocabulary.claims import EventClaim, FigureClaim

__all__ = ["RefusedRow", "RowError", "TableReading"]


@dataclass(frozen=True, kw_only=True)
class RefusedRow:
    """A row that was not taken in: its line, the field, what was expected and what stood there."""

    line: int
    field: str
    expected: str
    got: str
    row_id: str | None = None

    def message(self) -> str:
        """One line for a person."""
        return f"line {self.line}, {self.field}: expected {self.expected}, got {self.got!r}"


@dataclass(frozen=True, kw_only=True)
class TableReading:
    """The claims of the sound rows in the order of the file, and the rows that were refused. ``mapping`` is its id."""

    claims: tuple[EventClaim | FigureClaim, ...]
    refused: tuple[RefusedRow, ...]
    mapping: str


class RowError(Exception):
    """A field of a row is wrong; becomes a :class:`RefusedRow`."""

    def __init__(self, field: str, expected: str, got: str) -> None:
        super().__init__(field)
        self.field, self.expected, self.got = field, expected, got
