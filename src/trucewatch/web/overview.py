"""The first page: map, timeline, counts, what needs a person, and the head of the record."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from litestar import Response, get

from trucewatch.record.base64_text import to_base64
from trucewatch.store import IncidentFilter
from trucewatch.web.basemap import draw
from trucewatch.web.page import AnyRequest, answer, words_of
from trucewatch.web.timeline import timeline
from trucewatch.web.vouching import head_rank

__all__ = ["ROUTES"]

_ROWS: Final = 40


@get("/", sync_to_thread=True, include_in_schema=False)
def overview(request: AnyRequest) -> Response[str]:
    """The state of the case at a glance."""
    words = words_of(request)
    site = words.site
    store, every = site.store, IncidentFilter()
    rows = store.incidents(every, limit=_ROWS)
    documents = store.documents(limit=1).total
    period = site.case.settings.period
    head = site.head()
    counts = store.counts()
    needs = [
        ("disputed_count", store.count_disputed(), None),
        ("indeterminate_count", _indeterminate(store.count_incidents(every, "outcome")), "?outcome=indeterminate"),
        ("undated", store.incidents(replace(every, undated="only"), limit=1).total, "?undated=only"),
        ("unplaced_count", rows.total - store.count_drawn(every), None),
        ("low_count", store.count_claims(confidence="low"), None),
        ("troubles_count", len(store.troubles()), None),
    ]
    return answer(
        request,
        "overview.html",
        {
            "drawing": draw(every, words),
            "timeline": timeline(store.days(every), period.start, period.end),
            "rows": [i for i in rows.items if i.time.start or i.time.end],
            "total": rows.total,
            "families": [(code, number) for code, number in store.count_incidents(every, "family") if code],
            "counts": [
                ("incidents", rows.total, "/incidents"),
                ("claims", counts.get("claims", 0), None),
                ("documents", documents, "/documents"),
                ("assessments", counts.get("assessments", 0), None),
                ("duplicates", store.count_duplicates(), "/documents"),
                ("unread", counts.get("unread", 0), "/documents#unread"),
            ],
            "needs": needs,
            "head": head,
            "rank": head_rank(site.case.folder) if head else None,
            "root": to_base64(head.root) if head else "",
            "map_script": site.has_island("map.js"),
            "timeline_script": site.has_island("timeline.js"),
        },
    )


def _indeterminate(counts: tuple[tuple[str | None, int], ...]) -> int:
    return next((number for outcome, number in counts if outcome == "indeterminate"), 0)


ROUTES: Final = (overview,)
