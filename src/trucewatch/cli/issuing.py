"""Print the situation report of a case and record that it was issued."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trucewatch.case import Case, load_case
from trucewatch.errors import UsageError
from trucewatch.pipeline import AUTHOR, Workplace, follow
from trucewatch.protection import Profile, write_redacted
from trucewatch.reading.ruleset import rule_set_digest
from trucewatch.record import FileRef, FileStore, IssuedReport, record_draft
from trucewatch.record.cosigned import latest_cosigned
from trucewatch.record.trust_store import installed_roots
from trucewatch.reporting import build_report, report_name, report_period, write_report
from trucewatch.reporting.areas import Area, area_of_case
from trucewatch.reporting.periods import Rhythm, split_period
from trucewatch.reporting.write import FORMATS, MEDIA, USUAL_FORMATS
from trucewatch.store import IncidentFilter, SqliteStore, Store
from trucewatch.vocabulary.reports import AudienceScope, Period, RecordRank, SituationReport
from trucewatch.vocabulary.tracking import Tracking

__all__ = [
    "Wanted",
    "build",
    "check_values",
    "issue",
    "issue_all",
    "of_audience",
    "report_of_copy",
    "rests_on",
    "split_commas",
]


@dataclass(frozen=True)
class Wanted:
    """Which reports are asked for: a day or a period, whole or in days or weeks, of the case or of areas of it."""

    day: str | None = None
    start: str | None = None
    end: str | None = None
    rhythm: Rhythm | None = None
    areas: tuple[str, ...] = ()

    def periods(self, case: Case, store: Store) -> tuple[Period, ...]:
        """The periods, in order. Raises :class:`UsageError` where the dates are none."""
        known = case.settings.period
        period = report_period(
            day=self.day,
            start=self.start,
            end=self.end,
            case_start=known.start,
            case_end=known.end,
            last=_last_day(store),
        )
        return (period,) if self.rhythm is None else split_period(period, self.rhythm)

    def chosen(self, case: Case) -> tuple[Area | None, ...]:
        """The areas, one report each; None is the whole case. Raises :class:`UsageError` where there is none such."""
        return tuple(area_of_case(case, asked) for asked in self.areas) or (None,)


def build(
    work: Workplace,
    *,
    day: str | None = None,
    start: str | None = None,
    end: str | None = None,
    area: Area | None = None,
) -> SituationReport:
    """The report of a period; it rests on all entries but those of reports themselves, runs and accesses."""
    (period,) = Wanted(day, start, end).periods(work.case, work.store)
    tracking = follow(work.case, work.store, as_of=period.end)
    return _build(work, work.case, work.store, period, area=area, tracking=tracking)


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
    return issue_all(work, Wanted(day, start, end), languages=languages, formats=formats)


def issue_all(
    work: Workplace,
    wanted: Wanted,
    *,
    languages: Sequence[str] | None = None,
    formats: Sequence[str] | None = None,
) -> tuple[Path, ...]:
    """As :func:`issue`, for each period and area; every option is checked before the first file is written."""
    chosen, kinds = _checked(work.case, languages, formats)
    areas = wanted.chosen(work.case)
    paths: list[Path] = []
    for period in wanted.periods(work.case, work.store):
        for area in areas:
            report = build(work, start=period.start, end=period.end, area=area)
            paths += _write(work, work.case, report, chosen, kinds)
    return tuple(paths)


def of_audience(
    work: Workplace,
    profile: Profile,
    wanted: Wanted,
    *,
    languages: Sequence[str] | None = None,
    formats: Sequence[str] | None = None,
) -> tuple[Path, ...]:
    """The reports for one audience, made from its own copy of the case, in which what is hidden does not exist."""
    chosen, kinds = _checked(work.case, languages, formats)
    told = AudienceScope(
        id=profile.id,
        label=profile.label,
        source=profile.source,
        small_count=profile.small_count,
        reviews="claim_review" in profile.records,
    )
    before = tuple(report for report in work.store.reports() if report.audience == profile.id)
    paths: list[Path] = []
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "case"
        write_redacted(work.case, tuple(work.log.entries()), work.log.files, profile, copy)
        shown = load_case(copy)
        with SqliteStore.open(shown.folder.database, FileStore(copy / "record" / "files")) as store:
            areas = wanted.chosen(shown)  # by the places that the audience is told of
            for period in wanted.periods(shown, store):
                for area in areas:
                    report = _build(work, shown, store, period, area=area, audience=told, issued=before)
                    paths += _write(work, shown, report, chosen, kinds)
    return tuple(paths)


def report_of_copy(work: Workplace, case: Case, store: Store) -> SituationReport:
    """The report of the whole period of a copy for an audience, resting on the record of ``work``."""
    (period,) = Wanted().periods(case, store)
    return _build(work, case, store, period)


def _build(
    work: Workplace,
    case: Case,
    store: Store,
    period: Period,
    *,
    area: Area | None = None,
    tracking: Tracking | None = None,
    audience: AudienceScope | None = None,
    issued: Sequence[IssuedReport] | None = None,
) -> SituationReport:
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
        tracking=tracking,
        area=area,
        audience=audience,
        issued=issued,
    )


def _checked(
    case: Case, languages: Sequence[str] | None, formats: Sequence[str] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    chosen = split_commas(languages) or tuple(case.settings.languages)
    kinds = split_commas(formats) or USUAL_FORMATS
    check_values(chosen, ("en", "fr", "ar"), "--lang")
    check_values(kinds, FORMATS, "--format")
    return chosen, kinds


def _write(
    work: Workplace, case: Case, report: SituationReport, languages: Sequence[str], formats: Sequence[str]
) -> tuple[Path, ...]:
    """The files in the folder of the case of ``work``, and the entry that names them."""
    paths = write_report(report, case, work.case.folder.reports, formats=formats, languages=languages)
    refs: list[FileRef] = []
    for path in paths:
        data = path.read_bytes()
        refs.append(FileRef(sha256=work.log.files.put(data), size=len(data), media=MEDIA[path.suffix[1:]]))
    name = report_name(report.period, report.area, report.audience)
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
        area=report.area.id if report.area is not None else None,
        audience=report.audience.id if report.audience is not None else None,
    )
    work.append([record_draft(issued, AUTHOR, work.log.files, attached=refs)])
    return paths


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
