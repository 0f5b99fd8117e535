"""The search in PostgreSQL: the same words and facets as everywhere, found through indexes of trigrams and of tokens.

Words are folded before they come here and stand with one space between them, so a word is found as itself between
spaces: nothing of the language of a database decides what is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Text, and_, cast, func, literal_column, not_, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, array

from trucewatch.store.port import SearchHit, SearchPage
from trucewatch.store.search_query import MOST_COUNTED, SearchFilter, SearchKind, SearchQuery, Term
from trucewatch.store.search_rows import facet
from trucewatch.store.search_words import without_article
from trucewatch.store.tables import search_rows

__all__ = ["SEARCH_INDEXES", "search"]

_SPACED: Final = {name: f"(' ' || {name} || ' ')" for name in ("words", "forms")}
_TOKENS: Final = "string_to_array(facets, ' ')"

SEARCH_INDEXES: Final = (
    *(f"CREATE INDEX search_{name} ON search_rows USING gin ({how} gin_trgm_ops)" for name, how in _SPACED.items()),
    f"CREATE INDEX search_facets ON search_rows USING gin ({_TOKENS})",
)
"""What the table of the search has here beside its columns."""


def search(
    connection: Connection,
    query: SearchQuery,
    kinds: Sequence[SearchKind],
    filters: SearchFilter,
    cursor: int | None,
    limit: int,
) -> SearchPage:
    """One page of hits, the newest entry first. See :meth:`trucewatch.store.port.Store.search`."""
    rows = search_rows.c
    conditions = [*_words(query), *_facets(kinds, filters), *_period(filters)]
    counting = select(rows.id).where(*conditions).limit(MOST_COUNTED + 1).subquery()
    total = int(connection.scalar(select(func.count()).select_from(counting)) or 0)
    asking = select(rows.id, rows.kind, rows.record).where(*conditions).order_by(rows.id.desc()).limit(limit + 1)
    if cursor is not None:
        asking = asking.where(rows.id < cursor)
    found = connection.execute(asking).all()
    hits = tuple(SearchHit(kind=row.kind, id=row.record) for row in found[:limit])
    following = found[limit - 1].id if len(found) > limit else None
    return SearchPage(hits, min(total, MOST_COUNTED), total <= MOST_COUNTED, following)


def _words(query: SearchQuery) -> list[ColumnElement[bool]]:
    return [not_(_term(term)) if term.excluded else _term(term) for term in query.terms]


def _term(term: Term) -> ColumnElement[bool]:
    if len(term.words) > 1:
        return _stands("words", " ".join(term.words), term.prefix)
    word = term.words[0]
    told = dict.fromkeys((word, without_article(word)))
    return or_(*(_stands(column, form, term.prefix) for column in _SPACED for form in told))


def _stands(column: str, words: str, prefix: bool) -> ColumnElement[bool]:
    """Folded words are letters and digits: no sign of a pattern is among them."""
    spaced: ColumnElement[Any] = literal_column(_SPACED[column])
    return spaced.like(f"% {words}%" if prefix else f"% {words} %")


def _facets(kinds: Sequence[SearchKind], filters: SearchFilter) -> list[ColumnElement[bool]]:
    chosen = [("kind", tuple(kinds)), *filters.facets()] if kinds else filters.facets()
    return [_any_of([facet(name, value) for value in values]) for name, values in chosen]


def _any_of(tokens: list[str]) -> ColumnElement[bool]:
    there: ColumnElement[Any] = literal_column(_TOKENS)
    return there.op("&&", is_comparison=True)(cast(array(tokens), ARRAY(Text)))


def _period(filters: SearchFilter) -> list[ColumnElement[bool]]:
    rows = search_rows.c
    found: list[ColumnElement[bool]] = []
    if filters.start:
        found.append(or_(rows.end >= filters.start, and_(rows.end.is_(None), rows.start.is_not(None))))
    if filters.end:
        found.append(or_(rows.start <= filters.end, and_(rows.start.is_(None), rows.end <= filters.end)))
    return found
