"""Commands that give evidence away and keep the record: bundle, backup, restore, audit."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from trucewatch.case import load_case
from trucewatch.cli.giving import AsOption, GivingRole, giver, note_given
from trucewatch.cli.key_files import OwnKey, PassphraseFile
from trucewatch.cli.redact import audience_profile
from trucewatch.cli.talk import now, out, say
from trucewatch.errors import ProtectionError, RecordError, UsageError
from trucewatch.pipeline import AUTHOR, open_workplace
from trucewatch.protection import see
from trucewatch.protection.redacted_bundle import choose_for
from trucewatch.record import Log, case_signing, verify_log
from trucewatch.record.bundle import checkpoint_for, make_bundle
from trucewatch.record.checkpoint import parse_checkpoint, parse_signed
from trucewatch.record.clocks import clock_warnings
from trucewatch.record.cosigned import cosigned_notes, rank_of
from trucewatch.record.keeping import back_up, restore
from trucewatch.record.log import read_checkpoint
from trucewatch.record.policy import write_policy
from trucewatch.record.signing import kept_heads
from trucewatch.record.trust import TrustRoot, policy_of
from trucewatch.record.trust_store import installed_roots
from trucewatch.reporting.evidence import entries_of_day, entries_of_incident, evidence_pages

__all__ = ["register"]

_SHOWN = 20
Case = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "bundle",
        help="Put an incident, a day or the whole case into one zip that others can verify.\n\n"
        "Example: trucewatch bundle river --day 2016-12-05 --audience parties -o 2016-12-05.zip",
    )(bundle)
    app.command("backup", help="Copy the record and verify the copy.\n\nExample: trucewatch backup river copy-1")(
        backup
    )
    app.command(
        "restore",
        help="Put a copy back in place of the record.\n\nExample: trucewatch restore river copy-1 --head gov-head",
    )(put_back)
    app.command(
        "audit",
        help="Hash everything again, with the trust roots and heads of the case.\n\nExample: trucewatch audit river",
    )(audit)


def bundle(
    case: Case,
    incident: Annotated[str | None, typer.Option(help="Id of an incident.")] = None,
    day: Annotated[str | None, typer.Option(help="A local day, YYYY-MM-DD.")] = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="The new file.")] = Path("evidence.zip"),
    audience: Annotated[
        str | None, typer.Option(help="public, partners, parties, or a file of your own; everything when not given.")
    ] = None,
    author: AsOption = None,
    role: GivingRole = None,
    key: OwnKey = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write a bundle, and enter that it was given out; nothing is overwritten."""
    if incident and day:
        raise UsageError("name an incident or a day, not both", hint="without either, the whole case is bundled")
    if output.exists():
        raise UsageError("the file exists", where=str(output), hint="name a new file")
    loaded = load_case(case)
    roots = installed_roots(loaded.folder.trust)
    profile = audience_profile(audience) if audience else None
    actor = giver(loaded, profile, author, role, key, passphrase_file)
    with open_workplace(loaded, now, actor.signers) as work:
        log = work.log
        if incident:
            chosen, title = entries_of_incident(log, work.store, incident), f"Incident {incident}"
        elif day:
            chosen, title = entries_of_day(log, work.store, day), f"Incidents of {day}"
        else:
            chosen, title = list(range(_without_accesses(log))), f"The record of {loaded.id}"
        if profile and not profile.in_full and not any(log.entry(index).signatures for index in chosen):
            raise ProtectionError(
                "none of the entries is signed: the hash of a redacted one could be guessed",
                where=f"--audience {profile.id}",
                hint="sign the record (trucewatch init makes keys), or name an audience that holds the log",
            )
        subject = f"incident:{incident}" if incident else f"day:{day}" if day else "case"
        note_given(work, actor, "bundle", profile, subject)
        choice = None
        if profile is not None:
            seen = see(log.entries(), log.files, loaded.sources, profile, roots)
            choice = choose_for(seen, chosen)
            chosen, title = list(choice.indices), f"{title} for {profile.id}" if incident is None else "An incident"
        head, _ = parse_signed(checkpoint_for(log, max(chosen, default=0), roots[-1].root if roots else None))
        entries = choice.pages if choice else tuple(log.entry(index) for index in chosen)
        told = choice.text(profile.id) if choice and profile else ""
        pages = evidence_pages(title, entries, head.origin, head.size, head.root.hex(), redactions=told)
        policy = write_policy(policy_of(roots[-1].root)) if roots else ""
        hidden = choice.redactions if choice else None
        made = make_bundle(log, chosen, pages=pages, roots=roots, policy=policy, redactions=hidden)
    output.write_bytes(made.data)
    if choice:
        say(f"{len(made.redacted)} entries are redacted, {choice.left_out} left out: see README.md in the bundle")
    out.print(f"{output}: {len(made.indices)} entries, checkpoint of {made.head.size}", markup=False)


def _without_accesses(log: Log) -> int:
    """The size of the log without the accesses at its end: the same bundle again is the same bytes."""
    size = log.size
    while size and log.entry(size - 1).type == "access":
        size -= 1
    return size


def backup(
    case: Case,
    target: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")],
) -> None:
    """Copy and verify."""
    result = back_up(load_case(case).folder.record, target)
    out.print(f"{target}: {result.size} entries, root {result.root[:16]}, verified", markup=False)
    say("keys are no part of a backup; keep the folder keys/ apart")


def put_back(
    case: Case,
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help="The folder of a copy.")],
    head: Annotated[list[Path] | None, typer.Option(help="A checkpoint that a witness or somebody else holds.")] = None,
) -> None:
    """Restore, and say whether the log may be signed again."""
    loaded = load_case(case)
    folder = loaded.folder
    if not head and not any(kept_heads(folder.keys / "heads")):
        raise UsageError(
            "nobody says how far the log had come",
            expected="--head FILE from each witness",
            hint="ask the witnesses for the checkpoint that they hold",
        )
    done = restore(source, folder.record, folder.keys, head or [])
    out.print(f"{folder.record}: {done.head.size} entries", markup=False)
    if done.aside:
        say(f"the former record lies in {done.aside}")
    for path in (folder.database, *(folder.database.with_name(folder.database.name + s) for s in ("-wal", "-shm"))):
        path.unlink(missing_ok=True)
    if loaded.settings.record == "database":
        say("the record is in the database: this copy is held against it, and the one that lacks entries is filled up")
    if loaded.settings.store != "sqlite":
        say(f"next: trucewatch rebuild {case}")
    for missing in done.missing:
        say(f"older than a known head of {missing.size} entries: this record is read only until they are back")
    if done.missing:
        raise typer.Exit(1)


def audit(case: Case) -> None:
    """Everything again."""
    folder = load_case(case).folder
    kept = [head for _, head in kept_heads(folder.keys / "heads")]
    kept += [parse_checkpoint(path.read_bytes()) for path in sorted((folder.record / "cosigned").glob("[0-9]*"))]
    roots = installed_roots(folder.trust)
    trust = [signed.data for signed in roots]
    started = time.perf_counter()
    result = verify_log(folder.record, kept=kept, trust=trust)
    seconds = time.perf_counter() - started
    for statement in result.statements:
        mark = {True: "ok", False: "FAILED", None: "open"}[statement.holds]
        out.print(f"{mark:6} {statement.name}: {statement.detail}", markup=False)
    for finding in result.findings:
        out.print(f"{finding.kind} at entry {finding.entry}: {finding.detail}", markup=False)
    for warning in _clocks(folder.record, roots[-1].root if roots else None, result.size):
        out.print(f"warning clocks: {warning}", markup=False)
    case_signing(folder.keys, AUTHOR)  # the keys of the log open
    say(f"{result.size} entries in {seconds:.1f} s")
    out.print("verified" if result.verified else "NOT verified")
    if not result.verified:
        raise typer.Exit(1)


def _clocks(record: Path, root: TrustRoot | None, size: int) -> list[str]:
    """Entries whose claimed time does not fit what others say. Entries that cannot be read have been found already."""
    ranks = [rank_of(note, head, root) for head, note in cosigned_notes(record)]
    try:
        with Log.open(record, read_checkpoint(record).origin, now, mode="read") as log:
            found = clock_warnings(log.entries(0, size), ranks)
    except RecordError:
        return []
    more = [f"and {len(found) - _SHOWN} more entries"] if len(found) > _SHOWN else []
    return [warning.text() for warning in found[:_SHOWN]] + more
