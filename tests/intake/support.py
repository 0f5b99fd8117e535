"""Files made in memory for the tests of intake."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import docx
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

from trucewatch.intake.documents import Intaken, read_document
from trucewatch.intake.given import Given
from trucewatch.intake.limits import Limits

NOW = dt.datetime(2017, 1, 2, 3, 4, 5, tzinfo=dt.UTC)

FRENCH = (
    "Les observateurs ont compté trois tirs d'artillerie près du camp lundi matin, selon le poste numéro deux.\n"
    "Le commandant de la zone a démenti que ses forces aient ouvert le feu et demande une visite conjointe.\n"
)
ENGLISH = (
    "Observers counted three artillery rounds near the camp on Monday morning, according to post number two.\n"
    "The zone commander denied that his forces had opened fire and asked for a joint visit the next day.\n"
)
ARABIC = (
    "أحصى المراقبون ثلاث قذائف مدفعية قرب المخيم صباح الاثنين، وفق ما أفادت به النقطة الثانية.\n"
    "ونفى قائد المنطقة أن تكون قواته قد أطلقت النار وطلب من البعثة القيام بزيارة مشتركة إلى الموقع.\n"
)
GERMAN = (
    "Die Beobachter zählten am Montagmorgen drei Artillerieschüsse in der Nähe des Lagers, wie der zweite Posten "
    "mitteilte. Der Befehlshaber der Zone bestritt, dass seine Truppen das Feuer eröffnet hätten.\n"
)


def clock() -> dt.datetime:
    return NOW


def read(data: bytes, name: str = "a.txt", *, limits: Limits | None = None, **given: str) -> Intaken:
    return read_document(
        data, name=name, clock=clock, limits=limits, given=Given(**given), received_by="desk", method="upload"
    )


def make_pdf(pages: list[list[str]], *, password: str | None = None) -> bytes:
    stream = io.BytesIO()
    lock = StandardEncryption(password, ownerPassword="owner") if password else None
    page = canvas.Canvas(stream, encrypt=lock, invariant=1)
    for lines in pages:
        for number, line in enumerate(lines):
            page.drawString(50, 800 - 14 * number, line)
        page.showPage()
    page.save()
    return stream.getvalue()


def make_docx(paragraphs: list[str], table: list[list[str]] | None = None) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        grid = document.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in enumerate(table):
            for column, cell in enumerate(cells):
                grid.cell(row, column).text = cell
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def replace_member(data: bytes, name: str, content: bytes) -> bytes:
    """The same archive with one member replaced or added."""
    source = zipfile.ZipFile(io.BytesIO(data))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.namelist():
            if member != name:
                target.writestr(member, source.read(member))
        target.writestr(name, content)
    return stream.getvalue()
