"""Motions, amendments, votes, rulings and decisions on the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from trucewatch.cli.acting import At, BodyId, CaseFolderArgument, Seat, WordsOption, act_in, in_languages
from trucewatch.cli.talk import out
from trucewatch.errors import UsageError

__all__ = ["register"]

On = Annotated[str, typer.Argument(metavar="MOTION", help="The motion or amendment.")]
Ref = Annotated[str, typer.Argument(metavar="REF", help="A new name that later acts refer to it by.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for name, example, text, command in (
        ("motion", "motion aleppo-2016 M9 --as rapporteur --subject finding --on C7 --question occurrence "
         "--finding verified --words 'It happened.'", "Put a motion: a finding, referral, deferral, remedy, text or "
         "point of procedure.", motion),
        ("amend", "amend aleppo-2016 M9 A1 --as a-1 --words 'It happened on the road.'",
         "Propose an amendment: the whole text as it would then read.", amend),
        ("vote", "vote aleppo-2016 M9 yes --as b-1 --reservation 'As to the hour.'",
         "Vote, once: yes, no, abstain or not_participating.", vote),
        ("silence", "silence aleppo-2016 M9 --as chair", "Put a motion under silence, or break it with --object.",
         silence),
        ("rule", "rule aleppo-2016 R4 --as chair --words 'The list of speakers is closed.'",
         "Rule on a point of procedure, subject to challenge.", rule),
        ("decide", "decide aleppo-2016 M9 --as chair --dissent b-1:'It was at night.'",
         "Declare the result that the votes and the rule give.", decide),
        ("withdraw", "withdraw aleppo-2016 M9 --as rapporteur", "Take back what you put, before it is decided.",
         withdraw),
        ("remedy", "remedy aleppo-2016 M6 done --as b-1 --words 'The pass is signed.'",
         "Report what became of a remedy: done, partly_done, refused or blocked.", remedy),
    ):  # fmt: skip
        app.command(name, help=f"{text}\n\nExample: trucewatch {example}")(command)


def motion(
    case: CaseFolderArgument,
    ref: Ref,
    seat: Seat,
    subject: Annotated[str, typer.Option(help="finding, referral, deferral, remedy, text, procedural or challenge.")],
    words: WordsOption = None,
    on: Annotated[str | None, typer.Option(help="The case.")] = None,
    question: Annotated[str | None, typer.Option(help="finding: occurrence, attribution, breach or gravity.")] = None,
    finding: Annotated[str | None, typer.Option(help="finding: a code of the answer.")] = None,
    actor: Annotated[list[str] | None, typer.Option(help="finding: to whom it is attributed.")] = None,
    clause: Annotated[str | None, typer.Option(help="finding: the clause.")] = None,
    reason: Annotated[str | None, typer.Option(help="finding: why it cannot be verified.")] = None,
    owed_by: Annotated[str | None, typer.Option(help="remedy: who owes it.")] = None,
    due: Annotated[str | None, typer.Option(help="remedy: by when, YYYY-MM-DD.")] = None,
    draft: Annotated[str | None, typer.Option(help="text: the draft.")] = None,
    ruling: Annotated[str | None, typer.Option(help="challenge: the ruling.")] = None,
    body: BodyId = None,
    at: At = None,
) -> None:
    """Put a motion and print the rule by which it will be decided."""
    said = in_languages(words)
    found = None
    if question is not None or finding is not None:
        parts = {"question": question, "code": finding, "actors": actor or [], "clause": clause, "reason": reason}
        found = {name: value for name, value in parts.items() if value is not None}
    asked = None
    if owed_by is not None:
        asked = {"owed_by": owed_by, "words": said} | ({"due": due} if due else {})
    p = act_in(
        case,
        "motion",
        seat,
        body,
        at,
        ref=ref,
        subject=subject,
        words=said,
        case=on,
        finding=found,
        remedy=asked,
        draft=draft,
        of=ruling,
    )
    put = p.puts[ref]
    out.print(f"{ref}: rule {put.rule.id}" + (f", {put.proof}" if put.proof else ""), markup=False)


def amend(
    case: CaseFolderArgument,
    to: Annotated[str, typer.Argument(metavar="TO", help="The motion, draft or amendment.")],
    ref: Ref,
    seat: Seat,
    words: WordsOption = None,
    body: BodyId = None,
    at: At = None,
) -> None:
    """Propose an amendment."""
    act_in(case, "amendment", seat, body, at, ref=ref, to=to, text=in_languages(words))


def vote(
    case: CaseFolderArgument,
    on: On,
    position: Annotated[str, typer.Argument(help="yes, no, abstain or not_participating.")],
    seat: Seat,
    explanation: Annotated[list[str] | None, typer.Option(help="Explanation of vote; fr=… or ar=… before it.")] = None,
    reservation: Annotated[list[str] | None, typer.Option(help="A reservation, with a vote in favour.")] = None,
    body: BodyId = None,
    at: At = None,
) -> None:
    """Cast one vote."""
    said, reserved = in_languages(explanation), in_languages(reservation)
    act_in(case, "vote", seat, body, at, on=on, position=position, explanation=said, reservation=reserved)


def silence(
    case: CaseFolderArgument,
    on: On,
    seat: Seat,
    deadline: Annotated[str | None, typer.Option(help="The body's own rule by default.")] = None,
    objects: Annotated[list[str] | None, typer.Option("--object", help="Break silence, with the reason.")] = None,
    body: BodyId = None,
    at: At = None,
) -> None:
    """Open a silence procedure, or break it."""
    if objects:
        act_in(case, "objection", seat, body, at, on=on, words=in_languages(objects))
        return
    p = act_in(case, "silence", seat, body, at, on=on, deadline=deadline)
    until = p.puts[on].silent_until
    out.print(f"{on}: adopted at {until.isoformat() if until else ''} unless a member objects")


def rule(
    case: CaseFolderArgument,
    ref: Ref,
    seat: Seat,
    words: WordsOption = None,
    on: Annotated[str | None, typer.Option(help="The motion that the ruling settles.")] = None,
    body: BodyId = None,
    at: At = None,
) -> None:
    """Enter a ruling."""
    act_in(case, "ruling", seat, body, at, ref=ref, on=on, words=in_languages(words))


def decide(
    case: CaseFolderArgument,
    on: On,
    seat: Seat,
    casting: Annotated[str | None, typer.Option(help="The chair's casting vote on a tie.")] = None,
    dissent: Annotated[list[str] | None, typer.Option(help="SEAT:WORDS of those who dissent.")] = None,
    body: BodyId = None,
    at: At = None,
) -> None:
    """Declare the result and print it with the tests of the rule."""
    dissents = []
    for text in dissent or ():
        by, colon, words = text.partition(":")
        if not colon or not words:
            raise UsageError("the value is not in two parts", where="--dissent", got=text, expected="SEAT:WORDS")
        dissents.append({"by": by, "words": {"en": words}})
    p = act_in(case, "decision", seat, body, at, on=on, casting=casting, dissents=dissents)
    put = p.puts[on]
    assert put.counted is not None
    t = put.counted.tally
    out.print(f"{on}: {put.counted.outcome}, {put.kind}", markup=False)
    out.print(f"yes {t.yes}, no {t.no}, abstain {t.abstain}, absent {t.absent} of {t.members}; rule {put.rule.id}")
    for reason in put.counted.reasons:
        mark = "met" if reason.holds else "NOT met"
        subject = f" ({', '.join(reason.subject)})" if reason.subject else ""
        out.print(f"  {reason.code}{subject}: {reason.had} of {reason.needs} needed, {mark}", markup=False)


def withdraw(
    case: CaseFolderArgument, on: On, seat: Seat, words: WordsOption = None, body: BodyId = None, at: At = None
) -> None:
    """Take back a motion, an amendment or a draft."""
    act_in(case, "withdrawal", seat, body, at, of=on, words=in_languages(words))


def remedy(
    case: CaseFolderArgument,
    on: On,
    state: Annotated[str, typer.Argument(help="done, partly_done, refused or blocked.")],
    seat: Seat,
    words: WordsOption = None,
    body: BodyId = None,
    at: At = None,
) -> None:
    """Report on a remedy."""
    act_in(case, "remedy", seat, body, at, of=on, state=state, words=in_languages(words))
