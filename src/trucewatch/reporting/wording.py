"""Words, numbers and dates of a report in its language. Labels are data."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from importlib import resources

from msgspec import Struct

from trucewatch.case import Case
from trucewatch.places import general_name
from trucewatch.vocabulary.codes import label as code_label
from trucewatch.vocabulary.incidents import IncidentPlace
from trucewatch.vocabulary.link_reasons import LinkReason, reason_words
from trucewatch.vocabulary.yaml_input import decode_yaml

__all__ = ["LANGUAGES", "Wording"]

LANGUAGES = ("en", "fr", "ar")
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}


_QUOTES = {"en": ("“", "”"), "fr": ("«\u00a0", "\u00a0»"), "ar": ("«", "»")}


class _Labels(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    source: str
    labels: dict[str, dict[str, str]]


@lru_cache(maxsize=1)
def _labels() -> dict[str, dict[str, str]]:
    folder = resources.files("trucewatch.reporting") / "labels"
    found: dict[str, dict[str, str]] = {}
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.name.endswith(".yaml"):
            read = decode_yaml(item.read_text(encoding="utf-8"), _Labels, f"reporting/labels/{item.name}")
            found |= read.labels
    return found


class Wording:
    """Says things of a case in one language."""

    def __init__(self, lang: str, case: Case) -> None:
        self.lang = lang
        self.direction = "rtl" if lang == "ar" else "ltr"
        self.comma = "، " if lang == "ar" else ", "
        self.colon = "\u00a0: " if lang == "fr" else ": "
        self.semicolon = "؛ " if lang == "ar" else "; "
        self._actors = {actor.id: actor for actor in case.actors}
        self._bodies = {body.id: body.name for body in case.bodies}
        self._places = {place.id: place for place in case.places}
        self._sources = {source.id: source for source in case.sources}
        self._instruments = {instrument.id: instrument for instrument in case.instruments}

    def word(self, key: str) -> str:
        """A label of the report."""
        return _labels()[key][self.lang]

    def code(self, list_id: str, code: str) -> str:
        """The label of a code; ``families`` for the families of acts."""
        return code_label(list_id, code, self.lang)

    def link_reason(self, reason: LinkReason) -> str:
        """Why claims were put together, in the language of the report."""
        return reason_words(reason, self.lang)

    def actor(self, actor: str) -> str:
        """The name of an actor, body or source by its id, else the name itself."""
        if actor == "unattributed":
            return self.word("unattributed")
        known = self._actors.get(actor)
        if known is not None:
            return self._of(known.label, actor)
        return self._of(self._bodies[actor], actor) if actor in self._bodies else self.source(actor)

    def party(self, actor: str) -> str:
        """The name of an actor, body or source of the case by its id; words of a text stand in quotation marks."""
        if actor == "unattributed" or actor in self._actors or actor in self._bodies or actor in self._sources:
            return self.actor(actor)
        left, right = _QUOTES[self.lang]
        return f"{left}{actor}{right}"

    def place(self, place: str) -> str:
        """The name of a place by its id, of the case or of the general gazetteer, else the name itself."""
        if place == "unknown":
            return self.word("unknown")
        known = self._places.get(place)
        return self._of(known.label, place) if known is not None else general_name(place, self.lang) or place

    def where(self, place: IncidentPlace | None) -> str:
        """The name of an incident's place: the case's own, else as the text has it."""
        if place is None:
            return self.word("unknown")
        return self.place(place.id) if place.id in self._places and place.id else place.name

    def source(self, source: str) -> str:
        """The name of a source by its id, else the name itself."""
        known = self._sources.get(source)
        return known.name if known is not None else source

    def instrument(self, instrument: str) -> str:
        """The title of an instrument."""
        known = self._instruments.get(instrument)
        return self._of(known.title, instrument) if known is not None else instrument

    def clause(self, instrument: str, clause: str) -> str:
        """The words of a clause in the language, else in another that it is given in."""
        known = self._instruments.get(instrument)
        words = next((c.words for c in known.clauses if c.id == clause), {}) if known is not None else {}
        return self._of({lang: said.text for lang, said in words.items()}, "")

    def listed(self, *parts: str) -> str:
        """Parts of a line with the comma of the language between them; empty ones are left out."""
        return self.comma.join(part for part in parts if part)

    def in_language(self, words: dict[str, str]) -> str:
        """Words kept by language."""
        return self._of(words, "")

    def _of(self, names: dict[str, str], default: str) -> str:
        return names.get(self.lang) or names.get("en") or next(iter(names.values()), default)

    def number(self, value: float | int | None) -> str:
        """A number with the thousands mark of the language; an open end in words."""
        if value is None:
            return self.word("open")
        mark = {"en": ",", "fr": "\u202f", "ar": "٬"}[self.lang]
        text = f"{value:,}" if isinstance(value, int) or value != int(value) else f"{int(value):,}"
        return text.replace(",", mark)

    def change(self, now: int, before: int | None) -> str:
        """Difference to the period before, with its sign."""
        if before is None:
            return ""
        return f"{now - before:+d}".replace("-", "−")

    def date(self, value: str | None) -> str:
        """A local date in words."""
        if not value:
            return self.word("unknown")
        day = dt.date.fromisoformat(value[:10])
        return f"{day.day} {_MONTHS[self.lang].split()[day.month - 1]} {day.year}"

    def period(self, start: str | None, end: str | None) -> str:
        """A day, or first and last day."""
        if start and end and start[:10] != end[:10]:
            return f"{self.date(start)} – {self.date(end)}"
        if start and not end:
            return f"{self.date(start)} –"
        return self.date(start or end)

    def interval(self, low: float | None, high: float | None) -> str:
        """Low and high as read: 8, ≥ 8, 8–12."""
        if low is not None and low == high:
            return self.number(low)
        if high is None:
            return f"≥ {self.number(low)}"
        if low is None:
            return f"≤ {self.number(high)}"
        return f"{self.number(low)}–{self.number(high)}"
