"""The reader: a stored text in, claims out. Deterministic: same text, same rules, same bytes.

The layers run in one order: times, places, actors, figures, attributions, events, control, positions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from trucewatch.errors import UsageError
from trucewatch.places import Gazetteer
from trucewatch.reading.act_lexicon import load_act_lexicon
from trucewatch.reading.actor_lexicon import ActorLexicon
from trucewatch.reading.actors import ActorMention, find_actors
from trucewatch.reading.assemble import Findings, assemble
from trucewatch.reading.attribution import find_attributions
from trucewatch.reading.control import control_words, find_control
from trucewatch.reading.events import find_events
from trucewatch.reading.figures import figure_lexicons, find_figures
from trucewatch.reading.language_data import LANGUAGES
from trucewatch.reading.parsed import ParsedText, parse_text
from trucewatch.reading.phrases import PhraseIndex, matchers_of
from trucewatch.reading.place_lexicon import place_lexicon
from trucewatch.reading.places import find_places
from trucewatch.reading.positions import find_positions
from trucewatch.reading.speech import find_speech
from trucewatch.reading.speech_lexicon import speech_lexicon
from trucewatch.reading.stances import stance_lexicon
from trucewatch.reading.times import find_times
from trucewatch.vocabulary.actors import Actor, GazetteerPlace
from trucewatch.vocabulary.claims import Claim

__all__ = ["Reader", "Reading"]


@dataclass(frozen=True)
class Reading:
    """Claims of a text, with what lies beneath them, for the review desk and for tests."""

    claims: tuple[Claim, ...]
    parsed: ParsedText
    actors: tuple[ActorMention, ...]
    findings: Findings


class Reader:
    """Reads texts in the known languages with a set of actors and a gazetteer. Make it once, use it often."""

    def __init__(self, *, actors: Sequence[Actor], gazetteer: Gazetteer) -> None:
        self._actors = tuple(actors)
        self._gazetteer = gazetteer
        self._lexicons: dict[str, ActorLexicon] = {}
        self._phrases: dict[str, PhraseIndex] = {}

    @classmethod
    def general(cls) -> Reader:
        """A reader without a case: the built-in actors and the general gazetteer."""
        return cls(actors=(), gazetteer=Gazetteer.general())

    @classmethod
    def for_case(cls, *, actors: Iterable[Actor], places: Iterable[GazetteerPlace]) -> Reader:
        """A reader of a case: its actors and places over the built-in ones. An id of the case wins."""
        return cls(actors=tuple(actors), gazetteer=Gazetteer.with_theatre(tuple(places)))

    def read(self, text: str, *, document: str, lang: str, published: date | None) -> tuple[Claim, ...]:
        """The claims of ``text``. ``document`` is the SHA-256 of the raw bytes; ``published`` anchors relative dates.

        Raises :class:`UsageError` for a language without a lexicon.
        """
        return self.read_closely(text, document=document, lang=lang, published=published).claims

    def read_closely(self, text: str, *, document: str, lang: str, published: date | None) -> Reading:
        """As :meth:`read`, with all that the layers found."""
        if lang not in LANGUAGES:
            raise UsageError(f"texts in {lang!r} cannot be read", expected=", ".join(LANGUAGES), got=lang)
        parsed = parse_text(text, lang)
        if not parsed.sentences:
            return Reading((), parsed, (), Findings())
        lexicon = self._lexicon(lang)
        self._phrases[lang].read(parsed.tokens)
        times = find_times(parsed, published=published)
        places = find_places(parsed, self._gazetteer)
        actors = find_actors(parsed, lexicon)
        figures = find_figures(parsed, actors=actors, times=times)
        speech = find_speech(parsed, actors)
        attributions = find_attributions(parsed, actors, lexicon, speech=speech)
        events = find_events(
            parsed,
            actors=actors,
            places=places,
            times=times,
            figures=figures,
            attributions=attributions,
            published=published,
        )
        control = find_control(parsed, actors=actors, places=places, times=times, figures=figures)
        positions = find_positions(parsed, actors, attributions, speech=speech)
        findings = Findings(times, places, figures, attributions, events, positions, control)
        return Reading(assemble(parsed, findings, document=document), parsed, actors, findings)

    def _lexicon(self, lang: str) -> ActorLexicon:
        if lang not in self._lexicons:
            self._lexicons[lang] = ActorLexicon(lang, self._actors)
            lexicons = (load_act_lexicon(lang), speech_lexicon(lang), stance_lexicon(lang), place_lexicon(lang))
            others = (*figure_lexicons(lang), control_words(lang))
            self._phrases[lang] = PhraseIndex(matchers_of(self._lexicons[lang], *lexicons, *others))
        return self._lexicons[lang]
