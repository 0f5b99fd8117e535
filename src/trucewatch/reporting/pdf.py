"""Print a sheet as PDF through Typst. The same sheet gives the same bytes: no clock, no font of the machine."""

from __future__ import annotations

import datetime as dt
import json
from importlib import resources
from pathlib import Path
from typing import Any

from trucewatch.reporting.fonts import FAMILIES, FOLDER, require_fonts
from trucewatch.reporting.pictures import alone, code_svg
from trucewatch.reporting.sheet import (
    Block,
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
    direction_of,
    keeps_with_next,
    printable,
)
from trucewatch.reporting.typesetting import typeset

__all__ = ["epoch", "render_pdf"]


def render_pdf(sheet: Sheet, *, fonts: Path = FOLDER) -> bytes:
    """The sheet as a tagged PDF on A4. Raises :class:`StoreError` when fonts are missing or Typst refuses."""
    folder = require_fonts(fonts)
    template = resources.files("trucewatch.reporting").joinpath("templates", "sheet.typ").read_bytes()
    files = {"main.typ": template}
    blocks = [
        _block(block, number, files) | {"keep": keeps_with_next(sheet.blocks, number)}
        for number, block in enumerate(sheet.blocks)
    ]
    told = {
        "lang": sheet.lang,
        "direction": sheet.direction,
        "kicker": sheet.kicker,
        "title": sheet.title,
        "running": sheet.running,
        "page": sheet.page,
        "fonts": FAMILIES if sheet.direction == "ltr" else FAMILIES[::-1],
        "blocks": blocks,
    }
    files["sheet.json"] = printable(json.dumps(told, ensure_ascii=False)).encode("utf-8")
    return typeset(files, "pdf", fonts=[folder], moment=epoch(sheet.moment))


def epoch(moment: str) -> int:
    """Seconds of a moment; 0 where the record is empty and there is none."""
    try:
        return int(dt.datetime.fromisoformat(moment).timestamp())
    except ValueError:
        return 0


def _spans(spans: Line) -> list[dict[str, Any]]:
    return [
        {"text": _isolated(s.text) if s.outside else s.text, "strong": s.strong, "faint": s.faint, "mono": s.mono}
        for s in spans
    ]


def _isolated(text: str) -> str:
    """The text in a directional isolate: it keeps its order and never turns what stands around it (UAX #9)."""
    opening = "\u2067" if direction_of(text) == "rtl" else "\u2066"
    return f"{opening}{text}\u2069"


def _block(block: Block, number: int, files: dict[str, bytes]) -> dict[str, Any]:
    """One block as the template reads it; what it draws goes into ``files``."""
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "spans": _spans(block.spans)}
        case Paragraph():
            return {"kind": "paragraph", "tone": block.tone, "spans": _spans(block.spans)}
        case Quotation():
            return {"kind": "quotation", "text": block.text, "lang": block.lang, "source": _spans(block.source)}
        case Table():
            rows = [[_spans(cell) for cell in row] for row in block.rows]
            head = [_spans(cell) for cell in block.head]
            numbers = sorted(block.numbers)
            return {"kind": "table", "head": head, "rows": rows, "numbers": numbers, "widths": list(block.widths)}
        case Picture():
            name = f"{block.name}-{number}.svg"
            files[name] = alone(block.svg).encode("utf-8")
            return {"kind": "picture", "file": name, "words": block.words}
        case Legend():
            return {"kind": "legend", "items": [list(item) for item in block.items]}
        case Seal():
            name = f"seal-{number}.svg"
            files[name] = code_svg(block.payload)
            lines = [_spans(spans) for spans in block.lines]
            return {"kind": "seal", "lines": lines, "code": name, "payload": block.payload}
        case SignOff():
            return {"kind": "signoff", "titles": list(block.titles), "fields": list(block.fields)}
