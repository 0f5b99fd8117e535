"""RSS and Atom: each entry becomes a document of its own, written as plain text out of its title and content.

feedparser reads and sanitises; it is given bytes, so it never opens an address. A document type or an entity
declaration is refused before it sees them. Links are kept as text and never followed.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import io
import re
from typing import Any, Final

import feedparser
import lxml.etree
import lxml.html

from trucewatch.errors import DocumentError
from trucewatch.intake.containers.member import Member, Opened, Provenance
from trucewatch.intake.containers.room import Room
from trucewatch.intake.dates import parse_iso
from trucewatch.intake.encoding import scrub
from trucewatch.intake.formats.archive import check_xml
from trucewatch.intake.limits import Deadline, Limits

__all__ = ["FEED", "open_feed"]

FEED: Final = "application/rss+xml"
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_BLOCKS: Final = frozenset({"p", "div", "li", "br", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol"})
_DROPPED: Final = frozenset({"script", "style", "iframe", "object", "embed", "form", "noscript", "template"})


def open_feed(data: bytes, *, container: str, limits: Limits, deadline: Deadline) -> Opened:
    """The entries of a feed in its own order. Raises :class:`DocumentError`."""
    _check(data, limits)
    found = feedparser.parse(io.BytesIO(data), sanitize_html=True, resolve_relative_uris=False)
    deadline.check("parsing the feed")
    if not found.version and not found.entries:
        raise DocumentError("the file is no feed", reason="unsupported", expected="RSS or Atom")
    outlet = _line(found.feed.get("title"))
    members: list[Member] = []
    notes: list[str] = []
    room = Room(limits)
    empty = 0
    for number, entry in enumerate(found.entries, start=1):
        deadline.check("entries")
        room.member()
        member = _member(entry, number, outlet, container)
        if member is None:
            empty += 1
            continue
        room.take(len(member.data))
        members.append(member)
    if empty:
        notes.append(f"entries without any text: {empty}")
    if found.bozo:
        notes.append(f"the feed is not well formed: {type(found.get('bozo_exception')).__name__}")
    return Opened(media=FEED, members=tuple(members), notes=tuple(notes))


def _check(data: bytes, limits: Limits) -> None:
    try:
        check_xml(data, "the feed", limits)
    except DocumentError:
        # many real feeds are not well formed and are read leniently; one that declares anything is not
        # (UTF-16 is looked at without its zero bytes)
        if _DECLARATION.search(data.replace(b"\x00", b"")):
            raise


def _member(entry: Any, number: int, outlet: str | None, container: str) -> Member | None:
    title = _line(entry.get("title"))
    contents = [part.get("value") for part in entry.get("content", ()) if part.get("value")]
    body = _plain(contents[0] if contents else entry.get("summary") or "")
    if not title and not body:
        return None
    address = _line(entry.get("link") or entry.get("id"))
    published = _instant(entry, "published") or _instant(entry, "updated")
    author = _line(entry.get("author"))
    head = [part for part in (title, author) if part]
    text = "\n".join([*head, "", body] if body else head) + "\n"
    return Member(
        name=f"{(address or f'entry-{number}')[:200]}",
        data=text.encode("utf-8", "replace"),
        provenance=Provenance(
            container=container,
            member=_line(entry.get("id")) or address or f"entry {number}",
            method="feed_entry",
            address=address,
            reported_at=published,
            title=title,
            outlet=outlet,
            published=published,
        ),
    )


def _instant(entry: Any, name: str) -> str | None:
    """The time as written, with its own offset; in UTC where only feedparser can read it."""
    # the plain dictionary: feedparser itself would answer with the other date where one is missing
    written = _line(dict.get(entry, name))
    if written and len(written) <= 100:
        if found := parse_iso(written):
            return found
        try:
            when = email.utils.parsedate_to_datetime(written)
            return when.replace(second=0, microsecond=0).isoformat(timespec="minutes")
        except (ValueError, TypeError, IndexError, OverflowError):
            pass
    parsed = dict.get(entry, f"{name}_parsed")
    if parsed is None:
        return None
    try:
        return dt.datetime(*parsed[:5]).replace(tzinfo=dt.UTC).isoformat(timespec="minutes")
    except (ValueError, TypeError):
        return None


def _plain(markup: str) -> str:
    """The text of a piece of sanitised HTML, a block a line."""
    if not markup.strip():
        return ""
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(f"<div>{markup}</div>".encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError):
        return ""
    parts: list[str] = []
    for event, element in lxml.etree.iterwalk(tree, events=("start", "end")):
        dead = element.tag in _DROPPED or not isinstance(element.tag, str)
        if event == "start":
            parts.append("\n" if element.tag in _BLOCKS else "")
            parts.append("" if dead else element.text or "")
        else:
            parts.append("\n" if element.tag in _BLOCKS else "")
            parts.append(element.tail or "")
    lines = (" ".join(line.split()) for line in scrub("".join(parts)).split("\n"))
    return "\n".join(line for line in lines if line)


def _line(value: object) -> str | None:
    text = " ".join(scrub(str(value)).split()) if value else ""
    return text[:500] or None
