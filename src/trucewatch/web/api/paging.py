"""Pages of a list and the cursor between them: opaque to the client, checked when it comes back.

A cursor holds the place of the last record read and a digest of the filters, so that it cannot be used with others.
It names a place and no number: what arrives meanwhile shifts nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Generic, TypeVar
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from trucewatch.store import Slice
from trucewatch.web.api.operation import Answer, Call
from trucewatch.web.api.problem import RefusalError

__all__ = [
    "DEFAULT_LIMIT",
    "Listing",
    "cursor_for",
    "filters_of",
    "in_pages",
    "listed",
    "next_query",
    "place_of",
    "sorted_page",
]

T = TypeVar("T")
DEFAULT_LIMIT: Final = 50
_NOT_FILTERS: Final = frozenset({"cursor", "limit", "lang", "f"})
_LONGEST: Final = 2000


class Listing(Struct, Generic[T], frozen=True, kw_only=True):
    """Part of a list.

    ``total`` is how many match in all. ``next`` is the address of what follows, null at the end. ``cursor`` is the
    place of the last item: ask again with it later and get what came in since.
    """

    items: tuple[T, ...]
    total: int
    next: str | None
    cursor: str | None


class _Place(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    number: int
    name: str
    filters: str


def cursor_for(number: int, name: str, filters: str) -> str:
    """The cursor behind a place."""
    return base64.urlsafe_b64encode(msgspec.json.encode(_Place(number, name, filters))).decode("ascii").rstrip("=")


def place_of(cursor: str | None, filters: str) -> tuple[int, str] | None:
    """The place in a cursor; None where none is given. Raises :class:`RefusalError` for one not given out here."""
    if cursor is None:
        return None
    try:
        data = base64.b64decode(cursor[:_LONGEST] + "=" * (-len(cursor[:_LONGEST]) % 4), altchars=b"-_", validate=True)
        place = msgspec.json.decode(data, type=_Place)
    except (msgspec.MsgspecError, binascii.Error, ValueError, RecursionError) as error:
        raise RefusalError(400, "the cursor is not one that was given out here", where="cursor") from error
    if not 0 <= place.number < 2**62 or cursor_for(place.number, place.name, place.filters) != cursor:
        raise RefusalError(400, "the cursor is not one that was given out here", where="cursor")
    if place.filters != filters:
        raise RefusalError(
            400, "the cursor belongs to other filters", where="cursor", hint="ask with the filters of its list"
        )
    return place.number, place.name


def filters_of(call: Call) -> str:
    """A short digest of address and filters: what a cursor is valid for."""
    asked = msgspec.to_builtins(call.query)
    kept = {k: v for k, v in sorted(asked.items()) if k not in _NOT_FILTERS and v is not None}
    data = msgspec.json.encode(
        [call.operation.id, sorted(call.request.path_params.items(), key=str), kept], enc_hook=str
    )
    return hashlib.sha256(data).hexdigest()[:16]


def in_pages(call: Call, read: Callable[[tuple[int, str] | None, int], Slice[T]]) -> Answer:
    """A page of what ``read`` gives behind a place, as :class:`Listing`."""
    filters = filters_of(call)
    found = read(place_of(call.query.cursor, filters), call.query.limit)
    last = cursor_for(*found.items[-1].place, filters) if found.items else call.query.cursor
    return listed(call, tuple(item.record for item in found.items), found.total, last, found.more)


def sorted_page(call: Call, items: Iterable[T], key: Callable[[T], str]) -> Answer:
    """A page of a list that is held whole, in the order of a key; items of one key keep their order."""
    filters = filters_of(call)
    after = place_of(call.query.cursor, filters)
    placed: list[tuple[str, int, T]] = []
    for item in sorted(items, key=key):
        again = placed[-1][1] + 1 if placed and placed[-1][0] == key(item) else 0
        placed.append((key(item), again, item))
    rest = [each for each in placed if after is None or (each[0], each[1]) > (after[1], after[0])]
    page = rest[: call.query.limit]
    last = cursor_for(page[-1][1], page[-1][0], filters) if page else call.query.cursor
    return listed(call, tuple(item for _, _, item in page), len(placed), last, len(rest) > len(page))


def listed(call: Call, items: tuple[T, ...], total: int, cursor: str | None, more: bool) -> Answer:
    """The answer with a page, its following address also as a header (RFC 8288)."""
    following = None
    if more and cursor is not None:
        following = f"{call.base}{call.request.url.path}?{next_query(call, cursor=cursor)}"
    headers: Mapping[str, str] = {"Link": f'<{following}>; rel="next"'} if following else {}
    return Answer(Listing(items=items, total=total, next=following, cursor=cursor), headers=headers)


def next_query(call: Call, **changes: Any) -> str:
    """The query of the request with some parts changed."""
    parts = {name: str(value) for name, value in call.request.query_params.multi_items()}
    parts |= {name: str(value) for name, value in changes.items() if value is not None}
    return urlencode(sorted(parts.items()))
