"""Compound expressions of time: ranges, nights, since and until, parts of a day."""

from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from trucewatch.reading.times_counted import Counted
from trucewatch.reading.times_days import date_of
from trucewatch.reading.times_lexicon import WordKind
from trucewatch.reading.times_moments import Moment, Moments

__all__ = ["Spans"]

_DASHES = frozenset("-–")
_DAY = dt.timedelta(days=1)
_JOINERS: tuple[WordKind, ...] = ("to", "or", "and")
# The kinds of words with which a reading can begin.
_COUNTS = frozenset({"beside_noun", "apart_before", "ago_before", "pair", "number", "lasting"})
_WINDOWS = frozenset({"within", "past", "number", "unit", "hours", "on", "of"})
_LEADS = frozenset({"night", "night_alone", "night_before", "since", "since_date", "until", "from"})
_SEASONS = frozenset({"season_before", "season"})


class Spans:
    """Reads what stands at a token, the longest reading first."""

    def __init__(self, moments: Moments) -> None:
        self.moments = moments
        self.counted = Counted(moments)
        self.tokens, self.atoms = moments.tokens, moments.atoms

    def at(self, i: int, stop: int) -> Moment | None:
        """The time that begins at token ``i``, or null."""
        if not self.moments.possible(i):
            return None
        kinds, token = self.atoms.kinds(i), self.tokens[i]
        number = token.kind == "number"
        day = number or "ordinal" in kinds
        count = number or not _COUNTS.isdisjoint(kinds)
        # each reading is tried only where a word stands with which it can begin
        found = self.counted.consecutive(i, stop) if day else None
        if found is None and (number or not _WINDOWS.isdisjoint(kinds)):
            found = self.counted.window(i, stop)
        if found is None and not _LEADS.isdisjoint(kinds):
            found = self._night(i, stop) or self._since(i, stop) or self._until(i, stop) or self._opened(i, stop)
        found = found or self._plain(i, stop)
        if found is None and count:
            found = self.counted.from_noun(i, stop) or self.counted.ago(i, stop) or self.counted.of_noun(i, stop)
        if found is None and "part" in kinds:
            found = self._part(i, stop)
        if found is None and (day or "bare_day" in kinds):
            found = self.moments.bare_day(i, stop)
        if found is None and not _SEASONS.isdisjoint(kinds):
            found = self._season(i, stop)
        if found is None and count:
            found = self.counted.duration(i, stop)
        return found

    def _plain(self, i: int, stop: int) -> Moment | None:
        """One moment, with a second one joined to it and the part of its day."""
        short = self._number_first(i, stop)
        if short is not None:
            return short
        moment = self.moments.at(i, stop)
        return None if moment is None else self._joined(self._with_part(moment, stop), stop)

    # -- ranges ----------------------------------------------------------------------------------

    def _joiner(self, j: int, stop: int) -> tuple[str, int] | None:
        """``to``, ``and``, ``or`` or a dash at token ``j``, and the token behind."""
        if j >= stop:
            return None
        if self.tokens[j].lower in _DASHES:
            return "to", j + 1
        for kind in _JOINERS:
            hit = self.atoms.get(j, kind)
            if hit is not None:
                return kind, hit[0]
        if self.tokens[j].fold.startswith("و") and len(self.tokens[j].forms) > 1:
            return "and", j
        return None

    def _number_first(self, i: int, stop: int) -> Moment | None:
        """*20 au 22 octobre*, *27 et 28 janvier*, *1-10 November*: the first day is a bare number."""
        number = self.moments.words.day_number(i)
        if number is None:
            return None
        j = self.moments.words.behind_number(i, stop)
        joined = self._joiner(j, stop)
        if joined is None:
            return None
        behind = self.atoms.skip(joined[1], stop, "on")
        second = self.moments.date(behind, stop) or (self.moments.bare_day(behind, stop) if behind < stop else None)
        if second is None or second.day is None:
            return None
        if second.start is None:
            return replace(second, first=i, precision="range", rule="range")
        year, month = second.start.year, second.start.month
        if number > second.day:
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        start = date_of(year, month, number)
        return replace(second, first=i, start=start, precision="range", rule="range", day=None) if start else None

    def _joined(self, moment: Moment, stop: int, *, opened: bool = False) -> Moment:
        """*mardi ou mercredi*, *dimanche et lundi*, *October 3-5*, *février et juin*, *2012-2016*."""
        if moment.precision not in ("day", "part_of_day", "month", "year"):
            return moment
        joined = self._joiner(moment.last, stop)
        if joined is None:
            return moment
        kind, k = joined
        k = self.atoms.skip(k, stop, "on")
        if k >= stop:
            return moment
        second = self._same_month(moment, k, stop, kind) or self._second(moment, k, stop)
        if second is None or not _kin(moment, second):
            return moment
        second = self._with_part(second, stop)
        if kind == "and" and not opened and not _adjacent(moment, second):
            return moment
        return _range(moment, second)

    def _second(self, moment: Moment, k: int, stop: int) -> Moment | None:
        if moment.precision == "month":
            return self.moments.month(k, stop, located=True)
        if moment.precision == "year":
            return self.moments.bare_year(k, stop)
        return self.moments.at(k, stop)

    def _same_month(self, moment: Moment, k: int, stop: int, kind: str) -> Moment | None:
        """*Feb. 16-17*: the second day is a bare number of the same month."""
        number = self.moments.words.day_number(k) if self.tokens[k].kind == "number" else None
        if number is None or moment.day is None or moment.start is None or kind == "or":
            return None
        if self.moments.date(k, stop) is not None or number <= moment.day:
            return None
        counted = k + 1 < stop and self.tokens[k + 1].kind == "word" and not self.atoms.any(k + 1)
        if counted and kind != "to":
            return None
        day = date_of(moment.start.year, moment.start.month, number)
        return Moment(k, k + 1, day, day, "day", "date", day=number) if day is not None else None

    def _opened(self, i: int, stop: int) -> Moment | None:
        """*du 20 au 22 octobre*, *entre février et juin*, *from Monday to Friday*."""
        opener = self.atoms.get(i, "from")
        if opener is None:
            return None
        j = self._into(opener[0], stop)
        if j >= stop or not self.moments.possible(j):
            return None
        short = self._number_first(j, stop)
        if short is not None:
            return replace(short, first=i)
        moments = self.moments
        moment = moments.at(j, stop) or moments.month(j, stop, located=True) or moments.bare_year(j, stop)
        if moment is None:
            return None
        joined = self._joined(self._with_part(moment, stop), stop, opened=True)
        return replace(joined, first=i) if joined.rule == "range" else None

    # -- nights ------------------------------------------------------------------------------------

    def _night(self, i: int, stop: int) -> Moment | None:
        """*dans la nuit de mercredi à jeudi*, *overnight into Thursday*, *ليل الأربعاء الخميس*: two days."""
        hit, alone = self.atoms.get(i, "night"), self.atoms.get(i, "night_alone")
        before = self.atoms.get(i, "night_before")
        if before is not None:
            day = self.moments.story.day or self.moments.published
            return Moment(i, before[0], day - _DAY if day else None, day, "range", "night_before", story=True)
        if hit is not None:
            into = self.atoms.get(hit[0], "into") is not None
            j = self.atoms.skip(hit[0], stop, "into", "from", "of", "on")
            days = self._night_days(i, j, stop, into=into)
            if days is not None:
                return days
        if alone is None:
            return None
        base = self.moments.published
        start = base - _DAY if base is not None else None
        return Moment(i, alone[0], start, base, "range", "night_alone")

    def _night_days(self, first: int, j: int, stop: int, *, into: bool) -> Moment | None:
        if j >= stop:
            return None
        short = self._number_first(j, stop) or self._bare_numbers(j, stop)
        if short is not None:
            return replace(short, first=first, rule="night")
        one = self.moments.at(j, stop)
        if one is None or one.precision not in ("day", "range"):
            return None
        if one.precision == "range":
            return replace(one, first=first, rule="night")
        joined = self._joiner(one.last, stop)
        k = self.atoms.skip(joined[1] if joined is not None else one.last, stop, "on")
        other = self.moments.at(k, stop) if k < stop else None
        if other is not None and other.rule in ("weekday", "date", "offset"):
            start, end = one.start, other.end
            if start is not None and end is not None and not 0 <= (end - start).days <= 2:
                start = end - _DAY
            return Moment(first, other.last, start, end, "range", "night")
        if one.start is None:
            return Moment(first, one.last, None, None, "range", "night")
        start = one.start - _DAY if into else one.start
        return Moment(first, one.last, start, start + _DAY, "range", "night")

    def _bare_numbers(self, j: int, stop: int) -> Moment | None:
        """*ليل 12 إلى 13*, *the night of 12-13*: two days without their month."""
        one, base = self.moments.words.day_number(j), self.moments.published
        joined = self._joiner(j + 1, stop) if one is not None else None
        if one is None or joined is None or base is None or self.tokens[j].kind != "number":
            return None
        other = self.moments.words.day_number(joined[1])
        if other is None:
            return None
        month = base if other <= base.day else base.replace(day=1) - _DAY
        end = date_of(month.year, month.month, other)
        return Moment(j, joined[1] + 1, end - _DAY, end, "range", "night") if end is not None else None

    # -- since, until --------------------------------------------------------------------------------

    def _since(self, i: int, stop: int) -> Moment | None:
        """*depuis vendredi*, *since 2011*, *منذ ثلاثة أسابيع*: the end is open."""
        hit, dated = self.atoms.get(i, "since"), self.atoms.get(i, "since_date")
        last = (hit or dated or (stop, 0))[0]
        if last >= stop:
            return None
        lasting = self.counted.since(i, last, stop) if hit is not None else None
        if lasting is not None:
            return lasting
        j = self._into(last, stop)
        midnight = self.atoms.get(j, "midnight")
        if midnight is not None and dated is not None:
            base = self.moments.story.day if self.counted.told_here(i) else self.moments.published
            day = base + _DAY if base is not None else None
            return Moment(i, midnight[0], day, day, "open", "midnight", since=True, story=self.counted.told_here(i))
        ranged = self._opened(i, stop)
        if ranged is not None:
            return ranged
        moments = self.moments
        inner = moments.at(j, stop) or moments.month(j, stop, located=True)
        inner = inner or (moments.bare_year(j, stop) if hit is not None else None)
        if inner is None or (hit is None and inner.precision == "year"):
            return None
        return replace(self._with_part(inner, stop), first=i, since=True, end=None)

    def _until(self, i: int, stop: int) -> Moment | None:
        """*jusqu'à mercredi*, *until 6 March*, *حتى ظهر الأربعاء*: the start is open."""
        hit, offset = self.atoms.get(i, "until"), self.atoms.get(i, "offset")
        if hit is None or hit[0] >= stop or (offset is not None and offset[0] > hit[0]):
            return None  # *avant hier*, without its hyphen
        j = self.atoms.skip(self._into(hit[0], stop), stop, "part", "of")
        inner = self.moments.at(j, stop) if j < stop else None
        if inner is None or inner.precision == "year":
            return None
        return replace(self._with_part(inner, stop), first=i, until=True, start=None)

    def _into(self, j: int, stop: int) -> int:
        """Past articles and *le mois de*, but not past the word that names the edge of a span."""
        while j < stop and self.atoms.get(j, "edge") is None:
            k = self.atoms.skip(j, stop, "on")
            hit = self.atoms.get(k, "month_before") if k == j else None
            if k == j and hit is None:
                return j
            j = hit[0] if hit is not None else k
        return j

    # -- parts of the day, seasons --------------------------------------------------------------------

    def _with_part(self, moment: Moment, stop: int) -> Moment:
        """*lundi soir*, *hier dans la matinée*."""
        if moment.precision != "day" or moment.last >= stop:
            return moment
        part = self.atoms.get(moment.last, "part") or self.atoms.get(moment.last, "midnight")
        if part is not None:
            moment.last, moment.precision = part[0], "part_of_day"
        return moment

    def _part(self, i: int, stop: int) -> Moment | None:
        """*dans la matinée de vendredi*, *late on Monday*, *فجر الثلاثاء*; some alone: the day of their sentence."""
        part = self.atoms.get(i, "part")
        if part is None:
            return None
        j = self.atoms.skip(part[0], stop, "part", "of", "on")
        day = self.moments.at(j, stop) if j < stop else None
        if day is not None and day.precision == "day":
            return self._joined(replace(day, first=i, precision="part_of_day"), stop)
        alone = self.atoms.get(i, "part_alone")
        if alone is None:
            return None
        here = self.counted.told_near(i)
        base = self.moments.story.day if here else self.moments.published
        if not here and self.moments.outlook.ahead(i, alone[0]):
            base = None
        return Moment(i, alone[0], base, base, "part_of_day", "part", story=here)

    def _season(self, i: int, stop: int) -> Moment | None:
        """*à l'été 2014*, *Ramadan*: found, so that nobody takes it for something else, and left unresolved."""
        before = self.atoms.get(i, "season_before")
        hit = self.atoms.get(before[0], "season") if before is not None else None
        hit = hit or self.atoms.get(i, "season")
        if hit is None or self.moments.text.verbs_in(self.tokens[hit[0] - 1].start, self.tokens[hit[0] - 1].end):
            return None
        last = hit[0]
        year = last < stop and self.moments.bare_year(last, stop) is not None
        if before is None and len(self.tokens[i].lower) <= 3 and not year:
            return None
        return Moment(i, last + (1 if year else 0), None, None, "range", "season")


def _range(one: Moment, other: Moment) -> Moment:
    start, end = one.start, other.end
    if start is None or end is None:
        return Moment(one.first, other.last, None, None, "range", "range")
    if start > end and one.rule == "weekday":
        start -= 7 * _DAY
    elif start > end and one.precision == "month" and one.anchored:
        start = start.replace(year=end.year if start.month <= end.month else end.year - 1)
    if start > end:
        return one
    anchored = one.anchored or other.anchored
    return Moment(one.first, other.last, start, end, "range", "range", anchored=anchored, story=one.story)


def _kin(one: Moment, other: Moment) -> bool:
    """Two days, two months or two years make a range; a day and a year do not."""
    days = ("day", "part_of_day")
    return one.precision == other.precision or (one.precision in days and other.precision in days)


def _adjacent(one: Moment, other: Moment) -> bool:
    """*dimanche et lundi*: days that follow one another, or two weekdays."""
    if one.start is None or other.start is None or one.end is None:
        return True
    gap = (other.start - one.end).days
    return 0 < gap <= 3 or (one.rule == "weekday" and other.rule == "weekday" and -6 <= gap <= 0)
