"""Why claims were put together, as codes with what they are about, and in words of three languages."""

from __future__ import annotations

from msgspec import Struct

from trucewatch.vocabulary.codes import label, load_code_list

__all__ = ["LinkReason", "reason_words"]


class LinkReason(Struct, frozen=True, kw_only=True):
    """One reason. ``code`` is of the list ``link_reason``, with a ``level`` (``link_level``) of ``link_evidence``.

    ``weight`` is what it adds to the likeness (in bits where a level is given), ``count`` how many of ``of`` other
    claims show it against the founding one. A decision of people has an author, a date (``on``) and their own
    words (``text``).
    """

    code: str
    level: str | None = None
    weight: float | None = None
    count: int | None = None
    of: int | None = None
    by: str | None = None
    on: str | None = None
    text: str | None = None


def reason_words(reason: LinkReason, lang: str) -> str:
    """The reason as one line of text; what people wrote stands in their language."""
    weight = "" if reason.weight is None else f"{reason.weight:+.2f}"
    if reason.code == "average_likeness":
        weight = weight.lstrip("+")
    given = {
        "weight": weight,
        "count": str(reason.count),
        "of": str(reason.of),
        "by": reason.by or "",
        "on": reason.on or "",
        "text": reason.text or "",
    }
    if reason.level is not None:
        levels = ", ".join(_level(part, lang) for part in reason.level.split(":"))
        words = f"{label('link_evidence', reason.code, lang)}: {levels}"
    else:
        words = _filled(label("link_reason", reason.code, lang), given)
    if reason.of is None:
        return words
    return _filled(label("link_reason", "share", lang), {**given, "words": words})


def _level(part: str, lang: str) -> str:
    return part if part.isdigit() or part not in _levels() else label("link_level", part, lang)


def _levels() -> frozenset[str]:
    return frozenset(code.code for code in load_code_list("link_level").codes)


def _filled(template: str, given: dict[str, str]) -> str:
    """One pass over the braces, so that braces in what people wrote stay as they are."""
    out, rest = "", template
    while "{" in rest and "}" in rest:
        before, _, after = rest.partition("{")
        name, _, rest = after.partition("}")
        out += before + given.get(name, "{" + name + "}")
    return out + rest
