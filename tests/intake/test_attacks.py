"""Hostile files, one attack each: a record with a reason comes of it, never a crash, a fetch or a wrong text."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib

import pytest
from tests.intake.containers import PAGE, RSS, make_warc, make_zip
from tests.intake.support import ENGLISH, FRENCH, make_docx, make_pdf, read, replace_member

from trucewatch.errors import DocumentError
from trucewatch.intake.containers.member import Opened
from trucewatch.intake.containers.opening import container_media, may_open, open_container
from trucewatch.intake.containers.zips import ZIP, name_refused
from trucewatch.intake.formats.table import XLSX
from trucewatch.intake.limits import Limits
from trucewatch.intake.sniffing import DOCX

SECRET = "root:x:0:0"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any attempt to connect or to resolve a name fails the test."""

    def refuse(*arguments: object, **more: object) -> None:
        raise AssertionError(f"a connection was tried: {arguments}")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)


def opened(data: bytes, limits: Limits | None = None) -> Opened:
    found = open_container(data, limits=limits)
    assert found is not None
    return found


def reason(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(DocumentError) as caught:
        open_container(data, limits=limits)
    return caught.value.reason


# archives ---------------------------------------------------------------------------------------------------------


def test_a_zip_bomb_stops_at_the_density_limit() -> None:
    assert reason(make_zip({"bomb.txt": b"0" * 9_000_000})) == "too_large"


def test_a_gzip_bomb_in_a_web_archive_stops_at_the_cap() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = packer.compress(b"WARC/1.0\r\n" + b"\0" * 5_000_000) + packer.flush()
    assert len(bomb) < 10_000
    assert reason(bomb, Limits(max_container_unpacked=1_000_000)) == "too_large"


def test_a_header_that_lies_about_the_size_is_not_believed() -> None:
    data = bytearray(make_zip({"a.txt": b"0" * 900_000, "b.txt": FRENCH.encode()}))
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    found = opened(bytes(data))
    taken = {m.name: len(m.data) for m in found.members}
    # cut to what the directory states, or refused; the other member is taken either way
    assert taken.pop("a.txt", 10) == 10
    assert taken == {"b.txt": len(FRENCH.encode())}


def test_a_million_members_stop_at_the_limit() -> None:
    assert reason(make_zip({f"{n}": b"" for n in range(2_001)})) == "too_large"


INNER = (make_zip({"a.txt": b"x"}), zlib.compress(b"x", wbits=31), b"7z\xbc\xaf\x27\x1c\0\0", b"Rar!\x1a\x07\x01\0")


@pytest.mark.parametrize("inner", INNER)
def test_archives_inside_archives_are_refused_by_name(inner: bytes) -> None:
    found = opened(make_zip({"in.bin": inner, "ok.txt": FRENCH.encode()}))
    assert [m.name for m in found.members] == ["ok.txt"]
    assert [(r.name, r.reason) for r in found.refused] == [("in.bin", "unsupported")]


def test_archives_are_opened_at_the_top_only() -> None:
    assert may_open(ZIP, 0)
    assert not may_open(ZIP, 1)
    assert not may_open("message/rfc822", 2)


OUTSIDE = (
    "../up.txt",
    "a/../../up.txt",
    "/etc/cron.d/x",
    "C:\\x.txt",
    "a\\..\\b.txt",
    "..\\up.txt",
    "a\x07b",
    "\\\\h\\s",
)


@pytest.mark.parametrize("name", OUTSIDE)
def test_names_that_leave_the_folder_are_refused_one_by_one(name: str) -> None:
    assert name_refused(name) is not None
    found = opened(make_zip({name: b"x", "ok.txt": FRENCH.encode()}))
    assert [m.name for m in found.members] == ["ok.txt"]
    assert [r.reason for r in found.refused] == ["broken"]


def test_symbolic_links_in_archives_are_refused() -> None:
    found = opened(make_zip({"ok.txt": FRENCH.encode()}, links={"link.txt": "/etc/passwd"}))
    assert [m.name for m in found.members] == ["ok.txt"]
    assert [(r.name, r.detail) for r in found.refused] == [("link.txt", "a symbolic link is not followed")]


def test_a_name_that_stands_twice_gives_the_first_and_a_refusal() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "first")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", "second")
    found = opened(stream.getvalue())
    assert [m.data for m in found.members] == [b"first"]
    assert len(found.refused) == 1


# XML --------------------------------------------------------------------------------------------------------------

XXE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE r [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
) + "]>"  # fmt: skip


@pytest.mark.parametrize("declaration", [XXE, LAUGHS, '<!DOCTYPE rss SYSTEM "http://evil.example/x.dtd">'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_and_document_types_in_feeds_are_refused(declaration: str, encoding: str) -> None:
    body = f"{declaration}<rss version='2.0'><channel><item><title>&x;&j;</title></item></channel></rss>"
    data = (f"<?xml version='1.0' encoding='{encoding}'?>" + body).encode(encoding)
    if container_media(data) is None:  # UTF-16 is not taken for a feed: it ends as an unread document
        assert read(data, "feed.xml").unread is not None
    else:
        assert reason(data) == "broken"


@pytest.mark.parametrize("declaration", [XXE, LAUGHS])
def test_entities_in_a_feed_that_is_not_well_formed_are_refused_too(declaration: str) -> None:
    assert reason(f"{declaration}<rss><channel><item><title>&x;</title>".encode()) == "broken"


@pytest.mark.parametrize("declaration", [XXE, LAUGHS])
def test_entities_in_office_files_are_refused(declaration: str) -> None:
    part = f"<?xml version='1.0'?>{declaration}<r>&x;</r>".encode()
    taken = read(replace_member(make_docx([ENGLISH]), "word/document.xml", part), "a.docx")
    assert taken.unread is not None
    assert taken.unread.reason == "broken"
    assert SECRET not in taken.text


def test_external_relationships_of_a_docx_are_not_followed() -> None:
    relation = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'attachedTemplate" Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>'
    )
    data = replace_member(make_docx([ENGLISH]), "word/_rels/settings.xml.rels", relation)
    taken = read(data, "a.docx")
    assert taken.text.strip() == ENGLISH.strip()


def test_external_links_of_a_workbook_are_not_followed() -> None:
    import openpyxl

    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["place", "note"])
    book.active.append(['=WEBSERVICE("http://evil.example/")', "='file:///etc/[passwd]x'!A1"])
    stream = io.BytesIO()
    book.save(stream)
    taken = read(stream.getvalue(), "a.xlsx")
    assert taken.document.media == XLSX
    assert SECRET not in taken.text


def test_network_links_of_a_map_file_are_not_followed() -> None:
    kml = (
        b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><NetworkLink><Link>'
        b"<href>http://evil.example/x.kml</href></Link></NetworkLink></kml>"
    )
    taken = read(kml, "a.kml")
    assert taken.unread is not None
    assert taken.unread.reason == "unsupported"


def test_a_drawing_with_script_is_not_read() -> None:
    svg = (
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">'
        b'<script>fetch("http://evil.example")</script></svg>'
    )
    taken = read(svg, "a.svg")
    assert taken.unread is not None
    assert taken.unread.reason == "unsupported"


# pages, images, polyglots -----------------------------------------------------------------------------------------


def test_remote_images_and_scripts_of_a_page_leave_no_trace_in_the_text() -> None:
    page = (
        f"<html><head><base href='http://evil.example/'><link rel=stylesheet href='http://evil.example/s.css'>"
        f"<meta http-equiv=refresh content='0;url=http://evil.example/'></head><body><article><p>{ENGLISH}</p>"
        f"<img src='http://tracker.example/p.gif'><iframe src='http://evil.example'></iframe>"
        f"<script src='http://evil.example/x.js'></script></article></body></html>"
    )
    taken = read(page.encode(), "a.html")
    assert ENGLISH.split("\n")[0][:60] in taken.text
    assert "evil" not in taken.text
    assert "tracker" not in taken.text


def test_an_image_bomb_is_never_decoded() -> None:
    header = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    taken = read(png, "a.png")
    assert taken.unread is not None
    assert taken.unread.reason == "unsupported"
    inside = read(replace_member(make_docx([ENGLISH]), "word/media/image1.png", png), "a.docx")
    assert inside.text.strip() == ENGLISH.strip()


@pytest.mark.parametrize(
    ("data", "name", "media", "unread"),
    [
        (make_pdf([["Three rounds were counted."]]) + make_zip({"a.txt": b"x"}), "a.zip", "application/pdf", None),
        (make_docx([ENGLISH]) + PAGE, "a.html", DOCX, None),
        (b"%PDF-1.7\n" + PAGE, "a.html", "application/pdf", "broken"),
        (b"GIF89a" + PAGE, "a.html", "application/octet-stream", "unsupported"),
    ],
)
def test_a_polyglot_is_one_thing_by_its_first_bytes(data: bytes, name: str, media: str, unread: str | None) -> None:
    assert container_media(data) is None
    taken = read(data, name)
    assert (taken.document.media, taken.document.unread) == (media, unread)


def test_an_archive_behind_a_page_is_not_opened() -> None:
    data = PAGE + make_zip({"a.txt": FRENCH.encode()})
    assert container_media(data) is None
    assert FRENCH[:40] not in read(data, "a.zip").text


# text -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        " " * 200_000 + "x",
        "1" * 200_000,
        "5 " * 100_000,
        "(" * 100_000,
        "12/" * 70_000,
        "Date: " * 40_000,
        "Paris, " * 30_000 + "5",
        "<!--" * 50_000,
        "<?xml" + " " * 200_000,
        "From " * 40_000,
        "A-" * 100_000 + ": x",
        "\n\n" * 100_000 + "From x",
        "قال " * 50_000,
    ],
    ids=lambda t: repr(t[:8]),
)
def test_no_pattern_of_intake_blows_up(text: str) -> None:
    started = time.process_time()
    container_media(text.encode())
    read(text.encode(), "a.txt")
    read(text.encode(), "a.html")
    # a pattern that backtracks needs minutes on these; the bound is far above what a loaded machine takes
    assert time.process_time() - started < 30


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, '[{"a":' + "[" * 5_000 + "]" * 5_000 + "}]"])
def test_deep_json_is_refused(text: str) -> None:
    taken = read(text.encode(), "a.json")
    assert taken.unread is not None or taken.document.media == "text/plain"
    assert taken.document.unread in ("too_large", "broken", None)


def test_a_metadata_file_nested_without_end_is_no_metadata_file() -> None:
    deep = b'{"status": "x", "metadata": {}, "media": ' + b"[" * 60_000
    assert [m.name for m in opened(make_zip({"m.json": deep})).members] == ["m.json"]


def test_formulas_in_a_table_stay_data() -> None:
    rows = "place,note\n=cmd|' /C calc'!A0,+1\n@SUM(1),-2\n\t=1,\u2795\n"
    taken = read(rows.encode(), "a.csv")
    assert taken.text == rows


def test_a_hostile_address_in_a_web_archive_is_a_label() -> None:
    address = "http://x.example/../../etc/passwd?<script>"
    (member,) = opened(make_warc([(address, "200 OK", "text/html", PAGE)])).members
    assert member.provenance.address == address
    assert read(member.data, member.name).document.name == address


def test_markup_in_a_feed_is_text_only() -> None:
    markup = b"<description>&lt;svg onload=alert(1)&gt;&lt;a href='javascript:alert(2)'&gt;bref"
    hostile = RSS.replace(b"content:encoded>", b"x>").replace(b"<description>bref", markup)
    text = "".join(m.data.decode() for m in opened(hostile).members)
    assert "onload" not in text
    assert "javascript" not in text


def test_many_parts_and_deep_parts_of_a_message_stop() -> None:
    head = (
        b"From: a@b.example\nDate: Tue, 06 Dec 2016 10:00:00 +0000\nMessage-ID: <1@x>\n"
        b"Content-Type: multipart/mixed; boundary=B\n\n"
    )
    assert reason(head + b"--B\n\nx\n" * 5_000) == "too_large"
    deep = b"".join(b"--B%d\nContent-Type: multipart/mixed; boundary=B%d\n\n" % (n, n + 1) for n in range(400))
    message = head.replace(b"=B\n", b"=B0\n") + deep
    assert reason(message) in ("too_large", "broken")
    assert read(message, "a.eml").unread is not None
