"""Field forms from KoboToolbox's REST service, from ODK Collect and from any program."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Final
from xml.sax.saxutils import escape

from msgspec import Meta, Struct, field

from trucewatch.errors import InputError
from trucewatch.intake.forms.definitions import form_definitions
from trucewatch.intake.forms.instances import Instance, form_of, read_json_instance, read_xml_instance
from trucewatch.intake.forms.xform import form_name, write_xform
from trucewatch.intake.given import Given
from trucewatch.web.api.desk import Received
from trucewatch.web.api.idempotency import HEADER
from trucewatch.web.api.multipart import read_parts
from trucewatch.web.api.operation import Answer, Call, Operation, PathPart, operation
from trucewatch.web.api.parameters import Language, LanguageOnly
from trucewatch.web.api.problem import RefusalError
from trucewatch.web.api.submissions import KEY_HEADER, desk_of, once_of

__all__ = ["ROUTES"]

MOST: Final = 10_000_000
_XML: Final = "text/xml"
_OPEN_ROSA: Final = {"X-OpenRosa-Version": "1.0", "X-OpenRosa-Accept-Content-Length": str(MOST)}
_FORM: Final = {"form_id": PathPart("The id of a packaged form.", "incident")}
_ANSWERS: Final = {
    "_uuid": "0f5a7f6e-2c1b-4b7e-9d2f-9a6f0f0f0f01", "reporter": "Post 4", "means": "saw", "act": "shelling",
    "occurred_on": "2016-12-05", "place_name": "Zamalka",
}  # fmt: skip


Device = Annotated[str, Meta(description="The device.", max_length=200)]


class OpenRosaQuery(Struct, frozen=True, kw_only=True):
    """What collecting programs say of themselves; nothing of it is used."""

    lang: Language | None = None
    device: Annotated[str, Meta(description="The device.", max_length=200)] | None = field(
        name="deviceID", default=None
    )


def _form(call: Call) -> Any:
    instance = _json_instance(call)
    return once_of(call).answer(call, lambda: _taken(call, instance, 201))


def _kobo(call: Call) -> Any:
    instance = _json_instance(call)
    return once_of(call).answer(call, lambda: _taken(call, instance, 201), key=_key(instance))


def _json_instance(call: Call) -> Instance:
    try:
        form = form_of(call.part("form_id"))
    except InputError as error:
        raise RefusalError(404, error.message, expected=error.expected) from error
    return _readable(lambda: read_json_instance(call.body, form))


def _readable(read: Any) -> Instance:
    try:
        instance: Instance = read()
    except InputError as error:
        raise RefusalError(422, error.message, where=error.where, expected=error.expected) from error
    return instance


def _key(instance: Instance) -> str:
    """The same answers under the same id are one submission; answers that were changed are kept beside the former."""
    return f"{instance.form.id}/{instance.digest}"


def _taken(call: Call, instance: Instance, status: int) -> Answer:
    name = f"{instance.form.id}-{instance.id}.json"
    return Answer(desk_of(call).take(name, instance.table, Given(), call.visitor.id), status=status)


def _form_list(call: Call) -> Answer:
    forms = "".join(
        f"<xform><formID>{form_name(form)}</formID><name>{escape(form.title['en'])}</name>"
        f"<version>{escape(form.version)}</version><hash>md5:{_md5(write_xform(form))}</hash>"
        f"<downloadUrl>{escape(call.base)}/openrosa/forms/{form.id}.xml</downloadUrl></xform>"
        for form in form_definitions()
    )
    body = f'<?xml version="1.0" encoding="utf-8"?>\n<xforms xmlns="http://openrosa.org/xforms/xformsList">{forms}</xforms>\n'
    return Answer(body.encode("utf-8"), f"{_XML}; charset=utf-8", headers=_OPEN_ROSA)


def _md5(data: bytes) -> str:
    """OpenRosa compares forms by MD5; nothing rests on it here."""
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def _xform(call: Call) -> Answer:
    try:
        form = form_of(call.part("form_file").removesuffix(".xml"))
    except InputError as error:
        raise RefusalError(404, error.message) from error
    return Answer(write_xform(form), f"{_XML}; charset=utf-8", headers=_OPEN_ROSA)


def _preflight(call: Call) -> Answer:
    address = f"{call.base}/openrosa/submission"
    return Answer(b"", _XML, status=204, headers={**_OPEN_ROSA, "Location": address})


def _odk(call: Call) -> Any:
    parts = read_parts(call.body, call.header("content-type") or "", most=MOST)
    forms = [part for part in parts if part.name == "xml_submission_file"]
    if len(forms) != 1:
        raise RefusalError(422, "the submission has no form", where="xml_submission_file", expected="one part")
    instance = _readable(lambda: read_xml_instance(forms[0].data))
    files = [(part.filename, part.data) for part in parts if part.filename and part.name != "xml_submission_file"]
    partly = any(part.name == "*isIncomplete*" and part.data.strip().lower() == b"yes" for part in parts)

    def take() -> Answer:
        desk = desk_of(call)
        desk.keep_bytes(forms[0].data)
        table = (f"{instance.form.id}-{instance.id}.json", instance.table)
        taken = desk.take_together(f"odk-{instance.id}", table, files, call.visitor.id)
        return _thanks(taken, 202 if partly else 201)

    names = "/".join(sorted(name for name, _ in files))
    return once_of(call).answer(call, take, key=_part_key(instance, names, files))


def _part_key(instance: Instance, names: str, files: list[tuple[str, bytes]]) -> str:
    found = hashlib.sha256(names.encode("utf-8", "surrogatepass"))
    for _, data in sorted(files):
        found.update(hashlib.sha256(data).digest())
    return f"{_key(instance)}/{found.hexdigest()[:32]}"


def _thanks(taken: tuple[Received, ...], status: int) -> Answer:
    said = f"{len(taken)} kept" if status == 201 else "a part is kept; more is to come"
    body = f'<OpenRosaResponse xmlns="http://openrosa.org/http/response"><message>{said}</message></OpenRosaResponse>'
    return Answer(body.encode("utf-8"), f"{_XML}; charset=utf-8", status=status, headers=_OPEN_ROSA)


_TEXT: Final = {"type": "string"}
ROUTES: Final = (
    operation(
        Operation(
            id="handInForm",
            method="POST",
            path="/api/forms/{form_id:str}",
            tag="forms",
            summary="Hand in a field form as one JSON object.",
            text="The object as KoboToolbox writes it: `_uuid` is its lasting id. Forms: `trucewatch forms`.",
            parts=_FORM,
            query=LanguageOnly,
            body={"type": "object"},
            body_example=_ANSWERS,
            gives=Received,
            status=201,
            headers=KEY_HEADER,
            required_headers=(HEADER,),
            refusals=(409, 422, 503),
            scope="forms",
        ),
        _form,
    ),
    operation(
        Operation(
            id="handInFromKobo",
            method="POST",
            path="/kobo/{form_id:str}",
            tag="forms",
            summary="The endpoint for KoboToolbox's REST services.",
            text="A submission that is sent again is counted once. The token is the password of basic authentication.",
            parts=_FORM,
            query=LanguageOnly,
            body={"type": "object"},
            body_example=_ANSWERS,
            gives=Received,
            status=201,
            refusals=(409, 422, 503),
            scope="forms",
        ),
        _kobo,
    ),
    operation(
        Operation(
            id="odkForms",
            method="GET",
            path="/openrosa/formList",
            tag="forms",
            summary="The forms for ODK Collect (OpenRosa 1.0).",
            query=OpenRosaQuery,
            gives=_TEXT,
            answers=(_XML,),
            scope="forms",
        ),
        _form_list,
    ),
    operation(
        Operation(
            id="odkForm",
            method="GET",
            path="/openrosa/forms/{form_file:str}",
            tag="forms",
            summary="One form as an XForm.",
            parts={"form_file": PathPart("Id of a form and .xml.", "incident.xml")},
            query=OpenRosaQuery,
            gives=_TEXT,
            answers=(_XML,),
            scope="forms",
        ),
        _xform,
    ),
    operation(
        Operation(
            id="odkPreflight",
            method="GET",
            path="/openrosa/submission",
            tag="forms",
            summary="What a submission may be (OpenRosa 1.0; ODK asks by HEAD).",
            query=OpenRosaQuery,
            status=204,
            scope="forms",
        ),
        _preflight,
    ),
    operation(
        Operation(
            id="handInFromOdk",
            method="POST",
            path="/openrosa/submission",
            tag="forms",
            summary="The endpoint for ODK Collect: a form with its files.",
            text="Sent again, it is counted once; `*isIncomplete*` says that more files follow.",
            query=OpenRosaQuery,
            body={
                "type": "object",
                "required": ["xml_submission_file"],
                "properties": {"xml_submission_file": {"type": "string", "contentMediaType": _XML}},
            },
            media=("multipart/form-data",),
            gives=_TEXT,
            answers=(_XML,),
            status=201,
            refusals=(409, 422, 503),
            others={202: "A part is kept; more is to come."},
            scope="forms",
            max_body=MOST,
        ),
        _odk,
    ),
)
