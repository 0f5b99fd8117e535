"""How fast the record appends, audits and fills the read models. Prints figures; asserts nothing.

    python benchmarks/record_speed.py [--documents 1000] [--claims 20] [--entries 200000]

``one by one`` appends each document's entries in an append of their own, as a person entering reports
does; ``in one batch`` is what a run over a folder does. The audit recomputes everything that the offline
verifier checks; ``re-hash`` is the hashing of leaves and tree alone.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from trucewatch.record import Draft, Log, claims_drafts, record_draft, verify_log
from trucewatch.store import SqliteStore, catch_up
from trucewatch.vocabulary.claims import Claim, EventActor, EventClaim, Evidence, PlaceRef, Quantity, TimeSpan, Voice
from trucewatch.vocabulary.documents import Custody, Document
from trucewatch_verify.verifier import Audit, Tree, read_entries

ORIGIN = "benchmark.example/log/1"
TEXT = (
    "Les forces gouvernementales auraient tiré sur le quartier, selon une organisation, faisant au moins douze morts."
)


def clock() -> datetime:
    return datetime(2016, 12, 6, tzinfo=UTC)


def claim(document: str, number: int) -> Claim:
    return EventClaim(
        id=hashlib.sha256(f"{document}{number}".encode()).hexdigest()[:32],
        document=document,
        lang="fr",
        span=(number * 200, number * 200 + len(TEXT)),
        text=TEXT,
        attribution=(Voice(name="une organisation", id="ngo", span=(3, 5), cue="selon"),),
        confidence="high",
        rules=("fr.event.shelling", "fr.casualties.at_least"),
        evidence={"act": Evidence(span=(1, 4))},
        act="shelling",
        status="occurred",
        actors=(EventActor(role="agent", name="Les forces gouvernementales", id="gov", span=(3, 9)),),
        place=PlaceRef(name="Alep", id="city", lat=36.2021, lon=37.1343, precision="quarter", span=(4, 8)),
        time=TimeSpan(start="2016-12-05", end="2016-12-05", precision="day", span=(1, 2)),
        casualties=(
            Quantity(low=12, best=12, high=None, qualifier="at_least", unit="persons", outcome="killed", span=(5, 9)),
        ),
    )


def drafts_of(number: int, claims: int, log: Log) -> list[Draft]:
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    document = Document(id=digest, media="text/plain", size=10, name=f"{number}.txt", lang="fr")
    custody = Custody(
        document=digest,
        received_at="2016-12-06T00:00:00Z",
        received_by="desk",
        method="folder",
        original_name=f"{number}.txt",
        size=10,
        media="text/plain",
    )
    read = [claim(digest, n) for n in range(claims)]
    return [
        record_draft(document, "desk", log.files),
        record_draft(custody, "desk", log.files),
        *claims_drafts(digest, read, "desk", log.files),
    ]


@contextmanager
def timed(label: str, count: int, unit: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds = time.perf_counter() - start
    print(f"{label:<38} {seconds:8.2f} s  {count / seconds:12,.0f} {unit}/s")


def documents(folder: Path, count: int, claims: int) -> None:
    with Log.open(folder / "batch", ORIGIN, clock) as log:
        with timed("drafts (encode, split into batches)", count * claims, "claims"):
            drafts = [draft for number in range(count) for draft in drafts_of(number, claims, log)]
        with timed("append in one batch", count * claims, "claims"):
            log.append(drafts)
        with timed("append the same again (nothing new)", count * claims, "claims"):
            log.append(drafts)
        with timed("verify all", log.size, "entries"):
            verify_log(folder / "batch", files=False)
        with (
            SqliteStore.open(folder / "store.db", log.files) as store,
            timed("fill the store", count * claims, "claims"),
        ):
            catch_up(log, store)
        print(f"{log.size} entries")
    with Log.open(folder / "single", ORIGIN, clock) as log, timed("append one by one", count, "documents"):
        for number in range(count):
            log.append(drafts_of(number, claims, log))


def small_entries(folder: Path, count: int) -> None:
    with Log.open(folder / "small", ORIGIN, clock) as log:
        with timed("append small entries, 1000 a batch", count, "entries"):
            for start in range(0, count, 1000):
                log.append(Draft(type="run", author="desk", body={"n": n}) for n in range(start, start + 1000))
        size = log.size
    with timed("audit: re-hash leaves and tree", size, "entries"):
        stored = read_entries(folder / "small", size, Audit(folder))
        root = Tree([hashlib.sha256(b"\0" + data).digest() for data in stored]).root(size)
    with timed("audit: everything", size, "entries"):
        result = verify_log(folder / "small")
    print(f"{size} entries, verified: {result.verified}, same root: {root.hex() == result.root}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--claims", type=int, default=20)
    parser.add_argument("--entries", type=int, default=200_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        documents(Path(name), options.documents, options.claims)
        small_entries(Path(name), options.entries)


if __name__ == "__main__":
    main()
