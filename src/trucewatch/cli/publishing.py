"""The public side as a folder of files that any web server can hand out."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from trucewatch.case import load_case
from trucewatch.cli.exporting import export_of
from trucewatch.cli.giving import AsOption, GivingRole, giver, note_given
from trucewatch.cli.issuing import check_values, report_of_copy, rests_on, split_commas
from trucewatch.cli.key_files import OwnKey, PassphraseFile
from trucewatch.cli.redact import audience_profile
from trucewatch.cli.talk import now, out, say
from trucewatch.errors import UsageError
from trucewatch.pipeline import Workplace, open_workplace
from trucewatch.protection import Profile, write_redacted
from trucewatch.record import FileStore
from trucewatch.reporting.exports import write_export
from trucewatch.reporting.site import (
    LISTING,
    Publication,
    Shown,
    build_site,
    publish_now,
    read_published,
    write_site,
)
from trucewatch.store import IncidentFilter, SqliteStore

__all__ = ["register"]

_DATA = ("csv", "geojson", "jsonl")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "publish",
        help="Write the public side as static pages: incidents with permalinks, report, terms, corrections, method, "
        "Atom feeds, CSV and GeoJSON. Publishing again into the same folder marks what was revised or withdrawn.\n\n"
        "Example: trucewatch publish river-front site --base https://monitor.example/river-front",
    )(publish)


def publish(
    case: Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")],
    into: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of the site: new, or of an earlier site.")],
    audience: Annotated[
        str, typer.Option(help="Whose profile applies: public, partners, parties, or a file of your own.")
    ] = "public",
    base: Annotated[str, typer.Option(help="Address at which the site will stand; feeds need it.")] = "",
    lang: Annotated[
        list[str] | None, typer.Option(help="en, fr, ar, with commas; the first stands at the root. Those of the case.")
    ] = None,
    author: AsOption = None,
    role: GivingRole = None,
    key: OwnKey = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write the site and enter in the record that it was published."""
    loaded = load_case(case)
    languages = split_commas(lang) or tuple(loaded.settings.languages)
    check_values(languages, ("en", "fr", "ar"), "--lang")
    address = _checked(base)
    profile = audience_profile(audience)
    actor = giver(loaded, profile, author, role, key, passphrase_file)
    with open_workplace(loaded, now, actor.signers) as work:
        files, changed, withdrawn = _publish(work, profile, into, address, languages)
        # one digest for the whole site: the list that names every file of it
        note_given(work, actor, "publication", profile, "case", {LISTING: (into / LISTING).read_bytes()})
    out.print(str(into), markup=False)
    say(f"{files} files for the audience {profile.id}, {changed} new or changed; {withdrawn} incidents withdrawn")


def _checked(base: str) -> str:
    told = urlsplit(base)
    if base and (told.scheme not in ("http", "https") or not told.netloc or told.query or told.fragment):
        raise UsageError("the address is not readable", where="--base", got=base, expected="https://host/path")
    return base.rstrip("/")


def _publish(
    work: Workplace, profile: Profile, into: Path, base: str, languages: tuple[str, ...]
) -> tuple[int, int, int]:
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "case"
        write_redacted(work.case, tuple(work.log.entries()), work.log.files, profile, copy)
        shown = load_case(copy)
        with SqliteStore.open(shown.folder.database, FileStore(copy / "record" / "files")) as store:
            published = publish_now(read_published(into), store.incidents(IncidentFilter()).items, rests_on(work)[1])
            reviews = "claim_review" in profile.records
            export = export_of(work, shown, store, languages[0], base, profile.id, reviews_told=reviews)
            paths = write_export(export, Path(scratch) / "data", _DATA)
            data = {f"data/{path.name}": path.read_bytes() for path in paths}
            publication = Publication(
                case=shown,
                store=store,
                report=report_of_copy(work, shown, store),
                shown=Shown(
                    profile.id,
                    profile.label,
                    profile.source,
                    profile.small_count,
                    _rules(profile),
                    reviews,
                ),
                published=published,
                languages=languages,
                base=base,
                data_files=tuple(data),
            )
            files, changed = write_site(into, (*build_site(publication), *data.items()), published)
    return files, changed, sum(not known.stands for known in published.incidents.values())


def _rules(profile: Profile) -> dict[str, str]:
    return dict(profile.records.get("incident", {}))
