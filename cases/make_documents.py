"""Make the DOCX and the PDF of the example case's inbox, once, from the texts below.

    python cases/make_documents.py [FOLDER]

The two files are committed; this program shows how they came to be. It writes the same bytes for the
same versions of python-docx and reportlab (both in the ``dev`` extra): dates inside the files are fixed.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from docx import Document
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

INBOX = Path(__file__).parent / "aleppo-2016" / "inbox"
ORIGIN = "trucewatch example case"
# the earliest moment that a ZIP archive can name
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Note:
    """A dispatch: ``published`` is an ISO date, ``paragraphs`` its text."""

    name: str
    source: str
    published: str
    title: str
    paragraphs: tuple[str, ...]

    def header(self) -> tuple[str, ...]:
        """The labelled lines at its top."""
        return (f"Source: {self.source}", f"Date: {self.published}", f"Title: {self.title}")


FIRST_EVACUATIONS = Note(
    name="2016-12-15-icrc-premieres-evacuations.docx",
    source="icrc",
    published="2016-12-15",
    title="Alep : les premières évacuations ont commencé",
    paragraphs=(
        "Un premier convoi de 13 ambulances et de 20 autobus a quitté Alep-Est jeudi 15 décembre dans "
        "l'après-midi par Ramoussa, avec environ 1 000 personnes à bord, dont 26 blessés, a indiqué le Comité "
        "international de la Croix-Rouge (CICR).",
        "Deux autres convois ont suivi dans la soirée. Au total, quelque 3 000 civils et plus de 40 blessés, "
        "parmi lesquels des enfants, ont été évacués au cours de la journée vers la campagne ouest d'Alep, a "
        "précisé la cheffe de la délégation du CICR en Syrie, Marianne Gasser.",
        "Le matin, une ambulance du Croissant-Rouge arabe syrien et l'équipe qui dégageait la route ont "
        "essuyé des tirs. Un secouriste de la Défense civile et trois autres personnes ont été blessés, selon "
        "la Défense civile. L'ONU n'a pas pu établir d'où venaient les coups de feu.",
        "L'opération se poursuivra aussi longtemps que les parties le permettront. Le CICR n'a pas participé "
        "à la négociation. Il demande que chacun puisse choisir de partir ou de rester et que nul ne soit "
        "contraint.",
    ),
)

FLASH_UPDATE = Note(
    name="2016-09-14-ocha-flash-update-1.pdf",
    source="ocha",
    published="2016-09-14",
    title="Syria: Aleppo access - flash update no. 1",
    paragraphs=(
        "The United Nations has not delivered assistance to east Aleppo since the cessation of hostilities "
        "entered into force on 12 September. Reports on 13 September of a convoy entering through the "
        "Castello Road are incorrect.",
        "Two convoys of 20 trucks each crossed the Turkish border at Cilvegozu and remain in the customs "
        "area. They carry food for up to 80,000 people and medical items. OCHA said they will move once the "
        "road is safe and the parties have confirmed passage in writing.",
        "An estimated 250,000 to 275,000 people are besieged in east Aleppo. The last United Nations convoy "
        "reached the area on 7 July. Local partners report that food rations may run out by the end of the "
        "month and that only 35 doctors remain.",
        "The Special Envoy called on the Government of Syria to issue facilitation letters for five other "
        "besieged areas without delay. No letter had been received by the evening of 14 September.",
        "The next update will be issued on 16 September.",
    ),
)


def docx_bytes(note: Note) -> bytes:
    """The note as a word-processor document, its header lines first."""
    made = Document()
    day = dt.datetime.fromisoformat(note.published)
    properties = made.core_properties
    properties.title, properties.author, properties.comments = note.title, note.source, ORIGIN
    properties.created = properties.modified = day
    for line in (*note.header(), *note.paragraphs):
        made.add_paragraph(line)
    raw = io.BytesIO()
    made.save(raw)
    return _without_clock(raw.getvalue())


def pdf_bytes(note: Note) -> bytes:
    """The note as one page, its header lines first."""
    styles = getSampleStyleSheet()
    flow = [Paragraph(escape(line), styles["Normal"]) for line in note.header()]
    for paragraph in note.paragraphs:
        flow += [Spacer(1, 10), Paragraph(escape(paragraph), styles["BodyText"])]
    raw = io.BytesIO()
    page = SimpleDocTemplate(raw, pagesize=A4, title=note.title, author=note.source, subject=ORIGIN, invariant=1)
    page.build(flow)
    return raw.getvalue()


def _without_clock(archive: bytes) -> bytes:
    """The same archive with one fixed time on every member."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(zipfile.ZipInfo(member.filename, ZIP_TIME), old.read(member), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def main(folder: Path) -> None:
    """Write both files into ``folder``."""
    (folder / FIRST_EVACUATIONS.name).write_bytes(docx_bytes(FIRST_EVACUATIONS))
    (folder / FLASH_UPDATE.name).write_bytes(pdf_bytes(FLASH_UPDATE))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else INBOX)
