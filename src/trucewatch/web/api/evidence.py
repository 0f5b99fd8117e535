"""Documents, claims, assessments and sources: what an incident rests on."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from trucewatch.store import ClaimFilter, Wanted
from trucewatch.vocabulary.assessments import Assessment
from trucewatch.vocabulary.claims import Claim
from trucewatch.vocabulary.documents import Custody, Document, Source
from trucewatch.web.api.operation import Answer, Call, Operation, PathPart, operation
from trucewatch.web.api.paging import Listing, in_pages, sorted_page
from trucewatch.web.api.parameters import AssessmentQuery, ClaimQuery, LanguageOnly, Paged
from trucewatch.web.api.problem import RefusalError
from trucewatch.web.filters import parse

__all__ = ["ROUTES"]

_TEXT: Final = "text/plain"
_DIGEST: Final = "0" * 64


class DocumentInFull(Struct, frozen=True, kw_only=True):
    """A document with its claims and how it came in, each time."""

    document: Document
    claims: tuple[Claim, ...]
    custody: tuple[Custody, ...]


def _documents(call: Call) -> Answer:
    store = call.site.store
    return in_pages(call, lambda after, limit: store.in_log_order("document", Wanted(), after=after, limit=limit))


def _document(call: Call) -> Answer:
    document = _found(call)
    store = call.site.store
    made = DocumentInFull(document=document, claims=store.claims_of(document.id), custody=store.custody_of(document.id))
    return Answer(made)


def _text(call: Call) -> Answer:
    document = _found(call)
    text = call.site.text(document.text_digest)
    if not text:
        raise RefusalError(404, "no text of the document is kept for this role")
    headers = {"Content-Disposition": f'inline; filename="{document.id[:64]}.txt"'}
    return Answer(text.encode("utf-8"), f"{_TEXT}; charset=utf-8", headers=headers)


def _found(call: Call) -> Document:
    document = call.site.store.document(call.part("document_id"))
    if document is None:
        raise RefusalError(404, "there is no such document")
    return document


def _claims(call: Call) -> Answer:
    asked = call.query
    acts = parse({"act": asked.act}, call.site).wanted(call.site).acts if asked.act else ()
    wanted = ClaimFilter(
        kinds=(asked.kind,) if asked.kind else (),
        acts=acts,
        families=(asked.family,) if asked.family else (),
        langs=(asked.lang_of,) if asked.lang_of else (),
        documents=(asked.document,) if asked.document else (),
        places=(asked.place,) if asked.place else (),
        start=asked.start.isoformat() if asked.start else None,
        end=asked.end.isoformat() if asked.end else None,
    )
    store = call.site.store
    return in_pages(call, lambda after, limit: store.in_log_order("claim", Wanted(wanted), after=after, limit=limit))


def _claim(call: Call) -> Answer:
    claim = call.site.store.claim(call.part("claim_id"))
    if claim is None:
        raise RefusalError(404, "there is no such claim")
    return Answer(claim)


def _assessments(call: Call) -> Answer:
    asked = call.query
    if asked.outcome is not None:
        parse({"outcome": asked.outcome}, call.site)
    wanted = Wanted(outcomes=(asked.outcome,) if asked.outcome else (), incident=asked.incident)
    store = call.site.store
    return in_pages(call, lambda after, limit: store.in_log_order("assessment", wanted, after=after, limit=limit))


def _sources(call: Call) -> Answer:
    return sorted_page(call, call.site.case.sources, lambda source: source.id)


def _source(call: Call) -> Answer:
    source = call.site.sources.get(call.part("source_id"))
    if source is None:
        raise RefusalError(404, "there is no such source")
    return Answer(source)


ROUTES: Final = (
    operation(
        Operation(
            id="listDocuments",
            method="GET",
            path="/api/documents",
            tag="documents",
            summary="The documents that came in.",
            query=Paged,
            gives=Listing[Document],
        ),
        _documents,
    ),
    operation(
        Operation(
            id="readDocument",
            method="GET",
            path="/api/documents/{document_id:str}",
            tag="documents",
            summary="A document with its claims and its custody.",
            parts={"document_id": PathPart("The SHA-256 of its bytes.", _DIGEST.replace("0", "a"))},
            query=LanguageOnly,
            gives=DocumentInFull,
        ),
        _document,
    ),
    operation(
        Operation(
            id="readDocumentText",
            method="GET",
            path="/api/documents/{document_id:str}/text",
            tag="documents",
            summary="The stored text of a document; the spans of claims count its characters.",
            parts={"document_id": PathPart("The SHA-256 of its bytes.", _DIGEST.replace("0", "a"))},
            query=LanguageOnly,
            gives={"type": "string"},
            answers=(_TEXT,),
        ),
        _text,
    ),
    operation(
        Operation(
            id="listClaims",
            method="GET",
            path="/api/claims",
            tag="claims",
            summary="Claims of every kind with their exact words.",
            query=ClaimQuery,
            gives=Listing[Claim],
        ),
        _claims,
    ),
    operation(
        Operation(
            id="readClaim",
            method="GET",
            path="/api/claims/{claim_id:str}",
            tag="claims",
            summary="One claim.",
            parts={"claim_id": PathPart("The id of a claim.", "c1")},
            query=LanguageOnly,
            gives=Claim,
        ),
        _claim,
    ),
    operation(
        Operation(
            id="listAssessments",
            method="GET",
            path="/api/assessments",
            tag="assessments",
            summary="Incidents held against the clauses in force, with the tests opened out.",
            query=AssessmentQuery,
            gives=Listing[Assessment],
        ),
        _assessments,
    ),
    operation(
        Operation(
            id="listSources",
            method="GET",
            path="/api/sources",
            tag="sources",
            summary="Who speaks and publishes.",
            query=Paged,
            gives=Listing[Source],
        ),
        _sources,
    ),
    operation(
        Operation(
            id="readSource",
            method="GET",
            path="/api/sources/{source_id:str}",
            tag="sources",
            summary="One source.",
            parts={"source_id": PathPart("The id of a source.", "afp")},
            query=LanguageOnly,
            gives=Source,
        ),
        _source,
    ),
)
