"""Lay a situation report out as a sheet: what is printed, in which order, with units and denominators."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from trucewatch.case import Case
from trucewatch.reporting.drawing import COLOURS, draw_map, draw_timeline, outside_map
from trucewatch.reporting.layout_analysis import analysis_blocks
from trucewatch.reporting.layout_annex import incident_blocks, listed, when_and_where
from trucewatch.reporting.layout_claims import claim_sections
from trucewatch.reporting.layout_commission import commission_blocks
from trucewatch.reporting.layout_counts import assessment_section, count_sections, count_table
from trucewatch.reporting.layout_following import follow_up_blocks, tracking_blocks
from trucewatch.reporting.render import names_of
from trucewatch.reporting.scope_words import scope_lines, scope_title
from trucewatch.reporting.sheet import (
    Block,
    Heading,
    Legend,
    Paragraph,
    Picture,
    Seal,
    Sheet,
    SignOff,
    Span,
    Table,
    line,
    section,
)
from trucewatch.reporting.standing import report_standing
from trucewatch.reporting.vouching import vouching
from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.reports import SituationReport

__all__ = ["checkpoint_text", "drawings", "lay_out", "seal_of", "sign_off"]


def lay_out(report: SituationReport, case: Case, lang: str) -> Sheet:
    """The whole report as a sheet in ``lang`` (en, fr, ar)."""
    w = Wording(lang, case)
    blocks: list[Block] = [*_header(w, report), *_summary(w, report)]
    incidents = [entry.incident for entry in report.annex]
    blocks += drawings(w, case, incidents, report)
    blocks += count_sections(w, report)
    blocks += assessment_section(w, report)
    blocks += _tolls(w, report)
    if report.tracking is not None:
        blocks += tracking_blocks(w, report.tracking, report.period)
    if report.analysis is not None:
        blocks += analysis_blocks(w, report.analysis)
    if report.commission is not None:
        blocks += commission_blocks(w, report.commission)
    blocks += _humanitarian(w, report)
    blocks += claim_sections(w, report)
    blocks += follow_up_blocks(w, report)
    blocks += _unresolved(w, report)
    blocks += [
        *_corrections(w, report),
        Heading(1, line(w.word("method"))),
        Paragraph(line(w.word("method_text"))),
        Paragraph(
            line(
                f"{w.word('version')} ",
                Span(report.version, outside=True),
                f" · {w.word('rules')} ",
                _code(report.rules),
            ),
            "note",
        ),
        *sign_off(w),
        seal_of(w, report.log_origin, report.log_size, report.log_root),
        Heading(1, line(w.word("annex"))),
    ]
    for entry in report.annex:
        blocks += incident_blocks(w, entry)
    if not report.annex:
        blocks.append(nothing(w))
    period = w.listed(w.period(report.period.start, report.period.end), scope_title(w, report))
    title = w.in_language(report.name)
    return Sheet(
        lang=lang,
        direction="rtl" if w.direction == "rtl" else "ltr",
        kicker=w.word("title"),
        title=title,
        running=f"{title} · {period}",
        page=w.word("page"),
        moment=report.prepared_at,
        blocks=tuple(blocks),
    )


def nothing(w: Wording) -> Paragraph:
    """An empty section says that it is empty."""
    return Paragraph(line(w.word("nothing")), "note")


def checkpoint_text(origin: str, size: int, root: str) -> str:
    """Origin, size and root (base64) as the body of a C2SP tlog-checkpoint has them."""
    return f"{origin}\n{size}\n{base64.b64encode(bytes.fromhex(root)).decode()}\n"


def seal_of(w: Wording, origin: str, size: int, root: str) -> Seal:
    """The head of the record on which a document rests."""
    told = f"{w.number(size)} {w.word('entries')}"
    lines = (
        line(Span(w.word("head"), strong=True)),
        line(Span(origin, outside=True, mono=True), f"{w.comma}{told}"),
        line(f"{w.word('root')} ", Span(root, outside=True, mono=True)),
        line(Span(w.word("record_note"), faint=True)),
    )
    return Seal(lines, checkpoint_text(origin, size, root))


def sign_off(w: Wording) -> list[Block]:
    """The boxes in which people sign: a machine does not."""
    fields = tuple(w.word(key) for key in ("sign_name", "sign_function", "sign_date", "sign_hand"))
    return [
        Heading(1, line(w.word("signing"))),
        SignOff((w.word("prepared_by"), w.word("approved_by")), fields),
    ]


def _header(w: Wording, report: SituationReport) -> list[Block]:
    period, before = (w.period(p.start, p.end) for p in (report.period, report.before))
    out: list[Block] = []
    if report.banner:
        out.append(Paragraph(line(Span(w.in_language(report.banner), outside=True)), "warning"))
    out += [
        Paragraph(
            line(
                Span(f"{w.word('period')}: {period}", strong=True),
                f" ({w.word('before')}: {before}) · {w.word('zone')} ",
                Span(report.zone, outside=True),
            )
        ),
        Paragraph(
            line(
                f"{w.word('prepared')} ",
                Span(report.prepared_at, outside=True),
                f" · {w.word('head')}: ",
                Span(report.log_origin, outside=True),
                f"{w.comma}{w.number(report.log_size)} {w.word('entries')}{w.comma}",
                _code(report.log_root),
                f" · {w.word('rank')}: ",
                Span(vouching(report, w), outside=True),
            ),
            "note",
        ),
        *(
            Paragraph(line(Span(f"{name}{w.colon}", strong=True), Span(said, outside=True)))
            for name, said in scope_lines(w, report)
        ),
        Paragraph(line(w.word("proposal")), "notice"),
    ]
    return out


def _summary(w: Wording, report: SituationReport) -> list[Block]:
    documents = w.semicolon.join(f"{w.word('doc_' + d.code)} {w.number(d.now)}" for d in report.documents)
    was = f"{w.word('was')}: {w.number(report.incidents_before)}{w.comma}{w.word('change')} "
    return [
        Heading(1, line(w.word("summary"))),
        Paragraph(
            line(
                f"{w.word('incidents')}: ",
                Span(w.number(report.incidents), strong=True),
                f" ({was}",
                Span(w.change(report.incidents, report.incidents_before), outside=True),
                f"). {w.word('undated')}: {w.number(report.undated)}.",
            )
        ),
        Paragraph(line(f"{w.word('documents')}: {documents}.")),
        Paragraph(line(f"{w.word('standing_of_claims')}{w.colon}{report_standing(w, report)}.")),
        *count_table(
            w, report, report.by_family, w.word("by_family"), lambda code: w.code("families", code), unit=True
        ),
    ]


def drawings(w: Wording, case: Case, incidents: Sequence[Incident], report: SituationReport) -> list[Block]:
    """Map, legend and timeline, with what could not be drawn in words."""
    out: list[Block] = [
        Heading(1, line(w.word("map"))),
        Paragraph(line(w.word("map_note")), "note"),
        Picture("map", str(draw_map(case, incidents, w)), w.word("map")),
        Legend(tuple((colour, w.code("families", family)) for family, colour in COLOURS.items())),
    ]
    for title, missing in (
        ("no_point", [i for i in incidents if i.place is None or i.place.lat is None]),
        ("outside_map", outside_map(case, incidents)),
    ):
        named = [line(Span(name, outside=True), f" ({w.number(n)})") for name, n in names_of(missing, w)]
        out += [Paragraph((Span(f"{w.word(title)}: "), *listed(named, w.comma)), "note")] if named else []
    timeline = str(draw_timeline(case, incidents, report.period, w))
    return [*out, Heading(1, line(w.word("timeline"))), Picture("timeline", timeline, w.word("timeline"))]


def _tolls(w: Wording, report: SituationReport) -> list[Block]:
    note = f"{w.word('casualty_note')} {w.word('unit_persons')}"
    out: list[Block] = [Heading(1, line(w.word("casualties"))), Paragraph(line(note), "note")]
    if not report.tolls:
        return [*out, nothing(w)]
    rows = tuple(
        (
            line(Span(t.origin, outside=True)),
            line(w.code("outcome", t.outcome)),
            line(w.code("who", t.who) if t.who else w.word("unknown")),
            line(w.number(t.low)),
            line(w.number(t.best) if t.best is not None else w.word("unknown")),
            line(w.number(t.high)),
            line(w.number(t.incidents)),
        )
        for t in report.tolls
    )
    head = tuple(line(w.word(k)) for k in ("source", "outcome", "kind", "low", "best", "high", "number"))
    return [*out, Table(head, rows, frozenset({3, 4, 5, 6}), (3, 1.4, 1.6, 1, 1.1, 1, 1))]


def _humanitarian(w: Wording, report: SituationReport) -> list[Block]:
    out: list[Block] = [Heading(1, line(w.word("humanitarian")))]
    for entry in report.humanitarian:
        act = Span(w.code("acts", entry.incident.act))
        out.append(Paragraph((act, Span(w.comma), *when_and_where(w, entry.incident))))
    return out if report.humanitarian else [*out, nothing(w)]


def _corrections(w: Wording, report: SituationReport) -> list[Block]:
    rows = [
        (
            (
                *line(f"{w.code('acts', n.act)}{w.comma}{w.date(n.start)}{w.comma}" if n.act else ""),
                *line(Span(w.where(n.place), outside=True) if n.act else "", " " if n.act else ""),
                Span(n.incident, outside=True, mono=True),
            ),
            line(Span(w.word(f"corrected_{n.kind}"), strong=True)),
            line(Span(f"{n.reason} " if n.reason else "", outside=True), Span(w.actor(n.by or ""), True, faint=True)),
            line(Span(w.comma.join(n.reports), outside=True)),
            line(w.number(n.entry)),
        )
        for n in report.corrections
    ]
    head = [w.word(key) for key in ("what", "status", "reason", "corrected_in", "entry")]
    said = {"empty": w.word("none"), "note": w.word("corrections_note")}
    widths = (3, 1.2, 2.6, 2.4, 0.9)
    return section(1, w.word("corrections"), head, rows, **said, numbers=frozenset({4}), widths=widths)


def _unresolved(w: Wording, report: SituationReport) -> list[Block]:
    out: list[Block] = [Heading(1, line(w.word("unresolved")))]
    if report.unresolved:
        rows = tuple((line(Span(u.reason, outside=True)), line(w.number(u.count))) for u in report.unresolved)
        out.append(Table((line(w.word("reason")), line(w.word("claims"))), rows, frozenset({1}), (5, 1)))
    else:
        out.append(nothing(w))
    if report.unread:
        out.append(Heading(2, line(w.word("unread"))))
    for name, reason, _ in report.unread:
        out.append(Paragraph(line(Span(name, outside=True), f": {w.code('unread_reason', reason)}")))
    return out


def _code(digest: str) -> Span:
    return Span(digest[:16], outside=True, mono=True)
