"""The annex of a printed report: an incident with its claims in their own words."""

from __future__ import annotations

from collections.abc import Sequence

from trucewatch.reporting.sheet import Block, Heading, Line, Paragraph, Quotation, Span, line
from trucewatch.reporting.standing import standing_words
from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.reports import AnnexEntry, QuotedClaim

__all__ = ["incident_blocks", "incident_standing", "listed", "quotation", "when_and_where"]


def incident_blocks(w: Wording, entry: AnnexEntry) -> list[Block]:
    """One incident: head, grades, assessments, claims."""
    incident = entry.incident
    out: list[Block] = [
        Heading(2, (Span(w.code("acts", incident.act)), Span(" · "), *when_and_where(w, incident, " · "))),
        Paragraph(_standing(w, incident), "note"),
        Paragraph(_who(w, incident), "note"),
    ]
    if incident.grades:
        told = w.semicolon.join(
            f"{w.code('graded_question', g.question)}: {w.code('grade', g.grade)}"
            f" ({w.comma.join(w.code('grade_reason', r.code) for r in g.reasons)})"
            for g in incident.grades
        )
        out.append(Paragraph(line(f"{w.word('grades')}: {told}"), "note"))
    if incident.why:
        told = w.semicolon.join(w.link_reason(reason) for reason in incident.why)
        out.append(Paragraph(line(f"{w.word('why_together')}: ", Span(told, outside=True)), "note"))
    out.append(Paragraph(line(incident_standing(w, entry)), "note"))
    held = [a for a in entry.assessments if a.clause]
    if held:
        named = [line(Span(a.clause or "", outside=True), f": {w.code('assessment_outcome', a.outcome)}") for a in held]
        spans = listed(named, w.semicolon)
        out.append(Paragraph((Span(f"{w.word('standing_assessment')}{w.colon}"), *spans), "note"))
    return out + [quotation(w, item) for item in entry.claims]


def incident_standing(w: Wording, entry: AnnexEntry) -> str:
    """Who put the claims of an incident together, and how many of them a person has looked at."""
    linked = w.word("standing_linked_machine")
    if entry.linked_by:
        linked = f"{w.word('standing_linked_by')} {w.listed(*entry.linked_by)}"
    if any(item.standing.code == "not_told" for item in entry.claims):
        return w.listed(linked, w.word("standing_not_told"))
    reviewed = sum(item.standing.code != "proposed" for item in entry.claims)
    said = w.word("standing_reviewed_of").format(n=w.number(reviewed), all=w.number(len(entry.claims)))
    return w.listed(linked, said)


def when_and_where(w: Wording, incident: Incident, mark: str | None = None) -> Line:
    """The days and the place of an incident, the place as outside text."""
    when = w.period(incident.time.start, incident.time.end)
    return line(Span(when, outside=True), mark or w.comma, Span(w.where(incident.place), outside=True))


def quotation(w: Wording, item: QuotedClaim) -> Quotation:
    """A claim in its words, with who says it and where it stands."""
    claim, document = item.claim, item.document
    spans: list[Span] = []
    if claim.attribution:
        voices = listed([line(Span(voice.name, outside=True)) for voice in claim.attribution], w.comma)
        spans += [Span(f"{w.word('according')} "), *voices, Span(" · ")]
    name = (document.title or document.name) if document else claim.document[:12]
    outlet = w.source(document.source) if document and document.source else (document.outlet if document else None)
    spans += [Span(name, outside=True), Span(" · "), Span(outlet or w.word("outlet_unknown"), outside=True)]
    spans += [Span(f" · {w.date(document.published if document else None)} · {w.word('characters')} ")]
    spans.append(Span(f"{claim.span[0]}–{claim.span[1]}", outside=True))
    if item.role:
        spans.append(Span(f" · {w.word('role_' + item.role)}"))
    spans.append(Span(f" · {w.code('polarity', claim.polarity)} · {w.code('confidence', claim.confidence)}"))
    spans.append(Span(f" · {standing_words(w, item.standing)}", strong=item.standing.code != "proposed"))
    return Quotation(claim.text, claim.lang, tuple(spans))


def listed(lines: Sequence[Line], mark: str) -> Line:
    """Lines as one, with a mark between them."""
    out: list[Span] = []
    for number, spans in enumerate(lines):
        out += [Span(mark)] if number else []
        out += spans
    return tuple(out)


def _standing(w: Wording, incident: Incident) -> Line:
    marks = [
        w.code("corroboration", incident.corroboration),
        w.code("event_status", incident.status),
        w.code("polarity", incident.polarity),
        *(f"{w.word('disputed')}: {w.word('d_' + what)}" for what in incident.disputed),
    ]
    return line(Span(incident.id, outside=True, mono=True), " · " + " · ".join(marks))


def _who(w: Wording, incident: Incident) -> Line:
    spans = [Span(f"{w.word('origins')}: ")]
    spans += listed([line(Span(origin.name, outside=True)) for origin in incident.origins], w.comma)
    if incident.agents:
        spans.append(Span(f" · {w.word('agents')}: "))
        agents = [line(Span(w.actor(agent.id or agent.name), outside=True)) for agent in incident.agents]
        spans += listed(agents, w.comma)
    for toll in incident.casualties:
        who = f" ({w.code('who', toll.who)})" if toll.who else ""
        spans.append(Span(f" · {w.code('outcome', toll.outcome)}{who} "))
        spans.append(Span(w.interval(toll.low, toll.high), outside=True))
    if incident.casualties:
        spans.append(Span(f" ({w.code('toll_rule', incident.casualties[0].rule)})"))
    return tuple(spans)
