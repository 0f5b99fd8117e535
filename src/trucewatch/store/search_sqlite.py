"""The search in SQLite: a full-text index (FTS5) over ``search_rows``, kept by triggers, and the question to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import DDL, Connection, event, text
from sqlalchemy.schema import ExecutableDDLElement

from trucewatch.store.port import SearchHit, SearchPage
from trucewatch.store.search_query import MOST_COUNTED, SearchFilter, SearchKind, SearchQuery, Term
from trucewatch.store.search_rows import facet
from trucewatch.store.search_words import without_article
from trucewatch.store.tables import search_rows

__all__ = ["search"]

_COLUMNS: Final = "words, forms, facets"
_INDEX: Final = f"""
CREATE VIRTUAL TABLE IF NOT EXISTS search_index USING fts5 (
  {_COLUMNS}, content='search_rows', content_rowid='id', tokenize='unicode61 remove_diacritics 0', prefix='2 3')
"""
_IN: Final = """
CREATE TRIGGER IF NOT EXISTS search_rows_in AFTER INSERT ON search_rows BEGIN
  INSERT INTO search_index (rowid, words, forms, facets) VALUES (new.id, new.words, new.forms, new.facets); END
"""
_OUT: Final = """
CREATE TRIGGER IF NOT EXISTS search_rows_out AFTER DELETE ON search_rows BEGIN
  INSERT INTO search_index (search_index, rowid, words, forms, facets)
  VALUES ('delete', old.id, old.words, old.forms, old.facets); END
"""


def _on_sqlite(moment: str, statement: str) -> None:
    ddl: ExecutableDDLElement = DDL(statement).execute_if(dialect="sqlite")  # type: ignore[no-untyped-call]  # untyped
    event.listen(search_rows, moment, ddl)


for _statement in (_INDEX, _IN, _OUT):
    _on_sqlite("after_create", _statement)
_on_sqlite("before_drop", "DROP TABLE IF EXISTS search_index")


def search(
    connection: Connection,
    query: SearchQuery,
    kinds: Sequence[SearchKind],
    filters: SearchFilter,
    cursor: int | None,
    limit: int,
) -> SearchPage:
    """One page of hits, the newest entry first. See :meth:`trucewatch.store.port.Store.search`."""
    values: dict[str, Any] = {}
    conditions: list[str] = []
    expression = _expression(query, kinds, filters)
    rows = "search_rows AS r"
    key = "r.id"
    if expression:
        rows = "search_index JOIN search_rows AS r ON r.id = search_index.rowid"
        key = "search_index.rowid"
        conditions.append("search_index MATCH :expression")
        values["expression"] = expression
    if filters.start:
        conditions.append('(r."end" >= :start OR (r."end" IS NULL AND r.start IS NOT NULL))')
        values["start"] = filters.start
    if filters.end:
        conditions.append('(r.start <= :end OR (r.start IS NULL AND r."end" <= :end))')
        values["end"] = filters.end
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    # every piece is written above; what was asked for stands in the bound values alone
    counting = f"SELECT count(*) FROM (SELECT 1 FROM {rows} {where} LIMIT {MOST_COUNTED + 1})"  # noqa: S608
    total = int(connection.execute(text(counting), values).scalar() or 0)
    if cursor is not None:
        where = f"{where} {'AND' if conditions else 'WHERE'} {key} < :cursor"
        values["cursor"] = cursor
    asking = f"SELECT r.id, r.kind, r.record FROM {rows} {where} ORDER BY {key} DESC LIMIT :limit"  # noqa: S608
    found = connection.execute(text(asking), {**values, "limit": limit + 1}).all()
    hits = tuple(SearchHit(kind=row.kind, id=row.record) for row in found[:limit])
    following = found[limit - 1].id if len(found) > limit else None
    return SearchPage(hits, min(total, MOST_COUNTED), total <= MOST_COUNTED, following)


def _expression(query: SearchQuery, kinds: Sequence[SearchKind], filters: SearchFilter) -> str:
    """The question in the language of FTS5. Every word was folded to letters and digits, and stands in quotes."""
    wanted = [_term(term) for term in query.terms if not term.excluded]
    chosen = [("kind", tuple(kinds)), *filters.facets()] if kinds else filters.facets()
    for name, values in chosen:
        wanted.append("(" + " OR ".join(f'facets : "{facet(name, value)}"' for value in values) + ")")
    unwanted = [_term(term) for term in query.terms if term.excluded]
    if not unwanted:
        return " AND ".join(wanted)
    if not wanted:  # what must not stand there is taken from all there is
        wanted = [
            "(" + " OR ".join(f'facets : "{facet("kind", kind)}"' for kind in ("document", "claim", "incident")) + ")"
        ]
    return f"({' AND '.join(wanted)}) NOT ({' OR '.join(unwanted)})"


def _term(term: Term) -> str:
    if len(term.words) > 1:
        return f"words : {_phrase(term.words, term.prefix)}"
    word = term.words[0]
    told = dict.fromkeys((word, without_article(word)))
    return f"{{words forms}} : ({' OR '.join(_phrase((form,), term.prefix) for form in told)})"


def _phrase(words: Sequence[str], prefix: bool) -> str:
    return '"' + " ".join(words) + '"' + (" *" if prefix else "")
