"""Where words stand and how they are quoted: what every record of an agreement is made of."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

__all__ = ["Author", "Citation", "ClauseWords", "Identifier", "Language", "LocalDateTime", "Window"]

Identifier: TypeAlias = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,79}$")]
Author: TypeAlias = Annotated[
    str,
    Meta(
        pattern=r"^[^\s/\u0000-\u001f\u007f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
        r"(?:[^\u0000-\u001f\u007f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]{0,78}"
        r"[^\s/\u0000-\u001f\u007f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])?$"
    ),
]
"""Who enters something into the record: ``<body>/<seat>`` of a commission, else a name as people write it."""
LocalDateTime: TypeAlias = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?$")]
"""A local date, or date and time, in the zone of the instrument: ``2016-02-27T00:00``. Never with an offset."""
Language: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


class Citation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the words or the fact stand in public: enough for a reader to find them without trusting us.

    ``symbol`` is the document symbol (``S/RES/2328 (2016)``); ``locator`` the paragraph or page.
    """

    title: str
    publisher: str
    symbol: str | None = None
    date: LocalDateTime | None = None
    url: str | None = None
    locator: str | None = None


class ClauseWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of a clause in one language. ``paraphrase`` is true where they are not the official words."""

    text: str
    paraphrase: bool


class Window(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stretch of validity, local times in the zone of the instrument, ``start`` included and ``end`` not.

    A null end is open. A bare day as ``end`` means that the whole day is included. ``margin_minutes`` is how far the
    true start or end may lie from the written one, where the terms say "at sunset": inside it nothing is certain.
    """

    start: LocalDateTime | None = None
    end: LocalDateTime | None = None
    margin_minutes: Annotated[int, Meta(ge=0, le=1440)] = 0
