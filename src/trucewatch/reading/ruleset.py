"""Which rules read a text: a digest over the lexicon, the code lists and the reader's own source.

Two runs with the same digest over the same bytes give the same claims. The digest is part of every
claim's id, so that claims of different rule sets never share one.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable

__all__ = ["rule_set_digest"]

_PACKAGES = ("trucewatch.lexicon", "trucewatch.reading", "trucewatch.vocabulary")
_SUFFIXES = (".yaml", ".py")


@lru_cache(maxsize=1)
def rule_set_digest() -> str:
    """SHA-256, lower-case hex, over the sorted names and bytes of the files that make the rules."""
    digest = hashlib.sha256()
    for package in _PACKAGES:
        for name, data in sorted(_files(resources.files(package), package)):
            digest.update(name.encode() + b"\0" + len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def _files(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for item in folder.iterdir():
        name = f"{prefix}/{item.name}"
        if item.is_dir():
            if item.name != "__pycache__":
                found += _files(item, name)
        elif item.name.endswith(_SUFFIXES):
            found.append((name, item.read_bytes()))
    return found
