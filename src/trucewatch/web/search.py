"""Search over documents, claims and incidents, with the words marked where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from litestar import Response, get

from trucewatch.store import KINDS, IncidentFilter, Marked, SearchHit, SearchQuery, excerpt
from trucewatch.vocabulary.claims import Claim
from trucewatch.vocabulary.codes import load_code_list
from trucewatch.vocabulary.documents import Document
from trucewatch.vocabulary.incidents import Incident
from trucewatch.web.page import LANGUAGE_NAMES, AnyRequest, answer, query, words_of
from trucewatch.web.search_view import parse_search
from trucewatch.web.site import Site
from trucewatch.web.wording import Words

__all__ = ["ROUTES", "Found", "found"]

_PER_PAGE: Final = 20


@dataclass(frozen=True)
class Found:
    """A hit as shown: the record, the words around the first mark, and where its page is."""

    kind: str
    address: str
    pieces: tuple[Marked, ...]
    incident: Incident | None = None
    claim: Claim | None = None
    document: Document | None = None
    incidents: tuple[Incident, ...] = ()


@get("/search", sync_to_thread=True, include_in_schema=False)
def search_page(request: AnyRequest) -> Response[str]:
    """Hits, the newest entry of the record first; the whole search stands in the address."""
    words = words_of(request)
    view = parse_search(query(request))
    asked = bool(view.typed or view.kind or view.chosen or view.start or view.end)
    store = words.site.store
    page = store.search(view.query, view.kinds, view.filters, view.cursor, limit=_PER_PAGE) if asked else None
    hits = [shown for hit in (page.hits if page else ()) if (shown := found(words.site, hit, view.query)) is not None]
    context = {
        "view": view,
        "page": page,
        "hits": hits,
        "kinds": KINDS,
        "choices": words.site.remembered.get(("search choices", words.lang), lambda: _choices(words)),
    }
    return answer(request, "search.html", context)


def found(site: Site, hit: SearchHit, asked: SearchQuery) -> Found | None:
    """The record of a hit; None where it went since the question was asked."""
    if hit.kind == "incident":
        dossier = site.store.incident(hit.id)
        return Found("incident", f"/incidents/{hit.id}", (), incident=dossier.incident) if dossier else None
    if hit.kind == "claim":
        claim = site.store.claim(hit.id)
        if claim is None:
            return None
        return Found(
            "claim",
            f"/documents/{claim.document}#claim-{claim.id}",
            excerpt(claim.text, asked),
            claim=claim,
            document=site.store.document(claim.document),
            incidents=site.store.incidents_of_claim(claim.id),
        )
    document = site.store.document(hit.id)
    if document is None:
        return None
    pieces = excerpt(site.text(document.text_digest), asked)
    first = next((piece.text for piece in pieces if piece.hit), "")
    # a text fragment: the browser scrolls to the words and needs no script for it
    end = f"#:~:text={quote(first, safe='')}" if first else ""
    return Found("document", f"/documents/{hit.id}{end}", pieces, document=document)


def _choices(words: Words) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The selects of the form: name, phrase, options."""
    site = words.site
    everything = IncidentFilter()

    def codes(list_id: str) -> list[tuple[str, str]]:
        return [(code.code, words.code(list_id, code.code)) for code in load_code_list(list_id).codes]

    acts = [(a, words.code("acts", a)) for a, _ in site.store.count_incidents(everything, "act") if a]
    places = [(p.id, words.text(p.label)) for p in site.case.places]
    parties = [(a.id, words.text(a.label)) for a in site.case.actors if a.kind != "media"]
    choices: list[tuple[str, str, Any]] = [
        ("lang_of", "doc_language", list(LANGUAGE_NAMES.items())),
        ("source", "source", _by_name([(source.id, source.name) for source in site.case.sources])),
        ("party", "party", _by_name(parties)),
        ("act", "act", _by_name(acts)),
        ("place", "place", _by_name(places)),
        ("grade", "grade", codes("grade")),
        ("confidence", "confidence", codes("confidence")),
        ("review", "review", codes("review_state")),
    ]
    return choices


def _by_name(options: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(options, key=lambda pair: pair[1])


ROUTES: Final = (search_page,)
