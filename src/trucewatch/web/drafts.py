"""Draft texts: their versions and amendments, two versions side by side, and the vote with its explanations."""

from __future__ import annotations

from typing import Final

from litestar import Response, get
from litestar.exceptions import NotFoundException

from trucewatch.commission import DraftFile, DraftVersion, Proceedings, proceedings, side_by_side
from trucewatch.reporting.commission import decision_line
from trucewatch.web.docket import namer, procedure_now
from trucewatch.web.page import AnyRequest, answer, query, site_of, words_of
from trucewatch.web.site import Site
from trucewatch.web.wording import in_language

__all__ = ["ROUTES"]


@get("/drafts", sync_to_thread=True, include_in_schema=False)
def draft_list(request: AnyRequest) -> Response[str]:
    """Every draft with what became of it."""
    site, words = site_of(request), words_of(request)
    p = _proceedings(site)
    section = procedure_now(site)
    rows = [(draft, [decision_line(p, p.puts[m], site.clock()) for m in draft.motions]) for draft in p.drafts.values()]
    return answer(request, "drafts.html", {"rows": rows, "party": namer(section, words)})


@get("/drafts/{ref:path}", sync_to_thread=True, include_in_schema=False)
def draft_page(request: AnyRequest) -> Response[str]:
    """One draft; ``from`` and ``to`` choose versions, ``with`` the last version of another draft."""
    site, words = site_of(request), words_of(request)
    p = _proceedings(site)
    draft = p.drafts.get(str(request.path_params["ref"]).strip("/"))
    if draft is None:
        raise NotFoundException
    asked = query(request)
    other = p.drafts.get(asked.get("with", ""))
    first = _version(draft, asked.get("from"), 0)
    second = other.versions[-1] if other is not None else _version(draft, asked.get("to"), -1)
    section = procedure_now(site)
    now = site.clock()
    context = {
        "draft": draft,
        "other": other,
        "first": first,
        "second": second,
        "rows": side_by_side(in_language(first.text, words.lang), in_language(second.text, words.lang)),
        "amendments": [decision_line(p, p.puts[ref], now) for ref in _with_theirs(p, draft)],
        "motions": [decision_line(p, p.puts[ref], now) for ref in draft.motions],
        "others": [d for d in p.drafts.values() if d.ref != draft.ref],
        "exercise": draft.act.body in section.exercises,
        "party": namer(section, words),
    }
    return answer(request, "draft.html", context)


def _with_theirs(p: Proceedings, draft: DraftFile) -> list[str]:
    """The amendments to a draft, each followed by those to itself."""
    return [ref for first in draft.amendments for ref in (first, *p.puts[first].amendments)]


def _proceedings(site: Site) -> Proceedings:
    return proceedings(site.store.acts(), site.case.bodies, site.case.instruments, site.case.actors)


def _version(draft: DraftFile, asked: str | None, default: int) -> DraftVersion:
    chosen = [v for v in draft.versions if asked is not None and str(v.number) == asked]
    return chosen[0] if chosen else draft.versions[default]


ROUTES: Final = (draft_list, draft_page)
