"""Reading for a case: documents in the record to claims in the record."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import dataclass

from trucewatch.case import Case
from trucewatch.errors import InputError
from trucewatch.intake.datasets.mapping import TableMapping
from trucewatch.intake.datasets.reading import read_table
from trucewatch.intake.documents import unread_record
from trucewatch.intake.language import READABLE
from trucewatch.intake.observations.messages import is_messages, read_messages
from trucewatch.pipeline.workplace import AUTHOR, BATCH, Progress, RunCounts, Workplace, text_of
from trucewatch.proposing.answers import AnswerFolder
from trucewatch.proposing.endpoint import HttpEndpoint
from trucewatch.proposing.proposer import Proposer
from trucewatch.reading.reader import Reader, Reading
from trucewatch.record import Draft, claims_drafts, record_draft
from trucewatch.store import ClaimFilter
from trucewatch.vocabulary.claims import Claim, UnreadRecord
from trucewatch.vocabulary.documents import TABLE_MEDIA, Document

__all__ = ["DocumentClaims", "published_day", "read_by_these_rules", "read_claims", "read_documents"]


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


@dataclass(frozen=True, slots=True)
class DocumentClaims:
    """The claims of one document, with the rows of a table or the messages that were refused, in words.

    ``reading`` holds what lies beneath the claims where the document is prose.
    """

    claims: tuple[Claim, ...]
    refused: tuple[str, ...] = ()
    reading: Reading | None = None


def read_claims(
    document: Document, text: str, reader: Reader, mappings: Sequence[TableMapping] = ()
) -> DocumentClaims | UnreadRecord:
    """The claims of a document's stored text: a table by its mapping, messages one by one, prose by ``reader``."""
    if document.media in TABLE_MEDIA:
        rows = read_table(text, document=document.id, mappings=mappings)
        if rows is None:
            detail = "the columns of the table are those of no known dataset and of no mapping of the case"
            return unread_record("unsupported", detail, digest=document.id, name=document.name)
        return DocumentClaims(tuple(rows.claims), tuple(row.message() for row in rows.refused))
    if is_messages(text):
        messages = read_messages(text, document=document.id, lang=document.lang or "en")
        return DocumentClaims(tuple(messages.claims), tuple(row.message() for row in messages.refused))
    if document.lang not in READABLE:
        detail = f"texts in the language {document.lang or 'unknown'!r} are not read"
        return unread_record("unsupported", detail, digest=document.id, name=document.name)
    reading = reader.read_closely(
        text, document=document.id, lang=str(document.lang), published=published_day(document)
    )
    return DocumentClaims(reading.claims, reading=reading)


def _claims(
    work: Workplace, reader: Reader, document: Document, counts: RunCounts, proposer: Proposer | None
) -> Sequence[Claim] | UnreadRecord:
    found = read_claims(document, text_of(work, document), reader, work.case.mappings)
    if isinstance(found, UnreadRecord):
        return found
    counts.refused += [f"{document.name}: {row}" for row in found.refused]
    if proposer is None or found.reading is None:
        return found.claims
    proposed = proposer.propose(found.reading, document=document.id, published=published_day(document))
    counts.add("proposed", len(proposed.claims))
    counts.add("proposals rejected", len(proposed.rejected))
    return (*found.claims, *proposed.claims)


def published_day(document: Document) -> dt.date | None:
    """The local day of publication, the anchor of relative dates."""
    if document.published is None:
        return None
    try:
        return dt.date.fromisoformat(document.published[:10])
    except ValueError as error:
        raise InputError("a date of publication is not readable", got=document.published) from error
