"""What part of a case a report tells of, and for whom it was made, in the words of a language."""

from __future__ import annotations

from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.reports import SituationReport

__all__ = ["scope_lines", "scope_title"]


def scope_title(w: Wording, report: SituationReport) -> str:
    """Area and audience as they stand beside the period, empty for the whole case and for those who see everything."""
    area = w.in_language(report.area.name) if report.area is not None else ""
    audience = w.in_language(report.audience.label) if report.audience is not None else ""
    return w.listed(area, f"{w.word('audience')}{w.colon}{audience}" if audience else "")


def scope_lines(w: Wording, report: SituationReport) -> tuple[tuple[str, str], ...]:
    """Each part with its heading and what it leaves out; nothing for a report of the whole case for everybody in it."""
    lines: list[tuple[str, str]] = []
    if report.area is not None:
        left = w.word("area_left_out").format(
            incidents=w.number(report.area.perhaps), claims=w.number(report.area.perhaps_claims)
        )
        name = w.in_language(report.area.name)
        lines.append((w.word("area_of_report"), f"{name}. {left} {w.word('area_whole_case')}"))
    if report.audience is not None:
        shown = w.word("audience_copy").format(small=w.number(report.audience.small_count))
        lines.append((w.word("audience"), f"{w.in_language(report.audience.label)}. {shown}"))
    return tuple(lines)
