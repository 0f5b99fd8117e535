"""Containers: each member is a document of its own, and says where it came from."""

from __future__ import annotations

import hashlib

import pytest
from tests.intake.containers import ATOM, MAIL, PAGE, RSS, archiver_record, make_wacz, make_warc, make_zip
from tests.intake.support import ENGLISH, FRENCH, make_pdf

from trucewatch.errors import DocumentError
from trucewatch.intake.containers.deletion import deletion_phrases, is_deletion_page
from trucewatch.intake.containers.member import Opened
from trucewatch.intake.containers.opening import container_media, open_container
from trucewatch.intake.limits import Limits


def opened(data: bytes, **limits: int) -> Opened:
    found = open_container(data, limits=Limits(**limits))
    assert found is not None
    assert all(m.provenance.container == hashlib.sha256(data).hexdigest() for m in found.members)
    return found


def test_rss_entries_keep_date_author_link_and_content() -> None:
    found = opened(RSS)
    first, second = found.members
    assert first.provenance.published == "2016-12-05T21:40+01:00"
    assert first.provenance.reported_at == first.provenance.published
    assert first.provenance.address == "https://radio.example/tirs"
    assert first.provenance.member == "tag:radio.example,1"
    assert first.provenance.outlet == "Radio Confluence"
    text = first.data.decode()
    assert "A. Diallo" in text
    assert " ".join(FRENCH.split()) in " ".join(text.split())
    assert "alert" not in text
    assert "tracker" not in text
    assert " ".join(ENGLISH.split()) in " ".join(second.data.decode().split())
    assert second.provenance.published is None
    assert found.notes == ("entries without any text: 1",)


def test_atom_takes_publication_before_update() -> None:
    (entry,) = opened(ATOM).members
    assert entry.provenance.published == "2016-12-06T08:00+00:00"
    assert entry.provenance.member == "urn:1"


def test_a_damaged_feed_is_read_leniently_and_says_so() -> None:
    found = opened(RSS.replace(b"</channel></rss>", b""))
    assert len(found.members) == 2
    assert any("not well formed" in note for note in found.notes)


def test_attachments_come_out_under_a_plain_name() -> None:
    (annex,) = opened(MAIL).members
    assert annex.name == "annex.txt"
    assert annex.data.decode() == FRENCH
    assert annex.provenance.reported_at == "2016-12-06T10:00:05+02:00"


def test_a_mailbox_gives_its_messages_with_their_bytes() -> None:
    quoted = b"From: a@b.example\nDate: Tue, 06 Dec 2016 10:00:00 +0000\nMessage-ID: <2@x>\n\n>From here on\n"
    box = b"From x Tue Dec 06 2016\n" + MAIL.replace(b"\r\n", b"\n") + b"\nFrom y Tue Dec 06 2016\n" + quoted
    found = opened(box)
    assert [m.provenance.member for m in found.members] == ["<1@mission.example>", "<2@x>"]
    assert found.members[1].data == quoted.replace(b">From", b"From")


def test_a_zip_gives_its_files() -> None:
    found = opened(make_zip({"a/one.txt": FRENCH.encode(), "two.html": PAGE, "__MACOSX/._one": b"x"}))
    assert [(m.name, m.provenance.member) for m in found.members] == [
        ("one.txt", "a/one.txt"),
        ("two.html", "two.html"),
    ]


@pytest.mark.parametrize("gzip", [True, False])
def test_warc_responses_are_documents_with_capture_time_and_checked_digest(gzip: bool) -> None:
    warc = make_warc(
        [
            ("https://x.example/a", "200 OK", "text/html; charset=utf-8", PAGE),
            ("https://x.example/b.pdf", "200 OK", "application/pdf", make_pdf([["Three rounds were counted."]])),
            ("https://x.example/i.png", "200 OK", "image/png", b"\x89PNG"),
            ("https://x.example/old", "410 Gone", "text/html", PAGE),
        ],
        gzip=gzip,
    )
    found = opened(warc)
    assert [m.provenance.address for m in found.members] == ["https://x.example/a", "https://x.example/b.pdf"]
    assert found.members[0].data == PAGE
    assert all(m.provenance.digest_holds is True for m in found.members)
    assert {m.provenance.observed_at for m in found.members} == {"2016-12-06T08:09:10Z"}
    assert [(r.name, r.reason) for r in found.refused] == [("https://x.example/old", "missing")]
    assert any("image/png" in note for note in found.notes)


def test_a_changed_payload_is_taken_and_the_mismatch_recorded() -> None:
    warc = make_warc([("https://x.example/a", "200 OK", "text/html", PAGE)], gzip=False)
    found = opened(warc.replace(b"three artillery", b"seven artillery"))
    assert found.members[0].provenance.digest_holds is False
    assert any("does not hold" in doubt for doubt in found.doubts)


def test_a_warc_cut_off_keeps_what_stood_before() -> None:
    one = make_warc([("https://x.example/a", "200 OK", "text/html", PAGE)], gzip=False)
    found = opened(one + b"WARC/1.0\r\nWARC-Type: response\r\nContent-Le")
    assert len(found.members) == 1
    assert len(found.doubts) == 1


def test_a_wacz_checks_its_files_and_the_records_in_them() -> None:
    warc = make_warc([("https://x.example/a", "200 OK", "text/html", PAGE)])
    good = opened(make_wacz(warc))
    assert good.members[0].provenance.digest_holds is True
    assert good.members[0].provenance.member.startswith("archive/data.warc.gz#")
    assert (good.notes, good.doubts) == ((), ())
    bad = opened(make_wacz(warc, stated="sha256:" + "0" * 64))
    assert bad.members[0].provenance.digest_holds is False
    assert bad.doubts == ("archive/data.warc.gz: the digest is not the one that the package states",)


def test_an_auto_archiver_zip_has_its_hashes_recomputed() -> None:
    files = {"page.html": PAGE, "note.txt": FRENCH.encode()}
    record = archiver_record({**files, "gone.mp4": b"v"}, wrong="note.txt")
    found = opened(make_zip({**files, "metadata.json": record}))
    by_name = {m.name: m.provenance for m in found.members}
    assert set(by_name) == {"page.html", "note.txt"}
    assert by_name["page.html"].digest_holds is True
    assert by_name["note.txt"].digest_holds is False
    assert by_name["page.html"].address == "https://social.example/p/1"
    assert by_name["page.html"].observed_at == "2016-12-06T08:00:00Z"
    assert by_name["page.html"].reported_at == "2016-12-05T10:00:00Z"
    assert [(r.name, r.reason) for r in found.refused] == [("/tmp/run/gone.mp4", "missing")]
    assert any("note.txt" in doubt for doubt in found.doubts)


def test_a_deletion_page_is_recorded_as_such() -> None:
    page = b"<html><body><p>Sorry, this page isn\xe2\x80\x99t available.</p></body></html>"
    found = opened(make_zip({"page.html": page, "m.json": archiver_record({"page.html": page})}))
    assert found.members[0].provenance.removed_at_source is True


@pytest.mark.parametrize("phrase", deletion_phrases(), ids=lambda p: p.id)
def test_each_deletion_phrase_is_found_in_its_example(phrase: object) -> None:
    example = phrase.example  # type: ignore[attr-defined]
    assert is_deletion_page(f"<html><p>{example}</p></html>".encode())
    assert not is_deletion_page(f"<html><p>{example}</p><p>{ENGLISH * 40}</p></html>".encode())


def test_what_is_no_container_is_none() -> None:
    for data in (
        FRENCH.encode(),
        PAGE,
        make_pdf([["x"]]),
        b"\x1f\x8b\x08\x00rest",
        b"From here on all was quiet.\n\nYes",
    ):
        assert container_media(data) is None


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        (make_zip({f"{n}.txt": b"x" for n in range(20)}), {"max_members": 10}),
        (RSS, {"max_members": 2}),
        (make_zip({"a.txt": b"x" * 5000, "b.txt": b"y" * 5000}), {"max_container_unpacked": 6000}),
        (make_warc([("https://x.example/a", "200 OK", "text/html", PAGE)]), {"max_container_unpacked": 300}),
        (make_zip({"a.txt": b"x"}), {"max_container": 10}),
    ],
)
def test_limits_end_in_too_large(data: bytes, limits: dict[str, int]) -> None:
    with pytest.raises(DocumentError) as caught:
        opened(data, **limits)
    assert caught.value.reason == "too_large"
