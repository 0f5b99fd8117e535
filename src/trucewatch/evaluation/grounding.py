"""Grounding: every claim stands in the words it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from trucewatch.vocabulary.claims import Claim, Quote, Span

__all__ = ["Ungrounded", "ungrounded"]


class Ungrounded(NamedTuple):
    """A claim whose words are not those of the text; ``why`` tells which part."""

    claim: Claim
    why: str


def ungrounded(claims: tuple[Claim, ...], text: str, digest: str) -> tuple[Ungrounded, ...]:
    """The claims whose ``text`` is not the stored text at ``span``, whose quotation is not verbatim, whose
    slots point outside the text, or that name another document. Empty where all is well."""
    wrong: list[Ungrounded] = []
    for claim in claims:
        why = _why(claim, text, digest)
        if why:
            wrong.append(Ungrounded(claim, why))
    return tuple(wrong)


def _why(claim: Claim, text: str, digest: str) -> str | None:
    start, end = claim.span
    if not (0 <= start < end <= len(text)):
        return f"the span {start}-{end} lies outside the text"
    if claim.text != text[start:end]:
        return "the words are not those at the span"
    if claim.document != digest:
        return "the digest is that of another document"
    for where, span in _spans(claim, claim.__class__.__name__):
        if not (0 <= span[0] <= span[1] <= len(text)):
            return f"{where}: the span {span[0]}-{span[1]} lies outside the text"
    quote = getattr(claim, "quote", None)
    if isinstance(quote, Quote) and quote.text != text[slice(*quote.span)]:
        return "the quotation is not verbatim"
    return None


def _spans(record: object, where: str) -> Iterator[tuple[str, Span]]:
    if isinstance(record, msgspec.Struct):
        for field in record.__struct_fields__:
            value = getattr(record, field)
            if field == "span":
                if value is not None:
                    yield where, value
            else:
                yield from _spans(value, f"{where}.{field}")
    elif isinstance(record, dict):
        for name, value in record.items():
            yield from _spans(value, f"{where}.{name}")
    elif isinstance(record, tuple):
        for value in record:
            yield from _spans(value, where)
