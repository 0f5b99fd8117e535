"""The columns of incidents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from trucewatch.reporting.exports.columns import Column, Sheet, Value, codes_of_place, join
from trucewatch.reporting.standing import IncidentStanding
from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.actors import GazetteerPlace
from trucewatch.vocabulary.assessments import Assessment
from trucewatch.vocabulary.incidents import Incident

__all__ = ["MACHINE", "IncidentRecord", "incident_sheet"]

MACHINE = "machine"
"""Stands where a person's name would: it is a proposal of the program."""

_ENDS = ("low", "best", "high")


@dataclass(frozen=True)
class IncidentRecord:
    """An incident with its assessments, and who stands behind it."""

    incident: Incident
    assessments: tuple[Assessment, ...]
    standing: IncidentStanding


def incident_sheet(
    records: Callable[[], Iterable[IncidentRecord]], places: Mapping[str, GazetteerPlace], wording: Wording, base: str
) -> Sheet[IncidentRecord]:
    """Incidents with labels in the language of ``wording`` and permalinks below ``base``."""

    def codes(record: IncidentRecord) -> dict[str, str]:
        return codes_of_place(record.incident.place.id if record.incident.place else None, places)

    def text(name: str, tag: str, value: Callable[[IncidentRecord], Value]) -> Column[IncidentRecord]:
        return Column(name, tag, "text", value)

    columns = (
        text("id", "#event+id", lambda r: r.incident.id),
        text("url", "#meta+url", lambda r: f"{base}/incidents/{r.incident.id}"),
        text("act", "#event+type+code", lambda r: r.incident.act),
        text("act_label", "#event+type", lambda r: wording.code("acts", r.incident.act)),
        text("family", "#event+category", lambda r: r.incident.family),
        text("status", "#status+event", lambda r: r.incident.status),
        text("polarity", "#status+polarity", lambda r: r.incident.polarity),
        text("start", "#date+start", lambda r: r.incident.time.start),
        text("end", "#date+end", lambda r: r.incident.time.end),
        text("time_precision", "#date+precision", lambda r: r.incident.time.precision),
        text("place", "#loc+name", lambda r: wording.where(r.incident.place) if r.incident.place else None),
        text("place_id", "#loc+id", lambda r: r.incident.place.id if r.incident.place else None),
        text("place_pcode", "#loc+code", lambda r: codes(r).get("loc")),
        text("country_pcode", "#country+code", lambda r: codes(r).get("country")),
        text("adm1_pcode", "#adm1+code", lambda r: codes(r).get("adm1")),
        text("adm2_pcode", "#adm2+code", lambda r: codes(r).get("adm2")),
        text("adm3_pcode", "#adm3+code", lambda r: codes(r).get("adm3")),
        Column("lat", "#geo+lat", "number", lambda r: r.incident.place.lat if r.incident.place else None),
        Column("lon", "#geo+lon", "number", lambda r: r.incident.place.lon if r.incident.place else None),
        text("place_precision", "#geo+precision", lambda r: r.incident.place.precision if r.incident.place else None),
        text("alleged_agents", "#group+alleged", lambda r: join(a.id or a.name for a in r.incident.agents)),
        text("targets", "#group+targeted", lambda r: join(a.id or a.name for a in r.incident.targets)),
        text("objects", "#affected+objects", lambda r: join(r.incident.objects)),
        *(_toll(outcome, end) for outcome in ("killed", "injured") for end in _ENDS),
        text("casualties", "#affected+description", lambda r: _tolls(r.incident)),
        text("corroboration", "#meta+corroboration", lambda r: r.incident.corroboration),
        Column("independent", "#meta+sources+num", "integer", lambda r: r.incident.independent),
        text("origins", "#meta+source", lambda r: join(origin.name for origin in r.incident.origins)),
        text("disputed", "#meta+disputed", lambda r: join(r.incident.disputed)),
        text("assessments", "#meta+assessment", lambda r: join(_outcome(a) for a in r.assessments)),
        text("assessed_by", "#meta+assessment+by", lambda r: MACHINE if r.assessments else None),
        text("review", "#status+review", lambda r: r.standing.code),
        Column("claims_reviewed", "#meta+review+num", "integer", _reviewed),
        text("linked_by", "#meta+link+by", lambda r: join(r.standing.linked_by) or MACHINE),
        text("claims", "#meta+claims", lambda r: join((*r.incident.supporting, *r.incident.contradicting))),
    )
    return Sheet("incidents", columns, records)


def _reviewed(record: IncidentRecord) -> Value:
    """How many of its claims people have looked at; nothing for those who are told of no reviews."""
    return record.standing.reviewed if record.standing.told else None


def _toll(outcome: str, end: str) -> Column[IncidentRecord]:
    tag = f"#affected+{outcome}" + {"low": "+min", "best": "", "high": "+max"}[end]
    return Column(f"{outcome}_{end}", tag, "number", lambda r: _span(r.incident, outcome, end))


def _span(incident: Incident, outcome: str, end: str) -> float | None:
    """An end of the span, where the incident has one toll of that outcome: tolls of several kinds are not added up."""
    found = [toll for toll in incident.casualties if toll.outcome == outcome]
    value = getattr(found[0], end) if len(found) == 1 else None
    return float(value) if value is not None else None


def _tolls(incident: Incident) -> str | None:
    """All tolls with their kind, open ends as they are: ``killed civilian 2..``."""
    return join(
        " ".join(filter(None, (toll.outcome, toll.who, toll.side, f"{_end(toll.low)}..{_end(toll.high)}")))
        for toll in incident.casualties
    )


def _end(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _outcome(assessment: Assessment) -> str:
    """``arrangement-2016-09/attacks=indeterminate``; what no clause speaks of is ``terms_silent``."""
    return f"{assessment.clause}={assessment.outcome}" if assessment.clause else assessment.outcome
