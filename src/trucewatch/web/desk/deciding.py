"""What a person decides about a claim, from a form; and the page for two who decided at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from litestar import Response, post
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from trucewatch.errors import ConflictError, InputError
from trucewatch.pipeline.reviews import (
    add_claim,
    confirm_claim,
    correct_claim,
    document_text,
    reject_claim,
    undo_review,
)
from trucewatch.reviewing import found_words
from trucewatch.store import ClaimState
from trucewatch.web.desk.document import told_slots
from trucewatch.web.desk.fields import changed, fields_of
from trucewatch.web.desk.queue import claim_address, following, queue_named
from trucewatch.web.desk.writing import writing
from trucewatch.web.page import AnyRequest, answer, words_of
from trucewatch.web.people.visitor import visitor_of

__all__ = ["Form", "add", "decide", "flat", "undo"]

Form = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]
_DONE: Final = {"confirm": "confirmed", "correct": "corrected", "reject": "rejected"}


@post("/claims/{claim_id:str}", sync_to_thread=True, include_in_schema=False)
def decide(request: AnyRequest, data: Form) -> Response[Any]:
    """Confirm, correct or reject (``do``) the ``version`` that the person saw, then go on to the next of the queue."""
    claim_id: str = request.path_params["claim_id"]
    form = flat(data)
    words = words_of(request)
    site = words.site
    queue = queue_named(form.get("queue"))
    before = site.store.claim(claim_id)
    then = following(site.store, queue, before) if before is not None else None
    version, reason, kind = form.get("version", ""), form.get("reason", ""), form.get("do", "")
    try:
        with writing(site) as work:
            if kind == "confirm":
                confirm_claim(work, claim_id, version=version, by=visitor_of(request).id, reason=reason)
            elif kind == "correct":
                correct_claim(work, claim_id, changed(form), version=version, by=visitor_of(request).id, reason=reason)
            elif kind == "reject":
                reject_claim(work, claim_id, version=version, by=visitor_of(request).id, reason=reason)
            else:
                raise InputError("there is no such decision", got=kind[:40], expected=", ".join(_DONE))
    except ConflictError:
        return _conflict(request, claim_id, form, site.store.claim_state(claim_id))
    target = (
        claim_address(then, queue, done=_DONE[kind]) if then is not None else f"/desk?queue={queue}&done={_DONE[kind]}"
    )
    return Redirect(target, status_code=303)


@post("/documents/{document_id:str}/claims", sync_to_thread=True, include_in_schema=False)
def add(request: AnyRequest, data: Form) -> Response[Any]:
    """Add a claim in chosen words: at ``start`` where a selection told it, else their ``nth`` occurrence."""
    document_id: str = request.path_params["document_id"]
    form = flat(data)
    site = words_of(request).site
    queue = queue_named(form.get("queue"))
    written = {name.removeprefix("slot_"): value for name, value in form.items() if name.startswith("slot_") and value}
    start, nth = form.get("start", ""), form.get("nth", "") or "1"
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in (start or "0", nth)):
        raise InputError("the place of the words is no number", where="start", got=f"{start[:20]} {nth[:20]}")
    with writing(site) as work:
        text, _ = document_text(work, document_id)
        span = found_words(text, form.get("words", ""), start=int(start) if start else None, nth=max(1, int(nth)))
        kind = form.get("kind", "")
        review = add_claim(
            work, document_id, span, kind, written, by=visitor_of(request).id, reason=form.get("reason", "")
        )
    return Redirect(claim_address(review.made, queue, done="added"), status_code=303)


@post("/reviews/{review_id:str}/undo", sync_to_thread=True, include_in_schema=False)
def undo(request: AnyRequest, data: Form) -> Response[Any]:
    """Take back a review of one's own."""
    review_id: str = request.path_params["review_id"]
    form = flat(data)
    site = words_of(request).site
    queue = queue_named(form.get("queue"))
    reviewed = next((review for review in site.store.claim_reviews() if review.id == review_id), None)
    with writing(site) as work:
        undo_review(work, review_id, by=visitor_of(request).id, reason=form.get("reason", ""))
    left = site.store.claim(form.get("claim", ""))
    if left is not None:
        return Redirect(claim_address(left, queue, done="undone"), status_code=303)
    document = reviewed.document if reviewed is not None else ""
    return Redirect(f"/desk/documents/{document}?queue={queue}&done=undone", status_code=303)


def flat(data: Mapping[str, Any]) -> dict[str, str]:
    """A form as text; several values of one field with ``;`` between them, in one order."""
    found: dict[str, str] = {}
    for name, value in data.items():
        parts = value if isinstance(value, list) else [value]
        told = [str(part) for part in parts]
        found[name] = told[0] if len(told) == 1 else "; ".join(sorted(part for part in told if part))
    return found


def _conflict(request: AnyRequest, claim_id: str, form: Mapping[str, str], state: ClaimState | None) -> Response[str]:
    """Both sides as they are: nothing was written, and the person decides anew on what holds now."""
    words = words_of(request)
    mine = []
    if state is not None:
        labels = {field.name: field for field in fields_of(state.claim, words)}
        for name, value in changed(form).items():
            field = labels.get(name)
            options = dict(field.options) if field is not None else {}
            mine.append((field.label if field is not None else name, options.get(value, value)))
    kept = {name: value for name, value in form.items() if name not in ("version", "form_token")}
    context = {
        "claim_id": claim_id,
        "do": form.get("do", ""),
        "mine": mine,
        "reason": form.get("reason", ""),
        "kept": kept,
        "state": state,
        "told": told_slots(state, words) if state is not None else (),
        "theirs": state.reviews[-1] if state is not None and state.reviews else None,
        "back": claim_address(state.claim, queue_named(form.get("queue"))) if state is not None else "/desk",
    }
    return answer(request, "desk_conflict.html", context, status=409)
