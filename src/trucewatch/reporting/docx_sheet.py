"""Print a sheet as DOCX: headings, tables and paragraphs that a word processor can edit, right to left where due."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import docx
from docx.enum.table import WD_TABLE_DIRECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from trucewatch.reporting.archive import settled_archive
from trucewatch.reporting.fonts import FOLDER, require_fonts
from trucewatch.reporting.pdf import epoch
from trucewatch.reporting.pictures import as_png, code_png
from trucewatch.reporting.sheet import (
    Block,
    Heading,
    Legend,
    Line,
    Paragraph,
    Picture,
    Quotation,
    Seal,
    Sheet,
    SignOff,
    Span,
    Table,
    direction_of,
    keeps_with_next,
    line,
    printable,
)

__all__ = ["render_docx"]

_FAINT = RGBColor(0x55, 0x60, 0x6B)
_SHADES = {"notice": "F1F4F7", "warning": "FFF2D6"}
_WIDTH = Mm(174)


def render_docx(sheet: Sheet, *, fonts: Path = FOLDER) -> bytes:
    """The sheet as an A4 document. Raises :class:`StoreError` when the fonts of its pictures are missing.

    The same sheet gives the same bytes: dates are those of the sheet, the parts of the archive stand in order.
    """
    writer = _Writer(sheet, require_fonts(fonts))
    for number, block in enumerate(sheet.blocks):
        writer.block(block)
        if keeps_with_next(sheet.blocks, number):
            writer.document.paragraphs[-1].paragraph_format.keep_with_next = True
    out = io.BytesIO()
    writer.document.save(out)
    return settled_archive(out.getvalue())


class _Writer:
    def __init__(self, sheet: Sheet, fonts: Path) -> None:
        self.sheet = sheet
        self.rtl = sheet.direction == "rtl"
        self.fonts = fonts
        self.document = docx.Document()
        self._page()
        self._properties()
        self._paragraph(line(Span(sheet.kicker, faint=True)))
        title = self._paragraph((), style="Title")
        self._run(title, Span(sheet.title, strong=True))

    def _page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(18)
        section.top_margin, section.bottom_margin = Mm(20), Mm(18)
        if self.rtl:
            section._sectPr.append(OxmlElement("w:bidi"))
        for name, size in (("Normal", 9.5), ("Title", 19), ("Heading 1", 13), ("Heading 2", 10.5), ("Heading 3", 9.5)):
            style = self.document.styles[name]
            style.font.name, style.font.size = "Arial", Pt(size)
            style.font.color.rgb = RGBColor(0x1D, 0x22, 0x27)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for script in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
                fonts.attrib.pop(qn(script), None)
            fonts.set(qn("w:cs"), "Arial")
            _child(style.element.get_or_add_rPr(), "w:szCs", str(int(size * 2)))
            style.paragraph_format.space_after = Pt(4)
        self._line(self.document.sections[0].header.paragraphs[0], line(Span(self.sheet.running, faint=True)))
        self._footer(self.document.sections[0].footer.paragraphs[0])

    def _footer(self, paragraph: Any) -> None:
        self._line(paragraph, line(Span(f"{self.sheet.kicker} · {self.sheet.page} ", faint=True)))
        for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
            run = paragraph.add_run()
            if kind is not None:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
            else:
                mark = OxmlElement("w:instrText")
                mark.text = text
            run._r.append(mark)

    def _properties(self) -> None:
        moment = dt.datetime.fromtimestamp(epoch(self.sheet.moment), dt.UTC).replace(tzinfo=None)
        core = self.document.core_properties
        core.title, core.author, core.language = (
            f"{self.sheet.kicker}: {self.sheet.title}",
            "trucewatch",
            self.sheet.lang,
        )
        core.created = core.modified = moment
        core.last_modified_by, core.revision, core.comments = "trucewatch", 1, ""

    def block(self, block: Block) -> None:
        """Write one block."""
        match block:
            case Heading():
                self._line(self.document.add_paragraph(style=f"Heading {block.level}"), block.spans)
            case Paragraph():
                self._tone(block)
            case Quotation():
                self._quotation(block)
            case Table():
                self._table(block)
            case Picture():
                png = as_png(block.svg, fonts=self.fonts)
                picture = self.document.add_picture(io.BytesIO(png), width=_WIDTH)
                picture._inline.docPr.set("descr", block.words)
            case Legend():
                paragraph = self._paragraph(())
                for colour, label in block.items:
                    run = self._run(paragraph, Span("● "))
                    run.font.color.rgb = RGBColor.from_string(colour.lstrip("#").upper())
                    self._run(paragraph, Span(f"{label}   "))
            case Seal():
                for spans in block.lines:
                    self._paragraph(spans)
                picture = self.document.add_picture(io.BytesIO(code_png(block.payload)), width=Mm(30))
                picture._inline.docPr.set("descr", block.payload)
            case SignOff():
                rows = tuple((line(name), *(() for _ in block.titles)) for name in block.fields)
                self._table(
                    Table(((), *(line(title) for title in block.titles)), rows, widths=(1, 2.5, 2.5)), tall=True
                )

    def _paragraph(self, spans: Line, style: str | None = None) -> Any:
        paragraph = self.document.add_paragraph(style=style)
        self._line(paragraph, spans)
        return paragraph

    def _line(self, paragraph: Any, spans: Line) -> None:
        if self.rtl:
            _bidi(paragraph)
        for span in spans:
            self._run(paragraph, span)

    def _tone(self, block: Paragraph) -> None:
        faint = block.tone == "note"
        spans = tuple(Span(s.text, s.outside, s.strong, faint or s.faint, s.mono) for s in block.spans)
        paragraph = self._paragraph(spans)
        if block.tone in _SHADES:
            shade = OxmlElement("w:shd")
            shade.set(qn("w:val"), "clear")
            shade.set(qn("w:fill"), _SHADES[block.tone])
            paragraph._p.get_or_add_pPr().append(shade)

    def _quotation(self, block: Quotation) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(4)
        if block.lang == "ar":
            _bidi(paragraph)
        self._run(paragraph, Span(block.text))
        source = self._paragraph(tuple(Span(s.text, s.outside, s.strong, True, s.mono) for s in block.source))
        source.paragraph_format.left_indent = source.paragraph_format.right_indent = Mm(4)

    def _table(self, block: Table, *, tall: bool = False) -> None:
        table = self.document.add_table(rows=1 + len(block.rows), cols=len(block.head), style="Table Grid")
        table.autofit = False
        if self.rtl:
            table.table_direction = WD_TABLE_DIRECTION.RTL
        shares = block.widths or tuple(1.0 for _ in block.head)
        widths = [int(_WIDTH * share / sum(shares)) for share in shares]
        for number, row in enumerate((block.head, *block.rows)):
            cells = table.rows[number].cells
            for column, spans in enumerate(row):
                cells[column].width = widths[column]
                paragraph = cells[column].paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(14 if tall and number else 1)
                strong = number == 0
                told = tuple(Span(s.text, s.outside, strong or s.strong, s.faint, s.mono) for s in spans)
                self._line(paragraph, told)
                if column in block.numbers:
                    # "end" is the far side in the direction of the paragraph
                    _child(paragraph._p.get_or_add_pPr(), "w:jc", "end")
        head = table.rows[0]._tr.get_or_add_trPr()
        _child(head, "w:tblHeader", "true")
        self.document.add_paragraph().paragraph_format.space_after = Pt(2)

    def _run(self, paragraph: Any, span: Span) -> Any:
        towards = direction_of(span.text)
        text = span.text
        if span.outside and towards != self.sheet.direction:
            # word processors do not all know isolates; embeddings keep "11–3–1" from turning round
            text = f"{chr(0x202B) if towards == 'rtl' else chr(0x202A)}{text}{chr(0x202C)}"
        run = paragraph.add_run(printable(text))
        run.bold = span.strong or None
        if span.faint:
            run.font.color.rgb, run.font.size = _FAINT, Pt(8.5)
            _child(run._r.get_or_add_rPr(), "w:szCs", "17")
        if towards == "rtl":
            properties = run._r.get_or_add_rPr()
            properties.append(OxmlElement("w:rtl"))
            if span.strong:
                properties.append(OxmlElement("w:bCs"))
        return run


def _bidi(paragraph: Any) -> None:
    properties = paragraph._p.get_or_add_pPr()
    mark = OxmlElement("w:bidi")
    properties.insert_element_before(
        mark, "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr"
    )


def _child(parent: Any, tag: str, value: str) -> None:
    element = parent.find(qn(tag))
    if element is None:
        element = OxmlElement(tag)
        parent.append(element)
    element.set(qn("w:val"), value)
