"""What the search knows of a record: its folded words, and the facets by which hits are restricted.

Nothing is in the index that is not in the tables of the same store: read models made for an audience hold what the
audience sees, and so does their index.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, cast

import msgspec
from sqlalchemy import Connection, delete, insert, select

from trucewatch.errors import InputError, TrucewatchError
from trucewatch.record import FileStore
from trucewatch.store import tables
from trucewatch.store.search_words import folded, forms
from trucewatch.vocabulary.claims import ActorRef, Claim, ControlClaim, EventClaim, FigureClaim, PositionClaim
from trucewatch.vocabulary.codes import broader_acts, family_of, label
from trucewatch.vocabulary.documents import Document
from trucewatch.vocabulary.incidents import Incident

__all__ = ["SEARCHED", "facet", "forget", "index"]

SEARCHED: Final = frozenset({"document", "claim", "incident"})
_LANGUAGES: Final = ("en", "fr", "ar")
_PER_ENTRY: Final = 2**20
"""Row ids are by entry and place in it: the same from a record filled in at once or bit by bit, newest highest."""


@lru_cache(maxsize=65536)
def facet(name: str, value: str) -> str:
    """The token under which a value of a facet is indexed: one word whatever the value is written with."""
    return "f" + hashlib.sha256(f"{name}\0{value}".encode("utf-8", "surrogatepass")).hexdigest()[:15]


def index(connection: Connection, kind: str, rows: Sequence[Mapping[str, Any]], files: FileStore) -> None:
    """Take rows of a table of standing records into the index."""
    if kind not in SEARCHED or not rows:
        return
    if kind == "document":
        new = [_document(row, files) for row in rows]
    elif kind == "claim":
        new = [_claim(row, source) for row, source in zip(rows, _sources(connection, rows), strict=True)]
    else:
        new = [_incident(connection, row) for row in rows]
    connection.execute(insert(tables.search_rows), new)


def forget(connection: Connection, kind: str, ids: Sequence[str]) -> None:
    """Take records that no longer stand out of the index."""
    table = tables.search_rows
    if kind in SEARCHED:
        for start in range(0, len(ids), 500):
            part = ids[start : start + 500]
            connection.execute(delete(table).where(table.c.kind == kind, table.c.record.in_(part)))


def _document(row: Mapping[str, Any], files: FileStore) -> dict[str, Any]:
    record = msgspec.json.decode(row["json"], type=Document)
    names = (record.title, record.name, record.outlet)
    told = [name for name in names if name]
    day = record.published[:10] if record.published else None
    facets = [("lang", record.lang), ("source", record.source)]
    return _row("document", row, [*told, _text(record, files)], facets, day, day)


def _text(record: Document, files: FileStore) -> str:
    if record.text_digest is None:
        return ""
    try:
        return files.get(record.text_digest).decode("utf-8", "replace") if files.exists(record.text_digest) else ""
    except TrucewatchError:  # a damaged file is told of by the verification; the title is found nevertheless
        return ""


def _claim(row: Mapping[str, Any], source: str | None) -> dict[str, Any]:
    claim = msgspec.json.decode(row["json"], type=cast("type[Claim]", Claim))
    actors = _actors_of(claim)
    place = None if isinstance(claim, PositionClaim) else claim.place
    told = [claim.text, *(actor.name for actor in actors), *(voice.name for voice in claim.attribution)]
    facets: list[tuple[str, str | None]] = [("lang", claim.lang), ("source", source), ("confidence", claim.confidence)]
    facets += [("party", actor.id) for actor in actors] + [("party", voice.id) for voice in claim.attribution]
    facets += [("kind_of_claim", row["kind"]), ("review", claim.review or None)]
    if place is not None:
        told.append(place.name)
        facets.append(("place", place.id))
    facets += _act_facets(claim.act) if isinstance(claim, EventClaim) else []
    return _row("claim", row, told, facets, row["time_start"], row["time_end"])


def _actors_of(claim: Claim) -> list[ActorRef]:
    if isinstance(claim, EventClaim):
        return list(claim.actors)
    if isinstance(claim, FigureClaim):
        return [claim.quantity.side] if claim.quantity.side else []
    if isinstance(claim, ControlClaim):
        return [claim.holder] if claim.holder else []
    speaker = ActorRef(name=claim.speaker.name, id=claim.speaker.id)
    return [speaker, *([claim.toward] if claim.toward else [])]


def _sources(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[str | None]:
    table = tables.documents
    ids = sorted({row["document"] for row in rows})
    query = select(table.c.id, table.c.source).where(table.c.id.in_(ids))
    found = {row.id: row.source for row in connection.execute(query)}
    return [found.get(row["document"]) for row in rows]


def _incident(connection: Connection, row: Mapping[str, Any]) -> dict[str, Any]:
    record = msgspec.json.decode(row["json"], type=Incident)
    actors = (*record.agents, *record.targets, *record.parties)
    told = [label for lang in _LANGUAGES for label in _labels(record, lang)]
    told += [actor.name for actor in actors] + [origin.name for origin in record.origins]
    facets: list[tuple[str, str | None]] = [("party", actor.id) for actor in actors]
    facets += [("lang", lang) for lang in _langs(connection, record)] + _act_facets(record.act)
    facets += [("source", key) for origin in record.origins for key in (origin.key, *origin.outlets)]
    facets += [("grade", grade.grade) for grade in record.grades if grade.question == "occurrence"]
    if record.place is not None:
        told.append(record.place.name)
        facets.append(("place", record.place.id))
    return _row("incident", row, told, facets, row["time_start"], row["time_end"])


def _labels(record: Incident, lang: str) -> list[str]:
    named = [("acts", record.act), *(("protected_object", o) for o in record.objects)]
    named += [("weapon", weapon) for weapon in record.weapons]
    found = []
    for list_id, code in named:
        try:
            found.append(label(list_id, code, lang))
        except InputError:  # a code of a later list has no label here
            found.append(code)
    return found


def _langs(connection: Connection, record: Incident) -> list[str]:
    table = tables.claims
    ids = [*record.supporting, *record.contradicting, *record.repeating]
    found: set[str] = set()
    for start in range(0, len(ids), 500):
        found |= set(
            connection.scalars(select(table.c.lang).where(table.c.id.in_(ids[start : start + 500])).distinct())
        )
    return sorted(found)


def _act_facets(act: str) -> list[tuple[str, str | None]]:
    """The act, the acts that say less than it, and its family."""
    try:
        return [("family", family_of(act)), *(("act", code) for code in (act, *sorted(broader_acts(act))))]
    except InputError:
        return [("act", act)]


def _row(
    kind: str,
    row: Mapping[str, Any],
    told: Iterable[str],
    facets: Iterable[tuple[str, str | None]],
    start: str | None,
    end: str | None,
) -> dict[str, Any]:
    words = " ".join(folded(text) for text in told if text)
    others = dict.fromkeys(form for word in dict.fromkeys(words.split()) for form in forms(word))
    tokens = dict.fromkeys(facet(name, value) for name, value in (("kind", kind), *facets) if value)
    return {
        "id": row["entry"] * _PER_ENTRY + row.get("ordinal", 0),
        "kind": kind,
        "record": row["id"],
        "words": words,
        "forms": " ".join(others),
        "facets": " ".join(tokens),
        "start": start,
        "end": end,
    }
