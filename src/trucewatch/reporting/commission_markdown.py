"""The commission's section in Markdown: tallies, answers beside allegations, decisions with dissents."""

from __future__ import annotations

from collections.abc import Callable

from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.commission_report import (
    CommissionSection,
    DecisionLine,
    DocketCounts,
    DocketLine,
    TreatmentLine,
)

__all__ = ["commission_markdown"]

_COUNTS = ("received", "vague", "inquired", "ruled", "not_ruled", "unable_to_rule", "pending")


def commission_markdown(w: Wording, section: CommissionSection, plain: Callable[[str], str]) -> list[str]:
    """The lines of the section. ``plain`` escapes text from outside."""

    def party(name: str) -> str:
        return plain(w.in_language(section.names[name]) if name in section.names else w.actor(name))

    def said(words: dict[str, str]) -> str:
        return plain(w.in_language(words))

    out = [f"## {w.word('commission')}", ""]
    if section.exercises:
        out += [f"> {w.word('exercise')}: {w.comma.join(party(name) for name in section.exercises)}", ""]
    out += [f"{w.word('docket_note')} {section.moment}", "", _head(w)[0], _head(w)[1]]
    rows = [(party(name), counts) for name, counts in section.by_party] + [(w.word("in_all"), section.counts)]
    out += [_row(w, name, counts) for name, counts in rows]
    out.append("")
    for burst in section.bursts:
        vague = f"{w.code('docket_state', 'vague')} {burst.vague}"
        out.append(
            f"- {w.word('burst')}: {w.listed(party(burst.by), w.period(burst.start, burst.end))}: "
            f"{w.listed(str(burst.complaints), vague)}"
        )
    for line in section.docket:
        if line.number is not None:
            out += _case(w, line, party, said)
    out += ["", f"### {w.word('decisions')}", ""]
    for decision in section.decisions:
        out += _decision(w, decision, party, said)
    out += ["", f"### {w.word('treatment')}", "", w.word("treatment_note"), ""]
    for t in section.treatment:
        made = f"{w.word('made')} {t.verified_made}/{t.inquired_made}/{t.made}"
        faced = f"{w.word('faced')} {t.verified_faced}/{t.inquired_faced}/{t.faced}"
        out.append(
            f"- {party(t.party)}: "
            + w.semicolon.join([made, faced, f"{w.word('answered')} {t.answered}/{t.notified}", _times(w, t)])
        )
    return [*out, ""]


def _times(w: Wording, t: TreatmentLine) -> str:
    """Medians with the numbers they are taken of, and the standards applied."""
    hours = w.word("unknown") if t.answer_hours is None else f"{t.answer_hours}"
    days = w.word("unknown") if t.ruling_days is None else f"{t.ruling_days}"
    medians = f"{w.word('answer_hours')} {hours} ({t.answered}/{t.notified}){w.comma}{w.word('ruling_days')} {days}"
    standards = w.comma.join(f"{w.code('proof_standard', code)} {n}" for code, n in t.standards)
    return f"{medians} ({t.ruled}/{t.faced}){w.semicolon}{w.word('standards')}: {standards or w.word('none')}"


def _head(w: Wording) -> tuple[str, str]:
    cells = [w.word("complainant"), *(w.code("docket_state", code) for code in _COUNTS)]
    return "| " + " | ".join(cells) + " |", "|" + " --- |" * len(cells)


def _row(w: Wording, name: str, counts: DocketCounts) -> str:
    return "| " + " | ".join([name, *(w.number(getattr(counts, code)) for code in _COUNTS)]) + " |"


def _case(
    w: Wording, line: DocketLine, party: Callable[[str], str], said: Callable[[dict[str, str]], str]
) -> list[str]:
    out = ["", f"### {line.number} ({w.code('docket_state', line.state)})", ""]
    by = f"{party(line.by)}: " if line.by else ""
    out.append(f"- {w.word('allegation')}{w.comma}{by}{said(line.words)}")
    for answer in line.answers:
        state = w.code("party_position", answer.position) if answer.position else w.code("answer_state", answer.state)
        out.append(f"- {w.word('answer')}{w.comma}{party(answer.party)}: {state}. {said(answer.words)}".rstrip())
    for finding in line.findings:
        late = f"{w.comma}{w.word('late')}" if finding.late else ""
        named = f"{w.code('question', finding.question)}: {w.code(finding.listed, finding.code)}"
        out.append(f"- {named}{w.comma}{w.code('decision_kind', finding.kind)}{late}")
        out += [f"  - {w.word('dissent')}{w.comma}{party(v.by)}: {said(v.words)}" for v in finding.dissents]
    return out


def _decision(
    w: Wording, line: DecisionLine, party: Callable[[str], str], said: Callable[[dict[str, str]], str]
) -> list[str]:
    state = w.code("decision_kind" if line.decided else "motion_state", line.state)
    if line.vetoed_by:
        state = f"{w.code('vote_outcome', 'vetoed')} ({w.comma.join(party(name) for name in line.vetoed_by)})"
    votes = f" ({line.yes}–{line.no}–{line.abstain})" if line.members else ""
    draft = f" {line.draft}" if line.draft else ""
    out = [f"- {w.date(line.at)}{w.comma}{party(line.body)}: {said(line.words)}{draft} — {state}{votes}"]
    return out + [f"  - {w.word('dissent')}{w.comma}{party(v.by)}: {said(v.words)}" for v in line.dissents]
