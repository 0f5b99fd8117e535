"""KoboToolbox and ODK Collect post to it: as they do, more than once, and cut off."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any
from xml.etree import ElementTree

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from pyxform.xls2xform import convert
from tests.web.api.submitting import Server

from trucewatch.intake.forms import form_definitions, write_xlsform
from trucewatch.intake.forms.xform import write_xform
from trucewatch.pipeline import open_workplace, run_case

Client = TestClient[Litestar]
ONE = "0f5a7f6e-2c1b-4b7e-9d2f-9a6f0f0f0f01"
ANSWERS = {
    "_id": 17,
    "_uuid": ONE,
    "meta/instanceID": f"uuid:{ONE}",
    "_xform_id_string": "trucewatch_incident",
    "reporter": "Post 4",
    "means": "saw",
    "act": "shelling",
    "occurred_on": "2016-12-05",
    "place_name": "Zamalka",
    "_submission_time": "2016-12-06T08:00:00",
}
JPEG = b"\xff\xd8\xff\xe0 one"
XML = f"""<?xml version='1.0' ?>
<data id="trucewatch_incident" version="2026112401" xmlns:orx="http://openrosa.org/xforms">
<start>2016-12-06T08:00:00.000+02:00</start><reporter>Post 4</reporter><means>saw</means><act>shelling</act>
<occurred_on>2016-12-05</occurred_on><place_name>Zamalka</place_name><photo>1700.jpg</photo>
<orx:meta><orx:instanceID>uuid:{ONE}</orx:instanceID></orx:meta></data>""".encode()


def as_kobo(server: Server, **more: str) -> dict[str, str]:
    """The headers of KoboToolbox's REST service: basic authentication with the token as password."""
    token = server.headers("field-team", "forms")["Authorization"].removeprefix("Bearer ")
    basic = base64.b64encode(f"kobo:{token}".encode()).decode()
    return {"Authorization": f"Basic {basic}", "Content-Type": "application/json", **more}


def test_kobo_posts_a_submission_more_than_once(server: Server) -> None:
    size = server.size()
    with server.client() as client:
        first = client.post("/kobo/incident", headers=as_kobo(server), content=json.dumps(ANSWERS))
        assert first.status_code == 201, first.text
        assert first.json()["state"] == "kept"
        after = server.size()
        assert after > size
        shuffled = dict(reversed(ANSWERS.items()))
        again = [client.post("/kobo/trucewatch_incident", headers=as_kobo(server), content=json.dumps(each, indent=1))
                 for each in (ANSWERS, shuffled)]  # fmt: skip
        assert [(answer.status_code, answer.content) for answer in again] == [(201, first.content)] * 2
        assert server.size() == after
        corrected = {**ANSWERS, "place_name": "Douma"}
        changed = client.post("/kobo/incident", headers=as_kobo(server), content=json.dumps(corrected))
        assert changed.status_code == 201
        assert changed.json()["id"] != first.json()["id"]
    digest = first.json()["id"]
    assert digest == hashlib.sha256(b"[" + json.dumps(ANSWERS).encode() + b"]").hexdigest()
    with open_workplace(server.case, server.clock) as work:
        run_case(work)
        # one occurrence: the corrected answers under the same id take the place of the former, which stay in the record
        forms = [d for d in work.store.documents().items if d.name.startswith("incident-")]
        assert len(forms) == 2
        claims = [claim for form in forms for claim in work.store.claims_of(form.id)]
        assert [claim.act for claim in claims if hasattr(claim, "act")] == ["shelling"]
        assert [custody.received_by for custody in work.store.custody_of(digest)] == ["field-team"]


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(ANSWERS)[:-30],
        "[]",
        "null",
        "{}",
        json.dumps({k: v for k, v in ANSWERS.items() if k != "place_name"}),
        json.dumps({k: v for k, v in ANSWERS.items() if k not in ("_uuid", "meta/instanceID")}),
        "",
        "\ud800".encode("utf-8", "surrogatepass"),
    ],
)
def test_a_cut_off_or_wrong_submission_is_refused_and_adds_nothing(server: Server, body: Any) -> None:
    size = server.size()
    with server.client() as client:
        answer = client.post("/kobo/incident", headers=as_kobo(server), content=body)
        assert answer.status_code == 422, answer.text
        assert client.post("/kobo/nothing", headers=as_kobo(server), content=body).status_code == 404
        unknown = as_kobo(server, Authorization="Basic " + base64.b64encode(b"kobo:wrong").decode())
        refused = client.post("/kobo/incident", headers=unknown, content=json.dumps(ANSWERS))
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"].startswith("Basic")
    assert server.size() == size


def test_a_program_posts_a_form_with_a_key(server: Server) -> None:
    headers = server.headers("field-team")
    with server.client() as client:
        answer = client.post("/api/forms/incident", headers=headers, json=ANSWERS)
        assert answer.status_code == 201
        assert client.post("/api/forms/incident", headers=headers, json=ANSWERS).content == answer.content
        assert client.post("/api/forms/incident", headers=headers, json={**ANSWERS, "x": 1}).status_code == 422


def odk(server: Server, client: Client, *files: tuple[str, Any], xml: bytes = XML) -> Any:
    headers = as_kobo(server)
    del headers["Content-Type"]
    parts = [("xml_submission_file", ("submission.xml", xml, "text/xml")), *files]
    return client.post("/openrosa/submission?deviceID=odk%3A1", headers=headers, files=parts)


def test_odk_asks_first_and_is_told_how_to_come_in(server: Server) -> None:
    headers = as_kobo(server)
    with server.client() as client:
        for path in ("/openrosa/submission", "/openrosa/formList"):
            stranger = client.head(path)
            assert stranger.status_code == 401
            assert stranger.headers["www-authenticate"].startswith("Basic")
        assert client.post("/openrosa/submission", files=[("a", b"b")]).status_code == 401
        asked = client.head("/openrosa/submission?deviceID=odk%3A1", headers=headers)
        assert asked.status_code == 204
        assert asked.headers["x-openrosa-version"] == "1.0"
        assert int(asked.headers["x-openrosa-accept-content-length"]) == 10_000_000
        assert asked.headers["location"].endswith("/openrosa/submission")


def test_odk_downloads_the_forms(server: Server) -> None:
    headers = as_kobo(server)
    with server.client() as client:
        listed = client.get("/openrosa/formList?deviceID=x", headers=headers)
        assert listed.headers["content-type"].startswith("text/xml")
        names = {"x": "http://openrosa.org/xforms/xformsList"}
        forms = ElementTree.fromstring(listed.content).findall("x:xform", names)
        assert len(forms) == len(form_definitions())
        for form in forms:
            got = client.get(str(form.findtext("x:downloadUrl", "", names)), headers=headers)
            assert got.status_code == 200
            digest = hashlib.md5(got.content, usedforsecurity=False).hexdigest()
            assert form.findtext("x:hash", "", names) == f"md5:{digest}"
        assert client.get("/openrosa/forms/none.xml", headers=headers).status_code == 404


def test_odk_posts_a_form_with_its_photo_more_than_once(server: Server) -> None:
    with server.client() as client:
        answer = odk(server, client, ("1700.jpg", ("1700.jpg", JPEG, "image/jpeg")))
        assert answer.status_code == 201, answer.text
        assert b"OpenRosaResponse" in answer.content
        after = server.size()
        again = odk(server, client, ("1700.jpg", ("1700.jpg", JPEG, "image/jpeg")))
        assert (again.status_code, again.content) == (201, answer.content)
        assert server.size() == after
    with open_workplace(server.case, server.clock) as work:
        run_case(work)
        photo = hashlib.sha256(JPEG).hexdigest()
        assert work.store.document(photo) is not None
        assert work.log.files.get(hashlib.sha256(XML).hexdigest()) == XML
        found = [d for d in work.store.documents().items if d.name == f"incident-{ONE}.json"]
        assert [claim.act for d in found for claim in work.store.claims_of(d.id) if hasattr(claim, "act")] == [
            "shelling"
        ]


def test_odk_sends_files_one_after_the_other(server: Server) -> None:
    with server.client() as client:
        part = odk(server, client, ("*isIncomplete*", (None, b"yes")), ("1700.jpg", ("1700.jpg", JPEG, "image/jpeg")))
        assert part.status_code == 202
        other = b"\xff\xd8\xff\xe0 another"
        assert odk(server, client, ("2.jpg", ("2.jpg", other, "image/jpeg"))).status_code == 201
    with open_workplace(server.case, server.clock) as work:
        for data in (JPEG, other):
            assert work.store.document(hashlib.sha256(data).hexdigest()) is not None
        assert sum(d.name == f"incident-{ONE}.json" for d in work.store.documents().items) == 1


@pytest.mark.parametrize(
    "xml",
    [
        XML[:-20],
        b"",
        XML.replace(b"trucewatch_incident", b"other"),
        XML.replace(b"<place_name>Zamalka</place_name>", b""),
        XML.replace(f"uuid:{ONE}".encode(), b""),
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><data id="trucewatch_incident">&b;</data>',
        b'<data id="trucewatch_incident">' + b"<a>" * 5000 + b"</a>" * 5000 + b"</data>",
    ],
)
def test_a_form_that_is_cut_off_or_hostile_is_refused(server: Server, xml: bytes) -> None:
    size = server.size()
    with server.client() as client:
        assert odk(server, client, xml=xml).status_code == 422
        headers = {**as_kobo(server), "Content-Type": "multipart/form-data; boundary=b"}
        cut = b'--b\r\nContent-Disposition: form-data; name="xml_submission_file"\r\n\r\n' + XML
        assert client.post("/openrosa/submission", headers=headers, content=cut).status_code == 422
        headers["Content-Type"] = "multipart/form-data"
        assert client.post("/openrosa/submission", headers=headers, content=cut).status_code == 422
    assert server.size() == size


@pytest.mark.parametrize("form", form_definitions(), ids=lambda form: form.id)
def test_the_xform_says_what_pyxform_makes_of_the_workbook(form: Any) -> None:
    made = ElementTree.fromstring(convert(write_xlsform(form), file_type=".xlsx").xform)
    ours = ElementTree.fromstring(write_xform(form))
    xf = "{http://www.w3.org/2002/xforms}"

    def binds(root: Any) -> dict[str, dict[str, str]]:
        found = {}
        for bind in root.iter(f"{xf}bind"):
            said = {k.rpartition("}")[2]: " ".join(v.split()) for k, v in bind.attrib.items()}
            path = said.pop("nodeset").split("/", 2)[2]
            found[path] = {k: v.replace(f"/{root_name(root)}/", "/data/") for k, v in said.items()}
        return found

    def root_name(root: Any) -> str:
        return str(next(iter(next(root.iter(f"{xf}instance")))).tag.rpartition("}")[2])

    def words(root: Any) -> set[tuple[str, str]]:
        return {(t.attrib["lang"], str(v.text)) for t in root.iter(f"{xf}translation") for v in t.iter(f"{xf}value")}

    assert binds(ours) == binds(made)
    assert words(ours) == words(made)
    assert {e.attrib["ref"].rpartition("/")[2] for e in ours.iter(f"{xf}select1")} == {
        e.attrib["ref"].rpartition("/")[2] for e in made.iter(f"{xf}select1")
    }
