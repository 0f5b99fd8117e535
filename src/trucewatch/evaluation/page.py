"""The report as one HTML page that needs nothing else: no script, no font, no request.

All words from texts and keys are escaped by the template; a sentence carries its own language and direction.
"""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from trucewatch.evaluation.metrics import METRICS
from trucewatch.evaluation.report import Report
from trucewatch.evaluation.report_tables import MIXED
from trucewatch.evaluation.table import LIST_LABELS, percent, span_of_interval
from trucewatch.evaluation.time_and_numbers import OUTSIDE_NOTE, OUTSIDE_TITLE

__all__ = ["report_page"]


def report_page(report: Report) -> str:
    """The page. Equal reports give equal pages."""
    return _template().render(
        report=report,
        metrics=METRICS,
        labels=LIST_LABELS,
        mixed=MIXED,
        outside_title=OUTSIDE_TITLE,
        outside_note=OUTSIDE_NOTE,
        percent=percent,
        span=span_of_interval,
        rtl=frozenset({"ar"}),
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("trucewatch.evaluation", "."),
        autoescape=select_autoescape(enabled_extensions=("html", "j2"), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2")
