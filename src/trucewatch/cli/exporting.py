"""Exports of a case, of the whole or of what an audience sees."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from trucewatch.case import Case, load_case
from trucewatch.cli.giving import AsOption, GivingRole, giver, note_given
from trucewatch.cli.issuing import check_values, rests_on, split_commas
from trucewatch.cli.key_files import OwnKey, PassphraseFile
from trucewatch.cli.redact import audience_profile
from trucewatch.cli.talk import now, out, say
from trucewatch.pipeline import Workplace, open_workplace
from trucewatch.protection import Profile, write_redacted
from trucewatch.record import FileStore
from trucewatch.reporting.exports import EXPORT_FORMATS, Export, write_export
from trucewatch.store import SqliteStore, Store

__all__ = ["export_of", "register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "export",
        help="Write incidents and claims for other tools: CSV and XLSX with HXL hashtags, GeoJSON, GeoPackage, "
        "Parquet, JSON Lines.\n\nExample: trucewatch export river-front --format csv,gpkg --audience public",
    )(export)


def export(
    case: Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")],
    formats: Annotated[
        list[str] | None, typer.Option("--format", help=f"{', '.join(EXPORT_FORMATS)}, with commas; csv by default.")
    ] = None,
    into: Annotated[Path | None, typer.Option(help="Folder of the files; exports/ in the case by default.")] = None,
    audience: Annotated[
        str | None, typer.Option(help="public, partners, parties, or a file of your own; everything when not given.")
    ] = None,
    lang: Annotated[str, typer.Option(help="Language of labels: en, fr or ar.")] = "en",
    base: Annotated[str, typer.Option(help="Address that permalinks begin with, as https://monitor.example.")] = "",
    author: AsOption = None,
    role: GivingRole = None,
    key: OwnKey = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write the files, and enter that they were exported."""
    kinds = split_commas(formats) or ("csv",)
    check_values(kinds, EXPORT_FORMATS, "--format")
    check_values((lang,), ("en", "fr", "ar"), "--lang")
    loaded = load_case(case)
    folder = into or loaded.folder.root / "exports" / (Path(audience).stem if audience else "everything")
    profile = audience_profile(audience) if audience else None
    actor = giver(loaded, profile, author, role, key, passphrase_file)
    with open_workplace(loaded, now, actor.signers) as work:
        if profile is None:
            paths = write_export(export_of(work, loaded, work.store, lang, base, "everything"), folder, kinds)
            say("everything is exported, what is protected too: name an --audience before the files leave the house")
        else:
            paths = _for_audience(work, profile, folder, kinds, lang, base)
        note_given(work, actor, "export", profile, "case", {path.name: path.read_bytes() for path in paths})
    for path in paths:
        out.print(str(path), markup=False)


def _for_audience(
    work: Workplace, profile: Profile, folder: Path, kinds: tuple[str, ...], lang: str, base: str
) -> tuple[Path, ...]:
    """Written from the read models of the audience, which never held what is hidden."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "case"
        write_redacted(work.case, tuple(work.log.entries()), work.log.files, profile, copy)
        shown = load_case(copy)
        with SqliteStore.open(shown.folder.database, FileStore(copy / "record" / "files")) as store:
            told = "claim_review" in profile.records
            export = export_of(work, shown, store, lang, base, profile.id, reviews_told=told)
            return write_export(export, folder, kinds)


def export_of(
    work: Workplace, case: Case, store: Store, lang: str, base: str, audience: str, *, reviews_told: bool = True
) -> Export:
    """An export of these read models, resting on the record of ``work``."""
    size, at = rests_on(work)
    return Export(
        case=case,
        store=store,
        lang=lang,
        base=base,
        audience=audience,
        log_origin=work.case.settings.log_origin,
        log_size=size,
        log_root=work.log.root(size).hex(),
        moment=dt.datetime.fromisoformat(at) if size else dt.datetime(1980, 1, 1, tzinfo=dt.UTC),
        reviews_told=reviews_told,
    )
