"""``python -m trucewatch.places``: compile the general gazetteer where it is missing or old."""

from __future__ import annotations

import sys

from trucewatch.places.build import gazetteer_file

sys.stderr.write(f"gazetteer: {gazetteer_file().stat().st_size // 1_000_000} MB\n")
