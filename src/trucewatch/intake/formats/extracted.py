"""What a format hands back: the text and what the file says about itself."""

from __future__ import annotations

from dataclasses import dataclass

from trucewatch.vocabulary.documents import PublishedFrom

__all__ = ["Extracted"]


@dataclass(frozen=True, kw_only=True)
class Extracted:
    """``text`` is the stored text. ``published`` is ISO 8601 and only set where the file tells when it was
    published, not when it was made. ``lang`` is the file's own label. ``notes`` tell what was left out."""

    text: str
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    published_from: PublishedFrom | None = None
    lang: str | None = None
    notes: tuple[str, ...] = ()
