"""The commission's section of a printed report: docket with denominators, answers beside allegations, decisions."""

from __future__ import annotations

from trucewatch.reporting.sheet import Block, Heading, Line, Paragraph, Span, Table, line
from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.commission_report import CommissionSection, DecisionLine, DocketCounts, DocketLine

__all__ = ["case_blocks", "commission_blocks", "party_name"]

_COUNTS = ("received", "vague", "inquired", "ruled", "breaches", "not_ruled", "unable_to_rule", "pending")


def commission_blocks(w: Wording, section: CommissionSection) -> list[Block]:
    """Docket, cases, decisions and equal treatment."""
    out: list[Block] = [Heading(1, line(w.word("commission")))]
    if section.exercises:
        names = w.comma.join(party_name(w, section, name) for name in section.exercises)
        out.append(Paragraph(line(f"{w.word('exercise')}: ", Span(names, outside=True)), "warning"))
    moment = Span(section.moment, outside=True)
    out += [Paragraph(line(f"{w.word('docket_note')} ", moment), "note"), Heading(2, line(w.word("docket")))]
    tallies = [(party_name(w, section, name), counts) for name, counts in section.by_party]
    tallies.append((w.word("in_all"), section.counts))
    head = [w.word("complainant")]
    head += [w.code("breach_finding", "breach") if c == "breaches" else w.code("docket_state", c) for c in _COUNTS]
    rows = tuple(_tally(w, name, counts) for name, counts in tallies)
    widths = (1.7, *(1.1 for _ in _COUNTS))
    out.append(Table(tuple(map(line, head)), rows, frozenset(range(1, len(head))), widths))
    for burst in section.bursts:
        vague = f"{w.code('docket_state', 'vague')} {w.number(burst.vague)}"
        told = f"{w.comma}{w.period(burst.start, burst.end)}: {w.number(burst.complaints)}{w.comma}{vague}"
        told += f" ({w.word('usual')} {w.number(burst.usual)})"
        name = Span(party_name(w, section, burst.by), outside=True)
        out.append(Paragraph(line(f"{w.word('burst')}: ", name, told), "notice"))
    for entry in section.docket:
        if entry.number is not None:
            out += case_blocks(w, section, entry)
    out.append(Heading(2, line(w.word("decisions"))))
    for decision in section.decisions:
        out += _decision(w, section, decision)
    if not section.decisions:
        out.append(Paragraph(line(w.word("nothing")), "note"))
    return out + _treatment(w, section)


def party_name(w: Wording, section: CommissionSection, name: str) -> str:
    """The name of a party, seat or body of the commission."""
    return w.in_language(section.names[name]) if name in section.names else w.actor(name)


def _tally(w: Wording, name: str, counts: DocketCounts) -> tuple[Line, ...]:
    return (line(Span(name, outside=True)), *(line(w.number(getattr(counts, code))) for code in _COUNTS))


def case_blocks(w: Wording, section: CommissionSection, entry: DocketLine) -> list[Block]:
    """A case with the answers beside the allegation, its findings, dissents and remedies."""
    state = w.code("docket_state", entry.state)
    out: list[Block] = [Heading(3, line(Span(entry.number or "", outside=True), f" ({state})"))]
    by = line(Span(party_name(w, section, entry.by), outside=True), ": ") if entry.by else ()
    words = Span(w.in_language(entry.words), outside=True)
    out.append(Paragraph((Span(f"{w.word('allegation')}{w.comma}", strong=True), *by, words)))
    for answer in entry.answers:
        said = w.code("party_position", answer.position) if answer.position else w.code("answer_state", answer.state)
        party = Span(party_name(w, section, answer.party), outside=True)
        words = Span(w.in_language(answer.words), outside=True)
        label = Span(f"{w.word('answer')}{w.comma}", strong=True)
        spans = line(label, party, f": {said}{'. ' if answer.words else ''}", words if answer.words else "")
        out.append(Paragraph(spans))
    for finding in entry.findings:
        late = f"{w.comma}{w.word('late')}" if finding.late else ""
        found = f"{w.code('question', finding.question)}: {w.code(finding.listed, finding.code)}"
        out.append(Paragraph(line(f"{found}{w.comma}{w.code('decision_kind', finding.kind)}{late}")))
        out += [_dissent(w, section, voice.by, voice.words) for voice in finding.dissents]
    for remedy in entry.remedies:
        owed = Span(party_name(w, section, remedy.owed_by), outside=True)
        state = w.code("remedy_state", remedy.state)
        words = Span(w.in_language(remedy.words), outside=True)
        out.append(Paragraph(line(f"{w.word('remedy')}{w.comma}", owed, f": {state}. ", words)))
    return out


def _decision(w: Wording, section: CommissionSection, entry: DecisionLine) -> list[Block]:
    state = w.code("decision_kind" if entry.decided else "motion_state", entry.state)
    if entry.vetoed_by:
        names = w.comma.join(party_name(w, section, name) for name in entry.vetoed_by)
        state = f"{w.code('vote_outcome', 'vetoed')} ({names})"
    votes = f"{entry.yes}–{entry.no}–{entry.abstain}" if entry.members else ""
    spans = line(
        f"{w.date(entry.at)}{w.comma}",
        Span(party_name(w, section, entry.body), outside=True),
        ": ",
        Span(w.in_language(entry.words), outside=True),
        f" {entry.draft}" if entry.draft else "",
        " — ",
        Span(state, strong=True),
        f" ({w.word('votes')} " if votes else "",
        Span(votes, outside=True),
        ")" if votes else "",
    )
    dissents = [_dissent(w, section, voice.by, voice.words) for voice in entry.dissents]
    return [Paragraph(tuple(span for span in spans if span.text)), *dissents]


def _dissent(w: Wording, section: CommissionSection, by: str, words: dict[str, str]) -> Paragraph:
    party = Span(party_name(w, section, by), outside=True)
    label = Span(f"{w.word('dissent')}{w.comma}", strong=True)
    return Paragraph(line(label, party, ": ", Span(w.in_language(words), outside=True)), "notice")


def _treatment(w: Wording, section: CommissionSection) -> list[Block]:
    out: list[Block] = [Heading(2, line(w.word("treatment"))), Paragraph(line(w.word("treatment_note")), "note")]
    if not section.treatment:
        return [*out, Paragraph(line(w.word("nothing")), "note")]
    keys = ("party", "made", "faced", "answered", "answer_hours", "ruling_days", "standards")
    rows = []
    for t in section.treatment:
        p_made = f" (p {t.p_made})" if t.p_made is not None else ""
        p_faced = f" (p {t.p_faced})" if t.p_faced is not None else ""
        hours, days = (
            w.number(value) if value is not None else w.word("unknown") for value in (t.answer_hours, t.ruling_days)
        )
        rows.append(
            (
                line(Span(party_name(w, section, t.party), outside=True)),
                line(Span(f"{t.verified_made} / {t.inquired_made} / {t.made}{p_made}", outside=True)),
                line(Span(f"{t.verified_faced} / {t.inquired_faced} / {t.faced}{p_faced}", outside=True)),
                line(Span(f"{t.answered} / {t.notified}", outside=True)),
                line(Span(f"{hours} ({t.answered}/{t.notified})", outside=True)),
                line(Span(f"{days} ({t.ruled}/{t.faced})", outside=True)),
                line(w.comma.join(f"{w.code('proof_standard', c)} {n}" for c, n in t.standards) or w.word("none")),
            )
        )
    head = tuple(line(w.word(key)) for key in keys)
    return [*out, Table(head, tuple(rows), frozenset(range(1, 6)), (1.6, 1.7, 1.7, 1.3, 1.4, 1.5, 1.6))]
