"""``trucewatch batch``: many documents in one go, on this machine or on Apache Spark, and into a case."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

import typer

from trucewatch.batch.embedded import EmbeddedEngine
from trucewatch.batch.engine import Engine
from trucewatch.batch.linking import link_batch
from trucewatch.batch.loading import load_documents, load_incidents, mark_loaded
from trucewatch.batch.plan import DOCUMENTS
from trucewatch.batch.work import read_batch, settings_of
from trucewatch.case import load_case
from trucewatch.cli.cases import finish, usage_given
from trucewatch.cli.talk import now, out, progress_bar, say
from trucewatch.errors import UsageError
from trucewatch.pipeline import AUTHOR, RunCounts, open_workplace

__all__ = ["register"]

EngineName = Annotated[
    Literal["embedded", "spark"], typer.Option(help="embedded: processes of this machine; spark: Apache Spark.")
]
Master = Annotated[str | None, typer.Option(metavar="URL", help="Master of Spark; that of spark-submit by default.")]
Conf = Annotated[
    list[str] | None, typer.Option("--conf", metavar="KEY=VALUE", help="A setting of Spark; may be repeated.")
]
CaseOption = Annotated[Path | None, typer.Option(help="A case whose actors, places and mappings are used.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Many documents in one go.", rich_markup_mode=None)
    group.command(
        "read",
        help="Read folders, files, web archives or Parquet to documents and claims, as Parquet in a folder.\n\n"
        "Doing it again reads what is not read yet.\n\n"
        "Example: trucewatch batch read dispatches archive.wacz --case river-front --out river-batch",
    )(read)
    group.command(
        "link",
        help="Link the claims of a batch to incidents, as Parquet beside them.\n\n"
        "Example: trucewatch batch link river-batch --case river-front",
    )(link)
    group.command(
        "load",
        help="Load what was read into a case. Doing it again adds nothing.\n\n"
        "Example: trucewatch batch load river-front river-batch",
    )(load)
    app.add_typer(group, name="batch")


def read(
    places: Annotated[list[str], typer.Argument(metavar="INPUT...", help="Files, folders or, on Spark, URLs.")],
    target: Annotated[str, typer.Option("--out", metavar="DIR", help="Folder for the output; on Spark, or a URL.")],
    case: CaseOption = None,
    engine: EngineName = "embedded",
    workers: Annotated[int | None, typer.Option(min=1, help="Processes of this machine; one a core.")] = None,
    documents: Annotated[int, typer.Option("--partition", min=1, help="Documents of one partition.")] = DOCUMENTS,
    published: Annotated[str | None, typer.Option(help="Date of publication, YYYY-MM-DD, of all.")] = None,
    source: Annotated[str | None, typer.Option(help="Id of the source of all.")] = None,
    lang: Annotated[str | None, typer.Option(help="fr, en or ar; found when not given.")] = None,
    master: Master = None,
    conf: Conf = None,
) -> None:
    """Read into a folder and print what it holds."""
    given = usage_given(published=published, source=source, lang=lang)
    loaded = load_case(case) if case is not None else None
    received = now().astimezone(dt.UTC).isoformat(timespec="seconds")
    settings = settings_of(loaded, received, AUTHOR)
    at_work = _engine(engine, workers, master, conf)
    with progress_bar() as progress:
        counts = read_batch(
            at_work.folder(target),
            places,
            engine=at_work,
            settings=settings,
            progress=progress,
            given=given,
            documents=documents,
        )
    out.print(f"partitions: {counts.partitions}, of them read now: {counts.read_now}", markup=False)
    out.print(f"files: {counts.files}; documents: {counts.documents}; claims: {counts.claims}", markup=False)
    out.print(f"refused: {counts.refused}", markup=False)
    if counts.refused:
        say(f"refused documents, each with its reason: {target}/read/*/table=refused/*.parquet")
    # quiet about refusals in the exit code: among many documents some are always set aside, and all are kept


def link(
    source: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the batch.")],
    case: CaseOption = None,
) -> None:
    """Link a batch that was read to its end, and print what came of it."""
    loaded = load_case(case) if case is not None else None
    with progress_bar() as progress:
        made = link_batch(EmbeddedEngine().folder(str(source)), loaded, progress)
    out.print(f"claims: {made.claims}; pairs: {made.pairs}", markup=False)
    out.print(f"incidents: {made.incidents}; unlinked: {made.unlinked}", markup=False)
    out.print(f"model: {made.model or 'none; the written weights'}", markup=False)


def load(
    case: Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")],
    source: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the batch.")],
) -> None:
    """Enter documents and claims of a batch into a case."""
    engine = EmbeddedEngine()
    counts = RunCounts()
    with open_workplace(load_case(case), now) as work, progress_bar() as progress:
        before = work.log.size
        folder = engine.folder(str(source))
        load_documents(work, folder, counts, progress)
        load_incidents(work, folder, counts)
        mark_loaded(work, counts, before)
    say(f"next: trucewatch run {case}")
    finish(counts, f"{case}: loaded")


def _engine(name: str, workers: int | None, master: str | None, conf: list[str] | None) -> Engine:
    if name == "embedded":
        if master is not None or conf:
            raise UsageError("--master and --conf are of Spark", hint="add --engine spark")
        return EmbeddedEngine(workers)
    # only here: the embedded default neither needs nor loads Spark
    from trucewatch.batch.spark.engine import SparkEngine
    from trucewatch.batch.spark.session import open_session, parse_settings

    return SparkEngine(open_session(master, parse_settings(conf)))
