"""PDF files that carry text, read with PDFium. Scanned pages without text end in ``no_text``.

No script, form, attachment or link of the file is run or followed. A PDF knows when it was made, which
is no date of publication: that date is only noted.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Any

import pypdfium2

from trucewatch.errors import DocumentError
from trucewatch.intake.encoding import scrub
from trucewatch.intake.formats.extracted import Extracted
from trucewatch.intake.limits import Deadline, Limits

__all__ = ["extract_pdf", "join_lines"]

_SENTENCE_END = re.compile(r"[.!?؟:;…»”\"’)\]]\s*$")
_PAGE_NUMBER = re.compile(
    r"\s*(?:page\s*|p\.\s*|صفحة\s*)?[-–]?\s*\d{1,4}\s*[-–]?\s*(?:(?:/|of|sur|de)\s*\d{1,4})?\s*", re.I
)
_PRESENTATION = re.compile(r"[\ufb50-\ufdfb\ufe70-\ufefc]+")


def extract_pdf(data: bytes, limits: Limits, deadline: Deadline) -> Extracted:
    """The text of a PDF, page after page. Raises :class:`DocumentError`."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _refusal(error) from error
    try:
        return _extract(document, limits, deadline)
    finally:
        document.close()


def _extract(document: Any, limits: Limits, deadline: Deadline) -> Extracted:
    count = len(document)
    if count > limits.max_pages:
        raise DocumentError(
            "the PDF has too many pages", reason="too_large", expected=f"at most {limits.max_pages}", got=str(count)
        )
    pages: list[list[str]] = []
    empty = size = 0
    for number in range(count):
        deadline.check(f"page {number + 1} of {count}")
        lines = _page_lines(document, number, limits.max_text - size)
        size += sum(len(line) for line in lines)
        empty += not lines
        pages.append(lines)
    if not size:
        raise DocumentError(
            f"the PDF has no text on its {count} pages",
            reason="no_text",
            hint="it may be a scan: have its text recognised, or enter it by form",
        )
    pages, notes = _without_running_lines(pages)
    if empty:
        notes.append(f"{empty} of {count} pages hold no text")
    metadata = document.get_metadata_dict(skip_empty=True)
    if made := _made_on(metadata.get("CreationDate", "")):
        notes.append(f"the file was made on {made}: not taken as the date of publication")
    title = scrub(str(metadata.get("Title", ""))).strip()
    return Extracted(text=join_lines(pages), title=title or None, notes=tuple(notes))


def _page_lines(document: Any, number: int, room: int) -> list[str]:
    page = document[number]
    try:
        text_page = page.get_textpage()
        try:
            if text_page.count_chars() > room:
                raise DocumentError("the text of the PDF is too long", reason="too_large")
            text = str(text_page.get_text_range())
        finally:
            text_page.close()
    finally:
        page.close()
    # U+FFFE and U+0002 mark a hyphen that PDFium found at the end of a line: a small letter goes on
    # with the word, anything else ("Alep-Est") keeps it
    text = re.sub(r"[\ufffe\x02]\n?(?=([^\W\d_])?)", _hyphen, text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _PRESENTATION.sub(lambda m: unicodedata.normalize("NFKC", m[0]), scrub(text))
    return [line.strip() for line in text.split("\n") if line.strip()]


def _hyphen(found: re.Match[str]) -> str:
    return "" if found[1] and found[1].islower() else "-"


def join_lines(pages: list[list[str]]) -> str:
    """Lines brought back to paragraphs: a full line that ends in mid-sentence goes on in the next one.

    A line counts as full from two thirds of the usual long line of the document on.
    """
    lengths = sorted(len(line) for lines in pages for line in lines)
    usual = lengths[int(len(lengths) * 0.8)] if lengths else 0
    out: list[str] = []
    open_line = False
    for lines in pages:
        for line in lines:
            if open_line and out:
                out[-1] = f"{out[-1]} {line}"
            else:
                out.append(line)
            open_line = len(line) * 3 >= usual * 2 and not _SENTENCE_END.search(line)
    return "\n".join(out)


def _without_running_lines(pages: list[list[str]]) -> tuple[list[list[str]], list[str]]:
    """Leave out page numbers and the headers and footers that come back on most pages; say which."""
    edges: Counter[str] = Counter()
    for lines in pages:
        edges.update({_shape(line) for line in (*lines[:1], *lines[-1:])})
    running = {shape for shape, count in edges.items() if count >= 3 and count * 2 > len(pages)}
    dropped: dict[str, None] = {}
    kept: list[list[str]] = []
    for lines in pages:
        first, last = 0, len(lines)
        while first < last and len(lines) > 1 and _runs(lines[first], running):
            dropped.setdefault(lines[first])
            first += 1
        while last > first and len(lines) > 1 and _runs(lines[last - 1], running):
            dropped.setdefault(lines[last - 1])
            last -= 1
        kept.append(lines[first:last])
    words = [line for line in dropped if not _PAGE_NUMBER.fullmatch(line)]
    notes = [f"left out as running header or footer: {words[0][:80]}"] if words else []
    if not any(kept):
        return pages, []
    return kept, notes


def _runs(line: str, running: set[str]) -> bool:
    return _shape(line) in running or _PAGE_NUMBER.fullmatch(line) is not None


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _made_on(written: str) -> str | None:
    found = re.match(r"D:(\d{4})(\d{2})(\d{2})", written)
    return f"{found[1]}-{found[2]}-{found[3]}" if found else None


def _refusal(error: pypdfium2.PdfiumError) -> DocumentError:
    if "password" in str(error).lower() or "security" in str(error).lower():
        return DocumentError("the PDF is locked with a password", reason="encrypted")
    return DocumentError("the PDF is damaged", reason="broken", got=str(error)[:120])
