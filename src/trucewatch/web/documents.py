"""The documents that came in, and one of them with its claims marked in its text."""

from __future__ import annotations

from typing import Final

from litestar import Response, get
from litestar.exceptions import NotFoundException

from trucewatch.web.filters import PER_PAGE, parse
from trucewatch.web.highlight import cut
from trucewatch.web.page import AnyRequest, answer, query, site_of
from trucewatch.web.vouching import entry_rank

__all__ = ["ROUTES"]


@get("/documents", sync_to_thread=True, include_in_schema=False)
def document_list(request: AnyRequest) -> Response[str]:
    """Documents by date, a page at a time; those that could not be read with the reason."""
    site = site_of(request)
    store, view = site.store, parse(query(request), site)
    page = store.documents(limit=PER_PAGE, offset=(view.page - 1) * PER_PAGE)
    unread = store.unread()
    told = [d.duplicate_of for d in page.items if d.duplicate_of] + [u.document for u in unread if u.document]
    context = {
        "documents": page.items,
        "total": page.total,
        "view": view,
        "last": max(1, -(-page.total // PER_PAGE)),
        "claims": store.claims_by_document([document.id for document in page.items]),
        "unread": unread,
        "names": {d.id: d.title or d.name for d in store.documents_named(list(dict.fromkeys(told)))},
    }
    return answer(request, "documents.html", context)


@get("/documents/{document_id:str}", sync_to_thread=True, include_in_schema=False)
def document_page(request: AnyRequest) -> Response[str]:
    """The whole stored text. ``#claim-…`` in the address leads to the words of a claim."""
    document_id: str = request.path_params["document_id"]
    site = site_of(request)
    document = site.store.document(document_id)
    if document is None:
        raise NotFoundException
    claims = site.store.claims_of(document_id)
    text = site.text(document.text_digest)
    provenance = site.store.provenance("document", document_id)
    context = {
        "d": document,
        "veiled": document_id in site.case.graphic and query(request).get("graphic") != "show",
        "pieces": cut(text, claims),
        "claims": claims,
        "numbers": {claim.id: number for number, claim in enumerate(claims, start=1)},
        "incidents": {claim.id: site.store.incidents_of_claim(claim.id) for claim in claims},
        "custody": site.store.custody_of(document_id),
        "original": site.store.document(document.duplicate_of) if document.duplicate_of else None,
        "copies": site.store.copies_of(document_id),
        "provenance": provenance,
        "rank": entry_rank(site.case.folder, provenance.entry) if provenance else None,
    }
    return answer(request, "document.html", context)


ROUTES: Final = (document_list, document_page)
