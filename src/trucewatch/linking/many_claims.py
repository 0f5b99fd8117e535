"""Likenesses of many claims by the model fitted to them, in place of the weights written by hand.

Only claims told closely enough take part: dated to the day, with coordinates, of an act that is bound to a place.
All other pairs keep the written weights, and so does a case with too few claims to fit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from trucewatch.linking.features import Features, Party
from trucewatch.linking.likeness import LikenessGraph
from trucewatch.linking.scored_pairs import ScoredPairs, row_digest
from trucewatch.linking.statistical import (
    LinkModel,
    LinkWarning,
    add_reports,
    diagnose,
    fit_model,
    open_table,
    score_links,
)
from trucewatch.vocabulary.codes import broader_acts, load_code_list

__all__ = ["ENOUGH", "FittedLikeness", "fit_claims", "takes_part"]

ENOUGH = 20_000
"""Claims that take part below which nothing is fitted: fewer give too few control pairs to count on."""
_MEMORY_MB = 1000


@dataclass(frozen=True, slots=True)
class FittedLikeness:
    """The probabilities of pairs as likenesses, the model, what warns of it, and the evidence for a pair in words.

    ``scored`` are the pairs to keep for the next run; ``fresh`` claims were scored in this one.
    """

    graph: LikenessGraph
    model: LinkModel
    warnings: tuple[LinkWarning, ...]
    pattern_of: dict[tuple[int, int], int]
    last_day: int
    scored: ScoredPairs
    fresh: int

    def instead_of(self, weighed: LikenessGraph, features: Sequence[Features]) -> LikenessGraph:
        """The likenesses of all pairs: fitted where both claims take part, by the written weights elsewhere."""
        taking = [takes_part(claim) for claim in features]
        graph = LikenessGraph()
        for i, j, score in weighed:
            if not (taking[i] and taking[j]) or features[i].text == features[j].text:
                graph.add(i, j, score)
        for i, j, score in self.graph:
            graph.add(i, j, score)
        return graph

    def explain(self, i: int, j: int) -> tuple[tuple[float, str], ...] | None:
        """The evidence for two claims as weights in bits and codes; None where the model did not weigh them."""
        pattern = self.pattern_of.get((i, j) if i < j else (j, i))
        if pattern is None:
            return None
        return tuple(
            (weight.weight, f"{weight.comparison}:{weight.level}")
            for weight in self.model.explain(pattern)
            if weight.weight
        )


def takes_part(claim: Features) -> bool:
    """True for a claim whose pairs the model weighs."""
    place = claim.place
    return (
        claim.real
        and claim.bound
        and claim.narrow
        and not claim.state
        and place is not None
        and place.lat is not None
        and place.lon is not None
    )


def fit_claims(
    features: Sequence[Features],
    *,
    enough: int = ENOUGH,
    frozen: LinkModel | None = None,
    labels: Mapping[tuple[int, int], bool] | None = None,
    known: ScoredPairs | None = None,
) -> FittedLikeness | None:
    """Weigh claims by a ``frozen`` model, else by one fitted to them; None where too few take part to fit one, or
    where it could promise nothing.

    The result depends on the claims alone: features come in the order of claim ids. ``labels`` are pairs that people
    decided; only a fit uses them. The likeness of a pair under a frozen model depends on that pair alone, so
    claims that come in later leave the others as they are. ``known`` are the pairs of an earlier run: under the same
    model only pairs that touch a claim it did not hold, or held otherwise, are scored.
    """
    taking = [n for n, claim in enumerate(features) if takes_part(claim)]
    if not taking or (frozen is None and len(taking) < enough):
        return None
    digests = {features[n].claim.id: _digest(features[n]) for n in taking}
    held: list[int] = []
    if frozen is not None and known is not None and known.model == frozen.id:
        held = [n for n in taking if known.digests.get(features[n].claim.id) == digests[features[n].claim.id]]
    kept = set(held)
    order = [*held, *(n for n in taking if n not in kept)]
    connection = open_table(None, memory_mb=_MEMORY_MB)
    try:
        connection.register("told", _table(features, order))
        add_reports(connection, "told")
        connection.unregister("told")
        # labels name claims by their place among all
        place = {n: at for at, n in enumerate(order)}
        placed = {(place[a], place[b]): same for (a, b), same in (labels or {}).items() if a in place and b in place}
        model = frozen or fit_model(connection, placed)
        warnings = diagnose(connection, model)
        if frozen is None and any(warning.code in ("few_pairs", "promise_not_kept") for warning in warnings):
            return None
        if held and known is not None:
            _put_known(connection, known, [features[n].claim.id for n in held])
        score_links(connection, model, since=len(held) if held else None)
        links = connection.execute("SELECT a, b, p, pattern FROM link ORDER BY a, b").fetchnumpy()
    finally:
        connection.close()
    graph = LikenessGraph()
    patterns: dict[tuple[int, int], int] = {}
    columns = (links[name].tolist() for name in ("a", "b", "p", "pattern"))
    for a, b, p, pattern in sorted((order[a], order[b], p, c) for a, b, p, c in zip(*columns, strict=True)):
        i, j = (a, b) if a < b else (b, a)
        if features[i].text != features[j].text:
            graph.add(i, j, round(p, 4))
            patterns[i, j] = pattern
    last_day = max(claim.start or 0 for claim in (features[n] for n in taking))
    scored = ScoredPairs(
        model.id,
        {features[n].claim.id: digests[features[n].claim.id] for n in order},
        np.asarray(links["a"], dtype=np.int64),
        np.asarray(links["b"], dtype=np.int64),
        np.asarray(links["p"], dtype=np.float32),
        np.asarray(links["pattern"], dtype=np.int64),
    )
    return FittedLikeness(graph, model, warnings, patterns, last_day, scored, len(order) - len(held))


def _put_known(connection: Any, known: ScoredPairs, held: Sequence[str]) -> None:
    """Fill the table of links with the pairs of an earlier run whose claims are both as they were."""
    now = {claim: at for at, claim in enumerate(held)}
    at = np.asarray([now.get(claim, -1) for claim in known.digests], dtype=np.int64)
    first, second = at[known.first], at[known.second]
    both = (first >= 0) & (second >= 0)
    table = pa.table(
        {
            "a": first[both].astype(np.int32),
            "b": second[both].astype(np.int32),
            "p": known.p[both],
            "pattern": known.pattern[both].astype(np.int32),
        }
    )
    connection.register("known_now", table)
    connection.execute("CREATE OR REPLACE TABLE link (a INTEGER, b INTEGER, p FLOAT, pattern INTEGER)")
    connection.execute("INSERT INTO link SELECT a, b, p, pattern FROM known_now")
    connection.unregister("known_now")


def _digest(claim: Features) -> str:
    place = claim.place
    where = (place.lat, place.lon, place.radius) if place is not None else ()
    parties = (_one(claim.agents), _one(claim.targets) or _one(claim.parties))
    return row_digest((claim.start, *where, *_act_levels(claim.act), *parties, _dead(claim), claim.speaker))


def _table(features: Sequence[Features], taking: Sequence[int]) -> pa.Table:
    """One row a claim. Numbers stand for names only to be compared, so it does not matter which number is whose."""
    number_of_act: Callable[[str | None], int] = _numbering()
    number_of_bloc, number_of_speaker = _numbering(), _numbering()
    columns: dict[str, list[float | int | None]] = {
        name: []
        for name in ("id", "day", "lat", "lon", "reach", "act1", "act2", "act3", "actor1", "actor2", "toll", "source")
    }
    for at, n in enumerate(taking):
        claim = features[n]
        place = claim.place
        assert place is not None
        broad, middle, fine = _act_levels(claim.act)
        row: dict[str, float | int | None] = {
            "id": at,
            "day": claim.start,
            "lat": place.lat,
            "lon": place.lon,
            "reach": max(place.radius, 0.5),
            "act1": number_of_act(broad),
            "act2": number_of_act(middle),
            "act3": number_of_act(fine),
            "actor1": number_of_bloc(_one(claim.agents)),
            "actor2": number_of_bloc(_one(claim.targets) or _one(claim.parties)),
            "toll": _dead(claim),
            "source": number_of_speaker(claim.speaker),
        }
        for name, value in row.items():
            columns[name].append(value)
    whole = {"id", "day", "act1", "act2", "act3", "actor1", "actor2", "source"}
    return pa.table({k: pa.array(v, pa.int32() if k in whole else pa.float64()) for k, v in columns.items()})


def _numbering() -> Callable[[str | None], int]:
    seen: dict[str, int] = {}
    return lambda name: -1 if name is None else seen.setdefault(name, len(seen))


def _act_levels(act: str) -> tuple[str, str, str | None]:
    """An act on three levels. The last is None for an act that is not told more closely although it could be."""
    path = (*reversed(broader_acts(act)), act)
    middle = path[1] if len(path) > 1 else path[0]
    if len(path) > 2:
        return path[0], middle, path[-1]
    return path[0], middle, None if act in _broader() else act


@cache
def _broader() -> frozenset[str]:
    return frozenset(parent for code in load_code_list("acts").codes for parent in code.parents)


def _one(party: Party) -> str | None:
    """The bloc of a role; None where nobody is known or several are."""
    return next(iter(party.blocs)) if len(party.blocs) == 1 else None


def _dead(claim: Features) -> float | None:
    told = [toll for (outcome, _), toll in claim.tolls.items() if outcome == "killed"]
    if not told:
        return None
    low, best, high = told[0]
    return best if best is not None else low if low is not None else high
