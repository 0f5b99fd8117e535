"""What people say about claims, into the record: confirmed, corrected, rejected, added, taken back.

Nothing is overwritten. Every review names the version of the claim that its author saw; where another one holds by
then, nothing is written and the author is told, so that two people at once lose nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import TypeVar

from msgspec import UNSET
from msgspec.structs import replace

from trucewatch.case import Case
from trucewatch.errors import ConflictError, UsageError
from trucewatch.pipeline.taking_back import take_back
from trucewatch.pipeline.workplace import Workplace, text_of
from trucewatch.record import Correction, Ref, record_draft
from trucewatch.reviewing import Known, added_claim, corrected_claim
from trucewatch.store import ClaimState, ReviewRow
from trucewatch.vocabulary.claim_reviews import ClaimReview, ReviewKind
from trucewatch.vocabulary.claims import Claim, Span

__all__ = [
    "add_claim",
    "confirm_claim",
    "correct_claim",
    "document_text",
    "known_names",
    "reject_claim",
    "undo_review",
]

C = TypeVar("C", bound=Claim)


def known_names(case: Case) -> Known:
    """The actors and places that a person may name, by id and every name."""
    return Known.of(case.actors, case.places)


def confirm_claim(work: Workplace, claim: str, *, version: str | None, by: str, reason: str) -> ClaimReview:
    """Enter that the claim says what the words say.

    ``version`` is the one that the author saw, None for whichever holds now. Raises :class:`ConflictError` where
    another holds, :class:`UsageError` for a claim that does not stand, or a missing name or reason.
    """
    state = _state(work, claim, version)
    return _enter(work, "confirm", state, state.claim, by, reason)


def correct_claim(
    work: Workplace, claim: str, written: Mapping[str, str], *, version: str | None, by: str, reason: str
) -> ClaimReview:
    """Enter the claim with some slots as ``written``. Raises as :func:`confirm_claim`, and :class:`InputError`."""
    state = _state(work, claim, version)
    made = corrected_claim(_bare(state.claim), written, known_names(work.case))
    return _enter(work, "correct", state, made, by, reason)


def reject_claim(work: Workplace, claim: str, *, version: str | None, by: str, reason: str) -> ClaimReview:
    """Enter that the words make no such claim: it supports nothing and stays visible.

    Raises as :func:`confirm_claim`.
    """
    state = _state(work, claim, version)
    return _enter(work, "reject", state, state.claim, by, reason)


def add_claim(
    work: Workplace, document: str, span: Span, kind: str, written: Mapping[str, str], *, by: str, reason: str
) -> ClaimReview:
    """Enter a claim in words in which none was read; ``span`` is in code points of the stored text.

    Raises :class:`UsageError` for a document that is none or has no text, :class:`InputError` naming the slot at fault.
    """
    _named(by, reason)
    text, lang = document_text(work, document)
    at = _instant(work)
    digest = hashlib.sha256("\0".join(("claim", document, kind, f"{span}", by, at)).encode()).hexdigest()[:20]
    made = added_claim(
        claim_id=f"claim-{digest}",
        document=document,
        lang=lang,
        text=text,
        span=span,
        kind=kind,
        written=written,
        known=known_names(work.case),
    )
    return _append(work, "add", made.id, document, "", None, made, by, at, reason)


def undo_review(work: Workplace, review: str, *, by: str, reason: str) -> Correction:
    """Enter that a review no longer holds; what held before it holds again. Only who entered it can take it back.

    Raises :class:`UsageError` when it does not stand or is another person's.
    """
    _named(by, reason)
    found = next((item for item in work.store.claim_reviews() if item.id == review), None)
    if found is None:
        raise UsageError("no such review stands", got=review[:80], hint="see trucewatch review history")
    if found.by != by:
        raise UsageError("a review is taken back by who entered it", expected=found.by, got=by)
    return take_back(work, "claim_review", review, by=by, reason=reason)


def document_text(work: Workplace, document: str) -> tuple[str, str]:
    """The stored text of a document and its language. Raises :class:`UsageError` where there is none."""
    found = work.store.document(document)
    if found is None:
        raise UsageError("there is no such document", got=document[:80])
    text = text_of(work, found)
    if not text:
        raise UsageError("no text is kept of this document", got=found.name)
    return text, found.lang or "und"


def _state(work: Workplace, claim: str, version: str | None) -> ClaimState:
    state = work.store.claim_state(claim)
    if state is None:
        raise UsageError("no such claim stands", got=claim[:80], hint="see the claims of its document")
    if version is not None and state.version != version:
        raise ConflictError(
            "somebody changed the claim since you looked at it; nothing was written",
            record=claim,
            expected=f"version {version[:12]}",
            got=f"version {state.version[:12]} by {state.author}",
            hint="look at it again",
        )
    return state


def _enter(work: Workplace, kind: ReviewKind, state: ClaimState, made: Claim, by: str, reason: str) -> ClaimReview:
    _named(by, reason)
    first = next((item.review for item in state.reviews if item.withdrawn is None), None)
    claim = first.claim if first is not None else state.claim.id
    read = _bare(state.read) if state.read is not None else _read_before(state.reviews)
    at = _instant(work)
    return _append(work, kind, claim, made.document, state.version, read, _bare(made), by, at, reason)


def _append(
    work: Workplace,
    kind: ReviewKind,
    claim: str,
    document: str,
    version: str,
    read: Claim | None,
    made: Claim,
    by: str,
    at: str,
    reason: str,
) -> ClaimReview:
    digest = hashlib.sha256("\0".join((kind, claim, version, by, at, reason)).encode()).hexdigest()[:20]
    review = ClaimReview(
        id=f"review-{digest}",
        kind=kind,
        claim=claim,
        document=document,
        version=version,
        read=read,
        made=made,
        by=by,
        at=at,
        reason=reason,
    )
    refs = (Ref(leaf=version, rel="reviews"),) if version else ()
    work.append([record_draft(review, by, work.log.files, refs=refs)])
    return review


def _read_before(reviews: tuple[ReviewRow, ...]) -> Claim | None:
    """What was read when the claim was first looked at, where no reading holds it any more."""
    return next((item.review.read for item in reviews if item.review.read is not None), None)


def _bare(claim: C) -> C:
    """The claim itself, without what people said of it before."""
    return replace(claim, review=UNSET)


def _named(by: str, reason: str) -> None:
    if not by.strip() or not reason.strip():
        raise UsageError("a review has an author and a reason", hint="give --by and --reason")


def _instant(work: Workplace) -> str:
    return work.clock().astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
