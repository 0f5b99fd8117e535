"""A small log with three authors' worth of records, made anew for each test."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from trucewatch.record import Draft, Log, claims_drafts, record_draft
from trucewatch.vocabulary.claims import Claim, EventClaim, PlaceRef, Quantity
from trucewatch.vocabulary.documents import Custody, Document

ORIGIN = "monitor.example/aleppo/log/1"
MakeDrafts = Callable[..., list[Draft]]


def clock() -> datetime:
    return datetime(2016, 12, 6, 9, 30, tzinfo=UTC)


def make_claim(document: str, number: int, **changes: object) -> EventClaim:
    values: dict[str, object] = {
        "id": hashlib.sha256(f"{document}/{number}".encode()).hexdigest()[:32],
        "document": document,
        "lang": "fr",
        "span": (number, number + 4),
        "text": "tirs",
        "confidence": "high",
        "act": "shelling",
        "status": "occurred",
        "place": PlaceRef(name="Alep", id="city", lat=36.2021, lon=37.1343, precision="town", span=(0, 4)),
        "casualties": (
            Quantity(low=12, best=12, high=None, qualifier="at_least", unit="persons", outcome="killed", who="person"),
        ),
    }
    return EventClaim(**(values | changes))  # type: ignore[arg-type]  # keyword values of many types


def make_drafts(log: Log, documents: int, *, claims: int = 2, author: str = "mission", first: int = 0) -> list[Draft]:
    drafts: list[Draft] = []
    for number in range(first, first + documents):
        raw = f"document {number} of {author}".encode()
        digest = log.files.put(raw)
        document = Document(id=digest, media="text/plain", size=len(raw), name=f"{number}.txt", lang="fr")
        custody = Custody(
            document=digest,
            received_at="2016-12-06T09:30:00Z",
            received_by=author,
            method="folder",
            original_name=f"{number}.txt",
            size=len(raw),
            media="text/plain",
        )
        read: list[Claim] = [make_claim(digest, n) for n in range(claims)]
        drafts += [record_draft(document, author, log.files), record_draft(custody, author, log.files)]
        drafts += claims_drafts(digest, read, author, log.files)
    return drafts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "record"


@pytest.fixture
def open_log(folder: Path) -> Callable[..., Log]:
    def opened(**options: object) -> Log:
        return Log.open(folder, ORIGIN, clock, **options)  # type: ignore[arg-type]  # options of open

    return opened


@pytest.fixture
def drafts_for() -> MakeDrafts:
    return make_drafts


@pytest.fixture
def claim_of() -> Callable[..., EventClaim]:
    return make_claim
