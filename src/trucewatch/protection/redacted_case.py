"""A case folder for one audience: its own read models and files, without the record. What is hidden is not in it."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import yaml
from msgspec import Struct

from trucewatch.case import Case
from trucewatch.errors import ProtectionError, StoreError
from trucewatch.protection.profiles import CaseFile, Profile
from trucewatch.protection.redaction import Seen, see, shown_entries
from trucewatch.record import Entry, FileStore
from trucewatch.record.trust_store import installed_roots
from trucewatch.store import SqliteStore

__all__ = ["MARK", "Written", "write_redacted"]

MARK = "redaction.json"


@dataclass(frozen=True)
class Written:
    """What was written: entries by type as shown (``withheld`` among them)."""

    audience: str
    entries: Mapping[str, int]


def write_redacted(case: Case, entries: Sequence[Entry], files: FileStore, profile: Profile, out: Path) -> Written:
    """Make the folder ``out`` anew for the audience of ``profile``.

    Raises :class:`ProtectionError` when ``out`` holds something else, :class:`StoreError` when it cannot be written.
    """
    if out.exists() and any(out.iterdir()) and not (out / MARK).is_file():
        raise ProtectionError("the folder holds something else", where=str(out), expected="a new folder")
    seen = see(entries, files, case.sources, profile, installed_roots(case.folder.trust))
    try:
        shutil.rmtree(out, ignore_errors=True)
        (out / "record").mkdir(parents=True)
        _case_files(case, profile, out)
        own = FileStore(out / "record" / "files")
        if profile.in_full:
            for document in seen.documents.values():
                if document.text_digest is not None and files.exists(document.text_digest):
                    own.put(files.get(document.text_digest))
        written = Written(profile.id, _read_models(seen, own, out / "trucewatch.db"))
        (out / MARK).write_bytes(msgspec.json.format(msgspec.json.encode(written)) + b"\n")
    except OSError as error:
        raise StoreError(f"the redacted case cannot be written: {error.strerror}", where=str(out)) from error
    return written


def _read_models(seen: Seen, files: FileStore, path: Path) -> dict[str, int]:
    shown = list(shown_entries(seen))
    with SqliteStore.open(path, files) as store:
        store.apply_all(shown)
    return dict(sorted(Counter(entry.type for entry in shown).items()))


def _case_files(case: Case, profile: Profile, out: Path) -> None:
    settings = msgspec.structs.replace(case.settings, language_model=None, store="sqlite", record="folder")
    _write(out / "case.yaml", _plain(settings))
    for name in profile.case_files:
        _WRITERS[name](case, profile, out)


def _actors(case: Case, profile: Profile, out: Path) -> None:
    del profile
    _write(out / "actors.yaml", [_plain(actor) for actor in case.actors])


def _sources(case: Case, profile: Profile, out: Path) -> None:
    """Published sources only, without the marks that people gave and without notes."""
    kept = [source for source in case.sources if source.kind in profile.document_kinds]
    rows = [_plain(msgspec.structs.replace(source, reliability=(), note=None)) for source in kept]
    _write(out / "sources.yaml", rows)


def _places(case: Case, profile: Profile, out: Path) -> None:
    del profile
    _write(out / case.settings.theatre.places, [_plain(place) for place in case.places])


def _places_of_terms(case: Case, profile: Profile, out: Path) -> None:
    """The places that the terms name and those that contain them: a place may stand there for an incident's sake."""
    del profile
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(case.folder.terms.glob("*.yaml")))
    by_id = {place.id: place for place in case.places}
    kept: set[str] = set()
    for place_id in by_id:
        at: str | None = place_id if place_id in text else None
        while at is not None and at in by_id and at not in kept:
            kept.add(at)
            at = by_id[at].parent
    _write(out / case.settings.theatre.places, [_plain(p) for p in case.places if p.id in kept])


def _areas(case: Case, profile: Profile, out: Path) -> None:
    _copy(case, profile, out, "areas.geojson")


def _commission(case: Case, profile: Profile, out: Path) -> None:
    _copy(case, profile, out, "commission.yaml")


def _terms(case: Case, profile: Profile, out: Path) -> None:
    del profile
    if case.folder.terms.is_dir():
        shutil.copytree(case.folder.terms, out / "terms")


_WRITERS: Mapping[CaseFile, Callable[[Case, Profile, Path], None]] = {
    "actors": _actors,
    "areas": _areas,
    "terms": _terms,
    "places": _places,
    "places_of_terms": _places_of_terms,
    "commission": _commission,
    "sources": _sources,
}


def _copy(case: Case, profile: Profile, out: Path, name: str) -> None:
    del profile
    if (case.folder.root / name).is_file():
        shutil.copyfile(case.folder.root / name, out / name)


def _plain(record: Struct) -> dict[str, Any]:
    """A record as YAML says it: without what is unknown."""
    built: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(record))
    return {name: value for name, value in built.items() if value is not None}


def _write(path: Path, value: Any) -> None:
    path.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False), encoding="utf-8")
