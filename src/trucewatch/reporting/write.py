"""Write a report's files, each replaced as a whole."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from trucewatch.case import Case
from trucewatch.errors import StoreError
from trucewatch.reporting.render import render_html, render_markdown
from trucewatch.vocabulary.reports import AreaScope, AudienceScope, Period, SituationReport

__all__ = ["FORMATS", "MEDIA", "USUAL_FORMATS", "render_report", "report_name", "write_files", "write_report"]

MEDIA = {
    "html": "text/html",
    "md": "text/markdown",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
FORMATS = tuple(MEDIA)
USUAL_FORMATS = ("html", "md")
"""What is written when nobody asks for more: both are text, and need no font."""


def report_name(period: Period, area: AreaScope | None = None, audience: AudienceScope | None = None) -> str:
    """``situation-report-2016-12-05`` or ``…-2016-12-05-to-2016-12-11``, then ``-in-AREA`` and ``-for-AUDIENCE``."""
    span = period.start if period.start == period.end else f"{period.start}-to-{period.end}"
    within = f"-in-{_in_a_name(area.id)}" if area is not None else ""
    to = f"-for-{_in_a_name(audience.id)}" if audience is not None else ""
    return f"situation-report-{span}{within}{to}"


def _in_a_name(identifier: str) -> str:
    """An id as part of a file name; one that loses letters keeps the beginning of its digest."""
    plain = _NOT_PLAIN.sub("-", identifier.lower()).strip("-")[:40]
    digest = hashlib.sha256(identifier.encode()).hexdigest()[:8]
    return plain if plain == identifier else "-".join(part for part in (plain, digest) if part)


def render_report(report: SituationReport, case: Case, lang: str, kind: str) -> bytes:
    """The report in one language and format. Raises :class:`StoreError` where fonts are missing."""
    if kind in ("html", "md"):
        return (render_html if kind == "html" else render_markdown)(report, case, lang).encode("utf-8")
    # typesetting is loaded when it is asked for: the other commands do not wait for it
    from trucewatch.reporting.layout import lay_out
    from trucewatch.reporting.printing import print_sheet

    return print_sheet(lay_out(report, case, lang), kind)


def write_report(
    report: SituationReport, case: Case, folder: Path, *, formats: Sequence[str], languages: Sequence[str]
) -> tuple[Path, ...]:
    """Write each format in each language; returns the files. Raises :class:`StoreError` when the folder refuses."""
    name = report_name(report.period, report.area, report.audience)
    files = {f"{name}.{lang}.{kind}": render_report(report, case, lang, kind) for lang in languages for kind in formats}
    return write_files(folder, files)


def write_files(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files into a folder, each replaced as a whole. Raises :class:`StoreError` when the folder refuses."""
    paths: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            path = folder / name
            temporary = path.with_name(path.name + ".new")
            temporary.write_bytes(data)
            temporary.replace(path)
            paths.append(path)
    except OSError as error:
        where = str(error.filename or folder)
        raise StoreError(f"the report cannot be written: {error.strerror}", where=where) from error
    return tuple(paths)
