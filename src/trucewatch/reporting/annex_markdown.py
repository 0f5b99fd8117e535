"""The annex of a report in Markdown: each incident with its origins, toll and grades, and the reasons of each."""

from __future__ import annotations

from collections.abc import Callable

from trucewatch.reporting.layout_annex import incident_standing
from trucewatch.reporting.standing import standing_words
from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.grades import Grade
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.reports import AnnexEntry, QuotedClaim

__all__ = ["annex_markdown"]

Escape = Callable[[str], str]


def annex_markdown(w: Wording, entry: AnnexEntry, escape: Escape) -> list[str]:
    """The lines of one incident; ``escape`` makes Markdown text of text from outside."""
    incident = entry.incident
    when = w.period(incident.time.start, incident.time.end)
    marks = [w.code("corroboration", incident.corroboration), w.code("event_status", incident.status)]
    marks.append(w.code("polarity", incident.polarity))
    marks += [f"{w.word('disputed')}: {w.word('d_' + what)}" for what in incident.disputed]
    out = [f"### {w.listed(w.code('acts', incident.act), when, escape(w.where(incident.place)))}", ""]
    out.append(f"`{incident.id}`{w.comma}{w.listed(*marks)}")
    out += _told_by(w, incident, escape)
    out += _toll(w, incident)
    if incident.why:
        out.append(f"- {w.word('why_together')}: {w.semicolon.join(escape(w.link_reason(r)) for r in incident.why)}")
    out.append(f"- {w.word('standing')}{w.colon}{escape(incident_standing(w, entry))}")
    out += [_grade(w, grade) for grade in incident.grades]
    out += [_claim(w, item, escape) for item in entry.claims]
    return [*out, ""]


def _told_by(w: Wording, incident: Incident, escape: Escape) -> list[str]:
    out = [f"- {w.word('origins')}: {w.listed(*(escape(origin.name) for origin in incident.origins))}"]
    if incident.agents:
        agents = (escape(w.actor(agent.id or agent.name)) for agent in incident.agents)
        out.append(f"- {w.word('by_party')}: {w.listed(*agents)}")
    return out


def _toll(w: Wording, incident: Incident) -> list[str]:
    """Each toll as an interval with its reasons, then the rule that made it."""
    out = []
    for toll in incident.casualties:
        what = w.code("outcome", toll.outcome) + (f" ({w.code('who', toll.who)})" if toll.who else "")
        best = f"{w.word('best')} {w.number(toll.best)}" if toll.best is not None else ""
        why = w.semicolon.join(w.code("toll_reason", reason) for reason in toll.reasons)
        out.append(f"- {what}: {w.listed(w.interval(toll.low, toll.high), best)}{f' ({why})' if why else ''}")
    if incident.casualties:
        out.append(f"- {w.word('casualties')}: {w.code('toll_rule', incident.casualties[0].rule)}")
    return out


def _grade(w: Wording, grade: Grade) -> str:
    why = w.semicolon.join(w.code("grade_reason", reason.code) for reason in grade.reasons)
    return f"- {w.code('graded_question', grade.question)}: {w.code('grade', grade.grade)} ({why})"


def _claim(w: Wording, item: QuotedClaim, escape: Escape) -> str:
    claim = item.claim
    voices = w.listed(*(voice.name for voice in claim.attribution))
    name = (item.document.title or item.document.name) if item.document else claim.document[:12]
    span = f"{claim.span[0]}–{claim.span[1]}"
    standing = escape(standing_words(w, item.standing))
    return f"- {escape(claim.text)} ({escape(voices)}{w.semicolon}{escape(name)}{w.comma}{span}{w.semicolon}{standing})"
