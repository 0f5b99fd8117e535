"""The docket on the command line: the list, one case, the tallies, equal treatment, and acts from a file."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from trucewatch.case import load_case
from trucewatch.cli.acting import CaseFolderArgument, look_at
from trucewatch.cli.talk import now, out, print_table, say
from trucewatch.commission import (
    CaseFile,
    Notice,
    Proceedings,
    bursts,
    docket,
    equal_treatment,
    load_acts,
    referral_due,
    tally,
)
from trucewatch.errors import UsageError
from trucewatch.pipeline import enter_act_file, open_workplace
from trucewatch.reporting.commission import commission_at
from trucewatch.vocabulary.codes import label
from trucewatch.vocabulary.wire import to_json_line

__all__ = ["register"]

_TALLY = ("received", "vague", "inquired", "ruled", "breaches", "not_ruled", "unable_to_rule", "pending", "suspended")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "docket",
        help="List the cases of a commission with their tallies, or show one.\n\n"
        "Example: trucewatch docket aleppo-2016 JCX/2016/0001 --lang fr",
    )(show)
    app.command(
        "acts",
        help="Enter acts that were written down in a YAML file, all or none.\n\n"
        "Example: trucewatch acts aleppo-2016 minutes.yaml",
    )(enter_acts)


def show(
    case: CaseFolderArgument,
    number: Annotated[str | None, typer.Argument(help="Number or ref of one case.")] = None,
    lang: Annotated[str, typer.Option(help="en, fr or ar.")] = "en",
    form: Annotated[str, typer.Option("--format", help="table, or json for the whole docket as data.")] = "table",
    fairness: Annotated[bool, typer.Option("--equal-treatment", help="Show the table of equal treatment.")] = False,
) -> None:
    """Print the docket; every tally stands with its denominators."""
    if lang not in ("en", "fr", "ar"):
        raise UsageError("the value is unknown", where="--lang", got=lang, expected="en, fr, ar")
    if form not in ("table", "json"):
        raise UsageError("the value is unknown", where="--format", got=form, expected="table, json")
    if form == "json":
        with open_workplace(load_case(case), now) as work:
            sys.stdout.write(to_json_line(commission_at(work.case, work.store, now())))
        return
    _, p = look_at(case)
    if number is not None:
        found = p.case(number)
        if found is None:
            expected = ", ".join(c.number for c in p.cases.values()) or "none yet"
            raise UsageError("there is no such case", where=number, expected=expected)
        _print_case(p, found, lang)
        return
    if fairness:
        _print_treatment(p)
        return
    _print_docket(p, lang)


def _print_docket(p: Proceedings, lang: str) -> None:
    table = Table()
    for name in ("number", "received", "by", "against", "state", "answers"):
        table.add_column(name)
    moment = now()
    for item in docket(p):
        notices = item.case.notices if item.case else ()
        answers = [f"{n.act.party}: {_answer(n, moment, lang)}" for n in notices]
        state = label("docket_state", item.state, lang)
        state += f", {label('docket_state', 'vague', lang)}" if item.vague else ""
        if item.case is not None and referral_due(p, item.case, moment):
            state += f", {label('decision_kind', 'referred_up', lang)}?"
        name = item.case.number if item.case else (item.complaint.act.ref if item.complaint else "")
        day = item.received.date().isoformat()
        table.add_row(name, day, item.by or "", ", ".join(item.against), state, "; ".join(answers))
    print_table(table)
    counts = tally(docket(p))
    out.print(", ".join(f"{name} {getattr(counts, name)}" for name in _TALLY))
    for burst in bursts(p):
        out.print(
            f"burst: {burst.by}, {burst.start} to {burst.end}: {burst.complaints} complaints, {burst.vague} vague, "
            f"usual {burst.usual}"
        )


def _print_case(p: Proceedings, case: CaseFile, lang: str) -> None:
    moment = now()
    lines = [f"{case.number} ({case.ref}), {case.body}, opened {case.act.at}"]
    if case.complaint is not None:
        complaint = p.complaints[case.complaint]
        lines.append(f"complaint of {p.complainant(complaint)}: {_said(complaint.act.words, lang)}")
    for notice in case.notices:
        said = f": {_said(notice.answer.words, lang)}" if notice.answer else ""
        told = f"notified {notice.act.party}, deadline {notice.deadline.isoformat()}"
        lines.append(f"{told}: {_answer(notice, moment, lang)}{said}")
    for visit in case.visits:
        lines.append(f"visit {visit.day} {visit.place}: present {', '.join(visit.present)}; {_said(visit.seen, lang)}")
        lines += [f"  refused: {r.who}, by {r.by}: {_said(r.words, lang)}" for r in visit.refused]
        lines += [f"  dissent of {d.by}: {_said(d.words, lang)}" for d in visit.dissents]
    for stretch in case.suspensions:
        until = stretch.resumed.at if stretch.resumed else "…"
        lines.append(f"suspended {stretch.act.at} – {until}: {label('suspension_reason', stretch.act.reason, lang)}")
    for motion in case.motions:
        lines += _motion_lines(p, motion, lang)
    for remedy in case.remedies:
        state = label("remedy_state", remedy.state(moment.date()), lang)
        lines.append(f"remedy of {remedy.remedy.owed_by}, due {remedy.remedy.due}: {state}")
    out.print("\n".join(lines), markup=False)


def _motion_lines(p: Proceedings, ref: str, lang: str) -> list[str]:
    put = p.puts[ref]
    kind = put.state(now())
    listed = "decision_kind" if put.kind is not None else "motion_state"
    line = f"motion {ref}: {_said(put.text, lang)} — {label(listed, kind, lang)}"
    if put.counted is not None:
        t = put.counted.tally
        line += f" (yes {t.yes}, no {t.no}, abstain {t.abstain}, absent {t.absent} of {t.members}; rule {put.rule.id}"
        line += f", {label('proof_standard', put.proof, lang)})" if put.proof else ")"
    dissents = put.decision.dissents if put.decision else ()
    return [line, *(f"  dissent of {d.by}: {_said(d.words, lang)}" for d in dissents)]


def _print_treatment(p: Proceedings) -> None:
    table = Table()
    names = (
        "party",
        "made",
        "inquired",
        "verified",
        "p",
        "faced",
        "inquired",
        "verified",
        "p",
        "answered",
        "hours",
        "days",
    )
    for name in names:
        table.add_column(name)
    for row in equal_treatment(p):
        cells = (
            row.party,
            row.made,
            row.inquired_made,
            row.verified_made,
            row.p_made,
            row.faced,
            row.inquired_faced,
            row.verified_faced,
            row.p_faced,
            f"{row.answered}/{row.notified}",
            row.answer_hours,
            row.ruling_days,
        )
        table.add_row(*("–" if cell is None else str(cell) for cell in cells))
    print_table(table)


def enter_acts(
    case: CaseFolderArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A list of acts, in the order in which they were done.")],
) -> None:
    """Check the whole file first; a refusal names its line and field, and nothing is entered."""
    loaded = load_case(case)
    read = load_acts(file)
    with open_workplace(loaded, now) as work:
        entered = enter_act_file(work, read)
    say(f"{entered} acts entered")


def _answer(notice: Notice, moment: dt.datetime, lang: str) -> str:
    if notice.answer is not None:
        return label("party_position", notice.answer.position, lang)
    return label("answer_state", notice.state(moment), lang)


def _said(words: dict[str, str], lang: str) -> str:
    return words.get(lang) or words.get("en") or next(iter(words.values()), "")
