"""The page of the day: what came in since a moment, what needs a person, what is due, and what changed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from litestar import Response, get

from trucewatch.errors import InputError
from trucewatch.pipeline import last_day
from trucewatch.record.base64_text import to_base64
from trucewatch.reporting.commission import open_motions
from trucewatch.store import IncidentChanges, IncidentFilter
from trucewatch.vocabulary.commission_report import AnswerLine, CommissionSection, DecisionLine, DocketLine
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.tracking import Obligation
from trucewatch.web.desk.queue import queue_counts, waiting_for_linking
from trucewatch.web.docket import namer, procedure_now
from trucewatch.web.following import tracking_on
from trucewatch.web.language import phrases
from trucewatch.web.page import AnyRequest, answer, query, words_of
from trucewatch.web.site import Site
from trucewatch.web.vouching import head_rank

__all__ = ["ROUTES", "answers_open", "moment_of", "obligations_due", "since_day"]

_ROWS: Final = 10
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NO_CHANGE: Final = IncidentChanges((), (), ())


@dataclass(frozen=True)
class OpenAnswer:
    """An answer that a party owes, with the case in which it owes it."""

    case: DocketLine
    answer: AnswerLine

    @property
    def overdue(self) -> bool:
        """Whether its deadline is past."""
        return self.answer.state == "no_response"


@get("/today", sync_to_thread=True, include_in_schema=False)
def today_page(request: AnyRequest) -> Response[str]:
    """What a person looks at first in the morning."""
    words = words_of(request)
    site = words.site
    since = since_day(site, query(request).get("since"))
    head = site.head()
    named = phrases(words.lang)
    context: dict[str, Any] = {
        "entry_name": lambda kind: named.get(f"entry_{kind}", kind),
        "since": since.isoformat(),
        **_came_in(site, site.store.first_entry_since(moment_of(site, since))),
        "needs": _needs(site),
        "stale": waiting_for_linking(site.store),
        **_due(site),
        "head": head,
        "rank": head_rank(site.case.folder) if head else None,
        "root": to_base64(head.root) if head else "",
    }
    return answer(request, "today.html", context | {"party": namer(context["section"], words)})


def since_day(site: Site, asked: str | None) -> dt.date:
    """The local day asked for, else the day before that of the last entry.

    Raises :class:`InputError` for what is no day.
    """
    if asked:
        try:
            if not _DAY.fullmatch(asked):
                raise ValueError
            day = dt.date.fromisoformat(asked)
            _begins(site, day)
        except (ValueError, OverflowError) as error:
            raise InputError("the day is not readable", got=asked[:40], expected="YYYY-MM-DD") from error
        return day
    return _last_entry(site).astimezone(_zone(site)).date() - dt.timedelta(days=1)


def moment_of(site: Site, day: dt.date) -> str:
    """The first moment of a local day, as entries tell their time: RFC 3339, UTC."""
    return f"{_begins(site, day).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def answers_open(section: CommissionSection) -> tuple[OpenAnswer, ...]:
    """Answers that parties owe, by deadline: those overdue come first."""
    found = [OpenAnswer(line, a) for line in section.docket for a in line.answers if a.state != "answered"]
    return tuple(sorted(found, key=lambda o: (dt.datetime.fromisoformat(o.answer.deadline), o.case.ref)))


def obligations_due(obligations: tuple[Obligation, ...], day: str) -> tuple[Obligation, ...]:
    """Obligations with a deadline on ``day`` or later that nothing has met, the next deadline first."""
    open_ones = [o for o in obligations if o.due is not None and o.due[:10] >= day and o.state != "met"]
    return tuple(sorted(open_ones, key=lambda o: (o.due or "", o.id)))


def _came_in(site: Site, first: int | None) -> dict[str, Any]:
    """What the entries from ``first`` on brought; nothing where there is none."""
    store = site.store
    entries = () if first is None else store.entries_by_type(first)
    changes = _NO_CHANGE if first is None else store.incident_changes(first)
    outcomes = () if first is None else store.outcomes_changed(first)
    return {
        "entries": entries,
        "entered": sum(number for _, number in entries),
        "documents": 0 if first is None else store.documents_new(first),
        "methods": () if first is None else store.received_by_method(first),
        "submissions": dict(entries).get("submission", 0),
        "changes": changes,
        "new": _named(site, changes.new),
        "revised": _named(site, changes.revised),
        "withdrawn": changes.withdrawn[:_ROWS],
        "outcomes": outcomes[:_ROWS],
        "outcomes_total": len(outcomes),
    }


def _named(site: Site, ids: tuple[str, ...]) -> tuple[Incident, ...]:
    return site.store.incidents_named(ids[:_ROWS])


def _needs(site: Site) -> list[tuple[str, int, str]]:
    """What waits for a person: the words, how many, and where they are; empty where no one list holds them."""
    store = site.store
    queues = queue_counts(store)
    shown = ("low", "contradicting", "proposed", "waiting", "undated")
    undated = store.incidents(IncidentFilter(undated="only"), limit=0).total
    return [
        *((f"desk_queue_{name}", queues[name], f"/desk?queue={name}") for name in shown),
        ("unread", len(store.unread()), "/documents#unread"),
        ("undated", undated, "/incidents?undated=only"),
        ("disputed_count", store.count_disputed(), ""),
    ]


def _due(site: Site) -> dict[str, Any]:
    """Answers, obligations and votes that run, each as of its own clock: the wall's, and the last day told of."""
    now = site.clock()
    day = site.remembered.get("last_day", lambda: last_day(site.case, site.store))
    section = procedure_now(site)
    motions: tuple[tuple[DecisionLine, str | None], ...] = open_motions(site.case, site.store, now)
    return {
        "section": section,
        "answers": answers_open(section),
        "motions": motions,
        "as_of": day,
        "obligations": obligations_due(tracking_on(site, day).obligations, day),
    }


def _last_entry(site: Site) -> dt.datetime:
    """When the last entry claims to have been made; the clock's time where that is not told or not readable."""
    told = site.store.last_claimed()
    try:
        return dt.datetime.fromisoformat(told) if told else site.clock()
    except ValueError:
        return site.clock()


def _begins(site: Site, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), _zone(site)).astimezone(dt.UTC)


def _zone(site: Site) -> ZoneInfo:
    return ZoneInfo(site.case.settings.time_zone)


ROUTES: Final = (today_page,)
