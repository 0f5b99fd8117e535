"""A sheet in the format that is asked for."""

from __future__ import annotations

from trucewatch.reporting.docx_sheet import render_docx
from trucewatch.reporting.pdf import render_pdf
from trucewatch.reporting.sheet import Sheet
from trucewatch.reporting.sheet_markdown import render_sheet_markdown

__all__ = ["SHEET_FORMATS", "print_sheet"]

SHEET_FORMATS = ("pdf", "docx", "md")


def print_sheet(sheet: Sheet, kind: str) -> bytes:
    """The sheet as ``pdf``, ``docx`` or ``md``. Raises :class:`StoreError` where fonts of the first two are missing."""
    if kind == "md":
        return render_sheet_markdown(sheet).encode("utf-8")
    return render_pdf(sheet) if kind == "pdf" else render_docx(sheet)
