"""Which declared source an outlet is: by its id, its names and its domains."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from trucewatch.vocabulary.documents import Source

__all__ = ["OutletIndex"]


class OutletIndex:
    """Finds the source that a document's outlet names. A name that two sources share finds neither."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._by_name: dict[str, str | None] = {}
        self._ids: set[str] = set()
        for source in sources:
            self._ids.add(source.id)
            names = {source.id, source.name, *source.domains}
            for spellings in source.names.values():
                names.update(spellings)
            for name in {_key(name) for name in names}:
                taken = self._by_name.setdefault(name, source.id)
                if taken != source.id:
                    self._by_name[name] = None

    def knows(self, source_id: str) -> bool:
        """True when a source of that id is declared."""
        return source_id in self._ids

    def find(self, outlet: str | None) -> str | None:
        """The id of the source that ``outlet`` (a name, an id, an address or a domain) stands for, or None."""
        if not outlet:
            return None
        key = _key(outlet)
        if key in self._by_name:
            return self._by_name[key]
        domain = key.rpartition("@")[2].removeprefix("www.")
        return self._by_name.get(domain)


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
