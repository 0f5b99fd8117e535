"""A feed of alerts as an Atom file (RFC 4287): the newest first, two hundred at most."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as Tree

import defusedxml.ElementTree as Safe

from trucewatch.alerting.words import line_of, link_of, word
from trucewatch.vocabulary.alerts import Alert, AlertFile, AtomChannel

__all__ = ["MOST", "write_feed"]

MOST = 200
_ATOM = "{http://www.w3.org/2005/Atom}"


def write_feed(path: Path, file: AlertFile, channel: AtomChannel, alerts: Sequence[Alert], now: dt.datetime) -> None:
    """Add entries to the feed; one that is there already is left as it is. The file is replaced as a whole."""
    Tree.register_namespace("", _ATOM.strip("{}"))
    kept = list(_entries(path))
    known = {entry.findtext(f"{_ATOM}id") for entry in kept}
    at = now.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    fresh = [_entry(file, channel, alert, at) for alert in alerts if _name(alert) not in known]
    root = Tree.Element(f"{_ATOM}feed", {"{http://www.w3.org/XML/1998/namespace}lang": channel.lang})
    _add(root, "id", f"urn:trucewatch:alerts:{channel.id}")
    _add(root, "title", word("feed", channel.lang))
    _add(root, "updated", at)
    _add(Tree.SubElement(root, f"{_ATOM}author"), "name", "trucewatch")
    for entry in (*reversed(fresh), *kept)[:MOST]:
        root.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".new")
    temporary.write_bytes(Tree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")
    temporary.replace(path)


def _entries(path: Path) -> list[Tree.Element]:
    if not path.exists():
        return []
    try:
        found: list[Tree.Element] = Safe.fromstring(path.read_bytes()).findall(f"{_ATOM}entry")
    except (Tree.ParseError, ValueError):
        return []  # what is no feed is written anew: the outbox knows what was told
    return found


def _entry(file: AlertFile, channel: AtomChannel, alert: Alert, at: str) -> Tree.Element:
    entry = Tree.Element(f"{_ATOM}entry")
    _add(entry, "id", _name(alert))
    _add(entry, "title", line_of(file, alert, channel.lang, details=channel.details))
    _add(entry, "updated", at)
    link = link_of(file, alert)
    if link:
        Tree.SubElement(entry, f"{_ATOM}link", {"rel": "alternate", "href": link})
    _add(entry, "summary", word("proposal", channel.lang))
    return entry


def _name(alert: Alert) -> str:
    return f"urn:trucewatch:alert:{alert.key}"


def _add(parent: Tree.Element, name: str, text: str) -> None:
    allowed = "".join(
        c for c in text if c in "\t\n" or "\x20" <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000"
    )
    Tree.SubElement(parent, f"{_ATOM}{name}").text = allowed
