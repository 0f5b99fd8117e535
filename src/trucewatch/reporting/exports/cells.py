"""What a spreadsheet would take for a formula, made plain text."""

from __future__ import annotations

from trucewatch.reporting.exports.columns import Value

__all__ = ["harmless"]

_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
_BEFORE = " \u00a0\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\"'"


def harmless(value: Value) -> Value:
    """The value; text that begins like a formula gets an apostrophe before it, which spreadsheets do not show.

    A formula begins with ``=``, ``+``, ``-``, ``@`` (also full-width), a tabulator or a line break, here also behind
    blanks and quotation marks (after the OWASP notes on CSV injection). Numbers are no text and stay as they are.
    """
    if not isinstance(value, str) or not value:
        return value
    bare = value.lstrip(_BEFORE)
    return f"'{value}" if value[0] in _STARTS or (bare and bare[0] in _STARTS) else value
