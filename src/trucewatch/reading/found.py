"""What the layers of the reader find, in view offsets, before it becomes claims.

Each layer takes a :class:`ParsedText` and what lower layers found, and returns a tuple of these in
text order. ``rules`` are ids of the rules that fired (``figures.fr.at_least``); ``confidence`` is the
class the rule declares. Codes are those of the interchange (``vocabulary/claims.py``).
"""

from __future__ import annotations

from msgspec import Struct

from trucewatch.reading.actors import ActorMention
from trucewatch.vocabulary.claims import (
    Abstention,
    ActorRole,
    Confidence,
    ControlStatus,
    EventStatus,
    Measure,
    PlacePrecision,
    Polarity,
    ProtectedObject,
    Qualifier,
    Stance,
    TimePrecision,
    Topic,
    Unit,
    WeaponCode,
    Who,
)

__all__ = [
    "FoundActor",
    "FoundAttribution",
    "FoundControl",
    "FoundEvent",
    "FoundFigure",
    "FoundPlace",
    "FoundPosition",
    "FoundTime",
    "FoundVoice",
    "PlaceChoice",
]


class FoundTime(Struct, frozen=True, gc=False):
    """A time expression ``[start, end)`` and what it means: local ISO dates, both inclusive, null if open.

    ``anchored`` is true when the value was computed from the date of publication, ``from_story`` when
    it was computed from another time of the text (*la veille*). ``duration`` marks an expression that
    is a length and no position in time (*pendant deux heures*): its values are null.
    ``of_next`` marks the time of what is named right behind it (*cinq jours d'affrontements*, *two days
    after the truce*), which is not that of the clause.
    """

    start: int
    end: int
    value_start: str | None
    value_end: str | None
    precision: TimePrecision
    rules: tuple[str, ...]
    anchored: bool = False
    from_story: bool = False
    duration: bool = False
    since: bool = False
    of_next: bool = False


class PlaceChoice(Struct, frozen=True, gc=False):
    """A gazetteer entry that a place name could mean; ``score`` between 0 and 1."""

    name: str
    id: str
    lat: float | None
    lon: float | None
    score: float


class FoundPlace(Struct, frozen=True, gc=False):
    """A place as named: ``[start, end)`` with its class word, ``[name_start, name_end)`` the name alone.

    ``locative`` is true when a preposition or a class word shows that something is *there*;
    a capital that stands for a government has ``metonym`` true and is no place of an event.
    ``near`` marks *près de*, *aux abords de*. ``id`` is null when the resolver abstained.
    ``relation`` is how the words lead to it: ``at``, ``from``, ``to``, ``of``, ``distance``, ``container``,
    ``dateline`` or empty. ``seat`` marks a town where governments and envoys sit.
    For *la ville* the span is that of these words, the name that of the place they mean.
    """

    start: int
    end: int
    name_start: int
    name_end: int
    id: str | None
    lat: float | None
    lon: float | None
    precision: PlacePrecision | None
    candidates: tuple[PlaceChoice, ...]
    rules: tuple[str, ...]
    locative: bool = False
    metonym: bool = False
    near: bool = False
    abstained: str | None = None
    relation: str = ""
    seat: bool = False


class FoundFigure(Struct, frozen=True, gc=False):
    """A number of the interchange: ``[start, end)`` covers qualifier, number and counted noun.

    ``what`` is a measure; ``state`` the words that tell it (*ont été tués*). ``subset_of`` and ``of``
    are indices into the tuple of figures of the text. ``side`` is who the counted belong to.
    ``total`` is true for a running total or a stock (*depuis*, *porte à*), false for the count of one
    occurrence; null when the words do not tell.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    low: int | float | None
    best: int | float | None
    high: int | float | None
    qualifier: Qualifier
    unit: Unit
    what: Measure
    rules: tuple[str, ...]
    who: Who | None = None
    side: FoundActor | None = None
    state: tuple[int, int] | None = None
    subset_of: int | None = None
    of: int | None = None
    total: bool | None = None
    confidence: Confidence = "high"


class FoundActor(Struct, frozen=True, gc=False):
    """An actor in a role. ``name`` is the text without article; ``id`` null when unknown.

    ``[start, end)`` is the name as it stands; ``derived_from`` names the slot it was taken from when
    the words stand elsewhere (the subject of an earlier clause).
    """

    name: str
    id: str | None
    start: int
    end: int
    role: ActorRole | None = None
    mention: ActorMention | None = None


class FoundVoice(Struct, frozen=True, gc=False):
    """One link of a chain of attribution, innermost first. ``cue`` is the word that attributes."""

    actor: FoundActor
    cue: str | None
    via: bool = False
    carried: bool = False


class FoundAttribution(Struct, frozen=True, gc=False):
    """Who says the content ``[start, end)``: several ranges of one text may overlap, the smallest wins.

    ``kind`` names the form (``direct``, ``indirect``, ``inverted``, ``according_to``, ``nominal``,
    ``accusation``, ``denial``, ``claim_of_responsibility``, ``carried``). ``polarity`` is that of the
    content in the mouth of the innermost voice (a denial: ``denied``).
    ``cue_start`` to ``cue_end`` is the attributing verb or preposition, ``lemma`` its lexicon entry.
    """

    start: int
    end: int
    voices: tuple[FoundVoice, ...]
    kind: str
    cue_start: int
    cue_end: int
    rules: tuple[str, ...]
    lemma: str | None = None
    polarity: Polarity = "asserted"
    hedged: bool = False
    confidence: Confidence = "high"


class FoundEvent(Struct, frozen=True, gc=False):
    """An event: ``[start, end)`` is the clause, ``[trigger_start, trigger_end)`` the word that tells the act."""

    start: int
    end: int
    trigger_start: int
    trigger_end: int
    act: str
    status: EventStatus
    rules: tuple[str, ...]
    actors: tuple[FoundActor, ...] = ()
    objects: tuple[tuple[ProtectedObject, int, int], ...] = ()
    weapon: tuple[WeaponCode, int, int] | None = None
    place: FoundPlace | None = None
    time: FoundTime | None = None
    polarity: Polarity = "asserted"
    hedged: bool = False
    confidence: Confidence = "medium"
    abstained: tuple[Abstention, ...] = ()
    place_level: str | None = None
    time_level: str | None = None


class FoundPosition(Struct, frozen=True, gc=False):
    """A stand: ``[start, end)`` covers the words that take it, ``quote`` the words inside quotation marks."""

    start: int
    end: int
    speaker: FoundActor
    stance: Stance
    topic: Topic
    rules: tuple[str, ...]
    title: tuple[int, int] | None = None
    body: tuple[int, int] | None = None
    toward: FoundActor | None = None
    quote: tuple[int, int] | None = None
    stance_span: tuple[int, int] | None = None
    topic_span: tuple[int, int] | None = None
    carried: bool = False
    confidence: Confidence = "medium"


class FoundControl(Struct, frozen=True, gc=False):
    """Who holds what: ``share`` is an index into the figures of the text."""

    start: int
    end: int
    holder: FoundActor | None
    status: ControlStatus
    rules: tuple[str, ...]
    place: FoundPlace | None = None
    share: int | None = None
    time: FoundTime | None = None
    status_span: tuple[int, int] | None = None
    confidence: Confidence = "medium"
