"""The sections of a printed report that quote claims: positions, control, what is announced, contested figures."""

from __future__ import annotations

from collections.abc import Sequence

from trucewatch.reporting.sheet import Block, Heading, Line, Paragraph, Span, Table, line, section
from trucewatch.reporting.standing import standing_words
from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.claims import ControlClaim, EventClaim, PositionClaim
from trucewatch.vocabulary.reports import QuotedClaim, SituationReport

__all__ = ["claim_sections"]


def claim_sections(w: Wording, report: SituationReport) -> list[Block]:
    """Positions, control as asserted, acts ahead and contested figures, each with the words."""
    return [*_positions(w, report), *_control(w, report), *_ahead(w, report), *_contested(w, report)]


def _listed(
    w: Wording, title: str, keys: tuple[str, ...], rows: Sequence[tuple[Line, ...]], widths: tuple[float, ...]
) -> list[Block]:
    return section(1, w.word(title), [w.word(key) for key in keys], rows, empty=w.word("nothing"), widths=widths)


def _positions(w: Wording, report: SituationReport) -> list[Block]:
    rows = [
        (
            line(_published(w, item)),
            line(Span(claim.speaker.name, outside=True)),
            line(w.code("stance", claim.stance)),
            line(w.code("topic", claim.topic)),
            _words(w, item, claim.quote.text if claim.quote else claim.text),
        )
        for item in report.positions
        if isinstance(claim := item.claim, PositionClaim)
    ]
    return _listed(w, "positions", ("date", "speaker", "stance", "topic", "words"), rows, (1.3, 1.5, 1.1, 1.2, 4))


def _control(w: Wording, report: SituationReport) -> list[Block]:
    rows = [
        (
            line(_published(w, item)),
            line(Span(claim.holder.name if claim.holder else w.word("unknown"), outside=True)),
            line(w.code("control_status", claim.status)),
            line(Span(claim.place.name if claim.place else w.word("unknown"), outside=True)),
            _words(w, item, claim.text),
        )
        for item in report.control
        if isinstance(claim := item.claim, ControlClaim)
    ]
    return _listed(w, "control", ("date", "holder", "status", "place", "words"), rows, (1.3, 1.4, 1.1, 1.3, 4))


def _ahead(w: Wording, report: SituationReport) -> list[Block]:
    rows = [
        (
            line(w.period(claim.time.start, claim.time.end) if claim.time else w.word("unknown")),
            line(w.code("acts", claim.act)),
            line(w.code("event_status", claim.status)),
            _words(w, item, claim.text),
        )
        for item in report.ahead
        if isinstance(claim := item.claim, EventClaim)
    ]
    return _listed(w, "ahead", ("date", "act", "status", "words"), rows, (1.4, 1.5, 1.1, 4.5))


def _contested(w: Wording, report: SituationReport) -> list[Block]:
    out: list[Block] = [Heading(1, line(w.word("contested"))), Paragraph(line(w.word("contested_note")), "note")]
    for figure in report.contested:
        title = [Span(w.code("measure", figure.measure))]
        title += [Span(f"{w.comma}{w.code('who', figure.who)}")] if figure.who else []
        title += [Span(w.comma), Span(w.place(figure.place), outside=True)] if figure.place else []
        rows = []
        for value in figure.values:
            outlet = w.source(value.outlet) if value.outlet and value.outlet != value.origin else ""
            source = line(
                Span(value.origin, outside=True), " " if outlet else "", Span(outlet, outside=True, faint=True)
            )
            rows.append(
                (
                    tuple(span for span in source if span.text),
                    line(w.date(value.published)),
                    line(Span(w.interval(value.low, value.high), outside=True)),
                    line(Span(value.text, outside=True)),
                )
            )
        head = tuple(line(w.word(key)) for key in ("source", "published", "value", "words"))
        out += [Heading(2, tuple(title)), Table(head, tuple(rows), frozenset({2}), (2, 1.4, 1.3, 4))]
    return out if report.contested else [*out, Paragraph(line(w.word("nothing")), "note")]


def _words(w: Wording, item: QuotedClaim, text: str) -> Line:
    """The words of a claim and who stands behind it."""
    standing = Span(f" — {standing_words(w, item.standing)}", faint=item.standing.code == "proposed")
    return line(Span(text, outside=True), standing)


def _published(w: Wording, item: QuotedClaim) -> str:
    return w.date(item.document.published if item.document else None)
