"""Days counted from publication or from the story: *il y a trois semaines*, *two days later*."""

from __future__ import annotations

import datetime as dt
from itertools import chain

from trucewatch.reading.times_days import back, month_span, year_span
from trucewatch.reading.times_moments import Moment, Moments

__all__ = ["Counted"]

_DAY = dt.timedelta(days=1)
_NOT_AGO = frozenset({"من", "علي"})  # *قبل يومين من الذكرى*: before something else, not before today


class Counted:
    """Reads a number and a unit of time with what tells where they lead."""

    def __init__(self, moments: Moments) -> None:
        self.moments = moments
        self.tokens, self.atoms = moments.tokens, moments.atoms
        self.arabic = moments.text.lang == "ar"

    def count(self, i: int, stop: int) -> tuple[int, int] | None:
        """The token behind a number and its value."""
        if i >= stop:
            return None
        if self.tokens[i].kind == "number":
            return (i + 1, int(self.tokens[i].lower)) if len(self.tokens[i].lower) <= 3 else None
        return self.atoms.get(i, "number")

    def length(self, i: int, stop: int) -> tuple[int, int, int] | None:
        """*trois semaines*, *يومين*: the token behind, how many, the unit in days (0 for hours and minutes)."""
        dual = self.atoms.get(i, "pair") if i < stop else None
        if dual is not None:
            return dual[0], 2, dual[1]
        number = self.count(i, stop)
        if number is None or number[0] >= stop:
            return None
        unit = self.atoms.get(number[0], "unit")
        if unit is not None:
            return unit[0], number[1], unit[1]
        hours = self.atoms.get(number[0], "hours")
        return (hours[0], number[1], 0) if hours is not None else None

    def length_or_one(self, i: int, stop: int) -> tuple[int, int, int] | None:
        """As :meth:`length`; an Arabic unit alone is one (*قبل أسبوع*)."""
        found = self.length(i, stop)
        if found is None and self.arabic and i < stop:
            unit = self.atoms.get(i, "unit")
            return (unit[0], 1, unit[1]) if unit is not None else None
        return found

    def ago(self, i: int, stop: int) -> Moment | None:
        """*il y a trois semaines* (from publication), *trois jours plus tard*, *two days earlier* (from the story)."""
        before = self.atoms.get(i, "ago_before")
        if before is not None:
            length = self.length_or_one(before[0], stop)
            if length is None or not length[2]:
                return None
            if self.arabic and length[0] < stop and self.tokens[length[0]].fold in _NOT_AGO:
                return None
            return self._moved(i, length[0], self.moments.published, length[1], length[2], "ago")
        length = self.length(i, stop)
        if length is None or length[0] >= stop:
            return None
        last, count, unit = length
        ago, later, earlier = (self.atoms.get(last, k) for k in ("ago_after", "later", "earlier"))
        if ago is not None and unit:
            return self._moved(i, ago[0], self.moments.published, count, unit, "ago")
        if later is None and earlier is None:
            return None
        base, end = self.moments.story.day or self.moments.published, (later or earlier or (last, 0))[0]
        if not unit:  # hours: the same day, unless a whole day or more
            count, unit = count // 24, 1
        moment = self._moved(i, end, base, -count if later else count, unit, "later" if later else "earlier")
        moment.story = self.moments.story.day is not None
        return moment

    def _moved(self, first: int, last: int, base: dt.date | None, count: int, unit: int, rule: str) -> Moment:
        day = back(base, count, unit) if base is not None else None
        if day is not None and unit >= 365:
            return Moment(first, last, *year_span(day.year), "year", rule)
        if day is not None and unit >= 30:
            return Moment(first, last, *month_span(day.year, day.month), "month", rule)
        return Moment(first, last, day, day, "day", rule)

    def since(self, i: int, j: int, stop: int) -> Moment | None:
        """*depuis une semaine*, *منذ ثلاثة أسابيع*: open from so long before publication."""
        length = self.length_or_one(j, stop)
        if length is None:
            return None
        last, count, unit = length
        if unit == 0:
            return Moment(i, last, None, None, "open", "length", duration=True)
        return self._open(i, last, count, unit)

    def _open(self, first: int, last: int, count: int, unit: int) -> Moment:
        base = self.moments.published
        if self.told_here(first) and self._then(first):
            base = self.moments.story.day  # *rétablie le 4 février; ils en étaient privés depuis une semaine*
        return Moment(first, last, back(base, count, unit) if base else None, None, "open", "length", since=True)

    def consecutive(self, i: int, stop: int) -> Moment | None:
        """*pour le quatrième jour consécutif*: since three days ago."""
        order = self.atoms.get(i, "ordinal")
        number, last = (order[1], order[0]) if order is not None else self._written_order(i, stop)
        if not number:
            return None
        around = chain(range(i - 1, i), range(last, min(last + 3, stop)))
        day = next((u for k in around if (u := self.atoms.get(k, "unit")) and u[1] == 1), None)
        end = next((e for k in range(last, min(last + 3, stop)) if (e := self.atoms.get(k, "consecutive"))), None)
        if end is None and any((b := self.atoms.get(i - n, "nth_before")) and b[0] == i for n in (1, 2)):
            end = day  # *for a third day*
        if day is None or end is None:
            return None
        base = self.moments.published
        start = base - (number - 1) * _DAY if base is not None else None
        return Moment(i, max(end[0], day[0]), start, None, "open", "consecutive", since=True)

    def _written_order(self, j: int, stop: int) -> tuple[int, int]:
        """*17th*, *4e*."""
        token = self.tokens[j]
        if token.kind != "number" or len(token.lower) > 2 or j + 1 >= stop:
            return 0, j
        ending = self.tokens[j + 1]
        return (int(token.lower), j + 2) if ending.start == token.end and ending.kind == "word" else (0, j)

    def window(self, i: int, stop: int) -> Moment | None:
        """*ces dernières 24 heures*, *the past three days*, *الساعات الـ24 الماضية*: up to publication."""
        if self.moments.phrase(i, stop) is not None:
            return None
        within = self.atoms.get(i, "within")
        j = within[0] if within is not None else i
        past, count, unit, hours = False, None, None, False
        while j < stop and j - i < 8:
            number = self.count(j, stop) if count is None else None
            kinds = self.atoms.kinds(j)
            last, found = kinds.get("past"), kinds.get("unit") or kinds.get("hours")
            link = kinds.get("on") or kinds.get("of")
            if last is not None and not past:
                past, j = True, last[0]
            elif unit is None and found is not None:
                unit, hours, j = found[1], "unit" not in kinds, found[0]
            elif number is not None:
                j, count = number
            elif link is not None and count is None:
                j = link[0]
            else:
                break
            if past and unit is not None and count is not None:
                break
        if unit is None or not (past or (within is not None and count is not None)):
            return None
        if count is None and (hours or self.arabic or self.tokens[j - 1].lower.endswith("s")):
            return None
        if not past and (not hours or self.moments.outlook.ahead(i, j)):
            return None
        return self._window(i, j, stop, 1 if count is None else count, unit, hours=hours)

    def _window(self, i: int, j: int, stop: int, count: int, unit: int, *, hours: bool) -> Moment | None:
        if hours:
            if not unit or count % 24 or not count:
                return None
            count, unit = count // 24, 1
        inside = self.moments.month(self.atoms.skip(j, stop, "of"), stop, located=True)
        if inside is not None and inside.end is not None and unit < 30:  # *the last ten days of October*
            start = back(inside.end, count * unit - 1, 1)
            return Moment(i, inside.last, start, inside.end, "range", "window", anchored=inside.anchored)
        base = self.moments.published
        return Moment(i, j, back(base, count, unit) if base is not None else None, base, "range", "window")

    def of_noun(self, i: int, stop: int) -> Moment | None:
        """*cinq jours d'affrontements*: they ended on the story's day, or go on at publication."""
        length = self.length(i, stop)
        if length is None or length[2] not in (1, 7) or length[0] + 1 >= stop:
            return None
        last, count, unit = length
        of = self.atoms.get(last, "of")
        if of is None or self.tokens[of[0]].kind != "word" or self.moments.at(of[0], stop) is not None:
            return None
        end = self.moments.story.day or self.moments.published
        if end is None or self.moments.outlook.ahead(i, last):
            return None
        return Moment(i, last, back(end, count * unit - 1, 1), end, "range", "lasting", story=True, of_noun=True)

    def from_noun(self, i: int, stop: int) -> Moment | None:
        """*deux jours après la trêve*, *بعد أربعة أيام من دخول*, *à deux jours d'un sommet*: its day."""
        beside = self.atoms.get(i, "beside_noun")
        if beside is not None and beside[0] < stop:
            return self._other(i, beside[0], beside[1], 1)
        lead = self.atoms.get(i, "apart_before")
        length = self.length_or_one(lead[0], stop) if lead is not None else self.length(i, stop)
        if length is None or length[2] not in (1, 7) or length[0] >= stop:
            return None
        last, count, unit = length
        if lead is not None:
            behind, sign = self.atoms.get(last, "apart_of"), lead[1]
        else:
            behind = self.atoms.get(last, "apart")
            sign = behind[1] if behind is not None else 0
        if behind is None or behind[0] >= stop or self.moments.at(behind[0], stop) is not None:
            return None
        if self.atoms.get(behind[0], "lasting_noun") is not None:
            return None
        if lead is None and any((o := self.atoms.get(i - n, "of")) and o[0] == i for n in (1, 2)):
            return None  # *une trêve de six semaines avant le ramadan*
        return self._other(i, last, sign * count, unit)

    def _other(self, first: int, last: int, count: int, unit: int) -> Moment:
        base = self.moments.story.day if self.told_here(first) else self.moments.published
        day = back(base, count, unit) if base is not None else None
        return Moment(first, last, day, day, "day", "apart", story=self.told_here(first), of_noun=True)

    def told_near(self, i: int) -> bool:
        """Was the story's day told in the sentence of token ``i`` or in one of the two before it?"""
        sentence = self.moments.text.sentence(self.tokens[i].start).index
        return self.moments.story.day is not None and self.moments.story.sentence >= sentence - 2

    def told_here(self, i: int) -> bool:
        """Was the story's day told in the sentence of token ``i``?"""
        return self.moments.story.sentence == self.moments.text.sentence(self.tokens[i].start).index

    def _then(self, i: int) -> bool:
        """Is the verb before a token in the imperfect or the pluperfect, that of what went before the story?"""
        sentence = self.moments.text.sentence(self.tokens[i].start)
        before = self.moments.text.verbs_in(sentence.start, self.tokens[i].start)
        return bool(before) and before[-1].tense in ("imperfect", "pluperfect")

    def duration(self, i: int, stop: int) -> Moment | None:
        """*pendant deux heures*: a length, no position; *for three weeks* beside a perfect is open to today."""
        lasting = self.atoms.get(i, "lasting")
        first = lasting[0] if lasting is not None else i
        length = self.length(first, stop)
        if length is None:
            return None
        last, count, unit = length
        if lasting is not None and unit and self._perfect(i):
            return self._open(i, last, count, unit)
        return Moment(first, last, None, None, "range", "duration", duration=True)

    def _perfect(self, i: int) -> bool:
        """*have been waiting for three weeks*."""
        if self.moments.text.lang != "en":
            return False
        sentence = self.moments.text.sentence(self.tokens[i].start)
        before = self.moments.text.verbs_in(sentence.start, self.tokens[i].start)
        return bool(before) and before[-1].perfect and before[-1].tense == "past" and i - before[-1].last <= 6
