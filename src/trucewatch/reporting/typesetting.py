"""Typst, called with files in memory: nothing is read from the disk but fonts, and no clock is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import typst

from trucewatch.errors import StoreError

__all__ = ["typeset"]


def typeset(
    files: Mapping[str, bytes],
    kind: Literal["pdf", "png"],
    *,
    fonts: Sequence[Path] = (),
    moment: int = 0,
    ppi: float = 144,
) -> bytes:
    """``main.typ`` among ``files`` set as PDF or as the PNG of one page; ``moment`` (seconds) dates the PDF.

    Only the fonts of the folders and those that Typst carries are used, so that every machine sets the same.
    Raises :class:`StoreError` where Typst refuses.
    """
    try:
        made: bytes = typst.compile(  # type: ignore[call-overload]  # its stubs leave out files by name
            dict(files),
            format=kind,
            font_paths=[str(folder) for folder in fonts],
            ignore_system_fonts=True,
            timestamp=moment,
            ppi=ppi,
        )
    except typst.TypstError as error:
        raise StoreError(f"the page cannot be set: {error}", hint="choose --format html or md") from error
    return made
