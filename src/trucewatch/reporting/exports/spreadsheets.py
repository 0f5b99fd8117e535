"""CSV and XLSX: a row of names, a row of HXL hashtags, then the records."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from trucewatch.errors import UsageError
from trucewatch.reporting.archive import settled_archive
from trucewatch.reporting.exports.cells import harmless
from trucewatch.reporting.exports.columns import Sheet

__all__ = ["write_csv", "write_xlsx"]

_MOST_ROWS = 1_048_576
_LONGEST = 32_767


def write_csv(sheet: Sheet[Any], path: Path) -> None:
    """One CSV (RFC 4180, UTF-8 with a mark at its head, without which Excel takes Arabic for something else)."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in sheet.columns])
        writer.writerow([column.tag for column in sheet.columns])
        for row in sheet.rows():
            writer.writerow([harmless(value) for value in row])


def _fitted(text: str) -> str:
    """A text longer than a cell may be, cut with a mark."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 4]} […]"


def write_xlsx(sheets: Sequence[Sheet[Any]], notes: Sequence[tuple[str, str]], moment: dt.datetime, path: Path) -> None:
    """One workbook: a sheet a table and ``about``. Raises :class:`UsageError` for more rows than a sheet holds.

    All text is written as text, with the mark that keeps it text when a cell is edited or saved as CSV.
    """
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": moment, "author": "trucewatch", "title": dict(notes).get("title", "")})
    bold = book.add_format({"bold": True})
    quoted = book.add_format({"quote_prefix": True})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        page.freeze_panes(2, 1)
        for column, told in enumerate(sheet.columns):
            page.write_string(0, column, told.name, bold)
            page.write_string(1, column, told.tag)
        for number, row in enumerate(sheet.rows(), start=2):
            if number >= _MOST_ROWS:
                raise UsageError(
                    f"{sheet.name} has more rows than a sheet holds", expected="1,048,574 or fewer", hint="--format csv"
                )
            for column, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(number, column, _fitted(value), quoted)
                elif value is not None:
                    page.write_number(number, column, value)
    about = book.add_worksheet("about")
    for number, (name, value) in enumerate(notes):
        about.write_string(number, 0, name, bold)
        about.write_string(number, 1, value, quoted)
    book.close()
    path.write_bytes(settled_archive(out.getvalue()))
