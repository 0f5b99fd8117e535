"""What the pages are served from: a case, its read models, its stored texts and the head of its record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from pathlib import Path

from trucewatch.assessing import World
from trucewatch.case import Case
from trucewatch.record import Checkpoint, FileStore
from trucewatch.store import Store
from trucewatch.vocabulary.actors import Actor, GazetteerPlace
from trucewatch.vocabulary.documents import Source
from trucewatch.web.remembered import Remembered

__all__ = ["STATIC", "Site"]

STATIC = Path(str(resources.files("trucewatch.web") / "static"))


@dataclass(frozen=True)
class Site:
    """Given to every page. ``head`` reads the record's checkpoint anew; ``clock`` says when a page is read."""

    case: Case
    store: Store
    files: FileStore
    head: Callable[[], Checkpoint | None]
    built: Path = field(default=STATIC / "built")
    clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)

    @cached_property
    def remembered(self) -> Remembered:
        """Answers that hold until the record grows."""
        return Remembered(self.store.applied)

    @cached_property
    def world(self) -> World:
        """The names that the reasons of assessments are worded with."""
        case = self.case
        return World.of(
            actors=case.actors,
            places=case.places,
            areas=case.areas,
            zone=case.settings.time_zone,
            theatre=case.settings.theatre.area,
        )

    @cached_property
    def actors(self) -> dict[str, Actor]:
        """Actors by id."""
        return {actor.id: actor for actor in self.case.actors}

    @cached_property
    def places(self) -> dict[str, GazetteerPlace]:
        """Places by id."""
        return {place.id: place for place in self.case.places}

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Sources by id."""
        return {source.id: source for source in self.case.sources}

    def has_island(self, name: str) -> bool:
        """Whether the script of an island was built into this installation."""
        return (self.built / name).is_file()

    def text(self, digest: str | None) -> str:
        """The stored text under its digest; empty where none is kept."""
        if digest is None or not self.files.exists(digest):
            return ""
        return self.files.get(digest).decode("utf-8")
