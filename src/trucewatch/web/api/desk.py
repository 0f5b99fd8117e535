"""What comes in over the API enters as it does on the command line: the same intake, the same acts, the same record."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from trucewatch.commission import identified
from trucewatch.errors import RecordError
from trucewatch.intake.given import Given
from trucewatch.intake.parsing import Parser
from trucewatch.pipeline import RunCounts, enter_act, inbox_files, open_workplace, take_in, take_into_inbox
from trucewatch.pipeline.workplace import Workplace
from trucewatch.vocabulary.commission import CommissionAct
from trucewatch.web.api.problem import RefusalError
from trucewatch.web.views import Views

__all__ = ["Desk", "Received", "file_name"]

_WAIT: Final = 60
_UNSAFE: Final = re.compile(r"[^\w .()+-]+")
_BUSY: Final = {"Retry-After": "5"}


class Received(Struct, frozen=True, kw_only=True):
    """One document that was handed in. ``state`` is ``kept``, or ``unread`` with the reason: that is recorded too."""

    id: str
    name: str
    state: str
    media: str | None = None
    reason: str | None = None
    detail: str | None = None


@dataclass
class Desk:
    """Where submissions enter, one at a time. ``parser`` gives what parses hostile bytes: child processes."""

    views: Views
    clock: Callable[[], dt.datetime]
    parser: Callable[[], AbstractContextManager[Parser]]

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    def take(self, name: str, data: bytes, given: Given, received_by: str) -> Received:
        """Take one file into the inbox and the record; bytes that are there already add nothing."""
        with self._open() as work, tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / file_name(name)
            path.write_bytes(data)
            files = take_into_inbox(work.case.folder.inbox, [path])
            self._take(work, files, given, received_by)
            return _received(work, path.name, data)

    def take_together(
        self, folder_name: str, table: tuple[str, bytes], beside: Sequence[tuple[str, bytes]], received_by: str
    ) -> tuple[Received, ...]:
        """Take a submission with its files, which stay together in a folder of the inbox."""
        with self._open() as work:
            folder = work.case.folder.inbox / file_name(folder_name)
            folder.mkdir(parents=True, exist_ok=True)
            named = [(file_name(name), data) for name, data in (table, *beside)]
            for name, data in named:
                (folder / name).write_bytes(data)
            self._take(work, inbox_files(folder), Given(), received_by)
            return tuple(_received(work, name, data) for name, data in named)

    def keep_bytes(self, data: bytes) -> str:
        """Keep bytes untouched under their digest, which is returned."""
        with self._open() as work:
            return str(work.log.files.put(data))

    def act(self, act: CommissionAct) -> CommissionAct:
        """Enter an act; the same act again is the same act. Raises :class:`ActError` where the rules refuse it."""
        with self._open() as work:
            made = identified(act)
            if made.id in {each.id for each in work.store.acts()}:
                return made
            return enter_act(work, act)

    def _take(self, work: Workplace, files: Sequence[Path], given: Given, received_by: str) -> None:
        with self.parser() as parser:
            take_in(work, files, RunCounts(), given=given, parser=parser, received_by=received_by)

    @contextmanager
    def _open(self) -> Iterator[Workplace]:
        if not self._lock.acquire(timeout=_WAIT):
            raise RefusalError(503, "many submissions are waiting", headers=_BUSY)
        try:
            opened = open_workplace(self.views.whole.case, self.clock)
            try:
                work = opened.__enter__()
            except RecordError as error:
                raise RefusalError(503, "the record is being written by a run", headers=_BUSY) from error
            try:
                yield work
            finally:
                opened.__exit__(None, None, None)
        finally:
            self._lock.release()


def file_name(given: str) -> str:
    """A name that is one file in one folder, whatever a client calls it."""
    last = given.replace("\\", "/").rpartition("/")[2]
    plain = _UNSAFE.sub("_", last).strip(" .")[:120]
    return plain or "document"


def _received(work: Workplace, name: str, data: bytes) -> Received:
    digest = hashlib.sha256(data).hexdigest()
    document = work.store.document(digest)
    if document is not None and document.unread is None:
        return Received(id=digest, name=name, state="kept", media=document.media)
    if document is not None:
        return Received(id=digest, name=name, state="unread", reason=document.unread, detail=document.detail)
    told: Any = next((each for each in work.store.unread() if each.document == digest or each.name == name), None)
    reason, detail = (told.reason, told.detail) if told is not None else (None, None)
    return Received(id=digest, name=name, state="unread" if told is not None else "kept", reason=reason, detail=detail)
