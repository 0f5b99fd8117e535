"""Word files (DOCX), opened with python-docx behind the archive guard.

Text is walked element by element: paragraphs, tables, inserted passages and text boxes once each;
deleted passages and field codes are left out. Relationships to outside files are never followed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

import docx
from docx.oxml.ns import qn

from trucewatch.errors import DocumentError
from trucewatch.intake.encoding import scrub
from trucewatch.intake.formats.archive import check_archive
from trucewatch.intake.formats.extracted import Extracted
from trucewatch.intake.limits import Deadline, Limits

__all__ = ["extract_docx"]

_SKIPPED: Final = frozenset(
    (
        qn("w:del"),
        qn("w:moveFrom"),
        qn("w:instrText"),
        qn("w:delText"),
        qn("w:pPr"),
        qn("w:rPr"),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    )
)
_TEXT: Final = qn("w:t")
_BREAKS: Final = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_PARAGRAPH: Final = qn("w:p")
_CELL: Final = qn("w:tc")
_ROW: Final = qn("w:tr")


def extract_docx(data: bytes, limits: Limits, deadline: Deadline) -> Extracted:
    """The text of the body, one paragraph or table row a line. Raises :class:`DocumentError`."""
    check_archive(data, limits, deadline)
    document = docx.Document(io.BytesIO(data))
    deadline.check("opening")
    blocks = (b for b in document.element.body if b.tag not in _SKIPPED)
    lines = [line for block in blocks for line in _lines(block)]
    text = scrub("\n".join(lines)).strip("\n")
    if len(text) > limits.max_text:
        raise DocumentError("the text of the file is too long", reason="too_large")
    if not text.strip():
        raise DocumentError("the file opens and holds no text", reason="no_text")
    core = document.core_properties
    notes = list(_left_out(document))
    if core.created is not None:
        notes.append(f"the file was made on {core.created.date()}: not taken as the date of publication")
    title = scrub(str(core.title or "")).strip()
    return Extracted(text=text, title=title or None, notes=tuple(notes))


def _lines(block: Any) -> Iterator[str]:
    """Lines of one block: a paragraph is one, a table row is one with its cells set apart by tabs."""
    if block.tag == _PARAGRAPH:
        yield "".join(_runs(block)).rstrip()
    elif block.tag == _ROW:
        cells = (child for child in block.iter(_CELL) if _nearest_row(child) is block)
        yield "\t".join(" ".join(part for line in _inside(cell) for part in line.split()) for cell in cells)
    else:
        yield from _inside(block)


def _inside(block: Any) -> Iterator[str]:
    for child in block:
        if child.tag not in _SKIPPED:
            yield from _lines(child)


def _nearest_row(cell: Any) -> Any:
    return next(cell.iterancestors(_ROW), None)


def _runs(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag == _PARAGRAPH:  # a text box inside a paragraph
            yield "\n" + "".join(_runs(child))
        else:
            yield from _runs(child)


def _left_out(document: Any) -> Iterator[str]:
    for relation in document.part.rels.values():
        kind = str(relation.reltype).rsplit("/", 1)[-1]
        if kind in ("footnotes", "endnotes") and not relation.is_external:
            text = b"".join(relation.target_part.blob.split(b"<w:t")[1:2])
            if text:
                yield f"{kind} of the file are not part of the text"
