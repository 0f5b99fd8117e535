"""Times as a newspaper reader resolves them: local dates, both inclusive, anchored to the day of publication.

A bare weekday is the most recent one up to publication, unless the words look ahead. *La veille* and
*the next day* hang on the story's last date. Without a day of publication relative times are found and
stay unresolved, and so do seasons and feasts. Words and examples are data (``times.yaml``).
"""

from __future__ import annotations

import datetime as dt

from trucewatch.reading.found import FoundTime
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.times_clock import Clock, clock_at
from trucewatch.reading.times_lexicon import time_lexicon
from trucewatch.reading.times_moments import Moment, Moments, Story
from trucewatch.reading.times_spans import Spans

__all__ = ["find_times"]

_HEAD = 90  # characters within which a dispatch has its dateline
_DASHES = (" - ", " – ", "--")


def find_times(text: ParsedText, *, published: dt.date | None) -> tuple[FoundTime, ...]:
    """All time expressions in order, none overlapping another."""
    story = Story()
    moments = Moments(text, published, time_lexicon(text.lang), story)
    spans = Spans(moments)
    dateline = _dateline(text)
    found: list[FoundTime] = []
    index, behind = 0, 0
    for i in moments.atoms.candidates(text.tokens):
        while i >= text.sentences[index].last:
            index, behind = index + 1, 0
        sentence = text.sentences[index]
        moment = _with_clock(spans, i, sentence.last) if i >= behind else None
        if moment is None:
            continue
        found.append(_found(text, moment))
        if text.tokens[moment.first].start >= dateline:
            _tell(story, moment, sentence.index, published)
        behind = moment.last
    return tuple(found)


def _dateline(text: ParsedText) -> int:
    """Where the dateline ends: its date tells when the dispatch was sent, not where the story stands."""
    head = text.view.text[:_HEAD]
    return max((at for mark in _DASHES if (at := head.find(mark)) >= 0), default=0)


def _tell(story: Story, moment: Moment, sentence: int, published: dt.date | None) -> None:
    """The day of a moment becomes the story's day, for what follows; what is still to come is not told."""
    if moment.start is None or moment.duration or moment.until or moment.of_noun:
        return
    if published is not None and moment.start > published:
        return
    if moment.precision in ("day", "part_of_day", "instant", "range") or moment.day is not None:
        story.day, story.sentence = moment.start, sentence


def _with_clock(spans: Spans, i: int, stop: int) -> Moment | None:
    """A moment with the time of day beside it: *lundi 23h50*, *at 5 a.m. on Tuesday*."""
    moments = spans.moments
    tokens, atoms = moments.tokens, moments.atoms
    moment = spans.at(i, stop)
    if moment is None or (moment.duration and moment.rule == "duration"):
        clock = clock_at(tokens, atoms, i, stop)
        return _clocked(spans, clock, stop) if clock is not None else moment
    if moment.precision not in ("day", "part_of_day", "open") or moment.duration:
        return moment
    j = moment.last
    bracket = j < stop and tokens[j].lower == "("
    if j < stop and tokens[j].lower in ",(":
        j += 1
    behind = clock_at(tokens, atoms, j, stop, beside_day=True) if j < stop else None
    if behind is None:
        return moment
    moment.last = behind.last
    if bracket and moment.last < stop and tokens[moment.last].lower == ")":
        moment.last += 1
    moment.clock = behind.time + behind.offset
    if moment.precision != "open":
        moment.precision = "instant"
    return moment


def _clocked(spans: Spans, clock: Clock, stop: int) -> Moment:
    """A time of day, and the day behind it; alone it belongs to the day of its sentence."""
    moments = spans.moments
    j = clock.last
    while j < stop and moments.tokens[j].lower == ",":
        j += 1
    j = moments.atoms.skip(j, stop, "on", "of", "part")
    day = moments.at(j, stop) if j < stop else None
    time = clock.time + clock.offset
    if day is not None and day.precision in ("day", "part_of_day"):
        day.first, day.clock, day.precision = clock.first, time, "instant"
        return day
    here = moments.story.sentence == moments.text.sentence(moments.tokens[clock.first].start).index
    known = moments.story.day if here else moments.published
    if not here and moments.outlook.ahead(clock.first, clock.last):
        known = None
    return Moment(clock.first, clock.last, known, known, "instant", "clock", story=here, clock=time)


def _found(text: ParsedText, moment: Moment) -> FoundTime:
    open_start, open_end = moment.until or moment.duration, moment.since or moment.duration
    suffix = ".since" if moment.since else ".until" if moment.until else ""
    return FoundTime(
        start=text.tokens[moment.first].start,
        end=text.tokens[moment.last - 1].end,
        value_start=None if open_start else _written(moment.start, moment.clock),
        value_end=None if open_end else _written(moment.end, moment.clock),
        precision="open" if moment.since or moment.until else moment.precision,
        rules=(f"times.{text.lang}.{moment.rule}{suffix}",),
        anchored=moment.anchored,
        from_story=moment.story,
        duration=moment.duration,
        since=moment.since,
        of_next=moment.of_noun,
    )


def _written(day: dt.date | None, clock: str) -> str | None:
    if day is None:
        return None
    return f"{day.isoformat()}T{clock}" if clock else day.isoformat()
