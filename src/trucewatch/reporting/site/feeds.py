"""Atom feeds (RFC 4287) of incidents and of corrections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as Tree  # only written here, never read

from trucewatch.reporting.sheet import printable

__all__ = ["Item", "feed"]

_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Item:
    """An entry: a stable id, a link, a title, when it last changed (RFC 3339) and a plain summary."""

    id: str
    link: str
    title: str
    updated: str
    summary: str


def feed(*, id: str, title: str, lang: str, link: str, self_link: str, updated: str, items: Sequence[Item]) -> bytes:  # noqa: A002
    """The feed as XML; text from outside stands as text, whatever it holds."""
    Tree.register_namespace("", _ATOM)
    root = Tree.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": lang})
    _add(root, "id", id)
    _add(root, "title", title)
    _add(root, "updated", updated)
    Tree.SubElement(root, f"{{{_ATOM}}}link", {"rel": "alternate", "type": "text/html", "href": link})
    Tree.SubElement(root, f"{{{_ATOM}}}link", {"rel": "self", "type": "application/atom+xml", "href": self_link})
    _add(Tree.SubElement(root, f"{{{_ATOM}}}author"), "name", "trucewatch")
    for item in items:
        entry = Tree.SubElement(root, f"{{{_ATOM}}}entry")
        _add(entry, "id", item.id)
        _add(entry, "title", item.title)
        _add(entry, "updated", item.updated)
        Tree.SubElement(entry, f"{{{_ATOM}}}link", {"rel": "alternate", "type": "text/html", "href": item.link})
        _add(entry, "summary", item.summary)
    Tree.indent(root, " ")
    written: bytes = Tree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add(parent: Tree.Element, name: str, text: str) -> None:
    Tree.SubElement(parent, f"{{{_ATOM}}}{name}").text = printable(text)
