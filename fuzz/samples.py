"""Well-formed inputs that the targets damage: made in memory, or files of the packaged case."""

from __future__ import annotations

import base64
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.intake.containers import ATOM, MAIL, PAGE, RSS, archiver_record, make_wacz, make_warc, make_zip
from tests.intake.support import ENGLISH, make_docx, make_pdf
from tests.intake.test_tables import HXL, MINE
from tests.record.parties import ORIGIN, Cast

from trucewatch.record import Draft, Json, Log
from trucewatch.record.note import COSIGNATURE, ED25519, VerifierKey
from trucewatch.record.submission import make_submission
from trucewatch.record.tiles import to_bundle

__all__ = [
    "ACTS",
    "CASE",
    "CHECKPOINT",
    "ENTRY",
    "MESSAGES",
    "POLICY",
    "PROOF",
    "REQUEST",
    "ROOT",
    "SUBMISSION",
    "TABLES",
    "TILES",
    "VKEY",
    "case_files",
    "documents",
]

CASE = Path(__file__).resolve().parents[1] / "cases" / "aleppo-2016"
_CAST = Cast()
_HASH = base64.b64encode(bytes(range(32))).decode()
_LOG = VerifierKey(ORIGIN, ED25519, _CAST.signer("un", "log").public).vkey
_WITNESS = VerifierKey("gov.example/witness", COSIGNATURE, _CAST.signer("gov", "witness").public).vkey
_TEXT = f"{ORIGIN}\n8\n{_HASH}\n"
_SIGNED = f"{_TEXT}\n— {ORIGIN} {base64.b64encode(bytes(68)).decode()}\n"

CHECKPOINT = (_SIGNED.encode(), f"{_SIGNED}— gov.example/witness {base64.b64encode(bytes(76)).decode()}\n".encode())
VKEY = (_LOG.encode(), _WITNESS.encode())
PROOF = (f"c2sp.org/tlog-proof@v1\nindex 3\n{_HASH}\n{_HASH}\n{_HASH}\n\n{_SIGNED}".encode(),)
REQUEST = (f"old 4\n{_HASH}\n\n{_SIGNED}".encode(),)
POLICY = (f"log {_LOG}\nwitness w {_WITNESS}\ngroup g 1 w\nquorum g\n".encode(),)
ENTRY = (
    b'{"a":1,"b":["x",null,true],"c":{"d":"\xd8\xad\xd9\x84\xd8\xa8"}}',
    b'{"payload":"e30=","payloadType":"application/vnd.trucewatch.entry+json","signatures":[{"keyid":"k","sig":"AA=="}]}',
)
ROOT = (_CAST.signed().data,)
TILES = (to_bundle([ENTRY[0], ENTRY[1], b""]),)
MESSAGES = (
    b"SALUTE S: 4 vehicles A: shelling L: 3 km north of Aleppo U: unknown T: 2016-12-05 21:40 E: mortars\n",
    b"05/12 21:40 - 12 explosions, cap 270, 4 km, PO Ramouseh\n",
    "الساعة 21:40 سماع 5 انفجارات اتجاه 270 مسافة 4 كم\n".encode(),
)
TABLES = (
    HXL.encode(),
    MINE.encode(),
    b"id,year,date_start,date_end,latitude,longitude,best,low,high\n1,2016,2016-12-05,2016-12-05,36.2,37.1,3,1,5\n",
    b"event_id_cnty,event_date,event_type,actor1,latitude,longitude,fatalities\n"
    b"SYR1,05 December 2016,Battles,A,36.2,37.1,3\n",
)


def case_files(pattern: str) -> tuple[bytes, ...]:
    """The files of the packaged case that match a pattern, sorted."""
    return tuple(path.read_bytes() for path in sorted(CASE.glob(pattern)))


ACTS = case_files("acts/*.yaml")


def documents() -> tuple[bytes, ...]:
    """One document or container of each format."""
    warc = make_warc([("https://x.example/a", "200 OK", "text/html", PAGE)], gzip=False)
    return (
        ENGLISH.encode(),
        PAGE,
        RSS,
        ATOM,
        MAIL,
        b"From x Tue\n" + MAIL,
        warc,
        make_warc([("https://x.example/a", "200 OK", "text/html", PAGE)]),
        make_wacz(warc),
        make_zip({"page.html": PAGE, "m.json": archiver_record({"page.html": PAGE})}),
        make_pdf([[ENGLISH[:80], "12"]]),
        make_docx([ENGLISH], [["a", "b"], ["1", "2"]]),
        TABLES[0],
        b'[{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]',
        case_files("areas.geojson")[0],
    )


def _submission() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        clock = lambda: datetime(2016, 12, 6, 9, 30, tzinfo=UTC)  # noqa: E731  # one fixed moment
        with Log.open(Path(folder) / "log", ORIGIN, clock) as log:
            body: dict[str, Json] = {"id": "r1", "reason": "a word", "target_type": "x", "target_id": "y"}
            log.append([Draft(type="correction", author="a", body=body)])
            return make_submission(log.entries(), "a", log.files)


SUBMISSION = (_submission(),)
