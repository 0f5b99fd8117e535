"""What is printed, apart from any file format: headings, paragraphs, tables, quotations, pictures.

A report is laid out once as a sheet; PDF and DOCX print the same sheet, so that they never say different things.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

__all__ = [
    "Block",
    "Heading",
    "Legend",
    "Line",
    "Paragraph",
    "Picture",
    "Quotation",
    "Seal",
    "Sheet",
    "SignOff",
    "Span",
    "Table",
    "direction_of",
    "keeps_with_next",
    "line",
    "printable",
    "section",
]

_FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Tone: TypeAlias = Literal["body", "note", "notice", "warning"]


@dataclass(frozen=True)
class Span:
    """A run of text. ``outside`` text keeps its own direction and never turns what stands around it."""

    text: str
    outside: bool = False
    strong: bool = False
    faint: bool = False
    mono: bool = False


Line: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 3."""

    level: int
    spans: Line


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a ``notice`` is set off, a ``warning`` stands out."""

    spans: Line
    tone: Tone = "body"


@dataclass(frozen=True)
class Quotation:
    """Words of a document in their language and direction, and below them where they stand."""

    text: str
    lang: str
    source: Line


@dataclass(frozen=True)
class Table:
    """Rows under a head. ``numbers`` are the columns set to the end of their cells; ``widths`` are shares."""

    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    numbers: frozenset[int] = frozenset()
    widths: tuple[float, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG that stands alone; ``words`` say what it shows to those who do not see it."""

    name: str
    svg: str
    words: str


@dataclass(frozen=True)
class Legend:
    """Colours and what they mean."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Seal:
    """The head of the record as lines of text and as a QR code of ``payload``."""

    lines: tuple[Line, ...]
    payload: str


@dataclass(frozen=True)
class SignOff:
    """Boxes to be signed by hand: titles, and the fields of each."""

    titles: tuple[str, ...]
    fields: tuple[str, ...]


Block: TypeAlias = Heading | Paragraph | Quotation | Table | Picture | Legend | Seal | SignOff


@dataclass(frozen=True)
class Sheet:
    """A document to be printed. ``moment`` (ISO 8601, UTC) dates the file, ``running`` stands on every page."""

    lang: str
    direction: Literal["ltr", "rtl"]
    kicker: str
    title: str
    running: str
    page: str
    moment: str
    blocks: tuple[Block, ...] = field(default=())


def line(*parts: str | Span) -> Line:
    """Spans from strings and spans."""
    return tuple(part if isinstance(part, Span) else Span(part) for part in parts if part != "")


def section(
    level: int,
    title: str,
    head: Sequence[str],
    rows: Sequence[tuple[Line, ...]],
    *,
    empty: str,
    note: str | None = None,
    numbers: frozenset[int] = frozenset(),
    widths: tuple[float, ...] = (),
) -> list[Block]:
    """A heading with a table below; a section without rows says ``empty``."""
    out: list[Block] = [Heading(level, line(title))]
    out += [Paragraph(line(note), "note")] if note else []
    if not rows:
        return [*out, Paragraph(line(empty), "note")]
    return [*out, Table(tuple(map(line, head)), tuple(rows), numbers, widths)]


def keeps_with_next(blocks: Sequence[Block], number: int) -> bool:
    """Whether a block stands on the page of the next: notes before a table or picture, and a picture with a legend."""
    block = blocks[number]
    following = blocks[number + 1] if number + 1 < len(blocks) else None
    if isinstance(block, Paragraph):
        introduces = isinstance(following, Paragraph) and block.tone == following.tone == "note"
        return isinstance(following, Table | Picture) or (introduces and keeps_with_next(blocks, number + 1))
    return isinstance(block, Picture) and isinstance(following, Legend)


def printable(text: str) -> str:
    """The text without what neither XML nor UTF-8 allows: controls, lone surrogates, U+FFFE and U+FFFF."""
    return _FORBIDDEN.sub("", text)


def direction_of(text: str) -> Literal["ltr", "rtl"]:
    """The direction of the first letter that has one; figures and marks alone run left to right."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"
