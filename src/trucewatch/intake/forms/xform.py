"""A form as an XForm (ODK XForms specification, OpenRosa 1.0): what ODK Collect downloads. Same form, same bytes."""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from trucewatch.intake.forms.definitions import FormDefinition, Question, choices

__all__ = ["form_name", "write_xform"]

_LANGUAGES: Final = (("en", "English (en)"), ("fr", "Français (fr)"), ("ar", "العربية (ar)"))
_TYPES: Final = {
    "text": "string",
    "integer": "int",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "geopoint": "geopoint",
    "image": "binary",
    "file": "binary",
    "select_one": "string",
}
_FILES: Final = {"image": "image/*", "file": "application/*"}
_NAMED: Final = re.compile(r"\$\{(\w+)\}")


def form_name(form: FormDefinition) -> str:
    """The id by which collecting programs know a form."""
    return f"trucewatch_{form.id}"


def write_xform(form: FormDefinition) -> bytes:
    """The document, in UTF-8. Labels stand in three languages; English is the default."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
        'xmlns:jr="http://openrosa.org/javarosa" xmlns:xsd="http://www.w3.org/2001/XMLSchema">',
        f"<h:head><h:title>{escape(form.title['en'])}</h:title><model>",
        *_translations(form),
        f'<instance><data id="{form_name(form)}" version={quoteattr(form.version)}><start/><end/>',
        *(f"<{question.name}/>" for question in form.questions),
        "<meta><instanceID/></meta></data></instance>",
        '<bind nodeset="/data/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>',
        '<bind nodeset="/data/end" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/>',
        *(_bind(question) for question in form.questions),
        '<bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>',
        "</model></h:head><h:body>",
        *(_control(question) for question in form.questions),
        "</h:body></h:html>",
    ]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _translations(form: FormDefinition) -> list[str]:
    lines = ["<itext>"]
    for code, name in _LANGUAGES:
        default = ' default="true()"' if code == "en" else ""
        lines.append(f"<translation lang={quoteattr(name)}{default}>")
        for question in form.questions:
            lines.append(_text(f"/data/{question.name}:label", question.label[code]))  # type: ignore[index]  # en, fr, ar
            for choice in choices()[question.list] if question.list else ():
                lines.append(_text(f"/data/{question.name}/{choice.name}:label", choice.label[code]))  # type: ignore[index]  # en, fr, ar
        lines.append("</translation>")
    return [*lines, "</itext>"]


def _text(name: str, words: str) -> str:
    return f"<text id={quoteattr(name)}><value>{escape(words)}</value></text>"


def _bind(question: Question) -> str:
    parts = [f'<bind nodeset="/data/{question.name}" type="{_TYPES[question.type]}"']
    if question.required:
        parts.append('required="true()"')
    for name, said in (("relevant", question.relevant), ("constraint", question.constraint)):
        if said:
            parts.append(f"{name}={quoteattr(_path(said))}")
    return " ".join(parts) + "/>"


def _path(said: str) -> str:
    """An expression of an XLSForm, with paths for the names of questions."""
    return _NAMED.sub(r" /data/\1 ", said)


def _control(question: Question) -> str:
    ref = f'ref="/data/{question.name}"'
    label = f"<label ref=\"jr:itext('/data/{question.name}:label')\"/>"
    if question.list:
        items = "".join(
            f"<item><label ref=\"jr:itext('/data/{question.name}/{choice.name}:label')\"/>"
            f"<value>{escape(choice.name)}</value></item>"
            for choice in choices()[question.list]
        )
        return f"<select1 {ref}>{label}{items}</select1>"
    if question.type in _FILES:
        return f'<upload mediatype="{_FILES[question.type]}" {ref}>{label}</upload>'
    return f"<input {ref}>{label}</input>"
