"""The undercount diagnostic of a case's incidents, with draws of their linkage."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from trucewatch.analysis.capture import CaptureTable
from trucewatch.analysis.capture_lists import CapturedIncidents, capture_lists
from trucewatch.analysis.linkage_draws import DoubtfulPair, draw_tables
from trucewatch.analysis.undercount import SamplerLength, undercount
from trucewatch.vocabulary.actors import Actor
from trucewatch.vocabulary.documents import Source
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.undercount import UndercountDiagnostic

__all__ = ["undercount_of_incidents"]

_DAYS_APART = 1


def undercount_of_incidents(
    incidents: Sequence[Incident],
    sources: Sequence[Source],
    actors: Sequence[Actor],
    generator: np.random.Generator,
    *,
    without: Sequence[str] = (),
    draws: int = 20,
    false_links: float = 0.05,
    missed_links: float = 0.1,
    length: SamplerLength | None = None,
    seed: int = 0,
) -> UndercountDiagnostic:
    """Lists, tables and estimates of the incidents.

    ``false_links`` is the share of links that linking promises to get wrong at most, ``missed_links`` the chance that
    two incidents left apart in one place, family and day or the next are one although no list holds both.
    """
    captured = capture_lists(incidents, sources, actors, without=without)
    keys = [item.key for item in captured.lists]
    if not keys:
        empty = CaptureTable(("none",), (0, 0))
        return undercount([empty], [], generator, left_out=captured.left_out, seed=seed)
    doubtful = _left_apart(captured, missed_links)
    tables = draw_tables(keys, captured.units, generator, draws=draws, false_links=false_links, doubtful=doubtful)
    return undercount(tables, captured.lists, generator, length=length, left_out=captured.left_out, seed=seed)


def _left_apart(captured: CapturedIncidents, chance: float) -> list[DoubtfulPair]:
    """Pairs of incidents that linking compared in vain: like in family, place and day, told by different lists."""
    if chance <= 0:
        return []
    at: dict[tuple[str, str], list[tuple[dt.date, int]]] = defaultdict(list)
    for number, incident in enumerate(captured.incidents):
        place = incident.place
        if place is not None and incident.time.start and incident.time.precision in ("instant", "part_of_day", "day"):
            day = dt.date.fromisoformat(incident.time.start[:10])
            at[incident.family, place.id or place.name].append((day, number))
    found: list[DoubtfulPair] = []
    for members in at.values():
        members.sort()
        for position, (day, number) in enumerate(members):
            for later, other in members[position + 1 :]:
                if (later - day).days > _DAYS_APART:
                    break
                if not set(captured.units[number]) & set(captured.units[other]):
                    found.append(DoubtfulPair(min(number, other), max(number, other), chance))
    return found
