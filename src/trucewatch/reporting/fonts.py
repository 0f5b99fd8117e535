"""The fonts of printed reports: Noto Sans and Amiri (SIL Open Font License 1.1), put here by the build.

They are taken from npm when the package is built and are not kept in the repository. Amiri rather than Noto for Arabic:
its letters are whole, so that words can be found and copied in the PDF; Noto draws dots and stems apart and text taken
out again falls to pieces.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from trucewatch.errors import StoreError

__all__ = ["FAMILIES", "FILES", "FOLDER", "require_fonts"]

FOLDER = Path(__file__).parent / "fonts"
FILES = (
    "NotoSans_400Regular.ttf",
    "NotoSans_700Bold.ttf",
    "Amiri_400Regular.ttf",
    "Amiri_700Bold.ttf",
)
FAMILIES = ("Noto Sans", "Amiri")
"""In the order in which a letter is looked for; Noto Sans has no Arabic letters."""


def require_fonts(folder: Path = FOLDER, files: Sequence[str] = FILES) -> Path:
    """The folder of the fonts. Raises :class:`StoreError` where one is missing: a page without letters is no report."""
    missing = [name for name in files if not (folder / name).is_file()]
    if missing:
        raise StoreError(
            "the fonts of printed reports are missing",
            where=str(folder),
            expected=", ".join(files),
            got=f"no {', '.join(missing)}",
            hint="build the package with npm at hand (pip install .), or choose --format docx, html or md",
        )
    return folder
