"""What an audience sees: shown beforehand, compared, and written as a case folder of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.table import Table

from trucewatch.case import Case, load_case
from trucewatch.cli.giving import AsOption, GivingRole, giver, note_given
from trucewatch.cli.issuing import rests_on
from trucewatch.cli.key_files import OwnKey, PassphraseFile
from trucewatch.cli.talk import now, out, print_table, say
from trucewatch.errors import UsageError
from trucewatch.pipeline import Workplace, open_workplace
from trucewatch.protection import Profile, audiences, load_audience, see, write_redacted
from trucewatch.protection.fields import suppressed_counts
from trucewatch.protection.preview import field_counts
from trucewatch.protection.profiles import parse_profile
from trucewatch.reading.ruleset import rule_set_digest
from trucewatch.record import FileStore
from trucewatch.record.trust_store import installed_roots
from trucewatch.reporting import build_report, report_period, write_report
from trucewatch.store import IncidentFilter, SqliteStore
from trucewatch.vocabulary.yaml_input import read_text

__all__ = ["audience_profile", "register", "write_outputs"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "redact",
        help="Show what an audience will see of a case, or write it as a case folder of its own.\n\n"
        "Example: trucewatch redact river-front --audience public --preview\n\n"
        "Example: trucewatch redact river-front --audience public --into public-copy",
    )(redact)


def redact(
    case: Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")],
    audience: Annotated[
        list[str], typer.Option(help="public, partners, parties, or a file of your own; with --preview one or more.")
    ],
    preview: Annotated[
        bool, typer.Option("--preview", help="Print what becomes of each field; write nothing.")
    ] = False,
    into: Annotated[Path | None, typer.Option(help="Write the redacted case to this folder.")] = None,
    author: AsOption = None,
    role: GivingRole = None,
    key: OwnKey = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Preview, compare or write."""
    if preview == (into is not None):
        raise UsageError("say what to do", expected="--preview, or --into DIR")
    if into is not None and len(audience) != 1:
        raise UsageError("a folder is for one audience", where="--audience", got=", ".join(audience))
    loaded = load_case(case)
    profiles = [audience_profile(name) for name in audience]
    actor = giver(loaded, profiles[0], author, role, key, passphrase_file)
    with open_workplace(loaded, now, actor.signers) as work:
        if into is not None:
            write_outputs(work, profiles[0], into)
            told = [into / "incidents.json", *sorted((into / "reports").iterdir())]
            note_given(work, actor, "publication", profiles[0], "case", {path.name: path.read_bytes() for path in told})
        else:
            _preview(work, profiles)


def write_outputs(work: Workplace, profile: Profile, into: Path) -> Case:
    """The redacted case with its situation report and its incidents as JSON, all made from its own read models."""
    written = write_redacted(work.case, tuple(work.log.entries()), work.log.files, profile, into)
    shown = load_case(into)
    size, prepared_at = rests_on(work)
    with SqliteStore.open(shown.folder.database, FileStore(shown.folder.record / "files")) as store:
        incidents = store.incidents(IncidentFilter()).items
        (into / "incidents.json").write_bytes(msgspec.json.format(msgspec.json.encode(incidents)) + b"\n")
        days = [day[:10] for i in incidents if (day := i.time.end or i.time.start)]
        period = shown.settings.period
        report = build_report(
            shown,
            store,
            report_period(
                day=None,
                start=None,
                end=None,
                case_start=period.start,
                case_end=period.end,
                last=max(days, default=None),
            ),
            log_size=size,
            log_root=work.log.root(size).hex(),
            prepared_at=prepared_at,
            rules=rule_set_digest(),
        )
        write_report(report, shown, shown.folder.reports, formats=("html", "md"), languages=shown.settings.languages)
    say(f"{into}: {sum(n for kind, n in written.entries.items() if kind != 'withheld')} entries for {profile.id}")
    say(f"{written.entries.get('withheld', 0)} entries are withheld")
    return shown


def audience_profile(name: str) -> Profile:
    """A packaged profile by its name, else the profile in a file."""
    if name in audiences() or not Path(name).is_file():
        return load_audience(name)
    return parse_profile(read_text(Path(name)), name)


def _preview(work: Workplace, profiles: list[Profile]) -> None:
    """One row a field, one column an audience: values shown, changed and hidden."""
    entries = tuple(work.log.entries())
    roots = installed_roots(work.case.folder.trust)
    seen = [see(entries, work.log.files, work.case.sources, profile, roots) for profile in profiles]
    counts = [field_counts(one) for one in seen]
    table = Table("field", *(p.id for p in profiles), title="values shown / changed / hidden", title_justify="left")
    for path in sorted({path for one in counts for path in one}):
        cells = [one[path] for one in counts]
        table.add_row(path, *(f"{c.shown} / {c.changed} / {c.hidden}" for c in cells))
    print_table(table)
    families: dict[str, int] = {}
    for incident in work.store.incidents(IncidentFilter()).items:
        families[incident.family] = families.get(incident.family, 0) + 1
    for profile, one in zip(profiles, seen, strict=True):
        told = suppressed_counts(families, profile.small_count)
        numbers = ", ".join(f"{k} {'fewer or withheld' if n is None else n}" for k, n in sorted(told.items()))
        out.print(f"{profile.id}: {len(one.incidents)} incidents seen; counts as printed: {numbers}", markup=False)
