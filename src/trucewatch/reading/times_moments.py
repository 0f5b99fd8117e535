"""Single expressions of time: phrases, dates, weekdays, months and years, each anchored as its words say."""

from __future__ import annotations

import datetime as dt

from trucewatch.reading.parsed import ParsedText
from trucewatch.reading.times_days import (
    Edge,
    Span,
    date_of,
    edge_of,
    month_span,
    moved_month,
    week_span,
    weekday_near,
    weekend_span,
    with_year,
    year_span,
)
from trucewatch.reading.times_lexicon import Atoms, TimeLexicon, ValueKind, WordKind
from trucewatch.reading.times_moment import Moment, Story, spanning
from trucewatch.reading.times_outlook import Outlook
from trucewatch.reading.times_words import Words

__all__ = ["Moment", "Moments", "Story"]

_EDGES: tuple[Edge, ...] = ("start", "middle", "end")
_PHRASES: tuple[ValueKind, ...] = ("offset", "story", "week", "weekend", "month_from", "year_from")
_TURNS: tuple[WordKind, ...] = ("next", "last", "following")
_PHRASE_KINDS = frozenset(_PHRASES)
_DATES = frozenset({"weekday", "ordinal", "month"})
_WEEKDAYS = frozenset({"weekday", *_TURNS})


class Moments:
    """Finds one expression at a token. ``published`` anchors what is relative; without it nothing is guessed."""

    def __init__(self, text: ParsedText, published: dt.date | None, lexicon: TimeLexicon, story: Story) -> None:
        self.text, self.tokens, self.lexicon = text, text.tokens, lexicon
        self.published, self.story = published, story
        self.atoms = Atoms(text.tokens, lexicon)
        self.words = Words(text, self.atoms)
        self.outlook = Outlook(text, lexicon, self.atoms)
        self.edge_prefixes = tuple(lexicon.data.edge_prefixes)

    def possible(self, i: int) -> bool:
        """Can a time begin at token ``i`` at all?"""
        return self.atoms.any(i) or self.tokens[i].kind == "number" or "-" in self.tokens[i].lower

    def at(self, i: int, stop: int) -> Moment | None:
        """The time that begins at token ``i``, by the longest way to read it."""
        if i >= stop or not self.possible(i):
            return None
        kinds, token = self.atoms.kinds(i), self.tokens[i]
        number = token.kind == "number"
        # each reading is tried only where a word stands with which it can begin
        found = self.phrase(i, stop) if kinds else None
        if found is None and ("edge" in kinds or token.lower.startswith(self.edge_prefixes)):
            found = self.edge(i, stop)
        if found is None and number:
            found = self.numeric(i, stop)
        if found is None and (number or not _DATES.isdisjoint(kinds)):
            found = self.date(i, stop)
        if found is None and ("-" in token.lower or not _WEEKDAYS.isdisjoint(kinds)):
            found = self.weekday(i, stop)
        if found is None and "month" in kinds:
            found = self.month(i, stop)
        return self.year(i, stop) if found is None and number else found

    # -- phrases -------------------------------------------------------------------------------

    def phrase(self, i: int, stop: int) -> Moment | None:
        """*hier*, *la veille*, *cette semaine*, *le mois dernier*."""
        best: tuple[int, int, ValueKind] | None = None
        kinds = self.atoms.kinds(i)
        for kind in _PHRASES if not _PHRASE_KINDS.isdisjoint(kinds) else ():
            hit = kinds.get(kind)
            if hit is not None and hit[0] <= stop and (best is None or hit[0] > best[0]):
                best = (hit[0], hit[1], kind)
        if best is None:
            return None
        last, value, kind = best
        if kind == "offset":
            if self.atoms.get(last, "not_after_today") is not None or self.atoms.get(last, "ordinal") is not None:
                return None
            return self._with_weekday(self._moved(i, last, self.published, value, "offset"), stop)
        if kind == "story":
            base = self.story.day or self.published
            return self._moved(i, last, base, value, "story", story=self.story.day is not None)
        if self.published is None:
            return Moment(i, last, None, None, "range", kind)
        if kind in ("week", "weekend"):
            span = (week_span if kind == "week" else weekend_span)(self.published, value)
            return spanning(i, last, span, "week" if kind == "week" else "range", kind)
        if kind == "month_from":
            return spanning(i, last, month_span(*moved_month(self.published, value)), "month", kind)
        return spanning(i, last, year_span(self.published.year + value), "year", kind)

    def _moved(
        self, first: int, last: int, base: dt.date | None, days: int, rule: str, *, story: bool = False
    ) -> Moment:
        day = base + dt.timedelta(days=days) if base else None
        return Moment(first, last, day, day, "day", rule, story=story)

    def _with_weekday(self, moment: Moment, stop: int) -> Moment:
        """*اليوم الثلاثاء*, *hier lundi*: the name of the day repeats what is already said."""
        j = moment.last
        if j < stop and self.tokens[j].lower == ",":
            j += 1
        named = self.atoms.get(j, "weekday") if j < stop else None
        if named is None or (moment.start is not None and moment.start.weekday() != named[1]):
            return moment
        moment.last = named[0]
        after = self.date(j, stop)
        if after is not None and after.last > moment.last and after.start in (None, moment.start):
            moment.last = after.last
        return moment

    def edge(self, i: int, stop: int) -> Moment | None:
        """*fin août*, *mi-octobre*, *early 2015*, *début de l'année*."""
        token = self.tokens[i]
        for prefix, name in self.lexicon.data.edge_prefixes.items():
            if token.lower.startswith(prefix) and len(token.lower) > len(prefix):
                month = self.lexicon.value("month", token.lower[len(prefix) :])
                if month is not None:
                    year, last = self._year_behind(i + 1, stop)
                    return self._edged(i, last, self._month_of(month, year, i), name, anchored=year is None)
        hit = self.atoms.get(i, "edge")
        if hit is None or hit[0] >= stop:
            return None
        inner = self._inside_edge(self.atoms.skip(hit[0], stop, "of", "month_before"), stop)
        if inner is None or inner.precision not in ("month", "year", "week"):
            return None
        span = (inner.start, inner.end) if inner.start and inner.end else None
        return self._edged(i, inner.last, span, _EDGES[hit[1]], anchored=inner.anchored)

    def _inside_edge(self, j: int, stop: int) -> Moment | None:
        found = self.phrase(j, stop) or self.month(j, stop, located=True) or self._this(j, stop)
        if found is not None or j >= stop or not self.words.is_year(j) or self.words.counts(j, stop):
            return found
        return spanning(j, j + 1, year_span(int(self.tokens[j].lower)), "year", "year", anchored=False)

    def _this(self, j: int, stop: int) -> Moment | None:
        """*de l'année*, *of the month*: that of publication."""
        hit = self.atoms.get(j, "in_edge") if j < stop else None
        if hit is None or self.published is None:
            return None
        day, (last, unit) = self.published, hit
        if unit == 7:
            return spanning(j, last, week_span(day, 0), "week", "week")
        if unit == 30:
            return spanning(j, last, month_span(day.year, day.month), "month", "month")
        return spanning(j, last, year_span(day.year), "year", "year")

    def _edged(self, first: int, last: int, span: Span | None, edge: Edge, *, anchored: bool) -> Moment:
        if span is None:
            return Moment(first, last, None, None, "range", "edge")
        return spanning(first, last, edge_of(span, edge), "range", "edge", anchored=anchored)

    # -- dates ---------------------------------------------------------------------------------

    def numeric(self, i: int, stop: int) -> Moment | None:
        """*2016-12-05*, *05/12/2016*. Day before month, unless the calendar or publication says otherwise."""
        tokens = self.tokens
        if i + 4 >= stop or tokens[i].kind != "number" or tokens[i + 1].lower not in "-/.":
            return None
        texts = [tokens[k].lower for k in range(i, i + 5)]
        if texts[1] != texts[3] or not (texts[2].isdigit() and texts[4].isdigit()):
            return None
        if any(tokens[k].end != tokens[k + 1].start for k in range(i, i + 4)):
            return None
        if len(texts[0]) == 4:
            day = date_of(int(texts[0]), int(texts[2]), int(texts[4]))
        elif len(texts[4]) == 4:
            day = self._ordered(int(texts[0]), int(texts[2]), int(texts[4]))
            if day is None and max(int(texts[0]), int(texts[2])) <= 12:
                return Moment(i, i + 5, None, None, "day", "numeric_order")
        else:
            return None
        return Moment(i, i + 5, day, day, "day", "numeric", anchored=False) if day else None

    def _ordered(self, one: int, other: int, year: int) -> dt.date | None:
        first, second = date_of(year, other, one), date_of(year, one, other)
        if first is None or second is None or first == second or not self.lexicon.data.month_first:
            return first or second
        if self.published is not None and (first > self.published) != (second > self.published):
            return second if first > self.published else first
        return None

    def date(self, i: int, stop: int) -> Moment | None:
        """*lundi 3 octobre 2016*, *October 3, 2016*, *3 أكتوبر 2016*, *الخامس من تشرين الأول*."""
        j, weekday = i, self.atoms.get(i, "weekday")
        if weekday is not None:
            j = weekday[0]
            while j < stop and self.tokens[j].lower == ",":
                j += 1
            j = self.atoms.skip(j, stop, "on")
        if j >= stop:
            return None
        named = weekday[1] if weekday is not None else None
        number = self.words.day_number(j)
        if number is not None:
            k = self.atoms.skip(self.words.behind_number(j, stop), stop, "of", "month_before")
            month = self.words.month_name(k, stop)
            if month is not None:
                return self._dated(i, month[0], number, month[1], named, stop)
            return self._weekday_number(i, j, number, named, stop) if named is not None else None
        month = self.words.month_name(j, stop) if self.text.lang == "en" else None
        if month is None or month[0] >= stop:
            return None
        number = self.words.day_number(month[0])
        if number is None or self.words.decimal(month[0]):
            return None
        return self._dated(i, self.words.behind_number(month[0], stop), number, month[1], named, stop)

    def _weekday_number(self, first: int, j: int, number: int, weekday: int, stop: int) -> Moment | None:
        """*samedi 23*: a day of this month or of the ones beside it, where the calendar agrees with the weekday."""
        k = self.words.behind_number(j, stop)
        ends = k >= stop or self.tokens[k].kind == "mark" or self.atoms.get(k, "after_bare_day") is not None
        if not ends or self.published is None or self.tokens[j].kind != "number" or self.words.decimal(j):
            return None
        months = (0, 1, -1) if self.outlook.ahead(first, k) else (0, -1, 1)
        for step in months:
            year, month = moved_month(self.published, step)
            day = date_of(year, month, number)
            if day is not None and day.weekday() == weekday:
                return Moment(first, k, day, day, "day", "weekday_number", day=number)
        return None

    def _dated(self, first: int, last: int, day: int, month: int, weekday: int | None, stop: int) -> Moment | None:
        year, after = self._year_behind(last, stop)
        if year is not None:
            found = date_of(year, month, day)
            return Moment(first, after, found, found, "day", "date", anchored=False, day=day) if found else None
        if self.published is None:
            return Moment(first, last, None, None, "day", "date", day=day)
        found = with_year(self.published, month, day, ahead=self.outlook.ahead(first, last), weekday=weekday)
        return Moment(first, last, found, found, "day", "date", day=day) if found else None

    def bare_day(self, i: int, stop: int) -> Moment | None:
        """*signalée le 4*, *le 12 du mois courant*, *الثاني عشر من الشهر الجاري*: a day of the month alone."""
        told = self.atoms.get(i, "bare_day")
        j = told[0] if told is not None else i
        number = self.words.day_number(j) if j < stop else None
        if number is None:
            return None
        k = self.words.behind_number(j, stop)
        if told is not None and any(self.date(k + n, stop) for n in (1, 2) if k + n < stop):
            return None  # *les 27 et 28 janvier*: a range begins at the number
        month = self.phrase(self.atoms.skip(k, stop, "of"), stop)
        if month is not None and month.precision == "month":
            day = date_of(month.start.year, month.start.month, number) if month.start else None
            return Moment(i, month.last, day, day, "day", "bare_day", day=number)
        ends = k >= stop or self.tokens[k].lower in ".,;:)»" or self.atoms.get(k, "after_bare_day") is not None
        if told is None or not ends or self.tokens[j].kind != "number" or self.words.decimal(j):
            return None
        base, ahead = self.published, self.outlook.ahead(i, k)
        if base is None:
            return Moment(i, k, None, None, "day", "bare_day", day=number)
        here = number >= base.day if ahead else number <= base.day
        year, month_number = moved_month(base, 0 if here else 1 if ahead else -1)
        day = date_of(year, month_number, number)
        return Moment(i, k, day, day, "day", "bare_day", day=number) if day else None

    def weekday(self, i: int, stop: int) -> Moment | None:
        """*lundi*, *mardi prochain*, *last Friday*, *le lundi suivant*."""
        turn = self._turn(i)
        j = turn[1] if turn is not None else i
        named = self.atoms.get(j, "weekday") if j < stop else None
        if named is None:
            return self._weekday_pair(i)
        last, weekday = named
        behind = self._turn(last) if last < stop and turn is None else None
        if behind is not None:
            turn, last = behind, behind[1]
        mode = turn[0] if turn is not None else ""
        if self.published is None:
            return Moment(i, last, None, None, "day", "weekday")
        if mode == "following" and self.story.day is not None:
            day = weekday_near(self.story.day, weekday, ahead=True, strictly=True)
            return Moment(i, last, day, day, "day", "weekday.following", story=True)
        ahead = mode == "next" or (not mode and self.outlook.ahead(i, last))
        day = weekday_near(self.published, weekday, ahead=ahead, strictly=bool(mode))
        return Moment(i, last, day, day, "day", f"weekday.{mode}" if mode else "weekday")

    def _turn(self, i: int) -> tuple[str, int] | None:
        kinds = self.atoms.kinds(i)
        for kind in _TURNS if kinds else ():
            hit = kinds.get(kind)
            if hit is not None:
                return kind, hit[0]
        return None

    def _weekday_pair(self, i: int) -> Moment | None:
        """*lundi-mardi*: one word with a hyphen."""
        parts = self.tokens[i].lower.split("-")
        if len(parts) != 2:
            return None
        one, other = (self.lexicon.value("weekday", part) for part in parts)
        if one is None or other is None:
            return None
        if self.published is None:
            return Moment(i, i + 1, None, None, "range", "weekday")
        end = weekday_near(self.published, other, ahead=False)
        return Moment(i, i + 1, weekday_near(end, one, ahead=False, strictly=True), end, "range", "weekday")

    # -- months and years ------------------------------------------------------------------------

    def month(self, i: int, stop: int, *, located: bool = False) -> Moment | None:
        """*en septembre*, *October 2016*, *شباط/فبراير الماضي*. A bare name needs a word before it."""
        found = self.words.month_name(i, stop)
        if found is None:
            return None
        last, month = found
        year, after = self._year_behind(last, stop)
        if year is not None:
            return spanning(i, after, month_span(year, month), "month", "month", anchored=False)
        token = self.tokens[i]
        capital = self.lexicon.data.capital_months
        if (token.capital and not capital and i) or (capital and self.text.lang == "en" and not token.capital):
            return None
        turn = self._turn(last) if last < stop else None
        if turn is not None:
            last, located = turn[1], True
        before = self._turn(i - 1) if i else None
        if not located and before is None and not self._introduced(i):
            return None
        mode = (turn or before or ("", 0))[0]
        return spanning(i, last, self._month_of(month, None, i, mode=mode), "month", "month")

    def _introduced(self, i: int) -> bool:
        for length in (1, 2, 3):
            hit = self.atoms.get(i - length, "month_before")
            if hit is not None and hit[0] == i:
                return True
        return self.text.lang == "ar" and self.tokens[i].fold[:1] in "بل" and len(self.tokens[i].forms) > 1

    def _month_of(self, month: int, year: int | None, i: int, *, mode: str = "") -> Span | None:
        if year is not None:
            return month_span(year, month)
        if self.published is None:
            return None
        base = self.published
        ahead = mode == "next" or (mode != "last" and self.outlook.ahead(i, i + 1))
        if month > base.month and not ahead:
            return month_span(base.year - 1, month)
        if month < base.month and ahead:
            return month_span(base.year + 1, month)
        return month_span(base.year - (1 if month == base.month and mode == "last" else 0), month)

    def year(self, i: int, stop: int) -> Moment | None:
        """*en 2014*: four digits behind a word that leads to a year, and no noun that they count."""
        if not self.words.is_year(i):
            return None
        for length in (1, 2, 3):
            sure = self.atoms.get(i - length, "year_before")
            unsure = self.atoms.get(i - length, "year_before_noun")
            if (sure is not None and sure[0] == i) or (unsure is not None and unsure[0] == i):
                if self.words.counts(i, stop):
                    return None
                return spanning(i, i + 1, year_span(int(self.tokens[i].lower)), "year", "year", anchored=False)
        return None

    def bare_year(self, j: int, stop: int) -> Moment | None:
        """Four digits where the words around already ask for a year (*depuis 2011*, *2012 à 2016*)."""
        if j >= stop or not self.words.is_year(j) or self.words.counts(j, stop):
            return None
        return spanning(j, j + 1, year_span(int(self.tokens[j].lower)), "year", "year", anchored=False)

    def _year_behind(self, i: int, stop: int) -> tuple[int | None, int]:
        j = i
        while j < stop and (self.tokens[j].lower == "," or self.atoms.get(j, "of") is not None):
            j += 1
        hit = self.atoms.get(j, "year_before") if j < stop and self.text.lang == "ar" else None
        j = hit[0] if hit is not None else j
        if j < stop and self.words.is_year(j) and not (j > i and self.words.counts(j, stop)):
            return int(self.tokens[j].lower), j + 1
        relative = self.phrase(j, stop) if j < stop else None
        if relative is not None and relative.rule == "year_from" and relative.start is not None:
            return relative.start.year, relative.last
        return None, i
