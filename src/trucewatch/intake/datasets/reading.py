"""A table to claims, whatever it is: UCDP GED, a given or packaged mapping, submissions of a form, HXL hashtags."""

from __future__ import annotations

from collections.abc import Sequence

from trucewatch.intake.datasets.hxl import hxl_table
from trucewatch.intake.datasets.mapping import TableMapping
from trucewatch.intake.datasets.refusals import TableReading
from trucewatch.intake.datasets.tables import mapping_for, read_mapped
from trucewatch.intake.datasets.ucdp import is_ucdp, read_ucdp
from trucewatch.intake.forms.submissions import submissions_mapping
from trucewatch.intake.observations.observation_claims import claims_of
from trucewatch.intake.observations.observation_tables import is_observation_table, read_observations

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
    submitted = submissions_mapping(text)
    if submitted is not None:
        return read_mapped(text, submitted, document=document)
    if is_observation_table(text):
        return _observed(text, document)
    packaged = mapping_for(text)
    return read_mapped(text, packaged, document=document) if packaged else None


def _observed(text: str, document: str) -> TableReading:
    found = read_observations(text, document=document)
    claims = tuple(claim for item in found.observations for claim in claims_of(item, text))
    return TableReading(claims=claims, refused=found.refused, mapping="observations")
