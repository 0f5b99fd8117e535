"""The dossier of an incident for print: everything the record holds of it, with the words and the proof."""

from __future__ import annotations

from trucewatch.assessing import conditional, sentence
from trucewatch.reporting.incident_paper import IncidentPaper
from trucewatch.reporting.layout import seal_of, sign_off
from trucewatch.reporting.layout_annex import incident_standing, quotation
from trucewatch.reporting.layout_commission import case_blocks
from trucewatch.reporting.layout_flash import headline, notices, told_blocks, value_blocks
from trucewatch.reporting.layout_submissions import submission_blocks
from trucewatch.reporting.sheet import Block, Heading, Line, Paragraph, Sheet, Span, Table, line, section
from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.assessments import Assessment

__all__ = ["dossier_sheet"]


def dossier_sheet(paper: IncidentPaper, lang: str) -> Sheet:
    """The dossier in ``lang``."""
    w = Wording(lang, paper.case)
    incident = paper.entry.incident
    blocks: list[Block] = [*notices(w, paper), *told_blocks(w, incident), *value_blocks(w, incident)]
    blocks.append(Paragraph(line(f"{w.word('standing')}{w.colon}{incident_standing(w, paper.entry)}"), "note"))
    blocks += _grades(w, paper)
    for title, roles in (("claims_in_words", ("supporting", "repeating")), ("against", ("contradicting",))):
        found = [quotation(w, item) for item in paper.entry.claims if (item.role or "supporting") in roles]
        blocks += [Heading(1, line(w.word(title))), *found]
        blocks += [] if found else [Paragraph(line(w.word("none")), "note")]
    blocks.append(Heading(1, line(w.word("tests"))))
    if paper.entry.assessments:
        blocks.append(Paragraph(line(w.word("standing_assessment")), "note"))
    for assessment in paper.entry.assessments:
        blocks += _assessment(w, paper, assessment)
    if not paper.entry.assessments:
        blocks.append(Paragraph(line(w.word("nothing")), "note"))
    blocks += [
        *_procedure(w, paper),
        *_custody(w, paper),
        *submission_blocks(w, paper),
        *_history(w, paper),
        *sign_off(w),
    ]
    blocks.append(seal_of(w, paper.log_origin, paper.log_size, paper.log_root))
    title = headline(w, incident)
    return Sheet(
        lang=lang,
        direction="rtl" if w.direction == "rtl" else "ltr",
        kicker=w.word("dossier"),
        title=title,
        running=f"{title} · {incident.id}",
        page=w.word("page"),
        moment=paper.prepared_at,
        blocks=tuple(blocks),
    )


def _grades(w: Wording, paper: IncidentPaper) -> list[Block]:
    incident = paper.entry.incident
    told = [
        f"{w.code('graded_question', g.question)}: {w.code('grade', g.grade)}"
        f" ({w.comma.join(w.code('grade_reason', r.code) for r in g.reasons)})"
        for g in incident.grades
    ]
    if incident.why:
        told.append(f"{w.word('why_together')}: {w.semicolon.join(w.link_reason(r) for r in incident.why)}")
    return [Paragraph(line(words), "note") for words in told]


def _assessment(w: Wording, paper: IncidentPaper, item: Assessment) -> list[Block]:
    named = f"{w.instrument(item.instrument)}{w.comma}{item.clause}" if item.instrument and item.clause else ""
    outcome = w.code("assessment_outcome", item.outcome)
    out: list[Block] = [Heading(2, line(Span(named, outside=True), ": " if named else "", Span(outcome, strong=True)))]
    words = w.in_language({lang: said.text for lang, said in item.words.items()})
    if words:
        out.append(Paragraph(line("« ", Span(words, outside=True), " »")))
    out.append(Paragraph(line(conditional(item.outcome, w.lang)), "note"))
    rows: tuple[tuple[Line, ...], ...] = tuple(
        (
            line(w.code("assessment_test", test.test)),
            line(w.word(f"truth_{test.result}")),
            line(Span(sentence(test.reason, w.lang, paper.world), outside=True)),
        )
        for test in item.tests
    )
    if rows:
        head = tuple(line(w.word(key)) for key in ("test", "result", "reason"))
        out.append(Table(head, rows, widths=(1.3, 1, 4)))
    return out


def _procedure(w: Wording, paper: IncidentPaper) -> list[Block]:
    out: list[Block] = [Heading(1, line(w.word("procedure")))]
    if paper.commission is None or not paper.docket:
        return [*out, Paragraph(line(w.word("no_procedure")), "note")]
    for entry in paper.docket:
        out += case_blocks(w, paper.commission, entry)
    return out


def _custody(w: Wording, paper: IncidentPaper) -> list[Block]:
    rows = [
        (
            line(Span(document.title or document.name, outside=True), " ", Span(document.id, outside=True, mono=True)),
            line(Span(w.source(document.source) if document.source else (document.outlet or "–"), outside=True)),
            line(w.date(document.published)),
            line(Span(w.semicolon.join(c.received_at for c in custody) or w.word("unknown"), outside=True)),
            line(Span(w.semicolon.join(dict.fromkeys(c.method for c in custody)) or w.word("unknown"), outside=True)),
        )
        for document, custody in paper.documents
    ]
    head = [w.word(key) for key in ("document", "source", "published", "received", "how")]
    return section(1, w.word("provenance"), head, rows, empty=w.word("nothing"), widths=(3.4, 1.6, 1.3, 1.8, 1.2))


def _history(w: Wording, paper: IncidentPaper) -> list[Block]:
    rows: list[tuple[Line, ...]] = [
        (line(w.number(form.entry)), line(w.word(form.state)), line(Span(form.author, outside=True)), ())
        for form in paper.history
    ]
    at = paper.provenance
    leaf = line(Span(at.leaf, outside=True, mono=True))
    rows.append((line(w.number(at.entry)), line(w.word("current")), line(Span(at.author, outside=True)), leaf))
    head = [w.word(key) for key in ("entry", "status", "author", "leaf")]
    numbers = frozenset({0})
    return section(1, w.word("history"), head, rows, empty="", numbers=numbers, widths=(0.8, 1.4, 1.2, 4))
