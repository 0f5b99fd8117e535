"""Commands on a case: begin, take in, run, report, verify, rebuild, and the example."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from trucewatch.case import Case, load_case
from trucewatch.cli.issuing import issue
from trucewatch.cli.talk import now, out, print_table, progress_bar, say
from trucewatch.errors import InputError, StoreError, UsageError
from trucewatch.intake.datasets.mapping import keep_mapping
from trucewatch.intake.given import Given, check_given
from trucewatch.intake.sandbox import ChildProcesses
from trucewatch.packaged import EXAMPLE, copy_example
from trucewatch.pipeline import (
    AUTHOR,
    CaseStore,
    RunCounts,
    in_database,
    open_log,
    open_store,
    open_workplace,
    run_case,
    take_in,
    take_into_inbox,
)
from trucewatch.record import Log, case_signing, make_case_keys, parse_checkpoint, verify_log
from trucewatch.starting import start_case
from trucewatch.store import rebuild
from trucewatch.vocabulary.codes import label

__all__ = ["finish", "register", "usage_given"]

CaseArgument = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")]
_ORDER = (
    "documents",
    "attachments",
    "containers",
    "known",
    "duplicates",
    "unread",
    "read",
    "claims",
    "incidents",
    "unlinked",
    "control",
    "follow_up",
    "observation",
    "assessments",
    "acts",
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("init", help="Begin a case in DIR.\n\nExample: trucewatch init river-front --zone Africa/Juba")(init)
    app.command(
        "ingest",
        help="Copy files into the inbox of a case and record them.\n\n"
        "Example: trucewatch ingest river-front dispatches/*.txt --source radio-confluence",
    )(ingest)
    app.command(
        "run",
        help="Take in the inbox, read, link, assess, record and report.\n\nExample: trucewatch run river-front",
    )(run)
    app.command(
        "verify",
        help="Recompute the record and name the first entry that was changed, removed or moved.\n\n"
        "Example: trucewatch verify river-front",
    )(verify)
    app.command(
        "rebuild", help="Make the read models again from the record.\n\nExample: trucewatch rebuild river-front"
    )(rebuild_store)
    app.command("demo", help="Run the main job on the packaged case.\n\nExample: trucewatch demo")(demo)


_VERDICTS = {
    0: "verified",
    1: "NOT verified",
    3: "NOT witnessed: the bytes hold, too few parties vouch for them",
    4: "NOT verified: it contradicts a checkpoint that was kept",
}


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")],
    name: Annotated[str | None, typer.Option(help="Title of the case; the folder's name by default.")] = None,
    zone: Annotated[str, typer.Option(help="Time zone of the theatre, an IANA name.")] = "UTC",
) -> None:
    """Write commented files that work as they are."""
    for path in start_case(folder, name=name, zone=zone):
        out.print(str(path), markup=False)
    make_case_keys(folder / "keys")
    say(f"the keys of the log and of the machine are in {folder / 'keys'}: keep them out of copies of the record")
    say(f"next: put reports into {folder / 'inbox'} and run: trucewatch run {folder}")


def ingest(
    case: CaseArgument,
    paths: Annotated[list[Path], typer.Argument(help="Files or folders.")],
    source: Annotated[str | None, typer.Option(help="Id of the source, of sources.yaml.")] = None,
    published: Annotated[str | None, typer.Option(help="Date of publication, YYYY-MM-DD.")] = None,
    lang: Annotated[str | None, typer.Option(help="fr, en or ar.")] = None,
    table: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="A mapping for the columns of tables.")
    ] = None,
) -> None:
    """Copy into the inbox and record: bytes, document, custody."""
    given = usage_given(published=published, source=source, lang=lang)
    loaded = load_case(case)
    if table is not None:
        keep_mapping(loaded.folder.mappings, table)
    counts = RunCounts()
    with open_workplace(loaded, now) as work, progress_bar() as progress, ChildProcesses() as parser:
        files = take_into_inbox(loaded.folder.inbox, paths)
        take_in(work, files, counts, given=given, progress=progress, parser=parser)
    finish(counts, f"{loaded.id}: taken in")


def run(case: CaseArgument) -> None:
    """The main job on a case."""
    _run(load_case(case))


def verify(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A case, the folder of a record, or a bundle.")],
    trust: Annotated[list[Path] | None, typer.Option(help="A trust root that you hold.")] = None,
    kept: Annotated[list[Path] | None, typer.Option(help="A checkpoint that you kept.")] = None,
) -> None:
    """Recompute everything from the bytes."""
    folder = path / "record" if (path / "case.yaml").is_file() else path
    if not folder.is_file() and not (folder / "checkpoint").is_file():
        raise UsageError(
            "there is no record",
            where=str(folder),
            expected="a folder with a checkpoint",
            hint=f"trucewatch run {path}",
        )
    heads = [parse_checkpoint(file.read_bytes(), where=str(file)) for file in kept or ()]
    result = verify_log(folder, kept=heads, trust=[file.read_bytes() for file in trust or ()])
    for statement in result.statements:
        mark = {True: "ok", False: "FAILED", None: "open"}[statement.holds]
        out.print(f"{mark:6} {statement.name}: {statement.detail}", markup=False)
    for finding in result.findings:
        out.print(f"{finding.kind} at entry {finding.entry}: {finding.detail}", markup=False)
    out.print(_VERDICTS[result.code])
    if result.code:
        raise typer.Exit(result.code)


def rebuild_store(case: CaseArgument) -> None:
    """Empty the read models and fill them from the record."""
    loaded = load_case(case)
    signing = case_signing(loaded.folder.keys, AUTHOR)
    with open_log(loaded, now, signing) as log:
        store = _fresh_store(loaded, log)
        try:
            count = rebuild(log, store)
        finally:
            store.close()
    say(f"{count} entries taken in from the record")


def _fresh_store(case: Case, log: Log) -> CaseStore:
    """The store, made anew where the file is damaged: it holds nothing that the record does not."""
    try:
        return open_store(case, log.files)
    except StoreError:
        if in_database(case):
            raise
        for suffix in ("", "-wal", "-shm"):
            case.folder.database.with_name(case.folder.database.name + suffix).unlink(missing_ok=True)
        return open_store(case, log.files)


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the copy of the case goes.")] = Path("demo")
    / EXAMPLE,
) -> None:
    """Copy the packaged case and run the main job on it."""
    if copy_example(folder):
        say(f"the example case is copied to {folder}")
        make_case_keys(folder / "keys")
    _run(load_case(folder))


def _run(case: Case) -> None:
    with open_workplace(case, now) as work:
        with progress_bar() as progress, ChildProcesses() as parser:
            counts = run_case(work, progress=progress, parser=parser)
        paths = issue(work)
    for path in paths:
        out.print(str(path), markup=False)
    finish(counts, str(case.folder.root))


def finish(counts: RunCounts, title: str) -> None:
    """The counts as a table, notes and refusals on standard error; exit code 1 when something was refused."""
    table = Table(title=title)
    table.add_column("what")
    table.add_column("count", justify="right")
    for what in _ORDER:
        if what in counts.counts:
            table.add_row(what, str(counts.counts[what]))
    print_table(table)
    for code, value in counts.warnings:
        say(f"linking: {label('link_warning', code, 'en')} ({value:g}); see docs/explanation/linking.md")
    for line in counts.notes:
        say(f"note: {line}")
    for line in counts.refused:
        say(f"refused: {line}")
    if counts.refused:
        sys.stdout.flush()
        raise typer.Exit(1)


def usage_given(*, published: str | None, source: str | None, lang: str | None) -> Given:
    """The options of a command, checked: a wrong one is wrong usage."""
    try:
        return check_given(Given(published=published, source=source, lang=lang), now().year)
    except InputError as error:
        raise UsageError(
            error.message, where=f"--{error.where}", expected=error.expected, got=error.got, hint=error.hint
        ) from error
