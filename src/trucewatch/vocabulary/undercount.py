"""How many units the lists may have missed: a diagnostic, never a count."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

__all__ = [
    "CaptureList",
    "Estimate",
    "Estimator",
    "ListPair",
    "RatesFrom",
    "Refusal",
    "RefusalReason",
    "UndercountDiagnostic",
]

Estimator: TypeAlias = Literal[
    "chao2", "log_linear_independence", "log_linear_aic", "log_linear_stepwise", "graph_averaging", "latent_classes"
]
RefusalReason: TypeAlias = Literal[
    "too_few_lists",
    "too_few_non_party",
    "dependent_by_construction",
    "too_sparse",
    "disjoint_sides",
    "not_identifiable",
    "too_many_lists",
    "estimators_disagree",
    "range_cut_off",
    "linkage_taken_as_exact",
    "sampler_not_mixed",
]
RatesFrom: TypeAlias = Literal["fitted", "given", "usual"]


class CaptureList(Struct, frozen=True, kw_only=True):
    """One list: an independence group of sources. ``side`` is the party it speaks for, null for a non-party.

    ``members`` are the sources in it, ``compiled_from`` the groups whose material it republishes, ``size`` its units.
    """

    key: str
    name: str
    side: str | None = None
    members: tuple[str, ...] = ()
    compiled_from: tuple[str, ...] = ()
    size: int = 0


class ListPair(Struct, frozen=True, kw_only=True):
    """Two lists, the units on both, and how many there would be if the lists were independent of each other
    within the units observed."""

    first: str
    second: str
    both: int
    expected: float


class Refusal(Struct, frozen=True, kw_only=True):
    """A reason (a code of ``undercount_reason``) and what it rests on: names and numbers, in no language."""

    reason: RefusalReason
    detail: str = ""


class Estimate(Struct, frozen=True, kw_only=True):
    """What one estimator makes of the lists: units in all with a 95 % interval.

    ``model`` tells what was chosen (pairs of lists). The three numbers are null where ``unavailable`` says why.
    ``r_hat`` of a sampler is near 1 where its chains agree; null where nothing was sampled.
    """

    estimator: Estimator
    total: float | None = None
    low: float | None = None
    high: float | None = None
    model: str | None = None
    unavailable: RefusalReason | None = None
    r_hat: float | None = None


class UndercountDiagnostic(Struct, frozen=True, kw_only=True):
    """Lists, overlaps and estimates side by side, or the refusal to estimate.

    ``histories`` are the counted histories, each as the keys of its lists and a number. ``left_out`` are groups with
    too few units to be a list. Where ``refused`` holds a reason there are no estimates. ``warnings`` do not refuse.
    ``low`` and ``high`` span all intervals. ``linkage_draws`` is 1 where the linkage is taken as exact; else every
    further list leaves its unit with the chance ``false_links`` and like units left apart are one with the chance
    ``missed_links``. ``rates_from`` says whether these come from the model fitted to the claims, from the person who
    asked or from the usual values; null where no linkage was drawn.
    """

    unit: str
    lists: tuple[CaptureList, ...]
    observed: int
    histories: tuple[tuple[tuple[str, ...], int], ...] = ()
    pairs: tuple[ListPair, ...] = ()
    left_out: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    warnings: tuple[Refusal, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    low: float | None = None
    high: float | None = None
    linkage_draws: int = 1
    false_links: float | None = None
    missed_links: float | None = None
    rates_from: RatesFrom | None = None
    seed: int = 0
