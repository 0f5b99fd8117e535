"""A search as it stands in the address, so that it can be sent and opened again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from trucewatch.errors import InputError
from trucewatch.store import KINDS, SearchFilter, SearchKind, SearchQuery, parse_query
from trucewatch.vocabulary.codes import load_code_list

__all__ = ["FILTERS", "SearchView", "parse_search"]

FILTERS: Final = ("lang_of", "source", "party", "act", "family", "place", "grade", "confidence", "review")
_LISTS: Final = {"act": "acts", "grade": "grade", "confidence": "confidence", "review": "review_state"}
_LARGEST: Final = 2**62


@dataclass(frozen=True)
class SearchView:
    """What is searched for: the words as typed, a kind or all, one value or none of each filter, a period, a page."""

    typed: str
    query: SearchQuery
    kind: SearchKind | None
    chosen: Mapping[str, str]
    start: str | None
    end: str | None
    cursor: int | None

    @property
    def kinds(self) -> tuple[SearchKind, ...]:
        """The kinds to look among; none named means all."""
        return (self.kind,) if self.kind else ()

    @property
    def filters(self) -> SearchFilter:
        """The restrictions for the store."""

        def one(key: str) -> tuple[str, ...]:
            return (self.chosen[key],) if key in self.chosen else ()

        return SearchFilter(
            langs=one("lang_of"),
            sources=one("source"),
            parties=one("party"),
            acts=one("act"),
            families=one("family"),
            places=one("place"),
            grades=one("grade"),
            confidences=one("confidence"),
            reviews=one("review"),
            start=self.start,
            end=self.end,
        )

    def address(self, **changes: str | int | None) -> str:
        """The query of this view with some parts changed; None takes one away. A page of hits is left unless named."""
        parts: dict[str, str | int | None] = {"q": self.typed, "kind": self.kind, **self.chosen}
        parts |= {"start": self.start, "end": self.end, **changes}
        return "?" + urlencode({key: value for key, value in parts.items() if value not in (None, "")})


def parse_search(query: Mapping[str, str]) -> SearchView:
    """Read a search. Raises :class:`InputError` for a kind, code, date or cursor that is none, or too many words."""
    typed = query.get("q", "").strip()
    kind = query.get("kind") or None
    if kind is not None and kind not in KINDS:
        raise InputError("there is no such kind", got=kind[:40], expected=", ".join(KINDS))
    chosen = {key: query[key][:200] for key in FILTERS if query.get(key)}
    for key, list_id in _LISTS.items():
        if key in chosen and load_code_list(list_id).get(chosen[key]) is None:
            raise InputError(f"there is no {key} of this code", got=chosen[key])
    return SearchView(
        typed=typed,
        query=parse_query(typed),
        kind=kind,
        chosen=chosen,
        start=_day(query.get("start")),
        end=_day(query.get("end")),
        cursor=_cursor(query.get("after")),
    )


def _day(value: str | None) -> str | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise InputError("the date is not readable", got=value[:40], expected="a date such as 2016-12-05") from error


def _cursor(value: str | None) -> int | None:
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 20 and int(value) < _LARGEST):
        raise InputError("the place in the list is no number", got=value[:40], expected="as the page gave it")
    return int(value)
