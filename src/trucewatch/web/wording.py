"""Words of a page in one language: phrases, labels of codes, names, dates and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from trucewatch.assessing import sentence
from trucewatch.errors import InputError
from trucewatch.places import general_name
from trucewatch.vocabulary.actors import Actor, GazetteerPlace
from trucewatch.vocabulary.assessments import Reason
from trucewatch.vocabulary.claims import Quantity
from trucewatch.vocabulary.codes import label
from trucewatch.vocabulary.incidents import IncidentPlace, IncidentTime
from trucewatch.vocabulary.link_reasons import LinkReason, reason_words
from trucewatch.vocabulary.terms import AreaTerm
from trucewatch.vocabulary.tracking import ControlSpan
from trucewatch.web.language import direction, phrases
from trucewatch.web.site import Site

__all__ = ["Words", "in_language"]

_LOCALES: Final = {"en": Locale("en", "GB"), "fr": Locale("fr"), "ar": Locale("ar", "SY")}
"""Locales of numbers and dates. The months of the Levant, in Western digits, as the words quoted beside them have."""
_DAY: Final = "d\u00a0MMM y"


def in_language(words: dict[str, str], lang: str) -> str:
    """The words in ``lang``, else in English, else in whatever language there is."""
    return words.get(lang) or words.get("en") or next(iter(words.values()), "")


@dataclass(frozen=True)
class Words:
    """Given to every template as ``w``."""

    site: Site
    lang: str

    @property
    def dir(self) -> str:
        """The direction of the page."""
        return direction(self.lang)

    @property
    def colon(self) -> str:
        """A colon as the language sets it."""
        return "\u00a0: " if self.lang == "fr" else ": "

    @property
    def comma(self) -> str:
        """A comma as the language writes it."""
        return "، " if self.lang == "ar" else ", "

    def __call__(self, key: str) -> str:
        return phrases(self.lang)[key]

    def code(self, list_id: str, code: str | None) -> str:
        """The label of a code; the code itself where the list does not know it."""
        return "" if code is None else _label(list_id, code, self.lang)

    def link_reason(self, reason: LinkReason) -> str:
        """Why claims were put together, in the language of the page."""
        return reason_words(reason, self.lang)

    def disputed(self, what: str) -> str:
        """What sources disagree on."""
        return phrases(self.lang).get(f"disputed_{what}", what)

    def act_or_family(self, code: str) -> str:
        """The label of an act or of a family of acts."""
        named = self.code("acts", code)
        return self.code("families", code) if named == code else named

    def area(self, term: AreaTerm) -> list[str]:
        """What the area of a clause is made of, in words."""
        places = {place.area: place for place in self.site.case.places if place.area}
        named = [self.site.places.get(place) or places.get(place) for place in (*term.places, *term.polygons)]
        found = [
            in_language(place.label, self.lang) if place else name
            for place, name in zip(named, (*term.places, *term.polygons), strict=True)
        ]
        found += [f"{self.number(near.km)} km ({near.lat:.3f}, {near.lon:.3f})" for near in term.near]
        found += [f"{self.number(line.km)} km – {line.line}" for line in term.lines]
        theatre = [self("theatre")] if term.theatre else []
        return [*theatre, *found, *([self("undisclosed")] if term.undisclosed else [])]

    def actor(self, actor_id: str | None, name: str = "") -> str:
        """The name of an actor or source of the case, else the name as told."""
        known: Actor | None = self.site.actors.get(actor_id or "")
        if known is not None:
            return in_language(known.label, self.lang)
        source = self.site.sources.get(actor_id or "")
        return source.name if source is not None else name or str(actor_id or "")

    def place(self, place: IncidentPlace | None) -> str:
        """The name of a place of the case, else as told."""
        if place is None:
            return self("place_unknown")
        known: GazetteerPlace | None = self.site.places.get(place.id or "")
        return in_language(known.label, self.lang) if known is not None else place.name

    def place_named(self, place_id: str) -> str:
        """The name of a place by its id, of the case or of the general gazetteer, else the name itself."""
        known = self.site.places.get(place_id)
        return in_language(known.label, self.lang) if known else general_name(place_id, self.lang) or place_id

    def day(self, value: str | None) -> str:
        """An ISO local date, with its clock time where there is one, as people write it."""
        return _day_as_written(value, self.lang) if value else ""

    def month(self, value: str) -> str:
        """The month and year of an ISO date."""
        return format_date(date.fromisoformat(value[:10]), "MMM y", locale=_LOCALES[self.lang])

    def time(self, time: IncidentTime | None) -> str:
        """When, as one day, a span of days, or the words for a time that nobody told."""
        if time is None or (time.start is None and time.end is None):
            return self("time_unknown")
        if time.start == time.end or time.end is None or time.start is None:
            return self.day(time.start or time.end)
        return f"{self.day(time.start)} – {self.day(time.end)}"

    def control(self, state: str, span: ControlSpan | None) -> str:
        """Who holds a place, as told: the state, the holders named, and whether the days were spoken of."""
        if span is None:
            return self.code("control_state", state)
        holders = self.comma.join(self.actor(h, h) for h in span.holders)
        basis = "" if span.basis == "asserted" else f" ({self.code('control_basis', span.basis)})"
        return f"{self.code('control_state', state)}{self.colon if holders else ''}{holders}{basis}"

    def number(self, value: int | float | None) -> str:
        """A number with the separators of the language; an open end is an ellipsis."""
        return "…" if value is None else _number_as_written(value, self.lang)

    def quantity(self, quantity: Quantity | None) -> str:
        """A number as reported: its qualifier and its interval, never an average."""
        if quantity is None:
            return ""
        low, high = quantity.low, quantity.high
        same = low == high
        value = self.number(low) if same else f"{self.number(low)} – {self.number(high)}"
        if quantity.best is not None and not same:
            value = f"{self.number(quantity.best)} ({value})"
        qualified = quantity.qualifier not in ("exact", "none", "between")
        return f"{self.code('qualifier', quantity.qualifier)} {value}" if qualified else value

    def reason(self, reason: Reason) -> str:
        """The sentence of a reason."""
        return sentence(reason, self.lang, self.site.world)

    def text(self, words: dict[str, str]) -> str:
        """Words kept by language."""
        return in_language(words, self.lang)


# What a page writes a hundred times is worked out once. These are forms of a language: nothing of a case is in them.


@lru_cache(maxsize=8192)
def _label(list_id: str, code: str, lang: str) -> str:
    try:
        return label(list_id, code, lang)
    except InputError:
        return code


@lru_cache(maxsize=16384)
def _day_as_written(value: str, lang: str) -> str:
    try:
        parsed = date.fromisoformat(value[:10])
    except ValueError:
        return value
    clock = value[11:16]
    return format_date(parsed, _DAY, locale=_LOCALES[lang]) + (f" {clock}" if clock else "")


@lru_cache(maxsize=16384, typed=True)
def _number_as_written(value: int | float, lang: str) -> str:
    return format_decimal(value, locale=_LOCALES[lang], numbering_system="latn")
