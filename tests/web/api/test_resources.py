"""Lists, single records, cursors, entity tags, HEAD and problems."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.web.samples import DIGEST, TEXTS, build, clock

from trucewatch.record import FileStore, Log, record_draft, verify_inclusion
from trucewatch.store import SqliteStore, catch_up
from trucewatch.vocabulary.incidents import Incident, IncidentTime
from trucewatch.web.app import create_app
from trucewatch.web.serving import head_of

Client = TestClient[Litestar]
LISTS = ["incidents", "documents", "claims", "assessments", "sources", "docket", "acts", "obligations", "control"]
LISTS += ["figures", "record/entries"]


def pages(client: Client, path: str) -> list[dict[str, Any]]:
    """Every page of a list, by the addresses that the answers give."""
    found = []
    following: str | None = path
    while following is not None:
        answer = client.get(following)
        assert answer.status_code == 200, answer.text
        found.append(answer.json())
        following = found[-1]["next"]
        assert answer.headers.get("link") == (f'<{following}>; rel="next"' if following else None)
    return found


@pytest.mark.parametrize("name", LISTS)
def test_a_list_in_small_pages_is_the_whole_list(client: Client, name: str) -> None:
    whole = client.get(f"/api/{name}?limit=1000").json()
    assert whole["next"] is None
    small = pages(client, f"/api/{name}?limit=1")
    assert [item for page in small for item in page["items"]] == whole["items"]
    assert {page["total"] for page in small} == {whole["total"]} == {len(whole["items"])}


def test_every_list_of_the_sample_but_the_commission_s_holds_something(client: Client) -> None:
    filled = {name for name in LISTS if client.get(f"/api/{name}").json()["total"]}
    assert filled == set(LISTS) - {"docket", "acts", "control"}


def test_single_records(client: Client) -> None:
    assert client.get("/api/incidents/i1").json()["incident"]["id"] == "i1"
    document = client.get(f"/api/documents/{DIGEST['fr']}").json()
    assert {claim["id"] for claim in document["claims"]} >= {"c1", "c2"}
    assert document["custody"][0]["received_by"] == "desk"
    text = client.get(f"/api/documents/{DIGEST['fr']}/text")
    assert text.text == TEXTS["fr"]
    assert text.headers["content-type"].startswith("text/plain")
    claim = client.get("/api/claims/c1").json()
    start, end = claim["span"]
    assert text.text[start:end] == claim["text"]
    assert client.get("/api/sources/afp").json()["id"] == "afp"
    question = client.get("/api/figures").json()["items"][0]["id"]
    assert client.get(f"/api/figures/{question}").json()["id"] == question


@pytest.mark.parametrize(
    "path",
    ["incidents/x", "documents/x", "documents/x/text", "claims/x", "sources/x", "figures/x", "docket/x/y",
     "record/entries/9999", "record/proofs/inclusion?index=99", "record/proofs/consistency?first=99", "x"],
)  # fmt: skip
def test_what_is_not_there_is_a_problem_of_404(client: Client, path: str) -> None:
    answer = client.get(f"/api/{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=1001", "limit=x", "start=2016-13-01", "start=yesterday", "act=nothing", "area=moon", "page=2",
     "outcome=guilty", "limit=1&limit=2", "undated=yes", "lang_of=de", "cursor=", "cursor=abc", "cursor=WzEsImEiXQ"],
)  # fmt: skip
def test_a_parameter_that_is_wrong_or_unknown_is_refused(client: Client, query: str) -> None:
    answer = client.get(f"/api/incidents?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "Bad Request"


def test_a_cursor_holds_for_its_own_filters_only(client: Client) -> None:
    cursor = client.get("/api/incidents?limit=1&family=humanitarian").json()["cursor"]
    assert client.get(f"/api/incidents?family=humanitarian&cursor={cursor}").status_code == 200
    for path in (f"/api/incidents?cursor={cursor}", f"/api/claims?family=humanitarian&cursor={cursor}"):
        assert client.get(path).status_code == 400
    changed = json.loads(base64.urlsafe_b64decode(cursor + "=="))
    changed[0] = -1
    forged = base64.urlsafe_b64encode(json.dumps(changed).encode()).decode().rstrip("=")
    assert client.get(f"/api/incidents?family=humanitarian&cursor={forged}").status_code == 400


def test_what_arrives_between_pages_comes_last_and_shifts_nothing(tmp_path: Path) -> None:
    case = build(tmp_path / "case")
    files = FileStore(case.folder.record / "files")
    with SqliteStore.open(case.folder.database, files) as store:
        app = create_app(case, store, files, lambda: head_of(case))
        with TestClient(app) as client:
            first = client.get("/api/incidents?limit=2").json()
            early = IncidentTime(start="1999-01-01", end="1999-01-01", precision="day")
            new = Incident(id="a-first-by-time-and-name", act="shelling", family="hostilities", status="occurred",
                           polarity="asserted", time=early, corroboration="single_source")  # fmt: skip
            with Log.open(case.folder.record, case.settings.log_origin, clock) as log:
                log.append([record_draft(new, "trucewatch", log.files)])
                catch_up(log, store)
            rest = pages(client, urlsplit(first["next"]).path + "?" + urlsplit(first["next"]).query)
            read = [item["id"] for page in (first, *rest) for item in page["items"]]
            assert read == ["i1", "i2", "i3", "i4", new.id]
            end = rest[-1]["cursor"]
            assert client.get(f"/api/incidents?limit=2&cursor={end}").json()["items"] == []


def test_an_entity_tag_spares_the_answer_and_changes_with_it(client: Client) -> None:
    answer = client.get("/api/incidents", headers={"Accept-Encoding": "identity"})
    tag = answer.headers["etag"]
    packed = client.get("/api/incidents", headers={"Accept-Encoding": "gzip"}).headers["etag"]
    assert tag != packed
    for held in (tag, packed, f'"x", W/{tag}', "*"):
        again = client.get("/api/incidents", headers={"If-None-Match": held})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"].replace("-gzip", "") == tag
    assert client.get("/api/incidents", headers={"If-None-Match": '"x"'}).status_code == 200
    assert client.get("/api/incidents?limit=1").headers["etag"] != tag


@pytest.mark.parametrize("path", ["/api/incidents", "/ogc", "/schema", "/health", "/", "/api/nothing", "/incidents"])
def test_head_is_get_without_the_body(client: Client, path: str) -> None:
    plain = {"Accept-Encoding": "identity"}
    got, headed = client.get(path, headers=plain), client.head(path, headers=plain)
    assert headed.content == b""
    assert headed.status_code == got.status_code
    assert headed.headers == got.headers


def test_another_method_is_refused_with_those_allowed(client: Client) -> None:
    answer = client.delete("/api/incidents")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_proof_of_the_api_holds(client: Client) -> None:
    proof = client.get("/api/record/proofs/inclusion?index=3").json()
    head = client.get("/api/record/head").json()
    assert (proof["size"], proof["root"]) == (head["size"], head["root"])
    hashes = tuple(base64.b64decode(h) for h in proof["hashes"])
    leaf, root = bytes.fromhex(proof["leaf"]), base64.b64decode(head["root"])
    assert verify_inclusion(leaf, 3, head["size"], hashes, root)
    assert not verify_inclusion(leaf, 4, head["size"], hashes, root)
    assert client.get("/api/record/entries/3").json()["leaf"] == proof["leaf"]
