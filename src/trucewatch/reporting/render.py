"""Render the report: one HTML file that stands alone, and Markdown. All text from outside is escaped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import cast

from jinja2 import DictLoader, Environment, StrictUndefined, select_autoescape

from trucewatch.assessing import conditional
from trucewatch.case import Case
from trucewatch.reporting import analysis_words
from trucewatch.reporting.analysis_markdown import analysis_markdown
from trucewatch.reporting.annex_markdown import annex_markdown
from trucewatch.reporting.commission_markdown import commission_markdown
from trucewatch.reporting.drawing import COLOURS, draw_map, draw_timeline, outside_map
from trucewatch.reporting.layout_annex import incident_standing
from trucewatch.reporting.plots import draw_series, draw_undercount
from trucewatch.reporting.scope_words import scope_lines, scope_title
from trucewatch.reporting.standing import report_standing, standing_words
from trucewatch.reporting.toll_series import toll_series
from trucewatch.reporting.tracking_text import tracking_markdown
from trucewatch.reporting.vouching import vouching
from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.assessments import AssessmentOutcome
from trucewatch.vocabulary.claims import ControlClaim, EventClaim
from trucewatch.vocabulary.documents import Document
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.reports import CorrectionNotice, Count, SituationReport

__all__ = ["names_of", "render_html", "render_markdown"]

_SPECIAL = re.compile(r"([\\`*_{}\[\]#|])")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    folder = resources.files("trucewatch.reporting").joinpath("templates")
    texts = {item.name: item.read_text(encoding="utf-8") for item in folder.iterdir() if item.name.endswith(".html")}
    return Environment(
        loader=DictLoader(texts),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render_html(report: SituationReport, case: Case, lang: str) -> str:
    """The report as one HTML file: no script, nothing from another host, prints on A4."""
    wording = Wording(lang, case)
    incidents = [entry.incident for entry in report.annex]
    return (
        _environment()
        .get_template("report.html")
        .render(
            r=report,
            w=wording,
            vouching=vouching(report, wording),
            standing=lambda standing: standing_words(wording, standing),
            incident_standing=lambda entry: incident_standing(wording, entry),
            reviewed=report_standing(wording, report),
            scope=scope_lines(wording, report),
            scope_title=scope_title(wording, report),
            title=_in(report.name, lang),
            banner=_in(report.banner, lang),
            map=draw_map(case, incidents, wording),
            timeline=draw_timeline(case, incidents, report.period, wording),
            colours=list(COLOURS.items()),
            pointless=_without_point(incidents, wording),
            beyond=names_of(outside_map(case, incidents), wording),
            outlet=lambda document: _outlet(document, wording),
            conditional=lambda outcome: conditional(outcome, lang),
            said=wording.in_language,
            words=analysis_words,
            draw_series=draw_series,
            draw_undercount=draw_undercount,
            toll_series=toll_series(wording, report.tracking) if report.tracking else (),
            party=lambda name: _party(report, wording, name),
        )
    )


def _in(names: dict[str, str], lang: str) -> str:
    return names.get(lang) or names.get("en") or next(iter(names.values()), "")


def _party(report: SituationReport, wording: Wording, name: str) -> str:
    """The name of a party, seat or body of the commission."""
    names = report.commission.names if report.commission is not None else {}
    return wording.in_language(names[name]) if name in names else wording.actor(name)


def _outlet(document: Document | None, wording: Wording) -> str:
    if document is None:
        return ""
    return wording.source(document.source) if document.source else (document.outlet or "")


def _without_point(incidents: Sequence[Incident], wording: Wording) -> list[tuple[str, int]]:
    return names_of([i for i in incidents if i.place is None or i.place.lat is None], wording)


def names_of(incidents: Sequence[Incident], wording: Wording) -> list[tuple[str, int]]:
    """The places of incidents with their numbers, the most first."""
    names = Counter(wording.where(i.place) for i in incidents)
    return sorted(names.items(), key=lambda item: (-item[1], item[0]))


def render_markdown(report: SituationReport, case: Case, lang: str) -> str:
    """The report as Markdown, for editing and for diffs."""
    w = Wording(lang, case)
    out = [f"# {w.word('title')}: {_md(_in(report.name, lang))}", ""]
    if report.banner:
        out += [f"> {_md(_in(report.banner, lang))}", ""]
    out += [
        f"**{w.word('period')}:** {w.period(report.period.start, report.period.end)} "
        f"({w.word('before')}: {w.period(report.before.start, report.before.end)}), {w.word('zone')} {report.zone}  ",
        f"{w.word('prepared')} {report.prepared_at}  ",
        f"{w.word('head')}: "
        + w.listed(report.log_origin, f"{report.log_size} {w.word('entries')}", f"`{report.log_root}`  "),
        f"{w.word('rank')}: {_md(vouching(report, w))}",
        "",
        *(part for name, said in scope_lines(w, report) for part in (f"**{name}{w.colon.rstrip()}** {_md(said)}", "")),
        f"_{w.word('proposal')}_",
        "",
        f"## {w.word('summary')}",
        "",
        f"{w.word('incidents')}: {w.number(report.incidents)} ({w.word('was')}: {w.number(report.incidents_before)}). "
        f"{w.word('undated')}: {w.number(report.undated)}.",
        "",
    ]
    out += [f"{w.word('standing_of_claims')}{w.colon}{_md(report_standing(w, report))}.", ""]
    out += _table(w, w.word("by_family"), report.by_family, "families", unit=True)
    out += _table(w, w.word("by_act"), report.by_act, "acts", unit=True)
    out += _table(w, w.word("by_party"), report.by_party, "actor")
    out += _table(w, w.word("by_area"), report.by_area, "place")
    out += _table(w, w.word("corroboration"), report.by_corroboration, "corroboration")
    out += [f"## {w.word('assessment')}", ""]
    for row in report.by_outcome:
        outcome = cast("AssessmentOutcome", row.code)
        name = w.code("assessment_outcome", outcome)
        out.append(f"- **{name}** {w.number(row.now)}/{w.number(report.incidents)}: {conditional(outcome, lang)}")
    out += ["", w.word("assessed_of"), ""]
    held = Counter[str]()
    for row in report.by_clause:
        held[row.code.rpartition("/")[0]] += row.now
    for row in report.by_clause:
        instrument, *clause, reached = row.code.split("/")
        named = f"{_md(w.instrument(instrument))}{w.comma}{_md('/'.join(clause))}"
        words = _md(w.clause(instrument, "/".join(clause)))
        counted = f"{w.number(row.now)}/{w.number(held[row.code.rpartition('/')[0]])}"
        out.append(f"- {named}: {w.code('assessment_outcome', reached)} {counted}. {words}")
    out += ["", f"## {w.word('casualties')}", "", w.word("casualty_note"), ""]
    for toll in report.tolls:
        who = w.code("who", toll.who) if toll.who else w.word("unknown")
        best = w.number(toll.best) if toll.best is not None else w.word("unknown")
        ends = (("low", w.number(toll.low)), ("best", best), ("high", w.number(toll.high)))
        told = w.listed(*(f"{w.word(name)} {value}" for name, value in ends))
        what = f"{w.code('outcome', toll.outcome)} ({who})"
        out.append(f"- {_md(toll.origin)}: {what}: {told}{w.semicolon}{toll.incidents}")
    out += ["", f"## {w.word('humanitarian')}", ""]
    for entry in report.humanitarian:
        when = w.period(entry.incident.time.start, entry.incident.time.end)
        act = w.code("acts", entry.incident.act)
        out.append(f"- {act}{w.comma}{when}{w.comma}{_md(w.where(entry.incident.place))} (`{entry.incident.id}`)")
    out += ["", f"## {w.word('contested')}", ""]
    for figure in report.contested:
        place = f"{w.comma}{_md(w.place(figure.place))}" if figure.place else ""
        out += [f"### {w.code('measure', figure.measure)}{place}", ""]
        for value in figure.values:
            span = w.interval(value.low, value.high)
            out.append(f"- {_md(value.origin)}{w.comma}{w.date(value.published)}: {span} — {_md(value.text)}")
        out.append("")
    out += [f"## {w.word('positions')}", ""]
    for item in report.positions:
        claim = item.claim
        quote = getattr(claim, "quote", None)
        words = quote.text if quote else claim.text
        published = w.date(item.document.published if item.document else None)
        standing = _md(standing_words(w, item.standing))
        stance = w.code("stance", claim.stance)  # type: ignore[union-attr]  # positions only
        out.append(f"- {published}{w.comma}{_md(claim.speaker.name)}{w.comma}{stance}: {_md(words)} — {standing}")  # type: ignore[union-attr]
    out += ["", *_asserted(w, report)]
    if report.tracking is not None:
        out += tracking_markdown(w, report.tracking, _md)
    if report.analysis is not None:
        out += analysis_markdown(w, report.analysis, _md)
    if report.commission is not None:
        out += commission_markdown(w, report.commission, _md)
    out += [f"## {w.word('unresolved')}", ""]
    out += [f"- {_md(item.reason)}: {w.number(item.count)}" for item in report.unresolved]
    out += [f"- {_md(name)}: {w.code('unread_reason', reason)}" for name, reason, _ in report.unread]
    out += ["", f"## {w.word('corrections')}", "", w.word("corrections_note"), ""]
    out += [_correction(w, notice) for notice in report.corrections] or [w.word("none")]
    out += ["", f"## {w.word('method')}", "", w.word("method_text"), ""]
    out += [
        f"{w.word('version')} {report.version}{w.comma}{w.word('rules')} `{report.rules}`",
        "",
        f"## {w.word('annex')}",
        "",
    ]
    for entry in report.annex:
        out += annex_markdown(w, entry, _md)
    return "\n".join(_filled(out, w.word("nothing"))).rstrip() + "\n"


def _correction(w: Wording, notice: CorrectionNotice) -> str:
    parts = (w.code("acts", notice.act), w.date(notice.start), _md(w.where(notice.place))) if notice.act else ()
    named = f"{w.listed(*parts)} " if parts else ""
    why = f": {_md(notice.reason)}" if notice.reason else ""
    where = f"{w.word('corrected_in')} {w.comma.join(notice.reports)}{w.semicolon}{w.word('entry')} {notice.entry}"
    return f"- **{w.word('corrected_' + notice.kind)}** {named}(`{notice.incident}`){why} — {where}"


def _filled(lines: Sequence[str], nothing: str) -> list[str]:
    """An empty section says that it is empty."""
    out: list[str] = []
    for number, line in enumerate(lines):
        out.append(line)
        if line.startswith("## "):
            following = next((later for later in lines[number + 1 :] if later), "## ")
            if following.startswith("## "):
                out += ["", nothing]
    return out


def _asserted(w: Wording, report: SituationReport) -> list[str]:
    """Control as asserted, and what is announced, demanded, threatened or conditional."""
    out = [f"## {w.word('control')}", ""]
    for item in report.control:
        if isinstance(item.claim, ControlClaim):
            holder = item.claim.holder.name if item.claim.holder else w.word("unknown")
            out.append(
                f"- {_md(holder)}{w.comma}{w.code('control_status', item.claim.status)}: {_md(item.claim.text)}"
                f" — {_md(standing_words(w, item.standing))}"
            )
    out += ["", f"## {w.word('ahead')}", ""]
    for item in report.ahead:
        if isinstance(item.claim, EventClaim):
            status = w.code("event_status", item.claim.status)
            standing = _md(standing_words(w, item.standing))
            out.append(f"- {w.code('acts', item.claim.act)}{w.comma}{status}: {_md(item.claim.text)} — {standing}")
    return [*out, ""]


def _table(w: Wording, title: str, rows: Sequence[Count], list_id: str, *, unit: bool = False) -> list[str]:
    head = [title, *([w.word("unit")] if unit else []), w.word("now"), w.word("was"), w.word("change")]
    out = [f"## {title}", "", "| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for row in rows:
        name = _named(w, list_id, row.code)
        units = [w.code("counting_unit", row.unit) if row.unit else ""] if unit else []
        cells = [_md(name), *units, w.number(row.now), w.number(row.before or 0), w.change(row.now, row.before)]
        out.append("| " + " | ".join(cells) + " |")
    return [*out, ""]


def _named(w: Wording, list_id: str, code: str) -> str:
    if list_id == "actor":
        return w.actor(code)
    return w.place(code) if list_id == "place" else w.code(list_id, code)


def _md(text: str) -> str:
    """Text from outside as Markdown text: marks escaped, one line."""
    plain = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", plain)
