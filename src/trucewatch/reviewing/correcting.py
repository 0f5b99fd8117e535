"""A claim as a person corrects or adds it, from slots written as text.

What is not written anew stays as it was, with the words it rests on. What a person writes rests on the words that name
it within the claim; where none do, ``derived_from`` says ``review``. Nothing else changes: the words, the rules that
fired and the confidence of the reading stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, cast

import msgspec
from msgspec import UNSET

from trucewatch.errors import InputError
from trucewatch.reviewing.names import REVIEW, Known
from trucewatch.reviewing.numbers import Numbers, interval
from trucewatch.reviewing.slots import MOST_TOLLS, SLOTS, kind_of_claim, slots_of, values_of
from trucewatch.vocabulary.claims import (
    ActorRef,
    ActorRole,
    Claim,
    ControlClaim,
    EventActor,
    EventClaim,
    FigureClaim,
    PlaceRef,
    PositionClaim,
    Quantity,
    Span,
    Speaker,
    TimeSpan,
    Voice,
)
from trucewatch.vocabulary.codes import load_code_list

__all__ = ["added_claim", "corrected_claim"]

RULE: Final = ("review.added",)


def corrected_claim(claim: Claim, written: Mapping[str, str], known: Known) -> Claim:
    """``claim`` with the slots in ``written`` as they are written there.

    Raises :class:`InputError` naming the slot where a value is none, and where nothing would change.
    """
    before = values_of(claim)
    wanted = {name: " ".join(value.split()) for name, value in written.items()}
    _check_names(kind_of_claim(claim), wanted)
    new = {name: value for name, value in wanted.items() if value != before.get(name, "")}
    if not new:
        raise InputError(
            "nothing is changed", expected="another value in at least one slot", hint="confirm the claim instead"
        )
    _check(kind_of_claim(claim), before | new, new)
    return _Maker(claim, before | new, frozenset(new), known).made()


def added_claim(
    *,
    claim_id: str,
    document: str,
    lang: str,
    text: str,
    span: Span,
    kind: str,
    written: Mapping[str, str],
    known: Known,
) -> Claim:
    """A claim in words in which none was read. Raises :class:`InputError` naming the slot at fault."""
    if kind not in SLOTS:
        raise InputError("there is no such kind of claim", where="kind", got=kind[:40], expected=", ".join(SLOTS))
    start, end = span
    if not (0 <= start < end <= len(text)):
        raise InputError(
            "the words do not lie in the document", where="words", expected=f"0 to {len(text)}", got=f"{span}"
        )
    base: dict[str, Any] = {"id": claim_id, "document": document, "lang": lang, "span": span, "text": text[start:end]}
    base |= {"confidence": "high", "rules": RULE}
    values = {**({"status": "occurred"} if kind == "event" else {}), "polarity": "asserted"}
    values |= {name: told for name, value in written.items() if (told := " ".join(value.split()))}
    _check_names(kind, values)
    _check(kind, values, values)
    blank: Claim
    if kind == "event":
        blank = EventClaim(**base, act=values["act"], status=cast("Any", values["status"]))
    elif kind == "figure":
        nothing = Quantity(low=None, best=None, high=None, qualifier="exact", unit="other")
        blank = FigureClaim(**base, measure=cast("Any", values["measure"]), quantity=nothing)
    elif kind == "position":
        stand = {"stance": values["stance"], "topic": values["topic"]}
        blank = PositionClaim(**base, speaker=Speaker(name=values["speaker"]), **cast("Any", stand))
    else:
        blank = ControlClaim(**base, holder=None, status=cast("Any", values["status"]))
    made = _Maker(blank, values_of(blank) | values, frozenset(values), known).made()
    if (
        isinstance(made, FigureClaim)
        and made.quantity.low is None
        and made.quantity.high is None
        and made.quantity.best is None
    ):
        raise InputError("a figure needs a number", where="best", expected="at least one of low, best and high")
    return made


def _check_names(kind: str, written: Mapping[str, str]) -> None:
    names = {slot.name for slot in slots_of(kind, MOST_TOLLS)}
    if unknown := sorted(set(written) - names):
        told = ", ".join(slot.name for slot in slots_of(kind))
        raise InputError("there is no such slot", where=unknown[0][:60], expected=told, got=unknown[0][:60])


def _check(kind: str, values: Mapping[str, str], new: Mapping[str, str]) -> None:
    """Codes of their lists, dates that exist, needed slots told."""
    for slot in slots_of(kind, MOST_TOLLS):
        value = values.get(slot.name, "")
        if slot.needed and not value:
            raise InputError("this must be told", where=slot.name, expected=_expected(slot.list_id), got="nothing")
        if not value or slot.name not in new:
            continue
        if slot.form in ("code", "codes") and slot.list_id is not None:
            for code in value.split(";") if slot.form == "codes" else [value]:
                if load_code_list(slot.list_id).get(code.strip()) is None:
                    raise InputError(
                        "there is no such code", where=slot.name, expected=_expected(slot.list_id), got=code[:60]
                    )
        if slot.form == "flag" and value != "yes":
            raise InputError("yes or nothing", where=slot.name, expected="yes", got=value[:60])
        if slot.form == "day":
            try:
                date.fromisoformat(value[:10])
            except ValueError as error:
                message = "the date is not readable"
                raise InputError(
                    message, where=slot.name, expected="a date such as 2016-12-05", got=value[:40]
                ) from error
    start, end = values.get("start", ""), values.get("end", "")
    if start and end and end[:10] < start[:10]:
        raise InputError("the end lies before the start", where="end", expected=f"{start} or later", got=end)


def _expected(list_id: str | None) -> str:
    if list_id is None:
        return "a name"
    codes = [code.code for code in load_code_list(list_id).codes if not code.retired]
    return ", ".join(codes[:30]) + (" …" if len(codes) > 30 else "")


class _Maker:
    """The new claim, slot by slot; ``new`` are the slots that a person wrote."""

    def __init__(self, claim: Claim, values: Mapping[str, str], new: frozenset[str], known: Known) -> None:
        self.claim = claim
        self.values = values
        self.new = new
        self.known = known
        self.where = (claim.text, claim.span[0])

    def made(self) -> Claim:
        claim = self.claim
        changed: dict[str, Any] = {name: self.values[name] for name in self._fields() if name in self.new}
        if "hedged" in self.new:
            changed["hedged"] = self.values["hedged"] == "yes"
        if "said_by" in self.new:
            via = tuple(voice for voice in claim.attribution if voice.via)
            changed["attribution"] = (*self._voices(), *via)
        if isinstance(claim, PositionClaim):
            changed |= self._position()
        else:
            changed |= self._place_and_time(claim)
        if isinstance(claim, EventClaim):
            changed |= self._event(claim)
        elif isinstance(claim, FigureClaim):
            changed |= self._figure(claim)
        elif isinstance(claim, ControlClaim):
            changed |= self._control(claim)
        gone = {"said_by": "attribution", **{name: name for name in self.new}}
        changed["evidence"] = {name: e for name, e in claim.evidence.items() if name not in self.new}
        changed["abstained"] = tuple(
            a for a in claim.abstained if a.slot not in self.new and a.slot not in gone.values()
        )
        made: Claim = msgspec.structs.replace(claim, review=UNSET, **changed)
        return msgspec.convert(msgspec.to_builtins(made), type=cast("type[Claim]", Claim))

    def _fields(self) -> tuple[str, ...]:
        """Slots that are fields of the same name and hold a bare code."""
        return ("act", "status", "measure", "stance", "topic", "polarity")

    def _voices(self) -> tuple[Voice, ...]:
        said = self.values["said_by"]
        return (self.known.voice(said, *self.where),) if said else ()

    def _one(self, name: str) -> ActorRef | None:
        return self.known.actor(self.values[name], *self.where) if self.values.get(name) else None

    def _place_and_time(self, claim: EventClaim | FigureClaim | ControlClaim) -> dict[str, Any]:
        changed: dict[str, Any] = {}
        if self.new & {"place", "place_precision"}:
            changed["place"] = self._place(claim.place)
        if self.new & {"start", "end", "time_precision"}:
            changed["time"] = self._time(claim.time)
        return changed

    def _place(self, before: PlaceRef | None) -> PlaceRef | None:
        if not self.values["place"]:
            return None
        named = "place" in self.new or before is None
        place = self.known.place(self.values["place"], *self.where) if named else cast("PlaceRef", before)
        precision = self.values.get("place_precision", "")
        if "place_precision" in self.new:
            return msgspec.structs.replace(place, precision=cast("Any", precision or None))
        return place

    def _time(self, before: TimeSpan | None) -> TimeSpan | None:
        start, end = self.values["start"] or None, self.values["end"] or None
        if start is None and end is None:
            return None
        told = self.values["time_precision"] if "time_precision" in self.new else ""
        precision = told or ("day" if start == end or end is None else "range")
        moved = before is None or (before.start, before.end) != (start, end)
        if end is None and precision == "day":
            end = start
        if not moved and before is not None:
            return msgspec.structs.replace(before, precision=cast("Any", told or before.precision))
        return TimeSpan(start=start, end=end, precision=cast("Any", precision), derived_from=REVIEW)

    def _event(self, claim: EventClaim) -> dict[str, Any]:
        changed: dict[str, Any] = {}
        roles = [role for role in ("agent", "target", "party") if role in self.new]
        if roles:
            kept = [actor for actor in claim.actors if actor.role not in roles]
            written = [actor for role in roles for actor in self._actors(role, claim)]
            changed["actors"] = (*kept, *written)
        if "objects" in self.new:
            changed["objects"] = tuple(part.strip() for part in self.values["objects"].split(";") if part.strip())
        if any(name.startswith("toll") for name in self.new):
            changed["casualties"] = self._tolls(claim)
        return changed

    def _actors(self, role: str, claim: EventClaim) -> list[EventActor]:
        before = {actor.id or actor.name: actor for actor in claim.actors if actor.role == role}
        found: list[EventActor] = []
        for name in (part.strip() for part in self.values[role].split(";")):
            if name in before:
                found.append(before[name])
            elif name:
                told = self.known.actor(name, *self.where)
                named = {"name": told.name, "id": told.id, "span": told.span, "derived_from": told.derived_from}
                found.append(EventActor(role=cast("ActorRole", role), **cast("Any", named)))
        return found

    def _tolls(self, claim: EventClaim) -> tuple[Quantity, ...]:
        found: list[Quantity] = []
        moved: dict[int, int] = {}
        for number in range(1, MOST_TOLLS + 1):
            before = claim.casualties[number - 1] if number <= len(claim.casualties) else None
            names = {name: f"toll{number}_{name}" for name in ("outcome", "who", "low", "best", "high", "qualifier")}
            if before is not None and not self.new & set(names.values()):
                moved[number - 1] = len(found)
                found.append(before)
                continue
            told = {name: self.values.get(slot, "") for name, slot in names.items()}
            if not any(told[name] for name in ("low", "best", "high")):
                continue  # a toll whose numbers are all taken away is taken away
            if not told["outcome"]:
                raise InputError(
                    "this must be told", where=names["outcome"], expected=_expected("outcome"), got="nothing"
                )
            numbers = interval(told, where=names["best"])
            moved[number - 1] = len(found)
            found.append(_quantity(before, numbers, unit="persons", outcome=told["outcome"], who=told["who"] or None))
        return tuple(_of_whole(toll, moved) for toll in found)

    def _figure(self, claim: FigureClaim) -> dict[str, Any]:
        names = {"low", "best", "high", "qualifier", "unit", "who", "side"}
        if not self.new & names:
            return {}
        quantity = claim.quantity
        numbers = interval(self.values, where="best") if self.new & {"low", "best", "high", "qualifier"} else None
        unit = self.values.get("unit") or ("persons" if self.values.get("who") else quantity.unit)
        side = self._one("side") if "side" in self.new else quantity.side
        made = _quantity(quantity, numbers, unit=unit, who=self.values.get("who") or None)
        return {"quantity": msgspec.structs.replace(made, side=side)}

    def _control(self, claim: ControlClaim) -> dict[str, Any]:
        changed: dict[str, Any] = {"holder": self._one("holder")} if "holder" in self.new else {}
        if self.new & {"low", "best", "high", "qualifier"}:
            told = any(self.values[name] for name in ("low", "best", "high"))
            numbers = interval(self.values, where="best") if told else None
            changed["share"] = _quantity(claim.share, numbers, unit="percent") if numbers else None
        return changed

    def _position(self) -> dict[str, Any]:
        changed: dict[str, Any] = {"toward": self._one("toward")} if "toward" in self.new else {}
        if "speaker" in self.new:
            told = cast("ActorRef", self._one("speaker"))
            changed["speaker"] = Speaker(name=told.name, id=told.id, span=told.span)
        return changed


def _quantity(before: Quantity | None, numbers: Numbers | None, *, unit: str, **told: Any) -> Quantity:
    """A quantity with other numbers; the words it rests on stay those of the number that was read."""
    values: dict[str, Any] = {"unit": unit, **told}
    if numbers is not None:
        values |= {"low": numbers.low, "best": numbers.best, "high": numbers.high, "qualifier": numbers.qualifier}
    if before is not None:
        return msgspec.structs.replace(before, **values)
    return Quantity(**values, derived_from=REVIEW)


def _of_whole(toll: Quantity, moved: Mapping[int, int]) -> Quantity:
    """``subset_of`` is a place in the list: it follows its whole, or goes with it."""
    if toll.subset_of is None:
        return toll
    return msgspec.structs.replace(toll, subset_of=moved.get(toll.subset_of))
