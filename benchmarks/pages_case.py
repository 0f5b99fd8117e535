"""A case of any size, its read models written in batches: what the load on the pages is measured on.

Incidents lie around Aleppo over six years, a third of them at towns that many share; each rests on ten claims, nine
tenths of them of five hundred outlets. All of it is made up from a seed; the words are those of no report.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import insert, text

from trucewatch.case import Case, load_case
from trucewatch.record import ClaimsBatch, FileStore
from trucewatch.store import SqliteStore, rows, search_rows, tables
from trucewatch.vocabulary.assessments import Assessment, Attribution
from trucewatch.vocabulary.claims import EventActor, EventClaim, PlaceRef, TimeSpan, Voice
from trucewatch.vocabulary.codes import family_of
from trucewatch.vocabulary.documents import Document
from trucewatch.vocabulary.incidents import Incident, IncidentActor, IncidentPlace, IncidentTime, Origin

__all__ = ["WORDS", "make_case"]

PACKAGED = Path(__file__).resolve().parents[1] / "cases" / "aleppo-2016"
ACTS = ("shelling", "air_strike", "armed_clash", "aid_obstruction", "evacuation", "detention", "abduction")
PRECISIONS = ("exact", "locality", "town", "town", "near", "admin1", None)
RANKS = ("single_source", "two_independent", "contradicted", "repeated_not_independent")
OUTCOMES = ("indeterminate", "breach", "out_of_scope", "permitted")
_TEXT = """
obus tirs quartier convoi hôpital route trêve blessés habitants avion marché école pont civils retrait shelling convoy
hospital crossing truce wounded market school bridge withdrawal artillery observers قصف هدنة مشفى
قافلة مدنيون طريق انسحاب
جرحى سوق جسر
"""
WORDS = _TEXT.split()
START = date(2012, 1, 1)
DAYS = 2190
BATCH = 2000
CLAIMS_A_DOCUMENT = 20


def make_case(root: Path, incidents: int, claims: int, seed: int) -> Case:
    """Write the case folder and its read models at ``root``; one that is there already is kept."""
    if (root / "complete").is_file():
        return load_case(root)
    root.mkdir(parents=True, exist_ok=True)
    for name in ("case.yaml", "actors.yaml", "sources.yaml", "places.yaml", "areas.geojson"):
        shutil.copyfile(PACKAGED / name, root / name)
    shutil.copytree(PACKAGED / "terms", root / "terms", dirs_exist_ok=True)
    case = load_case(root)
    files = FileStore(case.folder.record / "files")
    with SqliteStore.open(case.folder.database, files) as store:
        _fill(store, files, case, incidents, claims, random.Random(seed))
    (root / "complete").write_text("", encoding="utf-8")
    return case


def _fill(store: SqliteStore, files: FileStore, case: Case, incidents: int, claims: int, chance: random.Random) -> None:
    each = max(1, claims // incidents)
    places = [p for p in case.places if p.lat is not None]
    actors = [a.id for a in case.actors if a.kind in ("armed_forces", "armed_group", "government")]
    outlets = [source.id for source in case.sources]
    entry = 0
    for first in range(0, incidents, BATCH):
        made = [_one(n, each, places, actors, outlets, chance) for n in range(first, min(incidents, first + BATCH))]
        told = [claim for _, mine in made for claim in mine]
        documents = list(_documents(told, outlets, chance))
        with store._writing() as connection:
            connection.execute(text("PRAGMA foreign_keys=OFF"))
            number = len(documents) * 2 + len(made) * 2
            connection.execute(insert(tables.entries), [_entry(entry + n) for n in range(number)])
            written = [rows.document_row(d, entry + n) for n, (d, _) in enumerate(documents)]
            connection.execute(insert(tables.documents), written)
            search_rows.index(connection, "document", written, files)
            entry += len(documents)
            of_claims: list[dict[str, Any]] = []
            for document, mine in documents:
                batch = ClaimsBatch(document=document.id, reading="benchmark", part=1, parts=1, claims=tuple(mine))
                of_claims += rows.claim_rows(batch, entry)
                entry += 1
            connection.execute(insert(tables.claims), of_claims)
            search_rows.index(connection, "claim", of_claims, files)
            _write_incidents(connection, [incident for incident, _ in made], entry, files, chance)
            entry += len(made) * 2
            connection.execute(text("DELETE FROM meta WHERE name='applied'"))
            connection.execute(insert(tables.meta), {"name": "applied", "value": str(entry)})
        print(f"\r{first + len(made)} incidents", end="", file=sys.stderr, flush=True)
    with store._writing() as connection:
        connection.execute(text("ANALYZE"))
    print(file=sys.stderr)


def _write_incidents(
    connection: Any, made: list[Incident], entry: int, files: FileStore, chance: random.Random
) -> None:
    written = [rows.incident_row(incident, entry + n) for n, incident in enumerate(made)]
    connection.execute(insert(tables.incidents), written)
    connection.execute(insert(tables.incident_actors), [r for i in made for r in rows.incident_actor_rows(i)])
    connection.execute(insert(tables.incident_claims), [r for i in made for r in rows.incident_claim_rows(i)])
    search_rows.index(connection, "incident", written, files)
    assessed = [
        Assessment(
            id=f"a-{incident.id}",
            incident=incident.id,
            outcome=chance.choice(OUTCOMES),  # type: ignore[arg-type]  # drawn from the list
            instrument="coh-2016-02",
            clause="coh-2016-02/attacks",
            attribution=Attribution(basis="unattributed"),
            conditional="made up",
        )
        for incident in made
    ]
    first = entry + len(made)
    connection.execute(insert(tables.assessments), [rows.assessment_row(a, first + n) for n, a in enumerate(assessed)])


def _entry(index: int) -> dict[str, Any]:
    named = {"idx": index, "id": f"e{index}", "type": "benchmark", "author": "benchmark", "leaf": f"{index:064x}"}
    return named | {"claimed_at": "2018-01-01T00:00:00Z", "state": "current", "note": None}


def _documents(
    told: list[EventClaim], outlets: list[str], chance: random.Random
) -> Iterator[tuple[Document, list[EventClaim]]]:
    for start in range(0, len(told), CLAIMS_A_DOCUMENT):
        mine = told[start : start + CLAIMS_A_DOCUMENT]
        outlet = chance.choice(outlets)
        document = Document(
            id=mine[0].document,
            media="text/plain",
            size=4000,
            name=f"{mine[0].id}.txt",
            lang="en",
            title=" ".join(chance.choices(WORDS, k=6)),
            source=outlet,
            outlet=outlet,
            published=mine[0].time.start if mine[0].time else None,
        )
        moved = [_of(claim, document.id, at) for at, claim in enumerate(mine)]
        yield document, moved


def _of(claim: EventClaim, document: str, at: int) -> EventClaim:
    return msgspec.structs.replace(claim, document=document, span=(at * 180, at * 180 + 150))


def _one(
    number: int, each: int, places: list[Any], actors: list[str], outlets: list[str], chance: random.Random
) -> tuple[Incident, list[EventClaim]]:
    act = chance.choice(ACTS)
    where = chance.choice(places)
    precision: Any = chance.choice(PRECISIONS)
    apart = 0.0 if chance.random() < 0.33 else chance.gauss(0, 0.15)
    lat, lon = where.lat + apart, where.lon + (apart and chance.gauss(0, 0.2))
    day = None if chance.random() < 0.02 else (START + timedelta(int(DAYS * chance.betavariate(2, 1.2)))).isoformat()
    agent = chance.choice(actors)
    claims = [
        EventClaim(
            id=f"c{number:06d}{at:04d}",
            document=f"d{number:06d}{at:04d}",
            lang="en",
            span=(0, 150),
            text=" ".join(chance.choices(WORDS, k=16)),
            confidence=chance.choice(("high", "medium", "low")),
            polarity="denied" if at == each - 1 and chance.random() < 0.2 else "asserted",
            act=act,
            status="occurred",
            place=PlaceRef(name=where.label["en"], id=where.id, lat=lat, lon=lon, precision=precision),
            time=TimeSpan(start=day, end=day, precision="day") if day else None,
            actors=(EventActor(name=agent, id=agent, role="agent"),),
            attribution=(Voice(name=chance.choice(outlets), id=chance.choice(outlets)),),
        )
        for at in range(each)
    ]
    ids = tuple(claim.id for claim in claims)
    keys = sorted({claim.attribution[0].id or "" for claim in claims})
    origins = tuple(
        Origin(key=key, name=key, claims=tuple(c.id for c in claims if c.attribution[0].id == key)) for key in keys
    )
    incident = Incident(
        id=f"i{number:06d}",
        act=act,
        family=family_of(act),
        status="occurred",
        polarity="asserted",
        time=IncidentTime(start=day, end=day, precision="day" if day else None),
        place=IncidentPlace(name=where.label["en"], id=where.id, lat=lat, lon=lon, precision=precision),
        agents=(IncidentActor(name=agent, id=agent),),
        supporting=ids[:-1] or ids,
        contradicting=ids[-1:] if each > 1 and claims[-1].polarity == "denied" else (),
        repeating=ids[-1:] if each > 1 and claims[-1].polarity != "denied" else (),
        origins=origins,
        corroboration=chance.choice(RANKS),  # type: ignore[arg-type]  # drawn from the list
        disputed=("occurrence",) if claims[-1].polarity == "denied" else (),
    )
    return incident, claims
