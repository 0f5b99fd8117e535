"""Printed reports: the same bytes twice, the words found again in the files, Arabic right to left, hostile text."""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from tests.reporting.examples import HOSTILE, report

from trucewatch.case import Case, load_case
from trucewatch.errors import StoreError
from trucewatch.reporting.docx_sheet import render_docx
from trucewatch.reporting.fonts import FILES, FOLDER
from trucewatch.reporting.layout import checkpoint_text, lay_out
from trucewatch.reporting.pdf import epoch, render_pdf
from trucewatch.reporting.sheet import Paragraph, Sheet, Span, Table, direction_of, keeps_with_next
from trucewatch.reporting.wording import Wording
from trucewatch.starting import start_case

needs_fonts = pytest.mark.skipif(
    not all((FOLDER / name).is_file() for name in FILES),
    reason="the fonts of printed reports are not built: make setup",
)
LANGUAGES = ("en", "fr", "ar")
PRINTERS: tuple[Callable[[Sheet], bytes], ...] = (render_pdf, render_docx)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    root = tmp_path / "case"
    start_case(root, name="River front", zone="Africa/Juba")
    return load_case(root)


def pdf_text(data: bytes) -> str:
    """The text of all pages, with presentation forms undone and marks of direction left out."""
    with pypdfium2.PdfDocument(data) as document:
        pages = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    text = unicodedata.normalize("NFKC", "\n".join(pages))
    return re.sub(r"\s+", " ", re.sub("[\u2066-\u2069\u202a-\u202e\u200b\ufffe]", "", text))


def docx_text(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    return re.sub(r"\s+", " ", re.sub("[\u202a-\u202e]", "", text))


@needs_fonts
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_report_gives_the_same_bytes(case: Case, lang: str) -> None:
    for printer in PRINTERS:
        assert printer(lay_out(report(), case, lang)) == printer(lay_out(report(), case, lang))


@needs_fonts
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_section_is_found_again_in_the_text(case: Case, lang: str) -> None:
    w = Wording(lang, case)
    sheet = lay_out(report(), case, lang)
    wanted = [w.word(key) for key in ("title", "summary", "map", "by_act", "assessment", "casualties", "contested")]
    wanted += [w.word(key) for key in ("follow_up", "method", "signing", "prepared_by", "approved_by", "annex", "head")]
    # on a page of Arabic, PDFium gives a Latin line back word by word from its end: the words are asked for singly
    wanted += [w.code("acts", "air_strike"), *["Deux", "civils", "ont", "été", "tués", "lundi"], "Observatoire"]
    for text in (pdf_text(render_pdf(sheet)), docx_text(render_docx(sheet))):
        missing = [words for words in wanted if re.sub(r"\s+", " ", words) not in text]
        assert missing == []


@needs_fonts
def test_arabic_words_are_whole_in_both_files(case: Case) -> None:
    """Words of several letters with dots, joined: they come out as they went in, not in pieces or turned round."""
    sheet = lay_out(report(), case, "ar")
    for text in (pdf_text(render_pdf(sheet)), docx_text(render_docx(sheet))):
        assert "نرفض الهدنة" in text
        assert "الآلة تقترح والناس يقررون" in text


@needs_fonts
def test_arabic_runs_from_right_to_left_in_the_document(case: Case) -> None:
    document = docx.Document(io.BytesIO(render_docx(lay_out(report(), case, "ar"))))
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is not None for table in document.tables)
    spoken = [p for p in document.paragraphs if p.text and direction_of(p.text) == "rtl"]
    assert len(spoken) > 20
    assert [p.text for p in spoken if p._p.pPr is None or p._p.pPr.find(qn("w:bidi")) is None] == []
    assert document.sections[0]._sectPr.find(qn("w:bidi")) is not None
    latin = docx.Document(io.BytesIO(render_docx(lay_out(report(), case, "fr"))))
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is None for table in latin.tables)


@needs_fonts
def test_the_first_column_of_an_arabic_table_is_at_the_right(case: Case) -> None:
    sheet = lay_out(report(), case, "ar")
    with pypdfium2.PdfDocument(render_pdf(sheet)) as document:
        page = document[0]
        text = page.get_textpage()
        family, unit = Wording("ar", case).code("families", "hostilities"), "حادثة"
        boxes = []
        for words in (family, unit):
            found = text.search(words)
            place = found.get_next()
            assert place is not None, words
            boxes.append(text.get_charbox(place[0]))
    assert boxes[0][0] > boxes[1][0]


@needs_fonts
@pytest.mark.parametrize("words", [HOSTILE, '#panic("x") $x$ @a *b* _c_ // `raw` \\ ', "= Heading\n- list\n#include"])
def test_hostile_text_is_printed_and_never_run(case: Case, words: str) -> None:
    sheet = lay_out(report(words), case, "en")
    shown = re.sub(r"\s+", "", words)
    assert shown in re.sub(r"\s+", "", pdf_text(render_pdf(sheet)))
    assert shown in re.sub(r"\s+", "", docx_text(render_docx(sheet)))


@needs_fonts
def test_characters_that_xml_forbids_do_not_break_the_files() -> None:
    sheet = Sheet("en", "ltr", "k", "t", "r", "p", "unknown", (Paragraph((Span("a\x00b\x0bc\ud800\uffff"),)),))
    assert "abc" in docx_text(render_docx(sheet))
    assert render_pdf(sheet).startswith(b"%PDF")


@needs_fonts
def test_the_files_carry_the_date_of_the_record_and_no_clock(case: Case) -> None:
    sheet = lay_out(report(), case, "en")
    core = docx.Document(io.BytesIO(render_docx(sheet))).core_properties
    assert core.created == core.modified == dt.datetime(2016, 12, 7, 8, tzinfo=dt.UTC)
    with zipfile.ZipFile(io.BytesIO(render_docx(sheet))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
    with pypdfium2.PdfDocument(render_pdf(sheet)) as document:
        assert document.get_metadata_value("CreationDate").startswith("D:20161207080000")
    assert epoch("unknown") == 0


def test_missing_fonts_are_told_with_what_to_do(case: Case, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="fonts of printed reports are missing") as told:
        render_pdf(lay_out(report(), case, "en"), fonts=tmp_path)
    assert "npm" in str(told.value)


def test_the_code_holds_the_body_of_a_checkpoint() -> None:
    assert checkpoint_text("a.example/log", 12, "00" * 32) == f"a.example/log\n12\n{'A' * 43}=\n"


def test_notes_stay_with_the_table_that_they_introduce() -> None:
    note, table = Paragraph((), "note"), Table((), ())
    blocks = (note, note, table, Paragraph(()), note)
    assert [keeps_with_next(blocks, number) for number in range(5)] == [True, True, False, False, False]


@given(st.text())
def test_a_direction_is_always_found(text: str) -> None:
    assert direction_of(text) in ("ltr", "rtl")
    assert direction_of("123–4 " + text) == direction_of(text)
