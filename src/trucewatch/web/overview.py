"""The first page: map, timeline, counts, what needs a person, and the head of the record."""

from __future__ import annotations

from collections import Counter
from typing import Final

from litestar import Response, get

from trucewatch.case import CaseFolder
from trucewatch.errors import RecordError
from trucewatch.record.base64_text import to_base64
from trucewatch.record.cosigned import Rank, latest_cosigned
from trucewatch.record.trust_store import installed_roots
from trucewatch.store import IncidentFilter
from trucewatch.vocabulary.codes import load_code_list
from trucewatch.vocabulary.incidents import Incident
from trucewatch.web.basemap import draw
from trucewatch.web.geo import has_point
from trucewatch.web.page import AnyRequest, answer, words_of
from trucewatch.web.timeline import timeline

__all__ = ["ROUTES"]

_ROWS: Final = 100


@get("/", sync_to_thread=True, include_in_schema=False)
def overview(request: AnyRequest) -> Response[str]:
    """The state of the case at a glance."""
    words = words_of(request)
    site = words.site
    store = site.store
    found = store.incidents(IncidentFilter()).items
    documents = store.documents().items
    unread = store.unread()
    low = sum(1 for document in documents for c in store.claims_of(document.id) if c.confidence == "low")
    period = site.case.settings.period
    head = site.head()
    counts = store.counts()
    needs = [
        ("disputed_count", sum(1 for i in found if i.disputed), None),
        (
            "indeterminate_count",
            _indeterminate(store.count_incidents(IncidentFilter(), "outcome")),
            "?outcome=indeterminate",
        ),
        ("undated", sum(1 for i in found if not (i.time.start or i.time.end)), "?undated=only"),
        ("unplaced_count", sum(1 for i in found if not has_point(i)), None),
        ("low_count", low, None),
        ("troubles_count", len(store.troubles()), None),
    ]
    return answer(
        request,
        "overview.html",
        {
            "drawing": draw(found, words),
            "timeline": timeline(found, period.start, period.end),
            "rows": [i for i in found if i.time.start or i.time.end][:_ROWS],
            "total": len(found),
            "families": _families(found),
            "counts": [
                ("incidents", len(found), "/incidents"),
                ("claims", counts.get("claims", 0), None),
                ("documents", len(documents), "/documents"),
                ("assessments", counts.get("assessments", 0), None),
                ("duplicates", sum(1 for d in documents if d.duplicate), "/documents"),
                ("unread", len(unread), "/documents#unread"),
            ],
            "needs": needs,
            "head": head,
            "rank": _rank(site.case.folder) if head else None,
            "root": to_base64(head.root) if head else "",
            "map_script": site.has_island("map.js"),
            "timeline_script": site.has_island("timeline.js"),
        },
    )


def _rank(folder: CaseFolder) -> Rank | None:
    """How far parties vouch for the record, by the trust roots of the case; None where nobody cosigned."""
    try:
        roots = installed_roots(folder.trust)
        return latest_cosigned(folder.record, roots[-1].root if roots else None)
    except (RecordError, OSError):
        return None


def _indeterminate(counts: tuple[tuple[str | None, int], ...]) -> int:
    return next((number for outcome, number in counts if outcome == "indeterminate"), 0)


def _families(found: tuple[Incident, ...]) -> list[tuple[str, int]]:
    counted = Counter(incident.family for incident in found)
    return [(f.code, counted[f.code]) for f in load_code_list("acts").families if counted[f.code]]


ROUTES: Final = (overview,)
