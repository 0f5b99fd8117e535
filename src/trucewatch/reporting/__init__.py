"""Reporting prints the record: the situation report as HTML and Markdown. It adds no judgement."""

from trucewatch.reporting.build import build_report
from trucewatch.reporting.periods import previous_period, report_period
from trucewatch.reporting.render import render_html, render_markdown
from trucewatch.reporting.write import report_name, write_report

__all__ = [
    "build_report",
    "previous_period",
    "render_html",
    "render_markdown",
    "report_name",
    "report_period",
    "write_report",
]
