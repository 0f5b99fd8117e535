"""Everything that differs by language, loaded once from ``lexicon/<lang>/``.

Each file under the folder is one kind of data. Any of them may hold a list ``verbs``: their forms go
into one index, so that a layer asks for lemmas and never for endings.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from trucewatch.errors import InputError, UsageError
from trucewatch.reading.morphology import Morphology, VerbEntry, VerbForm, expand_verb
from trucewatch.reading.tokens import Token
from trucewatch.vocabulary.yaml_input import decode_yaml, parse_yaml

__all__ = ["LANGUAGES", "LanguageData", "VerbSyntax", "lexicon_files", "lexicon_text", "load_language", "load_lexicon"]

LANGUAGES = ("fr", "en", "ar")

T = TypeVar("T")
_REMEMBERED = 65536  # written words whose forms behind joined particles are kept


class Particle(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A word before a verb that sets its tense, modality or polarity (Arabic ``lam``, ``lan``, ``sawfa``)."""

    form: str
    tense: str | None = None
    modal: str | None = None
    negated: bool = False
    before: str | None = None


class Modal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A modal verb and its sense: ``must``, ``can``, ``want``, ``future``, ``recent``, ``begin``, ``continue``."""

    lemma: str
    sense: str
    link: tuple[str, ...] = ()


class VerbSyntax(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``verbs.yaml``: how verbs combine into a group in this language."""

    id: str
    source: str
    have: tuple[str, ...] = ()
    be: tuple[str, ...] = ()
    copula: tuple[str, ...] = ()
    modals: tuple[Modal, ...] = ()
    particles: tuple[Particle, ...] = ()
    negations: tuple[str, ...] = ()
    reflexives: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    inside_pattern: str | None = None
    noun_guard: tuple[str, ...] = ()
    participle_guard: tuple[str, ...] = ()
    infinitive_after: tuple[str, ...] = ()
    infinitive_marker: tuple[str, ...] = ()
    participle_before: tuple[str, ...] = ()
    be_link: tuple[str, ...] = ()
    plural_pattern: str | None = None
    noun_pattern: str | None = None
    chain_after: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    verb_before: tuple[str, ...] = ()
    verb_behind: tuple[str, ...] = ()
    adjective_pattern: str | None = None
    articles: tuple[str, ...] = ()
    noun_adjuncts: tuple[str, ...] = ()
    participle_pattern: str | None = None
    infinitive_pattern: str | None = None
    never_verbs: tuple[str, ...] = ()
    first_verbs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LanguageData:
    """The verb index and syntax of one language."""

    code: str
    syntax: VerbSyntax
    verb_forms: dict[str, tuple[VerbForm, ...]]
    _joined: dict[str, tuple[VerbForm, ...]] = field(default_factory=dict, repr=False, compare=False)

    def forms(self, token: Token) -> tuple[VerbForm, ...]:
        """The verb forms a token may be: by its lower-case form, else by what remains without joined particles."""
        found = self.verb_forms.get(token.lower)
        if found is None and self.code == "ar":
            known = self._joined.get(token.lower)
            if known is None:
                if len(self._joined) >= _REMEMBERED:
                    self._joined.clear()
                known = self._joined[token.lower] = self._arabic(token)
            return known
        return found or ()

    def _arabic(self, token: Token) -> tuple[VerbForm, ...]:
        """A verb takes a conjunction before and a pronoun behind, *li-* only in the imperfect, never the article."""
        if token.lower.endswith("ة"):
            return ()
        word = token.fold
        bare = word[1:] if word[:1] in ("و", "ف") else word
        for form in token.forms:
            found = self.verb_forms.get(form)
            if not found:
                continue
            if word.startswith(form) or bare.startswith(form):
                return found
            if bare[:1] == "ل" and bare[1:].startswith(form):
                present = tuple(f for f in found if f.feature == "pres")
                if present:
                    return present
        return ()


def lexicon_files(lang: str) -> tuple[str, ...]:
    """Names of the YAML files of a language, sorted. Raises :class:`UsageError` for an unknown language."""
    folder = resources.files("trucewatch.lexicon").joinpath(lang)
    if not folder.is_dir():
        raise UsageError(f"there is no lexicon for the language {lang!r}", expected=", ".join(LANGUAGES))
    return tuple(sorted(item.name for item in folder.iterdir() if item.name.endswith(".yaml")))


def lexicon_text(lang: str, name: str) -> str:
    """The text of one lexicon file."""
    return resources.files("trucewatch.lexicon").joinpath(lang, name).read_text(encoding="utf-8")


def load_lexicon(lang: str, name: str, kind: type[T]) -> T:
    """Decode ``lexicon/<lang>/<name>.yaml`` into a frozen record. Raises :class:`InputError`."""
    return decode_yaml(lexicon_text(lang, f"{name}.yaml"), kind, f"lexicon/{lang}/{name}.yaml", own=True)


@lru_cache(maxsize=8)
def load_language(lang: str) -> LanguageData:
    """The data of a language, compiled once a process."""
    morphology = load_lexicon(lang, "morphology", Morphology)
    syntax = load_lexicon(lang, "verbs", VerbSyntax)
    index: dict[str, dict[VerbForm, None]] = {}
    for entry in _all_verbs(lang, morphology):
        for written, forms in expand_verb(entry, morphology).items():
            index.setdefault(written, {}).update(dict.fromkeys(forms))
    return LanguageData(lang, syntax, {written: tuple(forms) for written, forms in index.items()})


def _all_verbs(lang: str, morphology: Morphology) -> Iterable[VerbEntry]:
    """The verbs of every file; an entry that only names a lemma adds nothing to those that give its forms."""
    bare: dict[str, VerbEntry] = {}
    full: dict[str, list[VerbEntry]] = {entry.lemma: [entry] for entry in morphology.verbs}
    for name in lexicon_files(lang):
        if name in ("morphology.yaml", "verbs.yaml"):
            continue
        tree = parse_yaml(lexicon_text(lang, name), f"lexicon/{lang}/{name}", own=True)
        listed: list[dict[str, Any]] = tree.value.get("verbs", []) if isinstance(tree.value, dict) else []
        for i, item in enumerate(listed):
            known = {key: value for key, value in item.items() if key in VerbEntry.__struct_fields__}
            try:
                entry = msgspec.convert(known, VerbEntry)
            except msgspec.ValidationError as error:
                raise InputError(str(error), where=tree.where(("verbs", i))) from error
            if len(known) == 1:
                bare[entry.lemma] = entry
            elif entry not in full.setdefault(entry.lemma, []):
                full[entry.lemma].append(entry)
    plain = [entry for lemma, entry in bare.items() if lemma not in full]
    return [*(entry for entries in full.values() for entry in entries), *plain]
