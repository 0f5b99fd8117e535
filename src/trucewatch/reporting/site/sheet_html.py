"""A sheet as HTML: the same blocks that PDF and DOCX print, for the pages of the public side."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from trucewatch.reporting.sheet import (
    Block,
    Heading,
    Legend,
    Line,
    Paragraph,
    Picture,
    Quotation,
    Seal,
    SignOff,
    Table,
    direction_of,
    printable,
)

__all__ = ["blocks_html", "line_html"]

_HEADINGS = {1: Markup("<h2>{}</h2>"), 2: Markup("<h3>{}</h3>"), 3: Markup("<h4>{}</h4>")}
_HEAD_CELL, _CELL = Markup('<th scope="col"{}>{}</th>'), Markup("<td{}>{}</td>")


def blocks_html(blocks: Sequence[Block]) -> Markup:
    """The blocks one after another. Boxes to be signed by hand are left out: a page is not signed by hand."""
    return Markup("\n").join(_block(block) for block in blocks if not isinstance(block, SignOff))


def line_html(spans: Line) -> Markup:
    """Spans as inline HTML; what comes from outside is kept from turning the text around it."""
    out = []
    for span in spans:
        text = escape(printable(span.text))
        if span.mono:
            text = Markup("<code>{}</code>").format(text)
        if span.outside:
            text = Markup('<bdi dir="{}">{}</bdi>').format(direction_of(span.text), text)
        if span.strong:
            text = Markup("<strong>{}</strong>").format(text)
        if span.faint:
            text = Markup('<span class="note">{}</span>').format(text)
        out.append(text)
    return Markup("").join(out)


def _block(block: Block) -> Markup:
    match block:
        case Heading():
            return _HEADINGS[min(block.level, 3)].format(line_html(block.spans))
        case Paragraph():
            named = Markup("") if block.tone == "body" else Markup(' class="{}"').format(block.tone)
            return Markup("<p{}>{}</p>").format(named, line_html(block.spans))
        case Quotation():
            said = Markup('<p lang="{}" dir="{}">{}</p>').format(
                block.lang, direction_of(block.text), printable(block.text)
            )
            return Markup("<blockquote>{}<footer>{}</footer></blockquote>").format(said, line_html(block.source))
        case Table():
            return _table(block)
        case Picture():
            return Markup('<figure role="img" aria-label="{}">{}</figure>').format(
                block.words,
                Markup(block.svg),  # noqa: S704  # drawn by this program, which escapes what it writes
            )
        case Legend():
            items = [
                Markup('<span><i class="c{}"></i>{}</span>').format(c.lstrip("#"), label) for c, label in block.items
            ]
            return Markup('<p class="legend">{}</p>').format(Markup(" ").join(items))
        case Seal():
            lines = Markup("<br>").join(line_html(spans) for spans in block.lines)
            return Markup('<p class="seal">{}</p>').format(lines)
        case _:
            return Markup("")


def _table(table: Table) -> Markup:
    def cells(row: Sequence[Line], form: Markup) -> Markup:
        out = []
        for number, cell in enumerate(row):
            named = Markup(' class="n"') if number in table.numbers else Markup("")
            out.append(form.format(named, line_html(cell)))
        return Markup("").join(out)

    head = Markup("<thead><tr>{}</tr></thead>").format(cells(table.head, _HEAD_CELL))
    rows = Markup("\n").join(Markup("<tr>{}</tr>").format(cells(row, _CELL)) for row in table.rows)
    return Markup('<div class="wide"><table>{}<tbody>{}</tbody></table></div>').format(head, rows)
