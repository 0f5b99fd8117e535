"""One act of speech, as the layers of attribution and positions read it."""

from __future__ import annotations

from msgspec import Struct

from trucewatch.reading.found import FoundActor
from trucewatch.reading.sentences import Quotation
from trucewatch.reading.speakers import Speaker
from trucewatch.reading.speech_lexicon import SpeechVerb
from trucewatch.reading.verbs import VerbGroup
from trucewatch.vocabulary.claims import Stance

__all__ = ["Speech"]


class Speech(Struct, frozen=True, gc=False):
    """One act of speech. ``content`` is what is said; ``start`` where its clause begins, speaker included."""

    kind: str
    sentence: int
    stance: Stance
    cue: tuple[int, int]
    speakers: tuple[Speaker, ...]
    content: tuple[int, int] | None
    start: int
    end: int
    quotes: tuple[Quotation, ...] = ()
    verb: SpeechVerb | None = None
    group: VerbGroup | None = None
    relay: FoundActor | None = None
    negated: bool = False
    carried: bool = False
    own: bool = False
    disputes: bool = False
    lead: int | None = None
