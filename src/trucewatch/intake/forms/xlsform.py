"""A form as an XLSForm workbook (survey, choices, settings), for KoboToolbox and ODK. Same form, same bytes."""

from __future__ import annotations

import datetime as dt
import io
from typing import Final

import xlsxwriter

from trucewatch.intake.forms.definitions import FormDefinition, Question, choices

__all__ = ["write_xlsform"]

_LANGUAGES: Final = (("en", "English (en)"), ("fr", "Français (fr)"), ("ar", "العربية (ar)"))
_MADE: Final = dt.datetime(2026, 1, 1)


def write_xlsform(form: FormDefinition) -> bytes:
    """The workbook. Labels stand in three languages; the default language is English."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": form.title["en"], "created": _MADE})
    labels = [f"label::{name}" for _, name in _LANGUAGES]
    survey = [["type", "name", *labels, "required", "relevant", "constraint"]]
    survey += [["start", "start", *[""] * 6], ["end", "end", *[""] * 6]]
    survey += [_row(question) for question in form.questions]
    _fill(book.add_worksheet("survey"), survey)
    lists = sorted({question.list for question in form.questions if question.list})
    rows = [["list_name", "name", *labels]]
    rows += [
        [name, choice.name, *(choice.label[code] for code, _ in _LANGUAGES)]  # type: ignore[index]  # the three languages
        for name in lists
        for choice in choices()[name]
    ]
    _fill(book.add_worksheet("choices"), rows)
    settings = [["form_title", "form_id", "version", "default_language"]]
    settings.append([form.title["en"], f"trucewatch_{form.id}", form.version, _LANGUAGES[0][1]])
    _fill(book.add_worksheet("settings"), settings)
    book.close()
    return stream.getvalue()


def _row(question: Question) -> list[str]:
    kind = f"{question.type} {question.list}" if question.list else question.type
    words = [question.label[code] for code, _ in _LANGUAGES]  # type: ignore[index]  # the three languages
    required = "yes" if question.required else ""
    return [kind, question.name, *words, required, question.relevant or "", question.constraint or ""]


def _fill(sheet: xlsxwriter.worksheet.Worksheet, rows: list[list[str]]) -> None:
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            sheet.write_string(y, x, value)
