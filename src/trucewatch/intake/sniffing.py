"""What a file is, told from its bytes; its name only decides where the bytes leave it open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from trucewatch.errors import DocumentError
from trucewatch.intake.formats.table import GEOJSON, JSON, XLSX, json_media

__all__ = ["DOCX", "Sniffed", "is_mail", "sniff_bytes", "sniff_text"]

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# signatures of formats that are known and not read; each ends in `unsupported` with this name
_KNOWN: Final = (
    (b"{\\rtf", "RTF"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"OggS", "an Ogg recording"),
    (b"ID3", "an MP3 recording"),
    (b"%!PS", "PostScript"),
)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE: Final = "EncryptedPackage".encode("utf-16-le")
_EXTENSIONS: Final = {
    ".txt": "text/plain",
    ".md": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".pdf": "application/pdf",
    ".docx": DOCX,
    ".eml": "message/rfc822",
    ".csv": "text/csv",
    ".xlsx": XLSX,
    ".geojson": GEOJSON,
    ".json": JSON,
    ".jsonl": JSON,
}
# a name that says more than the content tells, or the other way round, is no contradiction
_SAME: Final = frozenset({(JSON, GEOJSON), ("text/csv", "text/plain"), (JSON, "text/plain")})
_HTML_HEAD = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*){0,5}<(?:!doctype\s+html|html|head|body)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_HTML_TAG = re.compile(r"<(?:p|div|body|article|span|table|h[1-6]|br|title|meta)[\s/>]", re.IGNORECASE)
_XML_HEAD = re.compile(r"\s*<(?:\?xml|rss|feed|svg|kml|gpx|osm)[\s>]", re.IGNORECASE)
_HEADER_LINE = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):(?:[ \t].*)?")
_TRACE_FIELDS = frozenset(
    ("received", "return-path", "message-id", "mime-version", "delivered-to", "content-type", "dkim-signature")
)


@dataclass(frozen=True)
class Sniffed:
    """A media type and, where the name of the file says another one, a note that says so."""

    media: str
    note: str | None = None


def sniff_bytes(data: bytes, name: str) -> Sniffed | None:
    """The type of a binary format from its first bytes, or None for what may be text.

    Raises :class:`DocumentError` with ``unsupported`` or ``encrypted`` for formats that are known and
    not read here.
    """
    head = data[:16].lstrip(b"\xef\xbb\xbf \t\r\n") if data[:1] in b"\xef \t\r\n" else data[:16]
    if head.startswith(b"%PDF-"):
        return _noted("application/pdf", name)
    if data.startswith(b"PK\x03\x04"):
        if b"word/document.xml" in data:
            return _noted(DOCX, name)
        if b"xl/workbook.xml" in data:
            return _noted(XLSX, name)
        raise _unsupported("a ZIP archive or an office file other than DOCX and XLSX")
    if data.startswith(b"PK\x05\x06"):
        raise _unsupported("an empty ZIP archive")
    if data.startswith(_OLE):
        if _ENCRYPTED_OFFICE in data:
            raise DocumentError("the office file is locked with a password", reason="encrypted")
        raise _unsupported("an office file of before 2007")
    for magic, what in _KNOWN:
        if data.startswith(magic):
            raise _unsupported(what)
    if data[4:8] == b"ftyp" or (data.startswith(b"RIFF") and data[8:12] in (b"WAVE", b"AVI ", b"WEBP")):
        raise _unsupported("a recording or an image")
    return None


def sniff_text(text: str, name: str) -> Sniffed:
    """The type of a text from its first characters. Raises ``unsupported`` for XML other than XHTML."""
    head = text[:8192].lstrip("\ufeff")
    extension = _extension(name)
    if _HTML_HEAD.match(head):
        return _noted("text/html", name)
    if _XML_HEAD.match(head):
        raise _unsupported("XML (a feed, map or drawing)")
    if is_mail(head):
        return _noted("message/rfc822", name)
    if extension == "text/html" and _HTML_TAG.search(text[:200_000]):
        return Sniffed("text/html")
    table = json_media(text)
    if table is not None:
        return _noted(table, name)
    if extension == "text/csv":
        return Sniffed("text/csv")
    return _noted("text/plain", name)


def is_mail(head: str) -> bool:
    """True for a message as mail servers carry it: header fields from the first line on, among them
    ``From`` or ``Date`` and a field that only mail programs write."""
    fields: set[str] = set()
    for line in head.splitlines()[:60]:
        if not line.strip():
            break
        if line[0] in " \t" and fields:
            continue
        found = _HEADER_LINE.fullmatch(line)
        if found is None:
            return False
        fields.add(found[1].lower())
    return bool(fields & {"from", "date"}) and bool(fields & _TRACE_FIELDS)


def _extension(name: str) -> str | None:
    return _EXTENSIONS.get(PurePath(name.replace("\\", "/")).suffix.lower())


def _noted(media: str, name: str) -> Sniffed:
    named = _extension(name)
    if named is None or named == media or (named, media) in _SAME:
        return Sniffed(media)
    return Sniffed(media, f"the name says {named}, the content is {media}: read by its content")


def _unsupported(what: str) -> DocumentError:
    return DocumentError(
        f"the file is {what}, which is not read",
        reason="unsupported",
        expected="plain text, HTML, PDF, DOCX, mail, CSV, XLSX or JSON",
        hint="save it in one of these formats; keep the original",
    )
