"""The model under which a case is linked: kept in the record when first fitted, replaced only by a refit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import msgspec

from trucewatch.errors import RecordError, UsageError
from trucewatch.linking import LinkModel, LinkResult, model_changes, model_record
from trucewatch.pipeline.workplace import AUTHOR, Workplace
from trucewatch.record import FileRef, record_draft
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.link_models import FittedModel

__all__ = ["MODEL_MEDIA", "enter_model", "enter_refit", "model_in_force"]

MODEL_MEDIA = "application/x-npz"


def model_in_force(work: Workplace) -> LinkModel | None:
    """The model of the last entry, its numbers read from the file of that entry; None before the first fit.

    Raises :class:`RecordError` when the file is missing or its bytes have changed.
    """
    known = work.store.link_models()
    if not known:
        return None
    model = LinkModel.from_bytes(work.log.files.get(known[-1].digest), where=f"link model {known[-1].id}")
    if model.id != known[-1].model:
        raise RecordError("the file of a link model holds another one", expected=known[-1].model, got=model.id)
    return model


def enter_model(work: Workplace, result: LinkResult) -> FittedModel | None:
    """Keep the model of a case that has claims enough for the first time; None where nothing was fitted."""
    if result.fitted is None:
        return None
    record = model_record(result.fitted, at=_now(work))
    _append(work, record, result.fitted.model, AUTHOR)
    return record


def enter_refit(
    work: Workplace, result: LinkResult, before: Sequence[Incident], *, by: str, reason: str
) -> FittedModel:
    """Enter a model fitted anew by somebody, with what it changes against the incidents ``before``.

    Raises :class:`UsageError` where too few claims take part to fit one, or the fit gives the model in force.
    """
    if result.fitted is None:
        raise UsageError("too few claims told closely enough to fit a model", hint="see docs/explanation/linking.md")
    known = work.store.link_models()
    if known and known[-1].model == result.fitted.model.id:
        raise UsageError("the fit gives the model that is in force", got=known[-1].model)
    changes, unchanged = model_changes(before, result.incidents)
    record = msgspec.structs.replace(
        model_record(result.fitted, at=_now(work), by=by),
        replaces=known[-1].id if known else None,
        reason=reason,
        changes=changes,
        unchanged=unchanged,
    )
    _append(work, record, result.fitted.model, by)
    return record


def _append(work: Workplace, record: FittedModel, model: LinkModel, author: str) -> None:
    data = model.to_bytes()
    digest = work.log.files.put(data)
    attached = (FileRef(sha256=digest, size=len(data), media=MODEL_MEDIA),)
    work.append([record_draft(record, author, work.log.files, attached=attached)])


def _now(work: Workplace) -> str:
    return work.clock().astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
