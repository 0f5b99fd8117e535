"""Web pages: the main text by trafilatura, and the date, title and outlet that the page states.

Nothing of the page is run or fetched: scripts, base addresses, images and links stay dead text. Captions,
asides, forms and lines that lead to other pages ("lire aussi") are no part of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import lxml.etree
import lxml.html
import trafilatura

from trucewatch.errors import DocumentError
from trucewatch.intake.dates import parse_iso
from trucewatch.intake.encoding import Decoded, decode_declared, decode_text, scrub
from trucewatch.intake.formats.extracted import Extracted
from trucewatch.intake.limits import Deadline, Limits
from trucewatch.intake.words import load_words

__all__ = ["decode_html", "extract_html"]

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_PRUNED: Final = [
    "//figure",
    "//figcaption",
    "//aside",
    "//nav",
    "//form",
    "//button",
    "//noscript",
    "//template",
    "//iframe",
    "//object",
    "//*[@hidden or @aria-hidden='true']",
    "//*[contains(@class, 'caption') or contains(@class, 'related') or contains(@class, 'newsletter')]",
]
_PUBLISHED_META: Final = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date.published",
    "publishdate",
    "publish_date",
    "publication_date",
    "pubdate",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "sailthru.date",
    "parsely-pub-date",
    "date",
)
_JSON_DATE = re.compile(r'"datePublished"\s{0,5}:\s{0,5}"([0-9T:Z.+ -]{10,40})"')
_TOO_DEEP = re.compile(r"depth|huge|too long", re.IGNORECASE)


def decode_html(data: bytes) -> Decoded:
    """Decode a page: by byte-order mark or UTF-8 first, then by the page's own label, then by detection."""
    label = _CHARSET.search(data[:4096])
    if label and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        name = label[1].decode("ascii")
        text = decode_declared(data, "utf-8") or decode_declared(data, name)
        if text is not None:
            return Decoded(text, name.lower())
    return decode_text(data)


def extract_html(text: str, limits: Limits, deadline: Deadline) -> Extracted:
    """The main text of a page, one paragraph a line. Raises :class:`DocumentError`."""
    tree = _parse(text, limits)
    deadline.check("parsing the page")
    stated = _stated(tree)
    notes: list[str] = []
    found = trafilatura.bare_extraction(
        tree,
        favor_precision=True,
        include_comments=False,
        include_tables=True,
        include_formatting=False,
        prune_xpath=list(_PRUNED),
        date_extraction_params={"extensive_search": False, "original_date": True, "max_date": "2100-01-01"},
        with_metadata=True,
    )
    deadline.check("finding the main text")
    body = getattr(found, "text", None) or ""
    if not body.strip():
        body = _paragraphs(_parse(text, limits))
        notes.append("no main text was recognised: the paragraphs of the page were taken")
    lines = [line.rstrip() for line in scrub(body).splitlines()]
    kept = [line for line in lines if not _leads_away(line)]
    if len(kept) < len(lines):
        notes.append(f"lines that lead to other pages, left out: {len(lines) - len(kept)}")
    body = "\n".join(kept).strip("\n")
    if not body.strip():
        raise DocumentError("the page holds no text", reason="no_text")
    published = stated.published or _plain_date(getattr(found, "date", None))
    return Extracted(
        text=body,
        title=_short(getattr(found, "title", None)) or stated.title,
        outlet=stated.outlet or _short(getattr(found, "sitename", None)),
        published=published,
        published_from="metadata" if published else None,
        lang=stated.lang,
        notes=tuple(notes),
    )


def _parse(text: str, limits: Limits) -> Any:
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError) as error:
        raise DocumentError("the page is empty or damaged", reason="no_text") from error
    # past its own limit the parser stops and says so only here: going on would lose the rest in silence
    if any(entry.level >= 3 and _TOO_DEEP.search(entry.message or "") for entry in parser.error_log):
        raise DocumentError("the page is nested too deeply", reason="too_large", expected="at most 255 levels")
    count = 0
    for count, _ in enumerate(tree.iter(), start=1):
        if count > limits.max_elements:
            raise DocumentError(
                "the page has too many elements", reason="too_large", expected=f"at most {limits.max_elements}"
            )
    return tree


def _stated(tree: Any) -> Extracted:
    """What the head of the page says about it."""
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = (element.get("content") or "").strip()
        if key and content and len(content) <= 500:
            meta.setdefault(key.strip().lower(), content)
    dates = (_iso(value) for value in _date_values(tree, meta))
    root = tree.getroottree().getroot()
    title = tree.find(".//title")
    return Extracted(
        text="",
        published=next((d for d in dates if d), None),
        title=_short(meta.get("og:title") or (title.text_content() if title is not None else None)),
        outlet=_short(meta.get("og:site_name") or meta.get("application-name")),
        lang=(root.get("lang") or "").split("-")[0].lower() or None,
    )


def _date_values(tree: Any, meta: dict[str, str]) -> Iterator[str]:
    yield from (meta[key] for key in _PUBLISHED_META if key in meta)
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            yield from _JSON_DATE.findall((script.text or "")[:200_000])
    for element in tree.iter("time"):
        if element.get("datetime") and (
            element.get("pubdate") is not None or element.get("itemprop") == "datePublished"
        ):
            yield element.get("datetime")


def _iso(value: str) -> str | None:
    return parse_iso(value.strip()) or (
        parse_iso(value.strip()[:10]) if re.match(r"\d{4}-\d\d-\d\d[T ]", value) else None
    )


def _plain_date(value: object) -> str | None:
    return parse_iso(str(value)) if value else None


def _paragraphs(tree: Any) -> str:
    for element in list(
        tree.iter("script", "style", "noscript", "template", "nav", "aside", "form", "figure", "footer")
    ):
        element.drop_tree()
    body = tree.find(".//body")
    parts = [" ".join(e.text_content().split()) for e in tree.iter("p", "h1", "h2", "h3", "li", "blockquote")]
    parts = [part for part in parts if part]
    if not parts and body is not None:
        parts = [" ".join(body.text_content().split())]
    return "\n".join(parts)


def _leads_away(line: str) -> bool:
    return len(line) <= 250 and _related().match(line) is not None


@cache
def _related() -> re.Pattern[str]:
    words = sorted({w for group in load_words().related_lines.values() for w in group}, key=len, reverse=True)
    return re.compile(rf"[\s>→►•*(\[|-]{{0,6}}(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)


def _short(value: object) -> str | None:
    text = " ".join(scrub(str(value)).split()) if value else ""
    return text[:300] or None
