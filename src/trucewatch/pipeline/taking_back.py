"""Take back what a person entered: the entry stays, and another says that it no longer holds."""

from __future__ import annotations

from trucewatch.pipeline.workplace import Workplace
from trucewatch.record import Correction, record_draft
from trucewatch.record.entry import Ref

__all__ = ["take_back"]


def take_back(work: Workplace, kind: str, record: str, *, by: str, reason: str) -> Correction:
    """Enter that the record of this type no longer holds. Who may do so is for the caller to check."""
    provenance = work.store.provenance(kind, record)
    correction = Correction(
        id=f"withdrawn-{kind}-{record}",
        target_type=kind,
        target_id=record,
        reason=reason,
        withdraws=True,
        by=by,
    )
    refs = (Ref(leaf=provenance.leaf, rel="corrects"),) if provenance else ()
    work.append([record_draft(correction, by, work.log.files, refs=refs)])
    return correction
