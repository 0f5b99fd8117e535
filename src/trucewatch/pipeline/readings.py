"""Reading for a case: documents in the record to claims in the record."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence

from trucewatch.case import Case
from trucewatch.errors import InputError
from trucewatch.intake.datasets.reading import read_table
from trucewatch.intake.documents import unread_record
from trucewatch.intake.language import READABLE
from trucewatch.intake.observations.messages import is_messages, read_messages
from trucewatch.pipeline.workplace import AUTHOR, BATCH, Progress, RunCounts, Workplace, text_of
from trucewatch.proposing.answers import AnswerFolder
from trucewatch.proposing.endpoint import HttpEndpoint
from trucewatch.proposing.proposer import Proposer
from trucewatch.reading.reader import Reader
from trucewatch.record import Draft, claims_drafts, record_draft
from trucewatch.store import ClaimFilter
from trucewatch.vocabulary.claims import Claim, UnreadRecord
from trucewatch.vocabulary.documents import TABLE_MEDIA, Document

__all__ = ["published_day", "read_by_these_rules", "read_documents"]


def read_by_these_rules(work: Workplace, rules: str) -> frozenset[str]:
    """Documents whose standing claims were made by the present rules: those of a finished run with no other since."""
    runs = work.store.runs()
    last = max((i for i, run in enumerate(runs) if run.phase == "finished"), default=None)
    if last is None or any(run.rules != rules for run in runs[last:]):
        return frozenset()
    return frozenset(claim.document for claim in work.store.claims(ClaimFilter(rejected="include")).items)


def read_documents(work: Workplace, counts: RunCounts, progress: Progress, *, skip: frozenset[str]) -> None:
    """Read every document but those of ``skip``; claims enter the record a batch at a time."""
    reader = Reader.for_case(actors=work.case.actors, places=work.case.places)
    proposer = proposer_of(work.case)
    documents = work.store.documents().items
    drafts: list[Draft] = []
    for number, document in enumerate(documents, start=1):
        if document.id in skip or document.unread is not None or document.text_digest is None:
            progress("reading", number, len(documents))
            continue
        claims = _claims(work, reader, document, counts, proposer)
        if isinstance(claims, UnreadRecord):
            drafts.append(record_draft(claims, AUTHOR, work.log.files))
            counts.add("unread")
            counts.refused.append(f"{document.name}: {claims.reason}: {claims.detail}")
        else:
            drafts += claims_drafts(document.id, claims, AUTHOR, work.log.files)
            counts.add("read")
            counts.add("claims", len(claims))
        if len(drafts) >= BATCH:
            work.append(drafts)
            drafts = []
        progress("reading", number, len(documents))
    work.append(drafts)


def proposer_of(case: Case) -> Proposer | None:
    """The model that may propose for a case; none unless ``case.yaml`` names one. Its key is in the environment."""
    settings = case.settings.language_model
    if settings is None:
        return None
    key = os.environ.get(settings.key_env) if settings.key_env else None
    endpoint = None if settings.offline else HttpEndpoint(settings, key=key)
    return Proposer(settings, endpoint=endpoint, answers=AnswerFolder(case.folder.answers))


def _claims(
    work: Workplace, reader: Reader, document: Document, counts: RunCounts, proposer: Proposer | None
) -> Sequence[Claim] | UnreadRecord:
    text = text_of(work, document)
    if document.media in TABLE_MEDIA:
        rows = read_table(text, document=document.id, mappings=work.case.mappings)
        if rows is None:
            detail = "the columns of the table are those of no known dataset and of no mapping of the case"
            return unread_record("unsupported", detail, digest=document.id, name=document.name)
        counts.refused += [f"{document.name}: {row.message()}" for row in rows.refused]
        return rows.claims
    if is_messages(text):
        messages = read_messages(text, document=document.id, lang=document.lang or "en")
        counts.refused += [f"{document.name}: {row.message()}" for row in messages.refused]
        return messages.claims
    if document.lang not in READABLE:
        detail = f"texts in the language {document.lang or 'unknown'!r} are not read"
        return unread_record("unsupported", detail, digest=document.id, name=document.name)
    day = published_day(document)
    if proposer is None:
        return reader.read(text, document=document.id, lang=str(document.lang), published=day)
    reading = reader.read_closely(text, document=document.id, lang=str(document.lang), published=day)
    proposed = proposer.propose(reading, document=document.id, published=day)
    counts.add("proposed", len(proposed.claims))
    counts.add("proposals rejected", len(proposed.rejected))
    return (*reading.claims, *proposed.claims)


def published_day(document: Document) -> dt.date | None:
    """The local day of publication, the anchor of relative dates."""
    if document.published is None:
        return None
    try:
        return dt.date.fromisoformat(document.published[:10])
    except ValueError as error:
        raise InputError("a date of publication is not readable", got=document.published) from error
