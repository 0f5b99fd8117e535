"""Who stands behind a claim or an incident: the machine that proposed it, or the person who looked at it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trucewatch.reporting.wording import Wording
from trucewatch.store import Store
from trucewatch.vocabulary.claim_reviews import ClaimReview
from trucewatch.vocabulary.claims import Claim
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.link_decisions import LinkDecision
from trucewatch.vocabulary.reports import ClaimStanding, SituationReport

__all__ = ["IncidentStanding", "Standings", "report_standing", "review_summary", "standing_words", "standings_of"]


@dataclass(frozen=True)
class IncidentStanding:
    """How many of an incident's claims a person has looked at, and who joined or set apart claims of it."""

    claims: int
    reviewed: int
    linked_by: tuple[str, ...]
    told: bool

    @property
    def code(self) -> str:
        """``proposed``, ``partly_reviewed``, ``reviewed``, or ``not_told`` to those who are told of no reviews."""
        if not self.told:
            return "not_told"
        if self.claims and self.reviewed == self.claims:
            return "reviewed"
        return "partly_reviewed" if self.reviewed or self.linked_by else "proposed"


@dataclass(frozen=True)
class Standings:
    """The reviews and link decisions that stand. ``told`` says whether these read models hold reviews at all."""

    store: Store
    reviews: Mapping[str, ClaimReview]
    decisions: tuple[LinkDecision, ...]
    told: bool

    def of(self, claim: Claim) -> ClaimStanding:
        """Who stands behind a claim."""
        read_by = _read_by(claim)
        state = claim.review if isinstance(claim.review, str) else None
        if state is None:
            return ClaimStanding(code="proposed" if self.told else "not_told", read_by=read_by)
        review = self.reviews.get(claim.id) or self._of_another_reading(claim)
        return ClaimStanding(
            code=state,
            read_by="person" if state == "added" else read_by,
            by=review.by if review is not None else None,
            at=review.at if review is not None else None,
        )

    def of_incident(self, incident: Incident) -> IncidentStanding:
        """Who stands behind an incident."""
        claims = {*incident.supporting, *incident.contradicting, *incident.repeating}
        by = dict.fromkeys(d.by for d in self.decisions if d.by and _concerns(d, claims))
        return IncidentStanding(len(claims), sum(claim in self.reviews for claim in claims), tuple(by), self.told)

    def _of_another_reading(self, claim: Claim) -> ClaimReview | None:
        """The review of a claim that a later reading has under another id."""
        state = self.store.claim_state(claim.id)
        standing = [row.review for row in state.reviews if row.withdrawn is None] if state is not None else []
        return standing[-1] if standing else None


def standings_of(store: Store, *, told: bool = True) -> Standings:
    """What people have said about the claims and links of these read models; ``told`` False where none is held."""
    reviews = {review.claim: review for review in store.claim_reviews()}
    return Standings(store, reviews, store.link_decisions(), told)


def standing_words(w: Wording, standing: ClaimStanding) -> str:
    """As it is printed beside a claim."""
    if standing.code in ("proposed", "not_told"):
        key = "not_told" if standing.code == "not_told" else f"proposed_{standing.read_by}"
        return w.word(f"standing_{key}")
    said = w.code("review_state", standing.code)
    when = w.date(standing.at) if standing.at else ""
    return w.listed(said, standing.by or "", when)


def report_standing(w: Wording, report: SituationReport) -> str:
    """How many claims of a report people have looked at, each claim once."""
    quoted = (item for entry in report.annex for item in entry.claims)
    found = {q.claim.id: q.standing for q in (*quoted, *report.positions, *report.control, *report.ahead)}
    return review_summary(w, found.values())


def review_summary(w: Wording, standings: Iterable[ClaimStanding]) -> str:
    """How many claims people have looked at and how many stand as the machine proposed them."""
    counted: dict[str, int] = {}
    total = 0
    for standing in standings:
        total += 1
        key = f"standing_proposed_{standing.read_by}" if standing.code == "proposed" else standing.code
        counted[key] = counted.get(key, 0) + 1
    if not total:
        return w.word("standing_none")
    parts = [f"{_named(w, key)} {w.number(number)}/{w.number(total)}" for key, number in sorted(counted.items())]
    return w.semicolon.join(parts)


def _named(w: Wording, key: str) -> str:
    if key.startswith("standing_"):
        return w.word(key)
    return w.word("standing_not_told") if key == "not_told" else w.code("review_state", key)


def _read_by(claim: Claim) -> str:
    if claim.proposed is True:
        return "language_model"
    return "form" if claim.submission else "rules"


def _concerns(decision: LinkDecision, claims: set[str]) -> bool:
    return not claims.isdisjoint((*decision.claims, *decision.others))
