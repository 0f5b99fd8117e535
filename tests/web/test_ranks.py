"""Every page that names an entry of the record says how far parties vouch for it, with their times."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from litestar.testing import TestClient
from tests.record.parties import Cast
from tests.web.samples import DIGEST, build, clock

from trucewatch.record import Disk, Draft, FileStore, Log, LogSigning
from trucewatch.record.cosigned import accept_cosignatures, rank_of_entry
from trucewatch.record.signers import cosign
from trucewatch.record.trust import TrustRoot
from trucewatch.record.trust_store import write_root
from trucewatch.store import SqliteStore
from trucewatch.web.app import create_app
from trucewatch.web.serving import head_of

TIME = int(datetime(2016, 12, 6, 10, 15, tzinfo=UTC).timestamp())


def vouch(log: Log, cast: Cast, root: TrustRoot, *parties: str) -> int:
    """Cosignatures of those parties under the present head, and one entry more; the size that they vouch for."""
    size, text = log.size, log.checkpoint.text()
    lines = [
        cosign(text, f"{p}.example/witness", cast.signer(p, "witness"), TIME + size).line().encode() for p in parties
    ]
    accept_cosignatures(log.folder, None, (log.folder / "checkpoint").read_bytes(), lines, root, Disk())
    log.append([Draft(type="run", author="a", body={"n": size})])
    return size


def test_incident_and_document_say_who_vouches_and_since_when(tmp_path: Path) -> None:
    case = build(tmp_path / "case")
    cast = Cast(log=case.settings.log_origin)
    signed = cast.signed()
    write_root(case.folder.trust / "1.json", signed)
    files = FileStore(case.folder.record / "files")
    signing = LogSigning(cast.signer("un", "log"))
    with (
        SqliteStore.open(case.folder.database, files) as store,
        TestClient(create_app(case, store, files, lambda: head_of(case))) as client,
        Log.open(case.folder.record, cast.log, clock, signing=signing) as log,
    ):
        sizes = []
        for parties, said in (
            ((), "the log alone"),
            (("gov",), "the log alone (1/3"),
            (("gov", "un"), "a quorum of parties (2/3"),
            (("gov", "opp", "un"), "all sides (3/3"),
            (("gov", "un"), "all sides (3/3"),
        ):
            if parties:
                sizes.append(vouch(log, cast, signed.root, *parties))
            for path in ("/incidents/i1", f"/documents/{DIGEST['en']}"):
                page = client.get(f"{path}?lang=en").text
                assert said in page, (path, parties)
                assert ("2016-12-06T10:15Z" in page) == bool(parties), path
        ranks = [rank_of_entry(log.folder, size - 1, signed.root) for size in (*sizes, log.size)]
    # an entry rests on the first checkpoint that vouches for it best; what came after the last on the log alone
    assert [(rank.name, rank.head.size) if rank else None for rank in ranks] == [
        ("acknowledged", sizes[2]),
        ("acknowledged", sizes[2]),
        ("acknowledged", sizes[2]),
        ("witnessed", sizes[3]),
        None,
    ]
