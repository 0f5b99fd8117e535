"""The undercount diagnostic of a case's incidents, with draws of their linkage."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec
import numpy as np

from trucewatch.analysis.capture import CaptureTable
from trucewatch.analysis.capture_lists import CapturedIncidents, capture_lists
from trucewatch.analysis.linkage_draws import DoubtfulPair, draw_tables
from trucewatch.analysis.undercount import SamplerLength, undercount
from trucewatch.vocabulary.actors import Actor
from trucewatch.vocabulary.documents import Source
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.link_models import FittedModel
from trucewatch.vocabulary.undercount import RatesFrom, UndercountDiagnostic

__all__ = ["LinkageRates", "linkage_rates", "spread_missed", "undercount_of_incidents"]

_DAYS_APART = 1


USUAL_FALSE, USUAL_MISSED = 0.05, 0.1
"""The rates where no model was fitted and nobody gave any: conventions of this project."""
_MOST = 0.9


@dataclass(frozen=True)
class LinkageRates:
    """How wrong the linkage may be.

    ``false_links`` is the share of links that are wrong. ``missed_links`` is the chance that two like incidents left
    apart in one place and family, on one day or the next, are one although no list holds both. ``origin`` tells whether
    a fitted model says so, a person, or nobody.
    """

    false_links: float = USUAL_FALSE
    missed_links: float = USUAL_MISSED
    origin: RatesFrom = "usual"


def linkage_rates(
    model: FittedModel | None, *, false_links: float | None = None, missed_links: float | None = None
) -> tuple[LinkageRates, float | None]:
    """The rates to draw by, and the share of true pairs that the fitted model misses where it is to be spread.

    What a person gives wins; else the model in force, where its entry tells both rates; else the usual ones.
    """
    if false_links is not None or missed_links is not None:
        usual = LinkageRates()
        given = (
            usual.false_links if false_links is None else false_links,
            usual.missed_links if missed_links is None else missed_links,
        )
        return LinkageRates(*given, origin="given"), None
    if model is None or model.wrong is None or model.missed is None:
        return LinkageRates(), None
    return LinkageRates(min(model.wrong, _MOST), 0.0, origin="fitted"), model.missed


def undercount_of_incidents(
    incidents: Sequence[Incident],
    sources: Sequence[Source],
    actors: Sequence[Actor],
    generator: np.random.Generator,
    *,
    model: FittedModel | None = None,
    without: Sequence[str] = (),
    draws: int = 20,
    false_links: float | None = None,
    missed_links: float | None = None,
    length: SamplerLength | None = None,
    seed: int = 0,
) -> UndercountDiagnostic:
    """Lists, tables and estimates of the incidents.

    ``model`` is the link model in force. The rates of the draws are those given, else the model's, else the usual
    ones (:func:`linkage_rates`). Of the true pairs that a model misses, as many as fall on the links of the table are
    spread evenly over the like incidents left apart.
    """
    rates, missed = linkage_rates(model, false_links=false_links, missed_links=missed_links)
    captured = capture_lists(incidents, sources, actors, without=without)
    keys = [item.key for item in captured.lists]
    if not keys:
        empty = CaptureTable(("none",), (0, 0))
        return undercount([empty], [], generator, left_out=captured.left_out, seed=seed)
    apart = _left_apart(captured)
    if missed is not None:
        rates = replace(rates, missed_links=spread_missed(captured, rates.false_links, missed, len(apart)))
    doubtful = [DoubtfulPair(first, second, rates.missed_links) for first, second in apart if rates.missed_links > 0]
    tables = draw_tables(keys, captured.units, generator, draws=draws, false_links=rates.false_links, doubtful=doubtful)
    found = undercount(tables, captured.lists, generator, length=length, left_out=captured.left_out, seed=seed)
    if draws == 0:
        return found
    return msgspec.structs.replace(
        found,
        false_links=round(rates.false_links, 6),
        missed_links=round(rates.missed_links, 6),
        rates_from=rates.origin,
    )


def spread_missed(captured: CapturedIncidents, false_links: float, missed: float, pairs: int) -> float:
    """The chance of a pair left apart at which as many joins are expected as the model says links were missed."""
    links = sum(len(unit) - 1 for unit in captured.units) * (1 - false_links)
    lost = links * min(missed, _MOST) / (1 - min(missed, _MOST))
    return min(_MOST, lost / pairs) if pairs else 0.0


def _left_apart(captured: CapturedIncidents) -> list[tuple[int, int]]:
    """Pairs of incidents that linking compared in vain: like in family, place and day, told by different lists."""
    at: dict[tuple[str, str], list[tuple[dt.date, int]]] = defaultdict(list)
    for number, incident in enumerate(captured.incidents):
        place = incident.place
        if place is not None and incident.time.start and incident.time.precision in ("instant", "part_of_day", "day"):
            day = dt.date.fromisoformat(incident.time.start[:10])
            at[incident.family, place.id or place.name].append((day, number))
    found: list[tuple[int, int]] = []
    for members in at.values():
        members.sort()
        for position, (day, number) in enumerate(members):
            for later, other in members[position + 1 :]:
                if (later - day).days > _DAYS_APART:
                    break
                if not set(captured.units[number]) & set(captured.units[other]):
                    found.append((min(number, other), max(number, other)))
    return found
