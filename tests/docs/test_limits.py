"""The page of limits says what the code holds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_is_made_from_the_constants() -> None:
    told = "import make_limits; print(make_limits.page(), end='')"
    made = subprocess.run((sys.executable, "-c", told), cwd=DOCS, check=True, capture_output=True, text=True).stdout
    assert made == (DOCS / "reference" / "limits.md").read_text(encoding="utf-8"), "run make docs"
