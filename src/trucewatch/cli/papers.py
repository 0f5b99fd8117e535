"""Papers on one incident: the flash report, marked unverified, and the dossier for print."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from trucewatch.case import load_case
from trucewatch.cli.issuing import check_values, rests_on, split_commas
from trucewatch.cli.talk import now, out, say
from trucewatch.pipeline import AUTHOR, open_workplace
from trucewatch.record import FileRef, IssuedReport, record_draft
from trucewatch.reporting.incident_paper import IncidentPaper, gather
from trucewatch.reporting.layout_dossier import dossier_sheet
from trucewatch.reporting.layout_flash import flash_sheet
from trucewatch.reporting.printing import SHEET_FORMATS, print_sheet
from trucewatch.reporting.sheet import Sheet
from trucewatch.reporting.write import MEDIA, write_files

__all__ = ["register"]

CaseArgument = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")]
Incident = Annotated[str, typer.Argument(metavar="INCIDENT", help="Id of the incident, of the report or the pages.")]
Lang = Annotated[list[str] | None, typer.Option(help="en, fr, ar; all of the case by default.")]
Format = Annotated[list[str] | None, typer.Option("--format", help="pdf, docx, md, with commas; pdf by default.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "flash",
        help="Print a flash report of one incident, marked unverified, and record that it was issued.\n\n"
        "Example: trucewatch flash river-front incident-5bc846679a673466caf9 --lang en,ar",
    )(flash)
    app.command(
        "dossier",
        help="Print all that the record holds of one incident.\n\n"
        "Example: trucewatch dossier river-front incident-5bc846679a673466caf9 --format pdf,docx",
    )(dossier)


def flash(case: CaseArgument, incident: Incident, lang: Lang = None, formats: Format = None) -> None:
    """A flash report."""
    _print(case, incident, lang, formats, "flash-report", flash_sheet)
    say("the flash report is unverified and says so on every page")


def dossier(case: CaseArgument, incident: Incident, lang: Lang = None, formats: Format = None) -> None:
    """A dossier."""
    _print(case, incident, lang, formats, "dossier", dossier_sheet)


def _print(
    root: Path,
    incident: str,
    lang: list[str] | None,
    formats: list[str] | None,
    kind: str,
    sheet: Callable[[IncidentPaper, str], Sheet],
) -> None:
    loaded = load_case(root)
    languages = split_commas(lang) or tuple(loaded.settings.languages)
    kinds = split_commas(formats) or ("pdf",)
    check_values(languages, ("en", "fr", "ar"), "--lang")
    check_values(kinds, SHEET_FORMATS, "--format")
    with open_workplace(loaded, now) as work:
        size, at = rests_on(work)
        digest_of_head = work.log.root(size).hex()
        paper = gather(loaded, work.store, incident, log_size=size, log_root=digest_of_head, prepared_at=at)
        # the file is named after the incident that stands, never after what was typed
        name = f"{kind}-{paper.entry.incident.id}"
        files = {f"{name}.{one}.{ext}": print_sheet(sheet(paper, one), ext) for one in languages for ext in kinds}
        paths = write_files(loaded.folder.reports, files)
        refs = [
            FileRef(sha256=work.log.files.put(data), size=len(data), media=MEDIA[file.rsplit(".", 1)[1]])
            for file, data in files.items()
        ]
        digest = hashlib.sha256("".join(ref.sha256 for ref in refs).encode()).hexdigest()[:16]
        issued = IssuedReport(
            id=f"{name}-{digest}",
            kind=kind.replace("-", "_"),
            title=name,
            issued_at=at,
            log_size=size,
            incidents=(paper.entry.incident.id,),
        )
        work.append([record_draft(issued, AUTHOR, work.log.files, attached=refs)])
    for path in paths:
        out.print(str(path), markup=False)
