"""Print the situation report of a case and record that it was issued."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from trucewatch.case import Case
from trucewatch.errors import UsageError
from trucewatch.pipeline import AUTHOR, Workplace, follow
from trucewatch.reading.ruleset import rule_set_digest
from trucewatch.record import FileRef, IssuedReport, record_draft
from trucewatch.record.cosigned import latest_cosigned
from trucewatch.record.trust_store import installed_roots
from trucewatch.reporting import build_report, report_name, report_period, write_report
from trucewatch.reporting.write import FORMATS, MEDIA, USUAL_FORMATS
from trucewatch.store import IncidentFilter, Store
from trucewatch.vocabulary.reports import RecordRank, SituationReport

__all__ = ["build", "check_values", "issue", "report_of_copy", "rests_on", "split_commas"]


def build(
    work: Workplace, *, day: str | None = None, start: str | None = None, end: str | None = None
) -> SituationReport:
    """The report of a period; it rests on all entries but those of reports themselves, runs and accesses."""
    settings = work.case.settings
    period = report_period(
        day=day,
        start=start,
        end=end,
        case_start=settings.period.start,
        case_end=settings.period.end,
        last=_last_day(work.store),
    )
    size, at = rests_on(work)
    return build_report(
        work.case,
        work.store,
        period,
        log_size=size,
        log_root=work.log.root(size).hex(),
        prepared_at=at,
        rules=rule_set_digest(),
        rank=_rank(work),
        tracking=follow(work.case, work.store, as_of=period.end),
    )


def issue(
    work: Workplace,
    *,
    day: str | None = None,
    start: str | None = None,
    end: str | None = None,
    languages: Sequence[str] | None = None,
    formats: Sequence[str] | None = None,
) -> tuple[Path, ...]:
    """Write the report's files and append an entry that names them by digest."""
    chosen = split_commas(languages) or tuple(work.case.settings.languages)
    kinds = split_commas(formats) or USUAL_FORMATS
    check_values(chosen, ("en", "fr", "ar"), "--lang")
    check_values(kinds, FORMATS, "--format")
    report = build(work, day=day, start=start, end=end)
    paths = write_report(report, work.case, work.case.folder.reports, formats=kinds, languages=chosen)
    refs: list[FileRef] = []
    for path in paths:
        data = path.read_bytes()
        refs.append(FileRef(sha256=work.log.files.put(data), size=len(data), media=MEDIA[path.suffix[1:]]))
    name = report_name(report.period)
    digest = hashlib.sha256("".join(ref.sha256 for ref in refs).encode()).hexdigest()[:16]
    issued = IssuedReport(
        id=f"{name}-{digest}",
        kind="situation_report",
        title=name,
        period_start=report.period.start,
        period_end=report.period.end,
        issued_at=report.prepared_at,
        log_size=report.log_size,
        incidents=tuple(entry.incident.id for entry in report.annex),
    )
    work.append([record_draft(issued, AUTHOR, work.log.files, attached=refs)])
    return paths


def report_of_copy(work: Workplace, case: Case, store: Store) -> SituationReport:
    """The report of the whole period of a copy for an audience, resting on the record of ``work``."""
    period = report_period(
        day=None,
        start=None,
        end=None,
        case_start=case.settings.period.start,
        case_end=case.settings.period.end,
        last=_last_day(store),
    )
    size, at = rests_on(work)
    return build_report(
        case,
        store,
        period,
        log_size=size,
        log_root=work.log.root(size).hex(),
        prepared_at=at,
        rules=rule_set_digest(),
        rank=_rank(work),
    )


def _last_day(store: Store) -> str | None:
    days = [i.time.end or i.time.start for i in store.incidents(IncidentFilter()).items]
    return max((day[:10] for day in days if day), default=None)


def rests_on(work: Workplace) -> tuple[int, str]:
    """Size of the log up to the last entry that is neither a report, a run nor an access, and when that was entered."""
    for index in range(work.log.size - 1, -1, -1):
        entry = work.log.entry(index)
        if entry.payload.type not in ("report", "run", "access"):
            return index + 1, entry.payload.claimed_at
    return 0, "unknown"


def _rank(work: Workplace) -> RecordRank | None:
    """How far parties vouch for this very history, by the trust roots of the case."""
    roots = installed_roots(work.case.folder.trust)
    rank = latest_cosigned(work.log.folder, roots[-1].root if roots else None)
    if rank is None or rank.head.size > work.log.size or work.log.root(rank.head.size) != rank.head.root:
        return None
    parties = tuple((party, time.strftime("%Y-%m-%dT%H:%M:%SZ")) for party, time in rank.parties)
    return RecordRank(name=rank.name, size=rank.head.size, of=rank.of, parties=parties)


def split_commas(given: Sequence[str] | None) -> tuple[str, ...]:
    """``pdf,docx`` or one value an option, in the order given, each once."""
    return tuple(dict.fromkeys(part.strip() for value in given or () for part in value.split(",") if part.strip()))


def check_values(given: Sequence[str], allowed: Sequence[str], option: str) -> None:
    """Raise :class:`UsageError` at the first value that is not allowed."""
    wrong = [value for value in given if value not in allowed]
    if wrong:
        raise UsageError("the value is unknown", where=option, got=wrong[0], expected=", ".join(allowed))
