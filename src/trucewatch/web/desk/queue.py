"""What needs a person, the least certain first; and where the next one is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from litestar import Response, get

from trucewatch.errors import InputError
from trucewatch.pipeline.review_queue import QUEUES
from trucewatch.store import Store
from trucewatch.vocabulary.claims import Claim
from trucewatch.web.desk.writing import can_write
from trucewatch.web.page import AnyRequest, answer, query, site_of

__all__ = ["claim_address", "following", "queue_counts", "queue_named", "queue_page", "waiting_for_linking"]

_PER_PAGE: Final = 30


@get("/", sync_to_thread=True, include_in_schema=False)
def queue_page(request: AnyRequest) -> Response[str]:
    """One queue, with the numbers of all."""
    site = site_of(request)
    asked = query(request)
    name = queue_named(asked.get("queue"))
    page = asked.get("page") or "1"
    if not (page.isascii() and page.isdigit() and int(page[:7]) > 0):
        raise InputError("the page is no number", got=page[:40], expected="1 or more")
    number = int(page[:7])
    found = site.store.claims(QUEUES[name], limit=_PER_PAGE, offset=(number - 1) * _PER_PAGE)
    documents = {claim.document: site.store.document(claim.document) for claim in found.items}
    context: dict[str, Any] = {
        "queue": name,
        "counts": queue_counts(site.store),
        "claims": found.items,
        "documents": documents,
        "addresses": {claim.id: claim_address(claim, name) for claim in found.items},
        "page": number,
        "last": max(1, -(-found.total // _PER_PAGE)),
        "stale": waiting_for_linking(site.store),
        "writable": can_write(site),
        "done": asked.get("done", ""),
    }
    return answer(request, "desk_queue.html", context)


def queue_named(name: str | None) -> str:
    """A queue by name, the first by default. Raises :class:`InputError` for one that is none."""
    if not name:
        return next(iter(QUEUES))
    if name not in QUEUES:
        raise InputError("there is no such queue", got=name[:40], expected=", ".join(QUEUES))
    return name


def queue_counts(store: Store) -> dict[str, int]:
    """How many claims stand in each queue."""
    return {name: store.claims(wanted, limit=0).total for name, wanted in QUEUES.items()}


def claim_address(claim: Claim, queue: str, **more: str) -> str:
    """Where a claim is looked at."""
    return f"/desk/documents/{claim.document}?{urlencode({'claim': claim.id, 'queue': queue, **more})}#claim-{claim.id}"


def following(store: Store, queue: str, claim: Claim | None) -> Claim | None:
    """The claim of a queue that comes after ``claim`` in the order of documents and texts; the first after the last."""
    wanted = QUEUES[queue]
    if claim is not None:
        here = [c for c in store.claims(replace(wanted, documents=(claim.document,))).items if c.id != claim.id]
        later = [c for c in here if (c.span, c.id) > (claim.span, claim.id)]
        if later:
            return later[0]
    every = store.claims(wanted, limit=500).items
    beyond = [c for c in every if claim is None or c.document > claim.document]
    others = [c for c in every if claim is None or c.id != claim.id]
    return next(iter(beyond or others), None)


def waiting_for_linking(store: Store) -> int:
    """Reviews, merges and splits entered since the incidents were last linked."""
    finished = [_instant(run.at) for run in store.runs() if run.phase == "finished"]
    last = max(finished, default=None)
    entered = [item.at for item in store.claim_reviews()] + [item.at for item in store.link_decisions()]
    return sum(1 for at in entered if last is None or _instant(at) > last)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
