"""A sheet as Markdown, for editing and for machines without fonts."""

from __future__ import annotations

import re

from trucewatch.reporting.sheet import (
    Heading,
    Legend,
    Line,
    Paragraph,
    Picture,
    Quotation,
    Seal,
    Sheet,
    SignOff,
    Table,
    printable,
)

__all__ = ["render_sheet_markdown"]

_SPECIAL = re.compile(r"([\\`*_{}\[\]#|])")


def render_sheet_markdown(sheet: Sheet) -> str:
    """The sheet without its pictures, whose words stand in their place. Text from outside is escaped."""
    out = [f"*{_plain(sheet.kicker)}*", "", f"# {_plain(sheet.title)}", ""]
    for block in sheet.blocks:
        match block:
            case Heading():
                out.append("#" * (block.level + 1) + " " + _line(block.spans))
            case Paragraph():
                out.append(("> " if block.tone in ("notice", "warning") else "") + _line(block.spans))
            case Quotation():
                out += [f"> {_plain(block.text)}", ">", f"> — {_line(block.source)}"]
            case Table():
                out += ["| " + " | ".join(_line(cell) for cell in block.head) + " |", "|" + " --- |" * len(block.head)]
                out += ["| " + " | ".join(_line(cell) for cell in row) + " |" for row in block.rows]
            case Picture():
                out.append(f"({_plain(block.words)})")
            case Legend():
                out.append("; ".join(_plain(label) for _, label in block.items))
            case Seal():
                out += [_line(spans) + "  " for spans in block.lines]
            case SignOff():
                out += [f"{_plain(title)}: {', '.join(map(_plain, block.fields))}  " for title in block.titles]
        out.append("")
    return "\n".join(out).rstrip() + "\n"


def _line(spans: Line) -> str:
    return "".join(_strong(span.text) if span.strong else _plain(span.text) for span in spans)


def _strong(text: str) -> str:
    """Marks of emphasis hold only where they touch the words."""
    words = text.strip()
    return f"**{_plain(words)}**{' ' if text.endswith(' ') else ''}" if words else text


def _plain(text: str) -> str:
    """Text from outside as Markdown text on one line: marks escaped."""
    plain = re.sub(r"\s+", " ", printable(text)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", plain)
