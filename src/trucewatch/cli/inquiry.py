"""Complaints, cases, notifications, answers and visits on the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from trucewatch.cli.acting import At, BodyId, CaseFolderArgument, Seat, WordsOption, act_in, in_languages
from trucewatch.cli.talk import out
from trucewatch.errors import UsageError

__all__ = ["register"]

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="Number or ref of the case.")]
Ref = Annotated[str, typer.Argument(metavar="REF", help="A new name that later acts refer to it by.")]
_STEPS = ("open", "suspend", "resume", "close", "extend")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for name, example, text, command in (
        ("complain", "complain aleppo-2016 K7 --as b-1 --what shelling --place west-aleppo --day 2016-11-03 "
         "--against side-a --words 'Shells on the school.'", "Enter a complaint; one without its particulars is kept "
         "and counted, and gets no case.", complain),
        ("inquiry", "inquiry aleppo-2016 open C7 --as rapporteur --complaint K7",
         "Open, suspend, resume or close the inquiry of a case, or extend a deadline.", inquiry),
        ("notify", "notify aleppo-2016 C7 --as rapporteur --party side-a",
         "Tell a party of the allegation; its deadline runs.", notify),
        ("answer", "answer aleppo-2016 C7 denied --as a-1 --party side-a --words 'It was not us.'",
         "Answer an allegation, once and before the deadline.", answer),
        ("visit", "visit aleppo-2016 C7 --as rapporteur --place west-aleppo --day 2016-11-05 --present rapporteur "
         "--present b-1 --refused a-1:side-b --seen 'A hole in the roof.'", "Enter the minutes of a joint visit.",
         visit),
    ):  # fmt: skip
        app.command(name, help=f"{text}\n\nExample: trucewatch {example}")(command)


def complain(
    case: CaseFolderArgument,
    ref: Ref,
    seat: Seat,
    words: WordsOption = None,
    what: Annotated[str | None, typer.Option(help="Code of the act, such as shelling.")] = None,
    place: Annotated[str | None, typer.Option(help="Place, by id or name.")] = None,
    day: Annotated[str | None, typer.Option(help="YYYY-MM-DD.")] = None,
    against: Annotated[list[str] | None, typer.Option(help="Who is accused; may be left out.")] = None,
    clause: Annotated[str | None, typer.Option(help="Id of the clause.")] = None,
    supplies: Annotated[str | None, typer.Option(help="An earlier complaint that this one completes.")] = None,
    body: BodyId = None,
    at: At = None,
) -> None:
    """Enter a complaint and say what it lacks."""
    p = act_in(
        case,
        "complaint",
        seat,
        body,
        at,
        ref=ref,
        words=in_languages(words),
        what=what,
        place=place,
        day=day,
        against=against or [],
        clause=clause,
        supplies=supplies,
    )
    missing = p.complaints[supplies or ref].missing
    out.print(f"{supplies or ref}: lacks {', '.join(missing)}" if missing else f"{supplies or ref}: complete")


def inquiry(
    case: CaseFolderArgument,
    step: Annotated[str, typer.Argument(help="open, suspend, resume, close or extend.")],
    name: Annotated[str, typer.Argument(metavar="NUMBER", help="A new ref to open; else the case or complaint.")],
    seat: Seat,
    words: WordsOption = None,
    complaint: Annotated[str | None, typer.Option(help="open: the complaint.")] = None,
    incident: Annotated[str | None, typer.Option(help="open: the incident.")] = None,
    clause: Annotated[str | None, typer.Option(help="open: the clause.")] = None,
    reason: Annotated[str | None, typer.Option(help="suspend, close: a code.")] = None,
    caused_by: Annotated[str | None, typer.Option(help="suspend: the party that caused it.")] = None,
    party: Annotated[str | None, typer.Option(help="extend: the party.")] = None,
    deadline: Annotated[str | None, typer.Option(help="extend: the new deadline.")] = None,
    body: BodyId = None,
    at: At = None,
) -> None:
    """One step of an inquiry."""
    said = in_languages(words)
    if step == "open":
        given = {"ref": name, "complaint": complaint, "incident": incident, "clause": clause}
        p = act_in(case, "case", seat, body, at, words=said, **given)
        out.print(p.cases[name].number)
    elif step == "suspend":
        act_in(case, "suspension", seat, body, at, case=name, words=said, reason=reason, caused_by=caused_by)
    elif step == "resume":
        act_in(case, "resumption", seat, body, at, case=name, words=said)
    elif step == "close":
        act_in(case, "closure", seat, body, at, of=name, words=said, reason=reason)
    elif step == "extend":
        act_in(case, "extension", seat, body, at, case=name, words=said, party=party, deadline=deadline)
    else:
        raise UsageError("the step is unknown", where="inquiry", got=step, expected=", ".join(_STEPS))


def notify(
    case: CaseFolderArgument,
    number: Number,
    seat: Seat,
    party: Annotated[str, typer.Option(help="Who is notified.")],
    deadline: Annotated[str | None, typer.Option(help="The body's own rule by default.")] = None,
    words: WordsOption = None,
    body: BodyId = None,
    at: At = None,
) -> None:
    """Notify a party and print the deadline."""
    said = in_languages(words)
    p = act_in(case, "notification", seat, body, at, case=number, party=party, deadline=deadline, words=said)
    found = p.case(number)
    assert found is not None
    out.print(f"{found.number}: {party} answers by {found.notices[-1].deadline.isoformat()}")


def answer(
    case: CaseFolderArgument,
    number: Number,
    position: Annotated[str, typer.Argument(help="A code of party_position, such as denied.")],
    seat: Seat,
    party: Annotated[str, typer.Option(help="For whom you answer.")],
    words: WordsOption = None,
    counter: Annotated[str | None, typer.Option(help="counter_claimed: your own complaint.")] = None,
    body: BodyId = None,
    at: At = None,
) -> None:
    """Answer for a party."""
    said = in_languages(words)
    act_in(case, "answer", seat, body, at, case=number, party=party, position=position, words=said, counter=counter)


def visit(
    case: CaseFolderArgument,
    number: Number,
    seat: Seat,
    place: Annotated[str, typer.Option(help="Where.")],
    day: Annotated[str, typer.Option(help="YYYY-MM-DD.")],
    present: Annotated[list[str], typer.Option(help="Who was there; once for each.")],
    seen: Annotated[list[str], typer.Option(help="What was seen; fr=… or ar=… for another language.")],
    refused: Annotated[list[str] | None, typer.Option(help="WHO:BY, who was kept out and by whom.")] = None,
    dissent: Annotated[list[str] | None, typer.Option(help="SEAT:WORDS, who dissents from the minutes.")] = None,
    body: BodyId = None,
    at: At = None,
) -> None:
    """Enter minutes."""
    kept_out = [{"who": who, "by": by} for who, by in (_pair(text, "--refused") for text in refused or ())]
    dissents = [{"by": by, "words": {"en": w}} for by, w in (_pair(text, "--dissent") for text in dissent or ())]
    act_in(
        case,
        "visit",
        seat,
        body,
        at,
        case=number,
        place=place,
        day=day,
        present=present,
        seen=in_languages(seen),
        refused=kept_out,
        dissents=dissents,
    )


def _pair(text: str, option: str) -> tuple[str, str]:
    first, colon, second = text.partition(":")
    if not colon or not first or not second:
        raise UsageError("the value is not in two parts", where=option, got=text, expected="such as a-1:side-b")
    return first, second
