"""The slots of a claim as fields of a form, and what a person changed in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trucewatch.reviewing import Slot, slots_of, values_of
from trucewatch.reviewing.slots import kind_of_claim
from trucewatch.vocabulary.claims import Claim, EventClaim, PositionClaim
from trucewatch.vocabulary.codes import load_code_list
from trucewatch.web.wording import Words

__all__ = ["Field", "blank_fields", "changed", "fields_of", "known_values", "shown"]


@dataclass(frozen=True)
class Field:
    """One field: its slot, the phrase it is called by, what stands in it and, for a code, what may stand there."""

    slot: Slot
    name: str
    label: str
    value: str
    options: tuple[tuple[str, str], ...] = ()


def fields_of(claim: Claim, words: Words) -> tuple[Field, ...]:
    """The fields of a claim; an event has room for one more toll than it tells."""
    values = known_values(claim, words)
    tolls = len(claim.casualties) + 1 if isinstance(claim, EventClaim) else 0
    return tuple(
        _field(slot, shown(slot, values.get(slot.name, ""), words), words)
        for slot in slots_of(kind_of_claim(claim), tolls)
    )


def blank_fields(kind: str, words: Words) -> tuple[Field, ...]:
    """The fields of a new claim."""
    return tuple(_field(slot, "", words) for slot in slots_of(kind, 1 if kind == "event" else 0))


def known_values(claim: Claim, words: Words) -> dict[str, str]:
    """The values of a claim, with the name as told where the case does not know the id of the place."""
    values = values_of(claim)
    place = None if isinstance(claim, PositionClaim) else claim.place
    if place is not None and place.id is not None and place.id not in words.site.places:
        values["place"] = place.name
    return values


def changed(form: Mapping[str, str]) -> dict[str, str]:
    """What a person wrote otherwise than it stood: ``slot_x`` against ``was_x``."""
    found: dict[str, str] = {}
    for name, value in form.items():
        if name.startswith("slot_"):
            slot = name.removeprefix("slot_")
            if value.strip() != form.get(f"was_{slot}", "").strip():
                found[slot] = value.strip()
    return found


def shown(slot: Slot, value: str, words: Words) -> str:
    """A value as a person reads it in a field: names for ids, codes as they are (their option has the label)."""
    if slot.form == "place":
        return words.place_named(value) if value else ""
    if slot.form in ("actor", "actors"):
        return "; ".join(words.actor(part.strip(), part.strip()) for part in value.split(";") if part.strip())
    return value


def _field(slot: Slot, value: str, words: Words) -> Field:
    number, _, rest = slot.name.removeprefix("toll").partition("_")
    toll = slot.name.startswith("toll") and number.isdigit()
    label = (
        f"{words('slot_toll')} {words.number(int(number))}{words.colon}{words(f'slot_{rest}')}"
        if toll
        else words(f"slot_{slot.name}")
    )
    options: list[tuple[str, str]] = []
    if slot.list_id is not None and slot.form == "code":
        codes = [code for code in load_code_list(slot.list_id).codes if not code.retired or code.code == value]
        options = [(code.code, words.code(slot.list_id, code.code)) for code in codes]
        if slot.list_id == "acts":
            options.sort(key=lambda pair: pair[1])
    return Field(slot, slot.name, label, value, tuple(options))
