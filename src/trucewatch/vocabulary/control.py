"""Assertions of control: who says on which days who held a place. Derived statuses are made from them, never stored."""

from __future__ import annotations

from msgspec import Struct

from trucewatch.vocabulary.citations import Author, Citation, Identifier
from trucewatch.vocabulary.claims import ControlStatus

__all__ = ["ControlAssertion", "StatedControl"]


class ControlAssertion(Struct, frozen=True, kw_only=True):
    """One source's word on one place. ``start`` and ``end`` are local days, both included; ``by`` is the origin's key.

    ``holder`` is an actor id, else the name as told; null where the words name nobody. It rests on a ``claim``, or is
    ``stated`` in ``control.yaml`` under that id, and then ``claim`` is empty.
    """

    place: str
    holder: str | None
    status: ControlStatus
    start: str | None
    end: str | None
    by: str
    claim: str = ""
    document: str | None = None
    text: str = ""
    stated: str | None = None


class StatedControl(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry of ``control.yaml``: what a source that is no document of the case says, with its citation.

    ``place`` is of the gazetteer, ``holder`` an actor of the case; ``start`` and ``end`` are local days, both included.
    ``by`` says it; ``entered_by`` enters it and is the author of the entry in the record: ``<body>/<seat>`` or a name.
    ``withdrawn`` says why it no longer stands. ``exercise`` marks an entry that was made up for an example.
    """

    id: Identifier
    entered_by: Author
    place: str
    holder: str
    status: ControlStatus
    start: str
    end: str
    by: str
    citation: Citation
    exercise: bool = False
    note: str | None = None
    withdrawn: str | None = None
