"""The packaged forms: questions in three languages, and the mapping that reads their submissions.

Forms ask for no names of persons. A submission is an allegation of its reporter: who is said to have acted is
the reporter's word, kept with the reporter as its speaker.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final, Literal

import msgspec
from msgspec import Struct

from trucewatch.intake.datasets.mapping import (
    ActColumns,
    ActorColumn,
    CountColumn,
    DateColumns,
    PlaceColumns,
    TableMapping,
    VoiceColumn,
)
from trucewatch.vocabulary.codes import load_code_list
from trucewatch.vocabulary.yaml_input import decode_yaml

__all__ = ["Choice", "FormDefinition", "Question", "choices", "form_definitions", "form_mapping"]

Words = dict[Literal["en", "fr", "ar"], str]
ID_COLUMNS: Final = ("_uuid", "meta/instanceID", "KEY", "instanceID", "__id", "_id")
"""The id of a submission as Kobo and ODK write it, the most lasting first."""


class Choice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One answer of a list."""

    name: str
    label: Words


class Question(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question. ``list`` names the choices of a ``select_one``; ``relevant`` and ``constraint`` are XPath."""

    name: str
    type: Literal["text", "integer", "decimal", "date", "time", "geopoint", "image", "file", "select_one"]
    label: Words
    list: str | None = None
    required: bool = False
    relevant: str | None = None
    constraint: str | None = None


class FormMapping(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the answers become."""

    act: ActColumns
    date: DateColumns
    place: PlaceColumns
    actors: tuple[ActorColumn, ...] = ()
    counts: tuple[CountColumn, ...] = ()
    voices: VoiceColumn | None = None


class FormDefinition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A form with its questions in order and the mapping of its submissions."""

    id: str
    version: str
    title: Words
    source: str
    questions: tuple[Question, ...]
    mapping: FormMapping


@cache
def form_definitions() -> tuple[FormDefinition, ...]:
    """The packaged forms, by id."""
    folder = resources.files("trucewatch.intake.forms") / "definitions"
    found = [
        decode_yaml(item.read_text(encoding="utf-8"), FormDefinition, item.name)
        for item in folder.iterdir()
        if item.name.endswith(".yaml") and item.name != "choices.yaml"
    ]
    return tuple(sorted(found, key=lambda form: form.id))


@cache
def choices() -> dict[str, tuple[Choice, ...]]:
    """The lists of answers. ``acts`` is the code list itself, so that a form never asks for another act."""
    text = (resources.files("trucewatch.intake.forms") / "definitions" / "choices.yaml").read_text(encoding="utf-8")
    lists = decode_yaml(text, dict[str, tuple[Choice, ...]], "choices.yaml")
    acts = tuple(
        Choice(name=code.code, label=msgspec.convert(code.label, Words))
        for code in load_code_list("acts").codes
        if not code.retired
    )
    return {**lists, "acts": acts}


@cache
def form_mapping(form_id: str) -> TableMapping:
    """The mapping of a form's submissions, as Kobo (JSON, CSV, XLSX) and ODK (CSV, OData) export them."""
    form = next(form for form in form_definitions() if form.id == form_id)
    needed = tuple(question.name for question in form.questions if question.required)
    return TableMapping(
        id=f"form-{form.id}",
        name=form.title["en"],
        source=form.source,
        columns=needed,
        id_columns=ID_COLUMNS,
        lasting_ids=True,
        relay=None,
        date=form.mapping.date,
        place=form.mapping.place,
        act=form.mapping.act,
        actors=form.mapping.actors,
        counts=form.mapping.counts,
        voices=form.mapping.voices,
        validation="_validation_status/uid",
        attachments=tuple(question.name for question in form.questions if question.type in ("image", "file")),
    )
