"""Verb forms from lemmas: the paradigms and irregular verbs of a language, as data.

A paradigm (``lexicon/<lang>/morphology.yaml``) takes an ending off the lemma and adds the endings of
each feature. Features: ``inf``, ``pres``, ``imperf``, ``past`` (simple past), ``fut``, ``cond``,
``subj``, ``part`` (past participle), ``ger`` (present participle). Arabic verbs are given by their
past and present stems, written without vowels; the same written form may be active or passive.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from msgspec import Struct

from trucewatch.reading.view import fold_text, lower_text, normalise

__all__ = ["Morphology", "Paradigm", "VerbEntry", "VerbForm", "expand_verb"]


class Paradigm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Endings by feature. ``strip`` is the ending of the lemma; ``strong`` rewrites the stem before them."""

    id: str
    strip: str
    forms: dict[str, tuple[str, ...]] = {}
    strong: tuple[str, str] | None = None
    strong_forms: dict[str, tuple[str, ...]] = {}
    match: str | None = None


class VerbEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A verb: its lemma and either a paradigm (else the one whose pattern fits) or its own forms.

    ``forms`` add to those of the paradigm; ``only`` drops the paradigm. ``past_stem`` and
    ``pres_stem`` (Arabic) may hold several stems. ``aux`` is ``be`` where the perfect takes *être*.
    """

    lemma: str
    paradigm: str | None = None
    forms: dict[str, tuple[str, ...]] = {}
    only: bool = False
    past_stem: tuple[str, ...] = ()
    pres_stem: tuple[str, ...] = ()
    aux: str | None = None


class Morphology(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``morphology.yaml`` of a language."""

    id: str
    source: str
    paradigms: tuple[Paradigm, ...] = ()
    past_endings: tuple[str, ...] = ()
    pres_prefixes: tuple[str, ...] = ()
    pres_endings: tuple[str, ...] = ()
    future_prefix: str | None = None
    verbs: tuple[VerbEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class VerbForm:
    """One written form of a verb."""

    lemma: str
    feature: str
    aux_be: bool = False


def expand_verb(entry: VerbEntry, morphology: Morphology) -> Mapping[str, tuple[VerbForm, ...]]:
    """All written forms of a verb, keyed by lower-case form (folded for Arabic stems)."""
    lemma = normalise(entry.lemma)
    found: dict[str, dict[VerbForm, None]] = {}

    def put(written: str, feature: str) -> None:
        form = VerbForm(entry.lemma, feature, entry.aux == "be")
        found.setdefault(lower_text(normalise(written)), {})[form] = None

    for feature, written in entry.forms.items():
        for text in written:
            put(text, feature)
    if entry.past_stem or entry.pres_stem:
        _stems(entry, morphology, put)
    elif not entry.only:
        paradigm = _paradigm(entry, lemma, morphology)
        if paradigm is not None:
            for text, feature in _regular(lemma, paradigm):
                if feature not in entry.forms:
                    put(text, feature)
    return {text: tuple(forms) for text, forms in found.items()}


def _paradigm(entry: VerbEntry, lemma: str, morphology: Morphology) -> Paradigm | None:
    for paradigm in morphology.paradigms:
        if entry.paradigm == paradigm.id:
            return paradigm
        if entry.paradigm is None and paradigm.match and re.search(paradigm.match, lemma):
            return paradigm
    return None


def _regular(lemma: str, paradigm: Paradigm) -> Iterable[tuple[str, str]]:
    stem = lemma[: -len(paradigm.strip)] if paradigm.strip and lemma.endswith(paradigm.strip) else lemma
    for feature, endings in paradigm.forms.items():
        for ending in endings:
            yield stem + ending, feature
    if paradigm.strong:
        strong = re.sub(paradigm.strong[0], paradigm.strong[1], lemma)
        for feature, endings in paradigm.strong_forms.items():
            for ending in endings:
                yield strong + ending, feature


def _stems(entry: VerbEntry, morphology: Morphology, put: object) -> None:
    assert callable(put)
    for stem in entry.past_stem:
        for ending in morphology.past_endings:
            put(fold_text(normalise(stem + ending)), "past")
    for stem in entry.pres_stem:
        for prefix in morphology.pres_prefixes:
            for ending in morphology.pres_endings:
                form = fold_text(normalise(prefix + stem + ending))
                put(form, "pres")
                if morphology.future_prefix:
                    put(morphology.future_prefix + form, "fut")
