"""What a filter offers: only codes, places and parties that the case has anything under."""

from __future__ import annotations

from trucewatch.store import IncidentFilter
from trucewatch.store.port import Grouping
from trucewatch.vocabulary.codes import load_code_list
from trucewatch.web.geo import area_label
from trucewatch.web.language import OFFERED
from trucewatch.web.selects import Select
from trucewatch.web.wording import Words

__all__ = ["choices_of"]


def choices_of(words: Words) -> list[Select]:
    """The selects of the filter, counted once for each state of the record."""
    return words.site.remembered.get(("choices", words.lang), lambda: _choices(words))


def _choices(words: Words) -> list[Select]:
    site = words.site

    def held(by: Grouping) -> list[str]:
        return [code for code, _ in site.store.count_incidents(IncidentFilter(), by) if code]

    def present(list_id: str, by: Grouping) -> list[tuple[str, str]]:
        return _by_words([(code, words.code(list_id, code)) for code in held(by)])

    named = {p.id: words.text(p.label) for p in site.case.places}
    parties = [(a.id, words.text(a.label)) for a in site.case.actors if a.kind not in ("media",)]
    names = {"en": "English", "fr": "Français", "ar": "العربية"}
    return [
        Select("family", "family", [(f.code, words.code("families", f.code)) for f in load_code_list("acts").families]),
        Select("act", "act", present("acts", "act")),
        Select("party", "party", _by_words(parties)),
        Select("place", "place", _by_words([(p, named.get(p, p)) for p in held("place_id")])),
        Select("area", "area", [(name, area_label(name, words)) for name in site.case.areas]),
        Select("corroboration", "corroboration", present("corroboration", "corroboration")),
        Select("outcome", "outcome", present("assessment_outcome", "outcome")),
        Select("lang_of", "doc_language", [(lang, names[lang]) for lang in OFFERED]),
    ]


def _by_words(options: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(options, key=lambda option: option[1])
