"""What earlier reports said and what has become of it since: notices for the place where the error was."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from trucewatch.record import Correction, IssuedReport
from trucewatch.store import Store
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.reports import CorrectionNotice

__all__ = ["correction_notices"]


def correction_notices(
    store: Store, log_size: int, reports: Sequence[IssuedReport] | None = None
) -> tuple[CorrectionNotice, ...]:
    """Notices on incidents of reports issued on an earlier head of the record than ``log_size``.

    ``reports`` are those that the same audience was given; without them those of the store that went to no audience.

    An incident is ``withdrawn`` where it no longer stands, ``marked`` where somebody entered what is wrong with it
    or with its assessments, ``revised`` where it stands in another form. Ordered by entry.
    """
    listed: dict[str, dict[str, int]] = {}
    if reports is None:
        reports = tuple(report for report in store.reports() if report.audience is None)
    for report in reports:
        size = report.log_size or 0
        if size < log_size:
            for incident in report.incidents:
                listed.setdefault(incident, {})[report.title] = size
    found = [notice for incident, reports in listed.items() for notice in _of(store, incident, reports, log_size)]
    return tuple(sorted(found, key=lambda notice: (notice.entry, notice.incident, notice.kind)))


def _of(store: Store, incident: str, reports: dict[str, int], log_size: int) -> list[CorrectionNotice]:
    """What befell one incident since each of the reports that name it."""
    dossier = store.incident(incident)
    standing = dossier.incident if dossier is not None else None
    out: list[CorrectionNotice] = []
    targets = [("incident", incident)]
    targets += [("assessment", item.id) for item in (dossier.assessments if dossier is not None else ())]
    for kind, target in targets:
        for correction in store.corrections(kind, target):
            made = store.provenance("correction", correction.id)
            if correction.withdraws and (kind == "assessment" or standing is not None):
                continue  # an assessment made anew, an incident that stands again: the form it has now is told below
            if made is not None:
                known = _known(reports, made.entry, log_size)
                out += [_notice(store, incident, standing, correction, known, made.entry)] if known else []
    if dossier is not None:
        at = dossier.provenance.entry
        known = _known(reports, at, log_size)
        out += [_revised(dossier.incident, known, at, dossier.provenance.author)] if known else []
    return out


def _known(reports: dict[str, int], entry: int, log_size: int) -> tuple[str, ...]:
    """The reports that could not know an entry."""
    return tuple(sorted(title for title, size in reports.items() if size <= entry < log_size))


def _notice(
    store: Store, incident: str, standing: Incident | None, correction: Correction, reports: tuple[str, ...], entry: int
) -> CorrectionNotice:
    form = standing or _last_form(store, incident)
    return CorrectionNotice(
        incident=incident,
        kind="withdrawn" if correction.withdraws else "marked",
        act=form.act if form else None,
        start=form.time.start if form else None,
        place=form.place if form else None,
        reports=reports,
        reason=correction.reason,
        by=correction.by,
        entry=entry,
    )


def _revised(incident: Incident, reports: tuple[str, ...], entry: int, author: str) -> CorrectionNotice:
    return CorrectionNotice(
        incident=incident.id,
        kind="revised",
        act=incident.act,
        start=incident.time.start,
        place=incident.place,
        reports=reports,
        by=author,
        entry=entry,
    )


def _last_form(store: Store, incident: str) -> Incident | None:
    """The incident as it last stood."""
    forms = store.history("incident", incident)
    try:
        return msgspec.json.decode(forms[-1].json, type=Incident) if forms else None
    except msgspec.MsgspecError:
        return None  # a form of a later version: the notice then names the id alone
