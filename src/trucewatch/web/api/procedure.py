"""The commission: its docket, the acts in the order of the record, and what is followed over time."""

from __future__ import annotations

from typing import Final

from trucewatch.pipeline import follow, last_day
from trucewatch.store import Wanted
from trucewatch.vocabulary.commission import CommissionAct
from trucewatch.vocabulary.commission_report import DocketLine
from trucewatch.vocabulary.tracking import ControlSpan, FigureQuestion, Obligation, Tracking
from trucewatch.web.api.operation import Answer, Call, Operation, PathPart, operation
from trucewatch.web.api.paging import Listing, in_pages, sorted_page
from trucewatch.web.api.parameters import AsOf, LanguageOnly, Paged, PagedAsOf
from trucewatch.web.api.problem import RefusalError
from trucewatch.web.docket import procedure_now
from trucewatch.web.site import Site

__all__ = ["ROUTES"]


def _docket(call: Call) -> Answer:
    return sorted_page(call, _lines(call.site), lambda line: line.ref)


def _lines(site: Site) -> tuple[DocketLine, ...]:
    if not site.case.bodies:
        return ()
    return procedure_now(site).docket


def _case(call: Call) -> Answer:
    ref = call.part("ref").strip("/")
    found = next((line for line in _lines(call.site) if ref in (line.ref, line.number)), None)
    if found is None:
        raise RefusalError(404, "there is no such case")
    return Answer(found)


def _acts(call: Call) -> Answer:
    store = call.site.store
    return in_pages(call, lambda after, limit: store.in_log_order("act", Wanted(), after=after, limit=limit))


def _obligations(call: Call) -> Answer:
    return sorted_page(call, _tracking(call).obligations, lambda o: o.id)


def _control(call: Call) -> Answer:
    return sorted_page(call, _tracking(call).control, lambda span: f"{span.place} {span.start} {span.end} {span.state}")


def _figures(call: Call) -> Answer:
    return sorted_page(call, _tracking(call).figures, lambda question: question.id)


def _figure(call: Call) -> Answer:
    wanted = call.part("question_id")
    found = next((question for question in _tracking(call).figures if question.id == wanted), None)
    if found is None:
        raise RefusalError(404, "there is no such question")
    return Answer(found)


def _tracking(call: Call) -> Tracking:
    site = call.site
    day = call.query.as_of.isoformat() if call.query.as_of else last_day(site.case, site.store)
    return follow(site.case, site.store, as_of=day)


ROUTES: Final = (
    operation(
        Operation(
            id="listDocket",
            method="GET",
            path="/api/docket",
            tag="commission",
            summary="Complaints and cases, with the answers beside the allegations.",
            query=Paged,
            gives=Listing[DocketLine],
        ),
        _docket,
    ),
    operation(
        Operation(
            id="readDocketCase",
            method="GET",
            path="/api/docket/{ref:path}",
            tag="commission",
            summary="One complaint or case, by its ref or number.",
            parts={"ref": PathPart("Ref or number.", "C7")},
            query=LanguageOnly,
            gives=DocketLine,
        ),
        _case,
    ),
    operation(
        Operation(
            id="listActs",
            method="GET",
            path="/api/acts",
            tag="commission",
            summary="Acts of the commission in the order of the record: notifications, answers, motions, votes.",
            query=Paged,
            gives=Listing[CommissionAct],
        ),
        _acts,
    ),
    operation(
        Operation(
            id="listObligations",
            method="GET",
            path="/api/obligations",
            tag="tracking",
            summary="Obligations and how each stands on a day.",
            query=PagedAsOf,
            gives=Listing[Obligation],
        ),
        _obligations,
    ),
    operation(
        Operation(
            id="listControl",
            method="GET",
            path="/api/control",
            tag="tracking",
            summary="Who is said to hold what, place by place, with gaps and what is contested.",
            query=PagedAsOf,
            gives=Listing[ControlSpan],
        ),
        _control,
    ),
    operation(
        Operation(
            id="listFigures",
            method="GET",
            path="/api/figures",
            tag="tracking",
            summary="Questions of number, and every value that was given to each.",
            query=PagedAsOf,
            gives=Listing[FigureQuestion],
        ),
        _figures,
    ),
    operation(
        Operation(
            id="readFigure",
            method="GET",
            path="/api/figures/{question_id:str}",
            tag="tracking",
            summary="One question with every value given to it.",
            parts={"question_id": PathPart("The id of a question.", "q1")},
            query=AsOf,
            gives=FigureQuestion,
        ),
        _figure,
    ),
)
