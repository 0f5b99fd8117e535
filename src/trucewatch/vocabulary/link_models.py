"""The model by which many claims are linked, as it stands in the record: its parameters and what it promises."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

__all__ = ["FittedModel", "IncidentChange", "IncidentChangeKind", "LevelWeight", "PromisedError"]

IncidentChangeKind: TypeAlias = Literal["merged", "split", "regrouped"]


class LevelWeight(Struct, frozen=True, kw_only=True):
    """What one level of a comparison (code list ``link_evidence``) says of a pair, in bits."""

    comparison: str
    level: str
    bits: float


class PromisedError(Struct, frozen=True, kw_only=True):
    """A promised share of wrong links, the least probability that keeps it, and the share that is counted there.

    ``bound`` is null where no probability keeps the promise; then nothing is measured.
    """

    promised: float
    bound: float | None = None
    measured: float | None = None


class IncidentChange(Struct, frozen=True, kw_only=True):
    """Incidents whose claims a new model groups otherwise. ``merged``: several became one; ``split``: one became
    several; ``regrouped``: several became several others."""

    kind: IncidentChangeKind
    before: tuple[str, ...]
    after: tuple[str, ...]


class FittedModel(Struct, frozen=True, kw_only=True):
    """A model fitted to the claims of a case. Later runs link under it until a refit puts another in its place.

    ``model`` is the id of the numbers, the same for the same fit everywhere; ``digest`` is the SHA-256 of the file
    with all of them. ``day`` is the last day told by the claims that it saw, ``at`` an ISO 8601 instant in UTC.
    ``pairs`` were compared, ``by_chance`` of them chance explains. ``wrong`` is the share of wrong pairs among those
    that are linked, ``missed`` the share of true pairs that are not; null in entries that do not tell. ``same`` and
    ``apart`` count the pairs that people labelled by merges and splits. A refit has an author, a reason, the fit it
    replaces, the incidents that changed and the ids of those that did not.
    """

    id: str
    model: str
    digest: str
    at: str
    day: str
    reports: int
    pairs: int
    by_chance: int
    share: float
    wrong: float | None = None
    missed: float | None = None
    same: int = 0
    apart: int = 0
    weights: tuple[LevelWeight, ...] = ()
    errors: tuple[PromisedError, ...] = ()
    warnings: tuple[str, ...] = ()
    replaces: str | None = None
    by: str | None = None
    reason: str | None = None
    changes: tuple[IncidentChange, ...] = ()
    unchanged: tuple[str, ...] = ()
