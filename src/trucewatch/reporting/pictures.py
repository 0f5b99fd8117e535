"""Drawings and codes that stand alone: SVG with its own style, PNG for word processors, QR codes."""

from __future__ import annotations

import io
from pathlib import Path

import segno

from trucewatch.reporting.typesetting import typeset

__all__ = ["alone", "as_png", "code_png", "code_svg"]

_STYLE = (
    "<style>text{font-family:'Noto Sans','Amiri'}.small{font-size:11px;fill:#55606b}"
    ".sea{fill:#f1f4f7}.area{fill:#ffffff;fill-opacity:.55;stroke:#5a6672;stroke-width:.8}"
    ".precision{fill-opacity:.12;stroke:none}.scale{stroke:#1d2227;fill:none;stroke-width:1.5}"
    ".force{fill:#1f5f99;fill-opacity:.55}</style>"
)


def alone(svg: str) -> str:
    """An inline drawing as an SVG file of its own: its name space, and the style that the page gives it elsewhere."""
    head, rest = svg.split(">", 1)
    width, height = head.split('viewBox="0 0 ', 1)[1].split('"', 1)[0].split()
    named = "" if "xmlns=" in head else 'xmlns="http://www.w3.org/2000/svg" '
    opened = head.replace("<svg ", f'<svg {named}width="{width}" height="{height}" color="#1d2227" ', 1)
    return f"{opened}>{_STYLE}{rest}"


def as_png(svg: str, *, fonts: Path, ppi: int = 144) -> bytes:
    """The drawing as PNG, drawn by Typst with the fonts of the folder: the same bytes on every machine."""
    page = b'#set page(width: auto, height: auto, margin: 0pt)\n#image("drawing.svg")'
    files = {"main.typ": page, "drawing.svg": alone(svg).encode()}
    return typeset(files, "png", fonts=[fonts], ppi=ppi)


def code_svg(payload: str) -> bytes:
    """A QR code as SVG."""
    out = io.BytesIO()
    segno.make(payload, micro=False, error="m").save(out, kind="svg", border=2, scale=4, xmldecl=True)
    return out.getvalue()


def code_png(payload: str) -> bytes:
    """A QR code as PNG."""
    out = io.BytesIO()
    segno.make(payload, micro=False, error="m").save(out, kind="png", border=2, scale=6)
    return out.getvalue()
