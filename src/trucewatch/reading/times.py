"""Times as a newspaper reader resolves them: local dates, both inclusive, anchored to the day of publication.

A bare weekday is the most recent one up to publication, unless the verb beside it is in the future.
*La veille* and *le lendemain* hang on the story's last date. Without a day of publication relative
times are found and stay unresolved. Names of days and months, and phrases, are data (``times.yaml``).
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from trucewatch.reading.found import FoundTime
from trucewatch.reading.language_data import load_lexicon
from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.phrases import PhraseMatcher
from trucewatch.reading.tokens import Token
from trucewatch.reading.view import fold_text, normalise
from trucewatch.vocabulary.claims import TimePrecision

__all__ = ["find_times"]


class TimeData(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``times.yaml`` of a language. Weekdays count from Monday (0); offsets are days from publication."""

    id: str
    source: str
    weekdays: dict[str, int]
    months: dict[str, int]
    offsets: dict[str, int]
    from_story: dict[str, int] = {}
    weeks: dict[str, int] = {}
    month_phrases: dict[str, int] = {}
    years: dict[str, int] = {}
    parts: tuple[str, ...] = ()
    night: tuple[str, ...] = ()
    next_words: tuple[str, ...] = ()
    last_words: tuple[str, ...] = ()
    since: tuple[str, ...] = ()
    from_words: tuple[str, ...] = ()
    to_words: tuple[str, ...] = ()
    or_words: tuple[str, ...] = ()
    ago_before: tuple[str, ...] = ()
    ago_after: tuple[str, ...] = ()
    units: dict[str, int] = {}
    numbers: dict[str, int] = {}
    edges: dict[str, str] = {}
    year_before: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    future_lemmas: tuple[str, ...] = ()
    future_words: tuple[str, ...] = ()
    month_first: bool = False


class _Lexicon:
    def __init__(self, lang: str) -> None:
        data = load_lexicon(lang, "times", TimeData)
        self.data = data
        self.weekdays = _table(data.weekdays)
        self.months = _table(data.months)
        self.units = _table(data.units)
        self.numbers = _table(data.numbers)
        self.phrases: PhraseMatcher[tuple[str, int]] = PhraseMatcher()
        for kind, entries in (
            ("offset", data.offsets),
            ("story", data.from_story),
            ("week", data.weeks),
            ("month", data.month_phrases),
            ("year", data.years),
        ):
            for phrase, value in entries.items():
                self.phrases.add(phrase, (kind, value))
        for kind, words in (
            ("ago_before", data.ago_before),
            ("ago_after", data.ago_after),
            ("since", data.since),
            ("night", data.night),
        ):
            for phrase in words:
                self.phrases.add(phrase, (kind, 0))
        self.edges: PhraseMatcher[str] = PhraseMatcher()
        for phrase, edge in data.edges.items():
            self.edges.add(phrase, edge)
        self.parts: PhraseMatcher[bool] = PhraseMatcher()
        for phrase in data.parts:
            self.parts.add(phrase, True)
        self.next_words = _folded(data.next_words)
        self.last_words = _folded(data.last_words)
        self.to_words = _folded(data.to_words)
        self.from_words = _folded(data.from_words)
        self.or_words = _folded(data.or_words)
        self.of = _folded(data.of)
        self.year_before = _folded(data.year_before)
        self.future_lemmas = frozenset(data.future_lemmas)
        self.future_words: PhraseMatcher[bool] = PhraseMatcher()
        for word in data.future_words:
            self.future_words.add(word, True)


def _table(entries: dict[str, int]) -> dict[str, int]:
    return {fold_text(normalise(key)): value for key, value in entries.items()}


def _folded(words: Sequence[str]) -> frozenset[str]:
    return frozenset(fold_text(normalise(word)) for word in words)


@lru_cache(maxsize=8)
def _lexicon(lang: str) -> _Lexicon:
    return _Lexicon(lang)


def find_times(text: ParsedText, *, published: dt.date | None) -> tuple[FoundTime, ...]:
    """All time expressions in order, none overlapping another."""
    return _Finder(text, published, _lexicon(text.lang)).all()


class _Point:
    """A resolved or unresolved expression over ``[first, last)`` tokens."""

    __slots__ = ("anchored", "end", "first", "last", "precision", "rule", "start", "story")

    def __init__(
        self,
        first: int,
        last: int,
        start: dt.date | None,
        end: dt.date | None,
        precision: TimePrecision,
        rule: str,
        *,
        anchored: bool = False,
        story: bool = False,
    ) -> None:
        self.first, self.last, self.start, self.end = first, last, start, end
        self.precision, self.rule, self.anchored, self.story = precision, rule, anchored, story


class _Finder:
    def __init__(self, text: ParsedText, published: dt.date | None, lexicon: _Lexicon) -> None:
        self.text = text
        self.tokens = text.tokens
        self.published = published
        self.lexicon = lexicon
        self.story: dt.date | None = None

    def all(self) -> tuple[FoundTime, ...]:
        found: list[FoundTime] = []
        for sentence in self.text.sentences:
            i = sentence.first
            while i < sentence.last:
                time = self._at(i, sentence.last)
                if time is None:
                    i += 1
                    continue
                found.append(self._found(*time))
                i = max(i + 1, time[0].last)
        return tuple(found)

    def _found(self, point: _Point, since: bool, duration: bool) -> FoundTime:
        start = point.start.isoformat() if point.start else None
        end = point.end.isoformat() if point.end else None
        precision = point.precision
        if since:
            precision = "open"
            end = None
        if point.start is not None and not since and not duration:
            self.story = point.start
        return FoundTime(
            start=self.tokens[point.first].start,
            end=self.tokens[point.last - 1].end,
            value_start=None if duration else start,
            value_end=None if duration else end,
            precision=precision,
            rules=(f"times.{self.text.lang}.{point.rule}{'.since' if since else ''}",),
            anchored=point.anchored,
            from_story=point.story,
            duration=duration,
            since=since,
        )

    def _at(self, i: int, stop: int) -> tuple[_Point, bool, bool] | None:
        match = self.lexicon.phrases.at(self.tokens, i, stop)
        kind = match.value[0][0] if match is not None else None
        if match is not None and kind == "since":
            inner = self._point(match.last, stop)
            if inner is not None:
                inner.first = i
                return inner, True, False
            return None
        point = self._point(i, stop)
        if point is not None:
            return self._ranged(point, stop), False, False
        duration = self._duration(i, stop)
        return (duration, False, True) if duration is not None else None

    # -- one expression ------------------------------------------------------------------------

    def _point(self, i: int, stop: int) -> _Point | None:
        match = self.lexicon.phrases.at(self.tokens, i, stop)
        if match is not None:
            kind, value = match.value[0]
            if kind == "night":
                return self._night(i, match.last, stop)
            if kind == "ago_before":
                return self._ago(i, match.last, stop)
            if kind not in ("ago_after", "since"):
                return self._with_part(self._phrase(kind, value, i, match.last), stop)
        edge = self.lexicon.edges.at(self.tokens, i, stop)
        if edge is not None:
            return self._edge(edge.value[0], i, edge.last, stop)
        return (
            self._iso(i, stop)
            or self._date(i, stop)
            or self._weekday(i, stop)
            or self._earlier(i, stop)
            or self._month(i, i, stop)
            or self._year(i, stop)
            or self._part(i, stop)
        )

    def _phrase(self, kind: str, value: int, first: int, last: int) -> _Point:
        base = self.published
        if kind == "story":
            day = self.story or base
            moved = day + dt.timedelta(days=value) if day else None
            return _Point(first, last, moved, moved, "day", "story", anchored=True, story=True)
        if base is None:
            return _Point(first, last, None, None, "day", kind, anchored=True)
        if kind == "offset":
            day = base + dt.timedelta(days=value)
            return _Point(first, last, day, day, "day", kind, anchored=True)
        if kind == "week":
            monday = base - dt.timedelta(days=base.weekday()) + dt.timedelta(days=7 * value)
            return _Point(first, last, monday, monday + dt.timedelta(days=6), "week", kind, anchored=True)
        if kind == "month":
            year, month = divmod(base.year * 12 + base.month - 1 + value, 12)
            return _span_of_month(first, last, year, month + 1, kind, anchored=True)
        return _Point(
            first,
            last,
            dt.date(base.year + value, 1, 1),
            dt.date(base.year + value, 12, 31),
            "year",
            kind,
            anchored=True,
        )

    def _night(self, first: int, i: int, stop: int) -> _Point | None:
        """*dans la nuit de mercredi à jeudi*: two days."""
        days: list[_Point] = []
        j = i
        while j < stop and len(days) < 2 and j - i < 6:
            day = self._weekday(j, stop) or self._date(j, stop)
            if day is None:
                j += 1
                continue
            days.append(day)
            j = day.last
        if not days:
            return None
        if len(days) == 2:
            start, end = days[0].start, days[1].end
            if start and end and start > end:
                start = end - dt.timedelta(days=1)
            return _Point(first, j, start, end, "range", "night", anchored=True)
        start = days[0].start
        end = start + dt.timedelta(days=1) if start else None
        return _Point(first, days[0].last, start, end, "range", "night", anchored=True)

    def _ago(self, first: int, i: int, stop: int) -> _Point | None:
        """*il y a trois semaines*: one day, counted back from publication."""
        count = self._count(i, stop)
        if count is None or count[1] >= stop:
            return None
        unit = self._unit(count[1])
        if unit is None:
            return None
        return self._back(first, count[1] + 1, count[0], unit, "ago")

    def _earlier(self, i: int, stop: int) -> _Point | None:
        """*three weeks ago*, *deux jours plus tôt*."""
        count = self._count(i, stop)
        if count is None or count[1] >= stop:
            return None
        unit = self._unit(count[1])
        if unit is None or count[1] + 1 >= stop:
            return None
        match = self.lexicon.phrases.at(self.tokens, count[1] + 1, stop)
        if match is None or match.value[0][0] != "ago_after":
            return None
        return self._back(i, match.last, count[0], unit, "ago")

    def _back(self, first: int, last: int, count: int, unit: int, rule: str) -> _Point:
        if self.published is None:
            return _Point(first, last, None, None, "day", rule, anchored=True)
        if unit >= 365:
            year = self.published.year - count
            return _Point(first, last, dt.date(year, 1, 1), dt.date(year, 12, 31), "year", rule, anchored=True)
        if unit == 30:
            year, month = divmod(self.published.year * 12 + self.published.month - 1 - count, 12)
            return _span_of_month(first, last, year, month + 1, rule, anchored=True)
        day = self.published - dt.timedelta(days=count * unit)
        return _Point(first, last, day, day, "day", rule, anchored=True)

    def _edge(self, edge: str, first: int, i: int, stop: int) -> _Point | None:
        """*fin août*, *mid-October*, *début 2015*."""
        month = self._month(i, i, stop)
        if month is None or month.start is None:
            return None
        start, end = month.start, month.end or month.start
        last_day = end.day
        days = {"start": (1, 10), "middle": (11, 20), "end": (21, last_day)}[edge]
        begin, finish = start.replace(day=days[0]), start.replace(day=min(days[1], last_day))
        return _Point(first, month.last, begin, finish, "range", "edge", anchored=month.anchored)

    def _iso(self, i: int, stop: int) -> _Point | None:
        tokens = self.tokens
        if i + 4 >= stop or tokens[i].kind != "number":
            return None
        texts = [tokens[k].lower for k in range(i, i + 5)]
        if not (texts[2].isdigit() and texts[4].isdigit()) or texts[1] != texts[3] or texts[1] not in "-/.":
            return None
        if len(texts[0]) == 4:
            order = (texts[0], texts[2], texts[4])
        elif len(texts[4]) == 4 and texts[1] != "-":
            order = (texts[4], texts[2], texts[0])
            if self.lexicon.data.month_first and int(texts[0]) <= 12:
                order = (texts[4], texts[0], texts[2])
        else:
            return None
        day = _date(int(order[0]), int(order[1]), int(order[2]))
        return _Point(i, i + 5, day, day, "day", "numeric") if day else None

    def _date(self, i: int, stop: int) -> _Point | None:
        """*lundi 3 octobre 2016*, *October 3, 2016*, *3 أكتوبر 2016*."""
        tokens = self.tokens
        j = i
        weekday = self._day_name(j)
        if weekday is not None:
            j += 1
            while j < stop and (tokens[j].lower == "," or tokens[j].fold in self.lexicon.of):
                j += 1
        if j < stop and tokens[j].fold in ("le", "the", "on", "يوم", "في"):
            j += 1
        number = self._day_number(j)
        if number is not None:
            k = j + 1
            if k < stop and tokens[k].lower in ("er", "st", "nd", "rd", "th"):
                k += 1
            while k < stop and tokens[k].fold in self.lexicon.of:
                k += 1
            month = self._month_name(k) if k < stop else None
            if month is not None:
                return self._dated(i, k + 1, number, month, stop)
            return None
        month = self._month_name(j) if j < stop else None
        if month is not None and j + 1 < stop and self.text.lang == "en":
            number = self._day_number(j + 1)
            if number is not None:
                k = j + 2
                if k < stop and tokens[k].lower in ("st", "nd", "rd", "th"):
                    k += 1
                return self._dated(i, k, number, month, stop)
        return None

    def _dated(self, first: int, last: int, day: int, month: int, stop: int) -> _Point | None:
        tokens = self.tokens
        last, month = self._second_month_name(last, stop, month)
        year, after = self._year_behind(last, stop)
        if year is not None:
            date = _date(year, month, day)
            return _Point(first, after, date, date, "day", "date") if date else None
        if self.published is None:
            return _Point(first, last, None, None, "day", "date", anchored=True)
        date = _date(self.published.year, month, day)
        if date is None:
            return None
        future = self._future(first)
        if date > self.published + dt.timedelta(days=20) and not future:
            date = _date(self.published.year - 1, month, day) or date
        elif future and date < self.published - dt.timedelta(days=180):
            date = _date(self.published.year + 1, month, day) or date
        del tokens
        return _Point(first, last, date, date, "day", "date", anchored=True)

    def _second_month_name(self, i: int, stop: int, month: int) -> tuple[int, int]:
        """*كانون الأول/ديسمبر*: the same month under both names."""
        if i < stop and self.tokens[i].fold in _SECOND_WORDS:
            i += 1
        if i + 1 < stop and self.tokens[i].lower in ("/", "("):
            other = self._month_name(i + 1)
            if other == month:
                closed = i + 2 < stop and self.tokens[i + 2].lower == ")"
                return (i + 3 if closed else i + 2), month
        return i, month

    def _year_behind(self, i: int, stop: int) -> tuple[int | None, int]:
        j = i
        while j < stop and (self.tokens[j].lower == "," or self.tokens[j].fold in self.lexicon.year_before):
            j += 1
        if j < stop and self._is_year(j):
            return int(self.tokens[j].lower), j + 1
        return None, i

    def _weekday(self, i: int, stop: int) -> _Point | None:
        weekday = self._day_name(i)
        if weekday is None:
            return None
        if self.text.lang == "ar" and self.tokens[i].fold in ("الاحد",) and i and self.tokens[i - 1].fold == "احد":
            return None
        last = i + 1
        modifier = 0
        before = self.tokens[i - 1].fold if i else ""
        following = self.tokens[last].fold if last < stop else ""
        first = i
        if following in self.lexicon.next_words or before in self.lexicon.next_words:
            modifier = 1
        elif following in self.lexicon.last_words or before in self.lexicon.last_words:
            modifier = -1
        if following in self.lexicon.next_words or following in self.lexicon.last_words:
            last += 1
        elif modifier:
            first = i - 1
        part = self.lexicon.parts.at(self.tokens, last, stop) if last < stop else None
        precision: TimePrecision = "day"
        if part is not None:
            last, precision = part.last, "part_of_day"
        day = self._resolve_weekday(weekday, modifier, i)
        return _Point(first, last, day, day, precision, "weekday", anchored=True)

    def _resolve_weekday(self, weekday: int, modifier: int, i: int) -> dt.date | None:
        base = self.published
        if base is None:
            return None
        back = (base.weekday() - weekday) % 7
        if modifier == 1 or (modifier == 0 and self._future(i)):
            ahead = (weekday - base.weekday()) % 7
            return base + dt.timedelta(days=ahead if modifier == 0 else ahead or 7)
        if modifier == -1 and back == 0:
            back = 7
        return base - dt.timedelta(days=back)

    def _future(self, i: int) -> bool:
        """Whether the verb nearest to a time, in its clause, looks ahead."""
        sentence = self.text.sentence(self.tokens[i].start)
        best: tuple[int, bool] | None = None
        for group in self.text.verbs_in(sentence.start, sentence.end):
            distance = max(group.first - i, i - group.last, 0)
            if any(t.lower in (";", "»", "«") for t in self.tokens[min(i, group.last) : max(i, group.first)]):
                distance += 12
            planned = group.modal in ("must", "plan", "future") and group.tense in (
                "imperfect",
                "conditional",
                "present",
            )
            ahead = group.tense == "future" or planned or (group.lemma or "") in self.lexicon.future_lemmas
            if best is None or distance < best[0]:
                best = (distance, ahead)
        near = range(max(sentence.first, i - 4), min(sentence.last, i + 3))
        if any(self.lexicon.future_words.at(self.tokens, k, sentence.last) is not None for k in near):
            return True
        return best is not None and best[1] and best[0] <= 14

    def _month(self, first: int, i: int, stop: int) -> _Point | None:
        tokens = self.tokens
        month = self._month_name(i) if i < stop else None
        if month is None:
            return None
        last, month = self._second_month_name(i + 1, stop, month)
        year, after = self._year_behind(last, stop)
        if self.text.lang == "en" and tokens[i].lower in ("may", "march") and not tokens[i].capital:
            return None
        if self.text.lang == "fr" and tokens[i].lower == "mars" and tokens[i].capital and year is None:
            return None
        if year is not None:
            return _span_of_month(first, after, year, month, "month")
        following = tokens[last].fold if last < stop else ""
        before = tokens[i - 1].fold if i else ""
        located = before in self.lexicon.year_before or before in self.lexicon.of or tokens[i - 1].lower in _IN
        if following in self.lexicon.last_words or before in self.lexicon.last_words:
            located = True
        if not located and self.text.lang != "ar" and not (self.text.lang == "en" and tokens[i].lower != "may"):
            return None
        if self.published is None:
            return _Point(first, last, None, None, "month", "month", anchored=True)
        chosen = self.published.year
        if month > self.published.month and not self._future(i):
            chosen -= 1
        elif month < self.published.month and self._future(i):
            chosen += 1
        return _span_of_month(first, last, chosen, month, "month", anchored=True)

    def _year(self, i: int, stop: int) -> _Point | None:
        if not self._is_year(i):
            return None
        before = self.tokens[i - 1] if i else None
        if before is None or before.fold not in self.lexicon.year_before:
            return None
        if i + 1 < stop and self.tokens[i + 1].kind == "word" and self.tokens[i + 1].lower in _COUNTED_AFTER_YEAR:
            return None
        year = int(self.tokens[i].lower)
        return _Point(i, i + 1, dt.date(year, 1, 1), dt.date(year, 12, 31), "year", "year")

    def _part(self, i: int, stop: int) -> _Point | None:
        """*dans la matinée de vendredi*: a part of the day before the day."""
        part = self.lexicon.parts.at(self.tokens, i, stop)
        if part is None:
            return None
        j = part.last
        while j < stop and self.tokens[j].fold in self.lexicon.of:
            j += 1
        day = self._weekday(j, stop) if j < stop else None
        if day is None:
            return None
        return _Point(i, day.last, day.start, day.end, "part_of_day", "part", anchored=True)

    def _with_part(self, point: _Point, stop: int) -> _Point:
        part = self.lexicon.parts.at(self.tokens, point.last, stop) if point.last < stop else None
        if part is not None and point.precision == "day":
            point.last, point.precision = part.last, "part_of_day"
        return point

    def _ranged(self, point: _Point, stop: int) -> _Point:
        """*du 20 au 22 octobre*, *mardi ou mercredi*, *from 13 to 22 December*."""
        j = point.last
        if j + 1 < stop and point.precision in ("day", "part_of_day"):
            word = self.tokens[j].fold
            ranged = word in self.lexicon.to_words and self._opened(point.first)
            if ranged or word in self.lexicon.or_words:
                other = self._date(j + 1, stop) or self._weekday(j + 1, stop)
                if other is not None and other.end is not None and point.start is not None and other.end > point.start:
                    return _Point(point.first, other.last, point.start, other.end, "range", "range", anchored=True)
        before = self._number_before(point)
        if before is not None and point.start is not None and before[1] < point.start.day:
            return _Point(
                before[0], point.last, point.start.replace(day=before[1]), point.end, "range", "range",
                anchored=point.anchored,
            )  # fmt: skip
        return point

    def _opened(self, first: int) -> bool:
        return first > 0 and self.tokens[first - 1].fold in self.lexicon.from_words

    def _number_before(self, point: _Point) -> tuple[int, int] | None:
        """The first day of *du 20 au 22 octobre*, which stands before the date as a bare number."""
        i = point.first
        if point.rule != "date" or i < 2 or self.tokens[i - 1].fold not in (self.lexicon.to_words | {"-", "–"}):
            return None
        number = self._day_number(i - 2)
        return (i - 2, number) if number is not None else None

    def _duration(self, i: int, stop: int) -> _Point | None:
        count = self._count(i, stop)
        if count is None or count[1] >= stop or self._unit(count[1]) is None:
            return None
        return _Point(i, count[1] + 1, None, None, "range", "duration")

    # -- words ---------------------------------------------------------------------------------

    def _day_name(self, i: int) -> int | None:
        return _of(self.tokens[i], self.lexicon.weekdays) if i < len(self.tokens) else None

    def _month_name(self, i: int) -> int | None:
        if i >= len(self.tokens):
            return None
        token = self.tokens[i]
        if self.text.lang == "ar" and i + 1 < len(self.tokens):
            for form in token.forms:
                found = self.lexicon.months.get(f"{form} {self.tokens[i + 1].fold}")
                if found is not None:
                    return found
            if i and token.fold in ("الاول", "الثاني"):
                return None
        return _of(token, self.lexicon.months)

    def _day_number(self, i: int) -> int | None:
        if i >= len(self.tokens) or i < 0:
            return None
        text = self.tokens[i].lower
        if self.tokens[i].kind == "number" and len(text) <= 2 and 1 <= int(text) <= 31:
            return int(text)
        return 1 if text in ("1er", "premier") else None

    def _is_year(self, i: int) -> bool:
        text = self.tokens[i].lower
        return self.tokens[i].kind == "number" and len(text) == 4 and 1900 <= int(text) <= 2100

    def _count(self, i: int, stop: int) -> tuple[int, int] | None:
        if i >= stop:
            return None
        token = self.tokens[i]
        if token.kind == "number" and len(token.lower) <= 3:
            return int(token.lower), i + 1
        for form in token.forms:
            if form in self.lexicon.numbers:
                return self.lexicon.numbers[form], i + 1
        return None

    def _unit(self, i: int) -> int | None:
        return _of(self.tokens[i], self.lexicon.units) if i < len(self.tokens) else None


_PLANNING = ("imperfect", "conditional", "present")
_SECOND_WORDS = frozenset({"الاول", "الثاني"})
_IN = frozenset({"en", "in", "of", "mois", "depuis", "since", "last", "this", "d'", "fin", "début", "mi"})
_COUNTED_AFTER_YEAR = frozenset({"personnes", "people", "civils", "civilians", "soldats", "soldiers", "شخص", "شخصا"})


def _of(token: Token, table: dict[str, int]) -> int | None:
    for form in token.forms:
        if form in table:
            return table[form]
    return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _span_of_month(first: int, last: int, year: int, month: int, rule: str, *, anchored: bool = False) -> _Point:
    end = calendar.monthrange(year, month)[1]
    return _Point(first, last, dt.date(year, month, 1), dt.date(year, month, end), "month", rule, anchored=anchored)
