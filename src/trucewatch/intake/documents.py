"""One document: bytes in; the document, its stored text and its custody out. No disk, no network.

Every failure becomes an unread record with a reason and a detail. Nothing that the bytes hold can
raise: only what the caller gives (a date, a language) is refused with an error.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from trucewatch.errors import DocumentError
from trucewatch.intake.containers.member import Provenance
from trucewatch.intake.corrections import correction_mark
from trucewatch.intake.datelines import read_heading
from trucewatch.intake.encoding import decode_text, has_binary_controls
from trucewatch.intake.formats.docx import extract_docx
from trucewatch.intake.formats.extracted import Extracted
from trucewatch.intake.formats.html import decode_html, extract_html
from trucewatch.intake.formats.mail import extract_mail
from trucewatch.intake.formats.pdf import extract_pdf
from trucewatch.intake.formats.table import GEOJSON, JSON, XLSX, extract_json, extract_xlsx
from trucewatch.intake.given import Given, check_given, is_plausible
from trucewatch.intake.language import READABLE, detect_language
from trucewatch.intake.limits import Deadline, Limits
from trucewatch.intake.sniffing import DOCX, Sniffed, sniff_bytes, sniff_text
from trucewatch.vocabulary.claims import UnreadRecord
from trucewatch.vocabulary.documents import TABLE_MEDIA, Custody, Document, PublishedFrom

__all__ = [
    "UNKNOWN_MEDIA",
    "Intaken",
    "container_record",
    "custody_again",
    "read_document",
    "unread_document",
    "unread_record",
]

UNKNOWN_MEDIA = "application/octet-stream"


@dataclass(frozen=True, kw_only=True)
class Intaken:
    """What came of one document. ``text`` is the stored text that spans refer to, empty when unread.

    ``notes`` tell what was decided on the way (a date not used, lines left out). ``correction`` is the
    mark by which a dispatch says that it corrects another; ``unread`` is set when it could not be read.
    """

    document: Document
    text: str
    custody: Custody
    notes: tuple[str, ...] = ()
    correction: str | None = None
    unread: UnreadRecord | None = None


@dataclass(frozen=True, kw_only=True)
class _Arrival:
    """The fixed facts of one arrival."""

    digest: str
    name: str
    size: int
    received_at: str
    received_by: str
    method: str
    provenance: Provenance | None = None


def read_document(
    data: bytes,
    *,
    name: str,
    clock: Callable[[], dt.datetime],
    limits: Limits | None = None,
    given: Given | None = None,
    received_by: str = "unknown",
    method: str = "file",
    provenance: Provenance | None = None,
    timer: Callable[[], float] = time.monotonic,
) -> Intaken:
    """Read one document. ``provenance`` is what a container says of it, where it came out of one.

    ``name`` is the file's own name; ``clock`` gives the present time with its zone; ``timer`` seconds
    that only grow, for the limit on time. ``given`` wins over what the document says of itself. Raises
    :class:`InputError` when a given value is wrong, and nothing else.
    """
    limits = limits or Limits()
    now = clock().astimezone(dt.UTC)
    given = check_given(given or Given(), now.year)
    arrival = _Arrival(
        digest=hashlib.sha256(data).hexdigest(),
        name=name,
        size=len(data),
        received_at=_instant(lambda: now),
        received_by=received_by,
        method=provenance.method if provenance else method,
        provenance=provenance,
    )
    media = UNKNOWN_MEDIA
    try:
        _check_bytes(data, limits)
        deadline = Deadline(limits.max_seconds, timer)
        sniffed, text = _sniff(data, name)
        media = sniffed.media
        extracted = _told(_extract(data, text, media, limits, deadline), provenance)
        if len(extracted.text) > limits.max_text:
            raise DocumentError("the text is too long", reason="too_large", expected=f"at most {limits.max_text}")
        return _taken(arrival, media, extracted, given, now.year, (sniffed.note,) if sniffed.note else ())
    except DocumentError as error:
        return _unread(arrival, media, given, error)
    except MemoryError:
        return _unread(arrival, media, given, DocumentError("the file needs too much memory", reason="too_large"))
    except Exception as error:  # noqa: BLE001 - a library failed on hostile bytes
        detail = f"the file is damaged: {type(error).__name__}"
        return _unread(arrival, media, given, DocumentError(detail, reason="broken"))


def container_record(
    data: bytes,
    *,
    media: str,
    name: str,
    detail: str,
    clock: Callable[[], dt.datetime],
    received_by: str,
    source: str | None = None,
    provenance: Provenance | None = None,
) -> Intaken:
    """The document of a container, image or recording: its bytes are kept, it has no text, ``detail`` tells of it."""
    digest = hashlib.sha256(data).hexdigest()
    document = Document(id=digest, media=media, size=len(data), name=name, source=source, detail=detail)
    arrival = _Arrival(
        digest=digest,
        name=name,
        size=len(data),
        received_at=_instant(clock),
        received_by=received_by,
        method=provenance.method if provenance else "file",
        provenance=provenance,
    )
    return Intaken(document=document, text="", custody=_custody(arrival, media))


def custody_again(
    document: Document, provenance: Provenance, *, name: str, clock: Callable[[], dt.datetime], received_by: str
) -> Custody:
    """The custody of bytes that are known already and came in once more, out of a container."""
    arrival = _Arrival(
        digest=document.id,
        name=name,
        size=document.size,
        received_at=_instant(clock),
        received_by=received_by,
        method=provenance.method,
        provenance=provenance,
    )
    return _custody(arrival, document.media)


def unread_document(
    data: bytes,
    error: DocumentError,
    *,
    name: str,
    now: dt.datetime,
    received_by: str,
    given: Given | None = None,
    provenance: Provenance | None = None,
) -> Intaken:
    """The document, custody and unread record of bytes on which a parser failed for good."""
    arrival = _Arrival(
        digest=hashlib.sha256(data).hexdigest(),
        name=name,
        size=len(data),
        received_at=_instant(lambda: now),
        received_by=received_by,
        method=provenance.method if provenance else "file",
        provenance=provenance,
    )
    return _unread(arrival, UNKNOWN_MEDIA, given or Given(), error)


def _instant(clock: Callable[[], dt.datetime]) -> str:
    return clock().astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def unread_record(reason: str, detail: str, *, digest: str | None, name: str | None) -> UnreadRecord:
    """A record of what could not be read; its id comes from the digest, else from the name."""
    key = digest or hashlib.sha256((name or "").encode("utf-8", "surrogatepass")).hexdigest()
    return UnreadRecord(id=f"unread-{key[:16]}", document=digest, reason=reason, detail=detail, name=name)


def _check_bytes(data: bytes, limits: Limits) -> None:
    if len(data) > limits.max_bytes:
        raise DocumentError(
            "the file is too large",
            reason="too_large",
            expected=f"at most {limits.max_bytes} bytes",
            got=f"{len(data)} bytes",
        )
    if not data.strip():
        raise DocumentError("the file is empty", reason="empty")


def _sniff(data: bytes, name: str) -> tuple[Sniffed, str | None]:
    """The media type; the decoded text too where the bytes are text."""
    binary = sniff_bytes(data, name)
    if binary is not None:
        return binary, None
    head = decode_html(data) if b"<" in data[:1024] else decode_text(data)
    sniffed = sniff_text(head.text, name)
    if sniffed.media == "text/html":
        return _joined(sniffed, head.note), head.text
    decoded = decode_text(data)
    if has_binary_controls(decoded.text):
        raise DocumentError("the bytes are no text", reason="binary", got="control characters")
    return _joined(sniffed, decoded.note), decoded.text


def _joined(sniffed: Sniffed, note: str | None) -> Sniffed:
    return Sniffed(sniffed.media, "; ".join(n for n in (sniffed.note, note) if n) or None)


def _extract(data: bytes, text: str | None, media: str, limits: Limits, deadline: Deadline) -> Extracted:
    if media == "application/pdf":
        return extract_pdf(data, limits, deadline)
    if media == DOCX:
        return extract_docx(data, limits, deadline)
    if media == XLSX:
        return extract_xlsx(data, limits, deadline)
    if media == "message/rfc822":
        return extract_mail(data, limits, deadline)
    text = text or ""
    if media in (JSON, GEOJSON):
        return extract_json(text, limits, deadline)
    if media == "text/html":
        return extract_html(text, limits, deadline)
    if not text.strip("\ufeff \t\r\n\f\u00a0"):
        raise DocumentError("the file holds only white space", reason="empty")
    return Extracted(text=text)


def _told(extracted: Extracted, provenance: Provenance | None) -> Extracted:
    """What the container says fills what the document leaves open; an entry of a feed says it of itself."""
    if provenance is None:
        return extracted
    published, origin = extracted.published, extracted.published_from
    if published is None and provenance.published is not None:
        published, origin = provenance.published, provenance.published_from
    return replace(
        extracted,
        title=extracted.title or provenance.title,
        outlet=extracted.outlet or provenance.outlet,
        published=published,
        published_from=origin,
    )


def _taken(
    arrival: _Arrival, media: str, extracted: Extracted, given: Given, year: int, notes: tuple[str, ...]
) -> Intaken:
    lang, lang_notes = _language(extracted, given)
    published, origin, outlet, title, date_notes = _heading(extracted, given, lang, year, media)
    document = Document(
        id=arrival.digest,
        media=media,
        size=arrival.size,
        name=arrival.name,
        lang=lang,
        title=title,
        source=given.source,
        outlet=outlet,
        published=published,
        published_from=origin,
        text_digest=hashlib.sha256(extracted.text.encode("utf-8")).hexdigest(),
        text_length=len(extracted.text),
    )
    return Intaken(
        document=document,
        text=extracted.text,
        custody=_custody(arrival, media),
        notes=(*notes, *extracted.notes, *lang_notes, *date_notes),
        correction=None if media in TABLE_MEDIA else correction_mark(extracted.text, title),
    )


def _language(extracted: Extracted, given: Given) -> tuple[str | None, tuple[str, ...]]:
    if given.lang is not None:
        return given.lang, ()
    guess = detect_language(extracted.text)
    if guess.lang is None and extracted.lang in READABLE:
        return extracted.lang, ("the language is the page's own label",)
    return guess.lang, (guess.note,) if guess.note else ()


def _heading(
    extracted: Extracted, given: Given, lang: str | None, year: int, media: str
) -> tuple[str | None, PublishedFrom | None, str | None, str | None, tuple[str, ...]]:
    """Date of publication and where it is from, outlet, title and notes."""
    if media in TABLE_MEDIA:
        return given.published, "given" if given.published else None, None, None, ()
    top = read_heading(extracted.text, lang=lang)
    notes = list(top.notes)
    found = [(extracted.published, extracted.published_from), (top.published, top.published_from)]
    usable: list[tuple[str, PublishedFrom | None]] = []
    for value, origin in found:
        if value is None:
            continue
        if is_plausible(value, year):
            usable.append((value, origin))
        else:
            notes.append(f"the date {value} ({origin}) is out of range: not used")
    published, published_from = usable[0] if usable else (None, None)
    if given.published is not None:
        if published is not None and published[:10] != given.published[:10]:
            notes.append(f"the document itself says {published} ({published_from})")
        published, published_from = given.published, "given"
    elif len(usable) > 1 and usable[0][0][:10] != usable[1][0][:10]:
        notes.append(f"the text itself says {usable[1][0]} ({usable[1][1]})")
    return published, published_from, extracted.outlet or top.outlet, extracted.title or top.title, tuple(notes)


def _custody(arrival: _Arrival, media: str) -> Custody:
    return Custody(
        document=arrival.digest,
        received_at=arrival.received_at,
        received_by=arrival.received_by,
        method=arrival.method,
        original_name=arrival.name,
        size=arrival.size,
        media=media,
        **_whereabouts(arrival.provenance),
    )


def _whereabouts(provenance: Provenance | None) -> dict[str, Any]:
    if provenance is None:
        return {}
    names = (
        "container",
        "member",
        "address",
        "observed_at",
        "reported_at",
        "digest_stated",
        "digest_holds",
        "removed_at_source",
        "attached_to",
    )
    return {name: getattr(provenance, name) for name in names}


def _unread(arrival: _Arrival, media: str, given: Given, error: DocumentError) -> Intaken:
    facts = [error.message, error.expected and f"expected {error.expected}", error.got and f"got {error.got}"]
    detail = "; ".join(f for f in facts if f)
    document = Document(
        id=arrival.digest,
        media=media,
        size=arrival.size,
        name=arrival.name,
        source=given.source,
        published=given.published,
        published_from="given" if given.published else None,
        unread=error.reason,
        detail=detail,
    )
    record = unread_record(error.reason, detail, digest=arrival.digest, name=arrival.name)
    return Intaken(document=document, text="", custody=_custody(arrival, media), unread=record)
