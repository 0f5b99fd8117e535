"""The case as each audience sees it: one copy of the read models for each profile, made anew as the record grows.

A copy holds nothing of what is hidden from its audience: no query, count, error or defect of a page can tell it.
"""

from __future__ import annotations

import shutil
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, cast

import msgspec
from msgspec import Struct

from trucewatch.case import Case, load_case
from trucewatch.errors import ProtectionError, RecordError
from trucewatch.protection import load_audience, write_redacted
from trucewatch.protection.redacted_case import MARK
from trucewatch.record import FileStore, Log
from trucewatch.store import SqliteStore, Store
from trucewatch.web.site import Site

__all__ = ["SERVED", "Views"]

SERVED: Final = Path("audiences") / "served"
"""Where the copies of a running server lie, in the folder of the case."""


class _Mark(Struct, frozen=True):
    audience: str


@dataclass(frozen=True)
class _Made:
    site: Site
    store: SqliteStore
    folder: Path
    size: int


class _NoContent:
    """What a stranger finds in place of read models and files."""

    def __getattr__(self, name: str) -> Any:
        raise ProtectionError("a stranger sees nothing of the case", got=name)


class Views:
    """Sites by audience, over the site of the whole case. Close it when the server ends."""

    def __init__(self, whole: Site) -> None:
        self._whole = whole
        self._made: dict[str, _Made] = {}
        self._past: list[_Made] = []
        self._lock = threading.Lock()

    @property
    def root(self) -> Path:
        """The folder of the whole case."""
        return self._whole.case.folder.root

    @property
    def whole(self) -> Site:
        """The case as it is."""
        return self._whole

    @property
    def bare(self) -> Site:
        """What a stranger is served: the name of the case and nothing of its content."""
        case = self._whole.case
        return Site(
            Case(case.folder, case.settings, (), (), (), {}),
            cast("Store", _NoContent()),
            cast("FileStore", _NoContent()),
            lambda: None,
        )

    def of(self, audience: str | None) -> Site:
        """What ``audience`` is served; None is the case as it is.

        Raises :class:`ProtectionError` where this server holds a copy that was made for another audience.
        """
        own = self._own()
        if own is not None:
            if audience != own:
                raise ProtectionError("this server holds a copy for one audience", expected=own, got=audience or "all")
            return self._whole
        if audience is None:
            return self._whole
        with self._lock:
            made = self._made.get(audience)
            size = self._whole.store.applied()
            if made is None or made.size != size:
                made = self._make(audience, size)
            return made.site

    def close(self) -> None:
        """Give the files back and remove the copies."""
        with self._lock:
            for made in (*self._made.values(), *self._past):
                made.store.close()
                shutil.rmtree(made.folder, ignore_errors=True)
            self._made, self._past = {}, []

    def _own(self) -> str | None:
        mark = self._whole.case.folder.root / MARK
        return msgspec.json.decode(mark.read_bytes(), type=_Mark).audience if mark.is_file() else None

    def _make(self, audience: str, size: int) -> _Made:
        case = self._whole.case
        folder = case.folder.root / SERVED / f"{audience}-{size}"
        try:
            log = Log.open(case.folder.record, case.settings.log_origin, self._whole.clock, mode="read")
        except (RecordError, OSError) as error:
            raise ProtectionError("there is no record to make a copy from", where=case.id) from error
        with log:
            entries = tuple(log.entries(0, size))
            write_redacted(case, entries, self._whole.files, load_audience(audience), folder)
        # which images are graphic is no secret: a veil hides from the eye, not from an audience
        shown = replace(load_case(folder), graphic=case.graphic)
        store = SqliteStore.open(shown.folder.database, FileStore(shown.folder.record / "files"))
        site = replace(self._whole, case=shown, store=store, files=FileStore(shown.folder.record / "files"))
        made = _Made(site, store, folder, size)
        former = self._made.get(audience)
        if former is not None:
            self._retire(former)
        self._made[audience] = made
        return made

    def _retire(self, former: _Made) -> None:
        """Requests that began before may still read the former copy: it goes when the next but one is made."""
        self._past.append(former)
        while len(self._past) > 4:
            old = self._past.pop(0)
            old.store.close()
            shutil.rmtree(old.folder, ignore_errors=True)
