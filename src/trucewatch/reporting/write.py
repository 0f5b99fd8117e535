"""Write a report's files, each replaced as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from trucewatch.case import Case
from trucewatch.errors import StoreError
from trucewatch.reporting.render import render_html, render_markdown
from trucewatch.vocabulary.reports import Period, SituationReport

__all__ = ["FORMATS", "report_name", "write_report"]

FORMATS = ("html", "md")


def report_name(period: Period) -> str:
    """``situation-report-2016-12-05`` or ``…-2016-12-05-to-2016-12-11``."""
    span = period.start if period.start == period.end else f"{period.start}-to-{period.end}"
    return f"situation-report-{span}"


def write_report(
    report: SituationReport, case: Case, folder: Path, *, formats: Sequence[str], languages: Sequence[str]
) -> tuple[Path, ...]:
    """Write each format in each language; returns the files. Raises :class:`StoreError` when the folder refuses."""
    paths: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for lang in languages:
            for kind in formats:
                text = (render_html if kind == "html" else render_markdown)(report, case, lang)
                path = folder / f"{report_name(report.period)}.{lang}.{kind}"
                temporary = path.with_name(path.name + ".new")
                temporary.write_text(text, encoding="utf-8")
                temporary.replace(path)
                paths.append(path)
    except OSError as error:
        where = str(error.filename or folder)
        raise StoreError(f"the report cannot be written: {error.strerror}", where=where) from error
    return tuple(paths)
