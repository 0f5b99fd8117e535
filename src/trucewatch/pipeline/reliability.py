"""Marks of sources: entered by people, kept with their history, read by linking. The machine gives none."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import cast, get_args

import msgspec

from trucewatch.errors import UsageError
from trucewatch.pipeline.workplace import AUTHOR, Workplace
from trucewatch.record import record_draft
from trucewatch.vocabulary.codes import load_code_list
from trucewatch.vocabulary.documents import Source
from trucewatch.vocabulary.grades import ReliabilityCode, ReliabilityMark, SourceReliability

__all__ = ["mark_source", "marked_sources"]


def marked_sources(work: Workplace) -> tuple[Source, ...]:
    """The sources of the case with the marks of the record after those of ``sources.yaml``."""
    marks = work.store.reliability_marks()
    return tuple(
        msgspec.structs.replace(
            source, reliability=(*source.reliability, *(m.mark for m in marks if m.source == source.id))
        )
        for source in work.case.sources
    )


def mark_source(
    work: Workplace,
    source: str,
    *,
    grade: str,
    by: str,
    reason: str,
    topic: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> ReliabilityMark:
    """Enter a mark A to F for a source, for a family of acts and a period, or for all of them.

    Raises :class:`UsageError` for a source or topic that is not known, another grade, a day that is none, or a mark
    without a person's name and a reason.
    """
    if source not in {known.id for known in work.case.sources}:
        raise UsageError("no such source in sources.yaml", got=source)
    if grade not in get_args(ReliabilityCode):
        raise UsageError("no grade of reliability", expected=", ".join(get_args(ReliabilityCode)), got=grade)
    families = [family.code for family in load_code_list("acts").families]
    if topic is not None and topic not in families:
        raise UsageError("a topic is a family of acts", expected=", ".join(families), got=topic)
    if not by.strip() or not reason.strip():
        raise UsageError("a mark has an author and a reason", hint="give --by and --reason")
    if by == AUTHOR:
        raise UsageError("only people mark sources", got=by)
    _check_period(since, until)
    at = work.clock().astimezone(dt.UTC)
    mark = SourceReliability(
        grade=cast("ReliabilityCode", grade),
        by=by,
        on=at.date().isoformat(),
        topic=topic,
        since=since,
        until=until,
        reason=reason,
    )
    instant = at.isoformat(timespec="seconds").replace("+00:00", "Z")
    number = len(work.store.reliability_marks())
    digest = hashlib.sha256("\0".join((source, instant, by, grade, topic or "", str(number))).encode()).hexdigest()
    record = ReliabilityMark(id=f"mark-{digest[:20]}", source=source, mark=mark, at=instant)
    work.append([record_draft(record, by, work.log.files)])
    return record


def _check_period(since: str | None, until: str | None) -> None:
    for name, day in (("since", since), ("until", until)):
        try:
            valid = day is None or dt.date.fromisoformat(day).isoformat() == day
        except ValueError:
            valid = False
        if not valid:
            raise UsageError(f"--{name} is a day", expected="2016-12-05", got=day or "")
    if since is not None and until is not None and since > until:
        raise UsageError("a period ends after it begins", got=f"{since} to {until}")


def by_topic(marks: Sequence[SourceReliability]) -> dict[str | None, list[SourceReliability]]:
    """The marks of a source by topic, in the order in which they were given; None holds those for all topics."""
    found: dict[str | None, list[SourceReliability]] = {}
    for mark in sorted(marks, key=lambda mark: mark.on):
        found.setdefault(mark.topic, []).append(mark)
    return dict(sorted(found.items(), key=lambda item: item[0] or ""))
