"""Containers in a case: members and their custody in the record, once, and complete after an interruption."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from tests.intake.containers import MAIL, PAGE, RSS, archiver_record, make_wacz, make_warc, make_zip
from tests.intake.support import ENGLISH, FRENCH

from trucewatch.case import Case, load_case
from trucewatch.errors import UsageError
from trucewatch.intake.containers.archiver import ARCHIVER
from trucewatch.intake.containers.zips import ZIP
from trucewatch.pipeline import RunCounts, inbox_files, open_workplace, take_in, take_into_inbox
from trucewatch.pipeline.workplace import Workplace
from trucewatch.record import verify_log
from trucewatch.starting import start_case

NOW = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)


def clock() -> dt.datetime:
    return NOW


@pytest.fixture
def case(tmp_path: Path) -> Case:
    root = tmp_path / "case"
    start_case(root, name="Containers", zone="Asia/Damascus")
    return load_case(root)


def taken(work: Workplace, files: list[Path] | None = None) -> RunCounts:
    counts = RunCounts()
    take_in(work, files or inbox_files(work.case.folder.inbox), counts)
    return counts


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_members_are_documents_whose_custody_names_the_container(case: Case) -> None:
    inbox = case.folder.inbox
    packed = make_zip(
        {"one.txt": FRENCH.encode(), "mail.eml": MAIL, "../up.txt": b"x", "in.zip": make_zip({"a": b"b"})}
    )
    (inbox / "pack.zip").write_bytes(packed)
    with open_workplace(case, clock) as work:
        counts = taken(work)
        # the attachment of the message inside has the bytes of one.txt: one document that came in twice
        assert counts.counts["documents"] == 2
        assert counts.counts["containers"] == 1
        assert {u.name for u in work.store.unread()} == {"pack.zip > ../up.txt", "pack.zip > in.zip"}
        container = work.store.document(digest(packed))
        assert container is not None
        assert container.media == ZIP
        assert container.detail == "members: 2; refused: 2"
        ways = {(c.container, c.method) for c in work.store.custody_of(digest(FRENCH.encode()))}
        assert ways == {(digest(packed), "zip_member"), (digest(MAIL), "mail_attachment")}
        (mail,) = work.store.custody_of(digest(MAIL))
        assert (mail.container, mail.member, mail.method) == (digest(packed), "mail.eml", "zip_member")
        assert work.log.files.get(digest(packed)) == packed
    assert verify_log(case.folder.record).verified


def test_four_times_are_kept_apart(case: Case) -> None:
    warc = make_warc([("https://x.example/a", "200 OK", "text/html", PAGE)])
    (case.folder.inbox / "a.wacz").write_bytes(make_wacz(warc))
    (case.folder.inbox / "feed.xml").write_bytes(RSS)
    with open_workplace(case, clock) as work:
        taken(work)
        (page,) = work.store.custody_of(digest(PAGE))
        assert (page.received_at, page.observed_at, page.reported_at) == (
            "2026-11-24T08:00:00Z",
            "2016-12-06T08:09:10Z",
            None,
        )
        entry = next(d for d in work.store.documents().items if d.title == "Tirs près du camp")
        (custody,) = work.store.custody_of(entry.id)
        assert (entry.published, entry.published_from) == ("2016-12-05T21:40+01:00", "metadata")
        assert (custody.reported_at, custody.observed_at) == ("2016-12-05T21:40+01:00", None)
        assert entry.lang == "fr"


def test_repeating_adds_nothing_and_another_container_adds_a_custody(case: Case) -> None:
    (case.folder.inbox / "a.zip").write_bytes(make_zip({"one.txt": FRENCH.encode()}))
    with open_workplace(case, clock) as work:
        taken(work)
        size = work.log.size
        assert taken(work).counts == {"known": 1}
        assert work.log.size == size
        (case.folder.inbox / "b.zip").write_bytes(make_zip({"copy.txt": FRENCH.encode()}))
        assert taken(work).counts["known"] == 2
        assert [c.member for c in work.store.custody_of(digest(FRENCH.encode()))] == ["one.txt", "copy.txt"]


def test_a_container_enters_after_its_members(case: Case) -> None:
    (case.folder.inbox / "a.zip").write_bytes(make_zip({f"{n}.txt": f"{n} {FRENCH}".encode() for n in range(3)}))
    with open_workplace(case, clock) as work:
        taken(work)
        entries = {d.media: work.store.provenance("document", d.id) for d in work.store.documents().items}
        last, first = entries[ZIP], entries["text/plain"]
        assert last is not None
        assert first is not None
        assert last.entry > first.entry


def test_an_auto_archiver_folder_stays_together_and_is_checked(case: Case, tmp_path: Path) -> None:
    out = tmp_path / "local_archive" / "post-1"
    out.mkdir(parents=True)
    (out / "page.html").write_bytes(PAGE)
    (out / "note.txt").write_bytes(FRENCH.encode())
    record = archiver_record({"page.html": PAGE, "note.txt": FRENCH.encode(), "gone.mp4": b"v"}, wrong="note.txt")
    (out / "metadata.json").write_bytes(record)
    with open_workplace(case, clock) as work:
        files = take_into_inbox(case.folder.inbox, [tmp_path / "local_archive"])
        counts = taken(work, list(files))
        assert counts.counts["documents"] == 2
        container = work.store.document(digest(record))
        assert container is not None
        assert container.media == ARCHIVER
        (page,) = work.store.custody_of(digest(PAGE))
        (note,) = work.store.custody_of(digest(FRENCH.encode()))
        assert (page.digest_holds, note.digest_holds) == (True, False)
        assert page.address == "https://social.example/p/1"
        assert any("note.txt" in line and "digest" in line for line in counts.refused)
        assert [u.reason for u in work.store.unread()] == ["missing"]
        assert taken(work, list(files)).counts == {"known": 1}


def test_only_what_the_metadata_describes_belongs_to_it(case: Case) -> None:
    inbox = case.folder.inbox
    for name, page in (("one", PAGE), ("two", PAGE.replace(b"three", b"four"))):
        (inbox / f"{name}.html").write_bytes(page)
        (inbox / f"{name}.json").write_bytes(archiver_record({f"{name}.html": page}, status=name))
    (inbox / "other.txt").write_bytes(FRENCH.encode())
    with open_workplace(case, clock) as work:
        counts = taken(work)
        assert (counts.counts["documents"], counts.counts["containers"]) == (3, 2)
        (other,) = work.store.custody_of(digest(FRENCH.encode()))
        assert (other.container, other.method) == (None, "file")
        (one,) = work.store.custody_of(digest(PAGE))
        assert one.container == digest((inbox / "one.json").read_bytes())
        assert counts.refused == []


def test_symbolic_links_are_refused(case: Case, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(ENGLISH, encoding="utf-8")
    (case.folder.inbox / "link.txt").symlink_to(secret)
    with open_workplace(case, clock) as work:
        counts = taken(work)
        assert counts.refused == ["link.txt: missing: a symbolic link is not followed"]
        assert work.store.documents().items == ()
    (tmp_path / "other.txt").symlink_to(secret)
    with pytest.raises(UsageError):
        take_into_inbox(case.folder.inbox, [tmp_path / "other.txt"])


def test_a_broken_container_is_a_document_that_could_not_be_read(case: Case) -> None:
    data = make_zip({"a.txt": FRENCH.encode() * 50})[:-30]
    (case.folder.inbox / "cut.zip").write_bytes(data)
    with open_workplace(case, clock) as work:
        taken(work)
        document = work.store.document(digest(data))
        assert document is not None
        assert document.unread == "broken"
