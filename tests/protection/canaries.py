"""A case in which every protected field holds a value that stands nowhere else, so that a leak can be found."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.web import samples

from trucewatch.case import Case, load_case
from trucewatch.record import Correction, Draft, IssuedReport, Log, LogSigning, claims_drafts, record_draft
from trucewatch.store import SqliteStore, catch_up
from trucewatch.vocabulary.claims import EventActor, EventClaim, PlaceRef, UnreadRecord, Voice
from trucewatch.vocabulary.documents import Custody, Document
from trucewatch.vocabulary.incidents import CasualtyRange, Incident, IncidentActor, IncidentPlace, IncidentTime, Origin

SECRET_LAT, SECRET_LON = 36.2718281, 37.1414213
"""Coordinates whose digits stand nowhere else."""
NAMES = (
    "place claim-place agent target party origin outlet title file unread correction report voice actor reason "
    "words custody"
)
CANARIES = {name: f"zq-{name}-canary" for name in NAMES.split()}
DIGITS = ("2718281", "1414213")
DOCUMENT = "d0" * 32
OPEN_TEXT = "Shells fell on a quarter, an agency says."
OPEN = hashlib.sha256(OPEN_TEXT.encode()).hexdigest()


def clock() -> datetime:
    return datetime(2016, 12, 6, 9, 30, tzinfo=UTC)


def plant(root: Path, signing: LogSigning | None = None) -> Case:
    """The small case of the pages with one more document of a source that nobody may know, and what was made of it."""
    case = samples.build(root)
    with Log.open(case.folder.record, case.settings.log_origin, clock, signing=signing) as log:
        drafts: list[Draft] = [record_draft(record, "mission", log.files) for record in _records()]
        drafts += claims_drafts(DOCUMENT, [_claim()], "mission", log.files)
        log.files.put(OPEN_TEXT.encode())
        drafts += [record_draft(record, "mission", log.files) for record in _published()]
        drafts += claims_drafts(OPEN, [_open_claim()], "mission", log.files)
        log.append(drafts)
        with SqliteStore.open(case.folder.database, log.files) as store:
            catch_up(log, store)
    return load_case(root)


def _records() -> list[Any]:
    c = CANARIES
    return [
        Document(
            id=DOCUMENT,
            media="text/plain",
            size=9,
            name=c["file"],
            title=c["title"],
            outlet=c["outlet"],
            published="2016-12-05",
        ),
        Custody(
            document=DOCUMENT,
            received_at="2016-12-06T09:00:00Z",
            received_by=c["custody"],
            method="folder",
            original_name=c["custody"],
            size=9,
            media="text/plain",
        ),
        UnreadRecord(id="u9", document=None, reason="binary", detail=c["unread"], name=c["unread"]),
        secret_incident(),
        Correction(id="x9", target_type="incident", target_id="secret-1", reason=c["correction"], by=c["correction"]),
        IssuedReport(id="rep9", kind="situation_report", title=c["report"], issued_at="2016-12-06T09:00:00Z"),
    ]


def _claim() -> EventClaim:
    c = CANARIES
    return EventClaim(
        id="secret-claim",
        document=DOCUMENT,
        lang="en",
        span=(0, 5),
        text=c["words"],
        confidence="low",
        act="shelling",
        status="occurred",
        actors=(EventActor(name=c["actor"], role="agent"),),
        attribution=(Voice(name=c["voice"]),),
        place=PlaceRef(name=c["claim-place"], lat=SECRET_LAT, lon=SECRET_LON, precision="near"),
    )


def secret_incident() -> Incident:
    c = CANARIES
    return Incident(
        id="secret-1",
        act="shelling",
        family="hostilities",
        status="occurred",
        polarity="asserted",
        time=IncidentTime(start="2016-12-05", end="2016-12-05", precision="day"),
        place=IncidentPlace(name=c["place"], id=c["place"], lat=SECRET_LAT, lon=SECRET_LON, precision="near"),
        agents=(IncidentActor(name=c["agent"]),),
        targets=(IncidentActor(name=c["target"]),),
        parties=(IncidentActor(name=c["party"]),),
        casualties=(
            CasualtyRange(outcome="killed", who="civilian", side=None, low=2, best=2, high=2, rule="median_of_groups"),
            CasualtyRange(
                outcome="injured", who="civilian", side=None, low=17, best=17, high=17, rule="median_of_groups"
            ),
        ),
        supporting=("secret-claim",),
        origins=(Origin(key=c["origin"], name=c["origin"], claims=("secret-claim",)),),
        corroboration="single_source",
        reasons=(c["reason"],),
    )


def _published() -> list[Any]:
    """A document of an agency, and an incident that rests on it and on the claim that nobody may see."""
    document = Document(
        id=OPEN, media="text/plain", size=len(OPEN_TEXT), name="x.txt", title="Shells", source="afp", text_digest=OPEN
    )
    c = CANARIES
    incident = Incident(
        id="open-1",
        act="shelling",
        family="hostilities",
        status="occurred",
        polarity="asserted",
        time=IncidentTime(start="2016-12-07", end="2016-12-07", precision="day", claims=("open-claim",)),
        place=IncidentPlace(name=c["place"], lat=SECRET_LAT, lon=SECRET_LON, claims=("secret-claim",)),
        agents=(
            IncidentActor(name=c["agent"], claims=("secret-claim",)),
            IncidentActor(name="an army", claims=("open-claim", "secret-claim")),
        ),
        supporting=("open-claim", "secret-claim"),
        corroboration="two_independent",
        reasons=(c["reason"],),
    )
    return [document, incident]


def _open_claim() -> EventClaim:
    return EventClaim(
        id="open-claim",
        document=OPEN,
        lang="en",
        span=(0, len(OPEN_TEXT)),
        text=OPEN_TEXT,
        confidence="low",
        act="shelling",
        status="occurred",
    )
