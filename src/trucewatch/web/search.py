"""Search over documents, claims and incidents, with the words marked where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from litestar import Response, get

from trucewatch.store import KINDS, IncidentFilter, Marked, SearchHit, SearchQuery, excerpt
from trucewatch.vocabulary.claims import Claim
from trucewatch.vocabulary.codes import load_code_list
from trucewatch.vocabulary.documents import Document
from trucewatch.vocabulary.incidents import Incident
from trucewatch.web.page import LANGUAGE_NAMES, AnyRequest, answer, query, words_of
from trucewatch.web.search_view import parse_search
from trucewatch.web.selects import Select
from trucewatch.web.site import Site
from trucewatch.web.wording import Words

__all__ = ["ROUTES", "Found", "found"]

_PER_PAGE: Final = 20


@dataclass(frozen=True)
class Found:
    """A hit as shown: the record, the words around the first mark, and where its page is.

    ``incidents`` are the ids of those that a claim belongs to.
    """

    kind: str
    address: str
    pieces: tuple[Marked, ...]
    incident: Incident | None = None
    claim: Claim | None = None
    document: Document | None = None
    incidents: tuple[str, ...] = ()


@get("/search", sync_to_thread=True, include_in_schema=False)
def search_page(request: AnyRequest) -> Response[str]:
    """Hits, the newest entry of the record first; the whole search stands in the address."""
    words = words_of(request)
    view = parse_search(query(request))
    asked = bool(view.typed or view.kind or view.chosen or view.start or view.end)
    store = words.site.store
    page = store.search(view.query, view.kinds, view.filters, view.cursor, limit=_PER_PAGE) if asked else None
    hits = found(words.site, page.hits, view.query) if page else ()
    context = {
        "view": view,
        "page": page,
        "hits": hits,
        "kinds": KINDS,
        "choices": words.site.remembered.get(("search choices", words.lang), lambda: _choices(words)),
    }
    return answer(request, "search.html", context)


def found(site: Site, hits: Sequence[SearchHit], asked: SearchQuery) -> tuple[Found, ...]:
    """The records of hits, read together; one that went since the question was asked is left out."""
    store = site.store

    def named(kind: str) -> list[str]:
        return [hit.id for hit in hits if hit.kind == kind]

    incidents = {incident.id: incident for incident in store.incidents_named(named("incident"))}
    claims = {claim.id: claim for claim in store.claims_named(named("claim"))}
    linked = store.incidents_of_claims(list(claims))
    wanted = dict.fromkeys((*named("document"), *(claim.document for claim in claims.values())))
    documents = {document.id: document for document in store.documents_named(list(wanted))}
    shown: list[Found] = []
    for hit in hits:
        if hit.kind == "incident" and hit.id in incidents:
            shown.append(Found("incident", f"/incidents/{hit.id}", (), incident=incidents[hit.id]))
        elif hit.kind == "claim" and hit.id in claims:
            claim = claims[hit.id]
            told = documents.get(claim.document), linked.get(claim.id, ())
            address, pieces = f"/documents/{claim.document}#claim-{claim.id}", excerpt(claim.text, asked)
            shown.append(Found("claim", address, pieces, claim=claim, document=told[0], incidents=told[1]))
        elif hit.kind == "document" and hit.id in documents:
            shown.append(_document(site, documents[hit.id], asked))
    return tuple(shown)


def _document(site: Site, document: Document, asked: SearchQuery) -> Found:
    pieces = excerpt(site.text(document.text_digest), asked)
    first = next((piece.text for piece in pieces if piece.hit), "")
    # a text fragment: the browser scrolls to the words and needs no script for it
    end = f"#:~:text={quote(first, safe='')}" if first else ""
    return Found("document", f"/documents/{document.id}{end}", pieces, document=document)


def _choices(words: Words) -> list[Select]:
    """The selects of the form: name, phrase, options."""
    site = words.site
    everything = IncidentFilter()

    def codes(list_id: str) -> list[tuple[str, str]]:
        return [(code.code, words.code(list_id, code.code)) for code in load_code_list(list_id).codes]

    acts = [(a, words.code("acts", a)) for a, _ in site.store.count_incidents(everything, "act") if a]
    places = [(p.id, words.text(p.label)) for p in site.case.places]
    parties = [(a.id, words.text(a.label)) for a in site.case.actors if a.kind != "media"]
    return [
        Select("lang_of", "doc_language", list(LANGUAGE_NAMES.items())),
        Select("source", "source", _by_name([(source.id, source.name) for source in site.case.sources])),
        Select("party", "party", _by_name(parties)),
        Select("act", "act", _by_name(acts)),
        Select("place", "place", _by_name(places)),
        Select("grade", "grade", codes("grade")),
        Select("confidence", "confidence", codes("confidence")),
        Select("review", "review", codes("review_state")),
    ]


def _by_name(options: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(options, key=lambda pair: pair[1])


ROUTES: Final = (search_page,)
