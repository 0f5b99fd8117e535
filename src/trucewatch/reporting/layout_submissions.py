"""What the tools that collected forms tell of an incident's submissions, for the dossier."""

from __future__ import annotations

from collections.abc import Iterable

from trucewatch.reporting.incident_paper import IncidentPaper
from trucewatch.reporting.sheet import Block, Line, Span, line, section
from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.attachments import AttachedFile, attached
from trucewatch.vocabulary.claims import Submission

__all__ = ["submission_blocks"]


def submission_blocks(w: Wording, paper: IncidentPaper) -> list[Block]:
    """Each submission with its supervisor's mark, its accuracy and its files by digest; nothing where there is none."""
    found = {
        item.claim.submission.id: item.claim.submission
        for item in paper.entry.claims
        if isinstance(item.claim.submission, Submission)
    }
    if not found:
        return []
    rows = [_row(w, submission, attached(submission, paper.attachments)) for submission in found.values()]
    head = [w.word(key) for key in ("submission", "validation_mark", "accuracy", "attached_files")]
    return section(1, w.word("submissions"), head, rows, empty=w.word("none"), widths=(2.2, 1.6, 1, 3.6))


def _row(w: Wording, submission: Submission, files: Iterable[AttachedFile]) -> tuple[Line, ...]:
    accuracy = w.word("not_told") if submission.accuracy is None else f"{w.number(submission.accuracy)} m"
    spans: list[Span | str] = []
    for file in files:
        spans += [w.semicolon] if spans else []
        spans.append(Span(file.attachment.name, outside=True))
        spans.append(" ")
        spans += [Span(w.comma.join(file.documents), outside=True, mono=True)] if file.documents else [w.word("absent")]
    return (
        line(Span(submission.id, outside=True, mono=True)),
        line(Span(submission.validation, outside=True) if submission.validation else w.word("none")),
        line(accuracy),
        line(*spans) if spans else line(w.word("none")),
    )
