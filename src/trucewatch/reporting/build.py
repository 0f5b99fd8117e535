"""Compute the situation report of a period from the read models. No judgement is added.

The same record and period give the same report: the only clock is that of the last entry.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from trucewatch import __version__
from trucewatch.case import Case
from trucewatch.record import IssuedReport
from trucewatch.reporting.analysis import Counted, analysis_section
from trucewatch.reporting.areas import Area
from trucewatch.reporting.commission import commission_section
from trucewatch.reporting.corrections import correction_notices
from trucewatch.reporting.periods import previous_period
from trucewatch.reporting.standing import Standings, standings_of
from trucewatch.store import ClaimFilter, IncidentFilter, Store
from trucewatch.vocabulary.assessments import Assessment
from trucewatch.vocabulary.claims import Claim, ControlClaim, EventClaim, FigureClaim, PositionClaim
from trucewatch.vocabulary.codes import family_of, unit_of
from trucewatch.vocabulary.documents import Document
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.reports import (
    AnnexEntry,
    AreaScope,
    AudienceScope,
    ContestedFigure,
    Count,
    FigureValue,
    NeedsPerson,
    OriginToll,
    Period,
    QuotedClaim,
    RecordRank,
    SituationReport,
)
from trucewatch.vocabulary.tracking import Tracking

__all__ = ["build_report"]

_AHEAD = frozenset({"planned", "threatened", "demanded", "hypothetical"})
_EXAMPLES = 3


def build_report(
    case: Case,
    store: Store,
    period: Period,
    *,
    log_size: int,
    log_root: str,
    prepared_at: str,
    rules: str,
    rank: RecordRank | None = None,
    tracking: Tracking | None = None,
    area: Area | None = None,
    audience: AudienceScope | None = None,
    issued: Sequence[IssuedReport] | None = None,
) -> SituationReport:
    """The report of ``period``. ``log_size`` and ``log_root`` name the head of the record it rests on.

    ``rank`` is how far parties vouch for that record; None where nobody cosigned.
    ``tracking`` is what is followed over time, as it stands at the end of the period; None leaves that section out.
    ``area`` keeps what lies in it; positions, what is followed over time and the commission stay those of the case.
    ``audience`` is for whom ``case`` and ``store`` were made, ``issued`` the reports that it was given before.
    """
    told = audience is None or audience.reviews
    builder = _Builder(case, store, period, area, standings_of(store, told=told))
    before = previous_period(period)
    now, earlier = builder.incidents(period), builder.incidents(before)
    annex = tuple(builder.entry(incident) for incident in now)
    claims = builder.claims_of_period(annex)
    undated = builder.undated()
    return SituationReport(
        case=case.id,
        name={str(lang): name for lang, name in case.settings.name.items()},
        banner={str(lang): words for lang, words in case.settings.banner.items()},
        zone=case.settings.time_zone,
        period=period,
        before=before,
        prepared_at=prepared_at,
        log_origin=case.settings.log_origin,
        log_size=log_size,
        log_root=log_root,
        rank=rank or RecordRank(size=log_size),
        version=__version__,
        rules=rules,
        incidents=len(now),
        incidents_before=len(earlier),
        undated=undated,
        documents=builder.documents(period),
        by_act=_counts(now, earlier, lambda i: [i.act], unit=lambda code: unit_of(family_of(code))),
        by_family=_counts(now, earlier, lambda i: [i.family], unit=unit_of),
        by_party=_counts(now, earlier, lambda i: [a.id or a.name for a in i.agents] or ["unattributed"]),
        by_area=_counts(now, earlier, builder.areas_of),
        by_corroboration=_counts(now, earlier, lambda i: [i.corroboration]),
        by_outcome=_assessed(annex, lambda a: a.outcome),
        by_clause=_assessed(annex, lambda a: f"{a.instrument}/{a.clause}/{a.outcome}" if a.clause else None),
        tolls=_tolls(now),
        humanitarian=tuple(entry for entry in annex if entry.incident.family == "humanitarian"),
        positions=builder.quoted(c for c in claims if isinstance(c, PositionClaim)),
        control=builder.quoted(c for c in claims if isinstance(c, ControlClaim)),
        ahead=builder.quoted(c for c in claims if isinstance(c, EventClaim) and c.status in _AHEAD),
        contested=builder.contested([c for c in claims if isinstance(c, FigureClaim)]),
        unresolved=_unresolved(claims),
        unread=tuple(sorted({(u.name or "", u.reason, u.detail) for u in store.unread()})),
        annex=annex,
        commission=commission_section(case, store, period),
        analysis=analysis_section(case, store, period, builder.counted),
        tracking=tracking,
        corrections=correction_notices(store, log_size, issued),
        area=builder.scope(),
        audience=audience,
    )


class _Builder:
    def __init__(self, case: Case, store: Store, period: Period, area: Area | None, standings: Standings) -> None:
        self.standings = standings
        self.case = case
        self.store = store
        self.period = period
        self.area = area
        self.counted: Counted | None = None if area is None else lambda i: area.lies(i.place) == "inside"
        self._perhaps = 0
        self._documents = {document.id: document for document in store.documents().items}
        self._places = {place.id: place for place in case.places}

    def incidents(self, period: Period) -> tuple[Incident, ...]:
        found = self.store.incidents(IncidentFilter(start=period.start, end=period.end)).items
        return found if self.counted is None else tuple(filter(self.counted, found))

    def undated(self) -> int:
        """How many incidents have no day and are counted in no period."""
        found = self.store.incidents(IncidentFilter(start=self.period.start, end=self.period.end, undated="only"))
        return found.total if self.counted is None else sum(map(self.counted, found.items))

    def scope(self) -> AreaScope | None:
        """The area as the report names it, with what may lie in it."""
        if self.area is None:
            return None
        found = self.store.incidents(IncidentFilter(start=self.period.start, end=self.period.end)).items
        return AreaScope(
            id=self.area.id,
            name=dict(self.area.name),
            perhaps=sum(self.area.lies(incident.place) == "perhaps" for incident in found),
            perhaps_claims=self._perhaps,
        )

    def entry(self, incident: Incident) -> AnnexEntry:
        dossier = self.store.incident(incident.id)
        assert dossier is not None
        claims = tuple(
            QuotedClaim(
                claim=c.claim,
                document=self._documents.get(c.claim.document),
                role=c.role,
                standing=self.standings.of(c.claim),
            )
            for c in dossier.claims
            if c.claim is not None
        )
        linked = self.standings.of_incident(incident).linked_by
        return AnnexEntry(incident=incident, claims=claims, assessments=dossier.assessments, linked_by=linked)

    def documents(self, period: Period) -> tuple[Count, ...]:
        """Documents published in the period, by what became of them."""
        mine = [d for d in self._documents.values() if d.published and period.start <= d.published[:10] <= period.end]
        found = Counter("unread" if d.unread else "read" for d in mine)
        found["duplicates"] = sum(d.duplicate is not None for d in mine)
        found["all"] = len(mine)
        found["undated"] = sum(d.published is None for d in self._documents.values())
        return tuple(Count(code=code, now=found[code]) for code in ("all", "read", "unread", "duplicates", "undated"))

    def areas_of(self, incident: Incident) -> list[str]:
        """The place of an incident and the places that contain it, short of the country; else ``unknown``."""
        out: list[str] = []
        at = incident.place.id if incident.place else None
        while at is not None and at in self._places and at not in out:
            if self._places[at].place_class == "country":
                break
            out.append(at)
            at = self._places[at].parent
        return out or [incident.place.name if incident.place else "unknown"]

    def claims_of_period(self, annex: Sequence[AnnexEntry]) -> list[Claim]:
        """Claims of documents published in the period, and those of its incidents, in the order of the store.

        Of an area: those that lie in it, and positions, which have no place.
        """
        wanted = {q.claim.id for entry in annex for q in entry.claims}
        out: list[Claim] = []
        for claim in self.store.claims(ClaimFilter()).items:
            document = self._documents.get(claim.document)
            published = (document.published or "")[:10] if document else ""
            if claim.id in wanted:
                out.append(claim)
            elif self.period.start <= published <= self.period.end:
                lies = (
                    "inside" if self.area is None or isinstance(claim, PositionClaim) else self.area.lies(claim.place)
                )
                self._perhaps += lies == "perhaps"
                out += [claim] if lies == "inside" else []
        return out

    def quoted(self, claims: Iterable[Claim]) -> tuple[QuotedClaim, ...]:
        found = [
            QuotedClaim(claim=claim, document=self._documents.get(claim.document), standing=self.standings.of(claim))
            for claim in claims
        ]
        found = [q for q in found if q.document is None or q.document.duplicate is None]
        return tuple(sorted(found, key=lambda q: ((q.document.published or "") if q.document else "", q.claim.id)))

    def contested(self, figures: Sequence[FigureClaim]) -> tuple[ContestedFigure, ...]:
        """Questions to which the period gives more than one value."""
        asked: dict[tuple[str, str, str], list[FigureClaim]] = defaultdict(list)
        for claim in figures:
            document = self._documents.get(claim.document)
            if document is not None and document.duplicate is not None:
                continue
            place = (claim.place.id or claim.place.name) if claim.place else ""
            asked[claim.measure, claim.quantity.who or "", place].append(claim)
        out: list[ContestedFigure] = []
        for (measure, who, place), claims in sorted(asked.items()):
            values = tuple(self._value(claim) for claim in claims)
            if len({(v.low, v.best, v.high) for v in values}) > 1:
                out.append(ContestedFigure(measure=measure, who=who or None, place=place or None, values=values))
        return tuple(out)

    def _value(self, claim: FigureClaim) -> FigureValue:
        document = self._documents.get(claim.document)
        speaker = claim.attribution[0].name if claim.attribution else None
        return FigureValue(
            origin=speaker or _outlet(document),
            outlet=_outlet(document),
            published=document.published if document else None,
            low=claim.quantity.low,
            best=claim.quantity.best,
            high=claim.quantity.high,
            qualifier=claim.quantity.qualifier,
            claim=claim.id,
            text=claim.text,
            lang=claim.lang,
        )


def _outlet(document: Document | None) -> str:
    return (document.outlet or document.source or document.name) if document else ""


def _counts(
    now: Sequence[Incident],
    before: Sequence[Incident],
    key: Callable[[Incident], Sequence[str]],
    *,
    unit: Callable[[str], str] | None = None,
) -> tuple[Count, ...]:
    ids: dict[str, list[str]] = defaultdict(list)
    for incident in now:
        for code in dict.fromkeys(key(incident)):
            ids[code].append(incident.id)
    earlier = Counter(code for incident in before for code in dict.fromkeys(key(incident)))
    codes = sorted({*ids, *earlier}, key=lambda code: (-len(ids[code]), code))
    return tuple(
        Count(
            code=code,
            now=len(ids[code]),
            before=earlier[code],
            unit=unit(code) if unit else None,
            incidents=tuple(ids[code]),
        )
        for code in codes
    )


def _assessed(annex: Sequence[AnnexEntry], key: Callable[[Assessment], str | None]) -> tuple[Count, ...]:
    ids: dict[str, dict[str, None]] = defaultdict(dict)
    for entry in annex:
        for assessment in entry.assessments:
            code = key(assessment)
            if code is not None:
                ids[code].setdefault(entry.incident.id)
    return tuple(Count(code=code, now=len(found), incidents=tuple(found)) for code, found in sorted(ids.items()))


def _tolls(incidents: Sequence[Incident]) -> tuple[OriginToll, ...]:
    """Sums by origin over distinct incidents; origins are never added to one another."""
    lows: dict[tuple[str, str, str], float] = defaultdict(float)
    bests: dict[tuple[str, str, str], float | None] = {}
    highs: dict[tuple[str, str, str], float | None] = {}
    number: Counter[tuple[str, str, str]] = Counter()
    names: dict[str, str] = {}
    for incident in incidents:
        names.update({origin.key: origin.name for origin in incident.origins})
        for item in incident.casualties:
            for value in item.values:
                key = (value.origin, str(item.outcome), item.who or "")
                lows[key] += value.low or 0
                bests[key] = _plus(bests.get(key, 0), value.best)
                highs[key] = _plus(highs.get(key, 0), value.high)
                number[key] += 1
    return tuple(
        OriginToll(
            origin=names.get(origin, origin),
            outcome=outcome,
            who=who or None,
            low=lows[origin, outcome, who],
            best=bests[origin, outcome, who],
            high=highs[origin, outcome, who],
            incidents=number[origin, outcome, who],
        )
        for origin, outcome, who in sorted(number, key=lambda k: (names.get(k[0], k[0]), k[1], k[2]))
    )


def _plus(total: float | None, value: float | None) -> float | None:
    """A sum with an unknown part is unknown."""
    return None if total is None or value is None else total + value


def _unresolved(claims: Sequence[Claim]) -> tuple[NeedsPerson, ...]:
    found: dict[str, list[str]] = defaultdict(list)
    for claim in claims:
        for abstention in claim.abstained:
            found[f"{abstention.slot}: {abstention.reason}"].append(claim.text)
        if isinstance(claim, EventClaim):
            slots = {abstention.slot for abstention in claim.abstained}
            if claim.place is None and "place" not in slots:
                found["place: not_told"].append(claim.text)
            if claim.time is None and "time" not in slots:
                found["time: not_told"].append(claim.text)
    return tuple(
        NeedsPerson(reason=reason, count=len(texts), examples=tuple(texts[:_EXAMPLES]))
        for reason, texts in sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    )
