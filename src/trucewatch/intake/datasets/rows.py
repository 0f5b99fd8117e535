"""CSV rows with the place of every field in the text, so that a claim can point at its own words.

A record that is malformed is given back as such and the reading goes on at the next line: one stray
quotation mark must not swallow the rows after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Field", "Malformed", "Row", "split_rows"]

_FIELD = re.compile(r'(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\Z)')
_MAX_LINES = 60
_MAX_RECORD = 200_000


@dataclass(frozen=True)
class Field:
    """A value and its half-open range in the text; for a quoted field the range lies inside the quotes."""

    value: str
    span: tuple[int, int]


@dataclass(frozen=True)
class Row:
    """A record: the 1-based line on which it begins, its range without the line end, and its fields."""

    line: int
    span: tuple[int, int]
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Malformed:
    """A line that begins no sound record, and why."""

    line: int
    reason: str


def split_rows(text: str, columns: int | None = None) -> Iterator[Row | Malformed]:
    """The records of ``text`` in order, as RFC 4180 has them; blank lines are passed over.

    ``columns`` is how many fields a record has; a record with another number is malformed.
    """
    starts = [0, *(m.end() for m in re.finditer(r"\r\n|\n|\r", text))]
    line = 0
    while line < len(starts):
        end, taken = _record_end(text, starts, line)
        begin = starts[line]
        raw = text[begin:end]
        if not raw.strip():
            line += 1
            continue
        fields = None if taken is None else _fields(raw, begin)
        if fields is None or (columns is not None and len(fields) != columns):
            yield Malformed(line + 1, _why(fields, columns, taken))
            line += 1
        else:
            yield Row(line + 1, (begin, end), fields)
            line += taken or 1


def _record_end(text: str, starts: list[int], line: int) -> tuple[int, int | None]:
    """Where the record that begins on ``line`` ends, and how many lines it takes; None when it never ends."""
    quotes = 0
    for taken in range(1, _MAX_LINES + 1):
        number = line + taken - 1
        if number >= len(starts):
            break
        end = starts[number + 1] if number + 1 < len(starts) else len(text)
        quotes += text.count('"', starts[number], end)
        if quotes % 2 == 0:
            return _without_newline(text, starts[line], end), taken
        if end - starts[line] > _MAX_RECORD:
            break
    first = starts[line + 1] if line + 1 < len(starts) else len(text)
    return _without_newline(text, starts[line], first), None


def _without_newline(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in "\r\n":
        end -= 1
    return end


def _fields(raw: str, offset: int) -> tuple[Field, ...] | None:
    fields: list[Field] = []
    at = 0
    while True:
        found = _FIELD.match(raw, at)
        if found is None:
            return None
        group = 1 if found[1] is not None else 2
        value = found[group].replace('""', '"') if group == 1 else found[group]
        fields.append(Field(value, (offset + found.start(group), offset + found.end(group))))
        if not found[3]:
            return tuple(fields)
        at = found.end()


def _why(fields: tuple[Field, ...] | None, columns: int | None, taken: int | None) -> str:
    if taken is None:
        return "a quotation mark is opened and not closed"
    if fields is None:
        return "a quotation mark stands inside a field that is not quoted"
    return f"{len(fields)} fields instead of {columns}"
