"""One submission as it comes from a collecting program: KoboToolbox's JSON, or the XML of an OpenRosa client."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from trucewatch.errors import InputError
from trucewatch.intake.forms.definitions import FormDefinition, form_definitions
from trucewatch.intake.forms.xform import form_name

__all__ = ["Instance", "form_of", "read_json_instance", "read_xml_instance"]

_IDS: Final = ("_uuid", "meta/instanceID", "instanceID", "KEY")
_DEPTH: Final = 12
_MOST: Final = 2000


@dataclass(frozen=True)
class Instance:
    """A submission: which form, its lasting id, and the table of one row (JSON) that intake reads."""

    form: FormDefinition
    id: str
    table: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 of what was answered, however it was written down."""
        return hashlib.sha256(json.dumps(json.loads(self.table), sort_keys=True).encode()).hexdigest()


def form_of(name: str) -> FormDefinition:
    """The form of this id, with or without the prefix by which programs know it. Raises :class:`InputError`."""
    for form in form_definitions():
        if name in (form.id, form_name(form)):
            return form
    known = ", ".join(form.id for form in form_definitions())
    raise InputError("there is no such form", where="form", expected=known, got=name[:60])


def read_json_instance(data: bytes, form: FormDefinition) -> Instance:
    """A submission as KoboToolbox's REST service sends it: one object. The bytes stay as they are within the table.

    Raises :class:`InputError` where it is none, where a required answer is missing, or where it has no lasting id.
    """
    try:
        row = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InputError("the submission is not whole", where="body", expected="one JSON object") from error
    if not isinstance(row, dict):
        raise InputError("the submission is no object", where="body", expected="one JSON object")
    return _checked(form, row, b"[" + data.removeprefix(b"\xef\xbb\xbf") + b"]")


def read_xml_instance(data: bytes) -> Instance:
    """A submission as ODK Collect sends it; the digest of the XML stands in the row as ``_xml_sha256``.

    Raises :class:`InputError` as :func:`read_json_instance`, and for documents with a DTD or entities.
    """
    try:
        root = ElementTree.fromstring(data, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        raise InputError("the submission is not whole", where="xml_submission_file", expected="one XML form") from error
    form = form_of(root.attrib.get("id", ""))
    row: dict[str, str] = {}
    for path, words in _leaves(root, "", 0):
        name = path if path not in row else f"{path}[{sum(key.partition('[')[0] == path for key in row) + 1}]"
        row[name] = words
        if len(row) > _MOST:
            raise InputError("the submission has too many answers", expected=f"at most {_MOST}")
    row |= {"__version__": root.attrib.get("version", ""), "_xml_sha256": hashlib.sha256(data).hexdigest()}
    table = json.dumps([row], ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")
    return _checked(form, row, table)


def _leaves(element: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _DEPTH:
        raise InputError("the submission is nested too deep", expected=f"at most {_DEPTH} levels")
    for child in element:
        tag = str(child.tag).rpartition("}")[2]
        at = f"{path}/{tag}" if path else tag
        if len(child):
            yield from _leaves(child, at, depth + 1)
        else:
            yield at, (child.text or "").strip()


def _checked(form: FormDefinition, row: Mapping[str, Any], table: bytes) -> Instance:
    missing = [q.name for q in form.questions if q.required and not _answered(row, q.name)]
    if missing:
        raise InputError("a required answer is missing", where=missing[0], expected=", ".join(missing))
    for name in _IDS:
        value = row.get(name)
        if isinstance(value, str) and 0 < len(value.strip()) <= 100 and value.isprintable():
            return Instance(form, value.strip().removeprefix("uuid:"), table)
    raise InputError("the submission has no lasting id", expected=" or ".join(_IDS))


def _answered(row: Mapping[str, Any], name: str) -> bool:
    return any(key.rpartition("/")[2] == name and value not in (None, "") for key, value in row.items())
