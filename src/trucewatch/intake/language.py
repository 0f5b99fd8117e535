"""Which language a text is written in: first its script, then a trained classifier, with a margin.

A language that is not read here keeps its own code and a note, so that a German text is never read as
French. The classifier is py3langid (97 languages, Baldwin & Lui's langid), limited to those languages
that share the script, which makes short texts far less prone to exotic answers.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from py3langid.langid import MODEL_FILE, LanguageIdentifier

__all__ = ["READABLE", "LanguageGuess", "detect_language", "load_classifiers"]

READABLE: Final = ("fr", "en", "ar")
_LATIN: Final = (
    "fr",
    "en",
    "de",
    "es",
    "it",
    "pt",
    "nl",
    "ca",
    "ro",
    "tr",
    "pl",
    "cs",
    "hu",
    "sv",
    "no",
    "da",
    "fi",
    "sq",
    "az",
    "sw",
    "so",
    "hr",
    "sl",
    "sk",
    "lt",
    "lv",
    "et",
    "id",
    "ms",
    "vi",
    "af",
    "eu",
    "gl",
    "mt",
    "ht",
    "cy",
    "ga",
)
_ARABIC: Final = ("ar", "fa", "ur", "ps", "ug")
_CYRILLIC: Final = ("ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn")
_BY_SCRIPT: Final = {"LATIN": _LATIN, "ARABIC": _ARABIC, "CYRILLIC": _CYRILLIC}
_ONLY: Final = {
    "GREEK": "el",
    "HEBREW": "he",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "ETHIOPIC": "am",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
    "DEVANAGARI": "hi",
    "THAI": "th",
    "MYANMAR": "my",
}
_MARGIN: Final = 0.15
_SAMPLE: Final = 20_000
_LEAST_LETTERS: Final = 12
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class LanguageGuess:
    """``lang`` as BCP 47, or None where the text is too short or the answer too close; ``note`` says why."""

    lang: str | None
    note: str | None = None

    @property
    def readable(self) -> bool:
        """True for the languages that are read: French, English, Arabic."""
        return self.lang in READABLE


def detect_language(text: str) -> LanguageGuess:
    """The language of ``text``, judged on its first 20,000 characters and, where longer, a middle part."""
    sample = text if len(text) <= _SAMPLE else text[: _SAMPLE // 2] + text[len(text) // 2 :][: _SAMPLE // 2]
    scripts: Counter[str] = Counter()
    for character, count in Counter(c for c in sample if c.isalpha()).items():
        scripts[_script(character)] += count
    total = sum(scripts.values())
    if total < _LEAST_LETTERS:
        return LanguageGuess(None, "too few letters to tell the language")
    script, count = scripts.most_common(1)[0]
    if script == "CJK" and (scripts["HIRAGANA"] + scripts["KATAKANA"]) * 10 > total:
        script = "HIRAGANA"
    if count * 2 < total:
        return LanguageGuess(None, "several scripts and none prevails")
    if script in _ONLY:
        return _told(_ONLY[script])
    candidates = _BY_SCRIPT.get(script)
    if candidates is None:
        return LanguageGuess("und", f"the script {script.lower()} is not read")
    words = " ".join(w for w in _WORD.findall(sample) if _script(w[0]) == script)
    return _classify(words, script)


def _classify(words: str, script: str) -> LanguageGuess:
    ranked = _identifier(script).rank(words)
    (best, score), (second, other) = ranked[0], ranked[1]
    if score - other >= _MARGIN:
        return _told(best)
    if best in READABLE and second not in READABLE and score > other:
        return LanguageGuess(best, f"{best} by a narrow margin over {second}")
    return LanguageGuess(None, f"the language cannot be told: {best} or {second}")


def load_classifiers() -> None:
    """Load the classifier of every script: each is unpacked into a temporary file, which a confined process may not
    write."""
    for script in _BY_SCRIPT:
        _identifier(script)


def _told(lang: str) -> LanguageGuess:
    return LanguageGuess(lang, None if lang in READABLE else f"the language {lang} is not read")


@cache
def _identifier(script: str) -> Any:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_BY_SCRIPT[script])
    return identifier


@cache
def _script(character: str) -> str:
    return unicodedata.name(character, "UNKNOWN").split()[0].split("-")[0]
