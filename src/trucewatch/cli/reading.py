"""``trucewatch read``: documents in, claims out, one JSON object a line."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from trucewatch.case import load_case
from trucewatch.cli.cases import usage_given
from trucewatch.cli.talk import now, say
from trucewatch.errors import InputError, UsageError
from trucewatch.intake.datasets.mapping import TableMapping, load_mapping
from trucewatch.intake.datasets.reading import read_table
from trucewatch.intake.documents import Intaken, read_document, unread_record
from trucewatch.intake.files import read_file
from trucewatch.intake.given import Given
from trucewatch.intake.language import READABLE
from trucewatch.intake.limits import Limits
from trucewatch.intake.observations.messages import is_messages, read_messages
from trucewatch.proposing.answers import AnswerFolder, NoAnswers
from trucewatch.proposing.endpoint import HttpEndpoint
from trucewatch.proposing.proposer import Proposer
from trucewatch.proposing.settings import ModelSettings, check_settings
from trucewatch.reading.reader import Reader
from trucewatch.vocabulary.claims import Claim, UnreadRecord
from trucewatch.vocabulary.documents import TABLE_MEDIA
from trucewatch.vocabulary.wire import to_json_line

__all__ = ["read", "register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "read",
        help="Read documents to claims: JSON Lines on standard output.\n\n"
        "Example: trucewatch read dispatch.txt --published 2016-12-05 --source afp",
    )(read)


def read(
    files: Annotated[list[Path], typer.Argument(help="Documents, or - for standard input.")],
    published: Annotated[str | None, typer.Option(help="Date of publication, YYYY-MM-DD.")] = None,
    source: Annotated[str | None, typer.Option(help="Id of the outlet; adds no attribution.")] = None,
    lang: Annotated[str | None, typer.Option(help="fr, en or ar; found when not given.")] = None,
    case: Annotated[Path | None, typer.Option(help="A case whose actors and places are used.")] = None,
    output: Annotated[Literal["jsonl"], typer.Option("--format", help="How claims are written.")] = "jsonl",
    text: Annotated[bool, typer.Option("--text", help="Print the stored text that spans refer to.")] = False,
    table: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="A mapping for the columns of tables.")
    ] = None,
    language_model: Annotated[
        str | None, typer.Option(metavar="URL", help="An OpenAI-compatible endpoint that may propose. Off when unset.")
    ] = None,
    model: Annotated[str, typer.Option(help="Name of the model at the endpoint.")] = "default",
    key_env: Annotated[str | None, typer.Option(metavar="NAME", help="Environment variable with its key.")] = None,
    answers: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder where its answers are kept.")] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Use kept answers alone; ask nobody.")] = False,
) -> None:
    """Read documents and print their claims, or their stored text."""
    del output  # the one format; the option is part of the interchange
    given = usage_given(published=published, source=source, lang=lang)
    for path in files:
        if str(path) != "-" and path.is_dir():
            raise UsageError("a folder is no document", where=str(path), hint="name its files")
    reader = None if text else _reader(case)
    mappings = (load_mapping(table),) if table else ()
    proposer = _proposer(language_model, model, key_env, answers, offline)
    refused = False
    for path in files:
        intaken = _take(path, given)
        unread = intaken if isinstance(intaken, UnreadRecord) else intaken.unread
        if unread is None and reader is None and isinstance(intaken, Intaken):
            sys.stdout.write(intaken.text)
            continue
        if unread is None and reader is not None and isinstance(intaken, Intaken):
            unread, claims = _claims(intaken, reader, path, proposer, mappings)
            for claim in claims:
                sys.stdout.write(to_json_line(claim))
        if unread is not None:
            refused = True
            say(f"{path}: {unread.reason}: {unread.detail}")
            if reader is not None:
                sys.stdout.write(to_json_line(unread))
    if refused:
        raise typer.Exit(1)


def _reader(case: Path | None) -> Reader:
    if case is None:
        return Reader.general()
    loaded = load_case(case)
    return Reader.for_case(actors=loaded.actors, places=loaded.places)


def _take(path: Path, given: Given) -> Intaken | UnreadRecord:
    if str(path) == "-":
        limit = Limits().max_bytes
        return read_document(sys.stdin.buffer.read(limit + 1), name="-", clock=now, given=given)
    return read_file(path, clock=now, given=given)


def _proposer(url: str | None, model: str, key_env: str | None, answers: Path | None, offline: bool) -> Proposer | None:
    if url is None:
        return None
    settings = ModelSettings(endpoint=url, model=model, key_env=key_env, offline=offline)
    try:
        check_settings(settings, "--language-model")
    except InputError as error:
        raise UsageError(error.message, where=error.where, expected=error.expected, got=error.got) from error
    endpoint = None if offline else HttpEndpoint(settings, key=os.environ.get(key_env) if key_env else None)
    return Proposer(settings, endpoint=endpoint, answers=AnswerFolder(answers) if answers else NoAnswers())


def _claims(
    intaken: Intaken, reader: Reader, path: Path, proposer: Proposer | None, mappings: Sequence[TableMapping] = ()
) -> tuple[UnreadRecord | None, tuple[Claim, ...]]:
    document = intaken.document
    if document.media in TABLE_MEDIA:
        rows = read_table(intaken.text, document=document.id, mappings=mappings)
        if rows is None:
            detail = "the columns of the table are those of no known dataset and of no mapping: use --map"
            return unread_record("unsupported", detail, digest=document.id, name=document.name), ()
        for row in rows.refused:
            say(f"{path}: {row.message()}")
        return None, rows.claims
    if is_messages(intaken.text):
        messages = read_messages(intaken.text, document=document.id, lang=document.lang or "en")
        for row in messages.refused:
            say(f"{path}: {row.message()}")
        return None, messages.claims
    if document.lang not in READABLE:
        detail = f"texts in the language {document.lang or 'unknown'!r} are not read"
        return unread_record("unsupported", detail, digest=document.id, name=document.name), ()
    day = dt.date.fromisoformat(document.published[:10]) if document.published else None
    reading = reader.read_closely(intaken.text, document=document.id, lang=str(document.lang), published=day)
    if proposer is None:
        return None, reading.claims
    proposed = proposer.propose(reading, document=document.id, published=day)
    for rejection in proposed.rejected:
        say(f"{path}: not accepted from the model: {rejection.reason}: {rejection.words!r}")
    return None, (*reading.claims, *proposed.claims)
