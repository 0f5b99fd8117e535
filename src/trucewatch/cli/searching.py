"""``trucewatch search``: documents, claims and incidents of a case by their words."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from trucewatch.case import load_case
from trucewatch.cli.talk import say
from trucewatch.errors import StoreError
from trucewatch.pipeline import in_database, open_store
from trucewatch.record import FileStore
from trucewatch.store import SearchHit, SearchQuery, Store, excerpt
from trucewatch.web.search_view import FILTERS, parse_search

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "search",
        help="Find documents, claims and incidents by their words.\n\n"
        "Accents, hamza, vowel signs and the script of digits make no difference; quotation marks keep words together, "
        "a star finds how words begin, a minus leaves out.\n\n"
        "Example: trucewatch search river-front 'convoy bomb* -drill' --kind claim --only lang_of=fr",
    )(search)


def search(
    case: Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")],
    words: Annotated[str, typer.Argument(help="What to look for; empty for all that the filters choose.")],
    kind: Annotated[str | None, typer.Option(help="document, claim or incident.")] = None,
    only: Annotated[
        list[str] | None, typer.Option(help=f"NAME=VALUE, with NAME one of {', '.join(FILTERS)}; repeat.")
    ] = None,
    start: Annotated[str | None, typer.Option("--from", help="First day, YYYY-MM-DD.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Last day, YYYY-MM-DD.")] = None,
    after: Annotated[str | None, typer.Option(help="Go on after this place in the list, as printed.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 20,
) -> None:
    """Print the hits, the newest entry of the record first: kind, id and words with the hits in brackets."""
    loaded = load_case(case)
    view = parse_search(
        {"q": words, "kind": kind or "", "start": start or "", "end": end or "", "after": after or ""}
        | dict(_pair(item) for item in only or ())
    )
    if not in_database(loaded) and not loaded.folder.database.is_file():
        raise StoreError("there are no read models", where=str(loaded.folder.database), hint=f"trucewatch run {case}")
    files = FileStore(loaded.folder.record / "files")
    with open_store(loaded, files) as store:
        page = store.search(view.query, view.kinds, view.filters, view.cursor, limit=limit)
        for hit in page.hits:
            sys.stdout.write(f"{hit.kind}\t{hit.id}\t{_shown(store, files, hit, view.query)}\n")
    say(f"{'' if page.counted else 'more than '}{page.total} hits")
    if page.cursor is not None:
        say(f"go on with --after {page.cursor}")


def _pair(item: str) -> tuple[str, str]:
    name, sign, value = item.partition("=")
    if not sign or name not in FILTERS:
        raise typer.BadParameter(f"{item}: NAME=VALUE, with NAME one of {', '.join(FILTERS)}", param_hint="--only")
    return name, value


def _shown(store: Store, files: FileStore, hit: SearchHit, query: SearchQuery) -> str:
    if hit.kind == "incident":
        dossier = store.incident(hit.id)
        if dossier is None:
            return ""
        i = dossier.incident
        return ", ".join(part for part in (i.act, i.place.name if i.place else "", i.time.start or "") if part)
    if hit.kind == "claim":
        claim = store.claim(hit.id)
        text = claim.text if claim else ""
    else:
        document = store.document(hit.id)
        digest = document.text_digest if document else None
        text = files.get(digest).decode("utf-8", "replace") if digest and files.exists(digest) else ""
    marked = "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in excerpt(text, query))
    # signs that steer a terminal are not text
    return "".join(c for c in " ".join(marked.split()) if c.isprintable())
