"""What is followed over time: obligations, control, contested figures, announced acts, reversals, effort."""

from __future__ import annotations

from datetime import date
from typing import Final

from litestar import Response, get
from litestar.exceptions import NotFoundException

from trucewatch.errors import InputError
from trucewatch.pipeline import follow, last_day
from trucewatch.vocabulary.tracking import Tracking
from trucewatch.web.page import AnyRequest, answer, query, site_of, words_of
from trucewatch.web.site import Site
from trucewatch.web.steps import step_chart

__all__ = ["ROUTES", "tracking_on"]


@get("/tracking", sync_to_thread=True, include_in_schema=False)
def tracking_page(request: AnyRequest) -> Response[str]:
    """Everything that is followed, as it stands on a day."""
    return answer(request, "tracking.html", {"t": _tracking(request)})


@get("/tracking/figures/{question_id:str}", sync_to_thread=True, include_in_schema=False)
def question_page(request: AnyRequest) -> Response[str]:
    """One question with every value given to it."""
    tracking = _tracking(request)
    wanted: str = request.path_params["question_id"]
    found = next((question for question in tracking.figures if question.id == wanted), None)
    if found is None:
        raise NotFoundException
    return answer(request, "question.html", {"q": found, "t": tracking, "chart": step_chart(found, words_of(request))})


def _tracking(request: AnyRequest) -> Tracking:
    site = site_of(request)
    asked = query(request).get("as_of") or last_day(site.case, site.store)
    try:
        day = date.fromisoformat(asked).isoformat()
    except ValueError as error:
        raise InputError("the day is not readable", got=asked[:40], expected="YYYY-MM-DD") from error
    return tracking_on(site, day)


def tracking_on(site: Site, day: str) -> Tracking:
    """What is followed, as it stands on a day; worked out once for each state of the record."""
    return site.remembered.get(("tracking", day), lambda: follow(site.case, site.store, as_of=day))


ROUTES: Final = (tracking_page, question_page)
