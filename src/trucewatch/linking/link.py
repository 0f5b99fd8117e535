"""Claims to incidents. Deterministic; the order of the input, names of parties and of outlets change nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from msgspec.structs import replace

from trucewatch.linking.blocs import Blocs
from trucewatch.linking.comparing import Comparer
from trucewatch.linking.copies import split_copies
from trucewatch.linking.coreference import told_again
from trucewatch.linking.deciding import decide, reasons_of
from trucewatch.linking.features import FeatureReader, Features
from trucewatch.linking.grading import grade_incidents
from trucewatch.linking.grouping import average_linkage
from trucewatch.linking.incidents import Evidence, IncidentMaker
from trucewatch.linking.labelled_pairs import labelled_pairs
from trucewatch.linking.likeness import LikenessGraph, compare_all
from trucewatch.linking.many_claims import ENOUGH, FittedLikeness, fit_claims
from trucewatch.linking.origins import OriginIndex
from trucewatch.linking.place_relations import PlaceRelations
from trucewatch.linking.place_tree import PlaceTree
from trucewatch.linking.scored_pairs import ScoredPairs
from trucewatch.linking.settings import DEFAULT_SETTINGS, LinkSettings
from trucewatch.linking.statistical import LinkModel, LinkWarning
from trucewatch.linking.voices import Voices
from trucewatch.vocabulary.actors import Actor, GazetteerPlace
from trucewatch.vocabulary.claims import Claim, EventClaim, EventStatus
from trucewatch.vocabulary.documents import Document, Source
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.link_decisions import LinkDecision
from trucewatch.vocabulary.link_reasons import reason_words

__all__ = ["LinkResult", "Unlinked", "link"]


@dataclass(frozen=True, slots=True)
class Unlinked:
    """An event claim that belongs to no incident, and why.

    ``not_an_occurrence``: it is planned, threatened, demanded or hypothetical (``status``) and matches no incident.
    """

    claim: str
    reason: Literal["not_an_occurrence"]
    status: EventStatus


@dataclass(frozen=True, slots=True)
class LinkResult:
    """The incidents by id, and the event claims that belong to none by claim id.

    ``model`` is the id of the model fitted to the claims, null where the written weights alone were used;
    ``warnings`` tell which of its assumptions do not hold. ``fitted`` holds the model itself and the last day it saw.
    """

    incidents: tuple[Incident, ...]
    unlinked: tuple[Unlinked, ...]
    model: str | None = None
    warnings: tuple[LinkWarning, ...] = ()
    fitted: FittedLikeness | None = field(default=None, compare=False, repr=False)
    likenesses: LikenessGraph = field(default_factory=LikenessGraph, compare=False, repr=False)
    compared: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @property
    def pairs(self) -> Iterator[tuple[str, str, float]]:
        """The pairs of claims that are alike enough to weigh: their ids and the likeness. Copies have none of their
        own."""
        return ((self.compared[i], self.compared[j], score) for i, j, score in self.likenesses)


def link(
    claims: Iterable[Claim],
    *,
    documents: Mapping[str, Document],
    sources: Sequence[Source],
    actors: Sequence[Actor],
    places: Sequence[GazetteerPlace],
    settings: LinkSettings = DEFAULT_SETTINGS,
    decisions: Sequence[LinkDecision] = (),
    fit_from: int = ENOUGH,
    frozen: LinkModel | None = None,
    known: ScoredPairs | None = None,
) -> LinkResult:
    """Group the event claims of a case into incidents.

    Every event claim ends in one incident (supporting, contradicting, repeating or as context) or among the
    unlinked. What is planned, demanded, threatened or hypothetical makes no incident; it is context of one
    that it matches. Other kinds of claim are passed over. A claim id that comes twice counts once.
    ``decisions`` are merges and splits by people; they hold against any evidence.
    From ``fit_from`` closely told claims on, a model fitted to them takes the place of the written weights.
    ``frozen`` is a model fitted before: then nothing is fitted, however few the claims. ``known`` are the pairs that an
    earlier run scored under it: only pairs that touch other claims are scored, and the incidents are the same.
    Raises :class:`trucewatch.errors.InputError` for an act that the code list does not have.
    """
    events = {claim.id: claim for claim in claims if isinstance(claim, EventClaim)}
    blocs = Blocs(sources, actors)
    tree = PlaceTree(places)
    origins = OriginIndex(documents, sources, actors, blocs)
    comparer = Comparer(settings, PlaceRelations(settings))
    reader = FeatureReader(documents, {s.id: s for s in sources}, tree, blocs, origins, settings)
    read = [reader.read(events[claim_id]) for claim_id in sorted(events)]
    standing, copies = split_copies(read, origins)
    occurrences, announced = compare_all(standing, comparer)
    index_of = {f.claim.id: n for n, f in enumerate(standing)}
    index_of |= {rider.claim.id: index_of[head] for head, riders in copies.items() for rider in riders}
    labels = labelled_pairs(decisions, index_of)
    fitted = fit_claims(standing, enough=fit_from, frozen=frozen, labels=labels, known=known)
    if fitted is not None:
        occurrences = fitted.instead_of(occurrences, standing)
    groups = _occurrence_groups(standing, occurrences, settings.threshold)
    if decisions:
        groups = decide(groups, decisions, index_of, occurrences)
    context = _context(groups, announced, settings.threshold)
    maker = IncidentMaker(origins, blocs, tree, comparer, _evidence(standing, fitted), {s.id: s for s in sources})
    made = [
        maker.make(
            [standing[i] for i in group],
            [copy for i in group for copy in copies.get(standing[i].claim.id, ())],
            [f for i in context.get(number, ()) for f in (standing[i], *copies.get(standing[i].claim.id, ()))],
        )
        for number, group in enumerate(groups)
    ]
    linked = {
        claim
        for incident in made
        for claim in (*incident.supporting, *incident.contradicting, *incident.repeating, *incident.context)
    }
    unlinked = tuple(
        Unlinked(f.claim.id, "not_an_occurrence", f.claim.status) for f in read if f.claim.id not in linked
    )
    # weighed in the order of their ids, so that the order of the input decides nothing
    ordered = [_with_decisions(incident, decisions) for incident in sorted(made, key=lambda incident: incident.id)]
    return LinkResult(
        tuple(grade_incidents(ordered, Voices(events, origins, blocs, sources))),
        unlinked,
        model=fitted.model.id if fitted is not None else None,
        warnings=fitted.warnings if fitted is not None else (),
        fitted=fitted,
        likenesses=occurrences,
        compared=tuple(f.claim.id for f in standing),
    )


def _evidence(standing: Sequence[Features], fitted: FittedLikeness | None) -> Evidence | None:
    """The fitted evidence for two claims by their ids; None where nothing was fitted."""
    if fitted is None:
        return None
    at = {f.claim.id: n for n, f in enumerate(standing)}
    return lambda a, b: fitted.explain(at[a.claim.id], at[b.claim.id])


def _with_decisions(incident: Incident, decisions: Sequence[LinkDecision]) -> Incident:
    told = reasons_of(decisions, (*incident.supporting, *incident.contradicting, *incident.repeating))
    why = (*told, *incident.why)
    return replace(incident, reasons=tuple(reason_words(r, "en") for r in why), why=why) if told else incident


def _occurrence_groups(standing: Sequence[Features], graph: LikenessGraph, threshold: float) -> list[list[int]]:
    groups = average_linkage(
        [f.text for f in standing], graph, threshold, lambda i, j: told_again(standing[i], standing[j])
    )
    return [group for group in groups if standing[group[0]].real]


def _context(groups: Sequence[Sequence[int]], announced: LikenessGraph, threshold: float) -> dict[int, list[int]]:
    """For each group the announced claims whose average likeness to it is highest and reaches the threshold."""
    group_of = {index: number for number, group in enumerate(groups) for index in group}
    sums: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for occurrence, ahead, score in announced:
        sums[ahead][group_of[occurrence]] += score
    found: dict[int, list[int]] = defaultdict(list)
    for ahead, by_group in sorted(sums.items()):
        averages = {number: round(total / len(groups[number]), 6) for number, total in by_group.items()}
        best = min(averages, key=lambda number: (-averages[number], number))
        if averages[best] >= threshold:
            found[best].append(ahead)
    return found
