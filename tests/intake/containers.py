"""Containers made in memory for the tests of intake."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import stat
import zipfile

from tests.intake.support import ENGLISH, FRENCH
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

PAGE = f"<html><head><title>Post two</title></head><body><article><p>{ENGLISH}</p></article></body></html>".encode()

RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Radio Confluence</title>
<item><title>Tirs près du camp</title><link>https://radio.example/tirs</link><guid>tag:radio.example,1</guid>
<author>desk@radio.example (A. Diallo)</author><pubDate>Mon, 05 Dec 2016 21:40:00 +0100</pubDate>
<description>bref</description>
<content:encoded><![CDATA[<p>{FRENCH}</p><script>alert(1)</script><img src="http://tracker.example/p.gif">]]></content:encoded></item>
<item><title>Second</title><link>https://radio.example/second</link>
<description>&lt;b&gt;{ENGLISH}&lt;/b&gt;</description></item>
<item></item></channel></rss>""".encode()

ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Mission</title>
<entry><id>urn:1</id><title>Daily</title><link href="https://mission.example/1"/>
<published>2016-12-06T08:00:00Z</published><updated>2016-12-07T08:00:00Z</updated>
<summary>{ENGLISH}</summary></entry></feed>""".encode()

MAIL = (
    b"From: Post Two <post2@mission.example>\r\nTo: desk@example.org\r\nDate: Tue, 06 Dec 2016 10:00:05 +0200\r\n"
    b"Subject: Daily\r\nMessage-ID: <1@mission.example>\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="B"\r\n\r\n--B\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
    + ENGLISH.encode()
    + b'\r\n--B\r\nContent-Type: text/plain; name="x"\r\nContent-Disposition: attachment; '
    + b'filename="../../etc/annex.txt"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    + base64.b64encode(FRENCH.encode())
    + b"\r\n--B--\r\n"
)


def make_zip(members: dict[str, bytes], *, links: dict[str, str] | None = None) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo("x")
            info.filename = info.orig_filename = name
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
        for name, target in (links or {}).items():
            info = zipfile.ZipInfo(name)
            info.create_system = 3
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, target)
    return stream.getvalue()


def make_warc(records: list[tuple[str, str, str, bytes]], *, gzip: bool = True) -> bytes:
    """Records of (address, status line, content type, payload)."""
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=gzip)
    writer.write_record(writer.create_warcinfo_record("test.warc", {"software": "test"}))
    for address, status, kind, payload in records:
        http = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            address,
            "response",
            payload=io.BytesIO(payload),
            http_headers=http,
            warc_headers_dict={"WARC-Date": "2016-12-06T08:09:10Z"},
        )
        writer.write_record(record)
    return stream.getvalue()


def make_wacz(warc: bytes, *, stated: str | None = None) -> bytes:
    digest = stated or f"sha256:{hashlib.sha256(warc).hexdigest()}"
    package = {"resources": [{"name": "data.warc.gz", "path": "archive/data.warc.gz", "hash": digest}]}
    description = json.dumps(package).encode()
    outer = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(description).hexdigest()}"}
    return make_zip(
        {
            "archive/data.warc.gz": warc,
            "datapackage.json": description,
            "datapackage-digest.json": json.dumps(outer).encode(),
        }
    )


def archiver_record(files: dict[str, bytes], *, status: str = "wayback: success", wrong: str | None = None) -> bytes:
    media = [
        {
            "filename": f"/tmp/run/{name}",
            "key": name,
            "urls": [f"./local_archive/{name}"],
            "properties": {"hash": f"SHA-256:{'0' * 64 if name == wrong else hashlib.sha256(content).hexdigest()}"},
        }
        for name, content in files.items()
    ]
    metadata = {
        "url": "https://social.example/p/1",
        "title": "A post",
        "timestamp": "2016-12-05T10:00:00+00:00",
        "_processed_at": "2016-12-06 08:00:00.123456+00:00",
    }
    return json.dumps({"status": status, "metadata": metadata, "media": media}).encode()
