"""A table to claims, whatever table it is: UCDP GED, a mapping that was given, a packaged one, or HXL hashtags."""

from __future__ import annotations

from collections.abc import Sequence

from trucewatch.intake.datasets.hxl import hxl_table
from trucewatch.intake.datasets.mapping import TableMapping
from trucewatch.intake.datasets.refusals import TableReading
from trucewatch.intake.datasets.tables import mapping_for, read_mapped
from trucewatch.intake.datasets.ucdp import is_ucdp, read_ucdp

__all__ = ["read_table"]


def read_table(text: str, *, document: str, mappings: Sequence[TableMapping] = ()) -> TableReading | None:
    """The claims of a table, or null when no mapping knows its columns.

    ``mappings`` are those of the case; they win over the packaged ones. Raises :class:`InputError` when the header
    is wrong or the table too long.
    """
    given = mapping_for(text, mappings) if mappings else None
    if given in mappings and given is not None:
        return read_mapped(text, given, document=document)
    if is_ucdp(text):
        return read_ucdp(text, document=document)
    tagged = hxl_table(text)
    if tagged is not None:
        return read_mapped(
            text,
            tagged.mapping,
            document=document,
            header_line=tagged.header_line,
            skip=frozenset({tagged.tag_line}),
        )
    packaged = mapping_for(text)
    return read_mapped(text, packaged, document=document) if packaged else None
