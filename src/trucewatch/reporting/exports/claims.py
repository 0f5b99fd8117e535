"""The columns of claims."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from trucewatch.reporting.exports.columns import Column, Sheet, Value, codes_of_place, join
from trucewatch.vocabulary.actors import GazetteerPlace
from trucewatch.vocabulary.claims import (
    Claim,
    ControlClaim,
    EventClaim,
    FigureClaim,
    PlaceRef,
    PositionClaim,
    Quantity,
    TimeSpan,
)
from trucewatch.vocabulary.reports import ClaimStanding

__all__ = ["claim_sheet"]


def claim_sheet(
    records: Callable[[], Iterable[Claim]],
    places: Mapping[str, GazetteerPlace],
    base: str,
    standing: Callable[[Claim], ClaimStanding],
) -> Sheet[Claim]:
    """Claims in their words, with document, span and permalink below ``base``, and who stands behind each."""

    def codes(claim: Claim) -> dict[str, str]:
        place = _place(claim)
        return codes_of_place(place.id if place else None, places)

    def text(name: str, tag: str, value: Callable[[Claim], Value]) -> Column[Claim]:
        return Column(name, tag, "text", value)

    def number(name: str, tag: str, value: Callable[[Claim], Value]) -> Column[Claim]:
        return Column(name, tag, "number", value)

    columns: tuple[Column[Claim], ...] = (
        text("id", "#meta+id", lambda c: c.id),
        text("url", "#meta+url", lambda c: f"{base}/documents/{c.document}#about-{c.id}"),
        text("kind", "#meta+type", lambda c: _kind(c)),
        text("document", "#meta+document", lambda c: c.document),
        Column("span_start", "#meta+span+start", "integer", lambda c: c.span[0]),
        Column("span_end", "#meta+span+end", "integer", lambda c: c.span[1]),
        text("lang", "#meta+lang", lambda c: c.lang),
        text("text", "#description", lambda c: c.text),
        text("speakers", "#meta+source", lambda c: _speakers(c)),
        text("polarity", "#status+polarity", lambda c: c.polarity),
        text("hedged", "#meta+hedged", lambda c: "yes" if c.hedged else "no"),
        text("confidence", "#meta+confidence", lambda c: c.confidence),
        text("review", "#status+review", lambda c: standing(c).code),
        text("read_by", "#meta+read+by", lambda c: standing(c).read_by),
        text("reviewed_by", "#meta+review+by", lambda c: standing(c).by),
        text("reviewed_at", "#date+review", lambda c: standing(c).at),
        text("about", "#event+type+code", _about),
        text("status", "#status", _status),
        text("actors", "#group+alleged", _actors),
        text("place", "#loc+name", lambda c: place.name if (place := _place(c)) else None),
        text("place_id", "#loc+id", lambda c: place.id if (place := _place(c)) else None),
        text("place_pcode", "#loc+code", lambda c: codes(c).get("loc")),
        text("adm1_pcode", "#adm1+code", lambda c: codes(c).get("adm1")),
        text("adm2_pcode", "#adm2+code", lambda c: codes(c).get("adm2")),
        number("lat", "#geo+lat", lambda c: place.lat if (place := _place(c)) else None),
        number("lon", "#geo+lon", lambda c: place.lon if (place := _place(c)) else None),
        text("start", "#date+start", lambda c: time.start if (time := _time(c)) else None),
        text("end", "#date+end", lambda c: time.end if (time := _time(c)) else None),
        number("low", "#value+min", lambda c: _float(quantity.low) if (quantity := _quantity(c)) else None),
        number("best", "#value", lambda c: _float(quantity.best) if (quantity := _quantity(c)) else None),
        number("high", "#value+max", lambda c: _float(quantity.high) if (quantity := _quantity(c)) else None),
        text("unit", "#value+unit", lambda c: quantity.unit if (quantity := _quantity(c)) else None),
    )
    return Sheet("claims", columns, records)


def _kind(claim: Claim) -> str:
    return str(claim.__struct_config__.tag)


def _place(claim: Claim) -> PlaceRef | None:
    return None if isinstance(claim, PositionClaim) else claim.place


def _time(claim: Claim) -> TimeSpan | None:
    return None if isinstance(claim, PositionClaim) else claim.time


def _quantity(claim: Claim) -> Quantity | None:
    """The figure of a claim of figures or control; the tolls of an event stand with its incident, one by one."""
    match claim:
        case FigureClaim():
            return claim.quantity
        case ControlClaim():
            return claim.share
        case EventClaim() if len(claim.casualties) == 1:
            return claim.casualties[0]
    return None


def _about(claim: Claim) -> str:
    match claim:
        case EventClaim():
            return claim.act
        case FigureClaim():
            return claim.measure
        case PositionClaim():
            return claim.topic
        case ControlClaim():
            return "control"


def _status(claim: Claim) -> str | None:
    match claim:
        case EventClaim() | ControlClaim():
            return claim.status
        case PositionClaim():
            return claim.stance
    return None


def _actors(claim: Claim) -> str | None:
    match claim:
        case EventClaim():
            return join(actor.id or actor.name for actor in claim.actors)
        case ControlClaim():
            return (claim.holder.id or claim.holder.name) if claim.holder else None
    return None


def _speakers(claim: Claim) -> str | None:
    if isinstance(claim, PositionClaim):
        return claim.speaker.name
    return join(voice.name for voice in claim.attribution)


def _float(value: float | None) -> float | None:
    return None if value is None else float(value)
