"""Draft texts on the command line: table, revise, list, and compare versions side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from trucewatch.cli.acting import At, BodyId, CaseFolderArgument, act_in, in_languages, look_at
from trucewatch.cli.talk import now, out, print_table
from trucewatch.commission import DraftFile, Proceedings, side_by_side
from trucewatch.errors import UsageError
from trucewatch.vocabulary.codes import label
from trucewatch.vocabulary.yaml_input import read_text

__all__ = ["register"]

MARKS = {"same": " ", "changed": "~", "removed": "-", "added": "+"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "draft",
        help="List drafts, show one with two versions side by side, or table a text with --text.\n\n"
        "Example: trucewatch draft aleppo-2016 P1 --compare 1 2 --lang fr",
    )(draft)


def draft(
    case: CaseFolderArgument,
    ref: Annotated[str | None, typer.Argument(metavar="REF", help="The draft.")] = None,
    compare: Annotated[tuple[int, int] | None, typer.Option(help="Two versions.")] = None,
    other: Annotated[str | None, typer.Option("--with", help="Compare last versions with another draft.")] = None,
    text: Annotated[list[Path] | None, typer.Option(help="A file with the text; fr=FILE, ar=FILE for others.")] = None,
    title: Annotated[list[str] | None, typer.Option(help="Title; fr=… or ar=… before it.")] = None,
    sponsor: Annotated[list[str] | None, typer.Option(help="A sponsor; you by default.")] = None,
    seat: Annotated[str | None, typer.Option("--as", help="Your seat, to table or revise a text.")] = None,
    lang: Annotated[str, typer.Option(help="en, fr or ar.")] = "en",
    body: BodyId = None,
    at: At = None,
) -> None:
    """List, show, compare, table or revise."""
    if text:
        _table(case, ref, text, title, sponsor, seat, body, at)
        return
    _, p = look_at(case)
    if ref is None:
        for found in p.drafts.values():
            motions = ", ".join(f"{m} {p.puts[m].state(now())}" for m in found.motions)
            out.print(
                f"{found.ref}: {_in(found.act.title, lang)}, version {found.versions[-1].number}; {motions}",
                markup=False,
            )
        return
    mine = _draft(p, ref)
    if other is not None:
        last = _draft(p, other)
        _compare(_in(mine.versions[-1].text, lang), _in(last.versions[-1].text, lang))
        return
    first, second = compare or (mine.versions[0].number, mine.versions[-1].number)
    _compare(_version(mine, first, lang), _version(mine, second, lang))
    for motion in mine.motions:
        _print_votes(p, motion, lang)


def _table(
    case: Path,
    ref: str | None,
    text: list[Path],
    title: list[str] | None,
    sponsor: list[str] | None,
    seat: str | None,
    body: str | None,
    at: str | None,
) -> None:
    if ref is None or seat is None:
        raise UsageError("a text is tabled under a name and by a seat", expected="REF and --as SEAT")
    words: dict[str, str] = {}
    for path in text:
        lang, file = ("en", path) if "=" not in str(path) else (str(path)[:2], Path(str(path)[3:]))
        words[lang] = read_text(file).strip()
    _, p = look_at(case)
    former = p.drafts.get(ref)
    version = former.versions[-1].number + 1 if former else 1
    titles = in_languages(title) or (former.act.title if former else {"en": ref})
    sponsors = sponsor or (list(former.act.sponsors) if former else [seat])
    act_in(case, "draft", seat, body, at, ref=ref, title=titles, text=words, sponsors=sponsors, version=version)
    out.print(f"{ref}: version {version}", markup=False)


def _compare(old: str, new: str) -> None:
    table = Table(show_header=False, show_lines=True)
    for row in side_by_side(old, new):
        cells = []
        for pieces in (row.old, row.new):
            cell = Text()
            for piece in pieces:
                cell.append(f"[{piece.text}]" if piece.differs else piece.text, style="bold" if piece.differs else "")
            cells.append(cell)
        table.add_row(MARKS[row.change], *cells)
    print_table(table)


def _print_votes(p: Proceedings, motion: str, lang: str) -> None:
    put = p.puts[motion]
    for vote in put.votes.values():
        said = _in(vote.explanation or vote.reservation, lang)
        out.print(f"{motion}: {vote.by} {label('vote_position', vote.position, lang)} {said}".rstrip(), markup=False)
    if put.counted is not None:
        vetoed = f" ({', '.join(put.counted.vetoed_by)})" if put.counted.vetoed_by else ""
        out.print(f"{motion}: {label('vote_outcome', put.counted.outcome, lang)}{vetoed}", markup=False)


def _draft(p: Proceedings, ref: str) -> DraftFile:
    if ref not in p.drafts:
        raise UsageError("there is no such draft", where=ref, expected=", ".join(p.drafts) or "none yet")
    return p.drafts[ref]


def _version(draft: DraftFile, number: int, lang: str) -> str:
    for version in draft.versions:
        if version.number == number:
            return _in(version.text, lang)
    expected = f"1 to {len(draft.versions)}"
    raise UsageError("there is no such version", where="--compare", got=str(number), expected=expected)


def _in(words: dict[str, str], lang: str) -> str:
    return words.get(lang) or words.get("en") or next(iter(words.values()), "")
