"""A guard before a ZIP-based file is opened: counts, sizes, ratios and XML without document types.

The sizes that a header states are not believed: every member is unpacked against a cap. Member names
are never used as paths.
"""

from __future__ import annotations

import io
import zipfile
from xml.parsers.expat import ExpatError
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import defusedxml.sax
from defusedxml.common import DefusedXmlException

from trucewatch.errors import DocumentError
from trucewatch.intake.limits import Deadline, Limits

__all__ = ["check_archive", "check_xml"]

_CHUNK = 65_536
_RATIO_FROM = 1_000_000


def check_archive(data: bytes, limits: Limits, deadline: Deadline) -> None:
    """Raise :class:`DocumentError` unless every member keeps within the limits and its XML is harmless."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > limits.max_members:
                raise _too_large("the archive has too many members", str(limits.max_members), str(len(members)))
            _check_names(members)
            room = limits.max_unpacked
            for member in members:
                deadline.check("unpacking")
                content = _unpack(archive, member, room, limits)
                room -= len(content)
                if member.filename.lower().endswith((".xml", ".rels")):
                    check_xml(content, member.filename, limits)
    except zipfile.BadZipFile as error:
        raise DocumentError("the archive is damaged", reason="broken", got=str(error)[:120]) from error


def _check_names(members: list[zipfile.ZipInfo]) -> None:
    names = [m.filename for m in members]
    if len(set(names)) != len(names):
        # two members of one name: readers differ on which one counts
        raise DocumentError("a member of the archive stands twice", reason="broken")
    if any(m.flag_bits & 0x1 for m in members):
        raise DocumentError("the archive is locked with a password", reason="encrypted")


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int, limits: Limits) -> bytes:
    parts: list[bytes] = []
    size = 0
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > room:
                raise _too_large("the archive unpacks to too much", f"{limits.max_unpacked} bytes", "more")
            if size > _RATIO_FROM and size > limits.max_ratio * max(member.compress_size, 1):
                raise _too_large("a member of the archive is packed too densely", f"1:{limits.max_ratio}", "more")
            parts.append(chunk)
    return b"".join(parts)


def check_xml(content: bytes, name: str, limits: Limits) -> None:
    """Raise :class:`DocumentError` for XML with a document type or entities, damaged, or nested too deep."""
    try:
        defusedxml.sax.parseString(content, _Depth(limits), forbid_dtd=True)
    except DefusedXmlException as error:
        raise DocumentError(
            "the file declares a document type or entities, which is refused", reason="broken", where=name[:80]
        ) from error
    except (SAXException, ExpatError, ValueError, LookupError) as error:
        raise DocumentError("the XML in the file is damaged", reason="broken", where=name[:80]) from error


class _Depth(ContentHandler):
    """Counts elements and nesting while the parser runs, so that no tree is built of a bomb."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits
        self._depth = 0
        self._count = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802, ARG002
        self._depth += 1
        self._count += 1
        if self._depth > self._limits.max_depth:
            raise _too_large("the XML is nested too deeply", str(self._limits.max_depth), "more")
        if self._count > self._limits.max_elements * 5:
            raise _too_large("the XML has too many elements", str(self._limits.max_elements * 5), "more")

    def endElement(self, name: str) -> None:  # noqa: N802, ARG002
        self._depth -= 1


def _too_large(message: str, expected: str, got: str) -> DocumentError:
    return DocumentError(message, reason="too_large", expected=f"at most {expected}", got=got)
