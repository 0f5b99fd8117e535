"""Assertions of control: who says on which days who held a place. Derived statuses are made from them, never stored."""

from __future__ import annotations

from msgspec import Struct

from trucewatch.vocabulary.claims import ControlStatus

__all__ = ["ControlAssertion"]


class ControlAssertion(Struct, frozen=True, kw_only=True):
    """One source's word on one place. ``start`` and ``end`` are local days, both included; ``by`` is the origin's key.

    ``holder`` is an actor id, else the name as told; null where the words name nobody.
    """

    place: str
    holder: str | None
    status: ControlStatus
    start: str | None
    end: str | None
    by: str
    claim: str
    document: str | None = None
    text: str = ""
