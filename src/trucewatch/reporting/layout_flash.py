"""A flash report: one grave event on a page or two, marked unverified on every page."""

from __future__ import annotations

from trucewatch.assessing import conditional
from trucewatch.reporting.incident_paper import IncidentPaper
from trucewatch.reporting.layout import seal_of, sign_off
from trucewatch.reporting.layout_annex import listed, quotation
from trucewatch.reporting.sheet import Block, Heading, Line, Paragraph, Sheet, Span, line, section
from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.incidents import Incident

__all__ = ["flash_sheet", "headline", "notices", "told_blocks", "value_blocks"]


def flash_sheet(paper: IncidentPaper, lang: str) -> Sheet:
    """The flash report of an incident in ``lang``."""
    w = Wording(lang, paper.case)
    incident = paper.entry.incident
    blocks: list[Block] = [
        Paragraph(line(Span(w.word("unverified"), strong=True)), "warning"),
        *notices(w, paper),
        *told_blocks(w, incident),
        *value_blocks(w, incident),
        Heading(1, line(w.word("claims_in_words"))),
        *(quotation(w, item) for item in paper.entry.claims if item.role != "contradicting"),
    ]
    against = [quotation(w, item) for item in paper.entry.claims if item.role == "contradicting"]
    if against:
        blocks += [Heading(1, line(w.word("against"))), *against]
    blocks += _proposals(w, paper)
    blocks += [*sign_off(w), seal_of(w, paper.log_origin, paper.log_size, paper.log_root)]
    return Sheet(
        lang=lang,
        direction="rtl" if w.direction == "rtl" else "ltr",
        kicker=w.word("flash"),
        title=headline(w, incident),
        running=w.word("unverified"),
        page=w.word("page"),
        moment=paper.prepared_at,
        blocks=tuple(blocks),
    )


def headline(w: Wording, incident: Incident) -> str:
    """Act, place and day."""
    when = w.period(incident.time.start, incident.time.end)
    return w.comma.join([w.code("acts", incident.act), w.where(incident.place), when])


def notices(w: Wording, paper: IncidentPaper) -> list[Block]:
    """The banner of the case, the head of the record, and what was found wrong with the incident since."""
    out: list[Block] = []
    if paper.case.settings.banner:
        words = w.in_language({str(key): text for key, text in paper.case.settings.banner.items()})
        out.append(Paragraph(line(Span(words, outside=True)), "warning"))
    for correction in paper.corrections:
        mark = w.word("corrected_withdrawn" if correction.withdraws else "corrected_marked")
        by = f" ({w.actor(correction.by)})" if correction.by else ""
        label = Span(f"{w.word('corrected')}{w.comma}{mark}: ", strong=True)
        out.append(Paragraph(line(label, Span(f"{correction.reason}{by}", outside=True)), "warning"))
    stamp = line(
        f"{w.word('prepared')} ",
        Span(paper.prepared_at, outside=True),
        f" · {w.word('zone')} ",
        Span(paper.case.settings.time_zone, outside=True),
        " · ",
        Span(paper.entry.incident.id, outside=True, mono=True),
    )
    return [*out, Paragraph(stamp, "note"), Paragraph(line(w.word("proposal")), "notice")]


def told_blocks(w: Wording, incident: Incident) -> list[Block]:
    """What, when, where, by whom as alleged; what is not known and on what the sources disagree."""
    place = incident.place
    precision = w.code("place_precision", place.precision) if place and place.precision else w.word("unknown")
    agents = [line(Span(w.actor(a.id or a.name), outside=True)) for a in incident.agents]
    targets = [line(Span(w.actor(t.id or t.name), outside=True)) for t in incident.targets]
    targets += [line(w.code("protected_object", code)) for code in incident.objects]
    status = f"{w.code('acts', incident.act)} ({w.code('event_status', incident.status)}{w.comma}"
    rows: list[tuple[Line, ...]] = [
        (line(w.word("act")), line(f"{status}{w.code('polarity', incident.polarity)})")),
        (line(w.word("when")), line(Span(w.period(incident.time.start, incident.time.end), outside=True))),
        (
            line(w.word("where")),
            line(Span(w.where(place), outside=True), f" ({w.word('where_precision')}: {precision})"),
        ),
        (line(w.word("alleged")), listed(agents, w.comma) or line(w.word("unattributed"))),
        (line(w.word("targets")), listed(targets, w.comma) or line(w.word("unknown"))),
        (line(w.word("corroboration")), line(w.code("corroboration", incident.corroboration))),
        (line(w.word("origins")), listed([line(Span(o.name, outside=True)) for o in incident.origins], w.comma)),
    ]
    missing = [
        w.word(key)
        for key, known in (
            ("d_time", incident.time.start),
            ("d_place", place),
            ("d_agent", incident.agents),
            ("d_toll", incident.casualties),
        )
        if not known
    ]
    if missing:
        rows.append((line(w.word("not_known")), line(w.comma.join(missing))))
    if incident.disputed:
        disputed = w.comma.join(w.word(f"d_{what}") for what in incident.disputed)
        rows.append((line(w.word("disagree")), line(Span(disputed, strong=True))))
    head = [w.word("what"), w.word("told")]
    return section(1, w.word("told"), head, rows, empty=w.word("nothing"), widths=(1.6, 4))


def value_blocks(w: Wording, incident: Incident) -> list[Block]:
    """Every value of every source, side by side."""
    names = {origin.key: origin.name for origin in incident.origins}
    rows = [
        (
            line(Span(names.get(value.origin, value.origin), outside=True)),
            line(w.code("outcome", toll.outcome)),
            line(w.code("who", toll.who) if toll.who else w.word("unknown")),
            line(w.number(value.low) if value.low is not None else w.word("open")),
            line(w.number(value.best) if value.best is not None else w.word("unknown")),
            line(w.number(value.high) if value.high is not None else w.word("open")),
            line(w.code("qualifier", value.qualifier)),
        )
        for toll in incident.casualties
        for value in toll.values
    ]
    head = [w.word(key) for key in ("source", "outcome", "kind", "low", "best", "high", "status")]
    note = f"{w.word('contested_note')} {w.word('unit_persons')}"
    numbers, widths = frozenset({3, 4, 5}), (3, 1.4, 1.5, 1, 1.2, 1, 1.5)
    return section(1, w.word("values"), head, rows, empty=w.word("none"), note=note, numbers=numbers, widths=widths)


def _proposals(w: Wording, paper: IncidentPaper) -> list[Block]:
    rows = [
        (
            line(Span(f"{w.instrument(a.instrument or '')}{w.comma}{a.clause}", outside=True)),
            (*line(w.code("assessment_outcome", a.outcome), " — "), Span(conditional(a.outcome, w.lang), faint=True)),
        )
        for a in paper.entry.assessments
        if a.clause
    ]
    head = [w.word("clause"), w.word("outcome")]
    return section(1, w.word("assessment"), head, rows, empty=w.word("nothing"), widths=(3, 3))
