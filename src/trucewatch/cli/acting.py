"""What the commands of the procedure share: who acts, when, in which words; and the entry that follows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from trucewatch.case import Case, load_case
from trucewatch.cli.talk import now, say
from trucewatch.commission import Proceedings
from trucewatch.errors import UsageError
from trucewatch.pipeline import enter_act, open_workplace, standing
from trucewatch.vocabulary.commission import CommissionAct, kind_of
from trucewatch.vocabulary.decision_rules import Body

__all__ = [
    "At",
    "BodyId",
    "CaseFolderArgument",
    "Seat",
    "WordsOption",
    "act_in",
    "body_with",
    "in_languages",
    "look_at",
    "made_act",
]

CaseFolderArgument = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")]
Seat = Annotated[str, typer.Option("--as", help="Your seat in the body: a member, an officer or the chair.")]
BodyId = Annotated[str | None, typer.Option("--body", help="The body, where the seat does not tell.")]
At = Annotated[
    str | None, typer.Option("--at", help="When, such as 2016-12-01T10:00+02:00; this very moment by default.")
]
WordsOption = Annotated[
    list[str] | None, typer.Option("--words", help="What you say; fr=… or ar=… before it for another language.")
]
_LANGUAGE = re.compile(r"(en|fr|ar)=(.*)\Z", re.DOTALL)


def in_languages(words: Sequence[str] | None) -> dict[str, str]:
    """``["Text", "fr=Texte"]`` as words by language; words that name none are English."""
    out: dict[str, str] = {}
    for text in words or ():
        named = _LANGUAGE.match(text)
        lang, said = (named[1], named[2]) if named else ("en", text)
        if lang in out:
            raise UsageError("the same language is given twice", where="--words", got=lang)
        out[lang] = said
    return out


def body_with(bodies: Sequence[Body], seat: str, wanted: str | None) -> str:
    """The body in which ``seat`` sits, where only one has it. Raises :class:`UsageError` otherwise."""
    if wanted is not None:
        return wanted
    having = [b.id for b in bodies if seat in (s.id for s in (*b.members, *b.officers))]
    if len(having) == 1:
        return having[0]
    if not bodies:
        raise UsageError("the case has no body", expected="a commission.yaml", hint="see docs/reference/commission.md")
    raise UsageError(
        "which body is meant?" if having else "no body has such a seat",
        where="--as",
        got=seat,
        expected=", ".join(having or [body.id for body in bodies]),
        hint="name it with --body",
    )


def made_act(kind: str, body: str, seat: str, at: str | None, fields: dict[str, Any]) -> CommissionAct:
    """An act from options; what is None is left out. Raises :class:`UsageError` naming the field."""
    given = {name: value for name, value in fields.items() if value is not None}
    moment = at or now().astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    try:
        made: CommissionAct = msgspec.convert(
            {"act": kind, "body": body, "by": seat, "at": moment, **given}, CommissionAct, strict=True
        )
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `$.")
        raise UsageError(message, where=f"field {where.rstrip('`')}" if where else kind, hint="see --help") from error
    return made


def act_in(folder: Path, kind: str, seat: str, body: str | None, at: str | None, **fields: Any) -> Proceedings:
    """Enter one act into the record of a case and say under which id. Returns where the procedure now stands."""
    case = load_case(folder)
    act = made_act(kind, body_with(case.bodies, seat, body), seat, at, fields)
    with open_workplace(case, now) as work:
        entered = enter_act(work, act)
        p = standing(work)
    say(f"entered: {kind_of(entered)} {entered.id} by {entered.body}/{entered.by} at {entered.at}")
    return p


def look_at(folder: Path) -> tuple[Case, Proceedings]:
    """A case and where its procedure stands."""
    case = load_case(folder)
    with open_workplace(case, now) as work:
        return case, standing(work)
