"""A document at the desk: its text with the claims marked in place, one of them open for a decision."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get
from litestar.exceptions import NotFoundException

from trucewatch.reviewing.slots import KINDS_OF_CLAIM, kind_of_claim, slots_of
from trucewatch.store import ClaimState
from trucewatch.vocabulary.claims import Claim
from trucewatch.web.desk.fields import blank_fields, fields_of, known_values, shown
from trucewatch.web.desk.queue import claim_address, following, queue_named, waiting_for_linking
from trucewatch.web.desk.writing import can_write
from trucewatch.web.highlight import cut
from trucewatch.web.page import AnyRequest, answer, query, words_of
from trucewatch.web.wording import Words

__all__ = ["document_desk", "told_slots"]

_BROKEN: Final = str.maketrans({"\0": "\ufffd"})
"""A browser drops U+0000; one character in its place keeps every offset."""


@get("/documents/{document_id:str}", sync_to_thread=True, include_in_schema=False)
def document_desk(request: AnyRequest) -> Response[str]:
    """``claim`` in the address is the one that is open; ``add`` opens the form for a new one of that kind."""
    words = words_of(request)
    site = words.site
    document = site.store.document(request.path_params["document_id"])
    if document is None:
        raise NotFoundException
    asked = query(request)
    queue = queue_named(asked.get("queue"))
    claims = site.store.claims_of(document.id)
    chosen = next((claim for claim in claims if claim.id == asked.get("claim")), None)
    adding = asked.get("add") if asked.get("add") in KINDS_OF_CLAIM else None
    if chosen is None and adding is None and claims:
        chosen = claims[0]
    state = site.store.claim_state(chosen.id) if chosen is not None else None
    at = claims.index(chosen) if chosen is not None else None
    after = following(site.store, queue, chosen)
    context: dict[str, Any] = {
        "d": document,
        "queue": queue,
        "pieces": cut(site.text(document.text_digest).translate(_BROKEN), claims),
        "claims": claims,
        "numbers": {claim.id: number for number, claim in enumerate(claims, start=1)},
        "addresses": {claim.id: claim_address(claim, queue) for claim in claims},
        "chosen": chosen,
        "state": state,
        "fields": fields_of(chosen, words) if chosen is not None else (),
        "told": told_slots(state, words) if state is not None else (),
        "previous": claims[at - 1] if at else None,
        "next": claims[at + 1] if at is not None and at + 1 < len(claims) else None,
        "after": claim_address(after, queue) if after is not None else None,
        "incidents": site.store.incidents_of_claim(chosen.id) if chosen is not None else (),
        "adding": adding,
        "blank": blank_fields(adding, words) if adding else (),
        "kinds": KINDS_OF_CLAIM,
        "places": sorted(words.text(place.label) for place in site.case.places),
        "actors": sorted(words.text(actor.label) for actor in site.case.actors),
        "writable": can_write(site),
        "stale": waiting_for_linking(site.store),
        "desk_script": site.has_island("desk.js"),
        "done": asked.get("done", ""),
    }
    return answer(request, "desk_document.html", context)


def told_slots(state: ClaimState, words: Words) -> list[tuple[str, str, str]]:
    """What the claim tells, slot by slot: name, value now, and the value that was read where it is another one."""
    now, read = _worded(state.claim, words), _worded(state.read, words) if state.read is not None else {}
    found = []
    for label in dict.fromkeys((*now, *read)):
        before = read.get(label, "")
        found.append(
            (label, now.get(label, ""), before if state.read is not None and before != now.get(label, "") else "")
        )
    return found


def _worded(claim: Claim, words: Words) -> dict[str, str]:
    values = known_values(claim, words)
    tolls = sum(1 for name in values if name.startswith("toll") and name.endswith("_outcome"))
    named = {field.name: field.label for field in fields_of(claim, words)}
    found: dict[str, str] = {}
    for slot in slots_of(kind_of_claim(claim), tolls):
        value = values.get(slot.name, "")
        if not value:
            continue
        told = shown(slot, value, words)
        if slot.list_id is not None:
            told = words.comma.join(words.code(slot.list_id, code.strip()) for code in value.split(";"))
        elif slot.form == "day":
            told = words.day(value)
        elif slot.form == "flag":
            told = words("true")
        found[named.get(slot.name, slot.name)] = told
    return found
